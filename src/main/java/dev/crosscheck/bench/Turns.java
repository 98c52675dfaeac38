package dev.crosscheck.bench;

import dev.crosscheck.CrosscheckException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Gives contestants their turns: one that fails drops out, and the others go on. */
final class Turns {
    private final Map<String, String> leftOut;
    private final Path log;
    private final Bench.Progress progress;

    /**
     * @param leftOut why some do not compete from the start, by name
     * @param log receives what the processes write on standard error
     * @param progress learns of each turn
     */
    Turns(Map<String, String> leftOut, Path log, Bench.Progress progress) {
        this.leftOut = new LinkedHashMap<>(leftOut);
        this.log = log;
        this.progress = progress;
    }

    /**
     * A contestant's turn.
     *
     * @param turn which one, for instance {@code Round 1 of 3}
     * @return what it measured; nothing if it fails or has failed before
     */
    Optional<Measurement> next(Contestant contestant, Workload workload, String turn) {
        return next(contestant, turn, () -> Child.run(contestant, workload, log));
    }

    /**
     * The same with anything that is to be measured.
     *
     * @param run runs the contestant's process
     */
    <T> Optional<T> next(Contestant contestant, String turn, Supplier<T> run) {
        if (leftOut.containsKey(contestant.name())) {
            return Optional.empty();
        }
        progress.at(turn + ": " + contestant.name());
        try {
            return Optional.of(run.get());
        } catch (Child.Failure e) {
            progress.at(e.getMessage());
            leftOut.put(contestant.name(), "it failed at " + turn.toLowerCase(Locale.ROOT) + ": " + e.reason());
            return Optional.empty();
        }
    }

    /** @return why some do not compete, or dropped out, by name */
    Map<String, String> leftOut() {
        return leftOut;
    }

    /** @throws CrosscheckException if there is nothing */
    void requireSome(boolean something) {
        if (!something) {
            throw new CrosscheckException(
                    "Nothing is left to measure: "
                            + leftOut.entrySet().stream()
                                    .map(entry -> entry.getKey() + ", since " + entry.getValue())
                                    .collect(Collectors.joining("; "))
                            + ".",
                    "Ask for others with --only.");
        }
    }
}
