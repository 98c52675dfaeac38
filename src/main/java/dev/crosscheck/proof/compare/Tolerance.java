package dev.crosscheck.proof.compare;

import java.util.Locale;

/**
 * How far two numbers may be apart, and why: {@code |actual - expected| ≤ absolute + relative · |expected|}.
 *
 * @param absolute the part that holds near 0
 * @param relative the part that grows with the expected number
 * @param reason why no less and no more, in a sentence
 */
public record Tolerance(double absolute, double relative, String reason) {

    /** Checks that both are finite and not negative, and that a reason is given. */
    public Tolerance {
        if (!(absolute >= 0 && relative >= 0 && absolute + relative < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a tolerance of " + absolute + " and " + relative);
        }
        if (reason.isBlank()) {
            throw new IllegalArgumentException("a tolerance needs its reason");
        }
    }

    /**
     * @param largest the largest number in the sums that lead to what is compared
     * @return this tolerance if that is 1 or less; otherwise its absolute part times as large, since rounding grows with the numbers
     */
    public Tolerance ofNumbersUpTo(double largest) {
        return largest > 1 && largest < Double.POSITIVE_INFINITY
                ? new Tolerance(
                        absolute * largest,
                        relative,
                        String.format(Locale.ROOT, "%s; with numbers of up to %.2g", reason, largest))
                : this;
    }

    /** @return the largest deviation that passes */
    public double allowed(double expected) {
        return absolute + relative * Math.abs(expected);
    }

    /**
     * Whether a relative deviation means anything for a number: it is not 0, and the relative part of its tolerance is
     * at least the absolute part. Nearer to 0, a deviation as large as the number itself may pass, as it should.
     */
    boolean isFarFromZero(double expected) {
        return expected != 0 && relative * Math.abs(expected) >= absolute;
    }
}
