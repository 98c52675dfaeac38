package dev.crosscheck.bench;

import dev.crosscheck.CrosscheckException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Measures parts of epochs over batch sizes and numbers of hidden units, one of the two at a time. */
public final class Sweep {
    /** Three steps of the largest batch. */
    private static final int IMAGES = 12_288;

    private static final int[] BATCHES = {16, 64, 256, 1024, 4096};
    private static final int[] HIDDENS = {64, 256, 1024, 4096};

    private Sweep() {}

    /** @return names that {@link Options#only} may hold */
    public static List<String> names() {
        int cores = Runtime.getRuntime().availableProcessors();
        List<String> names = new ArrayList<>();
        Lineup.KERNELS.forEach(kernels -> names.add(Lineup.byHand(kernels, cores)));
        names.addAll(List.of(Lineup.DL4J, Lineup.GEMM, Lineup.PYTORCH));
        return names;
    }

    /**
     * Runs the sweep; the workload's batch and hidden units are where its two lines cross.
     *
     * @param options what to do
     * @param folder where the processes' log goes
     * @param progress is told what is measured
     * @throws CrosscheckException if nobody competes, or one fails
     */
    public static SweepResult run(Options options, Path folder, Bench.Progress progress) {
        Machine machine = Machine.current();
        String created = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Lineup lineup = Lineup.of(options, folder);
        List<Contestant> contestants = contestants(lineup);
        Workload part = part(options);
        List<Workload> sizes = sizes(part);
        List<SweepResult.Point> points = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) {
            points.addAll(
                    measure(contestants, sizes.get(i), options, folder, what(i, sizes.size(), sizes.get(i)), progress));
        }
        Map<String, String> labels = new LinkedHashMap<>();
        contestants.forEach(contestant -> labels.put(contestant.name(), contestant.label()));
        return new SweepResult(
                created,
                machine,
                part.images(),
                options.trainingImages(),
                options.rounds(),
                labels,
                points,
                lineup.leftOut());
    }

    /** PyTorch competes with one thread and with all, since neither is the faster at every size. */
    private static List<Contestant> contestants(Lineup lineup) {
        List<Contestant> contestants = new ArrayList<>();
        for (Contestant contestant : lineup.contestants()) {
            if (contestant.name().equals(Lineup.PYTORCH)) {
                int cores = Runtime.getRuntime().availableProcessors();
                IntStream.of(1, cores)
                        .distinct()
                        .mapToObj(threads -> Lineup.pyTorch(
                                Lineup.PYTORCH + "-" + threads,
                                lineup.python().orElseThrow(),
                                new PyTorchSetting("blas", threads)))
                        .forEach(contestants::add);
            } else {
                contestants.add(contestant);
            }
        }
        if (contestants.isEmpty()) {
            throw new CrosscheckException(
                    "Nothing is left to measure: "
                            + String.join("; ", lineup.leftOut().values()) + ".",
                    "Ask for others with --only.");
        }
        return contestants;
    }

    private static Workload part(Options options) {
        Workload whole = options.workload();
        int images = Math.min(IMAGES, whole.images());
        return new Workload(whole.data(), images, whole.batch(), whole.hidden(), images, whole.epochs());
    }

    /** @return the sizes, where the two lines cross only once */
    static List<Workload> sizes(Workload centre) {
        List<Workload> sizes = new ArrayList<>();
        for (int batch : BATCHES) {
            sizes.add(centre.sized(batch, centre.hidden()));
        }
        for (int hidden : HIDDENS) {
            sizes.add(centre.sized(centre.batch(), hidden));
        }
        return sizes.stream().distinct().toList();
    }

    private static String what(int index, int count, Workload size) {
        return "Size " + (index + 1) + " of " + count + ", batch " + size.batch() + ", " + size.hidden()
                + " hidden units";
    }

    private static List<SweepResult.Point> measure(
            List<Contestant> contestants,
            Workload size,
            Options options,
            Path folder,
            String what,
            Bench.Progress progress) {
        Map<String, List<Double>> seconds = new LinkedHashMap<>();
        for (int round = 1; round <= options.rounds(); round++) {
            for (Contestant contestant : contestants) {
                progress.at(what + ", round " + round + " of " + options.rounds() + ": " + contestant.name());
                seconds.computeIfAbsent(contestant.name(), name -> new ArrayList<>())
                        .addAll(Child.run(contestant, size, Bench.log(folder)).epochSeconds());
            }
        }
        double scale = (double) options.trainingImages() / size.images();
        List<SweepResult.Point> points = new ArrayList<>();
        seconds.forEach((name, all) -> points.add(new SweepResult.Point(
                name, size.batch(), size.hidden(), Spread.of(all).times(scale))));
        return points;
    }
}
