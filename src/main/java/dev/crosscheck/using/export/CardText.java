package dev.crosscheck.using.export;

import dev.crosscheck.Printable;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.table.Decision;
import dev.crosscheck.data.table.Input;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.TablePreparation;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.model.Model;
import dev.crosscheck.proof.compare.Tolerances;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes a model card as Markdown, by filling templates. */
final class CardText {
    /** Maximum number of categories per column, classes and columns that are listed; the JSON file contains all of them. */
    private static final int MOST_SHOWN = 20;

    /** Characters with a meaning in Markdown, or in HTML inside it. */
    private static final Pattern MARKUP = Pattern.compile("[\\\\`*_{}\\[\\]<>|#!~&]");

    private final Template template = new Template();
    private final ModelCard card;
    private final Model model;

    private CardText(ModelCard card, Model model) {
        this.card = card;
        this.model = model;
    }

    /** @return the card */
    static String of(ModelCard card, Model model) {
        return new CardText(card, model).text();
    }

    private String text() {
        template.put("TITLE", literal(card.title()));
        template.put("LAYERS", card.model().layers());
        template.put("PARAMETERS", format("%,d", card.model().parameters()));
        template.put("FUNCTIONS", ModelCard.functions(model));
        template.put("CROSSCHECK", card.crosscheck());
        template.put("CREATED", card.created());
        if (model.ofImages()) {
            putImages(model.form());
        } else {
            TablePreparation rows = TablePreparation.of(model.preparation());
            putRows(rows.preprocessing(), rows.decided());
        }
        template.put("MEASURES", measures());
        template.put("SOURCE", card.training().note());
        template.put(
                "SEED",
                card.training().seed() == null ? "unknown" : card.training().seed());
        template.put("RUN", run());
        putFiles();
        return template.filled("Card.md");
    }

    private void putImages(ImageForm form) {
        boolean digits = form.isOfDigits();
        template.put(
                "WHAT",
                "A network that takes a grey picture and gives the probability of each of "
                        + form.classes().size()
                        + (digits ? " handwritten digits" : " classes: " + shown(form.classes())) + ".");
        template.put("INPUTS", form.features());
        template.put("ROWS", form.rows());
        template.put("SIDE", form.columns());
        template.put(
                "FORM",
                digits
                        ? ", in MNIST's form: light ink on black, 20 pixels on the longer side, centred by mass. Only Crosscheck's"
                                + " `predict` and `serve` convert photographs to it"
                        : " as in the data it was trained on");
        template.put("NORMALISATION", form.normalisation());
        template.put("USE", template.filled("UseOfImages.md").strip());
        template.put("WEIGHTS", "");
        template.put("COLUMNS", "");
    }

    private void putRows(Preprocessing preprocessing, Decision decision) {
        Target target = preprocessing.target();
        if (target instanceof Target.OfClasses known) {
            template.put(
                    "WHAT",
                    "A network that takes a row of a table and gives the probability of each of "
                            + known.labels().size() + " classes of " + literal(target.name()) + ": "
                            + shown(known.labels()) + ".");
            template.put(
                    "OUTPUTS",
                    output(OnnxFile.LABEL) + " (N), " + output(OnnxFile.PROBABILITIES) + " (N, "
                            + known.labels().size() + ") and " + output(OnnxFile.LOGITS));
            template.put("METHODS", ", `TableModel.probabilities(row)`");
        } else {
            template.put(
                    "WHAT",
                    "A network that takes a row of a table and gives the number " + literal(target.name())
                            + ", in its own unit.");
            boolean interval = decision.interval() != null;
            String ends = interval
                    ? ", and its interval's ends " + output(OnnxFile.LOW) + " and " + output(OnnxFile.HIGH)
                    : "";
            template.put("OUTPUTS", output(OnnxFile.VALUE) + ends + ", (N, 1), float64");
            template.put("METHODS", interval ? ", `TableModel.interval(row)`" : "");
        }
        template.put("USE", template.filled("UseOfRows.md").strip());
        template.put("WEIGHTS", weights(target) + decided(target, decision));
        template.put(
                "MISSING", preprocessing.missing().isEmpty() ? "" : " or one of " + shown(preprocessing.missing()));
        template.put(
                "INPUTS",
                lines(preprocessing.inputs().stream()
                        .map(input -> row(
                                literal(input.column()),
                                literal(input.words()),
                                shown(input.features()),
                                literal(input.encoding().instead())))
                        .toList()));
        boolean words = preprocessing.inputs().stream().map(Input::reading).anyMatch(reading -> reading.width() > 1);
        template.put("WORDS", words ? "\n\n" + template.filled("Words.md").strip() : "");
        template.put("COLUMNS", template.filled("Columns.md"));
    }

