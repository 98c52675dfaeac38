package dev.crosscheck.proof.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.proof.compare.DeviationSeries.Point;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Comparisons, and what is made of them. */
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
        assertEquals(INFINITY, wide.verdict().largestRelative());
        assertEquals("loss", wide.verdict().where());
        assertEquals(
                "loss: expected " + expected + ", found " + actual,
                wide.verdict().failure());
    }

    /** What proves nothing, or has another form, or is of another name, fails, even beside what agrees. */
    static Stream<Arguments> forms() {
        Matrix ones = new Matrix(2, 3, 1, 1, 1, 1, 1, 1);
        double[] none = {};
        return Stream.of(
                form("nothing was compared", comparison -> {}),
                form("nothing was compared", comparison -> comparison.add(0, Map.of(), Map.of())),
                form(
                        "w at step 0: expected 0 elements, found 0; an empty array proves nothing",
                        comparison -> comparison.add(0, "w", none, none)),
                form("w at step 5: expected shape (2, 3), found (3, 2)", comparison -> {
                    comparison.add(4, "w", ones, ones);
                    assertEquals(INFINITY, comparison.add(5, "w", ones, ones.transpose()));
                    comparison.add(6, "v", ones, ones.transpose());
                    assertEquals("w at step 5", comparison.verdict().where());
                }),
                form("x: expected 1.0, found 9.0", comparison -> {
                    comparison.add("x", 1, 9);
                    comparison.add("y", 1, Double.NaN);
                }),
                form("w[1,2]: expected 1.0, found 2.0", comparison -> {
                    Matrix off = ones.copy();
                    off.data()[5] = 2;
                    comparison.add("w", ones, off);
                }),
                form(
                        "w: expected 2 elements, found 1",
                        comparison ->
                                assertEquals(INFINITY, comparison.add("w", new double[] {1, 2}, new double[] {1}))),
                form(
                        "arrays at step 0: expected [W1], found [b1]",
                        comparison ->
                                assertEquals(INFINITY, comparison.add(0, Map.of("W1", ones), Map.of("b1", ones)))),
                form(
                        "arrays at step 0: expected [W1], found [W1, b1]",
                        comparison ->
                                comparison.add(0, Map.of("W1", ones), new TreeMap<>(Map.of("W1", ones, "b1", ones)))));
    }

    private static Arguments form(String failure, Consumer<Comparison> adds) {
        return Arguments.of(failure, adds);
    }

    @ParameterizedTest
    @MethodSource
    void forms(String failure, Consumer<Comparison> adds) {
        adds.accept(comparison);
        assertFalse(comparison.verdict().passed());
        assertEquals(failure, comparison.verdict().failure());
    }

    @Test
    void theLargestDeviationOfSeveralArraysIsReturned() {
        Matrix one = Matrix.rowOf(1);
        for (double b : new double[] {1, 1.25, 1.75}) {
            Map<String, Matrix> found = Map.of("a", Matrix.rowOf(1.5), "b", Matrix.rowOf(b));
            assertEquals(Math.max(0.5, b - 1), comparison.add(0, Map.of("a", one, "b", one), found));
        }
    }

    /** Bounds of elements count if they exceed the tolerance, which is 0.75 here; one that is no number allows nothing. */
    @Test
    void aBoundOfItsOwnReplacesTheToleranceAndTheLargestIsShown() {
        comparison.add(0, "w", 0, 0, 1, 1.5, 0.5);
        assertEquals(0.25, comparison.verdict().tolerance().absolute());
        comparison.add(0, "w", Matrix.rowOf(1, 1), Matrix.rowOf(3, 1), 2);
        comparison.add(0, "w", 0, 0, 1, 2, 1);
        assertTrue(comparison.verdict().passed());
        assertEquals(
                new Tolerance(2, 0, "easy to reckon with"), comparison.verdict().tolerance());
        comparison.add(0, "w", 0, 0, 1, 2, INFINITY);
        assertEquals(Double.MAX_VALUE, comparison.verdict().tolerance().absolute());
        comparison.add(0, "w", 0, 0, 1, 2, Double.NaN);
        assertFalse(comparison.verdict().passed());
    }

    @Test
    void exactMeansExactAndWhereNothingDiffersNoPlaceIsNamed() {
        Comparison exact = new Comparison("weights", Tolerances.EXACT);
        exact.add(0, "w", 0, -0.0);
        exact.add(0, "w", 8, 8);
        assertEquals(0, exact.verdict().shareUsed());
        assertTrue(exact.verdict().passed());
        assertEquals("", exact.verdict().where());
        assertEquals(0, exact.verdict().largestRelative());
        exact.endStep(0);
        assertEquals(new Point(0, 0), exact.series("").orElseThrow().points().get(0), "0/0");
        exact.add(1, "w", 1, Math.nextUp(1.0));
        assertFalse(exact.verdict().passed());
    }

    private static Verdict verdict(double deviation) {
        Comparison comparison = new Comparison("w", new Tolerance(1, 0, "easy to reckon with"));
        comparison.add(Comparison.NO_STEP, "w", 4, 4 + deviation);
        return comparison.verdict();
    }

    private static Findings findings(Verdict... verdicts) {
        return new Findings("title", "", List.of(verdicts), List.of());
    }

    /** A mutant is caught if a verdict fails that the right form passes. */
    @Test
    void findingsPassIfAllVerdictsDoAndThereIsOne() {
        Verdict half = verdict(0.5);
        Verdict little = verdict(0.125);
        Verdict failed = verdict(2);
        assertFalse(findings().passed());
        assertTrue(findings(half, little).passed());
        assertFalse(findings(half, failed).passed());
        assertEquals(half, findings(little, half, little).tightest());
        MutantOutcome caught = new MutantOutcome("name", "slip", true, List.of(half, failed));
        assertTrue(caught.caught());
        assertEquals(List.of(failed), caught.catchers());
        assertFalse(new MutantOutcome("name", "slip", true, List.of(half, little)).caught());
        assertFalse(new MutantOutcome("name", "slip", false, List.of(failed)).caught(), "the right form fails as well");
    }

    @Test
    void eachQuantityHasOneComparisonInTheOrderOfTheFirstCalls() {
        Comparisons all = new Comparisons();
        Comparison weights = all.of("weights", Tolerances.EXACT);
        all.of("losses", Tolerances.SUMS).add(3, "loss", 1, 2);
        assertSame(weights, all.of("weights", Tolerances.SUMS));
        weights.add("w", 1, 1);
        Findings findings = all.findings("A check", "a note");
        assertEquals("A check", findings.title());
        assertEquals("a note", findings.note());
        assertEquals(
                List.of("", "loss at step 3: expected 1.0, found 2.0"),
                findings.verdicts().stream().map(Verdict::failure).toList());
        assertEquals(Tolerances.EXACT, findings.verdicts().get(0).tolerance());
        assertEquals(List.of(), findings.series());
    }

    /** Of 803 steps, two are a stretch, of which the largest share of what was allowed is kept. */
    @Test
    void theLargestOfEachStretchOfStepsIsKept() {
        Comparisons all = new Comparisons();
        Comparison steps = all.of("number", new Tolerance(1, 0.5, "with a relative part"));
        for (int step = 0; step < 803; step++) {
            steps.add(step, "x", 2, 2 + 2.0 * (1000 - step));
            steps.add(step, "y", 0, 1);
            steps.endStep(step);
        }
        steps.add(803, "x", 1, Double.NaN);
        steps.endStep(900);
        DeviationSeries series = all.findings("title", "").series().get(0);
        assertEquals("title: number", series.title());
        List<Point> points = series.points();
        assertEquals(List.of(new Point(1, 1000), new Point(3, 998)), points.subList(0, 2));
        assertEquals(new Point(900, INFINITY), points.get(points.size() - 1));
        assertTrue(points.size() <= 403, points.size() + " points");
    }

    @ParameterizedTest
    @CsvSource({"-1, 0", "0, -1", "NaN, 0", "0, NaN", "Infinity, 0", "0, Infinity"})
    void aToleranceIsFiniteAndNotNegative(double absolute, double relative) {
        assertThrows(IllegalArgumentException.class, () -> new Tolerance(absolute, relative, "a reason"));
        assertThrows(IllegalArgumentException.class, () -> new Tolerance(1, 1, " "));
    }

    /** A deviation that its reason explains, of a number, and one that it does not, though it is less than ten times the bound. */
    @ParameterizedTest
    @CsvSource({
        "EXACT, 1, 0, 1.1e-16",
        "ROUNDING, 0, 4.4e-16, 5e-15", // four roundings of numbers near 1
        "ROUNDING, 1, 5.5e-15, 5e-14", // fifty
        "SUMS, 0, 5.5e-14, 5e-13", // fifty of numbers near 10
        "SUMS, 100, 5.5e-12, 5e-11",
        "OPTIMIZER, 0, 5.5e-15, 5e-14",
        "OPTIMIZER, 1, 5.5e-14, 5e-13", // 500 steps
        "CENTRAL_DIFFERENCES, 0, 4e-9, 5e-8", // a third derivative of 100
        "CENTRAL_DIFFERENCES, 1, 4e-8, 5e-7",
        "TRAINER_GRADIENT, 1, 6e-6, 6e-5", // a hundred roundings of 6e-8
        "TRAINER_ANSWER, 1, 6e-7, 6e-6", // ten
        "TRAINER_LOSS, 1, 6e-6, 6e-5",
        "TRAINER_UPDATE, 0, 6e-7, 7e-6", // ten; half of what DL4J's Adam is off
        "TRAINER_UPDATE, 1e6, 6e-2, 7e-1", // one of a parameter that is a million times its step
        "TRAINER_SECOND_MOMENT, 0, 7.9e-31, 7.9e-30", // multiples of 2^-100
        "TRAINER_SECOND_MOMENT, 1, 6e-7, 1.4e-5", // DL4J's Adam, too
        "DL4J_UPDATE, 0, 7e-6, 7e-5",
        "DL4J_UPDATE, 1e6, 6e-2, 7e-1",
        "DL4J_SECOND_MOMENT, 0, 7.9e-31, 7.9e-30",
        "DL4J_SECOND_MOMENT, 1, 1.4e-5, 1.4e-4",
        "FLOAT_START, 0, 6e-8, 6e-7",
        "FLOAT_START, 1e6, 6e-2, 6e-1",
        "FLOAT_NEURON, 1, 6e-7, 6e-6",
        "FLOAT_EVALUATION, 1, 6e-7, 6e-6",
        "SAME_ACCURACY, 98, 0.01, 0.05", // one image of 10,000, and five
        "SAME_TEST_LOSS, 1, 2e-6, 5e-5",
        "EXPORTED_OUTPUTS, 1, 6e-6, 6e-5"
    })
    void tolerancesAreNeitherStricterNorWiderThanTheirReasons(
            String name, double number, double explained, double wrong) throws ReflectiveOperationException {
        Tolerance tolerance = (Tolerance) Tolerances.class.getField(name).get(null);
        assertTrue(explained <= tolerance.allowed(number));
        assertFalse(wrong <= tolerance.allowed(number));
    }
}
