package dev.crosscheck.nn.optim;

import static dev.crosscheck.proof.compare.Agreement.assertAgrees;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.optim.Adam.Epsilon;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.train.byhand.Update.AdamStep;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptimizerTest {
    private static void step(Optimizer optimizer, Matrix theta, double... gradient) {
        optimizer.updateInPlace(List.of(theta), List.of(Matrix.rowOf(gradient)));
    }

    @Test
    void gradientDescentSubtracts() {
        Matrix theta = Matrix.rowOf(1, 2);
        step(new Sgd(0.5), theta, 4, -2);
        assertArrayEquals(new double[] {-1, 3}, theta.data());
    }

    /** η = ½, μ = ½, g = 4, then 2, then 0: v is 4, then 4, then 2. */
    @Test
    void threeStepsOfMomentumOnPaper() {
        Matrix theta = Matrix.rowOf(10);
        Momentum momentum = new Momentum(0.5, 0.5);
        step(momentum, theta, 4);
        assertEquals(8, theta.get(0, 0));
        step(momentum, theta, 2);
        assertEquals(6, theta.get(0, 0));
        step(momentum, theta, 0);
        assertEquals(5, theta.get(0, 0));
    }

    @Test
    void withoutMomentumItIsGradientDescent() {
        Matrix theta = Matrix.rowOf(1, 2);
        Momentum momentum = new Momentum(0.5, 0);
        step(momentum, theta, 4, -2);
        step(momentum, theta, 2, 0);
        assertArrayEquals(new double[] {-2, 3}, theta.data());
    }

    @Test
    void velocitiesBelongToTheirMatrices() {
        Matrix one = Matrix.rowOf(0);
        Matrix other = Matrix.rowOf(0, 0);
        Momentum momentum = new Momentum(1, 0.5);
        for (int t = 0; t < 2; t++) {
            momentum.updateInPlace(List.of(one, other), List.of(Matrix.rowOf(2), Matrix.rowOf(-4, 0)));
        }
        assertArrayEquals(new double[] {-5}, one.data());
        assertArrayEquals(new double[] {10, 0}, other.data());
    }

    /** η = 0.1, λ = 0.5: θ = 10 keeps 0.95 of itself and loses a step of Adam, which is η for the first. */
    @Test
    void theFirstStepOfAdamWOnPaper() {
        for (Epsilon epsilonPlacement : Epsilon.values()) {
            Matrix theta = Matrix.rowOf(10, -10, 10);
            step(new AdamW(0.1, 0.5, epsilonPlacement), theta, 1e6, 1e6, 0);
            assertArrayEquals(new double[] {9.4, -9.6, 9.5}, theta.data(), 1e-12);
        }
    }

    /** Decay is in no moment: without gradients θ shrinks by the same factor at every step. */
    @Test
    void decayLeavesTheMomentsAlone() {
        Matrix theta = Matrix.rowOf(8);
        AdamW adamW = new AdamW(0.5, 1, Epsilon.ON_RAW);
        for (int t = 0; t < 3; t++) {
            step(adamW, theta, 0);
        }
        assertEquals(1, theta.get(0, 0));
    }

    @Test
    void withoutDecayItIsAdam() {
        Matrix one = Matrix.rowOf(1, -2);
        Matrix other = one.copy();
        Adam adam = new Adam(0.01, Epsilon.ON_CORRECTED);
        AdamW adamW = new AdamW(0.01, 0, Epsilon.ON_CORRECTED);
        for (int t = 1; t < 5; t++) {
            step(adam, one, t, -0.1 * t);
            step(adamW, other, t, -0.1 * t);
        }
        assertArrayEquals(one.data(), other.data());
    }

    /** β1 = β2 = ½, ε = 1, η = 1, g = 2 then 4: m is 1 then 2½; v is 2 then 9; the corrections are ½ then ¾. */
    @Test
    void twoStepsOfAdamOnPaper() {
        Matrix corrected = Matrix.rowOf(10);
        Adam paper = new Adam(1, 0.5, 0.5, 1, Epsilon.ON_CORRECTED);
        step(paper, corrected, 2); // 1/½ / (√(2/½) + 1)
        assertAgrees("θ", Tolerances.ROUNDING, 10 - 2.0 / 3, corrected.get(0, 0));
        step(paper, corrected, 4); // 2½/¾ / (√(9/¾) + 1)
        double second = 10.0 / 3 / (Math.sqrt(12) + 1);
        assertAgrees("θ", Tolerances.ROUNDING, 10 - 2.0 / 3 - second, corrected.get(0, 0));

        Matrix raw = Matrix.rowOf(10);
        Adam dl4j = new Adam(1, 0.5, 0.5, 1, Epsilon.ON_RAW);
        step(dl4j, raw, 2); // √½/½ · 1/(√2 + 1)
        double first = Math.sqrt(2) / (Math.sqrt(2) + 1);
        assertAgrees("θ", Tolerances.ROUNDING, 10 - first, raw.get(0, 0));
        step(dl4j, raw, 4); // √¾/¾ · 2½/(3 + 1)
        assertAgrees("θ", Tolerances.ROUNDING, 10 - first - 2.5 / 4 / Math.sqrt(0.75), raw.get(0, 0));
    }

    /** As {@link #twoStepsOfAdamOnPaper}, in float, as an update to subtract and in one pass. */
    @Test
    void twoStepsOfAdamInFloatOnPaper() {
        double root = Math.sqrt(2);
        assertFloatSteps(Epsilon.ON_CORRECTED, 2.0 / 3, 10.0 / 3 / (Math.sqrt(12) + 1));
        assertFloatSteps(Epsilon.ON_RAW, root / (root + 1), 2.5 / 4 / Math.sqrt(0.75));
    }

    private static void assertFloatSteps(Epsilon epsilonPlacement, double first, double second) {
        float[] theta = {10, 10, 10};
        float[] m = new float[3];
        float[] v = new float[3];
        double[] sizes = {first, second};
        for (int done = 0; done < 2; done++) {
            AdamStep step = AdamStep.after(done, 1, 0.5, 0.5, 1, epsilonPlacement, 0);
            float g = 2 * (done + 1);
            float[] gradient = {g, -g, 0};
            double[] before = widened(theta);
            step.move(gradient, theta, m, v, 0, 3);
            assertArrayEquals(new float[] {g, -g, 0}, gradient, "the gradient is not changed");
            // Some ten roundings of 6e-8 each, of numbers up to 10 in size, and those of θ, 5e-7 each.
            double[] after = widened(theta);
            assertArrayEquals(
                    new double[] {sizes[done], -sizes[done], 0},
                    new double[] {before[0] - after[0], before[1] - after[1], before[2] - after[2]},
                    2e-6);
        }
        assertArrayEquals(new float[] {2.5f, -2.5f, 0}, m);
        assertArrayEquals(new float[] {9, 9, 0}, v);
    }

    private static double[] widened(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    /** Without memory a step is η g/(|g| + ε). */
    @ParameterizedTest
    @EnumSource(Epsilon.class)
    void withoutDecayAStepGoesByItsOwnGradientAlone(Epsilon epsilonPlacement) {
        Matrix theta = Matrix.rowOf(0);
        Adam adam = new Adam(0.5, 0, 0, 1, epsilonPlacement);
        step(adam, theta, 3);
        assertEquals(-0.5 * 3 / 4, theta.get(0, 0));
        step(adam, theta, -1);
        assertEquals(-0.5 * 3 / 4 + 0.5 / 2, theta.get(0, 0));
    }

    @ParameterizedTest
    @EnumSource(Epsilon.class)
    void theFirstStepIsTheLearningRateWhateverTheGradient(Epsilon epsilonPlacement) {
        Matrix theta = Matrix.rowOf(0, 0);
        step(new Adam(0.001, epsilonPlacement), theta, 1e6, -1e3);
        assertArrayEquals(new double[] {-0.001, 0.001}, theta.data(), 1e-12);
    }

    /** With g = ε: η/2 if ε is on the corrected root; η √0.001/(√0.001 + 1) if it is on the raw one. */
    @Test
    void onTinyGradientsTheTwoEpsilonsDifferByAFactor() {
        Matrix corrected = Matrix.rowOf(0);
        Matrix raw = Matrix.rowOf(0);
        step(new Adam(0.001, Epsilon.ON_CORRECTED), corrected, 1e-8);
        step(new Adam(0.001, Epsilon.ON_RAW), raw, 1e-8);
        assertEquals(-0.0005, corrected.get(0, 0), 1e-15);
        assertEquals(-0.001 * Math.sqrt(0.001) / (Math.sqrt(0.001) + 1), raw.get(0, 0), 1e-15);
    }

    @Test
    void withoutEpsilonItsHomeDoesNotMatter() {
        SplittableRandom random = new SplittableRandom(4);
        Matrix corrected = Matrix.gaussian(3, 4, random);
        Matrix raw = corrected.copy();
        Adam paper = new Adam(0.01, 0.9, 0.999, 0, Epsilon.ON_CORRECTED);
        Adam dl4j = new Adam(0.01, 0.9, 0.999, 0, Epsilon.ON_RAW);
        Comparison comparison = new Comparison("θ", Tolerances.ROUNDING);
        for (int t = 1; t <= 50; t++) {
            Matrix gradient = Matrix.gaussian(3, 4, random);
            paper.updateInPlace(List.of(corrected), List.of(gradient));
            dl4j.updateInPlace(List.of(raw), List.of(gradient));
            comparison.add(t, "θ", corrected, raw);
        }
        assertAgrees(comparison);
    }

    @Test
    void momentsBelongToTheirMatrices() {
        Matrix one = Matrix.rowOf(0);
        Matrix other = Matrix.rowOf(0, 0);
        Adam adam = new Adam(0.1, Epsilon.ON_CORRECTED);
        for (int t = 0; t < 3; t++) {
            adam.updateInPlace(List.of(one, other), List.of(Matrix.rowOf(1), Matrix.rowOf(-1, 0)));
        }
        assertEquals(-one.get(0, 0), other.get(0, 0));
        assertEquals(0, other.get(0, 1));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, Double.NaN, Double.POSITIVE_INFINITY})
    void uselessLearningRatesAreRefused(double rate) {
        CrosscheckException refused = assertThrows(CrosscheckException.class, () -> new Sgd(rate));
        assertEquals("learningRate: expected a number above 0, found " + rate + ".", refused.getMessage());
        assertThrows(CrosscheckException.class, () -> new Adam(rate, Epsilon.ON_RAW));
        assertThrows(CrosscheckException.class, () -> new Momentum(rate, 0.9));
        assertThrows(CrosscheckException.class, () -> new AdamW(rate, 0.1, Epsilon.ON_RAW));
        assertThrows(CrosscheckException.class, () -> new OptimizerSpec(OptimizerSpec.Kind.SGD, rate, 0, 0));
    }

    @Test
    void aSpecStartsTheOptimizerThatItNames() {
        assertSameSteps(new Sgd(0.1), OptimizerSpec.Kind.SGD.byDefault());
        assertSameSteps(new Momentum(0.01, 0.9), OptimizerSpec.Kind.MOMENTUM.byDefault());
        assertSameSteps(new Adam(0.001, Epsilon.ON_RAW), OptimizerSpec.Kind.ADAM.byDefault());
        assertSameSteps(new AdamW(0.001, 0.01, Epsilon.ON_RAW), OptimizerSpec.Kind.ADAMW.byDefault());
        assertSameSteps(new Momentum(0.3, 0.2), new OptimizerSpec(OptimizerSpec.Kind.MOMENTUM, 0.3, 0.2, 0));
        assertSameSteps(new AdamW(0.3, 0.2, Epsilon.ON_RAW), new OptimizerSpec(OptimizerSpec.Kind.ADAMW, 0.3, 0, 0.2));
    }

    private static void assertSameSteps(Optimizer expected, OptimizerSpec spec) {
        Matrix one = Matrix.rowOf(1, 2);
        Matrix other = one.copy();
        Optimizer started = spec.start();
        for (double g : new double[] {1e-8, -3, 0.5}) {
            step(expected, one, g, -g);
            step(started, other, g, -g);
        }
        assertArrayEquals(one.data(), other.data(), spec.toString());
    }

    @ParameterizedTest
    @EnumSource(Epsilon.class)
    void aCopyGoesOnFromItsMemory(Epsilon epsilon) {
        OptimizerSpec spec = new OptimizerSpec(OptimizerSpec.Kind.ADAM, 0.05, 0, 0).with(epsilon);
        Adam expected = new Adam(0.05, 0.9, 0.999, Adam.EPSILON, epsilon);
        Optimizer started = spec.start();
        Matrix one = Matrix.rowOf(1, 2);
        Matrix other = one.copy();
        step(expected, one, 0.5, -3);
        step(started, other, 0.5, -3);
        step(expected, one, 2, 1e-8);
        step(started.continued(0.05), other, 2, 1e-8);
        assertArrayEquals(one.data(), other.data());
    }

    @Test
    void uselessDecaysAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Adam(0.1, 1, 0.9, 1e-8, Epsilon.ON_RAW));
        assertThrows(IllegalArgumentException.class, () -> new Adam(0.1, 0.9, Double.NaN, 1e-8, Epsilon.ON_RAW));
        assertThrows(IllegalArgumentException.class, () -> new Adam(0.1, 0.9, 1, 1e-8, Epsilon.ON_RAW));
        assertThrows(IllegalArgumentException.class, () -> new Adam(0.1, 0.9, 0.9, -1, Epsilon.ON_RAW));
        assertThrows(IllegalArgumentException.class, () -> new Momentum(0.1, 1));
        assertThrows(IllegalArgumentException.class, () -> new Momentum(0.1, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> new Momentum(0.1, -0.1));
        assertThrows(IllegalArgumentException.class, () -> new AdamW(0.1, 10, Epsilon.ON_RAW));
        assertThrows(IllegalArgumentException.class, () -> new AdamW(0.1, -1, Epsilon.ON_RAW));
        assertThrows(IllegalArgumentException.class, () -> new AdamW(0.1, Double.NaN, Epsilon.ON_RAW));
    }

    /** A copy goes the way that the original would, with another rate after it, and leaves the original as it was. */
    @ParameterizedTest
    @EnumSource(OptimizerSpec.Kind.class)
    void aContinuedOptimizerRemembersTheSame(OptimizerSpec.Kind kind) {
        Matrix g = Matrix.rowOf(0.5, -2, 1e-9);
        Optimizer one = kind.byDefault().start();
        Optimizer slower = new OptimizerSpec(
                        kind,
                        kind.byDefault().learningRate() / 2,
                        kind.byDefault().momentum(),
                        kind.byDefault().weightDecay())
                .start();
        Matrix theta = Matrix.rowOf(1, 2, 3);
        Matrix other = Matrix.rowOf(1, 2, 3);
        one.updateInPlace(List.of(theta), List.of(g));
        slower.updateInPlace(List.of(other), List.of(g));
        Optimizer same = one.continued(kind.byDefault().learningRate());
        Optimizer half = one.continued(kind.byDefault().learningRate() / 2);
        Matrix bySame = theta.copy();
        Matrix byHalf = theta.copy();
        Matrix bySlower = theta.copy();
        Matrix next = g.map(x -> 3 * x);
        same.updateInPlace(List.of(bySame), List.of(next));
        half.updateInPlace(List.of(byHalf), List.of(next));
        slower.updateInPlace(List.of(bySlower), List.of(next));
        one.updateInPlace(List.of(theta), List.of(next));
        assertArrayEquals(theta.data(), bySame.data());
        assertArrayEquals(
                bySlower.data(), byHalf.data(), "as one that had the rate from the start and saw the same gradients");
        assertEquals(kind.state(), one.memory().size());
    }
}
