package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.picture.PictureFile;
import dev.crosscheck.model.Model;
import dev.crosscheck.train.record.KilledRun;
import dev.crosscheck.using.predict.ImageClassifier;
import dev.crosscheck.using.predict.Prediction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Classifies pictures, or predicts a table's rows. */
@Command(
        description =
                "Pictures are PNG or JPEG of any size: of a digit, dark on light or light on dark, or like those that the model was trained"
                        + " on. Rows are a CSV file with the model's columns; answers and probabilities are added.",
        footer = {
            "  crosscheck predict runs/train-20260102-030405 seven.png",
            "  crosscheck predict model.safetensors new.csv --out answers.csv",
            "  crosscheck predict model.safetensors *.jpg --json - | jq .images[].name"
        })
final class PredictCommand extends Subcommand {
    private static final String DOUBTFUL = "doubtful";
    private static final List<String> HEADER = List.of("File", "Answer", "Likeliest", "Next");

    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description = "A model.safetensors, or the folder of a run that has one.")
    private Path model;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "IMAGE",
            description =
                    "Pictures of one thing each; or of a model of a table one CSV file, plain or gzipped, or - for standard input.")
    private List<Path> images;

    @Option(
            names = "--out",
            paramLabel = "FILE.csv",
            description = "Write a table's rows with their answers to this file. Default: standard output.")
    private Path answers;

    @Option(
            names = "--raw-text",
            description =
                    "Write a table's text as it is. Default: text that a spreadsheet would run as a formula, such as =1+1, gets an apostrophe before it.")
    private boolean raw;

    @ArgGroup(validate = false, heading = "%nHow a table's file is read:%n")
    private CsvOptions csv = new CsvOptions();

    private ImageForm form;

    /**
     * The result as JSON.
     *
     * @param model the model's file or folder
     * @param classes the classes' names, in the order of the probabilities
     * @param images answers to the pictures that could be read, in order
     * @param failed pictures that could not be read
     */
    record Result(String model, List<String> classes, List<Answer> images, List<Failure> failed) {}

    /**
     * The answer to a picture. A blank picture has no class and no probabilities; one that does not look like a digit, for a model of digits,
     * has no class.
     *
     * @param file the picture
     * @param answer the class's name, {@code not sure}, {@code doubtful}, {@code blank} or {@code no digit}
     * @param label the most probable class, from 0
     * @param name its name
     * @param probability its probability
     * @param doubt why the answer is not reliable, in words; null if it is
     * @param probabilities probabilities of all classes
     */
    record Answer(
            String file,
            String answer,
            Integer label,
            String name,
            Double probability,
            String doubt,
            double[] probabilities) {}

    /** A picture that could not be read, and why. */
    record Failure(String file, String problem) {}

    /** A picture's file and its prediction, which is empty if the picture is blank. */
    private record Seen(Path file, Optional<Prediction> prediction) {}

    @Override
    int run() {
        KilledRun.look(model).ifPresent(output::note);
        Model content = Model.load(model);
        if (!content.ofImages()) {
            return predictRows(content);
        }
        Checks.requireKind(command, false);
        if (answers != null) {
            throw wrong("--out " + answers + " is for a table's rows, and the model is one of images.");
        }
        ImageClassifier network = ImageClassifier.of(content);
        form = network.form();
        List<Seen> seen = new ArrayList<>();
        List<Failure> failed = new ArrayList<>();
        ProgressLine progress = new ProgressLine(output);
        for (Path file : images) {
            try {
                seen.add(new Seen(file, network.classify(PictureFile.read(file))));
            } catch (CrosscheckException e) {
                failed.add(new Failure(file.toString(), e.getMessage()));
                output.warn(e.getMessage());
                output.warn(e.remedy());
            }
            progress.at("Pictures", seen.size() + failed.size(), images.size());
        }
        report(seen, failed);
        return failed.isEmpty() ? ExitCode.OK : ExitCode.FAILURE;
    }

    private int predictRows(Model content) {
        Path file = images.get(0);
        Checks.requireKind(command, true);
        String problem = images.size() > 1
                ? "A model of a table takes one CSV file, not " + images.size() + "."
                : PictureFile.isPicture(file)
                        ? file + ": a picture, and the model is one of a table, which takes a CSV file."
                        : answers == null && !output.prints()
                                ? "Answers to rows need --out FILE.csv beside --json - or --quiet."
                                : null;
        if (problem != null) {
            throw wrong(problem);
        }
        return TablePredictions.predict(content, file, csv.csv(), answers, raw, output);
    }

    private void report(List<Seen> seen, List<Failure> failed) {
        if (!seen.isEmpty()) {
            output.printTable(HEADER, seen.stream().map(this::row).toList());
            seen.stream()
                    .filter(one -> answerText(one).equals(DOUBTFUL))
                    .forEach(one -> output.warn(one.file() + ": doubtful. "
                            + one.prediction().orElseThrow().doubt()));
        }
        output.writeJson(new Result(
                model.toString(),
                form.classes(),
                seen.stream().map(this::answer).toList(),
                failed));
    }

    private List<Object> row(Seen seen) {
        List<Object> row = new ArrayList<>(List.of(seen.file(), answerText(seen)));
        seen.prediction().filter(Prediction::oneDigit).ifPresent(p -> {
            row.add(name(p.label()) + "  " + percent(p.probability()));
            row.add(name(p.runnerUp()) + "  " + percent(p.probabilities()[p.runnerUp()]));
        });
        while (row.size() < HEADER.size()) {
            row.add("-");
        }
        return row;
    }

    private String answerText(Seen seen) {
        return seen.prediction().map(this::answerText).orElse("blank");
    }

    private String answerText(Prediction p) {
        if (!p.oneDigit()) {
            return "no digit";
        }
        if (p.doubt() != null) {
            return DOUBTFUL;
        }
        return p.sure(ImageClassifier.THRESHOLD) ? name(p.label()) : "not sure";
    }

    private String name(int label) {
        return form.classes().get(label);
    }

    private static String percent(double probability) {
        return String.format(Locale.ROOT, "%.1f%%", 100 * probability);
    }

    private Answer answer(Seen seen) {
        String file = seen.file().toString();
        String answer = answerText(seen);
        Prediction p = seen.prediction().orElse(null);
        if (p == null || !p.oneDigit()) {
            return new Answer(file, answer, null, null, null, null, p == null ? null : p.probabilities());
        }
        return new Answer(file, answer, p.label(), name(p.label()), p.probability(), p.doubt(), p.probabilities());
    }
}
