package dev.crosscheck.proof.verify;

import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Loss;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Random rows for checks. */
final class DrawnRows {
    private DrawnRows() {}

    /** Draws inputs from N(0,1) and targets that suit the loss; later classes are rarer, so that class weights matter. */
    static MatrixExamples of(Loss loss, int rows, int features, int outputs, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Matrix x = Matrix.gaussian(rows, features, random);
        if (loss != Loss.CATEGORICAL_CROSS_ENTROPY && loss != Loss.BINARY_CROSS_ENTROPY) {
            // Twice N(0,1), so that residuals are on both sides of Huber's δ.
            return new MatrixExamples(x, Matrix.gaussian(rows, outputs, random).map(target -> 2 * target), 0);
        }
        int classes = Math.max(2, outputs);
        Matrix targets = Matrix.zeros(rows, outputs);
        for (int n = 0; n < rows; n++) {
            double u = random.nextDouble();
            int label = (int) (classes * u * u);
            targets.data()[n * outputs + (outputs == 1 ? 0 : label)] = outputs == 1 ? label : 1;
        }
        return new MatrixExamples(x, targets, classes);
    }

    /** @return targets that suit a loss, (rows, outputs): one-hot rows, 0 and 1, or numbers from N(0,1) */
    static Matrix targets(Loss loss, int rows, int outputs, RandomGenerator random) {
        Matrix targets = Matrix.zeros(rows, outputs);
        if (loss == Loss.CATEGORICAL_CROSS_ENTROPY) {
            for (int n = 0; n < rows; n++) {
                targets.data()[n * outputs + random.nextInt(outputs)] = 1;
            }
            return targets;
        }
        boolean bits = loss == Loss.BINARY_CROSS_ENTROPY;
        return targets.map(zero -> bits ? random.nextInt(2) : random.nextGaussian());
    }
}
