package dev.crosscheck.bench;

import dev.crosscheck.CrosscheckException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Gives contestants their turns: one that fails drops out, and the others go on. */
final class Turns {
    private final Map<String, String> leftOut;
    private final Bench.Progress progress;

    /**
     * @param leftOut why some do not compete from the start, by name
     * @param progress learns of each turn
     */
    Turns(Map<String, String> leftOut, Bench.Progress progress) {
        this.leftOut = new LinkedHashMap<>(leftOut);
        this.progress = progress;
    }

    /**
     * Every contestant's turn, round after round.
     *
     * @param turn what the number of a round follows, for instance {@code Round}
     * @param run runs a contestant's process
     * @return what each measured, in their order; none has nothing
     */
    <T> Map<Contestant, List<T>> rounds(
            List<Contestant> contestants, int rounds, String turn, Function<Contestant, T> run) {
        Map<Contestant, List<T>> measured = new LinkedHashMap<>();
        for (int round = 1; round <= rounds; round++) {
            for (Contestant contestant : contestants) {
                next(contestant, turn + " " + round + " of " + rounds, () -> run.apply(contestant))
                        .ifPresent(one -> measured.computeIfAbsent(contestant, first -> new ArrayList<>())
                                .add(one));
            }
        }
        return measured;
    }

    /**
     * A contestant's turn.
     *
     * @param turn which one, for instance {@code Round 1 of 3}
     * @param run runs the contestant's process
     * @return what it measured; nothing if it fails or has failed before
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
