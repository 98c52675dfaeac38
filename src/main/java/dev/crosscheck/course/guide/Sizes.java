package dev.crosscheck.course.guide;

import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.NetworkSpec;
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
    private static final int LEAST_EPOCHS = 2;

    /**
     * Epochs times the work of a row times the square root of the rows, so that training takes longer by the square root of the rows: with the
     * recipe some half a minute on two cores for 10,000 rows, and two minutes for 100,000. Counted, not timed, so that a run repeats on every
     * machine.
     */
    private static final double WORK = 3.8e9;

    /** From here on more rows have fewer epochs in proportion, and training takes no longer. */
    private static final double MOST_ROWS_BY_ROOT = 100_000;

    /** What a row costs besides the products, in parameters: the test, and reading and laying out each input. */
    private static final int PARAMETERS_OF_A_ROW = 5_000;

    private static final int PARAMETERS_OF_AN_INPUT = 100;

    /** Parameters of a row in a second of one core: 11 to 12 billion, measured with a million rows and all candidates. */
    private static final double PARAMETERS_PER_SECOND = 1.1e10;

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

    private static double workOfRow(NetworkSpec network) {
        return network.parameters() + (double) PARAMETERS_OF_AN_INPUT * network.inputs() + PARAMETERS_OF_A_ROW;
    }

    static int epochs(int rows, NetworkSpec network) {
        double root = Math.sqrt(rows) * Math.max(1, Math.sqrt(rows / MOST_ROWS_BY_ROOT));
        return (int) Math.max(LEAST_EPOCHS, Math.min(MOST_EPOCHS, WORK / root / workOfRow(network)));
    }

    /** @return about how many processor seconds an epoch of so many rows takes */
    static double seconds(int rows, NetworkSpec network) {
        return rows * workOfRow(network) / PARAMETERS_PER_SECOND;
    }
}
