package dev.crosscheck.showing.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a sweep's page shows.
 *
 * @param title the sweep's name
 * @param status its state, in a few words
 * @param running whether it still goes on, so that the page has to reload itself
 * @param written when this was the state
 * @param measure what settings are ranked by, in words
 * @param accuracy whether that is an accuracy in percent, where more is better; else an error
 * @param ofTest whether it was measured on the test set, which decides nothing
 * @param done finished trials
 * @param trials of the plan
 * @param names of what settings set, in order
 * @param settings best first
 * @param base what the others are compared with, in words
 * @param chosen the chosen setting and its test figure, in words; empty until there is one
 * @param facts configuration and provenance, by name
 */
public record SweepView(
        String title,
        String status,
        boolean running,
        Instant written,
        String measure,
        boolean accuracy,
        boolean ofTest,
        int done,
        int trials,
        List<String> names,
        List<Setting> settings,
        String base,
        String chosen,
        Map<String, String> facts) {

    /**
     * A setting with its runs.
     *
     * @param words its name
     * @param values one for each of the view's names; empty where it sets none
     * @param runs its completed runs, in the order of their seeds
     * @param diverged runs that diverged
     * @param mean of the runs; null if there are none
     * @param deviation of the runs; null for fewer than two
     * @param interval 95 % interval of the mean; null for few runs
     * @param bootstrap the same by the bootstrap
     * @param difference mean difference from the base, seed by seed; null for the base itself
     * @param differenceInterval its 95 % interval; null for few pairs
     * @param p of the difference, corrected; null where there is none
     * @param seedsNeeded to tell a difference of 0.1 points; null where there is no saying
     */
    public record Setting(
            String words,
            List<String> values,
            List<Run> runs,
            int diverged,
            Double mean,
            Double deviation,
            Range interval,
            Range bootstrap,
            Double difference,
            Range differenceInterval,
            Double p,
            Integer seedsNeeded) {}

    /** @param seed of a run, @param figure what it came to */
    public record Run(long seed, double figure) {}

    /** @param low lower end, @param high upper end */
    public record Range(double low, double high) {}
}
