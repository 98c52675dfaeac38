package dev.crosscheck.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crosscheck.limits.Members;
import dev.crosscheck.nn.RateSchedule.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a schedule ends, and what it refuses; {@code WholeRunTest} has the rates of whole trainings. */
class RateScheduleTest {
    private static final double ROUNDING = 1e-15;

    /** Of 40 steps from 0.8 to 0.2: cos 0 = 1, cos 45° = √½, cos 90° = 0, cos 120° = -½, cos 180° = -1. */
    @ParameterizedTest
    @CsvSource({"0, 0.8", "10, 0.712132034355964", "20, 0.5", "40, 0.2", "41, 0.2", "4000, 0.2"})
    void cosineFallsAlongHalfAWaveAndStays(int steps, double expected) {
        RateSchedule.Rate schedule = new RateSchedule(Kind.COSINE, 0.25, 4).of(0.8, 10);
        assertEquals(expected, schedule.valueAt(steps, steps / 10), ROUNDING);
        assertEquals(0.35, new RateSchedule(Kind.COSINE, 0.25, 3).of(0.8, 10).valueAt(20, 2), ROUNDING, "cos 120°");
        assertEquals(0, new RateSchedule(Kind.COSINE, 0, 4).of(0.8, 10).valueAt(40, 4), ROUNDING, "to nothing");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void factorsThatAreNoShareAreRefused(double factor) {
        assertThrows(Members.Unfit.class, () -> new RateSchedule(Kind.STEP, factor, 1));
        assertThrows(Members.Unfit.class, () -> new RateSchedule(Kind.STEP, 0.5, 0));
    }
}
