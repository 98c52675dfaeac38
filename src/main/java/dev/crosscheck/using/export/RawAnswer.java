package dev.crosscheck.using.export;

/**
 * What a network answers to a raw example.
 *
 * @param taken whether the example can be taken; if not, the rest is empty
 * @param logits the outputs before the output layer's activation; for a number, the number on the scale that the network learns
 * @param probabilities of the classes; none for a number
 * @param label the most probable class; empty for a number
 */
record RawAnswer(boolean taken, double[] logits, double[] probabilities, String label) {
    private static final double[] NONE = {};

    /** The example cannot be taken. */
    static final RawAnswer REFUSED = new RawAnswer(false, NONE, NONE, "");

    /** A class. */
    static RawAnswer ofClass(double[] logits, double[] probabilities, String label) {
        return new RawAnswer(true, logits, probabilities, label);
    }

    /** A number. @param standardised on the scale that the network learns */
    static RawAnswer ofNumber(double standardised) {
        return new RawAnswer(true, new double[] {standardised}, NONE, "");
    }
}
