package dev.crosscheck.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.Members;
import dev.crosscheck.measure.Ranking;
import dev.crosscheck.nn.Setup;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class CandidatesTest {
    private static final Candidates OPEN = new Candidates(
            List.of(entry("linear model", "4-1 mse"), entry("small network", "4-8-1"), entry("recipe", "4-16-16-1")),
            0,
            false,
            null);
    private static final double[] GUESSING = {1, 1.1, 0.9, 1, 1, 1.2, 0.8, 1};

    private static Candidates.Entry entry(String name, String line) {
        return new Candidates.Entry(name, Setup.parse(line), null);
    }

    private static double[] plus(double shift, double... losses) {
        return Arrays.stream(losses).map(loss -> loss + shift).toArray();
    }

    private static Candidates decided(double[]... losses) {
        return ranked(null, losses);
    }

    private static Candidates ranked(Ranking rank, double[]... losses) {
        List<Candidates.Judged> judged = Arrays.stream(losses)
                .map(of -> of == null ? null : new Candidates.Judged(score(of), of, rank))
                .toList();
        return OPEN.decided(judged, GUESSING, "");
    }

    private static Candidates.Score score(double... losses) {
        return new Candidates.Score(3, DoubleStream.of(losses).average().orElseThrow(), 90.0, null);
    }

    private static void assertChosen(String name, String words, Candidates decided) {
        assertEquals(name, decided.chosen().name());
        assertTrue(
                decided.verdict().words().startsWith(words), decided.verdict().words());
        assertFalse(decided.areOpen());
        assertEquals(8, decided.verdict().rows());
        assertEquals(1, decided.verdict().guessing(), 1e-12);
    }

    @Test
    void theLowestLossIsTaken() {
        double[] far = plus(-0.5, GUESSING);
        assertChosen(
                "recipe",
                "The recipe is taken: it has the lowest loss.",
                decided(plus(-0.1, GUESSING), plus(-0.3, GUESSING), far));
        assertChosen(
                "small network",
                "The small network is taken",
                decided(plus(-0.1, GUESSING), far, plus(-0.3, GUESSING)));
        assertChosen("recipe", "The recipe is taken", decided(null, null, far));
    }

    /** Differences of ±0.1 around 0.03 have the standard error √(8 · 0.01 / 7) / √8 = 0.0378; around 0.04 the linear model is worse. */
    @Test
    void theLinearModelIsTakenIfItIsAsGood() {
        double[] best = plus(-0.5, GUESSING);
        assertChosen("linear model", "The linear model is as good: take it. ", decided(off(best, 0.03), best, best));
        assertChosen("small network", "The small network is taken", decided(off(best, 0.04), best, best));
        assertChosen(
                "linear model",
                "The linear model is as good: take it. No other candidate has a lower loss.",
                decided(best, plus(0.1, best), plus(0.2, best)));
    }

    private static double[] off(double[] losses, double mean) {
        double[] off = new double[losses.length];
        for (int i = 0; i < off.length; i++) {
            off[i] = losses[i] + mean + (i % 2 == 0 ? 0.1 : -0.1);
        }
        return off;
    }

    /** By three standard errors: three times 0.0378. */
    @Test
    void nothingMayBeatGuessing() {
        assertChosen(
                "linear model",
                "Nothing beats guessing by more than three standard errors, neither by the loss (1.0000): the columns may",
                decided(plus(0.1, GUESSING), off(GUESSING, -0.113), plus(0.2, GUESSING)));
        assertChosen(
                "small network",
                "The small network is taken",
                decided(plus(0.1, GUESSING), off(GUESSING, -0.114), plus(0.2, GUESSING)));
    }

    /** Of 3 rows before 45 others the area is 1, and 0.5 + 3 √(49/(12 · 3 · 45)) is 1.022; of 4 it is 0.956. */
    @Test
    void rankBeatsGuessingToo() {
        double[] far = off(GUESSING, -0.1);
        assertChosen(
                "linear model",
                "Nothing beats guessing by more than three standard errors, neither by the loss (1.0000) nor by rank (AUC of the"
                        + " rarest class 1.000, by guessing 0.5 with a standard error of 0.174): the columns may",
                ranked(first(3), plus(0.1, GUESSING), far, plus(0.2, GUESSING)));
        assertChosen(
                "small network",
                "The small network is taken: it has the lowest loss. It beats guessing by rank (AUC of the rarest class 1.000, by"
                        + " guessing 0.5 with a standard error of 0.152), but hardly by the loss: the class is rare.",
                ranked(first(4), plus(0.1, GUESSING), far, plus(0.2, GUESSING)));
    }

    private static Ranking first(int positives) {
        return Ranking.of(positives + 45, row -> 1 - row / 100.0, row -> row < positives);
    }

    @Test
    void whatCannotBeChosenIsRefused() {
        assertTrue(OPEN.areOpen());
        assertThrows(NoSuchElementException.class, () -> decided(null, null, null));
        Candidates.Verdict verdict = new Candidates.Verdict("recipe", 8, 1, "It is taken.");
        assertThrows(Members.Unfit.class, () -> new Candidates(OPEN.entries(), 0, false, verdict), "it has no score");
    }
}
