package dev.crosscheck.proof.judge;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Nearest;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.proof.replay.Precision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoublePredicate;

/**
 * The output of a judged program: for each step its loss and, optionally, the gradients, the parameters after the step and the optimizer's moments.
 *
 * @param steps one map per step, with the array names of docs/judge.md; the radius of each number is the uncertainty left by its printed digits
 * @param precision the floating-point precision that the program computes in, inferred from its numbers
 */
record ProgramAnswer(List<Map<String, Bounded>> steps, Precision precision) {
    /** The name of the loss, which starts a new step. */
    static final String LOSS = "loss";

    /** The prefix of a gradient's name, before the name of its parameter. */
    static final String GRADIENT = "grad.";

    private static final String FIRST_MOMENT = "m.";
    private static final String SECOND_MOMENT = "v.";

    /** Nine digits identify every float uniquely, but the shortest form of all floats of an array may have only eight. */
    private static final int LEAST_DIGITS = 8;

    /** 17 digits identify every double uniquely. */
    private static final int ALL_DIGITS = 17;

    private static final double HALF = 0.5 * (1 + 1e-6);

    /** @return the relative difference that one rounding on each side can cause: the program's unit roundoff plus that of double */
    static double unit(Precision precision) {
        return precision.roundoff() + Precision.DOUBLE.roundoff();
    }

    /**
     * Parses the output of a program.
     *
     * @param label the name of the text in error messages
     * @param text the program's standard output
     * @param start the training that the program was given
     * @throws CrosscheckException if the text is not a valid answer; the message names line and array
     */
    static ProgramAnswer read(String label, String text, Start start) {
        Map<String, List<Integer>> shapes = shapes(start);
        List<Map<String, TextForm.Block>> steps = new ArrayList<>();
        for (TextForm.Block block : TextForm.read(label, text)) {
            requireKnown(label, block, shapes);
            if (block.name().equals(LOSS)) {
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
        return of(label, steps);
    }

    private static Map<String, List<Integer>> shapes(Start start) {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>(Map.of(LOSS, List.of(1, 1)));
        OptimizerSpec.Kind kind = start.setup().training().optimizer().kind();
        for (String name : start.parameters()) {
            Matrix array = start.array(name);
            List<Integer> shape = List.of(array.rows(), array.columns());
            shapes.put(name, shape);
            shapes.put(GRADIENT + name, shape);
            if (kind.state() == 2) {
                shapes.put(FIRST_MOMENT + name, shape);
            }
            if (kind.state() > 0) {
                shapes.put(SECOND_MOMENT + name, shape);
            }
        }
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

        /** Rounds to the float that was printed, without uncertainty, where the digits identify it uniquely. */
        Bounded read(Matrix values, double u) {
            DoublePredicate exact = v -> floats && open(v) < Math.ulp((float) v) / 4;
            return new Bounded(
                    values.map(v -> exact.test(v) ? (float) v : v), values.map(v -> exact.test(v) ? 0 : open(v)), u);
        }
    }

    private static ProgramAnswer of(String label, List<Map<String, TextForm.Block>> steps) {
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
        boolean gradients = prints.keySet().stream().anyMatch(name -> name.startsWith(GRADIENT));
        String judgedBy = parameters ? "fc" : gradients ? GRADIENT : LOSS;
        boolean single = prints.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(judgedBy))
                .allMatch(entry -> entry.getValue().floats);
        Precision precision = single ? Precision.SINGLE : Precision.DOUBLE;
        double u = unit(precision);
        List<Map<String, Bounded>> read = new ArrayList<>();
        for (Map<String, TextForm.Block> step : steps) {
            Map<String, Bounded> arrays = new LinkedHashMap<>();
            step.forEach((name, block) -> arrays.put(name, prints.get(name).read(block.values(), u)));
            read.add(arrays);
        }
        return new ProgramAnswer(read, precision);
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
