package dev.crosscheck.using.explore;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.LongSupplier;

/** All sessions, by names that cannot be guessed. Threads share it. */
final class Sessions {
    private static final int ID_BYTES = 16;

    private final LongSupplier nanoTime;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Kept> kept = new HashMap<>();

    private record Kept(Session session, long usedNanos) {}

    Sessions() {
        this(System::nanoTime);
    }

    /** @param nanoTime the clock: {@link System#nanoTime}, or a test's */
    Sessions(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** @return the new session's name */
    synchronized String add(Session session) {
        dropOlderThan(Limits.SESSION_KEPT);
        if (kept.size() >= Limits.SESSIONS) {
            Map.Entry<String, Kept> oldest = kept.entrySet().stream()
                    .min(Comparator.comparingLong(entry -> entry.getValue().usedNanos()))
                    .orElseThrow();
            if (age(oldest.getValue()) < Limits.SESSION_SAFE.toNanos()) {
                throw new Refusal(
                        Refusal.BUSY,
                        "All " + Limits.SESSIONS + " places for sessions are in use.",
                        "Try again in some minutes, or start an explorer of your own.");
            }
            kept.remove(oldest.getKey());
        }
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = HexFormat.of().formatHex(bytes);
        kept.put(id, new Kept(session, nanoTime.getAsLong()));
        return id;
    }

    /** @return the session of a name, which is used now */
    synchronized Session get(String id) {
        dropOlderThan(Limits.SESSION_KEPT);
        Kept found = kept.get(id);
        if (found == null) {
            throw new Refusal(
                    Refusal.NOT_FOUND,
                    "There is no such session, or it ended after " + Limits.SESSION_KEPT.toMinutes()
                            + " minutes unused.",
                    "Start it again: the page's address has all of its configuration.");
        }
        kept.put(id, new Kept(found.session(), nanoTime.getAsLong()));
        return found.session();
    }

    synchronized void remove(String id) {
        kept.remove(id);
    }

    private void dropOlderThan(Duration most) {
        kept.values().removeIf(one -> age(one) > most.toNanos());
    }

    private long age(Kept one) {
        return nanoTime.getAsLong() - one.usedNanos();
    }
}
