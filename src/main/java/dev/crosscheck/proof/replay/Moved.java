package dev.crosscheck.proof.replay;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.LayerArrays;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * The state after one optimizer step, computed in double, with a bound for each number on its distance from that of another program.
 *
 * <p>The bound is the change of the result when the gradients are moved to either end of their bounds, plus the rounding of the update itself. A
 * program may compute {@code 1 - βᵗ} in its own precision: in float {@code 1 - 0.999} keeps only four digits, an error of u/(1 - βᵗ) of the step.
 *
 * @param state parameters and moments after the step
 * @param bounds the bound of each number, in the same shapes
 */
record Moved(State state, State bounds) {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;

    /** Roundings of the operations of an update, in units of u. */
    private static final double FEW = 8;

    /**
     * @param step the step, from 1
     * @param before the state before the step; unchanged
     * @param gradients dLoss/dθ
     * @param errors the bound of each gradient
     * @param u the unit roundoff of the other program
     */
    static Moved of(Recording recording, int step, State before, LayerArrays gradients, LayerArrays errors, double u) {
        State at = updated(recording, step, before, gradients.matrices());
        State above = updated(recording, step, before, combined(gradients, errors, Double::sum));
        State below = updated(recording, step, before, combined(gradients, errors, (g, e) -> g - e));
        boolean adam = isAdam(recording);
        double corrections = corrections(recording, step);
        Parameters parameters = bounds(
                before.parameters(), at.parameters(), above.parameters(), below.parameters(), u, FEW + corrections);
        Map<String, Parameters> moments = new LinkedHashMap<>();
        at.moments()
                .forEach((letter, after) -> moments.put(
                        letter,
                        bounds(
                                before.moments().get(letter),
                                after,
                                above.moments().get(letter),
                                below.moments().get(letter),
                                u,
                                adam ? 1 / (1 - BETA2) : FEW)));
        return new Moved(at, new State(parameters, moments));
    }

    private static boolean isAdam(Recording recording) {
        OptimizerSpec.Kind kind = recording.setup().training().optimizer().kind();
        return kind == OptimizerSpec.Kind.ADAM || kind == OptimizerSpec.Kind.ADAMW;
    }

    /** @return the relative error of Adam's step, in units of u, if {@code 1 - βᵗ} is computed in the program's own precision; 0 for other optimizers */
    static double corrections(Recording recording, int step) {
        return isAdam(recording) ? 1 / (1 - Math.pow(BETA1, step)) + 1 / (1 - Math.pow(BETA2, step)) : 0;
    }

    private static State updated(Recording recording, int step, State before, List<Matrix> gradients) {
        State state = Reference.copy(before);
        Reference.updateInPlace(recording, step, state, new Gradients(gradients));
        return state;
    }

    static List<Matrix> combined(LayerArrays gradients, LayerArrays errors, DoubleBinaryOperator f) {
        List<Matrix> combined = new ArrayList<>();
        for (int i = 0; i < gradients.matrices().size(); i++) {
            combined.add(gradients.matrices().get(i).combine(errors.matrices().get(i), f));
        }
        return combined;
    }

    /** @param ofChange roundings of the change of each number, in units of u */
    private static Parameters bounds(
            Parameters before, Parameters at, Parameters above, Parameters below, double u, double ofChange) {
        List<Matrix> bounds = new ArrayList<>();
        for (int i = 0; i < at.matrices().size(); i++) {
            double[] b = before.matrices().get(i).data();
            double[] a = at.matrices().get(i).data();
            double[] up = above.matrices().get(i).data();
            double[] down = below.matrices().get(i).data();
            double[] bound = new double[a.length];
            for (int n = 0; n < bound.length; n++) {
                double moved = Math.max(Math.abs(up[n] - a[n]), Math.abs(down[n] - a[n]));
                bound[n] = moved + u * (2 * Math.abs(a[n]) + 2 * Math.abs(b[n]) + ofChange * Math.abs(a[n] - b[n]));
            }
            bounds.add(
                    new Matrix(at.matrices().get(i).rows(), at.matrices().get(i).columns(), bound));
        }
        return new Parameters(bounds);
    }

    /**
     * The gradients that a recorded step used, with their bounds. They are either recorded or recovered from the states before and after the step:
     * {@code g = (m' - β1 m)/(1 - β1)} for Adam, {@code v' - μ v} for momentum, {@code (θ - θ')/η} for plain gradient descent.
     *
     * @param values dLoss/dθ
     * @param errors the rounding error of each
     */
    record Used(Gradients values, Gradients errors) {

        static Used recorded(Gradients gradients, double u) {
            return new Used(gradients, map(gradients, g -> 2 * u * Math.abs(g)));
        }

        static Used between(Recording recording, int step, State before, State after) {
            OptimizerSpec spec = recording.setup().training().optimizer().at(recording.rate(step));
            double u = recording.precision().roundoff();
            return switch (spec.kind()) {
                case SGD -> of(before.parameters(), after.parameters(), 1, -spec.learningRate(), u);
                case MOMENTUM -> of(before.moments().get("v"), after.moments().get("v"), spec.momentum(), 1, u);
                case ADAM, ADAMW ->
                    of(before.moments().get("m"), after.moments().get("m"), BETA1, 1 - BETA1, u);
            };
        }

        /** {@code (after - kept · before)/divisor}. */
        private static Used of(LayerArrays before, LayerArrays after, double kept, double divisor, double u) {
            List<Matrix> values = new ArrayList<>();
            List<Matrix> errors = new ArrayList<>();
            for (int i = 0; i < before.matrices().size(); i++) {
                Matrix b = before.matrices().get(i);
                Matrix a = after.matrices().get(i);
                values.add(a.combine(b, (ai, bi) -> (ai - kept * bi) / divisor));
                errors.add(
                        a.combine(b, (ai, bi) -> FEW * u * (Math.abs(ai) + Math.abs(kept * bi)) / Math.abs(divisor)));
            }
            return new Used(new Gradients(values), new Gradients(errors));
        }
    }

    static Gradients map(LayerArrays arrays, DoubleUnaryOperator f) {
        return new Gradients(
                arrays.matrices().stream().map(matrix -> matrix.map(f)).toList());
    }

    /** @return the sums of two sets of bounds */
    static Gradients sum(LayerArrays some, LayerArrays others) {
        return new Gradients(combined(some, others, Double::sum));
    }
}
