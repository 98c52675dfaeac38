package dev.crosscheck.using.export;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The network as the source of one Java class, {@code DigitModel} or {@code ImageModel}, that needs nothing but a JDK.
 *
 * <p>Weights are written as strings, since an array of numbers would exceed what a class may hold: a string constant has at
 * most 65,535 bytes, and a method, static initialisation included, as many bytes of code.
 */
final class JavaClassFile {
    private static final String TEMPLATE = "DigitModel.java.txt";

    /** Far below the length of a string constant; many editors dislike longer lines. */
    private static final int BYTES_PER_LINE = 6000;

    /** A source of 22 MB; the code that lists the lines then fills a third of what a method may have. */
    private static final long MOST_PARAMETERS = 4_000_000;

    private static final Pattern SLOT = Pattern.compile("@([A-Z]+)@");
    private static final Pattern NOT_PLAIN = Pattern.compile("[^A-Za-z0-9 .,:;()/+_=%-]");

    private JavaClassFile() {}

    /**
     * Writes the source.
     *
     * @throws CrosscheckException if the network is too large for a class
     */
    static void write(Subject subject, Path file) throws IOException {
        if (subject.count() > MOST_PARAMETERS) {
            throw new CrosscheckException(
                    "Format java: expected at most " + MOST_PARAMETERS + " parameters, found " + subject.count() + ".",
                    "Name the other formats with --format.");
        }
        if (subject.activations().stream().distinct().count() > 1) {
            throw new CrosscheckException(
                    "Format java: expected one activation in all hidden layers, found " + subject.functions() + ".",
                    "Name the other formats with --format.");
        }
        Map<String, String> values = values(subject);
        Files.writeString(
                file, SLOT.matcher(template()).replaceAll(slot -> Matcher.quoteReplacement(values.get(slot.group(1)))));
    }

    /** @return what stands in the template's slots, by name */
    private static Map<String, String> values(Subject subject) {
        Map<String, String> values = new TreeMap<>();
        values.put("FUNCTIONS", subject.functions());
        values.put("ACTIVATION", activation(subject));
        values.put("CLASS", className(subject.form()));
        values.put(
                "WHAT",
                subject.form().isOfDigits()
                        ? "handwritten digits"
                        : "images of " + subject.form().classes().size() + " classes");
        values.put(
                "NAMES",
                subject.form().classes().stream().map(JavaClassFile::literal).collect(Collectors.joining(", ")));
        values.put("TITLE", subject.title());
        values.put("FACTS", facts(subject.facts()));
        values.put("ROWS", String.valueOf(subject.form().rows()));
        values.put("COLUMNS", String.valueOf(subject.form().columns()));
        values.put("MEAN", String.valueOf(subject.form().normalisation().mean()));
        values.put("DEVIATION", String.valueOf(subject.form().normalisation().deviation()));
        values.put("SIZES", subject.sizes().stream().map(String::valueOf).collect(Collectors.joining(", ")));
        putParameters(values, subject.parameters().matrices());
        return values;
    }

    private static void putParameters(Map<String, String> values, List<Matrix> matrices) {
        StringBuilder weights = new StringBuilder();
        StringBuilder biases = new StringBuilder();
        for (int i = 0; i < matrices.size(); i += 2) {
            append(weights, matrices.get(i));
            append(biases, matrices.get(i + 1));
        }
        values.put("WEIGHTS", weights.toString());
        values.put("BIASES", biases.toString());
    }

    /** @return the class's name, which its file must have */
    static String className(ImageForm form) {
        return form.isOfDigits() ? "DigitModel" : "ImageModel";
    }

    /** A name as a string of Java's language, in ASCII: the source may be read in any encoding. */
    private static String literal(String name) {
        StringBuilder source = new StringBuilder("\"");
        for (char c : name.toCharArray()) {
            if (c == '"' || c == '\\') {
                source.append('\\').append(c);
            } else if (c >= ' ' && c <= '~') {
                source.append(c);
            } else {
                source.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            }
        }
        return source.append('"').toString();
    }

    /** @return the hidden layers' activation of z */
    private static String activation(Subject subject) {
        Elementwise activation = subject.activations().isEmpty()
                ? Elementwise.IDENTITY
                : subject.activations().get(0);
        return switch (activation) {
            case SIGMOID -> "(float) (1 / (1 + Math.exp(-z)))";
            case RELU -> "Math.max(0, z)";
            case TANH -> "(float) Math.tanh(z)";
            case LEAKY_RELU -> "z > 0 ? z : " + Elementwise.LEAK + "f * z";
            case ELU -> "z > 0 ? z : (float) Math.expm1(z)";
            case GELU -> "(float) (z / (1 + Math.exp(-" + Elementwise.GELU_SCALE + " * z)))";
            case SOFTPLUS -> "(float) (Math.max(0, z) + Math.log1p(Math.exp(-Math.abs(z))))";
            case IDENTITY -> "z";
        };
    }

    private static String template() {
        try (InputStream in = JavaClassFile.class.getResourceAsStream(TEMPLATE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What could end the comment, or be read as an escape, is left out. */
    private static String facts(Map<String, String> facts) {
        StringBuilder lines = new StringBuilder();
        facts.forEach((name, value) -> lines.append(" *   <li>")
                .append(NOT_PLAIN.matcher(name + ": " + value).replaceAll("?"))
                .append("\n"));
        return lines.toString();
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
}
