package dev.crosscheck.proof.judge;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.proof.compare.Rounding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * A training in double and {@value #COPIES} copies of it, in which everything that they compute is moved in its last places ({@link Rounding}). How far the
 * copies are from the training is what rounding explains.
 *
 * <p>In one step from a recorded state this is measured for each number. In later steps other numbers move in each program, because units at their kink and
 * Adam's quotients magnify rounding; so it is measured for each array as a whole, and for the loss as the largest since that state. How far honest programs
 * are from the training was measured, too (docs/internals/numerics.md).
 *
 * <p>A number is wrong if it is farther off than {@link Rounding#MULTIPLE} times the farthest copy. For an honest number the probability of that is 2e-3 if
 * rounding usually moves it as far as a copy, 1e-5 if a third as far, and 1e-9 if a tenth, which is usual: all four normally distributed moves must then be
 * below a third, a ninth or a thirtieth of their standard deviation, and so must the moves of its row or column.
 */
final class Spread {
    private static final int COPIES = 4;

    /** Rounding allowed for storing a number, in units of u; of the number itself and of its value before the step. */
    private static final double STORED = 4;

    /** A parameter that hardly changes is judged if rounding explains less of it than so many u of the largest parameter. */
    private static final double STILL = 256;

    /** The usual loss is a mean over about so many of the last ones: one batch may be easy, and losses fall in the course of a training. */
    private static final double LOSSES = 10;

    /** A loss that is so many times the largest so far is wrong even where nothing else is judged. */
    private static final double GROSS = 10;

    /** {@link Rounding#MOST} for an array in later steps. */
    private static final double MOST_LATER = 0.5;

    private final Recording run;
    private final double u;
    private final ReferenceTraining exact;
    private final List<ReferenceTraining> copies = new ArrayList<>();
    private boolean isOneStep = true; // from a state that both have
    private Map<String, Matrix> since;
    private double largestLoss;
    private double usualLoss; // in later steps
    private double ofLosses;

    /**
     * @param slip what is wrong in this training
     * @param u the unit roundoff of the other program
     */
    Spread(Recording run, Slip.Patch slip, double u) {
        this.run = run;
        this.u = u;
        this.exact = new ReferenceTraining(run, slip);
        for (int i = 0; i < COPIES; i++) {
            copies.add(new ReferenceTraining(run, slip, new Rounding(u, i), exact));
        }
        since = exact.state();
    }

    /**
     * One array of a step.
     *
     * @param value the right numbers
     * @param allowed for each number the largest difference that rounding explains
     * @param telling if rounding explains more than this, it leaves the number undecided
     */
    record Expected(Matrix value, Matrix allowed, double telling) {
        /** An undecided number disagrees only if it is so many times farther off than rounding explains. */
        private static final double FAR = 10;

        boolean isDecided(int i) {
            return allowed.data()[i] <= telling || !Double.isFinite(value.data()[i]);
        }

        long undecided() {
            return IntStream.range(0, value.data().length)
                    .filter(i -> !isDecided(i))
                    .count();
        }

        /** @return the largest difference that is no disagreement */
        double most(int i) {
            return allowed.data()[i] * (isDecided(i) ? 1 : FAR);
        }
    }

    boolean hasNext() {
        return exact.hasNext();
    }

    /** @return the parameters and moments before the next step */
    Map<String, Matrix> state() {
        return exact.state();
    }

    /** Does the next step, and measures those of its arrays that the other program wrote. */
    Map<String, Expected> step(Map<String, Matrix> written) {
        Map<String, Matrix> before = exact.state();
        Map<String, Matrix> values = exact.step();
        copies.forEach(copy -> copy.rounding.begin(isOneStep));
        List<Map<String, Matrix>> moved =
                copies.parallelStream().map(ReferenceTraining::step).toList();
        Map<String, Expected> expected = new LinkedHashMap<>();
        values.keySet().retainAll(written.keySet());
        double largestParameter = run.start().keySet().stream()
                .mapToDouble(name -> largest(before.get(name)))
                .max()
                .orElseThrow();
        values.forEach((name, value) -> {
            List<Matrix> others = moved.stream().map(arrays -> arrays.get(name)).toList();
            double most = isOneStep || name.equals(Recording.LOSS) ? Rounding.MOST : MOST_LATER;
            double telling = most * largest(value);
            if (name.equals(Recording.LOSS)) {
                double loss = largest(value);
                largestLoss = Math.max(largestLoss, loss);
                usualLoss = isOneStep ? loss : usualLoss + (loss - usualLoss) / LOSSES;
                telling = most * (isOneStep ? largestLoss : usualLoss);
            } else if (run.start().containsKey(name)) {
                double change = largest(value.combine(since.get(name), (a, b) -> a - b));
                telling = Math.max(most * change, STILL * u * largestParameter);
            }
            expected.put(
                    name, new Expected(value, allowed(name, value, before.getOrDefault(name, value), others), telling));
        });
        isOneStep = false;
        return expected;
    }

    /**
     * Does the next step without the copies, once they are too far apart to judge by. Numbers must only be finite, and the loss below {@value #GROSS}
     * times the largest so far, since an honest program goes on learning after it has drifted off.
     */
    Map<String, Expected> pass(Map<String, Matrix> written) {
        Map<String, Expected> expected = new LinkedHashMap<>();
        Map<String, Matrix> values = exact.step();
        copies.forEach(ReferenceTraining::skip);
        values.keySet().retainAll(written.keySet());
        largestLoss = Math.max(largestLoss, largest(values.get(Recording.LOSS)));
        values.forEach((name, value) -> {
            double most = name.equals(Recording.LOSS) ? GROSS * largestLoss : Double.MAX_VALUE;
            expected.put(name, new Expected(value, value.map(v -> most / Expected.FAR), 0));
        });
        return expected;
    }

    private static double largest(Matrix m) {
        return Arrays.stream(m.data())
                .map(Math::abs)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
    }

    /** How far the farthest copy is off, or what is usual in the number's row and column if that is more. A number that no copy moves is exact. */
    private Matrix allowed(String name, Matrix value, Matrix before, List<Matrix> others) {
        Matrix farthest = value.map(v -> 0);
        for (Matrix other : others) {
            farthest = farthest.combine(value.combine(other, (a, b) -> Math.abs(a - b)), Math::max);
        }
        double largest = farthest.largest();
        double[] ofRows = usual(farthest);
        double[] ofColumns = usual(farthest.transpose());
        DoubleUnaryOperator open = run.open().getOrDefault(name, v -> 0);
        // Below this a program loses digits, or takes the number as 0.
        double tiny = u == Rounding.FLOAT ? Float.MIN_NORMAL : Double.MIN_NORMAL;
        Matrix allowed = Matrix.zeros(value.rows(), value.columns());
        for (int i = 0; i < allowed.data().length; i++) {
            double apart = farthest.data()[i];
            double ofRow = ofRows[i / value.columns()];
            double ofColumn = ofColumns[i % value.columns()];
            double floor = value.rows() == 1 ? ofRow : value.columns() == 1 ? ofColumn : Math.min(ofRow, ofColumn);
            double v = value.data()[i];
            allowed.data()[i] = (apart == 0 ? 0 : Rounding.MULTIPLE * Math.max(apart, isOneStep ? floor : largest))
                    + STORED * u * (Math.abs(v) + Math.abs(before.data()[i]))
                    + open.applyAsDouble(v)
                    + (v == 0 ? 0 : tiny);
        }
        if (name.equals(Recording.LOSS)) {
            ofLosses = Math.max(ofLosses, allowed.get(0, 0)); // two runs that have drifted apart may cross
            return new Matrix(1, 1, ofLosses);
        }
        return allowed;
    }

    /** @return the median of each row without its zeros; the median, so that one unit at its kink does not raise it */
    private static double[] usual(Matrix m) {
        return IntStream.range(0, m.rows())
                .mapToDouble(i -> {
                    double[] moved = Arrays.stream(m.row(i).data())
                            .filter(v -> v > 0)
                            .sorted()
                            .toArray();
                    return moved.length == 0 ? 0 : moved[(moved.length - 1) / 2];
                })
                .toArray();
    }

    /** Continues from what the other program wrote. */
    void resume(Map<String, Matrix> written) {
        if (written.keySet().containsAll(run.start().keySet())) {
            isOneStep = true;
            ofLosses = 0;
        }
        exact.resume(written);
        if (isOneStep) {
            since = exact.state();
        }
        copies.forEach(copy -> copy.resume(written));
    }
}
