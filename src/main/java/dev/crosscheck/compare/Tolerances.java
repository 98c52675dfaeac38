package dev.crosscheck.compare;

/** Every tolerance in use, each with its reason. u is the rounding of a double, 2⁻⁵³ or 1.1e-16. */
public final class Tolerances {
    /** Nothing may differ. */
    public static final Tolerance EXACT = new Tolerance(0, 0, "the same operations in the same order");

    /** One formula, rounded differently. */
    public static final Tolerance ROUNDING = new Tolerance(
            1e-15,
            1e-14,
            "one formula evaluated in two ways: up to a hundred roundings of 1.1e-16, and cancellation near 0");

    /** A derivative against central differences. */
    public static final Tolerance CENTRAL_DIFFERENCES = new Tolerance(
            1e-8,
            1e-7,
            "central differences err by about 4e-11 times the size of the function and of its third derivative, which"
                    + " both reach the hundreds in the networks here");

    private Tolerances() {}
}
