package dev.crosscheck.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Subprocess;
import dev.crosscheck.device.Environment;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A comparison: in each round every contestant works once, in a process of its own, and one that fails drops out. Ratios are of medians
 * of the same rounds.
 */
public final class Bench {
    /** What the mean accuracy on the test images has to be above in a race, in percent. */
    public static final double BOUND_PERCENT = 98;

    /** What p of both one-sided tests of that has to be below. */
    public static final double LEVEL = 0.01;

    /** Runs without which nobody qualifies in a race. */
    public static final int LEAST_SEEDS = 20;

    /** The part of the work that is an epoch, by its name in {@link Standing#seconds}. */
    public static final String EPOCH = "epoch";

    /** The part that is a whole process, in a race. */
    public static final String RUN = "run";

    /** The time from a process's start to its first step done. */
    public static final String FIRST_STEP = Reported.FIRST_STEP;

    /** A table's first epoch, in which Java compiles the kernels. */
    public static final String WARM_UP = "warm-up";

    /**
     * The parts of the work on a table: from its file to columns, to what a network takes, the first epoch, each later one, the outputs of all
     * rows.
     */
    public static final List<String> TABLE_PARTS = List.of("read", "fit", WARM_UP, EPOCH, "predict");

    /** Columns of a table: those that tell the class, and the class. */
    public static final int LEAST_COLUMNS = TableMaker.LEAST_COLUMNS;

    /** Batch sizes that are measured. */
    public static final List<Integer> BATCHES = List.of(16, 64, 256, 1024, 4096);

    /** Numbers of hidden units that are measured, with one batch size. */
    public static final List<Integer> HIDDENS = List.of(64, 256, 1024, 4096);

    /** Warm-up images for those that are slow, and for trials: a hundred steps. */
    private static final int FEW_IMAGES = 6400;

    private static final int TRIAL_IMAGES = 12_000;

    /** Steps that compute-sanitizer watches. */
    private static final int FEW_STEPS = 5;

    /** The folder in a run's folder for what is needed only while it runs. */
    private static final String WORK = "work";

    /** Three steps of the largest batch. */
    private static final int SIZES_IMAGES = 12_288;

    /** What is compared. */
    public enum Kind {
        /** Epochs of the digit network. */
        EPOCHS("bench"),
        /** Epochs of digit networks and batches of several sizes. */
        SIZES("sweep"),
        /** Reading a table, training on it and predicting. */
        TABLE("bench-table"),
        /** Whole runs of a recipe, whose rules are in docs/race.md. */
        RACE("race");

        private final String file;

        Kind(String file) {
            this.file = file;
        }

        /** @return the name of the result's file, without an ending */
        public String file() {
            return file;
        }

        /** @return names that {@link Options#only} may hold */
        public List<String> names() {
            return Lineup.names(this);
        }

        /** @return the name that a short one stands for, or the same: {@code dl4j} is the one that {@code train} uses */
        public String fullName(String name) {
            return Lineup.fullName(name, this);
        }
    }

    /**
     * What a comparison is to do.
     *
     * @param kind what is compared
     * @param only names of those that compete
     * @param bases whose speed the ratios refer to; empty for PyTorch and TensorFlow where they compete, else DL4J, else the first
     * @param rounds turns per contestant, at least 1; of a race runs with seeds that follow each other
     * @param workload of each process on digits; of a table {@code rows}, {@code columns}, {@code batch}, {@code hidden} and {@code
     *     epochs}; of a race {@code data} and the first {@code seed}
     * @param trainingImages images in the whole training set, which seconds per epoch refer to
     * @param recipe of every contestant of a race; else null
     * @param python the Python to use, if one is named
     * @param tensorFlow the folder with TensorFlow-Java's jars, if one is named
     * @param dl4jClassPath a file with the class path for DL4J as it comes, if one is named
     */
    public record Options(
            Kind kind,
            Set<String> only,
            Set<String> bases,
            int rounds,
            Workload workload,
            int trainingImages,
            Recipe recipe,
            Optional<String> python,
            Optional<Path> tensorFlow,
            Optional<Path> dl4jClassPath) {}

    private final Options options;
    private final Workload workload;
    private final Path work;
    private final Path log;
    private final Consumer<String> progress;
    private final Lineup lineup;
    private final Map<String, String> leftOut;
    private final Map<String, Map<String, Double>> trials = new LinkedHashMap<>();
    private Double fileMb;

    private Bench(Options options, Path folder, Consumer<String> progress) {
        this.options = options;
        this.workload = options.kind() == Kind.SIZES ? part(options.workload()) : options.workload();
        work = folder.resolve(WORK);
        this.log = folder.resolve("processes.txt");
        this.progress = progress;
        lineup = Lineup.of(options, work);
        leftOut = lineup.leftOut();
    }

