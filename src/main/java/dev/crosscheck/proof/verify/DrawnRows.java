package dev.crosscheck.proof.verify;

import dev.crosscheck.data.Examples;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Loss;
import java.util.SplittableRandom;

/**
 * Rows of a table that does not exist, for checks of trainers.
 *
 * @param x inputs, (rows, features), such as standardised columns are
 * @param targets (rows, outputs): one-hot, 0 and 1, or numbers
 * @param classes how many there are; 0 where the targets are numbers
 */
record DrawnRows(Matrix x, Matrix targets, int classes) implements Examples {

    /** Draws inputs from N(0,1) and targets that suit the loss; of classes the later ones are rarer, as weights make sense for. */
    static DrawnRows of(Loss loss, int rows, int features, int outputs, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Matrix x = Matrix.gaussian(rows, features, random);
        if (loss != Loss.CATEGORICAL_CROSS_ENTROPY && loss != Loss.BINARY_CROSS_ENTROPY) {
            // Some residuals on either side of where Huber's loss turns.
            return new DrawnRows(x, Matrix.gaussian(rows, outputs, random).map(target -> 2 * target), 0);
        }
        int classes = Math.max(2, outputs);
        Matrix targets = Matrix.zeros(rows, outputs);
        for (int n = 0; n < rows; n++) {
            double u = random.nextDouble();
            int label = (int) (classes * u * u);
            targets.data()[n * outputs + (outputs == 1 ? 0 : label)] = outputs == 1 ? label : 1;
        }
        return new DrawnRows(x, targets, classes);
    }

    @Override
    public int size() {
        return x.rows();
    }

    @Override
    public int features() {
        return x.columns();
    }

    @Override
    public int outputs() {
        return targets.columns();
    }

    @Override
    public void features(int[] order, int from, int to, float[] into, int at) {
        write(x, order, from, to, into, at);
    }

    @Override
    public void targets(int[] order, int from, int to, float[] into) {
        write(targets, order, from, to, into, 0);
    }

    private static void write(Matrix rows, int[] order, int from, int to, float[] into, int at) {
        for (int place = from; place < to; place++) {
            for (int j = 0; j < rows.columns(); j++) {
                into[at + (place - from) * rows.columns() + j] = (float) rows.get(order[place], j);
            }
        }
    }

    @Override
    public int[] labels() {
        int[] labels = new int[size()];
        for (int n = 0; n < labels.length; n++) {
            for (int c = 0; c < outputs(); c++) {
                labels[n] += (int) targets.get(n, c) * (outputs() == 1 ? 1 : c);
            }
        }
        return labels;
    }

    @Override
    public DrawnRows select(int... indices) {
        return new DrawnRows(select(x, indices), select(targets, indices), classes);
    }

    private static Matrix select(Matrix rows, int... indices) {
        Matrix chosen = Matrix.zeros(indices.length, rows.columns());
        for (int i = 0; i < indices.length; i++) {
            System.arraycopy(
                    rows.data(), indices[i] * rows.columns(), chosen.data(), i * rows.columns(), rows.columns());
        }
        return chosen;
    }
}
