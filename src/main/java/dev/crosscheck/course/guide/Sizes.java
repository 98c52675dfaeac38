package dev.crosscheck.course.guide;

import dev.crosscheck.nn.Network;
import java.util.List;

/** The guide's rules for numbers: the widest layers that fit, epochs and patience. */
final class Sizes {
    static final int LEAST_UNITS = 64;

    /**
     * Of fewer rows an epoch has few steps, and of many classes few rows each: smaller batches then learn classes better (on seven open tables of
     * up to 2,000 rows 6 % less log loss and 7 % fewer errors; on one of 16,000 rows they are worse). Numbers are not learned better.
     */
    static final int FEW_ROWS = 2_000;

    static final int SMALL_BATCH = 16;

    static final int MOST_EPOCHS = 200;
    private static final int LEAST_EPOCHS = 10;

    /**
     * Epochs times parameters times the square root of the rows, so that training takes longer by the square root of the rows: some
     * half a minute on two cores for 10,000 rows, and two minutes for 100,000, since an epoch takes six additions and multiplications
     * for each row and parameter. Counted, not timed, so that a run repeats on every machine.
     */
    private static final double WORK = 3.8e9;

    /** What a row costs besides the products, in parameters: reading it, the activations and the test. */
    private static final int PARAMETERS_OF_A_ROW = 5_000;

    private Sizes() {}

    /** @return the units, halved as often as it takes until the first layer fits within a network's limit */
    static List<Integer> fitting(List<Integer> units, int features) {
        int by = 1;
        while (!units.isEmpty()
                && units.get(0) / by > LEAST_UNITS
                && (long) features * units.get(0) / by > Network.MAX_PARAMETERS / 2) {
            by *= 2;
        }
        int halved = by;
        return units.stream().map(of -> Math.max(1, of / halved)).toList();
    }

    static int epochs(int rows, long parameters) {
        double work = Math.sqrt(rows) * (parameters + PARAMETERS_OF_A_ROW);
        return (int) Math.max(LEAST_EPOCHS, Math.min(MOST_EPOCHS, WORK / work));
    }
}
