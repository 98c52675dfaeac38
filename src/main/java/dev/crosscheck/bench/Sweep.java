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
        names.addAll(List.of(Lineup.dl4j(), Lineup.GEMM, Lineup.TENSORFLOW, Lineup.PYTORCH));
        return names;
    }

    /**
     * Runs the sweep; the workload's batch and hidden units are where its two lines cross.
     *
     * @param options what to do
     * @param folder where the processes' log goes
     * @param progress learns what is being measured
     * @throws CrosscheckException if nobody competes, or nobody completes a size; one that fails keeps what it measured
     */
    public static SweepResult run(Options options, Path folder, Bench.Progress progress) {
        Machine machine = Machine.current();
        String created = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Lineup lineup = Lineup.of(options, folder);
        Path log = Bench.log(folder);
        Turns turns = new Turns(lineup.leftOut(), progress);
        List<Contestant> contestants = contestants(lineup);
        turns.requireSome(!contestants.isEmpty());
        Workload part = part(options);
        List<Workload> sizes = sizes(part);
        List<SweepResult.Point> points = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) {
            points.addAll(measure(contestants, sizes.get(i), options, what(i, sizes.size(), sizes.get(i)), turns, log));
        }
        turns.requireSome(!points.isEmpty());
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
                turns.leftOut());
    }

    /** Those that have settings compete with one thread and with all, since neither is faster at every size. */
    private static List<Contestant> contestants(Lineup lineup) {
        int cores = Runtime.getRuntime().availableProcessors();
        List<Contestant> contestants = new ArrayList<>();
        for (Contestant contestant : lineup.contestants()) {
            Map<Setting, Contestant> settings = lineup.settings().getOrDefault(contestant.name(), Map.of());
            if (settings.isEmpty()) {
                contestants.add(contestant);
            } else {
                String layers = settings.keySet().iterator().next().layers();
                IntStream.of(1, cores)
                        .distinct()
                        .mapToObj(threads ->
                                settings.get(new Setting(layers, threads)).named(contestant.name() + "-" + threads))
                        .forEach(contestants::add);
            }
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
            List<Contestant> contestants, Workload size, Options options, String what, Turns turns, Path log) {
        Map<Contestant, List<Measurement>> measured = turns.rounds(
                contestants, options.rounds(), what + ", round", contestant -> Child.run(contestant, size, log));
        double scale = (double) options.trainingImages() / size.images();
        return measured.entrySet().stream()
                .map(entry -> new SweepResult.Point(
                        entry.getKey().name(),
                        size.batch(),
                        size.hidden(),
                        Measurement.epochSeconds(entry.getValue()).times(scale)))
                .toList();
    }
}
