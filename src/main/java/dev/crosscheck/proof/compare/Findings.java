package dev.crosscheck.proof.compare;

import java.util.Comparator;
import java.util.List;

/**
 * The outcome of a check.
 *
 * @param title what was checked
 * @param note what a reader should know, such as a range left out and why; may be empty
 * @param verdicts one per quantity
 * @param series deviations from step to step, where there are steps
 */
public record Findings(String title, String note, List<Verdict> verdicts, List<DeviationSeries> series) {

    /** Copies the lists. */
    public Findings {
        verdicts = List.copyOf(verdicts);
        series = List.copyOf(series);
    }

    /** @return whether there are verdicts and all passed */
    public boolean passed() {
        return !verdicts.isEmpty() && verdicts.stream().allMatch(Verdict::passed);
    }

    /**
     * @return the verdict that used most of its tolerance
     * @throws java.util.NoSuchElementException if there is none
     */
    public Verdict tightest() {
        return verdicts.stream()
                .max(Comparator.comparingDouble(Verdict::shareUsed))
                .orElseThrow();
    }
}
