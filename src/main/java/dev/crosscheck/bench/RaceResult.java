package dev.crosscheck.bench;

import dev.crosscheck.statistics.MeanAbove;
import dev.crosscheck.statistics.Summary;
import dev.crosscheck.train.Recipe;
import java.util.List;
import java.util.Map;

/**
 * A race's result.
 *
 * @param created when it started, ISO 8601 in UTC
 * @param machine what was measured on
 * @param recipe of every contestant
 * @param data folder of the images
 * @param standings in the order of the turns
 * @param leftOut why some did not race, or dropped out, by name
 */
public record RaceResult(
        String created,
        Machine machine,
        Recipe recipe,
        String data,
        List<Standing> standings,
        Map<String, String> leftOut) {

    /**
     * A process from its start to its end.
     *
     * @param seed its seed
     * @param seconds how long that took
     * @param accuracyPercent on the test images
     * @param modelSha256 of the model's file
     * @param engine what ran, in words
     */
    public record Run(long seed, double seconds, double accuracyPercent, String modelSha256, String engine) {}

    /**
     * How a contestant did.
     *
     * @param name its name
     * @param label what it is
     * @param seconds over all runs
     * @param accuracyPercent over all runs
     * @param above the tests of a mean accuracy above {@link Race#BOUND_PERCENT}; null for a single run
     * @param qualified whether the worse p of these tests is below {@link Race#LEVEL}, of at least {@link Race#LEAST_SEEDS} runs
     * @param timesTheFirst median seconds over those of the first of all
     * @param runs in the order of their seeds
     */
    public record Standing(
            String name,
            String label,
            Spread seconds,
            Summary accuracyPercent,
            MeanAbove above,
            boolean qualified,
            double timesTheFirst,
            List<Run> runs) {

        /** Puts a contestant's runs together. */
        static Standing of(Contestant contestant, List<Run> runs) {
            double[] accuracies =
                    runs.stream().mapToDouble(Run::accuracyPercent).toArray();
            MeanAbove above = runs.size() < 2 ? null : MeanAbove.of(accuracies, Race.BOUND_PERCENT);
            return new Standing(
                    contestant.name(),
                    contestant.label(),
                    Spread.of(runs.stream().map(Run::seconds).toList()),
                    Summary.of(accuracies),
                    above,
                    runs.size() >= Race.LEAST_SEEDS && above.p() < Race.LEVEL,
                    1,
                    List.copyOf(runs));
        }

        /** @return the same, with its ratio to another */
        Standing against(Standing first) {
            return new Standing(
                    name,
                    label,
                    seconds,
                    accuracyPercent,
                    above,
                    qualified,
                    seconds.median() / first.seconds.median(),
                    runs);
        }
    }
}
