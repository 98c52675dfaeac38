package dev.crosscheck.train.byhand;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.Soak;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

// The limit only makes a test fail whose thread waits for ever; it measures nothing.
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TeamIT {

    @AfterEach
    void allCores() {
        Team.use(Runtime.getRuntime().availableProcessors());
    }

    /** Each item writes its own place and reads what the work before wrote; some items take so long that others sleep. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void everyItemIsDoneOnceAndSeesTheWorkBefore(int members) {
        SplittableRandom random = new SplittableRandom(1);
        int[] done = new int[200];
        int[] expected = new int[done.length];
        AtomicInteger wrong = new AtomicInteger();
        try (Team team = new Team(members)) {
            for (int piece = 1; piece <= Soak.times(1000, 5000); piece++) {
                int count = piece % 300 == 0 ? done.length : random.nextInt(12);
                int slow = piece % 50 == 0 ? random.nextInt(12) : -1;
                int before = expected[0];
                team.each(count, item -> {
                    if (item == slow) {
                        LockSupport.parkNanos(2_000_000);
                    }
                    wrong.addAndGet(item > 0 && done[0] < before ? 1 : 0);
                    done[item]++;
                });
                for (int item = 0; item < done.length; item++) {
                    expected[item] += item < count ? 1 : 0;
                    assertEquals(expected[item], done[item], "piece " + piece + ", item " + item);
                }
            }
        }
        assertEquals(0, wrong.get());
    }

    /** Of two items that wait for each other, each has a thread, though one slept. */
    @Test
    void aSleepingMemberIsWoken() {
        Thread caller = Thread.currentThread();
        try (Team team = new Team(2)) {
            Thread helper = workers(team).stream()
                    .filter(thread -> thread != caller)
                    .findFirst()
                    .orElseThrow();
            for (int piece = 0; piece < 20; piece++) {
                while (helper.getState() != Thread.State.WAITING) {
                    LockSupport.parkNanos(100_000);
                }
                assertEquals(Set.of(caller, helper), workers(team), "piece " + piece);
            }
        }
    }

    /** @return the threads of two items that wait for each other, or of both in turn if nobody comes within ten seconds */
    private static Set<Thread> workers(Team team) {
        Set<Thread> workers = ConcurrentHashMap.newKeySet();
        CountDownLatch both = new CountDownLatch(2);
        team.each(2, item -> {
            workers.add(Thread.currentThread());
            both.countDown();
            awaitAtMost(both, 10);
        });
        return workers;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHelpersFailureReachesTheCaller(boolean memory) {
        Throwable failure =
                memory ? new OutOfMemoryError("made to fail") : new IllegalArgumentException("made to fail");
        CountDownLatch begun = new CountDownLatch(1);
        Thread caller = Thread.currentThread();
        try (Team team = new Team(3)) {
            IllegalStateException e = assertThrows(
                    IllegalStateException.class,
                    () -> team.each(2, item -> {
                        if (Thread.currentThread() == caller) {
                            await(begun);
                            return;
                        }
                        begun.countDown();
                        if (failure instanceof Error error) {
                            throw error;
                        }
                        throw (RuntimeException) failure;
                    }));
            assertSame(failure, e.getCause());
            assertThrows(IllegalStateException.class, () -> team.each(2, item -> {}));
        }
    }

    /** The caller fails while the helper is at work. */
    @Test
    void closeWaitsForTheHelpersThoughInterrupted() {
        AtomicBoolean ended = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(1);
        Team team = new Team(2);
        assertThrows(
                IllegalArgumentException.class,
                () -> team.each(2, item -> {
                    if (item == 0) {
                        await(begun);
                        throw new IllegalArgumentException("made to fail");
                    }
                    begun.countDown();
                    LockSupport.parkNanos(200_000_000); // long enough to be found at work, if nobody waited
                    ended.set(true);
                }));
        Thread.currentThread().interrupt();
        team.close();
        assertTrue(ended.get(), "the helper was still at work");
        assertTrue(Thread.interrupted(), "the interrupt was lost");
        team.close();
    }

    @Test
    void anInterruptOfTheSleepingCallerIsKeptForLater() {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        Thread caller = Thread.currentThread();
        try (Team team = new Team(2)) {
            team.each(2, item -> {
                if (item == 0) {
                    await(begun);
                    return;
                }
                begun.countDown();
                LockSupport.parkNanos(100_000_000); // longer than the caller spins
                caller.interrupt();
                LockSupport.parkNanos(100_000_000);
                ended.set(true);
            });
            assertTrue(ended.get(), "the helper was still at work");
            assertTrue(Thread.interrupted(), "the interrupt was lost");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void aPhaseBeginsWhenTheOneBeforeHasEnded(int threads) {
        Team.use(threads);
        for (int call = 0; call < Soak.times(300, 2000); call++) {
            int pieces = 1 + call % 9;
            AtomicIntegerArray done = new AtomicIntegerArray(pieces);
            AtomicIntegerArray seen = new AtomicIntegerArray(pieces);
            Team.share(pieces, done::incrementAndGet, piece -> {
                for (int other = 0; other < pieces; other++) {
                    seen.addAndGet(piece, done.get(other));
                }
            });
            for (int piece = 0; piece < pieces; piece++) {
                assertEquals(pieces, seen.get(piece), "call " + call + ", piece " + piece);
                assertEquals(1, done.get(piece), "call " + call + ", piece " + piece);
            }
        }
    }

    /** Maven's exec:java waits for threads that are left when the program has ended. */
    @Test
    void restingHelpersHaveEndedAndOthersTakeTheirPlaces() throws InterruptedException {
        Team.use(3);
        Set<Thread> seen = ConcurrentHashMap.newKeySet();
        CountDownLatch all = new CountDownLatch(3);
        Team.share(3, piece -> {
            seen.add(Thread.currentThread());
            all.countDown();
            await(all);
        });
        assertEquals(3, seen.size());
        Team.rest();
        seen.remove(Thread.currentThread());
        seen.forEach(helper -> assertFalse(helper.isAlive(), helper + " goes on"));
        CountDownLatch two = new CountDownLatch(2);
        Team.share(2, piece -> {
            two.countDown();
            await(two);
        });
    }

    @Test
    void noMoreThreadsThanAllowedTakePart() {
        Team.use(4);
        Team.share(16, piece -> {});
        Team.use(1);
        Set<Thread> seen = ConcurrentHashMap.newKeySet();
        for (int call = 0; call < 200; call++) {
            Team.share(8, piece -> seen.add(Thread.currentThread()));
        }
        assertEquals(Set.of(Thread.currentThread()), seen);
    }

    @Test
    void severalThreadsMayShareWorkAtOnce() throws InterruptedException {
        Team.use(3);
        int calls = Soak.times(100, 500);
        AtomicIntegerArray done = new AtomicIntegerArray(4);
        Thread[] callers = IntStream.range(0, 4)
                .mapToObj(caller -> new Thread(() -> {
                    for (int call = 0; call < calls; call++) {
                        Team.share(7, piece -> done.incrementAndGet(caller));
                    }
                }))
                .toArray(Thread[]::new);
        for (Thread caller : callers) {
            caller.start();
        }
        for (Thread caller : callers) {
            caller.join();
        }
        for (int caller = 0; caller < 4; caller++) {
            assertEquals(7 * calls, done.get(caller));
        }
    }

    private static void await(CountDownLatch latch) {
        awaitAtMost(latch, Integer.MAX_VALUE);
    }

    private static void awaitAtMost(CountDownLatch latch, int seconds) {
        try {
            latch.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
