package dev.crosscheck.using.export;

/**
 * The answer of a network for a raw example.
 *
 * @param taken whether the example is accepted; if not, the rest is empty
 * @param logits the outputs before the output layer's activation; for a number, the standardised number, then the ends of its interval if
 *     it has one
 * @param probabilities probabilities of the classes; empty for a number
 * @param label the most probable class; empty for a number
 */
record RawAnswer(boolean taken, double[] logits, double[] probabilities, String label) {
    private static final double[] NONE = {};

    /** The example is rejected. */
    static final RawAnswer REFUSED = new RawAnswer(false, NONE, NONE, "");

    /** The answer of a classification. */
    static RawAnswer ofClass(double[] logits, double[] probabilities, String label) {
        return new RawAnswer(true, logits, probabilities, label);
    }

    /** The answer of a regression: a number, or a number and the ends of its interval, all standardised. */
    static RawAnswer ofNumber(double... standardised) {
        return new RawAnswer(true, standardised, NONE, "");
    }
}
