package dev.crosscheck.train;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.run.Mismatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final TrainingConfig PLAIN =
            TrainingConfig.of(Setups.digits(1, 3, 64, 0.01, 5).of(4, 2));
    private static final TrainingConfig VALIDATING = PLAIN.with(draft -> draft.validation = 2);
    private static final Evaluation WHOLE = new Evaluation(0.4, new int[][] {{7, 3}, {1, 2}});
    private static final Evaluation SHORT = WHOLE.inShort();
    private static final Evaluation NUMBERS =
            new Evaluation(0.4, new int[0][], new Evaluation.Numbers(3, 0.5, null), null);

    private static EpochMetrics epoch(int number, Evaluation validation, Evaluation test) {
        return new EpochMetrics(number, 0.5, validation, test, 1, 10);
    }

    private static Progress progress(TrainingConfig config, int epoch, int bestEpoch, EpochMetrics... epochs) {
        return new Progress(config, Map.of(), epoch, 0, 0, 0, 0, 0, List.of(epochs), bestEpoch);
    }

    private static void refused(String what, Progress progress) {
        Mismatch e = assertThrows(Mismatch.class, progress::requireOneRun);
        assertEquals("expected parts of one run, found " + what + " of another", e.getMessage());
    }

    @Test
    void partsOfOneRunAreAccepted() {
        assertDoesNotThrow(progress(PLAIN, 1, 0)::requireOneRun);
        assertDoesNotThrow(progress(PLAIN, 3, 0, epoch(1, null, SHORT), epoch(2, null, WHOLE))::requireOneRun);
        assertDoesNotThrow(progress(VALIDATING, 1, 0)::requireOneRun);
        assertDoesNotThrow(progress(VALIDATING, 3, 1, epoch(1, WHOLE, WHOLE), epoch(2, WHOLE, WHOLE))::requireOneRun);
        assertDoesNotThrow(
                progress(PLAIN, 4, 0, epoch(1, null, SHORT), epoch(2, null, SHORT), epoch(3, null, WHOLE))
                        ::requireOneRun);
    }

    @Test
    void epochsAreThoseBeforeThisOneAndNoMoreThanPlanned() {
        refused("the epochs", progress(PLAIN, 2, 0));
        refused("the epochs", progress(PLAIN, 1, 0, epoch(1, null, WHOLE)));
        List<EpochMetrics> four = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            four.add(epoch(i, null, WHOLE));
        }
        refused("the epochs", progress(PLAIN, 5, 0, four.toArray(EpochMetrics[]::new)));
        refused("epoch 1", progress(PLAIN, 2, 0, epoch(2, null, WHOLE)));
    }

    @Test
    void theBestEpochIsOneOfThemIfItIsValidated() {
        refused("the best epoch", progress(PLAIN, 2, 1, epoch(1, null, WHOLE)));
        refused("the best epoch", progress(VALIDATING, 2, 0, epoch(1, WHOLE, WHOLE)));
        refused("the best epoch", progress(VALIDATING, 2, 2, epoch(1, WHOLE, WHOLE)));
    }

    @Test
    void theNetworkIsOfImagesAndKnown() {
        refused(
                "inputs and outputs",
                progress(
                        PLAIN.with(draft ->
                                draft.network = Setups.digits(1, 3, 64, 0.01, 5).network()),
                        1,
                        0));
        refused("the network", progress(TrainingConfig.of(Setup.parse("4-5-1 relu mse")), 1, 0));
    }

    @Test
    void resultsAreOfTheRunsKind() {
        refused("epoch 1", progress(PLAIN, 2, 0, epoch(1, WHOLE, WHOLE)));
        refused("epoch 1", progress(VALIDATING, 2, 1, epoch(1, null, WHOLE)));
        refused("epoch 1", progress(PLAIN, 2, 0, epoch(1, null, NUMBERS)));
        refused("epoch 1", progress(VALIDATING, 2, 1, epoch(1, NUMBERS, WHOLE)));
    }

    @Test
    void theLastAndTheBestEpochAreWhole() {
        refused("epoch 2", progress(PLAIN, 3, 0, epoch(1, null, WHOLE), epoch(2, null, SHORT)));
        refused("epoch 1", progress(VALIDATING, 3, 1, epoch(1, WHOLE, SHORT), epoch(2, WHOLE, WHOLE)));
    }
}
