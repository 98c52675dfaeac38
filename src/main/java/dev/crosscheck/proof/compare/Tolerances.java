package dev.crosscheck.proof.compare;

/** All tolerances in use, each with its reason. u is the unit roundoff of double, 2⁻⁵³ or 1.1e-16. */
public final class Tolerances {
    public static final Tolerance EXACT = new Tolerance(0, 0, "the same operations in the same order");

    /** One formula evaluated in two ways. */
    public static final Tolerance ROUNDING = new Tolerance(
            1e-15,
            1e-14,
            "one formula evaluated in two ways: up to a hundred roundings of 1.1e-16, and cancellation near 0");

    /** One formula whose sums have their terms in another order. */
    public static final Tolerance SUMS = new Tolerance(
            1e-13,
            1e-13,
            "sums of dozens of products, each up to about ten in size, in another order and with fused"
                    + " multiplications: up to a hundred roundings of 1.1e-16 times ten");

    /** Parameters after up to 1,000 steps of an optimizer with given gradients. */
    public static final Tolerance OPTIMIZER = new Tolerance(
            1e-14,
            1e-13,
            "each of 1,000 steps rounds the parameter once more, by up to 1.1e-16 of its size, and those errors add up; less is"
                    + " allowed where three times what the reference's parameter is apart from one that is moved by six units in its last place after"
                    + " each step is less");

    /** A derivative compared with central differences. */
    public static final Tolerance CENTRAL_DIFFERENCES = new Tolerance(
            1e-8,
            1e-7,
            "central differences err by about 4e-11 times the size of the function and of its third derivative, which"
                    + " both reach the hundreds in the networks here");

    /** Gradients used by a trainer in single precision, each divided by a size that is proportional to its rounding. */
    public static final Tolerance TRAINER_GRADIENT = new Tolerance(
            1e-5,
            0,
            "float32 sums in another order; the size is the largest gradient that SameDiff has of the array or, if that is more, three"
                    + " times what they move if each parameter is moved by six units in its last place, in units of this tolerance; and besides the"
                    + " rounding of the numbers from which the gradient is recovered; an array of which that is more than a hundredth is"
                    + " not judged");

    /** Outputs of a trainer's network, divided by the largest output, at least 1. */
    public static final Tolerance TRAINER_ANSWER = new Tolerance(
            2e-6,
            0,
            "float32 sums in another order, an exponential right to 1e-7; the size is DL4J's largest answer, at least 1, or three times what"
                    + " that moves if each parameter is moved by six units in its last place, in units of this tolerance; answers of which that is more"
                    + " than a hundredth are not judged");

    /** The loss of a batch by a trainer in single precision, divided by a size that is proportional to its rounding. */
    public static final Tolerance TRAINER_LOSS = new Tolerance(
            1e-5,
            0,
            "float32 sums in another order; the size is SameDiff's loss, at least 0.1, or three times what that moves if each"
                    + " parameter is moved by six units in its last place, in units of this tolerance; a loss of which that is more than a"
                    + " hundredth is not judged");

    /** Parameters after a step of a trainer in single precision, divided by the largest change in their array that DL4J's updater makes with SameDiff's gradient. */
    public static final Tolerance TRAINER_UPDATE = new Tolerance(
            5e-6,
            1.2e-7,
            "a float32 parameter is rounded by 6e-8 of its size, twice where it decays; the step by some ten roundings of"
                    + " 6e-8, of the moments, their corrections and the root");

    /** Second moments after a step of a trainer in single precision. */
    public static final Tolerance TRAINER_SECOND_MOMENT = new Tolerance(
            1e-30,
            2e-6,
            "a few float32 roundings of 6e-8; the gradient, recovered from the first moment, is squared; moments are"
                    + " multiples of 2^-100");

    /** Parameters after a step of a trainer that may use DL4J's own Adam. */
    public static final Tolerance DL4J_UPDATE = new Tolerance(
            2e-5,
            1.2e-7,
            "DL4J's own Adam takes 1 - β2 in single precision, 1.4e-5 off, half of which is left under the root; besides a"
                    + " dozen float32 roundings of 6e-8, of the step and of the parameter");

    /** Second moments after a step of a trainer that may use DL4J's own Adam. */
    public static final Tolerance DL4J_SECOND_MOMENT = new Tolerance(
            1e-30,
            2e-5,
            "DL4J's own Adam takes 1 - β2 in single precision, 1.4e-5 off; besides a few float32 roundings of 6e-8");

    /** Initial parameters in single precision. */
    public static final Tolerance FLOAT_START = new Tolerance(
            1e-7, 1.3e-7, "the bound is rounded to float32, then each number: by 6e-8 of the bound and of itself");

    /** The value or derivative of an activation in single precision, divided by the largest term of its formula. */
    public static final Tolerance FLOAT_NEURON = new Tolerance(
            1e-6, 0, "some float32 operations, 6e-8 per rounding, and an exponential and a quotient right to 1e-7");

    /** A measure of a network's predictions that DL4J computes in single precision. */
    public static final Tolerance FLOAT_EVALUATION =
            new Tolerance(0, 1e-6, "DL4J's sums of a hundred terms in float32, 6e-8 per rounding");

    /** The test accuracy of the same parameters, in percent. */
    public static final Tolerance SAME_ACCURACY = new Tolerance(
            0.02,
            0,
            "float32 rounds outputs to 1e-7: a test image or two of 10,000 may have its two largest that close");

    /** The mean test loss of the same parameters. */
    public static final Tolerance SAME_TEST_LOSS =
            new Tolerance(0, 1e-5, "float32 outputs and a float32 mean of 10,000 losses, each right to 1e-6");

    /** Outputs of an exported network compared with the model's own, divided by the largest number in the example's forward pass. */
    public static final Tolerance EXPORTED_OUTPUTS = new Tolerance(
            1e-5,
            0,
            "float32 with sums of hundreds of products in another order, 6e-8 of the largest number per rounding, through all"
                    + " layers; a row's features, in double on both sides, are the same, and a probability moves by at most half as much"
                    + " as the logits");

    /** A number of a test vector, divided by the largest of its array. */
    public static final Tolerance VECTORS = new Tolerance(
            1e-9,
            0,
            "sums of fewer than a hundred terms in another order are right to 1e-13 of the largest number; Adam divides by the"
                    + " root of a second moment, and so enlarges that where a gradient is a thousandth of the others");

    private Tolerances() {}
}
