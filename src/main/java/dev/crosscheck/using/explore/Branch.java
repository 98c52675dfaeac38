package dev.crosscheck.using.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** A training sequence with its own learning rate, which starts from scratch or at a step of another branch. Not thread-safe. */
final class Branch {
    private final int id;
    private final Origin parent;
    private final double rate;
    private final Experiment experiment;
    private final Experiment.Stepper stepper;
    private final int spacing;
    private final TreeMap<Integer, Experiment.State> checkpoints = new TreeMap<>();
    private final int from;
    private double[] losses = new double[16];
    private int steps;
    private Integer brokeAt;
    private final List<double[]> heldOut = new ArrayList<>();
    private Experiment.State cursor;

    /**
     * Where a branch starts from another branch.
     *
     * @param branch id of the other branch
     * @param step the step of the other branch at which this one starts
     * @param edit the parameter that was set by hand at the start; null if none was
     */
    record Origin(int branch, int step, Edit edit) {}

    /**
     * A parameter set by hand.
     *
     * @param layer from 1
     * @param kind W or b
     * @param row index of the input, from 0; 0 for a bias
     * @param column index of the unit, from 0
     * @param value the new value
     */
    record Edit(int layer, String kind, int row, int column, double value) {}

    /**
     * A branch as sent to the page.
     *
     * @param from its first step
     * @param steps its last step
     * @param brokeAt the step that led to non-finite numbers; null if none did
     * @param lossesFrom the step of the first loss in this answer
     * @param losses loss of each step's batch, before the step
     * @param repeatable whether {@code verify} can repeat the branch from a file
     * @param heldOut [step, loss of the examples held out] of some states from {@code lossesFrom} on; null if none are held out
     */
    record View(
            int id,
            Origin parent,
            int from,
            int steps,
            double learningRate,
            Integer brokeAt,
            int lossesFrom,
            double[] losses,
            boolean repeatable,
            List<double[]> heldOut) {}

    /**
     * @param start its first state; the branch takes ownership
     * @param spacing steps between checkpoints
     */
    Branch(int id, Origin parent, double rate, Experiment experiment, Experiment.State start, int spacing) {
        this.id = id;
        this.parent = parent;
        this.rate = rate;
        this.experiment = experiment;
        this.stepper = experiment.stepper();
        this.spacing = spacing;
        this.from = start.step();
        this.steps = from;
        this.cursor = start;
        checkpoints.put(from, start.copy(rate));
        measure();
    }

    double rate() {
        return rate;
    }

    int from() {
        return from;
    }

    int steps() {
        return steps;
    }

    /** Takes steps until the count is reached, the time is up or numbers become non-finite. */
    void train(int count, long nanos) {
        long end = System.nanoTime() + nanos;
        seek(steps);
        for (int done = 0; done < count && brokeAt == null && System.nanoTime() < end; done++) {
            double loss = stepper.stepInPlace(cursor, experiment.batch(cursor.step()));
            if (!Double.isFinite(loss) || !finite(cursor)) {
                brokeAt = steps + 1;
                cursor = null;
            } else {
                keep(loss);
            }
        }
    }

    private static boolean finite(Experiment.State state) {
        return state.parameters().matrices().stream()
                .allMatch(matrix -> Arrays.stream(matrix.data()).allMatch(Double::isFinite));
    }

    private void keep(double loss) {
        if (steps - from == losses.length) {
            losses = Arrays.copyOf(losses, 2 * losses.length);
        }
        losses[steps - from] = loss;
        steps++;
        cursor = new Experiment.State(steps, cursor.parameters(), cursor.optimizer());
        if (steps % heldOutEvery() == 0) {
            measure();
        }
        if ((steps - from) % spacing == 0) {
            checkpoints.put(steps, cursor.copy(rate));
        }
    }

    private void measure() {
        Passes.Measured measured = Passes.heldOut(experiment, cursor.parameters());
        if (measured != null) {
            heldOut.add(new double[] {steps, measured.loss()});
        }
    }

    /** @return steps between measurements of the examples held out: whole epochs */
    private int heldOutEvery() {
        int epoch = experiment.batches().size();
        return epoch * ((Limits.HELD_OUT_EVERY - 1) / epoch + 1);
    }

    /**
     * Recomputes a state from the checkpoint before it. The result is bit-identical, since each step does the same arithmetic.
     *
     * @param step a step of this branch
     * @return a state that this branch may reuse: read or copy it at once
     */
    Experiment.State at(int step) {
        seek(step);
        return cursor;
    }

    private void seek(int step) {
        Experiment.State before = checkpoints.floorEntry(step).getValue();
        boolean near = cursor != null && cursor.step() <= step && cursor.step() >= before.step();
        if (!near) {
            cursor = before.copy(rate);
        }
        while (cursor.step() < step) {
            stepper.stepInPlace(cursor, experiment.batch(cursor.step()));
            cursor = new Experiment.State(cursor.step() + 1, cursor.parameters(), cursor.optimizer());
        }
    }

    /**
     * @param wanted steps in ascending order
     * @return the number of steps that must be recomputed to show these states one after another
     */
    long way(List<Integer> wanted) {
        long way = 0;
        int reached = -1;
        for (int step : wanted) {
            int checkpoint = checkpoints.floorKey(step);
            way += step - Math.max(reached, checkpoint);
            reached = step;
        }
        return way;
    }

    /** @return this branch, with the losses from a step on */
    View view(int since) {
        int first = Math.max(from, Math.min(since, steps));
        double[] shown = Arrays.copyOfRange(losses, first - from, steps - from);
        List<double[]> measured = experiment.heldOut() == null
                ? null
                : heldOut.stream().filter(each -> each[0] >= first).toList();
        return new View(
                id,
                parent,
                from,
                steps,
                rate,
                brokeAt,
                first,
                shown,
                ReplayFile.isRepeatable(experiment, from),
                measured);
    }
}