    /** @return names that {@link Options#only} may hold besides, where there is a GPU; by default they compete */
    public static List<String> namesOnCuda() {
        return Lineup.namesOnCuda();
    }

    /**
     * Runs a comparison.
     *
     * @param folder where the processes' log goes, and all else while it is needed
     * @param progress learns what is being measured
     * @throws CrosscheckException if nobody competes, or nobody completes a round; one that fails later keeps what it measured
     */
    public static BenchResult run(Options options, Path folder, Consumer<String> progress) {
        Path work = folder.resolve(WORK);
        Thread cleaner = new Thread(() -> {
            try {
                RunFolder.deleteAll(work);
            } catch (IOException | UncheckedIOException e) {
                // This process is ending, and a contestant's may still write.
            }
        });
        Runtime.getRuntime().addShutdownHook(cleaner);
        try {
            return new Bench(options, folder, progress).compare();
        } finally {
            if (Subprocess.forget(cleaner)) {
                delete(work);
            }
        }
    }

    private BenchResult compare() {
        Machine machine = Machine.current();
        String created = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        requireSome(!lineup.contestants().isEmpty());
        List<Standing> standings = switch (options.kind()) {
            case EPOCHS -> epochs();
            case SIZES -> sizes();
            case TABLE -> table();
            case RACE -> race();
        };
        requireSome(!standings.isEmpty());
        GpuDetails gpu = standings.stream().anyMatch(each -> each.name().equals(Lineup.CUDA)) ? details() : null;
        List<Standing> bases = bases(standings);
        String part = options.kind() == Kind.RACE ? RUN : EPOCH;
        return new BenchResult(
                created,
                machine,
                options.kind(),
                workload.options(),
                options.trainingImages(),
                options.recipe(),
                options.rounds(),
                fileMb,
                bases.stream().map(Standing::name).toList(),
                standings.stream().map(each -> each.against(bases, part)).toList(),
                trials,
                leftOut,
                gpu);
    }

