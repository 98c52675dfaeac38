package dev.crosscheck.bench;

import java.util.List;

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
     * @throws IllegalArgumentException if there is none, or one is not finite
     */
    static Spread of(List<Double> values) {
        if (values.isEmpty() || !values.stream().allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("expected finite measurements, found " + values);
        }
        List<Double> sorted = values.stream().sorted().toList();
        int count = sorted.size();
        double median = (sorted.get((count - 1) / 2) + sorted.get(count / 2)) / 2;
        return new Spread(count, median, sorted.get(0), sorted.get(count - 1));
    }

    /** @return all of them times a factor above 0 */
    Spread times(double factor) {
        return new Spread(count, median * factor, least * factor, most * factor);
    }
}
