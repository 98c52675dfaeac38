package dev.crosscheck.using.export;

/**
 * What a network makes of a raw row.
 *
 * @param taken whether it took the row; if it did not, the rest is empty
 * @param logits the outputs before the output layer's activation; of a number, it on the scale that the network learns
 * @param probabilities of the classes; none where a number is learnt
 * @param label the likeliest class; empty where a number is learnt
 */
record RowAnswer(boolean taken, double[] logits, double[] probabilities, String label) {
    private static final double[] NONE = {};

    /** The row cannot be taken. */
    static final RowAnswer REFUSED = new RowAnswer(false, NONE, NONE, "");

    /** A class. */
    static RowAnswer ofClass(double[] logits, double[] probabilities, String label) {
        return new RowAnswer(true, logits, probabilities, label);
    }

    /** A number. @param standardised on the scale that the network learns */
    static RowAnswer ofNumber(double standardised) {
        return new RowAnswer(true, new double[] {standardised}, NONE, "");
    }
}