    /** @return how the GPU is by itself; null if that cannot be found out, with the reason among those left out */
    private GpuDetails details() {
        progress.accept("The GPU by itself");
        Path file = work.resolve("gpu.json").toAbsolutePath();
        try {
            Files.createDirectories(work);
            GpuDetails measured = Lineup.onGpu(BenchProcess.DETAILS).run(workload.with("out", file), log, reported -> {
                try {
                    return Json.read(Files.readAllBytes(file), GpuDetails.class);
                } catch (IOException e) {
                    throw new IllegalStateException("it left no " + file.getFileName(), e);
                }
            });
            Workload few = workload.with("images", FEW_STEPS * workload.number("batch"))
                    .with("warm-up", 0)
                    .with("epochs", 1);
            List<String> command = Lineup.onGpu(BenchProcess.CUDA).command();
            return measured.with(Sanitizer.run(command, few, work, log, progress));
        } catch (Contestant.Failure e) {
            leftOut.put("the GPU by itself", e.reason());
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Standing> epochs() {
        Workload trial = workload.with("images", Math.min(TRIAL_IMAGES, workload.number("images")))
                .with("warm-up", FEW_IMAGES)
                .with("epochs", 2);
        List<Contestant> contestants = fastest(contestant -> contestant.run(
                trial,
                log,
                reported -> Standing.spreads(List.of(timed(reported, trial)), scale(trial))
                        .get(EPOCH)
                        .least()));
        Map<Contestant, List<Reported>> measured = rounds(contestants, "Round", (contestant, round) -> {
            Workload part = contestant.slow()
                    ? workload.with("warm-up", Math.min(FEW_IMAGES, workload.number("warm-up")))
                            .with("epochs", 1)
                    : workload;
            return contestant.run(part, log, reported -> timed(reported, part));
        });
        List<Standing> standings = new ArrayList<>();
        measured.forEach((contestant, all) ->
                standings.add(Standing.of(contestant, Standing.spreads(all, scale(workload)), all)));
        return standings;
    }

    private static Reported timed(Reported reported, Workload asked) {
        return reported.requires(1, List.of(FIRST_STEP)).requires(asked.number("epochs"), List.of(EPOCH));
    }

    private double scale(Workload part) {
        return (double) options.trainingImages() / part.number("images");
    }

    private List<Standing> sizes() {
        List<Workload> all = sizes(workload);
        Map<Contestant, Map<String, Standing.Spread>> seconds = new LinkedHashMap<>();
        Map<Contestant, List<Reported>> reports = new LinkedHashMap<>();
        for (int i = 0; i < all.size(); i++) {
            Workload size = all.get(i);
            String turn = "Size " + (i + 1) + " of " + all.size() + ", " + size(size) + ", round";
            rounds(
                            contestants(),
                            turn,
                            (contestant, round) -> contestant.run(size, log, reported -> timed(reported, size)))
                    .forEach((contestant, measured) -> {
                        Standing.Spread spread =
                                Standing.spreads(measured, scale(size)).get(EPOCH);
                        seconds.computeIfAbsent(contestant, first -> new LinkedHashMap<>())
                                .put(size(size), spread);
                        reports.put(contestant, measured);
                    });
        }
        List<Standing> standings = new ArrayList<>();
        seconds.forEach(
                (contestant, spreads) -> standings.add(Standing.of(contestant, spreads, reports.get(contestant))));
        return standings;
    }

    private static Workload part(Workload whole) {
        int images = Math.min(SIZES_IMAGES, whole.number("images"));
        return whole.with("images", images).with("warm-up", images);
    }

    /** @return the sizes, of which the two lines have one in common */
    static List<Workload> sizes(Workload centre) {
        List<Workload> sizes = new ArrayList<>();
        BATCHES.forEach(batch -> sizes.add(centre.with("batch", batch)));
        HIDDENS.forEach(hidden -> sizes.add(centre.with("hidden", hidden)));
        return sizes.stream().distinct().toList();
    }

    /** @return the size of a network and its batch, as {@link Standing#seconds} has it */
    public static String size(Workload workload) {
        return "batch " + workload.text("batch") + ", " + workload.text("hidden") + " hidden units";
    }

    private List<Standing> table() {
        Path file = work.resolve("table.csv");
        int rows = workload.number("rows");
        progress.accept("A table of " + rows + " rows is made");
        try {
            Files.createDirectories(work);
            TableMaker.write(file, rows, workload.number("columns"), 1);
            fileMb = Files.size(file) / 1e6;
            Workload told = new Workload(Map.of("data", file.toAbsolutePath().toString()));
            for (String option : List.of("batch", "hidden", "epochs")) {
                told = told.with(option, workload.text(option));
            }
            Workload asked = told;
            Map<Contestant, List<Reported>> measured = rounds(
                    contestants(),
                    "Round",
                    (contestant, round) -> contestant.run(asked, log, reported -> ofTable(reported, asked, rows)));
            List<Standing> standings = new ArrayList<>();
            measured.forEach(
                    (contestant, all) -> standings.add(Standing.of(contestant, Standing.spreads(all, 1), all)));
            return standings;
        } catch (IOException e) {
            throw new CrosscheckException(
                    file + ": cannot be written: " + e.getMessage(), "Name a folder with room for it with --out.", e);
        }
    }

    private static Reported ofTable(Reported reported, Workload asked, int rows) {
        for (String part : TABLE_PARTS) {
            reported.requires(part.equals(EPOCH) ? asked.number("epochs") : 1, List.of(part));
        }
        Integer read = reported.end().rows();
        if (read == null || read != rows || reported.end().right() == null) {
            throw new IllegalStateException("expected answers for " + rows + " rows, found " + read);
        }
        return reported;
    }

    private List<Standing> race() {
        NetworkSpec network = options.recipe().setup().network();
        TrainingSpec training = options.recipe().setup().training();
        long first = Long.parseLong(workload.text("seed"));
        Workload run = workload.with("hidden", network.units().get(0))
                .with("epochs", training.epochs())
                .with("batch", training.batch())
                .with("lr", training.optimizer().learningRate())
                .with("with", "schedule:" + training.schedule().kind().label());
        List<Contestant> contestants =
                fastest(contestant -> run(contestant, run.with("epochs", 1)).seconds());
        Map<Contestant, List<Standing.Run>> runs =
                rounds(contestants, "Seed", (contestant, round) -> run(contestant, run.with("seed", first + round)));
        List<Standing> standings = new ArrayList<>();
        runs.forEach((contestant, all) -> standings.add(Standing.ofRace(contestant, all)));
        return standings;
    }

    /** A run of a race, of whose folder only the record is kept. */
    private Standing.Run run(Contestant contestant, Workload asked) {
        Path out = work.resolve(contestant.name()).toAbsolutePath();
        try {
            return contestant.run(
                    asked.with("out", out),
                    log,
                    reported -> read(out, Long.parseLong(asked.text("seed")), reported.total()));
        } finally {
            delete(out);
        }
    }

    /** @throws IllegalStateException if the run has not come to its end, or its model is not there */
    static Standing.Run read(Path out, long seed, double seconds) {
        try {
            JsonNode run = Json.read(Files.readAllBytes(out.resolve("run.json")), JsonNode.class);
            JsonNode epochs = run.path("epochs");
            JsonNode accuracy = epochs.path(epochs.size() - 1).path("testAccuracyPercent");
            boolean saved = Files.exists(out.resolve("model.safetensors")) || Files.exists(out.resolve("model.pt"));
            if (!run.path("status").asText().equals("COMPLETED") || !accuracy.isNumber() || !saved) {
                throw new IllegalStateException("it left no model with its accuracy in " + out.getFileName());
            }
            JsonNode environment = run.path("environment");
            String blas = environment.path("blas").asText();
            String java =
                    "Java " + environment.path("java").asText() + (blas.equals(Environment.NONE) ? "" : ", " + blas);
            return new Standing.Run(
                    seed,
                    seconds,
                    accuracy.asDouble(),
                    run.path("modelSha256").asText(),
                    environment.path("engine").asText(java));
        } catch (IOException e) {
            throw new IllegalStateException("it left no record of its run: " + e.getMessage(), e);
        }
    }

    private List<Contestant> contestants() {
        return lineup.contestants().values().stream().flatMap(List::stream).toList();
    }

    /** Tries the settings of those that can run in several, and takes the fastest of each; settings that fail are skipped. */
    private List<Contestant> fastest(Function<Contestant, Double> trial) {
        List<Contestant> chosen = new ArrayList<>();
        lineup.contestants().forEach((name, settings) -> {
            Contestant fastest = settings.get(0);
            double least = Double.POSITIVE_INFINITY;
            for (Contestant tried : settings.size() == 1 ? List.<Contestant>of() : settings) {
                progress.accept("Trial of " + name + ": " + tried.setting());
                Double seconds = null;
                try {
                    seconds = trial.apply(tried);
                } catch (Contestant.Failure e) {
                    progress.accept(e.getMessage());
                }
                trials.computeIfAbsent(name, first -> new LinkedHashMap<>()).put(tried.setting(), seconds);
                if (seconds != null && seconds < least) {
                    least = seconds;
                    fastest = tried;
                }
            }
            chosen.add(fastest);
        });
        return chosen;
    }

    /**
     * Gives every contestant its turn, round after round; one that fails drops out.
     *
     * @param turn what the number of a round follows, for instance {@code Round}
     * @param work runs a contestant's process in a round, counted from 0
     * @return what each measured, in their order, without those that measured nothing
     */
    private <T> Map<Contestant, List<T>> rounds(
            List<Contestant> contestants, String turn, BiFunction<Contestant, Integer, T> work) {
        Map<Contestant, List<T>> measured = new LinkedHashMap<>();
        for (int round = 0; round < options.rounds(); round++) {
            String now = turn + " " + (round + 1) + " of " + options.rounds();
            for (Contestant contestant : contestants) {
                if (leftOut.containsKey(contestant.name())) {
                    continue;
                }
                progress.accept(now + ": " + contestant.name());
                try {
                    T result = work.apply(contestant, round);
                    measured.computeIfAbsent(contestant, first -> new ArrayList<>())
                            .add(result);
                } catch (Contestant.Failure e) {
                    progress.accept(e.getMessage());
                    leftOut.put(contestant.name(), "it failed at " + now.toLowerCase(Locale.ROOT) + ": " + e.reason());
                }
            }
        }
        return measured;
    }

    private void requireSome(boolean something) {
        if (!something) {
            String reasons = leftOut.entrySet().stream()
                    .map(entry -> entry.getKey() + ", since " + entry.getValue())
                    .collect(Collectors.joining("; "));
            throw new CrosscheckException(
                    "Nothing is left to measure: " + reasons + ".", "Ask for others with --only.");
        }
    }

    private List<Standing> bases(List<Standing> standings) {
        return switch (options.kind()) {
            case EPOCHS -> {
                List<String> usual = List.of("pytorch-cuda", "pytorch", "tensorflow");
                List<Standing> bases =
                        named(standings, options.bases().isEmpty() ? usual : List.copyOf(options.bases()));
                bases = bases.isEmpty()
                        ? named(standings, List.of(options.kind().fullName("dl4j")))
                        : bases;
                yield bases.isEmpty() ? standings.subList(0, 1) : bases;
            }
            case SIZES -> List.of();
            case TABLE ->
                standings.stream()
                        .filter(each -> each.name().startsWith(ReferenceProgram.SKLEARN.title()))
                        .min(Comparator.comparing(
                                each -> each.seconds().get(EPOCH).median()))
                        .stream()
                        .toList();
            case RACE -> standings.subList(0, 1);
        };
    }

    private static List<Standing> named(List<Standing> standings, List<String> names) {
        return names.stream()
                .flatMap(name -> standings.stream().filter(each -> each.name().equals(name)))
                .toList();
    }

    private static void delete(Path path) {
        try {
            RunFolder.deleteAll(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
