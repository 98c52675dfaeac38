package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.nn.ClassWeights;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.train.EpochMetrics;
import dev.crosscheck.train.Evaluation;
import dev.crosscheck.train.TrainingConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinearTrainingTest {
    private static final TrainingConfig NETWORK =
            TrainingConfig.of(Setups.weighted(Setups.digits(3, 1, 16, 0.5, 8), ClassWeights.BALANCED));

    private static LinearTraining after(double... losses) {
        LinearTraining linear = new LinearTraining(NETWORK, 1000);
        for (int i = 0; i < losses.length; i++) {
            linear.epoch(new EpochMetrics(i + 1, losses[i], null, new Evaluation(0, new int[2][2]), 1, 1));
        }
        return linear;
    }

    @Test
    void itIsTrainedUntilItsLossHardlyFalls() {
        assertFalse(after(1, 1, 1, 1, 1).hasConverged(), "five epochs say nothing yet");
        assertTrue(after(1, 1, 1, 1, 1, 1).hasConverged());
        assertFalse(after(1, 0.99, 0.98, 0.97, 0.96, 0.95).hasConverged());
        assertTrue(after(2, 1, 0.9995, 0.999, 0.9985, 0.998, 0.9975).hasConverged(), "0.25 % in five");
        assertTrue(after(1, 1.1, 1, 1.1, 1, 1.1).hasConverged(), "noise");
        assertEquals(
                "6 epochs without hidden layers at a rate of 0.01, until the loss fell by less than 0.5 % in 5 of them",
                after(1, 1, 1, 1, 1, 1).words());
        assertEquals(
                "1 epochs without hidden layers at a rate of 0.01, which is as long as it may take", after(1).words());
    }

    /** Whatever the network's epochs, rate and optimizer are: a fair opponent. */
    @Test
    void itHasSettingsOfItsOwn() {
        TrainingConfig config = new LinearTraining(NETWORK, 1000).config();
        assertEquals(200, config.training().epochs());
        assertEquals(0.01, config.learningRate());
        assertEquals(List.of(), config.network().hidden());
        assertEquals(OptimizerSpec.Kind.ADAM, config.training().optimizer().kind());
        assertEquals(ClassWeights.BALANCED, config.training().classWeights());
        assertEquals(16, config.training().batch());
        assertEquals(3, config.training().seed());
        assertEquals(8, new LinearTraining(NETWORK, 100_000).config().training().epochs(), "6,250 steps an epoch");
        assertEquals(
                1, new LinearTraining(NETWORK, 10_000_000).config().training().epochs(), "the network's");
    }
}
