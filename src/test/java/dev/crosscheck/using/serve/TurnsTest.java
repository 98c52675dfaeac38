package dev.crosscheck.using.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whose turn it is, who is sent away, and what is said of threads that do not come back. */
class TurnsTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final ScheduledExecutorScheduler scheduler = new ScheduledExecutorScheduler();
    private final CountDownLatch release = new CountDownLatch(1);

    @BeforeEach
    void start() throws Exception {
        scheduler.start();
    }

    @AfterEach
    void stop() throws Exception {
        release.countDown();
        scheduler.stop();
    }

    private String held() {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "held";
    }

    private static void busy(CompletableFuture<?> result) {
        Throwable cause = assertThrows(CompletionException.class, result::join).getCause();
        assertEquals(503, ((HttpException) cause).getCode());
    }

    @Test
    void theSmallestComesFirst() {
        try (Turns turns = new Turns("test", 1, ServerCalls.limits(1, 4, LONG, LONG))) {
            CompletableFuture<String> first = turns.take(1, this::held, scheduler);
            List<Integer> order = Collections.synchronizedList(new ArrayList<>());
            List<CompletableFuture<Boolean>> others = List.of(300, 20, 100, 20).stream()
                    .map(size -> turns.take(size, () -> order.add(size), scheduler))
                    .toList();
            busy(turns.take(1, () -> order.add(1), scheduler));
            release.countDown();
            assertEquals("held", first.join());
            others.forEach(CompletableFuture::join);
            assertEquals(List.of(20, 20, 100, 300), order);
        }
    }

    @Test
    void nobodyWaitsForLong() {
        try (Turns turns = new Turns("test", 1, ServerCalls.limits(1, 4, Duration.ofMillis(20), LONG))) {
            CompletableFuture<String> first = turns.take(1, this::held, scheduler);
            busy(turns.take(1, () -> "never", scheduler));
            assertFalse(first.isDone());
        }
    }

    @Test
    void whatIsThrownIsPassedOn() {
        try (Turns turns = new Turns("test", 1, ServerLimits.USUAL)) {
            CompletableFuture<String> failed = turns.take(
                    1,
                    () -> {
                        throw new OutOfMemoryError("made up");
                    },
                    scheduler);
            assertTrue(assertThrows(CompletionException.class, failed::join).getCause() instanceof OutOfMemoryError);
            assertEquals("next", turns.take(1, () -> "next", scheduler).join());
        }
    }

    @Test
    void threadsThatDoNotComeBackAreToldOf() throws InterruptedException {
        try (Turns one = new Turns("test", 1, ServerLimits.USUAL);
                Turns two = new Turns("test", 2, ServerLimits.USUAL)) {
            List<Turns> both = List.of(one, two);
            assertEquals(new Turns.Health("ok", 3, 0, 0), Turns.health(both, Duration.ZERO));
            two.take(1, this::held, scheduler);
            awaitBusy(both, 1);
            assertEquals("ok", Turns.health(both, Duration.ZERO).status());
            two.take(1, this::held, scheduler);
            awaitBusy(both, 2);
            assertEquals("stuck", Turns.health(both, Duration.ZERO).status());
            assertFalse(Turns.health(both, Duration.ZERO).isWell());
            assertEquals("ok", Turns.health(both, LONG).status());
            release.countDown();
            awaitBusy(both, 0);
        }
    }

    private static void awaitBusy(List<Turns> turns, int count) throws InterruptedException {
        while (Turns.health(turns, LONG).busy() != count) {
            Thread.sleep(1);
        }
    }
}
