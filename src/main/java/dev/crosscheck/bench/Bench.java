package dev.crosscheck.bench;

import dev.crosscheck.CrosscheckException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The comparison: rounds in which each contestant trains once, in a process of its own. */
public final class Bench {
    /** Images of warm-up for those that are slow: some hundred steps. */
    private static final int SLOW_WARM_UP_IMAGES = 6400;

    private static final int TRIAL_IMAGES = 12_000;

    private final Options options;
    private final Path log;
    private final Progress progress;

    /** Is told what is going on. */
    public interface Progress {
        /** @param what is measured now */
        void at(String what);
    }

    private Bench(Options options, Path folder, Progress progress) {
        this.options = options;
        this.log = log(folder);
        this.progress = progress;
    }

    /** @return names that {@link Options#only} may hold */
    public static List<String> names() {
        return Lineup.names();
    }

    /** @return the file of a run's folder that holds what the processes write on standard error */
    static Path log(Path folder) {
        return folder.resolve("processes.txt");
    }

    /**
     * Runs the comparison.
     *
     * @param options what to do
     * @param folder where the processes' log goes
     * @param progress is told what is measured
     * @throws CrosscheckException if nobody competes, or one fails
     */
    public static BenchResult run(Options options, Path folder, Progress progress) {
        return new Bench(options, folder, progress).compare(folder);
    }

    private BenchResult compare(Path folder) {
        Machine machine = Machine.current();
        String created = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Lineup lineup = Lineup.of(options, folder);
        if (lineup.contestants().isEmpty()) {
            throw new CrosscheckException(
                    "Nothing is left to measure: "
                            + String.join("; ", lineup.leftOut().values()) + ".",
                    "Ask for others with --only.");
        }
        Map<String, Double> settings = new LinkedHashMap<>();
        List<Contestant> contestants = new ArrayList<>();
        for (Contestant contestant : lineup.contestants()) {
            contestants.add(
                    contestant.name().equals(Lineup.PYTORCH)
                            ? best(contestant, lineup.python().orElseThrow(), settings)
                            : contestant);
        }
        List<Standing> standings = measure(contestants);
        Standing base = base(standings);
        return new BenchResult(
                created,
                machine,
                options.workload(),
                options.trainingImages(),
                options.rounds(),
                base.name(),
                standings.stream().map(standing -> standing.against(base)).toList(),
                settings,
                lineup.leftOut());
    }

    /** Tries PyTorch's settings on part of an epoch and takes the fastest; those that fail are passed over. */
    private Contestant best(Contestant first, Python python, Map<String, Double> settings) {
        Workload whole = options.workload();
        Workload part = new Workload(
                whole.data(),
                Math.min(TRIAL_IMAGES, whole.images()),
                whole.batch(),
                whole.hidden(),
                SLOW_WARM_UP_IMAGES,
                2);
        double scale = (double) options.trainingImages() / part.images();
        Contestant best = first;
        double least = Double.POSITIVE_INFINITY;
        for (PyTorchSetting setting : PyTorchSetting.all(Runtime.getRuntime().availableProcessors())) {
            progress.at("Trial of PyTorch: " + setting);
            Contestant contestant = Lineup.pyTorch(Lineup.PYTORCH, python, setting);
            try {
                double seconds = Spread.of(Child.run(contestant, part, log).epochSeconds())
                                .least()
                        * scale;
                settings.put(setting.toString(), seconds);
                if (seconds < least) {
                    least = seconds;
                    best = contestant;
                }
            } catch (CrosscheckException e) {
                settings.put(setting.toString(), null);
            }
        }
        return best;
    }

    private List<Standing> measure(List<Contestant> contestants) {
        Map<Contestant, List<Measurement>> measured = new LinkedHashMap<>();
        contestants.forEach(contestant -> measured.put(contestant, new ArrayList<>()));
        for (int round = 1; round <= options.rounds(); round++) {
            for (Contestant contestant : contestants) {
                progress.at("Round " + round + " of " + options.rounds() + ": " + contestant.name());
                measured.get(contestant).add(Child.run(contestant, workload(contestant), log));
            }
        }
        double scale = (double) options.trainingImages() / options.workload().images();
        return measured.entrySet().stream()
                .map(entry -> Standing.of(entry.getKey(), entry.getValue(), scale, options.trainingImages()))
                .toList();
    }

    private Workload workload(Contestant contestant) {
        Workload whole = options.workload();
        return contestant.slow() ? whole.with(Math.min(SLOW_WARM_UP_IMAGES, whole.warmUpImages()), 1) : whole;
    }

    private Standing base(List<Standing> standings) {
        List<String> wanted = options.base().map(List::of).orElse(List.of(Lineup.PYTORCH, Lineup.DL4J));
        return wanted.stream()
                .flatMap(name ->
                        standings.stream().filter(standing -> standing.name().equals(name)))
                .findFirst()
                .orElse(standings.get(0));
    }
}
