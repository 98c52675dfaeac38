package dev.crosscheck.proof.judge;

import dev.crosscheck.OrNull;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.proof.judge.Judgement.Difference;
import java.util.Map;

/**
 * A run compared with a training, right or with a slip: each step from the parameters and moments that were written after the step before, as far as they
 * were, number by number.
 */
final class Match {
    /** A number that rounding leaves undecided still disagrees if it is this many times farther away than rounding explains. */
    private static final double FAR = 10;

    /** A slip explains a difference only if what rounding explains there is at most this share of it. */
    private static final double SHARP = 0.1;

    /** Receives each number that is compared. */
    interface Listener {
        /** @param decided whether the comparison tells something; if not, the number is far from disagreeing */
        void at(
                int step,
                String array,
                int row,
                int column,
                double theirs,
                double ours,
                double allowed,
                boolean decided);
    }

    private final Run run;
    private final Spread training;
    private final Difference sharp;
    private final Listener listener;
    private Difference first;
    private Difference clearest;
    private long undecided;
    private int step;
    private boolean overflowed;

    /**
     * @param sharp the clearest difference from the right training, which must be told from rounding at its place; null to skip this condition
     * @param listener receives all numbers
     */
    Match(Run run, Slip.Patch slip, double u, @OrNull Difference sharp, Listener listener) {
        this.run = run;
        this.training = new Spread(run, slip, u);
        this.sharp = sharp;
        this.listener = listener;
    }

    /** Compares a run with a training to the first step that disagrees. */
    static Match of(Run run, Slip.Patch slip, double u, @OrNull Difference sharp) {
        Match match = new Match(run, slip, u, sharp, (step, array, i, j, theirs, ours, allowed, decided) -> {});
        while (match.first == null && match.hasNext()) {
            match.next();
        }
        if (match.first == null && !match.overflowed && match.step < run.steps().size()) {
            match.first = match.ofSteps(match.step);
        }
        return match;
    }

    /** @return the first difference; null if there is none so far */
    @OrNull
    Difference first() {
        return first;
    }

    /** @return in the first step that disagrees, the difference that is the largest multiple of what rounding explains; null if there is none */
    @OrNull
    Difference clearest() {
        return clearest;
    }

    /** @return how many numbers were not judged, since rounding or a kink decides them */
    long undecided() {
        return undecided;
    }

    /** @return whether the training has steps that the run has not */
    boolean isShort() {
        return !overflowed && step == run.steps().size() && training.hasNext();
    }

    /** @return the difference of the numbers of steps */
    Difference ofSteps(int right) {
        return new Difference(
                run.label(),
                Math.min(right, run.steps().size()),
                Judge.STEPS,
                0,
                0,
                run.steps().size(),
                right,
                0,
                "");
    }

    boolean hasNext() {
        return !overflowed && step < run.steps().size() && training.hasNext();
    }

    /** @return the parameters and moments before the next step */
    Map<String, Matrix> state() {
        return training.state();
    }

    /** Does and compares the next step; if the loss overflows, nothing is compared behind it: what becomes infinite or NaN then depends on the language. */
    Map<String, Spread.Expected> next() {
        Map<String, Matrix> theirs = run.steps().get(step++);
        Map<String, Spread.Expected> expected = training.step(theirs);
        overflowed = !Double.isFinite(expected.get(Run.LOSS).value().get(0, 0));
        expected.forEach((name, ours) -> {
            if (!overflowed || name.equals(Run.LOSS)) {
                compare(name, theirs.get(name), ours);
            }
        });
        training.resume(theirs);
        return expected;
    }

    private void compare(String name, Matrix theirs, Spread.Expected ours) {
        for (int i = 0; i < theirs.rows(); i++) {
            for (int j = 0; j < theirs.columns(); j++) {
                int at = i * theirs.columns() + j;
                double yours = theirs.get(i, j);
                double right = ours.value().get(i, j);
                boolean finite = Double.isFinite(right);
                boolean decided = !finite || ours.isDecided(at);
                double allowed = ours.allowed().get(i, j) * (decided ? 1 : FAR);
                listener.at(step, name, i, j, yours, right, allowed, decided);
                undecided += decided ? 0 : 1;
                boolean same = finite ? Math.abs(yours - right) <= allowed : !Double.isFinite(yours);
                if (!same || isBlunt(name, i, j, allowed)) {
                    Difference found = new Difference(run.label(), step, name, i, j, yours, right, allowed, "");
                    first = first == null ? found.with(Words.pattern(theirs, ours)) : first;
                    clearest = clearest == null || found.clarity() > clearest.clarity() ? found : clearest;
                }
            }
        }
    }

    /** Whether this is the place of the clearest difference, and rounding explains so much there that it would cover that difference anyway. */
    private boolean isBlunt(String array, int row, int column, double allowed) {
        return sharp != null
                && sharp.clarity() > 1
                && sharp.start().equals(run.label())
                && sharp.step() == step
                && sharp.array().equals(array)
                && sharp.row() == row
                && sharp.column() == column
                && !(allowed <= SHARP * Math.abs(sharp.yours() - sharp.ours()));
    }
}
