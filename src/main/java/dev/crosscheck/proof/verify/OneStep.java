package dev.crosscheck.proof.verify;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.nn.ClassWeights;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.train.Trainer;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.byhand.NetworkState;

/**
 * One step of a training on one row, from given parameters and moments of 0.
 *
 * @param outputs the network's outputs before the step
 * @param loss the loss before the step
 * @param after the state after the step
 */
record OneStep(float[] outputs, double loss, NetworkState after) {

    /**
     * Does the step.
     *
     * @param row its one row
     * @param parameters flat, in DL4J's order
     */
    static OneStep of(
            TrainerCheck.Maker maker,
            TrainingMethod method,
            NetworkSpec network,
            OptimizerSpec.Kind optimizer,
            MatrixExamples row,
            float... parameters) {
        TrainingConfig config = TrainingConfig.of(TrainerChecks.setup(network, optimizer, ClassWeights.NONE))
                .with(draft -> {
                    draft.network = network.of(row.features(), row.outputs());
                    draft.batch = 1;
                    draft.method = method;
                });
        NetworkState start = new NetworkState(parameters, new float[optimizer.state() * parameters.length], 0, 0);
        try (Trainer trainer = maker.trainer(config, start, new Batches(row, 1))) {
            float[] outputs = trainer.probabilities(row);
            double loss = trainer.step(new int[] {0}, 0, config.learningRate());
            return new OneStep(outputs, loss, trainer.state(0));
        }
    }
}
