package dev.crosscheck.proof.verify;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Loss;
import java.util.random.RandomGenerator;

/** Random targets for checks. */
final class ValueSamples {
    private ValueSamples() {}

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
