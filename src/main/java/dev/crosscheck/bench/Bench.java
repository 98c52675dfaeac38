package dev.crosscheck.bench;

import dev.crosscheck.CrosscheckException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The comparison: rounds in which each contestant trains once, in a process of its own. */
public final class Bench {
    /** Warm-up images for those that are slow: a hundred steps. */
    private static final int SLOW_WARM_UP_IMAGES = 6400;

    private static final int TRIAL_IMAGES = 12_000;

    private final Options options;
    private final Lineup lineup;
    private final Turns turns;
    private final Path log;
    private final Progress progress;
    private final Map<String, Map<String, Double>> trials = new LinkedHashMap<>();

    /** Follows what is going on. */
    public interface Progress {
        /** @param what is measured now */
        void at(String what);
    }

    private Bench(Options options, Path folder, Progress progress) {
        this.options = options;
        lineup = Lineup.of(options, folder);
        turns = new Turns(lineup.leftOut(), progress);
        this.log = log(folder);
        this.progress = progress;
    }

    /** @return names that {@link Options#only} may hold */
    public static List<String> names() {
        return Lineup.names();
    }

    /** @return names that {@link Options#only} may hold besides, where there is a GPU; by default they compete */
    public static List<String> namesOnCuda() {
        return Lineup.namesOnCuda();
    }

    /** @return the name that a short one stands for, or the same: {@code dl4j} is the one that {@code train} uses */
    public static String fullName(String name) {
        return name.equals(Lineup.DL4J) ? Lineup.dl4j() : name;
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
     * @param progress learns what is being measured
     * @throws CrosscheckException if nobody competes, or nobody completes a round; one that fails later keeps what it
     *     measured
     */
    public static BenchResult run(Options options, Path folder, Progress progress) {
        return new Bench(options, folder, progress).compare();
    }

    private BenchResult compare() {
        Machine machine = Machine.current();
        String created = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        turns.requireSome(!lineup.contestants().isEmpty());
        List<Standing> standings =
                measure(lineup.contestants().stream().map(this::best).toList());
        turns.requireSome(!standings.isEmpty());
        List<Standing> bases = bases(standings);
        return new BenchResult(
                created,
                machine,
                options.workload(),
                options.trainingImages(),
                options.rounds(),
                bases.stream().map(Standing::name).toList(),
                standings.stream().map(standing -> standing.against(bases)).toList(),
                trials,
                turns.leftOut());
    }

    /** Tries a contestant's settings on part of an epoch and takes the fastest; those that fail are skipped. */
    private Contestant best(Contestant contestant) {
        Map<Setting, Contestant> settings = lineup.settings().getOrDefault(contestant.name(), Map.of());
        Contestant best = contestant;
        double least = Double.POSITIVE_INFINITY;
        for (Map.Entry<Setting, Contestant> tried : settings.entrySet()) {
            progress.at("Trial of " + contestant.name() + ": " + tried.getKey());
            Double seconds = trial(tried.getValue());
            trials.computeIfAbsent(contestant.name(), name -> new LinkedHashMap<>())
                    .put(tried.getKey().toString(), seconds);
            if (seconds != null && seconds < least) {
                least = seconds;
                best = tried.getValue();
            }
        }
        return best;
    }

    /** @return seconds per epoch, or null if it failed */
    private Double trial(Contestant contestant) {
        Workload whole = options.workload();
        Workload part = new Workload(
                whole.data(),
                Math.min(TRIAL_IMAGES, whole.images()),
                whole.batch(),
                whole.hidden(),
                SLOW_WARM_UP_IMAGES,
                2);
        try {
            double seconds =
                    Spread.of(Child.run(contestant, part, log).epochSeconds()).least();
            return seconds * options.trainingImages() / part.images();
        } catch (Child.Failure e) {
            return null;
        }
    }

    private List<Standing> measure(List<Contestant> contestants) {
        Map<Contestant, List<Measurement>> measured = turns.rounds(
                contestants, options.rounds(), "Round", contestant -> Child.run(contestant, workload(contestant), log));
        double scale = (double) options.trainingImages() / options.workload().images();
        return measured.entrySet().stream()
                .map(entry -> Standing.of(entry.getKey(), entry.getValue(), scale, options.trainingImages()))
                .toList();
    }

    private Workload workload(Contestant contestant) {
        Workload whole = options.workload();
        return contestant.slow() ? whole.with(Math.min(SLOW_WARM_UP_IMAGES, whole.warmUpImages()), 1) : whole;
    }

    private List<Standing> bases(List<Standing> standings) {
        List<String> usual = List.of(Lineup.PYTORCH_CUDA, Lineup.PYTORCH, Lineup.TENSORFLOW);
        List<Standing> bases = named(standings, options.bases().isEmpty() ? usual : options.bases());
        if (bases.isEmpty()) {
            bases = named(standings, List.of(Lineup.dl4j()));
        }
        return bases.isEmpty() ? standings.subList(0, 1) : bases;
    }

    private static List<Standing> named(List<Standing> standings, Collection<String> names) {
        return names.stream()
                .flatMap(name ->
                        standings.stream().filter(standing -> standing.name().equals(name)))
                .toList();
    }
}
