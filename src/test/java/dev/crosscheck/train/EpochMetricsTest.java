package dev.crosscheck.train;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crosscheck.Members;
import org.junit.jupiter.api.Test;

class EpochMetricsTest {
    private static final Evaluation TEST = new Evaluation(0.4, new int[][] {{7, 3}, {1, 2}});

    @Test
    void membersOutOfRangeAreRefused() {
        assertThrows(Members.Unfit.class, () -> new EpochMetrics(0, 0.5, null, TEST, 1, 10));
        assertThrows(Members.Unfit.class, () -> new EpochMetrics(1, 0.5, null, TEST, -1, 10));
        assertThrows(Members.Unfit.class, () -> new EpochMetrics(1, 0.5, null, TEST, Double.NaN, 10));
        assertThrows(Members.Unfit.class, () -> new EpochMetrics(1, 0.5, null, TEST, 1, -1));
        assertThrows(Members.Unfit.class, () -> new Evaluation.Counts(0, -1));
        assertThrows(Members.Unfit.class, () -> new Evaluation.Counts(3, 2));
        assertThrows(Members.Unfit.class, () -> new Evaluation.Counts(-1, 2));
        assertThrows(Members.Unfit.class, () -> new Evaluation.Numbers(-1, 0.5, null));
    }
}
