package dev.crosscheck.proof.judge;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Nearest;
import dev.crosscheck.math.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * A run as text (docs/judge.md): what a program reads as its start, and what it writes of each step. The precision that it computes in is inferred from
 * its numbers.
 */
final class RunText {
    /** Nine digits identify every float uniquely, but the shortest form of all floats of an array may have only eight. */
    private static final int LEAST_DIGITS = 8;

    /** 17 digits identify every double uniquely. */
    private static final int ALL_DIGITS = 17;

    private static final double HALF = 0.5 * (1 + 1e-6);

    private RunText() {}

    /** @return the text that a program reads: the setup line, data, order and initial parameters */
    static String of(Run run) {
        StringBuilder text = new StringBuilder("setup " + run.setup() + "\n");
        int[] all = IntStream.range(0, run.examples().size()).toArray();
        TextForm.append(text, "x", Run.features(run.examples(), all));
        TextForm.append(text, "t", Run.targets(run.examples(), all));
        double[] order = run.epochs().stream()
                .flatMapToInt(Arrays::stream)
                .asDoubleStream()
                .toArray();
        TextForm.append(text, "order", new Matrix(run.epochs().size(), all.length, order));
        run.start().forEach((name, array) -> TextForm.append(text, name, array));
        return text.toString();
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
    static Run read(String label, String text, Run start) {
        Map<String, List<Integer>> shapes = shapes(start);
        List<Map<String, TextForm.Block>> steps = new ArrayList<>();
        for (TextForm.Block block : TextForm.read(label, text)) {
            requireKnown(label, block, shapes);
            if (block.name().equals(Run.LOSS)) {
                steps.add(new LinkedHashMap<>());
            } else if (steps.isEmpty()) {
                throw refused(label, block, "before the first loss", "Write \"loss 1 1\" first: it begins a step.");
            }
            if (steps.get(steps.size() - 1).put(block.name(), block) != null) {
                throw refused(label, block, "twice in a step", "Write each array once after the step's loss.");
            }
        }
        if (steps.isEmpty()) {
            throw new CrosscheckException(
                    label + ": no step.",
                    "Write \"loss 1 1\" and the loss for each step, then what you like of docs/judge.md.");
        }
        return of(label, steps, start);
    }

    private static Map<String, List<Integer>> shapes(Run start) {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>(Map.of(Run.LOSS, List.of(1, 1)));
        start.start().forEach((name, array) -> {
            List<Integer> shape = List.of(array.rows(), array.columns());
            shapes.put(name, shape);
            shapes.put(Run.GRADIENT + name, shape);
            start.moments().forEach(letter -> shapes.put(letter + "." + name, shape));
        });
        return shapes;
    }

    private static void requireKnown(String label, TextForm.Block block, Map<String, List<Integer>> shapes) {
        List<Integer> shape = shapes.get(block.name());
        if (shape == null) {
            throw refused(
                    label,
                    block,
                    "no array of this training" + Nearest.hint(block.name(), shapes.keySet()),
                    "There are " + String.join(", ", shapes.keySet()) + ".");
        }
        List<Integer> found = List.of(block.values().rows(), block.values().columns());
        if (!shape.equals(found)) {
            boolean turned = shape.equals(List.of(found.get(1), found.get(0)));
            throw refused(
                    label,
                    block,
                    "expected " + shape.get(0) + " x " + shape.get(1) + ", found " + found.get(0) + " x "
                            + found.get(1),
                    turned
                            ? "Write its transpose: weights are (units, inputs), biases (1, units)."
                            : "Write it in the shape that it has in the starting text.");
        }
    }

    private static CrosscheckException refused(String label, TextForm.Block block, String problem, String remedy) {
        return new CrosscheckException(
                label + ", line " + block.line() + ": " + block.name() + ": " + problem + ".", remedy);
    }

    /** How the numbers of an array are printed, over all steps. */
    private static final class Print {
        private int digits;
        private int decimals = Integer.MAX_VALUE;
        private boolean floats = true;
        private TextForm.Block first;

        void add(TextForm.Block block) {
            first = first == null ? block : first;
            digits = Math.max(digits, block.digits());
            decimals = decimals == Integer.MAX_VALUE || decimals == block.decimals() ? block.decimals() : -1;
        }

        /** The uncertainty left by the printed digits: half a unit of the last digit, slightly widened for the rounding of this bound itself. */
        double open(double value) {
            if (decimals > 0) {
                return HALF * Math.pow(10, -decimals);
            }
            return digits >= ALL_DIGITS || value == 0 || !Double.isFinite(value)
                    ? 0
                    : HALF * Math.pow(10, Math.floor(Math.log10(Math.abs(value))) + 1 - digits);
        }

        boolean isFloat(double value) {
            return !Double.isFinite(value)
                    || Math.abs(value - (float) value)
                            <= Math.max(Precision.DOUBLE.roundoff() * Math.abs(value), open(value));
        }

        /** @return whether the digits identify a float uniquely */
        boolean isExact(double value) {
            return floats && open(value) < Math.ulp((float) value) / 4;
        }

        /** Rounds to the float that was printed where the digits identify it. */
        Matrix read(Matrix values) {
            return values.map(v -> isExact(v) ? (float) v : v);
        }
    }

    private static Run of(String label, List<Map<String, TextForm.Block>> steps, Run start) {
        Map<String, Print> prints = new HashMap<>();
        steps.forEach(step -> step.forEach((name, block) ->
                prints.computeIfAbsent(name, key -> new Print()).add(block)));
        prints.forEach((name, print) -> requireDigits(label, name, print));
        for (Map<String, TextForm.Block> step : steps) {
            step.forEach((name, block) -> {
                Print print = prints.get(name);
                for (double value : block.values().data()) {
                    print.floats &= print.isFloat(value);
                }
            });
        }
        boolean parameters = prints.keySet().stream().anyMatch(name -> name.startsWith("fc"));
        boolean gradients = prints.keySet().stream().anyMatch(name -> name.startsWith(Run.GRADIENT));
        String judgedBy = parameters ? "fc" : gradients ? Run.GRADIENT : Run.LOSS;
        boolean single = prints.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(judgedBy))
                .allMatch(entry -> entry.getValue().floats);
        Map<String, DoubleUnaryOperator> open = new HashMap<>();
        prints.forEach((name, print) -> open.put(name, v -> print.isExact(v) ? 0 : print.open(v)));
        List<Map<String, Matrix>> read = new ArrayList<>();
        for (Map<String, TextForm.Block> step : steps) {
            Map<String, Matrix> arrays = new LinkedHashMap<>();
            step.forEach((name, block) -> arrays.put(name, prints.get(name).read(block.values())));
            read.add(arrays);
        }
        return start.answered(read, single ? Precision.SINGLE : Precision.DOUBLE, open);
    }

    /** One or two digits are accepted, since all numbers may be as simple as 0.5; between that and {@value #LEAST_DIGITS}, digits were cut off. */
    private static void requireDigits(String label, String name, Print print) {
        if (print.digits > 2 && print.digits < LEAST_DIGITS) {
            throw new CrosscheckException(
                    label + ", line " + print.first.line() + ": " + name
                            + ": expected numbers with 9 significant digits or more, found at most " + print.digits
                            + " in all of it.",
                    "Print all digits: %.17g in C and Python's repr do, 9 are enough for floats.");
        }
    }
}
