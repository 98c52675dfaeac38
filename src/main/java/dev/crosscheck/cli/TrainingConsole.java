package dev.crosscheck.cli;

import dev.crosscheck.train.EpochMetrics;
import dev.crosscheck.train.Evaluation;
import dev.crosscheck.train.RunListener;
import dev.crosscheck.train.StepMetrics;
import dev.crosscheck.train.TrainingConfig;
import java.util.Locale;

/** Shows the progress of training: on a terminal a line per epoch that is redrawn, elsewhere one every 100 batches; then a line for the test. */
final class TrainingConsole implements RunListener, AutoCloseable {
    private static final int EVERY = 100;
    private static final int EPOCHS_OF_TABLES = 20;

    private final OutputOptions output;
    private final int epochs;
    private final int everyEpochs;
    private final ProgressLine line;

    /** On a table, whose epochs are short and many, only about {@link #EPOCHS_OF_TABLES} epochs are shown. */
    TrainingConsole(OutputOptions output, TrainingConfig config) {
        this.output = output;
        this.epochs = config.training().epochs();
        this.everyEpochs = config.ofImages() ? 1 : Math.max(1, epochs / EPOCHS_OF_TABLES);
        this.line = ProgressLine.ofEpochs(output);
    }

    @Override
    public void step(StepMetrics step) {
        boolean shown = step.batch() % EVERY == 0;
        if (line != null) {
            if (shown) {
                line.message(String.format(Locale.ROOT, ", loss %.4f", step.loss()));
            }
            line.at("Epoch " + step.epoch() + "/" + epochs, step.imagesSeen(), step.images());
        } else if (shown) {
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
        close();
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

    /** Ends a line that is still shown. */
    @Override
    public void close() {
        if (line != null) {
            line.close();
        }
    }
}
