package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.cli.TestDataOptions.TestData;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.model.Model;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.run.RunLog;
import dev.crosscheck.showing.plot.ConfusionChart;
import dev.crosscheck.showing.plot.MistakesSheet;
import dev.crosscheck.train.Evaluation;
import dev.crosscheck.train.record.KilledRun;
import dev.crosscheck.using.export.Provenance;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tests a trained network. */
@Command(
        description = "Loss, accuracy, confusion matrix, precision and recall, worst mistakes.",
        footer = {
            "  crosscheck evaluate runs/train-20260102-030405",
            "  crosscheck evaluate model.safetensors labelled.csv",
            "  crosscheck evaluate model.safetensors --mistakes 60 --out checked",
            "  crosscheck evaluate model.safetensors --json - | jq .accuracyPercent"
        })
final class EvaluateCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(EvaluateCommand.class);

    @Spec
    private CommandSpec command;

    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description = "A model.safetensors, or the folder of a run that has one.")
    private Path model;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "TABLE",
            description = "Rows that have a target, as a CSV file: for a model of a table.")
    private Path table;

    @ArgGroup(validate = false, heading = "%nHow a table's file is read:%n")
    private CsvOptions csv = new CsvOptions();

    private int mistakes = 30;

    @Mixin
    private FolderOptions folders;

    @Mixin
    private TestDataOptions data;

    @Mixin
    private OutputOptions output;

    /**
     * The result as JSON.
     *
     * @param model the model's file or folder
     * @param data the data folder
     * @param trainingData whether the model was trained on these data
     * @param caveat a caution about the figures, if it was not or nobody knows; else null
     * @param loss mean cross-entropy
     * @param correct images classified correctly
     * @param total all images
     * @param accuracyPercent in percent
     * @param classes measures of each class
     * @param confusion images by [true class][predicted class]
     * @param worstMistakes worst first
     */
    record Result(
            String model,
            String data,
            Provenance.DataMatch trainingData,
            String caveat,
            double loss,
            int correct,
            int total,
            double accuracyPercent,
            List<OfClass> classes,
            int[][] confusion,
            List<Evaluation.Mistake> worstMistakes) {}

    /** One class's measures, from 0 to 1. */
    record OfClass(int label, String name, double precision, double recall, double f1, int images) {}

    @Option(
            names = "--mistakes",
            paramLabel = "N",
            description = "How many of the worst mistakes to show. Default: 30.")
    void setMistakes(int value) {
        mistakes = Checks.within(command, "--mistakes", value, 1, 600);
    }

    @Override
    public Integer call() {
        return output.run(this::evaluate);
    }

    private int evaluate() {
        KilledRun.look(model).ifPresent(output::note);
        Model content = Model.load(model);
        if (content.table() != null) {
            return evaluateRows(content);
        }
        if (table != null) {
            throw new ParameterException(
                    command.commandLine(), table + ": the model is one of images, which are named with --data.");
        }
        csv.requireNone(command);
        TestData test = data.read(model, content);
        ImageSet images = test.images().test();
        test.warn(model, output);
        RunFolder folder = folders.make(command.name());
        return RunLog.toFolder(folder.path(), () -> {
            report(content.answers(images), test, folder);
            return ExitCode.OK;
        });
    }

    private int evaluateRows(Model content) {
        if (table == null) {
            throw new ParameterException(
                    command.commandLine(), "Missing parameter: TABLE, a CSV file with rows to test the model on.");
        }
        data.requireNone("The model is one of a table.");
        RunFolder folder = folders.make(command.name());
        return RunLog.toFolder(
                folder.path(), () -> new TableAnswers(content, csv.csv(), output).evaluate(table, folder));
    }

    private void report(float[] probabilities, TestData test, RunFolder folder) {
        ImageSet images = test.images().test();
        Evaluation evaluation = Evaluation.of(probabilities, images.labels());
        if (!Double.isFinite(evaluation.loss())) {
            throw new CrosscheckException(
                    model + ": expected finite outputs for the test images, found a loss of " + evaluation.loss() + ".",
                    "Train the network anew, with a lower learning rate.");
        }
        List<Evaluation.Mistake> worst = Evaluation.worst(probabilities, images.labels(), mistakes);
        Result result = result(test, evaluation, worst);
        LOG.info(
                "{} on {}: loss {}, correct {} of {}",
                model,
                test.folder(),
                result.loss(),
                result.correct(),
                result.total());
        output.print("Data: %s, %d test images", test.folder(), images.size());
        print(evaluation, images.form(), result.classes());
        draw(evaluation, worst, images, folder);
        Json.write(folder.path().resolve("evaluation.json"), result);
        output.writeJson(result);
        output.print("Run: %s", folder.path());
    }

    private void draw(Evaluation evaluation, List<Evaluation.Mistake> worst, ImageSet images, RunFolder folder) {
        folder.draw(
                        "confusion.png",
                        out -> ConfusionChart.write(
                                evaluation.confusion(),
                                images.form().classes(),
                                images.form().noun(),
                                out))
                .ifPresent(output::warn);
        String title = String.format(
                Locale.ROOT,
                "The worst %d of %d mistakes, largest loss first",
                worst.size(),
                evaluation.total() - evaluation.correct());
        folder.draw("mistakes.png", out -> MistakesSheet.write(title, entries(worst, images), out))
                .ifPresent(output::warn);
    }

    private Result result(TestData test, Evaluation evaluation, List<Evaluation.Mistake> worst) {
        List<String> names = test.images().form().classes();
        return new Result(
                model.toString(),
                test.folder().toString(),
                test.match(),
                test.caveat().orElse(null),
                evaluation.loss(),
                evaluation.correct(),
                evaluation.total(),
                evaluation.accuracyPercent(),
                IntStream.range(0, evaluation.confusion().length)
                        .mapToObj(c -> new OfClass(
                                c,
                                names.get(c),
                                evaluation.precision(c),
                                evaluation.recall(c),
                                evaluation.f1(c),
                                evaluation.actual(c)))
                        .toList(),
                evaluation.confusion(),
                worst);
    }

    private void print(Evaluation evaluation, ImageForm form, List<OfClass> classes) {
        output.print(
                "Average loss: %.4f  Accuracy: %d/%d (%.2f%%)",
                evaluation.loss(), evaluation.correct(), evaluation.total(), evaluation.accuracyPercent());
        List<String> numbers = classes.stream().map(c -> "" + c.label()).toList();
        List<String> names = form.isOfDigits()
                ? numbers
                : classes.stream().map(c -> c.label() + " " + c.name()).toList();
        output.print("");
        TableMeasures.printConfusion(
                output, form.noun(), numbers, names, evaluation.confusion(), "evaluation.json and confusion.png");
        output.print("");
        output.printTable(
                List.of(TextTable.capital(form.noun()), "Precision", "Recall", "    F1", "Images"),
                classes.stream()
                        .map(c -> List.of(
                                form.isOfDigits() ? number("%5d", c.label()) : c.name(),
                                number("%9.4f", c.precision()),
                                number("%6.4f", c.recall()),
                                number("%6.4f", c.f1()),
                                number("%6d", c.images())))
                        .toList());
    }

    private static String number(String format, Object value) {
        return String.format(Locale.ROOT, format, value);
    }

    private static List<MistakesSheet.Entry> entries(List<Evaluation.Mistake> worst, ImageSet images) {
        return worst.stream()
                .map(mistake -> new MistakesSheet.Entry(
                        images.pixels(mistake.index()),
                        images.columns(),
                        images.form().classes().get(mistake.label()) + " taken for "
                                + images.form().classes().get(mistake.predicted()),
                        String.format(Locale.ROOT, "loss %.2f, #%d", mistake.loss(), mistake.index())))
                .toList();
    }
}
