package dev.crosscheck.using.export;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Resource;
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
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
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

    /** A class file has at most 65,535 constants. A text or a number takes two; the rest is for the code. */
    private static final int MOST_CONSTANTS = 25_000;

    /** A text in a list takes 8 of the at most 65,535 bytes of a method's code; and each column's method takes constants, too. */
    private static final int MOST_COLUMNS = 4000;

    private static final Pattern SLOT = Pattern.compile("@([A-Z]+)@");
    private static final Pattern NOT_PLAIN = Pattern.compile("[^A-Za-z0-9 .,:;()/+_=%-]");

    private static final String FORM_OF_DIGITS = """
            It takes 28 x 28 pixels in MNIST's form and nothing else: light ink on black, 20 pixels on the longer side, its centre of mass
             * in the middle. It finds no digit in a photograph or on ruled paper: Crosscheck's "predict" and "serve" do, by code that is
             * longer than this class without its weights.""";

    private static final String FORM_OF_IMAGES =
            "It takes pictures of ROWS x COLUMNS pixels, grey, like those that it was trained on.";

    private static final String FORM_OF_ROWS = "It takes a row's cells as texts, by the names of their columns.";

    private static final String HINT =
            " in MNIST's form: light ink on black, centred (for others there is crosscheck predict)";

    private final Map<String, String> values = new TreeMap<>();

    private JavaClassFile() {}

    /** @return the name of a model's class, and of its file */
    static String className(Model model) {
        return !model.ofImages() ? "TableModel" : model.form().isOfDigits() ? "DigitModel" : "ImageModel";
    }

    /**
     * Writes the source.
     *
     * @param facts metadata by name
     * @throws CrosscheckException if the network or the table is too large for a class
     */
    static void write(Model model, Map<String, String> facts, Path file) throws IOException {
        JavaClassFile source = new JavaClassFile();
        source.putNetwork(model);
        source.put("FACTS", facts(facts));
        if (model.ofImages()) {
            source.putImages(model.form());
        } else {
            TablePreparation rows = TablePreparation.of(model.preparation());
            source.putRows(rows.preprocessing(), rows.decided());
        }
        String text = source.filled(text("Model"));
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
            throw tooMuch("one activation in all hidden layers", ModelCard.Network.functions(model));
        }
        put("CLASS", className(model));
        put("FUNCTIONS", ModelCard.Network.functions(model));
        put(
                "ACTIVATION",
                ActivationTraits.of(activations.isEmpty() ? Elementwise.IDENTITY : activations.get(0))
                        .programs()
                        .java()
                        .value());
        put("TITLE", model.spec().title());
        put("SIZES", model.spec().sizes().stream().map(String::valueOf).collect(Collectors.joining(", ")));
        StringBuilder weights = new StringBuilder();
        StringBuilder biases = new StringBuilder();
        for (int k = 1; k <= model.parameters().layers(); k++) {
            append(weights, model.parameters().weights(k));
            append(biases, model.parameters().bias(k));
        }
        put("WEIGHTS", weights.toString());
        put("BIASES", biases.toString());
    }

    private static CrosscheckException tooMuch(String expected, String found) {
        return CrosscheckException.expected("Format java", expected, found, REMEDY);
    }

    private void putImages(ImageForm form) {
        boolean digits = form.isOfDigits();
        put(
                "DOES",
                "recognises "
                        + (digits
                                ? "handwritten digits"
                                : "images of " + form.classes().size() + " classes"));
        put("FORM", digits ? FORM_OF_DIGITS : FORM_OF_IMAGES);
        put("EXAMPLE", "picture.png");
        put("HINT", digits ? HINT : "");
        put("ROWS", String.valueOf(form.rows()));
        put("COLUMNS", String.valueOf(form.columns()));
        put("MEAN", String.valueOf(form.normalisation().mean()));
        put("DEVIATION", String.valueOf(form.normalisation().deviation()));
        putParts("Images", "byte[]", "pixels");
        putClasses(form.classes());
    }

    private void putRows(Preprocessing preprocessing, Decision decision) {
        List<Input> inputs = preprocessing.inputs();
        JavaColumns columns = new JavaColumns();
        inputs.forEach(columns::add);
        if (inputs.size() > MOST_COLUMNS || columns.constants() > MOST_CONSTANTS) {
            throw tooMuch(
                    "at most " + MOST_COLUMNS + " columns with " + MOST_CONSTANTS + " names and figures",
                    inputs.size() + " with " + columns.constants());
        }
        Target target = preprocessing.target();
        put("DOES", "answers a table's rows with " + plain(target.name()));
        put("FORM", FORM_OF_ROWS);
        put("EXAMPLE", "\"" + plain(inputs.get(0).column()) + "=...\" ...");
        put("TARGET", literal(target.name()));
        put("MISSING", literals(preprocessing.missing()));
        put("LARGEST", Double.toString(Input.LARGEST));
        put("WORD", literal(Words.WORD));
        put("COLUMNS", literals(preprocessing.columns()));
        put("CALLS", columns.calls());
        put("LISTS", columns.methods());
        putParts("Rows", "Map<String, String>", "row");
        if (target instanceof Target.OfNumber number) {
            put("MEAN", Double.toString(number.mean()));
            put("DEVIATION", Double.toString(number.deviation()));
            Decision.Interval interval = decision.interval();
            List<Decision.Point> points = interval == null ? List.of() : interval.points();
            put("PREDICTIONS", numbers(points, Decision.Point::prediction));
            put("HALVES", numbers(points, Decision.Point::halfWidth));
            put("LEVEL", interval == null ? "" : Double.toString(interval.level()));
            put("INTERVAL", interval == null ? "" : filled(text("Interval")));
            put(
                    "ENDS",
                    interval == null
                            ? ""
                            : " + \" [\" + (float) interval(row)[0] + \", \" + (float) interval(row)[1] + \"]\"");
            put("ANSWERS", filled(text("Number")));
        } else {
            putClasses(((Target.OfClasses) target).labels());
            Decision.CutOff cutOff = decision.cutOff();
            if (cutOff == null) {
                put("ANSWER", "the most probable class");
                put("LABEL", "largest(probabilities(row))");
            } else {
                int positive = decision.positive().label();
                String name = plain(((Target.OfClasses) target).labels().get(positive));
                put(
                        "ANSWER",
                        name + " from a probability of " + cutOff.probability() + " on, for " + plain(cutOff.why()));
                put(
                        "LABEL",
                        "probabilities(row)[" + positive + "] >= " + cutOff.probability() + " ? " + positive + " : "
                                + (1 - positive));
            }
            put("ANSWERS", filled(text("RowLabels")) + "\n" + values.get("ANSWERS"));
        }
    }

    /**
     * Fills in the preparation of raw examples.
     *
     * @param type Java type of an example
     * @param name name of the parameter
     */
    private void putParts(String part, String type, String name) {
        put("TYPE", type);
        put("RAW", name);
        String[] parts = text(part).split("\n\n", 2);
        put("IMPORTS", parts[0] + "\n");
        put("PREPARATION", filled(parts[1]));
    }

    private void putClasses(List<String> labels) {
        put("LABELS", literals(labels));
        put("ANSWERS", filled(text("Classes")));
    }

    private void put(String slot, String text) {
        values.put(slot, text);
    }

    private String filled(String text) {
        return SLOT.matcher(text).replaceAll(slot -> Matcher.quoteReplacement(values.get(slot.group(1))));
    }

    private static String text(String part) {
        return Resource.text(JavaClassFile.class, part + ".java.txt");
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
