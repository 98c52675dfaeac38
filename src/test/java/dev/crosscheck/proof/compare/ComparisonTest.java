package dev.crosscheck.proof.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.math.Matrix;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    private final Comparison comparison = new Comparison("weights", new Tolerance(0.25, 0.5, "easy to reckon with"));

    @Test
    void passesUpToTheToleranceAndRemembersTheWorst() {
        assertEquals(0.5, comparison.add(0, "W1", Matrix.rowOf(1, 4), Matrix.rowOf(1, 4.5)));
        assertEquals(0.75, comparison.add(1, "W1", Matrix.rowOf(1, 4), Matrix.rowOf(1.75, 4)));
        assertEquals(0.125, comparison.add(2, "W1", Matrix.rowOf(1, 4), Matrix.rowOf(0.875, 4)));

        Verdict verdict = comparison.verdict();
        assertTrue(verdict.passed());
        assertEquals(6, verdict.compared());
        assertEquals(0.75, verdict.largestAbsolute());
        assertEquals(0.75 / 1.75, verdict.largestRelative());
        assertEquals(1, verdict.shareUsed());
        assertEquals("W1[0,0] at step 1", verdict.where());
        assertEquals("", verdict.failure());
        assertEquals(
                "ok   weights: 6 compared, largest deviation 7.50e-01 absolute, 4.29e-01 relative, at W1[0,0] at step 1,"
                        + " 100.0% of the tolerance",
                verdict.line());
    }

    @Test
    void failsJustBeyondTheToleranceAndKeepsTheFirstFailure() {
        comparison.add(3, "b1", new double[] {0, 1}, new double[] {0, Math.nextUp(1.75)});
        comparison.add(4, "b1", new double[] {0, 1}, new double[] {9, 1});

        Verdict verdict = comparison.verdict();
        assertFalse(verdict.passed());
        assertEquals("b1[1] at step 3: expected 1.0, found 1.7500000000000002", verdict.failure());
        assertEquals("b1[0] at step 4", verdict.where());
        assertEquals(36, verdict.shareUsed());
    }

    @Test
    void aRelativeDeviationCountsOnlyWhereTheRelativePartIsTheLarger() {
        comparison.add(0, "near 0", 0, 1e-17);
        comparison.add(0, "below 0.5", -0.49, -0.24);
        assertNull(comparison.verdict().largestRelative(), "0.25 + 0.5 |expected|: near 0 up to 0.5");
        assertEquals(0.25, comparison.verdict().largestAbsolute());
        assertEquals("below 0.5 at step 0", comparison.verdict().where());
        assertEquals(
                "ok   weights: 2 compared, largest deviation 2.50e-01 absolute, at below 0.5 at step 0,"
                        + " 50.5% of the tolerance",
                comparison.verdict().line());

        comparison.add(0, "from 0.5 on", 0.5, 0.375);
        assertEquals(0.25, comparison.verdict().largestRelative());
        comparison.add(0, "equal", 8, 8);
        assertEquals(0.25, comparison.verdict().largestRelative());
    }

    @Test
    void withoutAnAbsolutePartOnly0IsNear0AndWithoutARelativeOneEverythingIs() {
        Comparison relative = new Comparison("losses", new Tolerance(0, 0.5, "relative"));
        relative.add(0, "loss", 0, 0);
        assertNull(relative.verdict().largestRelative());
        relative.add(1, "loss", 1e-300, 0.75e-300);
        assertEquals(0.25, relative.verdict().largestRelative(), 1e-12, "rounding of a quotient");

        Comparison absolute = new Comparison("percent", new Tolerance(0.5, 0, "absolute"));
        absolute.add(0, "percent", 97, 97.25);
        assertNull(absolute.verdict().largestRelative());
    }

    @Test
    void whatIsTooSmallForARelativeDeviationIsStillJudged() {
        comparison.add(0, "w", 0, Math.nextUp(0.25));
        assertFalse(comparison.verdict().passed());
        assertNull(comparison.verdict().largestRelative());
    }

    /** Whatever the verdict reports about a deviation, it passes exactly if the formula of the tolerance holds. */
    @Test
    void passesIfAndOnlyIfEachDeviationIsAllowed() {
        SplittableRandom random = new SplittableRandom(4);
        for (int trial = 0; trial < 20_000; trial++) {
            double expected = random.nextInt(5) == 0 ? 0 : random.nextGaussian() * Math.pow(10, random.nextInt(9) - 6);
            double actual = expected + random.nextGaussian() * Math.pow(10, random.nextInt(9) - 6);
            Tolerance tolerance = new Tolerance(
                    random.nextInt(3) == 0 ? 0 : random.nextDouble(), random.nextInt(3) == 0 ? 0 : 1e-3, "random");
            Comparison one = new Comparison("number", tolerance);
            one.add(0, "x", expected, actual);
            double allowed = tolerance.absolute() + tolerance.relative() * Math.abs(expected);
            assertEquals(
                    Math.abs(actual - expected) <= allowed,
                    one.verdict().passed(),
                    () -> one.verdict().line());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, NaN",
        "NaN, 1",
        "NaN, NaN",
        "1, Infinity",
        "Infinity, 1",
        "Infinity, Infinity",
        "-Infinity, -Infinity",
        "1e308, -1e308"
    })
    void whatIsNotFiniteFailsHoweverWideTheTolerance(double expected, double actual) {
        Comparison wide = new Comparison("loss", new Tolerance(1e308, 0.5, "as wide as it gets"));

        assertEquals(INFINITY, wide.add(Comparison.NO_STEP, "loss", expected, actual));
        wide.add(Comparison.NO_STEP, "loss", 1, 1);

        assertFalse(wide.verdict().passed());
        assertEquals(INFINITY, wide.verdict().largestAbsolute());
        assertEquals("loss", wide.verdict().where());
        assertEquals(
                "loss: expected " + expected + ", found " + actual,
                wide.verdict().failure());
    }

    @Test
    void comparingNothingFails() {
        assertFalse(comparison.verdict().passed());
        assertEquals("nothing was compared", comparison.verdict().failure());

        comparison.add(0, Map.of(), Map.of());
        assertFalse(comparison.verdict().passed());

        comparison.add(0, "w", new double[0], new double[0]);
        assertEquals(
                "w at step 0: expected 0 elements, found 0; an empty array proves nothing",
                comparison.verdict().failure());
    }

    @Test
    void anEmptyArrayFailsBesideAFullOne() {
        comparison.add(0, "w", 1, 1);
        comparison.add(0, "b", new double[0], new double[0]);
        assertFalse(comparison.verdict().passed());
    }

    @Test
    void anotherShapeFailsEvenWithEqualElements() {
        comparison.add(5, "W1", new Matrix(2, 3, 1, 1, 1, 1, 1, 1), new Matrix(3, 2, 1, 1, 1, 1, 1, 1));

        assertFalse(comparison.verdict().passed());
        assertEquals(
                "W1 at step 5: expected shape (2, 3), found (3, 2)",
                comparison.verdict().failure());
    }

    @Test
    void anotherLengthFails() {
        comparison.add(Comparison.NO_STEP, "w", new double[] {1, 2}, new double[] {1});
        assertEquals("w: expected 2 elements, found 1", comparison.verdict().failure());
    }

    @Test
    void aMissingNameFails() {
        comparison.add(0, Map.of("W1", Matrix.rowOf(1)), Map.of("b1", Matrix.rowOf(1)));
        assertEquals(
                "arrays at step 0: expected [W1], found [b1]",
                comparison.verdict().failure());
    }

    @Test
    void exactMeansExact() {
        Comparison exact = new Comparison("weights", Tolerances.EXACT);
        exact.add(0, "w", 0, -0.0);
        assertEquals(0, exact.verdict().shareUsed());
        assertTrue(exact.verdict().passed());

        exact.add(1, "w", 1, Math.nextUp(1.0));
        assertFalse(exact.verdict().passed());
    }

    @Test
    void theLargestDeviationOfWhatWasAddedIsReturned() {
        assertEquals(0.5, comparison.add(0, "b", new double[] {1, 2, 3}, new double[] {1.25, 2.5, 3}));
        assertEquals(
                0.5,
                comparison.add(
                        1,
                        Map.of("W1", Matrix.rowOf(1, 2), "b1", Matrix.rowOf(3)),
                        Map.of("W1", Matrix.rowOf(1.5, 2), "b1", Matrix.rowOf(3.25))));
        assertEquals(0.125, comparison.add(2, "loss", 1, 1.125));
        assertEquals(INFINITY, comparison.add(3, Map.of("W1", Matrix.rowOf(1)), Map.of("b1", Matrix.rowOf(1))));
        assertEquals(INFINITY, comparison.add(3, "W1", Matrix.rowOf(1), Matrix.rowOf(1, 1)));
        assertEquals(INFINITY, comparison.add(3, "b1", new double[] {1}, new double[] {1, 1}));
    }

    @Test
    void whereNothingDiffersNoPlaceIsNamed() {
        comparison.add(0, "w", 0, 0);
        comparison.add(0, "w", 8, 8);
        assertEquals("", comparison.verdict().where());
        assertFalse(comparison.verdict().line().contains("NaN"), "0/0");
    }

    @Test
    void ofEqualDeviationsTheFirstIsNamed() {
        comparison.add(0, "first", 1, 1.375);
        comparison.add(0, "second", 1, 1.375);
        assertEquals("first at step 0", comparison.verdict().where());
        assertTrue(comparison.verdict().line().endsWith(", at first at step 0, 50.0% of the tolerance"));

        comparison.add(1, "third", 1, Double.NaN);
        comparison.add(1, "fourth", Double.NaN, 1);
        assertEquals("third at step 1", comparison.verdict().where());
    }

    @ParameterizedTest
    @CsvSource({"-1, 0", "0, -1", "NaN, 0", "0, NaN", "Infinity, 0", "0, Infinity"})
    void aToleranceIsFiniteAndNotNegative(double absolute, double relative) {
        assertThrows(IllegalArgumentException.class, () -> new Tolerance(absolute, relative, "a reason"));
    }

    @Test
    void aToleranceHasAReason() {
        assertThrows(IllegalArgumentException.class, () -> new Tolerance(0, 0, " "));
    }
}
