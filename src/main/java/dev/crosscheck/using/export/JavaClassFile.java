package dev.crosscheck.using.export;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.course.ActivationTraits;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.table.Decision;
import dev.crosscheck.data.table.Input;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.TablePreparation;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.data.table.Words;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.run.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes a model as the source of a Java class that needs only a JDK: {@code DigitModel} or {@code ImageModel}, which takes pixels, or {@code
 * TableModel}, which takes a row's texts by column name. The class computes in double. Its source is made from a template with parts for the
 * preparation of images or rows and for the answers.
 *
 * <p>Weights are written as strings, since an array of numbers would exceed the limits of a class file: a string constant has at most 65,535 bytes,
 * and a method, including the static initializer, at most as many bytes of code.
 */
final class JavaClassFile {
    private static final String REMEDY = "Name the other formats with --format.";

    /** Far below the maximum length of a string constant, since many editors have difficulties with longer lines. */
    private static final int BYTES_PER_LINE = 6000;

    /** Gives a source of 22 MB; the code that lists the lines then has a third of the maximum size of a method. */
    private static final long MOST_PARAMETERS = 4_000_000;

    private static final Pattern NOT_PLAIN = Pattern.compile("[^A-Za-z0-9 .,:;()/+_=%-]");

    private static final String HINT =
            " in MNIST's form: light ink on black, centred (for others there is crosscheck predict)";

    private final Template template = new Template();

    private JavaClassFile() {}

    /** @return the name of a model's class, and of its file */
    static String className(Model model) {
        return !model.ofImages() ? "TableModel" : model.form().isOfDigits() ? "DigitModel" : "ImageModel";
    }

