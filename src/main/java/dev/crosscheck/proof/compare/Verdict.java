package dev.crosscheck.proof.compare;

import dev.crosscheck.text.Text;

/**
 * The result of a {@link Comparison}: one row of the report.
 *
 * @param quantity what was compared
 * @param passed whether something was compared and nothing failed
 * @param compared number of elements
 * @param largestAbsolute largest {@code |actual - expected|}; infinite if a number was not finite
 * @param largestRelative largest {@code |actual - expected| / max(|actual|, |expected|)} among the elements whose expected number is so far from 0
 *     that the relative part of the tolerance is at least the absolute part; infinite if a number was not finite; null if there is no such element
 * @param where the element that used the largest share of its tolerance, for instance {@code W1[2,0] at step 17}; empty if nothing differed
 * @param tolerance the tolerance of each element
 * @param shareUsed the largest ratio of deviation to tolerance; above 1 fails
 * @param failure the first reason to fail, in a sentence; empty if passed
 */
public record Verdict(
        String quantity,
        boolean passed,
        long compared,
        double largestAbsolute,
        Double largestRelative,
        String where,
        Tolerance tolerance,
        double shareUsed,
        String failure) {

    public String line() {
        return Text.of(
                "%s %s: %d compared, largest deviation %.2e absolute%s%s, %.1f%% of the tolerance%s",
                passed ? "ok  " : "FAIL",
                quantity,
                compared,
                largestAbsolute,
                largestRelative == null ? "" : Text.of(", %.2e relative", largestRelative),
                where.isEmpty() ? "" : ", at " + where,
                100 * shareUsed,
                failure.isEmpty() ? "" : ": " + failure);
    }
}
