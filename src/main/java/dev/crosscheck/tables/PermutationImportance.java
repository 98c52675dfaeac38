package dev.crosscheck.tables;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.table.Importance;
import dev.crosscheck.data.table.Input;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.TableData;
import dev.crosscheck.data.table.TableExamples;
import dev.crosscheck.limits.Members;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.measure.ClassMeasures;
import dev.crosscheck.measure.NumberMeasures;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Permutation importance: measures how much a trained network's answers depend on each column of its table, with the hand-written forward
 * pass. All features of a column, such as the parts of a date, are shuffled together. This changes the first layer's sums only by the
 * differences in these features, so the other columns are not multiplied again.
 */
public final class PermutationImportance {
    /** Fewer rows are not informative, unless the part has no more. */
    static final int LEAST_ROWS = 50;

    /** Enough to see the variation between shuffles. */
    static final int SHUFFLES = 5;

    /** Limit on the number of multiplications, and so on the time that this adds to training: about two seconds on one core. */
    static final long MOST_PRODUCTS = 2_000_000_000L;

    /** Limit on the features of the rows, which are held as doubles: 64 MiB. */
    static final int MOST_FEATURES = 1 << 23;

    private final TableExamples rows;
    private final Network network;
    private final Parameters parameters;
    private final Matrix inputs;
    private final double[] targets;
    private final DoubleUnaryOperator limited;

    /** The first layer's sums for the original rows, (rows, H). */
    private final Matrix sums;

    private PermutationImportance(TableExamples rows, Model model) {
        this.rows = rows;
        this.network = model.network();
        this.parameters = model.parameters();
        this.limited = model.preparation()::limited;
        int[] order = IntStream.range(0, rows.size()).toArray();
        float[] features = new float[rows.size() * rows.features()];
        rows.features(order, 0, rows.size(), features, 0);
        inputs = Matrix.widened(rows.size(), features);
        targets = rows.classes() == 0 ? Matrix.doubles(rows.allTargets()) : new double[0];
        sums = network.z(1, inputs, parameters);
    }

    /**
     * Uses random rows of the validation part, or of the test part if there is none; never rows that were trained on, since a network may
     * know these by heart from columns that are worth nothing for others.
     *
     * @param validation number of rows, at the end, that are for validation
     * @param seed of the choice of rows and of the shuffles
     * @return empty if it would take too long, or a value is not finite
     */
    public static Optional<Importance> of(Model model, TableData data, int validation, long seed) {
        TableExamples part = validation > 0 ? data.train() : data.test();
        int first = validation > 0 ? part.size() - validation : 0;
        int there = part.size() - first;
        int count = Math.min(Math.min(there, Importance.ENOUGH_ROWS), affordable(model.network(), data));
        if (count < Math.min(there, LEAST_ROWS) || model.network().parameterCount() > Network.MAX_PARAMETERS) {
            return Optional.empty();
        }
        SplittableRandom random = new SplittableRandom(seed);
        int[] drawn = Arrays.stream(shuffled(there, random))
                .limit(count)
                .map(row -> first + row)
                .sorted()
                .toArray();
        PermutationImportance found = new PermutationImportance(part.select(drawn), model);
        try {
            return Optional.of(found.importance(
                    validation > 0 ? Importance.Part.VALIDATION : Importance.Part.TEST,
                    count < there ? there : null,
                    data.preprocessing(),
                    random));
        } catch (Members.Unfit e) {
            return Optional.empty(); // a value that is not finite, or too large to be stored
        }
    }

    /** Returns how many rows the limits allow. */
    private static int affordable(Network network, TableData data) {
        long columns = data.preprocessing().columns().size();
        long width = data.train().features();
        long first = network.layer(1).weights();
        long others = network.parameterCount() - first;
        long products = (1 + SHUFFLES) * first + (1 + SHUFFLES * columns) * others;
        return (int) Math.min(MOST_PRODUCTS / products, MOST_FEATURES / width);
    }

    private static int[] shuffled(int count, SplittableRandom random) {
        int[] order = IntStream.range(0, count).toArray();
        Batches.shuffle(order, random);
        return order;
    }

    private Importance importance(
            Importance.Part part, @Nullable Integer drawnFrom, Preprocessing preprocessing, SplittableRandom random) {
        double error = error(sums);
        List<Importance.Column> columns = new ArrayList<>();
        int at = 0;
        for (Input input : preprocessing.inputs()) {
            int features = input.width();
            double[] rises = new double[SHUFFLES];
            for (int i = 0; i < SHUFFLES; i++) {
                rises[i] = error(shuffledSums(at, features, shuffled(rows.size(), random))) - error;
            }
            columns.add(column(input.column(), rises));
            at += features;
        }
        return new Importance(part, rows.size(), drawnFrom, SHUFFLES, rounded(error), columns);
    }

    private static Importance.Column column(String name, double... rises) {
        double mean = Arrays.stream(rises).sum() / rises.length;
        double squares =
                Arrays.stream(rises).map(rise -> (rise - mean) * (rise - mean)).sum();
        return new Importance.Column(name, rounded(mean), rounded(Math.sqrt(squares / rises.length)));
    }

    /** A value that is not finite stays as it is: no {@link Importance} can hold it. */
    private static double rounded(double value) {
        return Double.isFinite(value) ? Decider.rounded(value) : value;
    }

    /** Computes the sums with each row's cell of one column taken from another row. */
    private Matrix shuffledSums(int at, int count, int... from) {
        Matrix changed = sums.copy();
        double[] weights = parameters.weights(1).data();
        int units = changed.columns();
        for (int row = 0; row < rows.size(); row++) {
            for (int i = at; i < at + count; i++) {
                double difference = inputs.get(from[row], i) - inputs.get(row, i);
                for (int unit = 0; unit < units && difference != 0; unit++) {
                    changed.data()[row * units + unit] += difference * weights[i * units + unit];
                }
            }
        }
        return changed;
    }

    private double error(Matrix first) {
        Matrix a = network.activation(1).forward(first);
        for (int k = 2; k <= network.depth(); k++) {
            a = network.activation(k).forward(network.z(k, a, parameters));
        }
        return rows.classes() == 0 ? NumberMeasures.rmse(a.map(limited).data(), targets) * rows.unit() : logLoss(a);
    }

    private double logLoss(Matrix outputs) {
        int[] labels = rows.labels();
        double sum = 0;
        for (int row = 0; row < labels.length; row++) {
            double p = outputs.columns() > 1
                    ? outputs.get(row, labels[row])
                    : labels[row] == 1 ? outputs.get(row, 0) : 1 - outputs.get(row, 0);
            sum += ClassMeasures.loss(p);
        }
        return sum / labels.length;
    }
}
