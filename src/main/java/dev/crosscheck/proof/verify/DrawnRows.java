package dev.crosscheck.proof.verify;

import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.NetworkSpec;
import java.util.random.RandomGenerator;

/** Random rows for checks. */
final class DrawnRows {
    private DrawnRows() {}

    /** Draws inputs from N(0,1) and targets that suit the network's loss. */
    static MatrixExamples of(NetworkSpec network, int rows, RandomGenerator random) {
        return of(network.loss(), rows, network.inputs(), network.outputs(), random);
    }

    /** Does the same for any number of features and outputs. */
    static MatrixExamples of(Loss loss, int rows, int features, int outputs, RandomGenerator random) {
        Matrix x = Matrix.gaussian(rows, features, random);
        boolean classes = loss == Loss.CATEGORICAL_CROSS_ENTROPY || loss == Loss.BINARY_CROSS_ENTROPY;
        return new MatrixExamples(x, targets(loss, rows, outputs, random), classes ? Math.max(2, outputs) : 0);
    }

    /**
     * @return targets that suit a loss, (rows, outputs): one-hot rows, or 0 and 1, with later classes rarer, so that class weights matter; or numbers from
     *     N(0,4), so that residuals are on both sides of Huber's δ
     */
    static Matrix targets(Loss loss, int rows, int outputs, RandomGenerator random) {
        Matrix targets = Matrix.zeros(rows, outputs);
        if (loss == Loss.CATEGORICAL_CROSS_ENTROPY) {
            for (int n = 0; n < rows; n++) {
                targets.data()[n * outputs + drawnClass(outputs, random)] = 1;
            }
            return targets;
        }
        boolean bits = loss == Loss.BINARY_CROSS_ENTROPY;
        return targets.map(zero -> bits ? drawnClass(2, random) : 2 * random.nextGaussian());
    }

    private static int drawnClass(int classes, RandomGenerator random) {
        double u = random.nextDouble();
        return (int) (classes * u * u);
    }
}
