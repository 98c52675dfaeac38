package dev.crosscheck.proof.replay;

import dev.crosscheck.data.npz.NpyArray;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Perceptron;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Tolerance;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.twin.PerceptronTwin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A recorded training of a perceptron (course section 1), with one example per step and the loss |t - y|.
 *
 * @param label the name of the recording in messages: its file
 * @param start w and b before the first step
 * @param x the examples, (N, I)
 * @param t their targets, (N, 1)
 * @param order the index of the example of each step
 * @param losses the loss of each step, before the update
 * @param learningRate η
 * @param traced the K steps, from 1, whose parameters were recorded
 * @param states w and b after those steps, (K, I + 1)
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
    private static final Tolerance ALLOWED = Tolerances.RECORDED_PERCEPTRON;

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

    /** One step of a perceptron: from the parameters before it, its loss and the parameters after it. */
    private interface Rule {
        Stepped step(Perceptron before, Matrix x, Matrix t);
    }

    private record Stepped(double loss, Perceptron after) {}

    /**
     * Repeats the run by hand and with DL4J; needs ND4J started. All numbers must agree within one small tolerance, since a step of the perceptron's
     * rule either adds a product or changes nothing.
     *
     * @param steps the largest number of steps to repeat
     */
    public Replay.Outcome replay(int steps) {
        int count = Math.min(steps, steps());
        List<Finding> found = new ArrayList<>();
        Side byHand = side("by hand", count, found, (before, xs, ts) -> {
            double loss = Math.abs(ts.get(0, 0) - before.output(xs.data()));
            return new Stepped(loss, before.corrected(xs.data(), ts.get(0, 0), learningRate));
        });
        Side twin = side("DL4J twin", count, new ArrayList<>(), (before, xs, ts) -> {
            PerceptronTwin theirs = new PerceptronTwin(before, learningRate);
            double loss = Math.abs(ts.get(0, 0) - theirs.output(xs).get(0, 0));
            theirs.step(xs, ts);
            return new Stepped(loss, theirs.perceptron());
        });
        int states = (int) Arrays.stream(traced).filter(step -> step <= count).count();
        double[] bounds = new double[count];
        Arrays.fill(bounds, ALLOWED.absolute());
        return new Replay.Outcome(
                byHand.agrees() && twin.agrees(),
                found.isEmpty() ? null : found.get(0),
                new Judged(count, count, 0, 0, states, states, true),
                List.of(),
                bounds,
                List.of(byHand, twin));
    }

    /** @param found receives the disagreements, in the order of the steps */
    private Side side(String name, int count, List<Finding> found, Rule rule) {
        long begun = System.nanoTime();
        Comparison ofLosses = new Comparison("losses", ALLOWED);
        Comparison ofStates = new Comparison("weights and bias", ALLOWED);
        double[] deviations = new double[count];
        Perceptron now = start;
        int next = 0;
        for (int step = 1; step <= count; step++) {
            int example = order[step - 1];
            Stepped stepped = rule.step(now, x.row(example), t.row(example));
            now = stepped.after();
            deviations[step - 1] = add(ofLosses, found, step, "loss", -1, losses[step - 1], stepped.loss());
            if (next < traced.length && traced[next] == step) {
                double[] recorded = states.row(next++).data();
                for (int i = 0; i < recorded.length; i++) {
                    boolean isBias = i == recorded.length - 1;
                    double own = isBias ? now.bias() : now.weights()[i];
                    add(ofStates, found, step, isBias ? "b" : "w", isBias ? 0 : i, recorded[i], own);
                }
            }
        }
        return new Side(
                name, List.of(ofLosses.verdict(), ofStates.verdict()), deviations, (System.nanoTime() - begun) / 1e9);
    }

    private static double add(
            Comparison comparison,
            List<Finding> found,
            int step,
            String array,
            int index,
            double recorded,
            double own) {
        double deviation = comparison.add(step, index < 0 ? array : array + "[" + index + "]", recorded, own);
        if (!(deviation <= ALLOWED.allowed(recorded))) {
            found.add(new Finding(step, array, index, -1, recorded, own, ALLOWED.allowed(recorded)));
        }
        return deviation;
    }
}
