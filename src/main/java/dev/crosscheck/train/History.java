package dev.crosscheck.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * What a run has recorded so far, including the time before it was resumed: the loss of each step, and each finished epoch. Only the run's
 * {@link Training} adds to it; everything else reads it, on the training thread or after training has ended.
 */
public final class History {
    private final List<EpochMetrics> epochs = new ArrayList<>();
    private final int stepsBefore;
    private final double secondsBefore;
    private int best = -1;
    private double[] stepLosses = new double[1024];
    private int steps;

    /** Starts with the records of a resumed run's checkpoint, else empty. */
    public History(TrainingStart start) {
        if (start instanceof TrainingStart.Saved saved) {
            Progress progress = saved.checkpoint().progress();
            double[] losses = saved.checkpoint().stepLosses();
            progress.epochs().forEach(this::addEpoch);
            stepLosses = Arrays.copyOf(losses, Math.max(losses.length, stepLosses.length));
            steps = progress.steps();
            secondsBefore = progress.seconds();
        } else {
            secondsBefore = 0;
        }
        stepsBefore = steps;
    }

    void addStep(double loss) {
        if (steps == stepLosses.length) {
            stepLosses = Arrays.copyOf(stepLosses, 2 * steps);
        }
        stepLosses[steps++] = loss;
    }

    /**
     * Adds an epoch. Only the last epoch and the best so far, which are shown, keep their confusion matrices: with 1,000 classes one
     * epoch's take 8 MB.
     */
    void addEpoch(EpochMetrics epoch) {
        int last = epochs.size() - 1;
        int before = best;
        epochs.add(epoch);
        boolean better = epoch.validation() != null
                && (best < 0
                        || epoch.validation().loss()
                                < epochs.get(best).validation().loss());
        best = better ? last + 1 : best;
        for (int other : new int[] {last, before}) {
            if (other >= 0 && other != best) {
                epochs.set(other, epochs.get(other).inShort());
            }
        }
    }

    public int steps() {
        return steps;
    }

    /** @return a copy of the mean loss over each step's batch, in order */
    public double[] stepLosses() {
        return Arrays.copyOf(stepLosses, steps);
    }

    /** @return the mean loss of the last {@code count} steps */
    double meanOfLast(int count) {
        return Arrays.stream(stepLosses, steps - count, steps).average().orElseThrow();
    }

    double firstLoss() {
        return stepLosses[0];
    }

    /** @return every finished epoch: a view that grows during training; only the last and the best have confusion matrices */
    public List<EpochMetrics> epochs() {
        return Collections.unmodifiableList(epochs);
    }

    /** @return the first epoch with the lowest validation loss; 0 if there is none */
    public int bestEpoch() {
        return best + 1;
    }

    /** @return number of steps done before this process resumed the run; 0 for a new run */
    public int stepsBefore() {
        return stepsBefore;
    }

    /** @return seconds that the run took before this process resumed it; 0 for a new run */
    public double secondsBefore() {
        return secondsBefore;
    }
}