    /**
     * Writes the source.
     *
     * @param facts metadata by name
     * @throws CrosscheckException if the network is too large for a class, or has several activations
     */
    static void write(Model model, Map<String, String> facts, Path file) throws IOException {
        JavaClassFile source = new JavaClassFile();
        source.putNetwork(model);
        source.template.put("FACTS", facts(facts));
        if (model.ofImages()) {
            source.putImages(model.form());
        } else {
            TablePreparation rows = TablePreparation.of(model.preparation());
            source.putRows(rows.preprocessing(), rows.decided());
        }
        String text = source.template.filled("Model.java");
        AtomicFile.replace(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void putNetwork(Model model) {
        if (model.spec().parameters() > MOST_PARAMETERS) {
            throw tooMuch(
                    "at most " + MOST_PARAMETERS + " parameters",
                    "" + model.spec().parameters());
        }
        List<Activation> activations = model.spec().hidden().stream()
                .map(NetworkSpec.Layer::activation)
                .distinct()
                .toList();
        if (activations.size() > 1) {
            throw tooMuch("one activation in all hidden layers", ModelCard.functions(model));
        }
        template.put("CLASS", className(model));
        template.put("FUNCTIONS", ModelCard.functions(model));
        template.put(
                "ACTIVATION",
                ActivationTraits.of(activations.isEmpty() ? Elementwise.IDENTITY : activations.get(0))
                        .programs()
                        .java()
                        .value());
        template.put("TITLE", model.spec().title());
        template.put("SIZES", model.spec().sizes().stream().map(String::valueOf).collect(Collectors.joining(", ")));
        StringBuilder weights = new StringBuilder();
        StringBuilder biases = new StringBuilder();
        for (int k = 1; k <= model.parameters().layers(); k++) {
            append(weights, model.parameters().weights(k));
            append(biases, model.parameters().bias(k));
        }
        template.put("WEIGHTS", weights.toString());
        template.put("BIASES", biases.toString());
    }

    private static CrosscheckException tooMuch(String expected, String found) {
        return CrosscheckException.expected("Format java", expected, found, REMEDY);
    }

    private void putImages(ImageForm form) {
        boolean digits = form.isOfDigits();
        template.put("HINT", digits ? HINT : "");
        template.put(
                "DOES",
                digits
                        ? "recognises handwritten digits"
                        : "tells " + form.classes().size() + " classes apart");
        template.put("FORM", "It takes grey pictures of ROWS x COLUMNS pixels" + (digits ? HINT : ""));
        template.put("EXAMPLE", "picture.png");
        template.put("ROWS", form.rows());
        template.put("COLUMNS", form.columns());
        template.put("MEAN", form.normalisation().mean());
        template.put("DEVIATION", form.normalisation().deviation());
        putParts("Images", "byte[]", "pixels");
        template.put("ANSWERS", classes(form.classes()));
    }

    private void putRows(Preprocessing preprocessing, Decision decision) {
        List<Input> inputs = preprocessing.inputs();
        JavaColumns columns = new JavaColumns();
        inputs.forEach(columns::add);
        Target target = preprocessing.target();
        template.put("DOES", "answers a table's rows with " + plain(target.name()));
        template.put("FORM", "It takes a row's cells as texts, by the names of their columns");
        template.put("EXAMPLE", "\"" + plain(inputs.get(0).column()) + "=...\" ...");
        template.put("TARGET", literal(target.name()));
        template.put("MISSING", literals(preprocessing.missing()));
        template.put("LARGEST", Input.LARGEST);
        template.put("WORD", literal(Words.WORD));
        template.put("COLUMNS", literals(preprocessing.columns()));
        template.put("CALLS", columns.calls());
        template.put("LISTS", columns.methods());
        putParts("Rows", "Map<String, String>", "row");
        if (target instanceof Target.OfNumber number) {
            template.put("MEAN", number.mean());
            template.put("DEVIATION", number.deviation());
            Decision.Interval interval = decision.interval();
            template.put("INTERVAL", interval == null ? "" : interval(interval));
            template.put(
                    "ENDS",
                    interval == null
                            ? ""
                            : " + \" [\" + (float) interval(row)[0] + \", \" + (float) interval(row)[1] + \"]\"");
            template.put("ANSWERS", template.filled("Number.java"));
        } else {
            putLabels(((Target.OfClasses) target).labels(), decision);
        }
    }

    private String interval(Decision.Interval interval) {
        template.put("LEVEL", interval.level());
        template.put("PREDICTIONS", numbers(interval.points(), Decision.Point::prediction));
        template.put("HALVES", numbers(interval.points(), Decision.Point::halfWidth));
        return template.filled("Interval.java");
    }

    private void putLabels(List<String> labels, Decision decision) {
        Decision.CutOff cutOff = decision.cutOff();
        if (cutOff == null) {
            template.put("ANSWER", "the most probable class");
            template.put("LABEL", "largest(probabilities(row))");
        } else {
            int positive = decision.positive().label();
            double least = cutOff.probability();
            template.put(
                    "ANSWER",
                    plain(labels.get(positive)) + " from a probability of " + least + " on, for "
                            + plain(cutOff.why()));
            template.put(
                    "LABEL",
                    "probabilities(row)[" + positive + "] >= " + least + " ? " + positive + " : " + (1 - positive));
        }
        template.put("ANSWERS", template.filled("RowLabels.java") + "\n" + classes(labels));
    }

    /** Fills in the preparation of raw examples. @param type Java type of an example. @param name name of the parameter */
    private void putParts(String part, String type, String name) {
        template.put("TYPE", type);
        template.put("RAW", name);
        String[] parts = template.filled(part + ".java").split("\n\n", 2);
        template.put("IMPORTS", parts[0] + "\n");
        template.put("PREPARATION", parts[1]);
    }

    private String classes(List<String> labels) {
        template.put("LABELS", literals(labels));
        return template.filled("Classes.java");
    }

    private static void append(StringBuilder source, Matrix matrix) {
        byte[] bytes = Floats.littleEndian(matrix);
        source.append("        decode(");
        for (int from = 0; from < bytes.length; from += BYTES_PER_LINE) {
            byte[] line = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + BYTES_PER_LINE));
            source.append(from == 0 ? "\n" : ",\n")
                    .append("            \"")
                    .append(Base64.getEncoder().encodeToString(line))
                    .append('"');
        }
        source.append("),\n");
    }

    /** @return a text as a Java string literal in ASCII, so that the source can be read in any encoding */
    static String literal(String text) {
        StringBuilder source = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                source.append('\\').append(c);
            } else if (c < ' ') {
                // As a Unicode escape, a line feed would end the line before the string is parsed.
                source.append(String.format(Locale.ROOT, "\\%03o", (int) c));
            } else if (c >= ' ' && c <= '~') {
                source.append(c);
            } else {
                source.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            }
        }
        return source.append('"').toString();
    }

    /** @return texts as Java string literals, separated by commas */
    private static String numbers(List<Decision.Point> points, ToDoubleFunction<Decision.Point> figure) {
        return points.stream()
                .map(point -> Double.toString(figure.applyAsDouble(point)))
                .collect(Collectors.joining(", "));
    }

    static String literals(List<String> texts) {
        return texts.stream().map(JavaClassFile::literal).collect(Collectors.joining(", "));
    }

    /** @return a text for a comment, without characters that could end the comment or form an escape */
    static String plain(String text) {
        return NOT_PLAIN.matcher(text).replaceAll("?");
    }

    private static String facts(Map<String, String> facts) {
        StringBuilder lines = new StringBuilder();
        facts.forEach((name, value) ->
                lines.append(" *   <li>").append(plain(name + ": " + value)).append("\n"));
        return lines.toString();
    }
}