    private String output(String name) {
        return "`"
                + OnnxFile.output(name, TablePreparation.of(model.preparation()).preprocessing()) + "`";
    }

    /** @return what else must be known to use the arrays of the model's file */
    private String weights(Target target) {
        List<String> sentences = new ArrayList<>(List.of(" It takes the features below in their order."));
        if (model.spec().groups() > 1 && model.spec().hidden().size() > 1) {
            sentences.add(
                    " The units of each hidden layer are in " + model.spec().groups()
                            + " groups of equal size; from fc2 on, a hidden unit's weights are those from its own group only.");
        }
        if (target instanceof Target.OfNumber number) {
            sentences.add(" The number is " + number.mean() + " + " + number.deviation() + " times the output.");
        } else if (model.spec().outputs() == 1) {
            sentences.add(" The output is the second class's probability.");
        }
        return String.join("", sentences);
    }

    private static String decided(Target target, Decision decision) {
        String temperature = decision.temperature() == null
                ? ""
                : " Divide the last layer's outputs by the temperature, as all other files do.";
        return temperature
                + decision.words(target).stream()
                        .map(words -> "\n- " + literal(words))
                        .collect(Collectors.joining());
    }

    private String measures() {
        TestResult test = card.test();
        List<String> lines = new ArrayList<>();
        if (test.measures() == null) {
            lines.add("Not measured.");
        } else {
            lines.add(format(
                    "On %,d examples of %s (%s), measured at export:\n",
                    test.measures().rows(), test.data(), test.part()));
            test.measures().words().forEach((name, value) -> lines.add("- " + name + ": " + value));
        }
        if (test.caveat() != null) {
            lines.add("\n**" + literal(test.caveat()) + "**");
        }
        return lines(lines);
    }

    private String run() {
        return lines(card.training().run().entrySet().stream()
                .map(told -> "- " + told.getKey() + ": " + literal(Printable.line(told.getValue())))
                .toList());
    }

    private void putFiles() {
        ModelCard.Checked checked = card.checked();
        template.put(
                "CHECKED",
                model.ofImages()
                        ? format("all %,d test images", checked.rows())
                        : format(
                                "%,d raw rows: %,d of the table (%s) and %,d made-up ones, with missing values, unknown categories, extreme"
                                        + " numbers and numbers that the model rejects; %,d rows are rejected by both",
                                checked.rows(),
                                checked.ofTable(),
                                card.test().part(),
                                checked.madeUp(),
                                checked.refused()));
        template.put("ALLOWED", format("%.0e", Tolerances.EXPORTED_OUTPUTS.absolute()));
        template.put("REASON", Tolerances.EXPORTED_OUTPUTS.reason());
        template.put("FILES", lines(card.files().stream().map(this::file).toList()));
        template.put("MODEL", card.model().sha256());
        template.put("WEIGHTS_AND_BIASES", card.model().parametersSha256());
    }

    private String file(ExportedFile file) {
        FileVerification v = file.verification();
        boolean run = v.agrees() != null;
        return row(
                "`" + file.file() + "`",
                format("%,d", file.bytes()),
                run ? v.runBy() : "NOT RUN: " + v.notRun(),
                run ? format("%,d of %,d", v.sameAnswers(), card.checked().rows()) : "",
                run ? format("%.1e", v.largestDifference()) : "",
                "`" + file.sha256() + "`");
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    private static String lines(List<String> lines) {
        return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** @return a text with its Markdown characters escaped */
    private static String literal(String text) {
        return MARKUP.matcher(text).replaceAll("\\\\$0");
    }

    private static String shown(List<String> names) {
        return names.stream()
                        .limit(MOST_SHOWN)
                        .map(Printable::excerpt)
                        .map(CardText::literal)
                        .collect(Collectors.joining(", "))
                + (names.size() > MOST_SHOWN ? ", ... (" + names.size() + ")" : "");
    }
}
