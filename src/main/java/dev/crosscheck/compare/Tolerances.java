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

    /** Another program's run in double precision, at every step. */
    public static final Tolerance RECORDED_DOUBLE = new Tolerance(
            1e-12,
            0,
            "the formulas of another program in double precision, whose tanh and sums may round otherwise, by 1e-16 a"
                    + " step; training to a minimum does not let that grow");

    /** Another program's step losses in single precision. */
    public static final Tolerance RECORDED_FLOAT = new Tolerance(
            0,
            1e-4,
            "float32 with sums in another order, 6e-8 a rounding; Adam divides by the root of small second moments,"
                    + " which magnifies it from step to step");

    /** The test accuracy, in percent, of one training in two arithmetics. */
    public static final Tolerance RECORDED_ACCURACY = new Tolerance(
            0.15,
            0,
            "rounding moves the parameters a little in a thousand steps of Adam, and with them the few test images that"
                    + " lie on a border: 15 of 10,000");

    /** Anything finite passes. */
    public static final Tolerance REPORTED = new Tolerance(
            Double.MAX_VALUE, 0, "reported and not judged: rounding grows here for as long as training goes on");

    private Tolerances() {}
}
