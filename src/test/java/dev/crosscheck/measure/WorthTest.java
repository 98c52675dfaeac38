package dev.crosscheck.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.limits.Members;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorthTest {
    private static final double[] TRUTH = {1, 2, 4};
    private static final int[] LABELS = {1, 0, 1};

    private static Worth ofNumbers(double[] found, double[] guessed, double[] linear) {
        return Worth.of(
                "network",
                "rows",
                NumberMeasures.of(found, TRUTH),
                NumberMeasures.of(guessed, TRUTH),
                linear == null ? null : NumberMeasures.of(linear, TRUTH),
                squares(found),
                squares(guessed),
                null);
    }

    private static double[] squares(double... found) {
        return IntStream.range(0, found.length)
                .mapToDouble(i -> (TRUTH[i] - found[i]) * (TRUTH[i] - found[i]))
                .toArray();
    }

    private static Worth ofClasses(float[] found, float... guessed) {
        return Worth.of(
                "network", "rows", classes(found), classes(guessed), null, losses(found), losses(guessed), null);
    }

    private static ClassMeasures classes(float... outputs) {
        return ClassMeasures.of(Predictions.of(outputs, 1, LABELS));
    }

    private static double[] losses(float... outputs) {
        return losses(LABELS, outputs);
    }

    /**
     * The same gains, of which the first two are one group's: S = -11/6 and 11/6, so that half of the interval is t √(2 · 2 · 121/36)/3, in percent of 2. With
     * one degree of freedom t is 12.706.
     */
    @Test
    void rowsOfAGroupCountTogether() {
        double[] found = {1, 2, 4.5};
        double[] guessed = {2, 3, 6};
        NumberMeasures network = NumberMeasures.of(found, TRUTH);
        NumberMeasures baseline = NumberMeasures.of(guessed, TRUTH);
        Worth together = Worth.of(
                "network", "rows", network, baseline, null, squares(found), squares(guessed), new int[] {7, 7, 8});
        assertEquals((23 / 12.0 - 12.7062 * 11 / 9) * 50, together.gain().low(), 0.01);
        assertEquals((23 / 12.0 + 12.7062 * 11 / 9) * 50, together.gain().high(), 0.01);
        assertFalse(together.beatsBaseline());
        assertNull(Worth.of("network", "rows", network, baseline, null, squares(found), squares(guessed), new int[3])
                .gain());
    }

    /** All of one class are of one group, which may be right by chance; or each row is one. */
    @Test
    void theRankOfGroupsIsToldIfItsIntervalIs() {
        int[] labels = IntStream.range(0, 40).map(row -> row % 2).toArray();
        float[] found = new float[40];
        float[] guessed = new float[40];
        Arrays.fill(guessed, 0.5f);
        for (int row = 0; row < 40; row++) {
            found[row] = labels[row] == 1 ? 0.02f : 0.01f;
        }
        Worth[] all = Stream.of(null, IntStream.range(0, 40).toArray(), labels)
                .map(groups -> Worth.of(
                        "network",
                        "rows",
                        ClassMeasures.of(Predictions.of(found, 1, labels).groupedBy(groups)),
                        ClassMeasures.of(Predictions.of(guessed, 1, labels)),
                        null,
                        losses(labels, found),
                        losses(labels, guessed),
                        groups))
                .toArray(Worth[]::new);
        assertTrue(all[0].words().contains("It ranks them better than chance"), all[0].words());
        assertTrue(all[1].words().contains("It ranks them better than chance"), all[1].words());
        assertFalse(all[2].words().contains("ranks"), all[2].words());
    }

    private static double[] losses(int[] labels, float... outputs) {
        return IntStream.range(0, labels.length)
                .mapToDouble(i -> -Math.log(labels[i] == 1 ? outputs[i] : 1 - outputs[i]))
                .toArray();
    }

    /** Squares of guessing 1, 1 and 4; of the network 0, 0 and 0.25: gains 1, 1 and 3.75, mean 23/12, s = 1.5877, of a mean loss of 2. */
    @Test
    void theGainHasAnInterval() {
        Worth best = ofNumbers(new double[] {1, 2, 4.5}, new double[] {2, 3, 6}, new double[] {1, 2, 5});
        assertEquals(6.0 / 100, best.gain().low() / 100, 0.001);
        assertEquals(185.67 / 100, best.gain().high() / 100, 0.001);
        assertEquals(
                "The network beats guessing and the linear model on the 3 test rows: RMSE 0.289, by guessing 1.414 (95 % interval: squared"
                        + " error 6 to 100 % lower), by the linear model 0.577.",
                best.words());
    }

    /** Decimals follow the width; nothing is lower by more than 100 %. */
    @ParameterizedTest
    @CsvSource({
        "12.84, 28.26, 12.8 to 28.3 % lower",
        "-132.4, 46.2, between 132 % higher and 46 % lower",
        "-1.71, 0.38, between 1.7 % higher and 0.4 % lower",
        "99.5, 100.1, 99.50 to 100.00 % lower",
        "150, 180, 100 % lower",
        "-30.4, -12.6, 12.6 to 30.4 % higher",
        "-0.0, 0, 0.00 % lower",
        "-300, 185.7, between 300 % higher and 100 % lower"
    })
    void anIntervalOfALossIsReadAsPeopleSpeak(double low, double high, String words) {
        assertEquals(words, new Interval(low, high).lower());
    }

    /** What the network, guessing and a linear model say of 1, 2 and 4, and whether the network beats all. What one row alone gains may be chance. */
    @ParameterizedTest
    @CsvSource({
        "1 2 4.5, 2 3 6, 1 2 5, true, beats guessing and the linear model",
        "1 2 4.5, 2 3 6, , true, beats guessing",
        "1 2 5, 3 4 6, 1 2 4.5, false, does not beat the linear model",
        "1 2 4.5, 2 3 6, 1 2 4.5, false, does not beat the linear model",
        "1 2 6, 1 2 5, , false, does not beat guessing",
        "1 2 5, 1 2 5, 1 2 5, false, does not beat guessing",
        "1 2 4, 1 2 6, , false, does not beat guessing by more than chance explains"
    })
    void theLowerErrorIsBetter(String found, String guessed, String linear, boolean all, String words) {
        Worth worth = ofNumbers(numbers(found), numbers(guessed), linear == null ? null : numbers(linear));
        assertEquals(all, worth.beatsAll());
        assertEquals(linear == null, worth.beatsLinear() == null);
        assertTrue(worth.words().startsWith("The network " + words + " on the 3 test rows: RMSE "), worth.words());
    }

    private static double[] numbers(String text) {
        return Stream.of(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
    }

    @Test
    void ofClassesLogLossDecidesAndNotHowManyAreRight() {
        float[] guessing = {0.6f, 0.6f, 0.6f};
        assertTrue(ofClasses(new float[] {0.9f, 0.1f, 0.9f}, guessing).beatsBaseline());
        assertTrue(ofClasses(new float[] {0.9f, 0.55f, 0.9f}, guessing).beatsBaseline(), "as many are right");
        assertFalse(ofClasses(new float[] {0.61f, 0.7f, 0.61f}, guessing).beatsBaseline(), "as many are right");
    }

    /** 20 rows of one class below 2 of the other, all at about the same low probability. */
    @Test
    void aRareClassMayBeRankedThoughItsLossIsNoLower() {
        int[] labels = new int[22];
        float[] found = new float[22];
        float[] guessed = new float[22];
        Arrays.fill(guessed, 2 / 22f);
        for (int i = 0; i < 22; i++) {
            labels[i] = i < 20 ? 0 : 1;
            found[i] = (i < 20 ? 0.12f : 0.14f) + i * 1e-4f;
        }
        double[] same = new double[22];
        Worth worth = Worth.of(
                "network",
                "rows",
                ClassMeasures.of(Predictions.of(found, 1, labels)),
                ClassMeasures.of(Predictions.of(guessed, 1, labels)),
                null,
                same,
                same,
                null);
        assertFalse(worth.beatsBaseline());
        assertTrue(
                worth.words().contains(" It ranks them better than chance, though: ROC AUC 1.0000, "), worth.words());
    }

    @Test
    void aFileSaysNothingThatCommandsATerminal() {
        String text = "a\u001b[2J";
        assertThrows(Members.Unfit.class, () -> new Worth(text, 1, 0, 1, null, null, true, null, ""));
        assertThrows(Members.Unfit.class, () -> new Worth("", 1, 0, 1, null, null, true, null, text));
    }

    @Test
    void whatIsNoNumberBeatsNothing() {
        NumberMeasures none = new NumberMeasures(3, Double.NaN, null, 1, null, null);
        NumberMeasures some = NumberMeasures.of(new double[] {1, 2, 9}, TRUTH);
        double[] nan = {Double.NaN, 0, 0};
        Worth worth = Worth.of("network", "rows", none, some, some, nan, squares(1, 2, 9), null);
        assertFalse(worth.beatsBaseline());
        assertFalse(worth.beatsLinear());
        assertFalse(Worth.of("network", "rows", some, none, none, squares(1, 2, 9), nan, null)
                .beatsBaseline());
    }
}
