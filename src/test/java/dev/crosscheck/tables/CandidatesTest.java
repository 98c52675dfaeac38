package dev.crosscheck.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.limits.Members;
import dev.crosscheck.measure.Ranking;
import dev.crosscheck.nn.Setup;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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
        return grouped(null, rank, losses);
    }

    private static Candidates grouped(int[] groups, Ranking rank, double[]... losses) {
        List<Candidates.Judged> judged = Arrays.stream(losses)
                .map(of -> of == null ? null : new Candidates.Judged(score(of), of, rank))
                .toList();
        return OPEN.decided(judged, GUESSING, groups, "");
    }

    private static Candidates.Score score(double... losses) {
        return new Candidates.Score(6, 3, DoubleStream.of(losses).average().orElseThrow(), 90.0, null);
    }

    /** Losses of the rows around another mean. */
    private static double[] off(double[] losses, double mean) {
        double[] off = new double[losses.length];
        for (int i = 0; i < off.length; i++) {
            off[i] = losses[i] + mean + (i % 2 == 0 ? 0.1 : -0.1);
        }
        return off;
    }

    private static Ranking first(int positives) {
        return Ranking.of(positives + 45, row -> 1 - row / 100.0, row -> row < positives, null);
    }

    /**
     * Losses of the linear model, the small network and the recipe. Differences of ±0.1 have the standard error √(8 · 0.01 / 7) / √8 = 0.0378: the
     * linear model is as good within one of them, and guessing is beaten by three. Of 3 rows before 45 others the area is 1, and 0.5 + 3 √(49/(12 ·
     * 3 · 45)) is 1.022; of 4 it is 0.956. Of eight groups the error is 2.365/1.96 times as large, 0.0456; of four pairs, whose differences cancel, it is 0.
     */
    static Stream<Arguments> losses() {
        String nothing = "Nothing beats guessing by more than three standard errors, neither by the loss (1.0000)";
        double[] near = plus(-0.1, GUESSING);
        double[] best = plus(-0.5, GUESSING);
        double[] worse = plus(0.1, GUESSING);
        double[] rare = off(GUESSING, -0.1);
        int[] eight = {0, 1, 2, 3, 4, 5, 6, 7};
        int[] pairs = {0, 0, 1, 1, 2, 2, 3, 3};
        return Stream.of(
                Arguments.of(
                        "recipe: The recipe is taken: it has the lowest loss.",
                        decided(near, plus(-0.3, GUESSING), best)),
                Arguments.of("small network: The small network is taken", decided(near, best, plus(-0.3, GUESSING))),
                Arguments.of("recipe: The recipe is taken", decided(null, null, best)),
                Arguments.of(
                        "linear model: The linear model is taken: its loss is ", decided(off(best, 0.03), best, best)),
                Arguments.of("small network: The small network is taken", decided(off(best, 0.04), best, best)),
                Arguments.of(
                        "linear model: The linear model is taken: no other candidate has a lower loss.",
                        decided(best, plus(0.1, best), plus(0.2, best))),
                Arguments.of(
                        "linear model: " + nothing + ": the columns may", decided(worse, off(GUESSING, -0.113), worse)),
                Arguments.of("small network: The small network is taken", decided(worse, off(GUESSING, -0.114), worse)),
                Arguments.of("linear model: " + nothing, grouped(eight, null, worse, off(GUESSING, -0.136), worse)),
                Arguments.of(
                        "small network: The small network is taken",
                        grouped(eight, null, worse, off(GUESSING, -0.138), worse)),
                Arguments.of(
                        "small network: The small network is taken",
                        grouped(pairs, null, worse, off(GUESSING, -0.113), worse)),
                Arguments.of(
                        "linear model: The linear model is taken: its loss is ",
                        grouped(eight, null, off(best, 0.04), best, best)),
                Arguments.of(
                        "linear model: " + nothing
                                + " nor by rank (AUC of the rarest class 1.000, by guessing 0.5 with a"
                                + " standard error of 0.174): the columns may",
                        ranked(first(3), worse, rare, worse)),
                Arguments.of(
                        "small network: The small network is taken: it has the lowest loss. It beats guessing by rank (AUC of"
                                + " the rarest class 1.000, by guessing 0.5 with a standard error of 0.152), but hardly by the"
                                + " loss: the class is rare.",
                        ranked(first(4), worse, rare, worse)));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void oneIsChosenAndTheReasonSaid(String expected, Candidates decided) {
        String said = decided.chosen().name() + ": " + decided.verdict().words();
        assertTrue(said.startsWith(expected), said);
        assertFalse(decided.areOpen());
        assertEquals(8, decided.verdict().rows());
        assertEquals(1, decided.verdict().guessing(), 1e-12);
    }

    @Test
    void whatCannotBeChosenIsRefused() {
        assertTrue(OPEN.areOpen());
        assertThrows(NoSuchElementException.class, () -> decided(null, null, null));
        Candidates.Verdict verdict = new Candidates.Verdict("recipe", 8, 1, "It is taken.");
        assertThrows(Members.Unfit.class, () -> new Candidates(OPEN.entries(), 0, false, verdict), "it has no score");
    }
}
