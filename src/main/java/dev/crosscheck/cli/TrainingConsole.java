package dev.crosscheck.cli;

import dev.crosscheck.train.EpochMetrics;
import dev.crosscheck.train.Evaluation;
import dev.crosscheck.train.RunListener;
import dev.crosscheck.train.StepMetrics;
import dev.crosscheck.train.TrainingConfig;

/** Shows the progress of training: a line every 100 batches, and one for each test. */
final class TrainingConsole implements RunListener {
    private static final int EVERY = 100;
    private static final int EPOCHS_OF_TABLES = 20;

    private final OutputOptions output;
    private final int epochs;
    private final int everyEpochs;

    /** On a table, whose epochs are short and many, only about {@link #EPOCHS_OF_TABLES} epochs are shown. */
    TrainingConsole(OutputOptions output, TrainingConfig config) {
        this.output = output;
        this.epochs = config.training().epochs();
        this.everyEpochs = config.ofImages() ? 1 : Math.max(1, epochs / EPOCHS_OF_TABLES);
    }

    @Override
    public void step(StepMetrics step) {
        if (step.batch() % EVERY == 0) {
            output.print(
                    "Train Epoch: %d [%d/%d (%.0f%%)]  Loss: %.6f",
                    step.epoch(),
                    step.imagesSeen(),
                    step.images(),
                    100.0 * step.imagesSeen() / step.images(),
                    step.loss());
        }
    }

    @Override
    public void epoch(EpochMetrics epoch) {
        if (epoch.epoch() % everyEpochs != 0 && epoch.epoch() > 1) {
            return;
        }
        Evaluation validation = epoch.validation();
        if (validation != null) {
            output.print(
                    "Validation Epoch: %d  Average loss: %.4f  %s",
                    epoch.epoch(), validation.loss(), validation.words());
        }
        Evaluation test = epoch.test();
        output.print(
                "Test Epoch: %d  Average loss: %.4f  %s  %.1f s",
                epoch.epoch(), test.loss(), test.words(), epoch.seconds());
    }
}
