package dev.crosscheck.using.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.model.DrawnModels;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.using.predict.TableModel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerComparisonTest {
    private static final TestRows ROWS = new TestRows(
            TableModel.of(DrawnModels.ofTable(TableModels.preprocessing(TableModels.TWO), Elementwise.RELU, 4)),
            List.of(List.of("Dream", "40", "2008", "male", "-2.5")));

    private static RawAnswer answer(double logit, double second, String label) {
        return RawAnswer.ofClass(new double[] {logit}, new double[] {1 - second, second}, label);
    }

    private static FileVerification compared(RawAnswer expected, double largest, RawAnswer actual) {
        return AnswerComparison.of(
                "a test", ROWS, List.of(new TestExamples.ByHand(expected, largest)), List.of(actual));
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
                compared(RawAnswer.ofNumber(expected), largest, RawAnswer.ofNumber(actual))
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
        RawAnswer some = answer(1, 0.73, "1");
        assertTrue(compared(RawAnswer.REFUSED, 1, some).failure().endsWith("expected a refusal, found an answer"));
        assertTrue(compared(some, 1, RawAnswer.REFUSED).failure().endsWith("expected an answer, found a refusal"));
        assertEquals(
                "nothing was compared",
                compared(RawAnswer.REFUSED, 1, RawAnswer.REFUSED).failure());
    }

    @Test
    void anotherNumberOfOutputsDisagrees() {
        RawAnswer two = RawAnswer.ofClass(new double[] {1, 1}, new double[] {0.27, 0.73}, "1");
        assertTrue(compared(answer(1, 0.73, "1"), 1, two).disagrees());
        RawAnswer three = RawAnswer.ofClass(new double[] {1}, new double[] {0.27, 0.73, 0}, "1");
        assertTrue(compared(answer(1, 0.73, "1"), 1, three).disagrees());
    }
}
