package dev.crosscheck.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StopwatchTest {
    @Test
    void itAddsTheTimeInWhichItRuns() {
        Stopwatch watch = new Stopwatch();
        watch.stop(); // was not running
        watch.set(100);
        assertEquals(100, watch.seconds());
        watch.start();
        long begun = System.nanoTime();
        double first = watch.seconds();
        assertTrue(first >= 100 && first < 150, "some time passes, and no minute: " + first);
        while (System.nanoTime() == begun) {
            Thread.onSpinWait();
        }
        double second = watch.seconds();
        assertTrue(second > first, first + " then " + second);
        watch.stop();
        double stopped = watch.seconds();
        assertTrue(stopped >= second);
        assertEquals(stopped, watch.seconds());
        watch.stop();
        assertEquals(stopped, watch.seconds());
    }
}
