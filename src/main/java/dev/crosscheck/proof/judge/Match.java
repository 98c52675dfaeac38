package dev.crosscheck.proof.judge;

import dev.crosscheck.math.Matrix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares a run, number by number, with a training that is right or has a slip. Each step starts from the parameters and moments that the run has after
 * the step before, as far as it has them.
 */
final class Match {
    /** A slip explains a difference only if rounding explains at most this share of it. */
    private static final double SHARP = 0.1;

    private final Recording run;
    private final Spread training;
    private final Difference sharp;
    private Difference first;
    private Disagreement disagreement; // of the first step that disagrees
    private Difference clearest;
    private long undecided;
    private int step;
    private boolean overflowed;

    /** A step that disagrees: its right and its wrong arrays, all that was written and expected, and the state before it. */
    private record Disagreement(
            List<String> right,
            List<Difference> differences,
            Map<String, Matrix> written,
            Map<String, Spread.Expected> expected,
            Map<String, Matrix> before) {}

    /** @param sharp the clearest difference from the right training; rounding must not cover it; null if there is no such condition */
    Match(Recording run, Slip.Patch slip, double u, @Nullable Difference sharp) {
        this.run = run;
        this.training = new Spread(run, slip, u);
        this.sharp = sharp;
    }

    /**
     * Compares a run with a training to the first step that disagrees.
     *
     * @param whole whether the run must have all steps of the training; a recorded one may end early
     */
    static Match of(Recording run, boolean whole, Slip.Patch slip, double u, @Nullable Difference sharp) {
        Match match = new Match(run, slip, u, sharp);
        while (match.first == null && match.hasNext()) {
            match.next(false);
        }
        boolean isShort = match.training.hasNext() && whole;
        boolean isLong = match.step < run.steps().size();
        if (match.first == null && !match.overflowed && (isShort || isLong)) {
            int written = run.steps().size();
            int right = run.allSteps();
            match.first =
                    new Difference(run.label(), Math.min(right, written), Difference.STEPS, 0, 0, written, right, 0);
        }
        return match;
    }

    /** @return the first difference; null if there is none so far */
    @Nullable
    Difference first() {
        return first;
    }

    /** @return the arrays that are right in the first step that disagrees */
    List<String> right() {
        return disagreement == null ? List.of() : names(disagreement.right, "");
    }

    /**
     * @return the relations of the wrong arrays to the right ones in the first step that disagrees: each in words, with the arrays that have it. Updates
     *     that follow from a wrong gradient are left out
     */
    Map<String, List<String>> relations() {
        Map<String, List<String>> relations = new LinkedHashMap<>();
        if (disagreement != null) {
            int at = first.step();
            Map<String, Matrix> followed =
                    ReferenceTraining.updated(run, at, disagreement.before, disagreement.written);
            for (Difference difference : disagreement.differences) {
                String name = difference.array();
                Relation relation =
                        new Relation(run, at, name, disagreement.written, disagreement.expected, disagreement.before);
                boolean follows = !name.equals(first.array())
                        && !name.startsWith(Recording.GRADIENT)
                        && followed.containsKey(name)
                        && relation.isNear(followed.get(name));
                if (!follows) {
                    relations
                            .computeIfAbsent(relation.words(), words -> new ArrayList<>())
                            .add(name);
                }
            }
        }
        relations.replaceAll((words, arrays) -> names(arrays, "the change of "));
        return relations;
    }

    /** @return the clearest difference of the first step that disagrees: the largest multiple of what rounding explains; null if there is none */
    @Nullable
    Difference clearest() {
        return clearest;
    }

    /** @return how many numbers were not judged, since rounding or a kink decides them */
    long undecided() {
        return undecided;
    }

    boolean hasNext() {
        return !overflowed && step < run.steps().size() && training.hasNext();
    }

    /** @return the parameters and moments before the next step */
    Map<String, Matrix> state() {
        return training.state();
    }

    /**
     * Does and compares the next step. Once the loss overflows, only the loss is compared: what becomes infinite or NaN then depends on the language.
     *
     * @param passes whether numbers must only be finite, since nothing more can be judged
     */
    Map<String, Spread.Expected> next(boolean passes) {
        Map<String, Matrix> before = training.state();
        Map<String, Matrix> theirs = run.steps().get(step++);
        Map<String, Spread.Expected> expected = passes ? training.pass(theirs) : training.step(theirs);
        overflowed = !Double.isFinite(expected.get(Recording.LOSS).value().get(0, 0));
        List<String> agreeing = new ArrayList<>();
        List<Difference> differences = new ArrayList<>();
        expected.forEach((name, ours) -> {
            if (!overflowed || name.equals(Recording.LOSS)) {
                Difference found = compare(name, theirs.get(name), ours);
                if (found == null) {
                    agreeing.add(name);
                } else {
                    differences.add(found);
                }
            }
        });
        if (first == null && !differences.isEmpty()) {
            first = differences.get(0);
            disagreement = new Disagreement(agreeing, differences, theirs, expected, before);
        }
        training.resume(theirs);
        return expected;
    }

    /** @return the first difference of an array; null if there is none */
    private @Nullable Difference compare(String name, Matrix theirs, Spread.Expected ours) {
        undecided += ours.undecided();
        Difference firstOfArray = null;
        for (int i = 0; i < theirs.data().length; i++) {
            double yours = theirs.data()[i];
            double value = ours.value().data()[i];
            double allowed = ours.most(i);
            boolean same = Double.isFinite(value) ? Math.abs(yours - value) <= allowed : !Double.isFinite(yours);
            int row = i / theirs.columns();
            int column = i % theirs.columns();
            if (!same || isBlunt(name, row, column, allowed)) {
                Difference found = new Difference(run.label(), step, name, row, column, yours, value, allowed);
                firstOfArray = firstOfArray == null ? found : firstOfArray;
                clearest = clearest == null || found.clarity() > clearest.clarity() ? found : clearest;
            }
        }
        return firstOfArray;
    }

    /**
     * @param change stands before a parameter
     * @return the arrays in words, those of all parameters as one
     */
    private List<String> names(List<String> arrays, String change) {
        List<String> names = new ArrayList<>();
        List<String> gradients = run.start().keySet().stream()
                .map(name -> Recording.GRADIENT + name)
                .toList();
        for (String array : arrays) {
            boolean isParameter = run.start().containsKey(array);
            boolean isAll = isParameter && arrays.containsAll(run.start().keySet())
                    || gradients.contains(array) && arrays.containsAll(gradients);
            String name = isAll
                    ? isParameter ? change + "every parameter" : "every gradient"
                    : array.equals(Recording.LOSS) ? "the loss" : (isParameter ? change : "") + Difference.named(array);
            if (!names.contains(name)) {
                names.add(name);
            }
        }
        return names;
    }

    /** Whether this is the place of the clearest difference, and rounding explains so much there that anything would fit. */
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
