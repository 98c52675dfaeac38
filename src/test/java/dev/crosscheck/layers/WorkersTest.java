package dev.crosscheck.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {

    @AfterEach
    void allCores() {
        Workers.use(Runtime.getRuntime().availableProcessors());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void everyPieceIsDoneOnceAndBeforeItReturns(int threads) {
        Workers.use(threads);
        for (int call = 0; call < 2000; call++) {
            AtomicIntegerArray done = new AtomicIntegerArray(call % 9);
            Workers.share(done.length(), done::incrementAndGet);
            for (int piece = 0; piece < done.length(); piece++) {
                assertEquals(1, done.get(piece), "call " + call + ", piece " + piece);
            }
        }
    }

    /** Two pieces that wait for each other can only end on two threads. */
    @Test
    void helpersThatSleepAreWoken() throws InterruptedException {
        Workers.use(2);
        for (int call = 0; call < 5; call++) {
            Thread.sleep(20); // longer than a helper spins
            CountDownLatch both = new CountDownLatch(2);
            Workers.share(2, piece -> {
                both.countDown();
                awaitQuietly(both);
            });
        }
    }

    /** Maven's exec:java interrupts what is left when the program has ended, and complains of threads that stay. */
    @Test
    void helpersThatAreInterruptedEndAndOthersTakeTheirPlaces() throws InterruptedException {
        Workers.use(3);
        Workers.share(9, piece -> {});
        List<Thread> ended = helpers();
        assertTrue(ended.size() >= 2, ended.size() + " helpers");
        for (Thread helper : ended) {
            helper.interrupt();
            helper.join(10_000);
            assertFalse(helper.isAlive(), helper + " goes on");
        }
        assertEquals(List.of(), helpers());
        helpersThatSleepAreWoken();
    }

    private static List<Thread> helpers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("layers-"))
                .toList();
    }

    @Test
    void noMoreThreadsThanAllowedTakePart() {
        Workers.use(4);
        Workers.share(16, piece -> {});
        Workers.use(1);
        Set<Thread> seen = ConcurrentHashMap.newKeySet();
        for (int call = 0; call < 200; call++) {
            Workers.share(8, piece -> seen.add(Thread.currentThread()));
        }
        assertEquals(Set.of(Thread.currentThread()), seen);
    }

    @Test
    void aFailureInAnyPieceReachesTheCallerAfterAllHaveEnded() {
        Workers.use(3);
        for (int bad = 0; bad < 6; bad++) {
            int failing = bad;
            OutOfMemoryError failure = new OutOfMemoryError("made up");
            AtomicIntegerArray done = new AtomicIntegerArray(6);
            IllegalStateException thrown = assertThrows(
                    IllegalStateException.class,
                    () -> Workers.share(6, piece -> {
                        done.incrementAndGet(piece);
                        if (piece == failing) {
                            throw failure;
                        }
                    }));
            assertSame(failure, thrown.getCause());
            assertEquals(6, IntStream.range(0, 6).map(done::get).sum());
        }
    }

    @Test
    void severalThreadsMayShareWorkAtOnce() throws InterruptedException {
        Workers.use(3);
        AtomicIntegerArray done = new AtomicIntegerArray(4);
        Thread[] callers = IntStream.range(0, 4)
                .mapToObj(caller -> new Thread(() -> {
                    for (int call = 0; call < 500; call++) {
                        Workers.share(7, piece -> done.incrementAndGet(caller));
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
            assertEquals(3500, done.get(caller));
        }
    }

    @Test
    void atLeastOneThreadIsNeeded() {
        assertThrows(IllegalArgumentException.class, () -> Workers.use(0));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
