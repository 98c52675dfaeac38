package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.picture.PictureFile;
import dev.crosscheck.model.Model;
import dev.crosscheck.text.Text;
import dev.crosscheck.train.record.KilledRun;
import dev.crosscheck.using.predict.ImageClassifier;
import dev.crosscheck.using.predict.Prediction;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
            description =
                    "Write the answers to this file: a table's rows with theirs, or a line for each picture. Default: standard output.")
    private ResultFile answers;

    @Option(
            names = "--raw-text",
            description =
                    "Write text to the file as it is. Default: text that a spreadsheet would run as a formula, such as =1+1, gets an apostrophe before it.")
    private boolean raw;

    @ArgGroup(validate = false, heading = "%nHow a table's file is read:%n")
    private CsvOptions csv = new CsvOptions();

    private ImageClassifier network;

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
        for (Path file : images) {
            if (Files.isDirectory(file)) {
                throw wrong(file + ": a folder. Name its pictures, as in " + file + "/*.png.");
            }
        }
        network = ImageClassifier.of(content);
        List<Seen> seen = new ArrayList<>();
        List<Map<String, String>> failed = new ArrayList<>();
        ProgressLine progress = new ProgressLine(output);
        for (Path file : images) {
            try {
                seen.add(new Seen(file, network.classify(PictureFile.read(file))));
            } catch (CrosscheckException e) {
                failed.add(Map.of("file", file.toString(), "problem", e.getMessage()));
                output.warn(e.getMessage());
                output.warn(e.remedy());
            }
            progress.at("Pictures", seen.size() + failed.size(), images.size());
        }
        report(seen, failed);
        if (answers != null) {
            write(seen, failed);
        }
        return failed.isEmpty() ? ExitCode.OK : ExitCode.FAILURE;
    }

    private int predictRows(Model content) {
        Path file = images.get(0);
        Checks.requireKind(command, true);
        String problem = images.size() > 1
                ? "A model of a table takes one CSV file, not " + images.size() + "."
                : PictureFile.isNamedAsPicture(file)
                        ? file + ": a picture, and the model is one of a table, which takes a CSV file."
                        : answers == null && !output.prints()
                                ? "Answers to rows need --out FILE.csv beside --json - or --quiet."
                                : null;
        if (problem != null) {
            throw wrong(problem);
        }
        return TablePredictions.predict(content, file, csv.csv(), answers, raw, output);
    }

    private void report(List<Seen> seen, List<Map<String, String>> failed) {
        if (!seen.isEmpty()) {
            seen.stream()
                    .filter(one -> answerText(one).equals(DOUBTFUL))
                    .forEach(one -> output.warn(one.file() + ": doubtful. "
                            + one.prediction().orElseThrow().doubt()));
            output.printTable(HEADER, seen, this::row);
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("model", model.toString());
        result.put("classes", network.form().classes());
        result.put("images", seen.stream().map(this::answer).toList());
        result.put("failed", failed);
        output.writeJson(result);
    }

    /** Writes a line of CSV for each picture; one that cannot be read has no answer, and the problem as its doubt. */
    private void write(List<Seen> seen, List<Map<String, String>> failed) {
        answers.write(file -> {
            Writer writer = new OutputStreamWriter(file, StandardCharsets.UTF_8);
            AnswerLines lines = new AnswerLines(writer, raw);
            List<String> header = new ArrayList<>(List.of("file", "answer", "probability", "doubt"));
            network.form().classes().forEach(name -> header.add("probability_" + name));
            lines.write(header);
            seen.forEach(one -> lines.write(cells(one)));
            failed.forEach(one -> lines.write(cells(one.get("file"), "", "", one.get("problem"), new double[0])));
            writer.flush();
            lines.warn(output);
        });
        output.print("Answers: %s", answers);
    }

    private List<String> cells(Seen seen) {
        Optional<Prediction> known = seen.prediction().filter(Prediction::oneDigit);
        return cells(
                seen.file().toString(),
                answerText(seen),
                known.map(p -> number(p.probability())).orElse(""),
                seen.prediction().map(Prediction::doubt).orElse(""),
                known.map(Prediction::probabilities).orElse(new double[0]));
    }

    private List<String> cells(String file, String answer, String probability, String doubt, double[] probabilities) {
        List<String> cells = new ArrayList<>(List.of(file, answer, probability, doubt));
        for (int c = 0; c < network.form().classes().size(); c++) {
            cells.add(probabilities.length == 0 ? "" : number(probabilities[c]));
        }
        return cells;
    }

    private static String number(double probability) {
        return Text.of("%.6g", probability);
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
        return p.sure(network.threshold()) ? name(p.label()) : "not sure";
    }

    private String name(int label) {
        return network.form().classes().get(label);
    }

    private static String percent(double probability) {
        return Text.of("%.1f%%", 100 * probability);
    }

    /** @return as JSON: a blank picture has no class and no probabilities, one that does not look like a digit no class */
    private Map<String, Object> answer(Seen seen) {
        Optional<Prediction> any = seen.prediction();
        Optional<Prediction> known = any.filter(Prediction::oneDigit);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("file", seen.file().toString());
        answer.put("answer", answerText(seen));
        answer.put("label", known.map(Prediction::label).orElse(null));
        answer.put("name", known.map(p -> name(p.label())).orElse(null));
        answer.put("probability", known.map(Prediction::probability).orElse(null));
        answer.put("doubt", known.map(Prediction::doubt).orElse(null));
        answer.put("probabilities", any.map(Prediction::probabilities).orElse(null));
        return answer;
    }
}
