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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whose turn it is, and what is said of work that fails or does not end. */
class FairQueueTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final ScheduledExecutorScheduler scheduler = new ScheduledExecutorScheduler();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<String> order = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void start() throws Exception {
        scheduler.start();
    }

    @AfterEach
    void stop() throws Exception {
        release.countDown();
        scheduler.stop();
        threads.shutdown();
    }

    private FairQueue turns(int cores, Duration stuckAfter) {
        return new FairQueue(
                threads, scheduler, ServerCalls.limits("longestWait", LONG, "stuckAfter", stuckAfter), cores);
    }

    private String held() {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "held";
    }

    private CompletableFuture<Boolean> slow(FairQueue turns, String address, String name) {
        return turns.take(address, false, () -> order.add(name));
    }

    /** With places for two of other than quick work, one holds one for ever and each of the others comes when one before has gone. */
    @Test
    void addressesTakeTurnsAndTheRequestsOfEachComeInOrder() {
        FairQueue turns = turns(1, LONG);
        CompletableFuture<String> forEver = new CompletableFuture<>();
        CompletableFuture<String> first = turns.take("a", false, this::held);
        CompletableFuture<String> second = turns.take("b", false, forEver::join);
        List<CompletableFuture<Boolean>> others = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            others.add(slow(turns, "a", "a" + i));
        }
        others.add(slow(turns, "c", "c1"));
        others.add(slow(turns, "c", "c2"));
        others.add(slow(turns, "d", "d1"));
        FairQueue.State state = turns.state();
        assertEquals(new FairQueue.State(false, 3, 2, state.longestSeconds(), 6), state);
        release.countDown();
        others.forEach(CompletableFuture::join);
        assertEquals(List.of("a1", "c1", "d1", "a2", "c2", "a3"), order);
        forEver.complete("released");
        assertEquals("held released", first.join() + " " + second.join());
    }

    @Test
    void whateverOneAddressAsksForAnotherIsAnsweredAtOnceAndSoIsQuickWork() {
        FairQueue turns = turns(2, LONG);
        List<CompletableFuture<String>> greedy = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            greedy.add(turns.take("greedy", false, this::held));
        }
        assertEquals(2, turns.state().busy(), "of one address");
        assertTrue(slow(turns, "other", "other").join());
        assertTrue(turns.take("greedy", true, () -> order.add("quick")).join());
        CompletableFuture<String> third = turns.take("third", false, this::held);
        CompletableFuture<Boolean> fourth = slow(turns, "fourth", "fourth");
        assertTrue(turns.take("fourth", true, () -> order.add("quick, too")).join());
        assertFalse(third.isDone() || fourth.isDone());
        assertEquals(3, turns.state().busy(), "of all");
        release.countDown();
        assertTrue(fourth.join());
        greedy.forEach(CompletableFuture::join);
        assertEquals(0, turns.state().waiting());
    }

    @Test
    void whatIsThrownIsPassedOn() {
        FairQueue turns = turns(1, LONG);
        CompletableFuture<String> failed = turns.take("a", false, () -> {
            throw new OutOfMemoryError("made up");
        });
        assertTrue(assertThrows(CompletionException.class, failed::join).getCause() instanceof OutOfMemoryError);
        assertEquals("next", turns.take("a", false, () -> "next").join());
    }

    @Test
    void workThatDoesNotEndIsToldOf() {
        FairQueue turns = turns(2, Duration.ZERO);
        assertEquals(new FairQueue.State(false, 4, 0, 0.0, 0), turns.state());
        turns.take("a", false, this::held);
        turns.take("a", true, this::held);
        assertFalse(turns.state().stuck());
        turns.take("a", false, this::held);
        assertTrue(turns.state().stuck());
        assertEquals(3, turns.state().busy());
    }
}
