package dev.crosscheck.proof.compare;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.math.Matrix;

/** Assertions by the program's own {@link Comparison}. */
public final class Agreement {
    private Agreement() {}

    /** Fails with the verdict's line unless the comparison passed. */
    public static void assertAgrees(Comparison comparison) {
        assertTrue(comparison.verdict().passed(), () -> comparison.verdict().line());
    }

    /** Fails with the first verdict's line that did not pass. */
    public static void assertAgrees(Findings findings) {
        findings.verdicts().forEach(verdict -> assertTrue(verdict.passed(), () -> findings.title() + verdict.line()));
    }

    /** Compares two numbers. */
    public static void assertAgrees(String name, Tolerance tolerance, double expected, double actual) {
        Comparison comparison = new Comparison(name, tolerance);
        comparison.add(Comparison.NO_STEP, name, expected, actual);
        assertAgrees(comparison);
    }

    /** Compares two matrices. */
    public static void assertAgrees(String name, Tolerance tolerance, Matrix expected, Matrix actual) {
        Comparison comparison = new Comparison(name, tolerance);
        comparison.add(Comparison.NO_STEP, name, expected, actual);
        assertAgrees(comparison);
    }
}
