package dev.crosscheck.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.Members;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorthTest {
    private static NumberMeasures numbers(double... found) {
        return NumberMeasures.of(found, new double[] {1, 2, 4});
    }

    private static ClassMeasures classes(float... outputs) {
        return ClassMeasures.of(Predictions.of(outputs, 1, 1, 0, 1));
    }

    @Test
    void theLowerErrorIsBetter() {
        Worth best = Worth.of(numbers(1, 2, 4.5), numbers(1, 2, 6), numbers(1, 2, 5));
        assertTrue(best.beatsBaseline() && best.beatsLinear() && best.beatsAll());
        assertEquals(
                "The network beats guessing and the linear model on the 3 test rows: RMSE 0.28868, by guessing 1.1547, by the"
                        + " linear model 0.57735.",
                best.words());
        Worth middle = Worth.of(numbers(1, 2, 5), numbers(1, 2, 6), numbers(1, 2, 4.5));
        assertTrue(middle.beatsBaseline());
        assertFalse(middle.beatsLinear() || middle.beatsAll());
        assertTrue(middle.words().startsWith("The network does not beat the linear model on the 3 "), middle.words());
        Worth worst = Worth.of(numbers(1, 2, 6), numbers(1, 2, 5), null);
        assertFalse(worst.beatsBaseline() || worst.beatsAll());
        assertNull(worst.beatsLinear());
        assertEquals(
                "The network does not beat guessing on the 3 test rows: RMSE 1.1547, by guessing 0.57735.",
                worst.words());
    }

    @Test
    void whatIsAsGoodBeatsNothing() {
        Worth same = Worth.of(numbers(1, 2, 5), numbers(1, 2, 5), numbers(1, 2, 5));
        assertFalse(same.beatsBaseline() || same.beatsLinear());
    }

    @Test
    void ofClassesBothLogLossAndAccuracyCount() {
        ClassMeasures baseline = classes(0.6f, 0.6f, 0.6f);
        ClassMeasures surer = classes(0.9f, 0.1f, 0.9f);
        assertTrue(Worth.of(surer, baseline, classes(0.6f, 0.4f, 0.6f)).beatsAll());
        assertFalse(Worth.of(classes(0.6f, 0.4f, 0.6f), baseline, surer).beatsLinear(), "as many are right");
        assertTrue(Worth.of(classes(0.7f, 0.6f, 0.7f), baseline, null).beatsBaseline(), "as many are right");
        // Lower log loss, but fewer right answers.
        Worth wrong = Worth.of(classes(0.49f, 0.01f, 0.49f), baseline, null);
        assertTrue(wrong.network() < wrong.baseline());
        assertFalse(wrong.beatsBaseline());
        assertTrue(wrong.words().endsWith("; accuracy 33.33%, of the most frequent class 66.67%."), wrong.words());
    }

    @Test
    void aFileSaysNothingThatCannotBe() {
        for (String text : List.of("a\u001b[2J", "x".repeat(1001))) {
            assertThrows(Members.Unfit.class, () -> new Worth(text, 1, 0, 1, null, true, null, ""));
            assertThrows(Members.Unfit.class, () -> new Worth("", 1, 0, 1, null, true, null, text));
        }
        assertThrows(Members.Unfit.class, () -> new Worth("", -1, 0, 1, null, true, null, ""));
    }

    @Test
    void whatIsNoNumberBeatsNothing() {
        NumberMeasures none = new NumberMeasures(3, Double.NaN, null, 1, null, List.of(), null);
        assertFalse(Worth.of(none, numbers(1, 2, 9), numbers(1, 2, 9)).beatsBaseline());
        assertFalse(Worth.of(none, numbers(1, 2, 9), numbers(1, 2, 9)).beatsLinear());
        assertFalse(Worth.of(numbers(1, 2, 4), none, none).beatsAll());
    }
}
