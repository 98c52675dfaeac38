package dev.crosscheck.using.explore;

import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** One line of training: from a start, or from a step of another branch on, with its own learning rate. Not for two threads. */
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
    private Experiment.State cursor;

    /**
     * Where a branch left another.
     *
     * @param branch the other
     * @param step which of its states it went on from
     * @param edit the parameter that was set by hand there; null if none was
     */
    record Origin(int branch, int step, Edit edit) {}

    /**
     * A parameter set by hand.
     *
     * @param layer from 1
     * @param kind W or b
     * @param row the input, from 0; 0 of a bias
     * @param column the unit, from 0
     * @param value what it is now
     */
    record Edit(int layer, String kind, int row, int column, double value) {}

    /**
     * A branch as it is sent.
     *
     * @param from its first step
     * @param steps its last
     * @param brokeAt the step that led to numbers without end; null if none did
     * @param lossesFrom the step of the first loss in this answer
     * @param losses of each step's batch, before the step
     */
    record View(
            int id,
            Origin parent,
            int from,
            int steps,
            double learningRate,
            Integer brokeAt,
            int lossesFrom,
            double[] losses) {}

    /**
     * @param start its first state, which is this branch's from now on
     * @param spacing steps from one checkpoint to the next
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

    /** Takes steps, fewer if time is up, and stops where numbers cease to be finite. */
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
        if ((steps - from) % spacing == 0) {
            checkpoints.put(steps, cursor.copy(rate));
        }
    }

    /**
     * A state, computed again from the checkpoint before it: the same bits, since each step is the same arithmetic.
     *
     * @param step from the first to the last of this branch
     * @return one that stays this branch's: to look at, or to copy
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

    /** @return how many steps are computed again to show these states, which ascend, one after the other */
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
        double[] told = Arrays.copyOfRange(losses, first - from, steps - from);
        return new View(id, parent, from, steps, rate, brokeAt, first, told);
    }
}
