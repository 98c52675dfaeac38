package dev.crosscheck.using.export;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.run.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
 * The source of one Java class that holds a network: a template, whose slots are filled.
 *
 * <p>Weights are written as strings, since an array of numbers would exceed what a class may hold: a string constant has at
 * most 65,535 bytes, and a method, static initialisation included, as many bytes of code.
 */
final class JavaSource {
    static final String REMEDY = "Name the other formats with --format.";

    /** Far below the length of a string constant; many editors dislike longer lines. */
    private static final int BYTES_PER_LINE = 6000;

    /** A source of 22 MB; the code that lists the lines then fills a third of what a method may have. */
    private static final long MOST_PARAMETERS = 4_000_000;

    private static final Pattern SLOT = Pattern.compile("@([A-Z]+)@");
    private static final Pattern NOT_PLAIN = Pattern.compile("[^A-Za-z0-9 .,:;()/+_=%-]");

    private final Map<String, String> values = new TreeMap<>();

    /**
     * Fills the slots that are about the network.
     *
     * @throws CrosscheckException if the network is too large for a class
     */
    JavaSource(Subject subject) {
        if (subject.count() > MOST_PARAMETERS) {
            throw CrosscheckException.expected(
                    "Format java", "at most " + MOST_PARAMETERS + " parameters", "" + subject.count(), REMEDY);
        }
        if (subject.activations().stream().distinct().count() > 1) {
            throw CrosscheckException.expected(
                    "Format java", "one activation in all hidden layers", subject.functions(), REMEDY);
        }
        put("FUNCTIONS", subject.functions());
        put("ACTIVATION", activation(subject));
        put("TITLE", subject.title());
        put("FACTS", facts(subject.facts()));
        put("SIZES", subject.sizes().stream().map(String::valueOf).collect(Collectors.joining(", ")));
        putParameters(subject.parameters().matrices());
    }

    /** Fills a slot. */
    void put(String slot, String text) {
        values.put(slot, text);
    }

    /** Writes the source. */
    void write(String template, Path file) throws IOException {
        String source = filled(text(template));
        AtomicFile.replace(file, out -> out.write(source.getBytes(StandardCharsets.UTF_8)));
    }

    /** @return a template's text with its slots filled */
    String filled(String text) {
        return SLOT.matcher(text).replaceAll(slot -> Matcher.quoteReplacement(values.get(slot.group(1))));
    }

    /** @return a template's text */
    static String text(String template) {
        try (InputStream in = JavaSource.class.getResourceAsStream(template)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void putParameters(List<Matrix> matrices) {
        StringBuilder weights = new StringBuilder();
        StringBuilder biases = new StringBuilder();
        for (int i = 0; i < matrices.size(); i += 2) {
            append(weights, matrices.get(i));
            append(biases, matrices.get(i + 1));
        }
        put("WEIGHTS", weights.toString());
        put("BIASES", biases.toString());
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

    /** @return a text as a string of Java's language, in ASCII: the source may be read in any encoding */
    static String literal(String text) {
        StringBuilder source = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                source.append('\\').append(c);
            } else if (c < ' ') {
                // In the form below a line feed would end the line before the string is read.
                source.append(String.format(Locale.ROOT, "\\%03o", (int) c));
            } else if (c >= ' ' && c <= '~') {
                source.append(c);
            } else {
                source.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            }
        }
        return source.append('"').toString();
    }

    /** @return these texts as strings of Java's language, with commas between */
    static String literals(List<String> texts) {
        return texts.stream().map(JavaSource::literal).collect(Collectors.joining(", "));
    }

    /** @return a text for a comment: what could end it, or be read as an escape, is left out */
    static String plain(String text) {
        return NOT_PLAIN.matcher(text).replaceAll("?");
    }

    private static String facts(Map<String, String> facts) {
        StringBuilder lines = new StringBuilder();
        facts.forEach((name, value) ->
                lines.append(" *   <li>").append(plain(name + ": " + value)).append("\n"));
        return lines.toString();
    }

    /** @return the hidden layers' activation of z */
    private static String activation(Subject subject) {
        Elementwise activation = subject.activations().isEmpty()
                ? Elementwise.IDENTITY
                : subject.activations().get(0);
        return switch (activation) {
            case SIGMOID -> "1 / (1 + Math.exp(-z))";
            case RELU -> "Math.max(0, z)";
            case TANH -> "Math.tanh(z)";
            case LEAKY_RELU -> "z > 0 ? z : " + Elementwise.LEAK + " * z";
            case ELU -> "z > 0 ? z : Math.expm1(z)";
            case GELU -> "z / (1 + Math.exp(-" + Elementwise.GELU_SCALE + " * z))";
            case SOFTPLUS -> "Math.max(0, z) + Math.log1p(Math.exp(-Math.abs(z)))";
            case IDENTITY -> "z";
        };
    }
}
