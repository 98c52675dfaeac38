package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long sessions are kept, by a clock that the test moves. */
class SessionsTest {
    private long now = Long.MAX_VALUE - 1; // System.nanoTime may overflow
    private final Sessions sessions = new Sessions(() -> now);

    private static Session session() {
        return new Session(Experiment.of(Config.read("{}".getBytes(StandardCharsets.UTF_8))));
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private void assertGone(String id) {
        assertEquals(
                Refusal.NOT_FOUND,
                assertThrows(Refusal.class, () -> sessions.get(id)).status());
    }

    @Test
    void aSessionEndsThirtyMinutesAfterItsLastUse() {
        Session used = session();
        String id = sessions.add(used);
        String unused = sessions.add(session());
        pass(Duration.ofMinutes(30));
        assertSame(used, sessions.get(id));
        pass(Duration.ofMinutes(1));
        assertGone(unused);
        pass(Duration.ofMinutes(29));
        assertSame(used, sessions.get(id));
        pass(Duration.ofMinutes(30).plusNanos(1));
        assertGone(id);
    }

    /** Of 128 the first is used again, so that the second is the longest unused. */
    @Test
    void theLongestUnusedGivesWayAfterThreeMinutes() {
        Session first = session();
        String firstId = sessions.add(first);
        pass(Duration.ofSeconds(1));
        String secondId = sessions.add(session());
        pass(Duration.ofSeconds(1));
        Session last = session();
        String lastId = "";
        for (int i = 2; i < Limits.SESSIONS; i++) {
            lastId = sessions.add(last);
        }
        pass(Duration.ofSeconds(178));
        assertSame(first, sessions.get(firstId));
        assertEquals(
                Refusal.BUSY,
                assertThrows(Refusal.class, () -> sessions.add(session())).status());
        pass(Duration.ofSeconds(1));
        Session added = session();
        assertSame(added, sessions.get(sessions.add(added)));
        assertGone(secondId);
        assertSame(first, sessions.get(firstId));
        assertSame(last, sessions.get(lastId));
    }
}
