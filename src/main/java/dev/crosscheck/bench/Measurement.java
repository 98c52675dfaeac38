package dev.crosscheck.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What one process measured.
 *
 * @param startUpSeconds from its start to its first step done
 * @param epochSeconds of each epoch
 * @param peakKib most resident memory, in KiB, where the system reports it
 * @param note versions and libraries, in its own words
 */
record Measurement(double startUpSeconds, List<Double> epochSeconds, OptionalLong peakKib, String note) {

    /** @return the seconds of all epochs of all rounds */
    static Spread epochSeconds(List<Measurement> rounds) {
        return Spread.of(
                rounds.stream().flatMap(round -> round.epochSeconds().stream()).toList());
    }

    /**
     * @param rounds KiB of each, where the system reports them
     * @return the most, in MiB; null if any is not reported
     */
    static Long peakMib(List<OptionalLong> rounds) {
        boolean told = rounds.stream().allMatch(OptionalLong::isPresent);
        return told ? rounds.stream().mapToLong(OptionalLong::getAsLong).max().orElseThrow() >> 10 : null;
    }

    /** Reads a process's lines; what other libraries print between them is skipped. */
    static final class Reader {
        private static final String PREFIX = "bench: ";

        private final List<Double> epochSeconds = new ArrayList<>();
        private double startUpSeconds = Double.NaN;
        private OptionalLong peakKib = OptionalLong.empty();
        private String note = "";

        /** Reads a line that came this long after the process's start. */
        void line(String line, double secondsSinceStart) {
            if (!line.startsWith(PREFIX)) {
                return;
            }
            String[] words = line.substring(PREFIX.length()).split(" ", 2);
            switch (words[0]) {
                case "first-step" -> startUpSeconds = secondsSinceStart;
                case "epoch" -> epochSeconds.add(Double.parseDouble(words[1]));
                case "peak" -> peakKib = OptionalLong.of(Long.parseLong(words[1]));
                case "note" -> note = words[1];
                default -> throw new IllegalArgumentException("unknown line: " + line);
            }
        }

        /**
         * @param epochs how many were asked for
         * @throws IllegalStateException if something is missing or no positive number
         */
        Measurement result(int epochs) {
            boolean positive = startUpSeconds > 0
                    && epochSeconds.stream().allMatch(seconds -> seconds > 0 && Double.isFinite(seconds));
            if (!positive || epochSeconds.size() != epochs) {
                throw new IllegalStateException("expected a first step and " + epochs + " epochs, found "
                        + startUpSeconds + " and " + epochSeconds);
            }
            return new Measurement(startUpSeconds, List.copyOf(epochSeconds), peakKib, note);
        }
    }
}
