package dev.crosscheck.train.byhand;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crosscheck.Soak;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedTeamTest {

    @AfterEach
    void allCores() {
        Team.use(Runtime.getRuntime().availableProcessors());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void everyPieceIsDoneOnceAndBeforeItReturns(int threads) {
        Team.use(threads);
        for (int call = 0; call < Soak.times(300, 2000); call++) {
            AtomicIntegerArray done = new AtomicIntegerArray(call % 9);
            Team.share(done.length(), done::incrementAndGet);
            for (int piece = 0; piece < done.length(); piece++) {
                assertEquals(1, done.get(piece), "call " + call + ", piece " + piece);
            }
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
            }
        }
    }

    /** Two pieces that wait for each other can only end on two threads. */
    @Test
    void helpersThatSleepAreWoken() throws InterruptedException {
        Team.use(2);
        for (int call = 0; call < 5; call++) {
            Thread.sleep(20); // longer than a helper spins
            CountDownLatch both = new CountDownLatch(2);
            Team.share(2, piece -> {
                both.countDown();
                awaitQuietly(both);
            });
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
            awaitQuietly(all);
        });
        assertEquals(3, seen.size());
        Team.rest();
        seen.remove(Thread.currentThread());
        seen.forEach(helper -> assertFalse(helper.isAlive(), helper + " goes on"));
        helpersThatSleepAreWoken();
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
    void aFailureInAnyPieceReachesTheCallerAndOthersGoOn() {
        Team.use(3);
        for (int bad = 0; bad < 6; bad++) {
            int failing = bad;
            OutOfMemoryError failure = new OutOfMemoryError("made up");
            Throwable thrown = assertThrows(
                    Throwable.class,
                    () -> Team.share(6, piece -> {
                        if (piece == failing) {
                            throw failure;
                        }
                    }));
            assertSame(failure, thrown instanceof IllegalStateException ? thrown.getCause() : thrown);
            AtomicIntegerArray done = new AtomicIntegerArray(6);
            Team.share(6, done::incrementAndGet);
            assertEquals(6, IntStream.range(0, 6).map(done::get).sum());
        }
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

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
