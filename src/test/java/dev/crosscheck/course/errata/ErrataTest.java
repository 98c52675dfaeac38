package dev.crosscheck.course.errata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.course.errata.Erratum.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrataTest {
    private static Finding finding(Erratum erratum, int index, String quantity) {
        Finding finding = erratum.findings().get(index);
        assertTrue(finding.quantity().startsWith(quantity), finding.quantity());
        return finding;
    }

    private static void assertWithin(double least, double most, double value) {
        assertTrue(value >= least && value <= most, value + " from " + least + " to " + most);
    }

    /** The slip's factor (1 - tanh²h)/(1 - h²) is above 1 and unbounded; central differences are good to ten digits. */
    @Test
    void theDoubleTanhShowsInTheGradientsBelowItAndOnlyThere() {
        Erratum erratum = BackwardSlip.doubleTanh(3);
        for (int i = 0; i < 4; i++) {
            Finding error = finding(
                    erratum,
                    i,
                    "relative error of dL/d" + List.of("W1", "b1", "W2", "b2").get(i));
            assertWithin(0, 1e-8, error.correct());
            assertWithin(i < 2 ? 0.05 : 0, i < 2 ? 100 : 1e-8, error.published());
        }
    }

    @Test
    void xorIsLearnedAllTheSame() {
        Erratum erratum = BackwardSlip.doubleTanh(20);
        Finding learned = finding(erratum, 4, "starts out of 20");
        assertWithin(15, 20, learned.published());
        assertWithin(15, 20, learned.correct());
        Finding epochs = finding(erratum, 5, "median epochs");
        assertWithin(20, 2000, epochs.published());
        assertWithin(20, 2000, epochs.correct());
        assertTrue(epochs.published() != epochs.correct(), "the slip takes other steps");
    }

    /** In look 15 the sum is 0.1 + 0.1 - 0.2 with a bias of 0.1 + 0.1 - 0.1 - ...: exactly 0, and class 1. */
    @Test
    void roundingDecidesWithATenthAndNotWithAnEighth() {
        Erratum erratum = RateSlip.roundedRate();
        assertEquals(
                new Finding(finding(erratum, 0, "answers").quantity(), 1, 0),
                erratum.findings().get(0));
        Finding sum = finding(erratum, 1, "w.x + b in look 15");
        assertWithin(-1e-16, -1e-18, sum.published());
        assertEquals(0, sum.correct());
        Finding epochs = finding(erratum, 2, "epochs");
        assertEquals(4, epochs.published());
        assertEquals(6, epochs.correct());
        Finding margin = finding(erratum, 3, "how far class 0");
        assertWithin(0, 1e-15, margin.published());
        assertEquals(1, margin.correct());
    }

    @Test
    void sumOfMeansIsTooSmallByTheBatch() {
        Erratum erratum = LossSlips.sumOfMeans();
        Finding factor = finding(erratum, 1, "the same, as a multiple");
        assertEquals(1e-3, factor.published(), 1e-12);
        assertEquals(1, factor.correct(), 1e-12);
        // Logits and labels are independent: E[-ln p] = ln 10 + 1/2 less about (e-1)/20 for the spread of the sum.
        assertWithin(2.6, 2.85, finding(erratum, 0, "test loss").correct());
    }

    @Test
    void oneMeanIsNoCurve() {
        Erratum erratum = LossSlips.scalarCurve();
        assertEquals(
                new Finding("values for 100 points", 1, 100), erratum.findings().get(0));
        // The mean of (1-p)² over k/99, k from 0 to 99: 199/594.
        assertEquals(
                199.0 / 594, finding(erratum, 1, "mean squared error at p = 0").published(), 1e-15);
        assertEquals(1, erratum.findings().get(1).correct());
        assertEquals(0, finding(erratum, 2, "mean squared error at p = 1").correct());
    }

    @Test
    void threeTargetsAreLeastWhereThePredictionIsUndecided() {
        Erratum erratum = LossSlips.threeTargets();
        Finding undecided = finding(erratum, 0, "loss at p = 1/3");
        assertEquals(Math.log(3), undecided.published(), 1e-12);
        assertEquals(Math.log(3), undecided.correct(), 1e-12);
        Finding sure = finding(erratum, 1, "loss at p = 0.9");
        assertEquals(-(Math.log(0.9) + 2 * Math.log(0.05)) / 3, sure.published(), 1e-12);
        assertEquals(-Math.log(0.9), sure.correct(), 1e-12);
        Finding lowest = finding(erratum, 2, "p at which");
        assertEquals(1.0 / 3, lowest.published(), 1e-12);
        assertEquals(1, lowest.correct());
    }

    @Test
    void softmaxDownTheColumnsIsRightForAVectorOnly() {
        Erratum erratum = ActivationSlips.softmaxAcrossRows();
        erratum.findings().forEach(finding -> assertEquals(1, finding.correct(), 1e-15));
        assertEquals(1, finding(erratum, 0, "sum of the vector").published(), 1e-15);
        // Each column of (1,2,3), (3,2,1): 1/(1+e²), 1/2, e²/(1+e²).
        assertEquals(1.5, finding(erratum, 1, "sum of row").published(), 1e-12);
        assertEquals(0, finding(erratum, 2, "sum of row").published());
    }

    /** ln of the largest double is 709.78, of the largest float 88.72. */
    @Test
    void theExponentialOverflows() {
        Erratum erratum = ActivationSlips.sigmoidOverflow();
        assertEquals(
                new Finding(finding(erratum, 0, "integers x").quantity(), 291, 0),
                erratum.findings().get(0));
        assertEquals(912, finding(erratum, 1, "the same, single").published());
        assertEquals(0, finding(erratum, 2, "sigmoid").published());
        assertWithin(4e-309, 5e-309, finding(erratum, 2, "sigmoid").correct());
        assertEquals(12 * Math.log(10), finding(erratum, 3, "-ln").published(), 1e-9);
        assertEquals(12 * Math.log(10), finding(erratum, 3, "-ln").correct(), 1e-9);
        assertEquals(Double.POSITIVE_INFINITY, finding(erratum, 4, "-ln").published());
        assertEquals(710, finding(erratum, 4, "-ln").correct(), 1e-9);
    }

    /** The shares are a geometric series with the ratio e^(-10/99), or e^(-10/999). */
    @Test
    void softmaxIsNoFunctionOfOnePoint() {
        Erratum erratum = ActivationSlips.softmaxCurve();
        for (int i = 0; i < 2; i++) {
            int points = i == 0 ? 100 : 1000;
            double ratio = Math.exp(-10.0 / (points - 1));
            Finding height = finding(erratum, i, "height at x = 5, drawn with " + points);
            assertEquals((1 - ratio) / (1 - Math.pow(ratio, points)), height.published(), 1e-12);
            assertEquals(1 / (1 + Math.exp(-5)), height.correct(), 1e-12);
        }
    }
}
