package dev.crosscheck.cli;

import dev.crosscheck.cli.TestDataOptions.TestData;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.picture.DigitForm.Look;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Table;
import dev.crosscheck.data.table.TableExamples;
import dev.crosscheck.data.table.TablePreparation;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.files.Digest;
import dev.crosscheck.math.Argmax;
import dev.crosscheck.measure.ClassMeasures;
import dev.crosscheck.measure.Measures;
import dev.crosscheck.measure.Predictions;
import dev.crosscheck.model.Model;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.showing.plot.MistakesSheet;
import dev.crosscheck.showing.report.PixelPictures;
import dev.crosscheck.tables.TableAnswers;
import dev.crosscheck.text.Printable;
import dev.crosscheck.text.Text;
import dev.crosscheck.train.Answers;
import dev.crosscheck.train.Evaluation;
import dev.crosscheck.train.record.KilledRun;
import dev.crosscheck.using.export.Provenance.DataMatch;
import dev.crosscheck.using.predict.ImageClassifier;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Tests a trained network. */
@Command(
        description = "Loss, accuracy, confusion matrix, precision and recall, worst mistakes.",
        footer = {
            "  crosscheck evaluate runs/train-20260102-030405",
            "  crosscheck evaluate model.safetensors labelled.csv",
            "  crosscheck evaluate model.safetensors --json - | jq .measures.accuracy"
        })
final class EvaluateCommand extends Subcommand {
    private static final int MISTAKES = 30;

    /** Doubts for which predict gives no answer. */
    private static final Set<String> NO_DIGIT = Set.of(Look.SEVERAL.text(), Look.NO_DIGIT.text());

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

    @Mixin
    private FolderOptions folders;

    @Mixin
    private TestDataOptions data;

    /** The result as JSON. */
    private final Map<String, Object> result = new LinkedHashMap<>();

    @Override
    int run() {
        KilledRun.look(model).ifPresent(output::note);
        Model content = Model.load(model);
        if (content.ofImages()) {
            if (table != null) {
                throw wrong(table + ": the model is one of images, which are named with --data.");
            }
            Checks.requireKind(command, false);
            TestData test = TestDataOptions.read(data.folder(), model, content, output);
            output.requireApart(Stream.of(test.folder()));
            test.warn(model, output);
            return inFolder(folder -> images(content, test, folder));
        }
        if (table == null) {
            throw wrong("Missing parameter: TABLE, a CSV file with rows to test the model on.");
        }
        data.requireNone();
        return inFolder(folder -> rows(content, folder));
    }

    private int inFolder(Consumer<RunFolder> work) {
        return folders.run(command.name(), folder -> {
            work.accept(folder);
            Json.write(folder.path().resolve("evaluation.json"), result);
            output.writeJson(result);
            output.print("Run: %s", folder.path());
            return ExitCode.OK;
        });
    }

    private void images(Model content, TestData test, RunFolder folder) {
        ImageSet images = test.images().test();
        float[] probabilities = Answers.of(content, images);
        ClassMeasures measures =
                ClassMeasures.of(Predictions.of(probabilities, content.spec().outputs(), images.labels()));
        List<Evaluation.Mistake> worst = Evaluation.worst(probabilities, images.labels(), MISTAKES);
        List<String> names = images.form().classes();
        output.print("Data: %s, %d test images, %d right", test.folder(), images.size(), measures.correct());
        Map<String, Integer> counts = counts(content, images, probabilities);
        output.print(
                "As predict answers: %s",
                counts.entrySet().stream()
                        .map(count -> count.getValue() + " " + count.getKey())
                        .collect(Collectors.joining(", ")));
        MeasuresReport report = new MeasuresReport(output, folder);
        report.print(Map.of("model", measures));
        report.showClasses(measures, images.form().noun(), names);
        String title = Text.of(
                "The worst %d of %d mistakes, largest loss first", worst.size(), measures.rows() - measures.correct());
        folder.draw("mistakes.png", out -> MistakesSheet.write(title, entries(worst, images), out))
                .ifPresent(output::warn);
        put(model.toString(), test.folder(), test.match(), test.caveat().orElse(null), names, measures);
        result.put("answers", counts);
        result.put("worstMistakes", worst);
    }

