package dev.crosscheck.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.run.Json;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryTest {
    private static Evaluation evaluation(double loss, int classes) {
        int[][] confusion = new int[classes][classes];
        confusion[0][0] = 7;
        confusion[1][0] = 3;
        return new Evaluation(loss, confusion);
    }

    private static History of(double... validationLosses) {
        History history = new History(new TrainingStart.Seed());
        for (int i = 0; i < validationLosses.length; i++) {
            Evaluation validation = validationLosses[i] < 0 ? null : evaluation(validationLosses[i], 3);
            history.addEpoch(new EpochMetrics(i + 1, 0.5, validation, evaluation(0.4, 3), 1, 10));
        }
        return history;
    }

    private static List<Integer> withMatrices(History history) {
        return history.epochs().stream()
                .filter(epoch -> epoch.test().confusion().length > 0)
                .map(EpochMetrics::epoch)
                .toList();
    }

    @Test
    void theLastAndTheBestEpochKeepTheirMatrices() {
        assertEquals(List.of(1), withMatrices(of(0.5)));
        assertEquals(List.of(2), withMatrices(of(0.5, 0.4)));
        assertEquals(List.of(2, 3), withMatrices(of(0.5, 0.4, 0.4)), "the first of equal ones");
        assertEquals(List.of(1, 3), withMatrices(of(0.3, 0.5, 0.4)), "the first of all");
        assertEquals(List.of(2, 5), withMatrices(of(0.5, 0.4, 0.6, 0.7, 0.5)));
        assertEquals(List.of(5), withMatrices(of(0.5, 0.4, 0.6, 0.7, 0.3)));
        assertEquals(List.of(3), withMatrices(of(-1, -1, -1)), "without validation the last alone");
    }

    @Test
    void theOthersKeepTheirCounts() {
        EpochMetrics first = of(0.5, 0.4, 0.3).epochs().get(0);
        assertEquals(new Evaluation.Counts(7, 10), first.test().counts());
        assertEquals(7, first.test().correct());
        assertEquals(10, first.validation().total());
        assertEquals(70, first.test().accuracyPercent());
        assertEquals("Accuracy: 7/10 (70.00%)", first.test().words());
        assertArrayEquals(new int[0][], first.validation().confusion());
    }

    @Test
    void lossesOfStepsAreKeptInOrder() {
        History history = new History(new TrainingStart.Seed());
        IntStream.range(0, 3000).forEach(i -> history.addStep(i + 0.5));
        assertEquals(0.5, history.firstLoss());
        assertEquals(2998.5, history.meanOfLast(3));
        assertEquals(3000, history.stepLosses().length);
    }

    /** Of 1,000 classes all epochs' matrices would be more than a checkpoint's text may have, 64 MiB, from some 10 epochs on. */
    @ParameterizedTest
    @ValueSource(ints = {1, 20})
    void theTextOfAThousandClassesStaysSmall(int epochs) {
        History history = new History(new TrainingStart.Seed());
        IntStream.rangeClosed(1, epochs)
                .forEach(i -> history.addEpoch(
                        new EpochMetrics(i, 0.5, evaluation(i == 1 ? 0.1 : 0.2, 1000), evaluation(0.4, 1000), 1, 10)));
        int length = Json.text(history.epochs()).length();
        // Two matrices each of two epochs, "0, " for each number, are 12 MB; counts some 300 characters an epoch.
        assertTrue(length < 16_000_000, "" + length);
    }
}
