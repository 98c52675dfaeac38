package dev.crosscheck.using.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowComparisonTest {
    private static final TestRows ROWS = new TestRows(
            TableModels.preprocessing(TableModels.TWO), List.of(List.of("Dream", "40", "2008", "male", "-2.5")));

    private static RowAnswer answer(double logit, double second, String label) {
        return RowAnswer.ofClass(new double[] {logit}, new double[] {1 - second, second}, label);
    }

    private static FileVerification compared(RowAnswer expected, double largest, RowAnswer actual) {
        return RowComparison.of("a test", ROWS, List.of(new RowsByHand.Answered(expected, largest)), List.of(actual));
    }

    @ParameterizedTest
    @CsvSource({
        "0.5, 1, 0.500009, true",
        "0.5, 1, 0.500011, false",
        "0.5, 100, 0.5009, true",
        "0.5, 100, 0.5011, false",
        "0.5, 1, NaN, false"
    })
    void outputsMayBeOffByAShareOfTheLargestNumber(double expected, double largest, double actual, boolean agrees) {
        FileVerification logits = compared(answer(expected, 0.75, "1"), largest, answer(actual, 0.75, "1"));
        assertEquals(agrees, logits.agrees(), logits.toString());
        FileVerification probabilities = compared(answer(2, expected, "0"), largest, answer(2, actual, "0"));
        assertEquals(agrees, probabilities.agrees(), probabilities.toString());
        assertEquals(
                agrees,
                compared(RowAnswer.ofNumber(expected), largest, RowAnswer.ofNumber(actual))
                        .agrees());
    }

    @Test
    void aLabelMayDifferOnlyBetweenClassesThatTie() {
        FileVerification tie = compared(answer(0, 0.500004, "1"), 1, answer(0, 0.499999, "0"));
        assertTrue(tie.agrees(), tie.failure());
        assertEquals(0, tie.sameAnswers());
        FileVerification apart = compared(answer(1, 0.73, "1"), 1, answer(1, 0.73, "0"));
        assertEquals("row 0 (Dream,40,2008,male,-2.5): expected \"1\", found \"0\"", apart.failure());
    }

    @Test
    void whatIsRefusedMustBeRefusedAndNothingElse() {
        RowAnswer some = answer(1, 0.73, "1");
        assertTrue(compared(RowAnswer.REFUSED, 1, some).failure().endsWith("expected a refusal, found an answer"));
        assertTrue(compared(some, 1, RowAnswer.REFUSED).failure().endsWith("expected an answer, found a refusal"));
        assertEquals(
                "nothing was compared",
                compared(RowAnswer.REFUSED, 1, RowAnswer.REFUSED).failure());
    }

    @Test
    void anotherNumberOfOutputsDisagrees() {
        RowAnswer two = RowAnswer.ofClass(new double[] {1, 1}, new double[] {0.27, 0.73}, "1");
        assertTrue(compared(answer(1, 0.73, "1"), 1, two).disagrees());
        RowAnswer three = RowAnswer.ofClass(new double[] {1}, new double[] {0.27, 0.73, 0}, "1");
        assertTrue(compared(answer(1, 0.73, "1"), 1, three).disagrees());
    }
}