    /** How predict answers images: how many are right, wrong, not sure, doubtful or no digit. */
    private static Map<String, Integer> counts(Model content, ImageSet images, float[] probabilities) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        List.of("right", "wrong", "not sure", "doubtful").forEach(answer -> counts.put(answer, 0));
        if (images.form().handwriting()) {
            counts.put("no digit", 0);
        }
        ImageClassifier classifier = ImageClassifier.of(content);
        int classes = images.outputs();
        for (int i = 0; i < images.size(); i++) {
            int from = i * classes;
            int label = Argmax.ofRow(probabilities, from, classes);
            byte[] pixels = images.pixels(i);
            Optional<String> doubt = images.doubt(i).or(() -> classifier.doubt(pixels));
            boolean sure = probabilities[from + label] >= classifier.threshold();
            String answer = doubt.isPresent()
                    ? NO_DIGIT.contains(doubt.get()) ? "no digit" : "doubtful"
                    : !sure ? "not sure" : label == images.labels()[i] ? "right" : "wrong";
            counts.merge(answer, 1, Integer::sum);
        }
        return counts;
    }

    private void put(String tested, Path on, DataMatch match, String caveat, List<String> classes, Measures measures) {
        result.put("model", tested);
        result.put("data", on.toString());
        result.put("trainingData", match);
        result.put("caveat", caveat);
        result.put("classes", classes);
        result.put("measures", measures);
    }

    private void rows(Model content, RunFolder folder) {
        TablePreparation prepared = TablePreparation.of(content.preparation());
        Preprocessing preprocessing = prepared.preprocessing();
        Target target = preprocessing.target();
        output.noteReading(table);
        Table read = Table.read(table, preprocessing.reading(csv.csv()));
        int[] measured = preprocessing.rowsWithTarget(read);
        TableExamples rows =
                TableExamples.of(preprocessing, read, content.spec().outputs() == 1, measured);
        String digest = Digest.sha256(table);
        DataMatch match = content.dataSha256().isEmpty()
                ? DataMatch.UNKNOWN
                : content.dataSha256().containsValue(digest) ? DataMatch.SAME : DataMatch.OTHER;
        String caveat = match != DataMatch.SAME
                ? null
                : "the model was trained on a part of these rows, which it may know by heart.";
        if (caveat != null) {
            output.caution("Warning: " + table + ": " + caveat);
        }
        TableAnswers answers = TableAnswers.of(content, rows, prepared.decided());
        int left = read.rows() - rows.size();
        output.print(
                "Data: %s, %d rows%s",
                table, rows.size(), left == 0 ? "" : "; " + left + " more have no target and are not measured");
        if (preprocessing.splitBy().isPresent() && rows.groups() == null) {
            output.caution(
                    "Warning: " + table + ": no column "
                            + Printable.quoted(preprocessing.splitBy().get())
                            + ", by which the model's rows were split: confidence intervals count rows, and are too narrow if rows belong together.");
        }
        read.leftOut().forEach(words -> output.caution("Warning: " + words));
        Map<String, String> remarks = new LinkedHashMap<>(read.oddCells());
        preprocessing
                .unusual(read, true, measured)
                .forEach((column, words) -> remarks.merge(column, words, (odd, unseen) -> odd + "; " + unseen));
        remarks.forEach((column, words) ->
                output.caution("Warning: column \"" + column + "\": " + words + " in " + table + "."));
        Measures measures = answers.measures();
        new MeasuresReport(output, folder).show(Map.of("model", measures), answers);
        List<String> names = target instanceof Target.OfClasses known ? known.labels() : List.of();
        put(content.name(), table, match, caveat, names, measures);
        result.put("atCutOff", answers.decided());
    }

    private static List<MistakesSheet.Entry> entries(List<Evaluation.Mistake> worst, ImageSet images) {
        return worst.stream()
                .map(mistake -> new MistakesSheet.Entry(
                        PixelPictures.picture(
                                images.pixels(mistake.index()),
                                images.form().channels(),
                                images.columns(),
                                images.form().handwriting()),
                        List.of(
                                images.form().classes().get(mistake.label()),
                                "taken for " + images.form().classes().get(mistake.predicted()),
                                Text.of("loss %.2f, #%d", mistake.loss(), mistake.index()))))
                .toList();
    }
}
