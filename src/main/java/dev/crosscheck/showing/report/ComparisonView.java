package dev.crosscheck.showing.report;

import dev.crosscheck.showing.report.SweepView.Range;
import java.util.List;
import java.util.Map;

/**
 * What a comparison's page shows.
 *
 * @param measure what is compared, in words
 * @param accuracy whether that is an accuracy in percent; else an error
 * @param ofTest whether it was measured on the test set
 * @param sides what is compared; the others with the first
 * @param differing facts that are not the same for all, with the value of each side
 * @param notes what else was found, a sentence each
 */
public record ComparisonView(
        String measure,
        boolean accuracy,
        boolean ofTest,
        List<Side> sides,
        Map<String, List<String>> differing,
        List<String> notes) {

    /**
     * A side.
     *
     * @param letter its short name: A, B and so on
     * @param name its long one
     * @param figures of its runs
     * @param mean of these
     * @param interval 95 % interval of the mean; null for few runs
     * @param pairs seeds that the first side has too
     * @param difference mean difference from the first on these; null for the first, and where there are none
     * @param differenceInterval its 95 % interval; null for few pairs
     * @param p of the difference, corrected; null where there is none
     * @param curves values after each epoch, by what they are
     */
    public record Side(
            String letter,
            String name,
            List<Double> figures,
            double mean,
            Range interval,
            int pairs,
            Double difference,
            Range differenceInterval,
            Double p,
            Map<String, List<Double>> curves) {}
}
