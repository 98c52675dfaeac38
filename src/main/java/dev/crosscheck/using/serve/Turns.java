package dev.crosscheck.using.serve;

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
 * Whose request is worked on next. Addresses take turns, so that one that asks for much waits for itself and not others for it (fair
 * queueing: Nagle, RFC 970, 1985); so do the connections of an address, each of which has one request at a time. Quick work has a place
 * that other work cannot take.
 */
final class Turns implements Graceful {
    private final Executor executor;
    private final Scheduler scheduler;
    private final ServerLimits limits;
    private final int slowOfOne;
    /** By address; the next one first. */
    private final Map<String, Line> lines = new LinkedHashMap<>();

    private final Set<Turn<?>> running = new HashSet<>();
    private boolean ended;

    /**
     * @param executor has as many threads as {@link #workers}
     * @param cores that do the work
     */
    Turns(Executor executor, Scheduler scheduler, ServerLimits limits, int cores) {
        this.executor = executor;
        this.scheduler = scheduler;
        this.limits = limits;
        slowOfOne = limits.slowOfOne(cores);
    }

    /** @return how many requests are worked on at most: of other than quick ones one more than of one address, and a quick one */
    int workers() {
        return slowOfOne + 2;
    }

    /** What one address has asked for. */
    private static final class Line {
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
            synchronized (Turns.this) {
                Line line = lines.get(address);
                waited = line != null && line.waiting.remove(this);
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
            synchronized (Turns.this) {
                running.remove(this);
                lines.get(address).slow -= quick ? 0 : 1;
                forget(address);
            }
            begin();
        }
    }

    /**
     * @param address who asks
     * @param quick whether it costs little
     * @param work makes the answer
     * @return completed with the answer, or with a 503 if its turn does not come in time
     */
    <T> CompletableFuture<T> take(String address, boolean quick, Supplier<T> work) {
        Turn<T> turn = new Turn<>(address, quick, work);
        synchronized (this) {
            if (ended) {
                return CompletableFuture.failedFuture(busy());
            }
            turn.alarm = scheduler.schedule(turn::giveUp, limits.longestWait().toMillis(), TimeUnit.MILLISECONDS);
            lines.computeIfAbsent(address, any -> new Line()).waiting.add(turn);
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
        int slow = lines.values().stream().mapToInt(line -> line.slow).sum();
        for (String address : lines.keySet()) {
            Line line = lines.get(address);
            Turn<?> next = line.waiting.stream()
                    .filter(turn -> running.size() < workers())
                    .filter(turn -> turn.quick || slow <= slowOfOne && line.slow < slowOfOne)
                    .findFirst()
                    .orElse(null);
            if (next != null) {
                next.alarm.cancel();
                next.since = System.nanoTime();
                line.waiting.remove(next);
                line.slow += next.quick ? 0 : 1;
                running.add(next);
                lines.remove(address);
                lines.put(address, line);
                return next;
            }
        }
        return null;
    }

    private void forget(String address) {
        Line line = lines.get(address);
        if (line != null
                && line.waiting.isEmpty()
                && running.stream().noneMatch(turn -> turn.address.equals(address))) {
            lines.remove(address);
        }
    }

    /** @return what a request without a place ends with */
    static HttpException.RuntimeException busy() {
        return new HttpException.RuntimeException(HttpStatus.SERVICE_UNAVAILABLE_503);
    }

    /**
     * What is worked on.
     *
     * @param stuck whether so much has been worked on for too long that an address, or everyone, gets no further
     * @param workers requests that can be worked on at the same time
     * @param busy those that are
     * @param waiting those that wait for that
     * @param longestSeconds how long the longest-running one has been worked on
     */
    record State(boolean stuck, int workers, int busy, int waiting, double longestSeconds) {}

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
                lines.values().stream().mapToInt(line -> line.waiting.size()).sum(),
                Math.round(longest / 1e8) / 10.0);
    }

    /** Turns away all that wait; what is worked on goes on. */
    @Override
    public CompletableFuture<Void> shutdown() {
        List<? extends Turn<?>> turnedAway;
        synchronized (this) {
            ended = true;
            turnedAway = lines.values().stream()
                    .map(line -> line.waiting)
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
