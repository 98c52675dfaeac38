package dev.crosscheck.train.byhand;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.train.byhand.StepClock.Part;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class StepProfileTest {
    private final StepProfile profile = new StepProfile();

    @Test
    void aPartsTimesOfAStepAreAddedAndTheMedianStepCounts() {
        for (int step = 0; step < 3; step++) {
            profile.begin();
            profile.done(Part.WAITING);
            for (int layer = 0; layer < 2; layer++) {
                pause(step == 1 ? 10_000_000 : 2_000_000);
                profile.done(Part.FORWARD);
                profile.done(Part.WAITING);
            }
        }
        double forward = profile.medians().get(Part.FORWARD);
        assertTrue(forward >= 4e-3, "two layers of 2 ms: " + forward);
        assertEquals(0, profile.medians().get(Part.LOSS));
        assertTrue(profile.median() >= forward, "a step is longer than any of its parts");
    }

    @Test
    void forgottenStepsDoNotCount() {
        profile.begin();
        profile.done(Part.LOSS);
        profile.forget();
        assertThrows(IllegalStateException.class, profile::medians);
        assertThrows(IllegalStateException.class, profile::median);
    }

    private static void pause(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(100_000);
        }
    }
}
