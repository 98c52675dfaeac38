package dev.crosscheck.cli;

import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.tables.TableRun;
import dev.crosscheck.text.Text;
import dev.crosscheck.train.EpochMetrics;
import dev.crosscheck.train.Evaluation;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingOutcome;
import dev.crosscheck.train.TrainingStart;
import dev.crosscheck.train.record.TrainingReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.stream.IntStream;

/** The lines at the end of training: why it ended, which model is kept, and how to continue. */
final class TrainingEnd {
    /** What to do with folders that may hold handwriting. */
    static final String HANDWRITING =
            "ten folders named 0 to 9: if they hold handwriting, --with handwriting prepares photographs as MNIST has them.";

    private TrainingEnd() {}

    static List<String> lines(
            TrainingConfig config, TrainingStart start, TrainingOutcome outcome, TrainingReport report) {
        List<String> lines = new ArrayList<>();
        if (start instanceof TrainingStart.Saved saved
                && saved.checkpoint().progress().steps() == outcome.steps()
                && !outcome.interrupted()) {
            lines.add("Nothing was left to do.");
        }
        lines.addAll(why(config, outcome, report));
        if (outcome.bestEpoch() > 0) {
            EpochMetrics best = outcome.epochs().get(outcome.bestEpoch() - 1);
            lines.add(Text.of(
                    "Model: epoch %d, with the lowest %s (%.4f); test %s",
                    outcome.bestEpoch(),
                    config.training().judgedBy(),
                    best.validation().loss(),
                    measure(best.test())));
        }
        lines.add("Weights: sha256 " + outcome.model().parametersSha256());
        String noun = config.ofImages() ? "images" : "rows";
        lines.add(Text.of("Time: %.1f s in all", report.seconds())
                + (report.trainingSeconds() == 0
                        ? ""
                        : Text.of(
                                "; training %.1f s, %,.0f %s/s", report.trainingSeconds(), report.perSecond(), noun)));
        lines.add("Run: " + TextTable.unbroken(report.folder().path().toString()));
        return lines;
    }

    /** @return advice for a network that does not beat everything that it was compared with */
    static String remedy(TrainingConfig config) {
        String words = TableRun.of(config).candidates() != null
                ? "Network and epoch were chosen by held-out rows, so that other settings are unlikely to help: more rows may, or columns"
                        + " that tell more about the target."
                : "Try it without options of the network: then a linear model and two networks compete on held-out rows.";
        return config.training().classWeights().balanced()
                ? "Balanced class weights cost log loss and accuracy: judge by balanced accuracy. " + words
                : words;
    }

    /**
     * @param run its folder
     * @return what can be done with the run, as commands
     */
    static List<String> next(Path run, TrainingConfig config) {
        String use = config.ofImages()
                ? Invocation.command("evaluate", run.toString())
                : Invocation.command("predict", run.toString(), "NEW.csv");
        return List.of(
                "Next: " + TextTable.unbroken(Invocation.command("serve", run.toString())),
                "      " + TextTable.unbroken(use));
    }

    /**
     * @param from their folder
     * @return what can be done if a network does not tell pictures apart
     */
    static List<String> instead(ImageData images, String from) {
        int[] labels = images.train().labels();
        IntSummaryStatistics counts = IntStream.range(0, images.train().outputs())
                .map(label ->
                        (int) Arrays.stream(labels).filter(of -> of == label).count())
                .summaryStatistics();
        String found =
                counts.getMin() == counts.getMax() ? "" + counts.getMax() : counts.getMin() + " to " + counts.getMax();
        List<String> lines = new ArrayList<>();
        lines.add("Next: give more pictures: the training part has " + found + " of each class.");
        lines.add("Or start from a model that was trained on similar pictures: "
                + TextTable.unbroken(Invocation.command("train", "--data", from, "--init", "MODEL")));
        if (mayBeHandwriting(images, from)) {
            lines.add("Or, for " + HANDWRITING);
        }
        return lines;
    }

    /** @return whether nobody said that pictures are handwriting, and their folders are named as its classes */
    static boolean mayBeHandwriting(ImageData images, String from) {
        return !images.form().handwriting()
                && images.classes().equals(ImageForm.MNIST.classes())
                && !ImageData.isIn(Path.of(from));
    }

    private static String measure(Evaluation test) {
        return test.numbers() == null
                ? Text.of("accuracy %.2f%%", test.accuracyPercent())
                : "RMSE " + Text.number(test.numbers().rmse(), 5);
    }

    private static List<String> why(TrainingConfig config, TrainingOutcome outcome, TrainingReport report) {
        int epochs = outcome.epochs().size();
        return switch (outcome.reason()) {
            case EPOCHS -> List.of();
            case PATIENCE ->
                List.of(Text.of(
                        "Stopped after epoch %d: the %s has not fallen for %d %s.",
                        epochs,
                        config.training().judgedBy(),
                        config.training().stop().patience(),
                        config.training().stop().patience() == 1 ? "epoch" : "epochs"));
            case TIME_LIMIT ->
                List.of(
                        Text.of(
                                "Stopped after %d steps and %d finished epochs: the time limit of %s s is used up.",
                                outcome.steps(),
                                epochs,
                                config.training().stop().timeLimitSeconds()),
                        goOn(report, "--time-limit", "TIME"));
            case INTERRUPTED ->
                List.of(
                        Text.of(
                                "Interrupted after %d steps and %d finished epochs; the model is saved as it %s.",
                                outcome.steps(),
                                epochs,
                                outcome.bestEpoch() > 0 ? "was after epoch " + outcome.bestEpoch() : "is now"),
                        goOn(report));
        };
    }

    private static String goOn(TrainingReport report, String... more) {
        List<String> words =
                new ArrayList<>(List.of("--resume", report.folder().path().toString()));
        words.addAll(List.of(more));
        return "Go on with: " + TextTable.unbroken(Invocation.command("train", words));
    }
}
