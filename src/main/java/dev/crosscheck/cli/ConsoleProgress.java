package dev.crosscheck.cli;

import dev.crosscheck.train.EpochMetrics;
import dev.crosscheck.train.Evaluation;
import dev.crosscheck.train.RunListener;
import dev.crosscheck.train.StepMetrics;
import java.io.Console;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows training: on a terminal a bar an epoch, elsewhere the course's line every 100 batches; then the test line. */
final class ConsoleProgress implements RunListener, AutoCloseable {
    private static final int EVERY = 100;

    /**
     * Columns of a bar. Not asked of the terminal: the library that the bar would ask resets the handling of Ctrl-C, and a run
     * could no longer be saved.
     */
    private static final int WIDTH = 79;

    private final OutputOptions output;
    private final int epochs;
    private final boolean bars;
    private ProgressBar bar;

    ConsoleProgress(OutputOptions output, int epochs) {
        this.output = output;
        this.epochs = epochs;
        this.bars = output.prints() && onTerminal();
    }

    /** @return whether a bar can be drawn and redrawn */
    static boolean onTerminal() {
        Console console = System.console();
        if (console == null || "dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try {
            // From Java 22 on there is a console without a terminal too, and it tells which.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    @Override
    public void step(StepMetrics step) {
        if (bars) {
            advance(step);
        } else if (step.batch() % EVERY == 0) {
            output.printProgress(
                    "Train Epoch: %d [%d/%d (%.0f%%)]  Loss: %.6f",
                    step.epoch(),
                    step.imagesSeen(),
                    step.images(),
                    100.0 * step.imagesSeen() / step.images(),
                    step.loss());
        }
    }

    /** @return what makes a bar on standard error, with time left and speed */
    static ProgressBarBuilder bar(OutputOptions output, String task, long steps) {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(steps)
                .setUnit("", 1)
                .setStyle(ProgressBarStyle.ASCII)
                .showSpeed(new DecimalFormat("#", DecimalFormatSymbols.getInstance(Locale.ROOT)))
                .setConsumer(new ConsoleProgressBarConsumer(
                        new PrintStream(output.progressStream(), true, StandardCharsets.UTF_8), WIDTH));
    }

    private void advance(StepMetrics step) {
        if (bar == null) {
            bar = bar(output, "Epoch " + step.epoch() + "/" + epochs, step.images())
                    .build();
        }
        bar.stepTo(step.imagesSeen());
        if (step.batch() % EVERY == 0) {
            bar.setExtraMessage(String.format(Locale.ROOT, "  loss %.4f", step.loss()));
        }
    }

    @Override
    public void epoch(EpochMetrics epoch) {
        close();
        Evaluation validation = epoch.validation();
        if (validation != null) {
            output.printProgress(
                    "Validation Epoch: %d  Average loss: %.4f  Accuracy: %d/%d (%.2f%%)",
                    epoch.epoch(),
                    validation.loss(),
                    validation.correct(),
                    validation.total(),
                    validation.accuracyPercent());
        }
        Evaluation test = epoch.test();
        output.printProgress(
                "Test Epoch: %d  Average loss: %.4f  Accuracy: %d/%d (%.2f%%)  %.1f s, %.0f images/s",
                epoch.epoch(),
                test.loss(),
                test.correct(),
                test.total(),
                test.accuracyPercent(),
                epoch.seconds(),
                epoch.imagesPerSecond());
    }

    /** Ends a bar that is still shown. */
    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
