package dev.crosscheck.train;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.math.Matrix;
import java.util.Arrays;

/**
 * The examples of a run's first step.
 *
 * @param x inputs, normalised, (N, I)
 * @param targets (N, O)
 * @param examples all examples that the run learns from
 */
public record FirstBatch(Matrix x, Matrix targets, Examples examples) {
    /**
     * @param config the run's configuration
     * @param examples that it learns from
     * @param most largest number of rows to return
     * @return the first rows of the first epoch's first batch
     */
    public static FirstBatch of(TrainingConfig config, Examples examples, int most) {
        Examples seen = VariedImages.of(examples, config.training().variation());
        Batches batches = new Batches(seen, config.training().batch());
        int[] order = batches.shuffled(config.training().seed(), 1);
        int rows = Math.min(most, batches.size(0));
        MatrixExamples first = MatrixExamples.inFloat(seen, Arrays.copyOf(order, rows));
        return new FirstBatch(first.x(), first.targets(), seen);
    }
}
