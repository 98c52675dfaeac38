package dev.crosscheck.proof.compare;

/**
 * The allowed difference of two numbers, {@code |actual - expected| ≤ absolute + relative · |expected|}, with its reason.
 *
 * @param absolute the part that matters near 0
 * @param relative the part proportional to the expected number
 * @param reason why the tolerance is neither smaller nor larger, in a sentence
 */
public record Tolerance(double absolute, double relative, String reason) {

    /** Requires both parts to be finite and not negative, and a reason. */
    public Tolerance {
        if (!(absolute >= 0 && relative >= 0 && absolute + relative < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a tolerance of " + absolute + " and " + relative);
        }
        if (reason.isBlank()) {
            throw new IllegalArgumentException("a tolerance needs its reason");
        }
    }

    public double allowed(double expected) {
        return absolute + relative * Math.abs(expected);
    }

    /**
     * Whether a relative deviation is meaningful for a number: it is not 0, and the relative part of its tolerance is at least the absolute part. Nearer to
     * 0, even a deviation as large as the number itself may be within the tolerance, as intended.
     */
    boolean isFarFromZero(double expected) {
        return expected != 0 && relative * Math.abs(expected) >= absolute;
    }
}
