package dev.crosscheck.bench;

import dev.crosscheck.statistics.MeanAbove;
import dev.crosscheck.statistics.Summary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How a contestant did.
 *
 * @param name its name
 * @param label what it is
 * @param note versions and libraries that it ran with, in its own words
 * @param seconds of each part of its work, over all rounds; of an epoch those of the whole training set
 * @param timesAsFast medians of others in the part that counts divided by this one's, by their names
 * @param peakMib most resident memory of any round, in MiB; null where the system does not report it
 * @param right on a table the share of rows whose class was predicted, in the last round; else null
 * @param accuracy in a race; else null
 */
public record Standing(
        String name,
        String label,
        String note,
        Map<String, Spread> seconds,
        Map<String, Double> timesAsFast,
        Long peakMib,
        Double right,
        Accuracy accuracy) {

    /**
     * Repeated measurements in brief.
     *
     * @param count how many
     * @param median the middle one, or the mean of the middle two
     * @param least the smallest
     * @param most the largest
     */
    public record Spread(int count, double median, double least, double most) {

        /**
         * @param values at least one, all finite
         * @param factor multiplies each, above 0
         * @throws IllegalArgumentException if there is none, or one is not finite
         */
        static Spread of(List<Double> values, double factor) {
            if (values.isEmpty() || !values.stream().allMatch(Double::isFinite)) {
                throw new IllegalArgumentException("expected finite measurements, found " + values);
            }
            double[] sorted = values.stream()
                    .mapToDouble(value -> value * factor)
                    .sorted()
                    .toArray();
            double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
            return new Spread(sorted.length, median, sorted[0], sorted[sorted.length - 1]);
        }
    }

    /**
     * A run of a race.
     *
     * @param seed its seed
     * @param seconds from the process's start to its end
     * @param accuracyPercent on the test images
     * @param modelSha256 of the model's file
     * @param engine what ran, in words
     */
    public record Run(long seed, double seconds, double accuracyPercent, String modelSha256, String engine) {}

    /**
     * What a contestant reached in a race.
     *
     * @param percent on the test images, over all runs
     * @param above the tests of a mean above {@link Bench#BOUND_PERCENT}; null for a single run
     * @param qualified whether the worse p of these tests is below {@link Bench#LEVEL}, of at least {@link Bench#LEAST_SEEDS} runs
     * @param runs in the order of their seeds
     */
    public record Accuracy(Summary percent, MeanAbove above, boolean qualified, List<Run> runs) {
        static Accuracy of(List<Run> runs) {
            double[] percent = runs.stream().mapToDouble(Run::accuracyPercent).toArray();
            MeanAbove above = percent.length < 2 ? null : MeanAbove.of(percent, Bench.BOUND_PERCENT);
            boolean qualified = percent.length >= Bench.LEAST_SEEDS && above.p() < Bench.LEVEL;
            return new Accuracy(Summary.of(percent), above, qualified, List.copyOf(runs));
        }
    }

    /**
     * @param rounds what each of its processes reported, at least one
     * @param seconds of the parts of its work
     */
    static Standing of(Contestant contestant, Map<String, Spread> seconds, List<Reported> rounds) {
        List<Reported.Event> ends = rounds.stream().map(Reported::end).toList();
        Reported.Event last = ends.get(ends.size() - 1);
        boolean known = ends.stream().map(Reported.Event::peakKib).allMatch(Objects::nonNull);
        Long peakMib =
                known ? ends.stream().mapToLong(Reported.Event::peakKib).max().orElseThrow() >> 10 : null;
        return new Standing(
                contestant.name(), contestant.label(), last.note(), seconds, Map.of(), peakMib, last.right(), null);
    }

    static Standing ofRace(Contestant contestant, List<Run> runs) {
        Spread seconds = Spread.of(runs.stream().map(Run::seconds).toList(), 1);
        String engine = runs.get(0).engine();
        return new Standing(
                contestant.name(),
                contestant.label(),
                engine,
                Map.of(Bench.RUN, seconds),
                Map.of(),
                null,
                null,
                Accuracy.of(runs));
    }

    /** @return the spread of every part that was timed, in the order of the work */
    static Map<String, Spread> spreads(List<Reported> rounds, double epochScale) {
        Map<String, Spread> spreads = new LinkedHashMap<>();
        for (String part : rounds.get(0).parts()) {
            List<Double> all = rounds.stream()
                    .flatMap(round -> round.seconds(part).stream())
                    .toList();
            spreads.put(part, Spread.of(all, part.equals(Bench.EPOCH) ? epochScale : 1));
        }
        return spreads;
    }

    /** @return the same, with its ratios to others in one part of the work */
    Standing against(List<Standing> bases, String part) {
        Map<String, Double> ratios = new LinkedHashMap<>();
        bases.forEach(base -> ratios.put(
                base.name, base.seconds.get(part).median() / seconds.get(part).median()));
        return new Standing(name, label, note, seconds, ratios, peakMib, right, accuracy);
    }
}
