package dev.crosscheck.using.explore;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.LongSupplier;

/** All sessions, under unguessable ids. Thread-safe. */
final class Sessions {
    private static final int ID_BYTES = 16;

    private final LongSupplier nanoTime;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Kept> kept = new HashMap<>();

    /** @param address of the client that created it */
    private record Kept(Session session, String address, long usedNanos) {}

    Sessions() {
        this(System::nanoTime);
    }

    /** @param nanoTime the clock: {@link System#nanoTime}, or a test's */
    Sessions(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Stores a session. If there is no room, the address that would then have the most sessions loses one; of several such addresses, the
     * one whose session has been unused the longest. An address loses its only session only after {@link Limits#SESSION_SAFE}.
     *
     * @param address of the client
     * @return the id of the new session
     * @throws Refusal if each address has one session, and all of them were used recently
     */
    synchronized String add(String address, Session session) {
        dropOlderThan(Limits.SESSION_KEPT);
        if (kept.size() >= Limits.SESSIONS) {
            makePlace(address);
        }
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = HexFormat.of().formatHex(bytes);
        kept.put(id, new Kept(session, address, nanoTime.getAsLong()));
        return id;
    }

    private void makePlace(String address) {
        Map<String, Integer> counts = new HashMap<>(Map.of(address, 1));
        kept.values().forEach(one -> counts.merge(one.address(), 1, Integer::sum));
        int most = Collections.max(counts.values());
        Map.Entry<String, Kept> oldest = kept.entrySet().stream()
                .filter(entry -> counts.get(entry.getValue().address()) == most)
                .max(Comparator.comparingLong(entry -> age(entry.getValue())))
                .orElseThrow();
        if (most == 1 && age(oldest.getValue()) < Limits.SESSION_SAFE.toNanos()) {
            throw new Refusal(
                    Refusal.BUSY,
                    "All " + Limits.SESSIONS + " places for sessions are in use.",
                    "Try again in some minutes, or start an explorer of your own.");
        }
        kept.remove(oldest.getKey());
    }

    /** @return the session with an id, which counts as used now */
    synchronized Session get(String id) {
        dropOlderThan(Limits.SESSION_KEPT);
        Kept found = kept.get(id);
        if (found == null) {
            throw new Refusal(
                    Refusal.NOT_FOUND,
                    "There is no such session, or it ended: after " + Limits.SESSION_KEPT.toMinutes()
                            + " minutes unused, or to make room for others.",
                    "Start it again: the page's address has all of its configuration.");
        }
        kept.put(id, new Kept(found.session(), found.address(), nanoTime.getAsLong()));
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
