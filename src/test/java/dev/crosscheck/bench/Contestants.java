package dev.crosscheck.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Contestants, workloads and options of this package's tests. */
final class Contestants {
    private Contestants() {}

    static Contestant of(String name, String... command) {
        return new Contestant(name, "", "", false, List.of(command), Map.of());
    }

    static Workload digits(Path data, int images, int epochs) {
        return Workload.of("data", data, "images", images, "batch", 64, "hidden", 16, "warm-up", 64, "epochs", epochs);
    }

    static Bench.Options options(Bench.Kind kind, Path data, Path python, String... only) {
        Workload workload = digits(data, 64, 1).with("seed", 101);
        return new Bench.Options(
                kind,
                Set.of(only),
                Set.of(),
                1,
                workload,
                64,
                kind == Bench.Kind.RACE ? Recipe.FAST98 : null,
                Optional.of(python.toString()),
                Optional.empty(),
                Optional.empty());
    }
}
