package dev.crosscheck.using.serve;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.util.component.Graceful;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Decides which request is worked on next. Addresses take turns, so that one with many requests delays itself and not others (fair
 * queueing: Nagle, RFC 970, 1985). The connections of an address also take turns, since each of them has one request at a time. One worker
 * is reserved for quick requests.
 */
final class FairQueue implements Graceful {
    private final Executor executor;
    private final Scheduler scheduler;
    private final ServerLimits limits;
    private final int slowOfOne;
    /** Queues by address, in the order of their turns. */
    private final Map<String, AddressQueue> queues = new LinkedHashMap<>();

    private final Set<Turn<?>> running = new HashSet<>();
    private boolean ended;

    /**
     * @param executor must have as many threads as {@link #workers}
     * @param cores number of cores for the work
     */
    FairQueue(Executor executor, Scheduler scheduler, ServerLimits limits, int cores) {
        this.executor = executor;
        this.scheduler = scheduler;
        this.limits = limits;
        slowOfOne = limits.slowOfOne(cores);
    }

    /**
     * @return the maximum number of requests that are worked on at the same time: one more slow request than a single address may have, and
     *     a quick one
     */
    int workers() {
        return slowOfOne + 2;
    }

    /** The requests of one address. */
    private static final class AddressQueue {
        private final Deque<Turn<?>> waiting = new ArrayDeque<>();
        private int slow;
    }

    private final class Turn<T> implements Runnable {
        private final String address;
        private final boolean quick;
        private final Supplier<T> work;
        private final CompletableFuture<T> result = new CompletableFuture<>();
        private Scheduler.Task alarm;
        private long since;

        Turn(String address, boolean quick, Supplier<T> work) {
            this.address = address;
            this.quick = quick;
            this.work = work;
        }

        private void giveUp() {
            boolean waited;
            synchronized (FairQueue.this) {
                AddressQueue queue = queues.get(address);
                waited = queue != null && queue.waiting.remove(this);
                forget(address);
            }
            if (waited) {
                result.completeExceptionally(busy());
            }
        }

        @Override
        public void run() {
            Runnable answer;
            try {
                T made = work.get();
                answer = () -> result.complete(made);
            } catch (Throwable e) {
                answer = () -> result.completeExceptionally(e);
            }
            try {
                end();
            } finally {
                answer.run();
            }
        }

        private void end() {
            synchronized (FairQueue.this) {
                running.remove(this);
                queues.get(address).slow -= quick ? 0 : 1;
                forget(address);
            }
            begin();
        }
    }

    /**
     * @param address address of the client
     * @param quick whether the request is cheap
     * @param work computes the answer
     * @return completed with the answer, or with 503 if its turn does not come in time
     */
    <T> CompletableFuture<T> take(String address, boolean quick, Supplier<T> work) {
        Turn<T> turn = new Turn<>(address, quick, work);
        synchronized (this) {
            if (ended) {
                return CompletableFuture.failedFuture(busy());
            }
            turn.alarm = scheduler.schedule(turn::giveUp, limits.longestWait().toMillis(), TimeUnit.MILLISECONDS);
            queues.computeIfAbsent(address, any -> new AddressQueue()).waiting.add(turn);
        }
        begin();
        return turn.result;
    }

    private void begin() {
        for (Turn<?> next = next(); next != null; next = next()) {
            executor.execute(next);
        }
    }

    private synchronized Turn<?> next() {
        int slow = queues.values().stream().mapToInt(queue -> queue.slow).sum();
        for (String address : queues.keySet()) {
            AddressQueue queue = queues.get(address);
            Turn<?> next = queue.waiting.stream()
                    .filter(turn -> running.size() < workers())
                    .filter(turn -> turn.quick || slow <= slowOfOne && queue.slow < slowOfOne)
                    .findFirst()
                    .orElse(null);
            if (next != null) {
                next.alarm.cancel();
                next.since = System.nanoTime();
                queue.waiting.remove(next);
                queue.slow += next.quick ? 0 : 1;
                running.add(next);
                queues.remove(address);
                queues.put(address, queue);
                return next;
            }
        }
        return null;
    }

    private void forget(String address) {
        AddressQueue queue = queues.get(address);
        if (queue != null
                && queue.waiting.isEmpty()
                && running.stream().noneMatch(turn -> turn.address.equals(address))) {
            queues.remove(address);
        }
    }

    /** @return the error for a request that cannot be worked on */
    static HttpException.RuntimeException busy() {
        return new HttpException.RuntimeException(HttpStatus.SERVICE_UNAVAILABLE_503);
    }

    /**
     * The state of the queue.
     *
     * @param stuck whether so many requests have been worked on for too long that an address, or everyone, cannot proceed
     * @param workers number of requests that can be worked on at the same time
     * @param busy number of requests being worked on
     * @param longestSeconds how long the longest-running request has been worked on
     * @param waiting number of queued requests
     */
    record State(@JsonIgnore boolean stuck, int workers, int busy, double longestSeconds, int waiting) {}

    synchronized State state() {
        long now = System.nanoTime();
        long stuckNanos = limits.stuckAfter().toNanos();
        Predicate<Turn<?>> isStuck = turn -> now - turn.since > stuckNanos;
        long stuck = running.stream().filter(isStuck).count();
        long slowStuck =
                running.stream().filter(turn -> !turn.quick).filter(isStuck).count();
        long longest =
                running.stream().mapToLong(turn -> now - turn.since).max().orElse(0);
        return new State(
                stuck == workers() || slowStuck >= slowOfOne,
                workers(),
                running.size(),
                Math.round(longest / 1e8) / 10.0,
                queues.values().stream().mapToInt(queue -> queue.waiting.size()).sum());
    }

    /** Rejects all queued requests; running ones continue. */
    @Override
    public CompletableFuture<Void> shutdown() {
        List<? extends Turn<?>> turnedAway;
        synchronized (this) {
            ended = true;
            turnedAway = queues.values().stream()
                    .map(queue -> queue.waiting)
                    .flatMap(Collection::stream)
                    .toList();
        }
        turnedAway.forEach(Turn::giveUp);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized boolean isShutdown() {
        return ended;
    }
}
