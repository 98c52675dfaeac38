package dev.crosscheck.proof.compare;

import java.util.Comparator;
import java.util.List;

/**
 * The result of a check.
 *
 * @param title what was checked
 * @param note remarks, such as a range that was left out and why; may be empty
 * @param verdicts one per quantity
 * @param series deviations over the steps, for checks that have steps
 */
public record Findings(String title, String note, List<Verdict> verdicts, List<DeviationSeries> series) {

    /** @return whether there is at least one verdict and all passed */
    public boolean passed() {
        return !verdicts.isEmpty() && verdicts.stream().allMatch(Verdict::passed);
    }

    /**
     * @return the verdict that used the largest share of its tolerance
     * @throws java.util.NoSuchElementException if there are no verdicts
     */
    public Verdict tightest() {
        return verdicts.stream()
                .max(Comparator.comparingDouble(Verdict::shareUsed))
                .orElseThrow();
    }
}
