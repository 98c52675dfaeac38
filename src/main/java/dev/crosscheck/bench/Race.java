package dev.crosscheck.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.CrosscheckException;
import dev.crosscheck.bench.RaceResult.Run;
import dev.crosscheck.bench.RaceResult.Standing;
import dev.crosscheck.device.Environment;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.train.Recipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whole runs of one recipe against the clock, each in a process of its own: from the process's start to its end, by when it has read the
 * data, trained, saved the model and tested it. docs/internals/race.md has the rules.
 */
public final class Race {
    /** What the mean accuracy on the test images has to be above, in percent. */
    public static final double BOUND_PERCENT = 98;

    /** What p of both one-sided tests has to be below. */
    public static final double LEVEL = 0.01;

    /** Runs without which nobody qualifies. */
    public static final int LEAST_SEEDS = 20;

    private final Options options;
    private final Path folder;
    private final Turns turns;
    private final Bench.Progress progress;
    private final RaceLineup lineup;

    /**
     * What a race is to do.
     *
     * @param recipe of every contestant
     * @param firstSeed of as many as follow
     * @param seeds runs per contestant, at least 1
     * @param only names of those that compete
     * @param data folder of the images
     * @param python the interpreter to use, if one is named
     */
    public record Options(
            Recipe recipe, long firstSeed, int seeds, Set<String> only, Path data, Optional<String> python) {}

    private Race(Options options, Path folder, Bench.Progress progress) {
        this.options = options;
        this.folder = folder;
        this.progress = progress;
        lineup = RaceLineup.of(options);
        turns = new Turns(lineup.leftOut(), progress);
    }

    /** @return names that {@link Options#only} may hold, in the order of the turns */
    public static List<String> names() {
        return RaceLineup.NAMES;
    }

    /**
     * Holds a race.
     *
     * @param options what to do
     * @param folder where the runs are while they are needed, and the processes' log
     * @param progress learns what is being measured
     * @throws CrosscheckException if nobody completes a run; one that fails later keeps what it did
     */
    public static RaceResult run(Options options, Path folder, Bench.Progress progress) {
        return new Race(options, folder, progress).hold();
    }

    private RaceResult hold() {
        Machine machine = Machine.current();
        String created = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        turns.requireSome(!lineup.contestants().isEmpty());
        Map<Contestant, List<Run>> runs = new LinkedHashMap<>();
        lineup.contestants().forEach(contestant -> runs.put(fastest(contestant), new ArrayList<>()));
        for (int i = 0; i < options.seeds(); i++) {
            long seed = options.firstSeed() + i;
            String turn = "Seed " + (i + 1) + " of " + options.seeds();
            runs.forEach((contestant, done) -> turns.next(contestant, turn, () -> one(contestant, seed, List.of()))
                    .ifPresent(done::add));
        }
        runs.values().removeIf(List::isEmpty);
        turns.requireSome(!runs.isEmpty());
        return new RaceResult(
                created, machine, options.recipe(), options.data().toString(), standings(runs), turns.leftOut());
    }

    private static List<Standing> standings(Map<Contestant, List<Run>> runs) {
        List<Standing> standings = new ArrayList<>();
        runs.forEach((contestant, done) -> standings.add(Standing.of(contestant, done)));
        return standings.stream()
                .map(standing -> standing.against(standings.get(0)))
                .toList();
    }

    /** Tries the settings of one that has a choice for an epoch each; those that fail are skipped. */
    private Contestant fastest(Contestant contestant) {
        Contestant fastest = contestant;
        double least = Double.POSITIVE_INFINITY;
        for (Contestant tried : lineup.settings().getOrDefault(contestant.name(), List.of())) {
            progress.at("Trial: " + tried.label());
            try {
                double seconds =
                        one(tried, options.firstSeed(), List.of("--epochs=1")).seconds();
                fastest = seconds < least ? tried : fastest;
                least = Math.min(seconds, least);
            } catch (Child.Failure e) {
                progress.at(e.getMessage());
            }
        }
        return fastest;
    }

    /** A process from its start to its end; only what it came to is kept. */
    private Run one(Contestant contestant, long seed, List<String> more) {
        Path out = folder.resolve(contestant.name());
        List<String> told = new ArrayList<>(List.of("--seed=" + seed, "--out=" + out.toAbsolutePath()));
        told.addAll(more);
        long start = System.nanoTime();
        try {
            return Child.run(
                    contestant,
                    told,
                    Bench.log(folder),
                    (line, seconds) -> {},
                    () -> read(out, seed, (System.nanoTime() - start) / 1e9));
        } finally {
            delete(out);
        }
    }

    /** @throws IllegalStateException if the run has not come to its end, or its model is not there */
    static Run read(Path out, long seed, double seconds) {
        Path record = out.resolve("run.json");
        try {
            JsonNode run = Json.read(Files.readAllBytes(record), JsonNode.class);
            JsonNode epochs = run.path("epochs");
            JsonNode accuracy = epochs.path(epochs.size() - 1).path("testAccuracyPercent");
            boolean saved = Files.exists(out.resolve("model.safetensors")) || Files.exists(out.resolve("model.pt"));
            if (!run.path("status").asText().equals("COMPLETED") || !accuracy.isNumber() || !saved) {
                throw new IllegalStateException("it left no model with its accuracy in " + out.getFileName());
            }
            return new Run(
                    seed,
                    seconds,
                    accuracy.asDouble(),
                    run.path("modelSha256").asText(),
                    engine(run.path("environment")));
        } catch (IOException e) {
            throw new IllegalStateException("it left no record of its run: " + e.getMessage(), e);
        }
    }

    /** @return what ran: PyTorch says so itself */
    private static String engine(JsonNode environment) {
        String blas = environment.path("blas").asText();
        return environment
                .path("engine")
                .asText("Java " + environment.path("java").asText()
                        + (blas.equals(Environment.NONE) ? "" : ", " + blas));
    }

    private static void delete(Path out) {
        try {
            RunFolder.deleteAll(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
