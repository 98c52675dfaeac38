package dev.crosscheck.using.export;

import com.fasterxml.jackson.databind.JsonNode;
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
import dev.crosscheck.nn.Convolution;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Layer;
import dev.crosscheck.run.AtomicFile;
import dev.crosscheck.text.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes a model as the source of a Java class that needs only a JDK: {@code DigitModel} or {@code ImageModel}, which takes pixels, or {@code
 * TableModel}, which takes a row's texts by column name. The class computes in double.
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

    private final Map<String, Object> values = new HashMap<>();

    private JavaClassFile(Model model) {
        putNetwork(model);
        if (model.ofImages()) {
            putImages(model.form());
        } else {
            TablePreparation rows = TablePreparation.of(model.preparation());
            putRows(rows.preprocessing(), rows.decided());
        }
    }

    /** @return the name of a model's class, and of its file */
    static String className(Model model) {
        return !model.ofImages() ? "TableModel" : model.form().handwriting() ? "DigitModel" : "ImageModel";
    }

    /**
     * Writes the source.
     *
     * @param sha256 of the model's file
     * @throws CrosscheckException if the network is too large for a class, or has several activations
     */
    static void write(Model model, String sha256, Path file) throws IOException {
        JavaClassFile source = new JavaClassFile(model);
        source.values.put("sha256", sha256);
        String text = Template.filled("Model.java", source.values, JsonNode::asText);
        AtomicFile.replace(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void putNetwork(Model model) {
        if (model.spec().parameters() > MOST_PARAMETERS) {
            throw tooMuch(
                    "at most " + MOST_PARAMETERS + " parameters",
                    "" + model.spec().parameters());
        }
        List<Activation> activations =
                model.spec().hidden().stream().map(Layer::activation).distinct().toList();
        if (activations.size() > 1) {
            throw tooMuch("one activation in all hidden layers", ModelCard.functions(model));
        }
        values.put("class", className(model));
        values.put("functions", ModelCard.functions(model));
        values.put(
                "activation",
                ActivationTraits.of(activations.isEmpty() ? Elementwise.IDENTITY : activations.get(0))
                        .java());
        values.put("title", model.spec().title());
        values.put(
                "sizes", model.network().widths().stream().map(String::valueOf).collect(Collectors.joining(", ")));
        List<String> convolutions = new ArrayList<>();
        StringBuilder weights = new StringBuilder();
        StringBuilder biases = new StringBuilder();
        for (int k = 1; k <= model.parameters().layers(); k++) {
            Matrix w = model.parameters().weights(k);
            Layer layer = model.network().layer(k);
            Matrix inRows = switch (layer.kind()) {
                case DENSE, GROUPED_DENSE -> w;
                case CONVOLUTION -> {
                    convolutions.add(numbers((Convolution) layer));
                    yield w.transpose();
                }
            };
            append(weights, inRows);
            append(biases, model.parameters().bias(k));
        }
        if (!convolutions.isEmpty()) {
            values.put("ofConvolutions", Map.of("convolutions", String.join(", ", convolutions)));
        }
        values.put("weights", weights);
        values.put("biases", biases);
    }

    private static String numbers(Convolution form) {
        int window = form.pools() ? 2 : 1;
        return IntStream.of(
                        form.input().channels(),
                        form.input().rows(),
                        form.input().columns(),
                        form.side(),
                        form.padding(),
                        window)
                .mapToObj(String::valueOf)
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static CrosscheckException tooMuch(String expected, String found) {
        return CrosscheckException.expected("Format java", expected, found, REMEDY);
    }

    private void putImages(ImageForm form) {
        values.put(
                "ofImages",
                form.handwriting()
                        ? Map.of("digits", true)
                        : Map.of("others", form.classes().size()));
        values.put("type", "byte[]");
        values.put("raw", "pixels");
        values.put("example", "picture.png");
        values.put("colours", form.channels() == 1 ? "grey" : "coloured");
        values.put(
                "expected",
                form.handwriting()
                        ? "pictures of 28 x 28 pixels in MNIST's form: light ink on black, centred (for others there is crosscheck predict)"
                        : "pictures in a format that Java reads");
        values.put("channels", form.channels());
        values.put("rows", form.rows());
        values.put("columns", form.columns());
        values.put("mean", form.normalisation().mean());
        values.put("deviation", form.normalisation().deviation());
        values.put("ofClasses", Map.of("labels", literals(form.classes())));
    }

    private void putRows(Preprocessing preprocessing, Decision decision) {
        List<Input> inputs = preprocessing.inputs();
        JavaColumns columns = new JavaColumns();
        inputs.forEach(columns::add);
        Target target = preprocessing.target();
        values.put("ofRows", plain(target.name()));
        values.put("type", "Map<String, String>");
        values.put("raw", "row");
        values.put("example", "\"" + plain(inputs.get(0).column()) + "=...\" ...");
        values.put("target", literal(target.name()));
        values.put("missing", literals(preprocessing.missing()));
        values.put("largest", Input.LARGEST);
        values.put("word", literal(Words.WORD));
        values.put("columns", literals(preprocessing.columns()));
        values.put("calls", columns.calls());
        values.put("lists", columns.methods());
        if (target instanceof Target.OfNumber number) {
            values.put("ofNumber", Map.of("mean", number.mean(), "deviation", number.deviation()));
            if (number.limits() != null) {
                values.put("ofLimits", number.limits());
            }
            if (decision.interval() != null) {
                values.put("ofInterval", interval(decision.interval()));
            }
        } else {
            List<String> labels = ((Target.OfClasses) target).labels();
            values.put("ofClasses", Map.of("labels", literals(labels)));
            values.put("ofLabels", label(labels, decision));
        }
    }

    private static Map<String, Object> interval(Decision.AnswerInterval interval) {
        return Map.of(
                "level", interval.level(),
                "predictions", numbers(interval.points(), Decision.Point::prediction),
                "halves", numbers(interval.points(), Decision.Point::halfWidth));
    }

    private static Map<String, Object> label(List<String> labels, Decision decision) {
        if (decision.cutOff() == null) {
            return Map.of("answer", "the most probable class", "label", "largest(probabilities(row))");
        }
        int positive = decision.positive().label();
        double least = decision.cutOff().probability();
        return Map.of(
                "answer",
                plain(labels.get(positive)) + " from a probability of " + least + " on, for "
                        + plain(decision.cutOff().why()),
                "label",
                "probabilities(row)[" + positive + "] >= " + least + " ? " + positive + " : " + (1 - positive));
    }

    private static void append(StringBuilder source, Matrix matrix) {
        ByteBuffer buffer =
                ByteBuffer.allocate(Float.BYTES * matrix.data().length).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : matrix.data()) {
            buffer.putFloat((float) value);
        }
        byte[] bytes = buffer.array();
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
                source.append(Text.of("\\%03o", (int) c));
            } else if (c >= ' ' && c <= '~') {
                source.append(c);
            } else {
                source.append(Text.of("\\u%04x", (int) c));
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
}
