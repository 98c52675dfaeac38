package dev.crosscheck.cli;

import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.RateSchedule;
import dev.crosscheck.nn.StopRules;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.train.EpochMetrics;
import dev.crosscheck.train.RunListener;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.byhand.KernelChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Training of the linear model that a network is compared with. It lasts until the training loss hardly falls any more, independently of the
 * network's epochs and rate: otherwise a network that was stopped early would be compared with a linear model that was stopped early too.
 */
final class LinearTraining implements RunListener {
    /** Ten times a network's default: there are no layers below the output layer whose weights move at the same time. */
    private static final double LEARNING_RATE = 0.01;

    /** Rows of a step at most: with larger batches, small tables have too few steps to converge. */
    private static final int BATCH = 32;

    /** The model has converged if the loss falls by less than {@link #LEAST_FALL} over so many epochs; a single epoch is too noisy to judge. */
    private static final int EPOCHS = 5;

    private static final double LEAST_FALL = 0.005;

    /** The most epochs: if a line separates the classes without an error, the loss never stops falling. */
    private static final int MOST_EPOCHS = 200;

    /** The most steps, unless the network's epochs make more: a minute or two, since a step costs little. */
    private static final int MOST_STEPS = 50_000;

    private final TrainingConfig network;
    private final int batch;
    private final int mostEpochs;
    private final List<Double> losses = new ArrayList<>();

    /**
     * @param network the configuration of the network's training
     * @param rows the number of training rows
     */
    LinearTraining(TrainingConfig network, int rows) {
        this.network = network;
        batch = Math.min(BATCH, network.training().batch());
        int steps = (rows + batch - 1) / batch;
        mostEpochs = Math.min(MOST_EPOCHS, Math.max(network.training().epochs(), MOST_STEPS / steps));
    }

    /** @return the configuration for the linear model: the same rows, the same loss, the same choice by validation */
    TrainingConfig config() {
        OptimizerSpec optimizer = network.training().optimizer();
        OptimizerSpec.Kind kind =
                optimizer.kind() == OptimizerSpec.Kind.ADAMW ? OptimizerSpec.Kind.ADAMW : OptimizerSpec.Kind.ADAM;
        NetworkSpec form = network.network();
        NetworkSpec flat =
                new NetworkSpec(form.inputs(), List.of(), form.outputs(), form.loss(), null, 0, form.initialization());
        return network.with(draft -> {
            draft.network = flat;
            draft.optimizer = new OptimizerSpec(kind, LEARNING_RATE, 0, optimizer.weightDecay());
            draft.schedule = RateSchedule.CONSTANT;
            draft.batch = batch;
            draft.epochs = mostEpochs;
            draft.stop = new StopRules(null, draft.stop.timeLimitSeconds());
            draft.folds = 0;
            draft.init = null;
            draft.method = TrainingMethod.byHand(KernelChoice.AUTO);
        });
    }

    @Override
    public void epoch(EpochMetrics epoch) {
        losses.add(epoch.trainLoss());
    }

    /** @return whether the loss hardly falls any more */
    boolean hasConverged() {
        int last = losses.size() - 1;
        return last >= EPOCHS && losses.get(last) > (1 - LEAST_FALL) * losses.get(last - EPOCHS);
    }

    /** @return how long it was trained, and why it ended */
    String words() {
        return String.format(
                Locale.ROOT,
                "%d epochs without hidden layers at a rate of %s, %s",
                losses.size(),
                LEARNING_RATE,
                hasConverged()
                        ? String.format(
                                Locale.ROOT,
                                "until the loss fell by less than %.1f %% in %d of them",
                                100 * LEAST_FALL,
                                EPOCHS)
                        : "which is as long as it may take");
    }
}
