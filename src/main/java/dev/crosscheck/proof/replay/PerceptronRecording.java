package dev.crosscheck.proof.replay;

import dev.crosscheck.data.npz.NpyArray;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Perceptron;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.twin.PerceptronTwin;
import java.util.Arrays;
import java.util.List;

/**
 * A recorded perceptron (course section 1), one example per step; the loss is |t - y|.
 *
 * @param label what messages call it
 * @param start w and b before the first step
 * @param x the examples, (N, I)
 * @param t their targets, (N, 1)
 * @param order the example of each step
 * @param losses the loss of each step, before its update
 * @param learningRate η
 * @param traced the steps, from 1, whose parameters were recorded
 * @param states w and b after those, (K, I + 1)
 */
public record PerceptronRecording(
        String label,
        Perceptron start,
        Matrix x,
        Matrix t,
        int[] order,
        double[] losses,
        double learningRate,
        int[] traced,
        Matrix states)
        implements Recorded {

    static PerceptronRecording of(RecordedArrays arrays) {
        Matrix w = arrays.matrix("w", NpyArray.ANY);
        Matrix x = arrays.matrix("x", NpyArray.ANY, w.columns());
        Matrix t = arrays.matrix("t", x.rows(), 1);
        int steps = arrays.sizes("order", NpyArray.ANY)[0];
        int[] traced = arrays.steps("state.steps", steps);
        Matrix weights = arrays.matrix("state.w", traced.length, w.columns());
        Matrix bias = arrays.matrix("state.b", traced.length, 1);
        Matrix states = Matrix.zeros(traced.length, w.columns() + 1);
        for (int k = 0; k < traced.length; k++) {
            System.arraycopy(weights.data(), k * w.columns(), states.data(), k * (w.columns() + 1), w.columns());
            states.data()[(k + 1) * (w.columns() + 1) - 1] = bias.get(k, 0);
        }
        return new PerceptronRecording(
                arrays.label(),
                new Perceptron(w.data(), arrays.matrix("b", 1).get(0, 0)),
                x,
                t,
                arrays.integers("order", steps, 0, x.rows() - 1),
                arrays.values("losses", steps),
                arrays.number("lr"),
                traced,
                states);
    }

    @Override
    public String title() {
        return "perceptron with " + x.columns() + " inputs, lr:" + learningRate;
    }

    @Override
    public int steps() {
        return order.length;
    }

    /** One step of a perceptron: from its parameters, the loss before and the parameters after. */
    private interface Rule {
        Stepped step(Perceptron before, Matrix x, Matrix t);
    }

    private record Stepped(double loss, Perceptron after) {}

    /**
     * Repeats the run by hand and with DL4J; needs ND4J started. Both have to come to the same numbers: a step of the rule is a sum or nothing.
     *
     * @param steps how many of its steps at most
     */
    public Replay.Outcome replay(int steps) {
        int count = Math.min(steps, steps());
        Side byHand = side("by hand", count, (before, xs, ts) -> {
            double loss = Math.abs(ts.get(0, 0) - before.output(xs.data()));
            return new Stepped(loss, before.corrected(xs.data(), ts.get(0, 0), learningRate));
        });
        Side twin = side("DL4J twin", count, (before, xs, ts) -> {
            PerceptronTwin theirs = new PerceptronTwin(before, learningRate);
            double loss = Math.abs(ts.get(0, 0) - theirs.output(xs).get(0, 0));
            theirs.step(xs, ts);
            return new Stepped(loss, theirs.perceptron());
        });
        List<Side> sides = List.of(byHand, twin);
        int states = (int) Arrays.stream(traced).filter(step -> step <= count).count();
        double[] bounds = new double[count];
        Arrays.fill(bounds, Tolerances.RECORDED_PERCEPTRON.absolute());
        return new Replay.Outcome(
                sides.stream().allMatch(Side::agrees),
                null,
                new Judged(count, count, 0, 0, states, states, true),
                List.of(),
                bounds,
                sides);
    }

    private Side side(String name, int count, Rule rule) {
        long begun = System.nanoTime();
        Comparison ofLosses = new Comparison("losses", Tolerances.RECORDED_PERCEPTRON);
        Comparison ofStates = new Comparison("weights and bias", Tolerances.RECORDED_PERCEPTRON);
        double[] deviations = new double[count];
        Perceptron now = start;
        int next = 0;
        for (int step = 1; step <= count; step++) {
            int example = order[step - 1];
            Stepped stepped = rule.step(now, x.row(example), t.row(example));
            now = stepped.after();
            deviations[step - 1] = ofLosses.add(step, "loss", losses[step - 1], stepped.loss());
            if (next < traced.length && traced[next] == step) {
                ofStates.add(step, "w, b", states.row(next++), flat(now));
            }
        }
        return new Side(
                name, List.of(ofLosses.verdict(), ofStates.verdict()), deviations, (System.nanoTime() - begun) / 1e9);
    }

    private static Matrix flat(Perceptron perceptron) {
        double[] flat = Arrays.copyOf(perceptron.weights(), perceptron.weights().length + 1);
        flat[flat.length - 1] = perceptron.bias();
        return Matrix.rowOf(flat);
    }
}
