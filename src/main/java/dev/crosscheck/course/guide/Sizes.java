package dev.crosscheck.course.guide;

import dev.crosscheck.nn.Network;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** The guide's rules for numbers: width, depth, dropout and batch size. */
final class Sizes {
    static final int LEAST_UNITS = 64;
    static final int MOST_UNITS = 1024;

    /** With this many rows there are two hidden layers, with ten times as many three: a deeper network needs more examples. */
    static final int ROWS_FOR_TWO_LAYERS = 10_000;

    static final int ROWS_FOR_THREE_LAYERS = 100_000;

    /** From this many parameters per row on, weight decay alone does not prevent the network from memorizing its rows. */
    static final int PARAMETERS_PER_ROW_FOR_DROPOUT = 10;

    static final double DROPOUT = 0.2;

    /** With fewer rows, an epoch of full-size batches has only about a dozen steps. */
    static final int ROWS_FOR_FULL_BATCHES = 1000;

    static final int BATCH = 64;
    static final int SMALL_BATCH = 16;

    private Sizes() {}

    /**
     * The power of two nearest to the square root of the number of rows, within the course's range, because what the rows can determine
     * grows more slowly than their number. For the 60,000 rows of MNIST it is 256, as in the course. There are at least as many units as
     * classes, and fewer if the parameters would exceed the limit.
     */
    static int units(Problem problem) {
        int units = 1 << Math.round(Math.log(problem.rows()) / Math.log(2) / 2);
        units = Math.max(LEAST_UNITS, Math.min(MOST_UNITS, units));
        while (units < problem.classes() && units < MOST_UNITS) {
            units *= 2;
        }
        while (units > LEAST_UNITS && (long) problem.features() * units > Network.MAX_PARAMETERS / 2) {
            units /= 2;
        }
        return units;
    }

    static String whyUnits(Problem problem, int units) {
        String root = String.format(
                Locale.ROOT, "%,d rows to learn from, square root %.0f", problem.rows(), Math.sqrt(problem.rows()));
        double nearest = Math.pow(2, Math.round(Math.log(problem.rows()) / Math.log(2) / 2));
        if (units < nearest && units < MOST_UNITS) {
            return root + "; fewer for " + String.format(Locale.ROOT, "%,d", problem.features()) + " features";
        }
        return units > LEAST_UNITS && units > nearest ? root + "; as many as the classes" : root;
    }

    static List<Integer> hidden(Problem problem) {
        return Collections.nCopies(layers(problem.rows()), units(problem));
    }

    private static int layers(int rows) {
        if (rows < ROWS_FOR_TWO_LAYERS) {
            return 1;
        }
        return rows < ROWS_FOR_THREE_LAYERS ? 2 : 3;
    }

    static String whyLayers(Problem problem) {
        return switch (layers(problem.rows())) {
            case 1 -> String.format(Locale.ROOT, "fewer than %,d rows", ROWS_FOR_TWO_LAYERS);
            case 2 -> String.format(Locale.ROOT, "%,d rows or more", ROWS_FOR_TWO_LAYERS);
            default -> String.format(Locale.ROOT, "%,d rows or more", ROWS_FOR_THREE_LAYERS);
        };
    }

    /** Number of weights and biases. */
    static long parameters(int features, List<Integer> hidden, int outputs) {
        long parameters = 0;
        long inputs = features;
        for (int units : hidden) {
            parameters += (inputs + 1) * units;
            inputs = units;
        }
        return parameters + (inputs + 1) * outputs;
    }

    static int batch(Problem problem) {
        return problem.rows() < ROWS_FOR_FULL_BATCHES ? SMALL_BATCH : BATCH;
    }
}
