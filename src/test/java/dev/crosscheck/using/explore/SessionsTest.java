package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

    private String add(String address) {
        return sessions.add(address, session());
    }

    private void assertGone(String id) {
        assertEquals(
                Refusal.NOT_FOUND,
                assertThrows(Refusal.class, () -> sessions.get(id)).status());
    }

    @Test
    void aSessionEndsThirtyMinutesAfterItsLastUse() {
        Session used = session();
        String id = sessions.add("a", used);
        String unused = add("a");
        pass(Duration.ofMinutes(30));
        assertSame(used, sessions.get(id));
        pass(Duration.ofMinutes(1));
        assertGone(unused);
        pass(Duration.ofMinutes(29));
        assertSame(used, sessions.get(id));
        pass(Duration.ofMinutes(30).plusNanos(1));
        assertGone(id);
    }

    /** Each client has one, and the first is used again, so that the second is the longest unused. */
    @Test
    void theOnlySessionOfAnAddressGivesWayAfterThreeMinutes() {
        String first = add("0");
        pass(Duration.ofSeconds(1));
        String second = add("1");
        pass(Duration.ofSeconds(1));
        String last = "";
        for (int i = 2; i < Limits.SESSIONS; i++) {
            last = add("" + i);
        }
        pass(Duration.ofSeconds(178));
        sessions.get(first);
        assertEquals(Refusal.BUSY, assertThrows(Refusal.class, () -> add("new")).status());
        pass(Duration.ofSeconds(1));
        String added = add("new");
        assertGone(second);
        for (String id : List.of(first, last, added)) {
            sessions.get(id);
        }
    }

    /** A thousand sessions of one client take the places that are free and then its own, though those of the others are unused for longer. */
    @Test
    void theAddressWithTheMostSessionsLosesItsLongestUnused() {
        List<String> others = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            others.add(add("class"));
        }
        others.add(add("alone"));
        pass(Duration.ofMinutes(10));
        List<String> greedy = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            pass(Duration.ofMillis(1));
            greedy.add(add("greedy"));
        }
        others.forEach(sessions::get);
        int room = Limits.SESSIONS - others.size();
        assertGone(greedy.get(1000 - room - 1));
        sessions.get(greedy.get(1000 - room)); // which makes the next one the longest unused
        others.add(add("late"));
        others.add(add("class"));
        others.forEach(sessions::get);
        assertGone(greedy.get(1000 - room + 1));
        assertGone(greedy.get(1000 - room + 2));
        sessions.get(greedy.get(1000 - room));
    }

    @Test
    void oneAddressMayHaveAllPlaces() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i <= Limits.SESSIONS; i++) {
            pass(Duration.ofMillis(1));
            all.add(add("class"));
        }
        assertGone(all.remove(0));
        all.forEach(sessions::get);
        sessions.remove(all.remove(0));
        all.add(add("class"));
        all.forEach(sessions::get);
    }
}
