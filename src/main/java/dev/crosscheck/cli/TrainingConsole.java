package dev.crosscheck.cli;

import dev.crosscheck.text.Text;
import dev.crosscheck.train.EpochMetrics;
import dev.crosscheck.train.Evaluation;
import dev.crosscheck.train.RunListener;
import dev.crosscheck.train.StepMetrics;
import dev.crosscheck.train.TrainingConfig;

/** Shows how far training is and, after an epoch, what the tests gave. */
final class TrainingConsole implements RunListener {
    private static final int EVERY = 100;
    private static final int MOST_EPOCHS = 20;
    private static final int MOST_EPOCHS_OF_TABLES = 5;

    private final OutputOptions output;
    private final ProgressLine progress;
    private final int epochs;
    private final int everyEpochs;

    /** Of many epochs only some are shown; the page and the record have all. */
    TrainingConsole(OutputOptions output, TrainingConfig config) {
        this.output = output;
        this.progress = new ProgressLine(output);
        this.epochs = config.training().epochs();
        this.everyEpochs = Math.max(1, epochs / (config.ofImages() ? MOST_EPOCHS : MOST_EPOCHS_OF_TABLES));
    }

    @Override
    public void step(StepMetrics step) {
        if (step.batch() % EVERY == 0) {
            long before = (step.epoch() - 1L) * step.images();
            progress.at(
                    "Training",
                    before + step.imagesSeen(),
                    (long) epochs * step.images(),
                    Text.of("; epoch %d, loss %.4f", step.epoch(), step.loss()));
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
