package dev.crosscheck.proof.verify;

import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Loss;
import java.util.SplittableRandom;

/** Rows of a table that does not exist, for checks of trainers. */
final class DrawnRows {
    private DrawnRows() {}

    /** Draws inputs from N(0,1) and targets that suit the loss; of classes the later ones are rarer, as weights make sense for. */
    static MatrixExamples of(Loss loss, int rows, int features, int outputs, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Matrix x = Matrix.gaussian(rows, features, random);
        if (loss != Loss.CATEGORICAL_CROSS_ENTROPY && loss != Loss.BINARY_CROSS_ENTROPY) {
            // Some residuals on either side of where Huber's loss turns.
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
}
