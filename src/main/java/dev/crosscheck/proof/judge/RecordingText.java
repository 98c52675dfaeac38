package dev.crosscheck.proof.judge;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.proof.compare.Rounding;
import dev.crosscheck.text.Nearest;
import dev.crosscheck.text.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringTokenizer;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A run as text (docs/judge.md): what a program reads as its start, and what it writes of each step. Arrays are {@code NAME ROWS COLUMNS}, then the numbers
 * row by row, separated by spaces or line ends; lines that begin with {@code #} are comments. The precision that a program computes in is inferred from its
 * numbers.
 */
final class RecordingText {
    private static final Pattern HEADER = Pattern.compile("[A-Za-z][\\w.]{0,99} \\d{1,8} \\d{1,8}");
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d++\\.?\\d*+|\\.\\d++)([eE][+-]?\\d{1,5})?");
    private static final Pattern NOT_A_NUMBER = Pattern.compile("[+-]?(nan(\\(\\w*\\))?|1\\.#(ind|qnan|snan)\\w*)");
    private static final Pattern INFINITE = Pattern.compile("[+-]?(inf|infinity|1\\.#inf\\w*)");
    private static final String REMEDY =
            "Write an array as NAME ROWS COLUMNS and its numbers; begin comments with #, or write them to"
                    + " standard error.";

    /** Words allowed besides those of the steps, so that a text that is no answer is still read, and quoted where it goes wrong. */
    private static final int MOST_WORDS = 100_000;

    private record Word(String text, int line) {}

    private final String label;
    private final Map<String, Matrix> initial;
    private final Map<String, String> shapes = new LinkedHashMap<>();
    private final List<Word> words = new ArrayList<>();
    private final Map<String, Print> prints = new HashMap<>();
    private final List<Map<String, Matrix>> steps = new ArrayList<>();
    private String before = "";
    private int at;

    private RecordingText(String label, String text, Recording start) {
        this.label = label;
        this.initial = start.start();
        shapes.put(Recording.LOSS, "1 x 1");
        start.start().forEach((name, array) -> {
            String shape = array.rows() + " x " + array.columns();
            shapes.put(name, shape);
            shapes.put(Recording.GRADIENT + name, shape);
            start.moments().forEach(prefix -> shapes.put(prefix + name, shape));
        });
        long most = MOST_WORDS
                + 2L
                        * start.allSteps()
                        * start.start().values().stream()
                                .mapToLong(array -> 4L * (3 + array.data().length))
                                .sum();
        int line = 0;
        for (String each : (Iterable<String>) text.lines()::iterator) {
            line++;
            StringTokenizer tokens = new StringTokenizer(each.startsWith("#") ? "" : each);
            while (tokens.hasMoreTokens()) {
                words.add(new Word(tokens.nextToken(), line));
                if (words.size() > most) {
                    throw refused(line, "more numbers than such a training has", REMEDY);
                }
            }
        }
        words.add(new Word("the end", line + 1));
    }

    /** @return the text that a program reads: the setup line, data, order and initial parameters */
    static String of(Recording run) {
        StringBuilder text = new StringBuilder("setup " + run.setup() + "\n");
        int[] all = IntStream.range(0, run.examples().size()).toArray();
        append(text, "x", MatrixExamples.of(run.examples(), all).x());
        append(text, "t", MatrixExamples.of(run.examples(), all).targets());
        double[] order = run.epochs().stream()
                .flatMapToInt(Arrays::stream)
                .asDoubleStream()
                .toArray();
        append(text, "order", new Matrix(run.epochs().size(), all.length, order));
        run.start().forEach((name, array) -> append(text, name, array));
        return text.toString();
    }

    /** Appends an array, one row per line, each number with as many digits as are needed to read the same double again. */
    private static void append(StringBuilder text, String name, Matrix matrix) {
        text.append(name + " " + matrix.rows() + " " + matrix.columns() + "\n");
        for (int i = 0; i < matrix.rows(); i++) {
            text.append(Arrays.stream(matrix.row(i).data())
                    .mapToObj(v -> v == Math.rint(v) ? Long.toString((long) v) : Double.toString(v))
                    .collect(Collectors.joining(" ", "", "\n")));
        }
    }

    /**
     * Parses the output of a program.
     *
     * @param label the name of the text in error messages
     * @param text the program's standard output
     * @param start what the program was given
     * @return the run that it did
     * @throws CrosscheckException if the text is not a valid answer; the message names line and array
     */
    static Recording read(String label, String text, Recording start) {
        RecordingText answer = new RecordingText(label, text, start);
        while (answer.at < answer.words.size() - 1) {
            answer.array();
        }
        if (answer.steps.isEmpty()) {
            throw new CrosscheckException(
                    label + ": no step.",
                    "Write \"loss 1 1\" and the loss for each step, then what you like of docs/judge.md.");
        }
        return answer.run(start);
    }

    private void array() {
        int line = words.get(at).line();
        String header = words.subList(at, Math.min(at + 3, words.size())).stream()
                .filter(word -> word.line() == line)
                .map(Word::text)
                .collect(Collectors.joining(" "));
        if (!HEADER.matcher(header).matches()) {
            throw refused(line, before + "expected NAME ROWS COLUMNS, found " + Printable.quoted(header), REMEDY);
        }
        String[] parts = header.split(" ");
        String name = parts[0];
        int rows = Integer.parseInt(parts[1]);
        int columns = Integer.parseInt(parts[2]);
        String shape = rows + " x " + columns;
        requireKnown(line, name, shape);
        if (name.equals(Recording.LOSS)) {
            steps.add(new LinkedHashMap<>());
        } else if (steps.isEmpty()) {
            throw refused(line, name + ": before the first loss", "Write \"loss 1 1\" first: it begins a step.");
        }
        at += parts.length;
        double[] values = new double[rows * columns];
        Print print = prints.computeIfAbsent(name, key -> new Print(line));
        for (int i = 0; i < values.length; i++) {
            Word word = words.get(at++);
            Matrix before = initial.get(name);
            Double value = print.number(word.text(), before == null ? Double.NaN : before.data()[i]);
            if (value == null) {
                throw refused(
                        word.line(),
                        name + " of line " + line + ": expected " + values.length + " numbers, " + shape + ", found "
                                + Printable.quoted(word.text()) + " after " + i,
                        REMEDY);
            }
            values[i] = value;
        }
        before = "after the " + shape + " numbers of " + name + " of line " + line + ": ";
        if (steps.get(steps.size() - 1).put(name, new Matrix(rows, columns, values)) != null) {
            throw refused(line, name + ": twice in a step", "Write each array once after the step's loss.");
        }
    }

    private void requireKnown(int line, String name, String found) {
        String shape = shapes.get(name);
        if (shape == null) {
            throw refused(
                    line,
                    name + ": no array of this training" + Nearest.hint(name, shapes.keySet()),
                    "There are " + String.join(", ", shapes.keySet()) + ".");
        }
        if (!shape.equals(found)) {
            throw refused(
                    line,
                    name + ": expected " + shape + ", found " + found,
                    "Write it in the shape of the starting text: weights are (units, inputs), biases (1, units).");
        }
    }

    private CrosscheckException refused(int line, String problem, String remedy) {
        return new CrosscheckException(label + ", line " + line + ": " + problem + ".", remedy);
    }

    /** How the numbers of an array are printed, over all steps. */
    private static final class Print {
        /** Nine digits identify every float uniquely, but the shortest form of all floats of an array may have only eight. */
        private static final int LEAST_DIGITS = 8;

        /** 17 digits identify every double uniquely. */
        private static final int ALL_DIGITS = 17;

        private static final double HALF = 0.5 * (1 + 1e-6);

        private static final int NONE_SO_FAR = Integer.MAX_VALUE;

        private final int line;
        private int digits;
        private int decimals = NONE_SO_FAR;
        private boolean floats = true;

        Print(int line) {
            this.line = line;
        }

        /**
         * Reads a number and notes its digits, and its decimals if it is fixed-point; nan and inf have none.
         *
         * @param initial its value before the first step: if that has not changed, its digits say nothing, since starts have few
         * @return the number; null if the word is none
         */
        @Nullable
        Double number(String word, double initial) {
            if (!NUMBER.matcher(word).matches()) {
                String lower = word.toLowerCase(Locale.ROOT);
                double infinity = word.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
                return NOT_A_NUMBER.matcher(lower).matches()
                        ? Double.valueOf(Double.NaN)
                        : INFINITE.matcher(lower).matches() ? infinity : null;
            }
            String mantissa = word.split("[eE]", 2)[0];
            int point = mantissa.indexOf('.');
            String significant = mantissa.replaceAll("[+.-]", "").replaceFirst("^0+", "");
            double value = Double.parseDouble(word);
            digits = Math.max(digits, value == initial ? 0 : significant.length());
            int after = point < 0 ? 0 : mantissa.length() - point - 1;
            boolean fixed = mantissa.equals(word) && (decimals == NONE_SO_FAR || decimals == after);
            decimals = fixed ? after : -1;
            return value;
        }

        /** The uncertainty left by the printed digits: half a unit of the last digit, slightly widened for the rounding of this bound itself. */
        double open(double value) {
            if (decimals > 0) {
                return HALF * Math.pow(10, -decimals);
            }
            return digits == 0 || digits >= ALL_DIGITS
                    ? 0
                    : HALF * Math.pow(10, Math.floor(Math.log10(Math.abs(value))) + 1 - digits);
        }

        boolean isFloat(double value) {
            return !Double.isFinite(value) || Math.abs(value - (float) value) <= open(value);
        }

        /** @return whether the digits identify a float uniquely */
        boolean isExact(double value) {
            return floats && open(value) < Math.ulp((float) value) / 4;
        }
    }

    /** Rounds each number to the float that was printed where the digits identify it. */
    private Recording run(Recording start) {
        prints.forEach(this::requireDigits);
        for (Map<String, Matrix> step : steps) {
            step.forEach((name, array) -> {
                Print print = prints.get(name);
                print.floats &= Arrays.stream(array.data()).allMatch(print::isFloat);
            });
        }
        Predicate<String> judging = Stream.<Predicate<String>>of(
                        initial::containsKey, name -> name.startsWith(Recording.GRADIENT), Recording.LOSS::equals)
                .filter(kind -> prints.keySet().stream().anyMatch(kind))
                .findFirst()
                .orElseThrow();
        boolean single = prints.entrySet().stream()
                .filter(entry -> judging.test(entry.getKey()))
                .allMatch(entry -> entry.getValue().floats);
        Map<String, DoubleUnaryOperator> open = new HashMap<>();
        prints.forEach((name, print) -> open.put(name, v -> print.isExact(v) ? 0 : print.open(v)));
        steps.forEach(step ->
                step.replaceAll((name, array) -> array.map(v -> prints.get(name).isExact(v) ? (float) v : v)));
        double u = single ? Rounding.FLOAT : Rounding.DOUBLE;
        return new Recording(
                start.label(), start.setup(), start.examples(), start.epochs(), u, start.start(), steps, open, null);
    }

    /** One or two digits are accepted, since all numbers may be as simple as 0.5. From three to {@value Print#LEAST_DIGITS}, digits were cut off. */
    private void requireDigits(String name, Print print) {
        if (print.digits > 2 && print.digits < Print.LEAST_DIGITS) {
            throw refused(
                    print.line,
                    name + ": expected numbers with 9 significant digits or more, found at most " + print.digits
                            + " in all of it",
                    "Print all digits: %.17g in C and Python's repr do, 9 are enough for floats.");
        }
    }
}
