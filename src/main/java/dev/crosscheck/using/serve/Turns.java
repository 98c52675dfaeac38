package dev.crosscheck.using.serve;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Threads that answer one kind of request. Of those that wait for a turn the smallest comes first, so that quick ones
 * do not queue behind slow ones; none waits for long.
 */
final class Turns implements AutoCloseable {
    private final ServerLimits limits;
    private final int workers;
    private final ThreadPoolExecutor executor;
    private final AtomicLong arrivals = new AtomicLong();
    private final Map<Thread, Long> busySince = new ConcurrentHashMap<>();

    Turns(String name, int workers, ServerLimits limits) {
        this.limits = limits;
        this.workers = workers;
        executor = new ThreadPoolExecutor(
                workers,
                workers,
                0,
                TimeUnit.MILLISECONDS,
                new PriorityBlockingQueue<>(),
                work -> new Thread(work, name));
    }

    /**
     * What threads are doing, for whoever watches over the server.
     *
     * @param status {@code ok}, or {@code stuck} when all threads of a kind have been busy for too long
     * @param workers threads that answer
     * @param busy those that do so now
     * @param longestSeconds how long the longest-running one has been at its work
     */
    record Health(String status, int workers, int busy, double longestSeconds) {
        boolean isWell() {
            return status.equals("ok");
        }
    }

    private final class Turn<T> implements Runnable, Comparable<Turn<?>> {
        private final int size;
        private final long arrival = arrivals.incrementAndGet();
        private final Supplier<T> work;
        private final CompletableFuture<T> result = new CompletableFuture<>();
        private Scheduler.Task alarm;

        Turn(int size, Supplier<T> work) {
            this.size = size;
            this.work = work;
        }

        @Override
        public int compareTo(Turn<?> other) {
            return size != other.size ? Integer.compare(size, other.size) : Long.compare(arrival, other.arrival);
        }

        private void giveUp() {
            if (executor.remove(this)) {
                result.completeExceptionally(busy());
            }
        }

        @Override
        public void run() {
            alarm.cancel();
            busySince.put(Thread.currentThread(), System.nanoTime());
            try {
                result.complete(work.get());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            } finally {
                busySince.remove(Thread.currentThread());
            }
        }
    }

    /**
     * @param size the larger, the later
     * @param work makes the answer
     * @return completed with the answer, or with a 503 if its turn does not come in time
     */
    <T> CompletableFuture<T> take(int size, Supplier<T> work, Scheduler scheduler) {
        Turn<T> turn = new Turn<>(size, work);
        if (executor.getQueue().size() >= limits.waiting()) {
            turn.result.completeExceptionally(busy());
            return turn.result;
        }
        turn.alarm = scheduler.schedule(turn::giveUp, limits.longestWait().toMillis(), TimeUnit.MILLISECONDS);
        executor.execute(turn);
        return turn.result;
    }

    private static HttpException.RuntimeException busy() {
        return new HttpException.RuntimeException(HttpStatus.SERVICE_UNAVAILABLE_503);
    }

    /** @return the health of all these together */
    static Health health(List<Turns> all, Duration stuckAfter) {
        long now = System.nanoTime();
        int workers = 0;
        int busy = 0;
        long longest = 0;
        boolean stuck = false;
        for (Turns turns : all) {
            List<Long> nanos = turns.busySince.values().stream()
                    .map(since -> now - since)
                    .sorted()
                    .toList();
            workers += turns.workers;
            busy += nanos.size();
            longest = Math.max(longest, nanos.isEmpty() ? 0 : nanos.get(nanos.size() - 1));
            stuck |= nanos.size() == turns.workers && nanos.get(0) > stuckAfter.toNanos();
        }
        return new Health(stuck ? "stuck" : "ok", workers, busy, Math.round(longest / 1e8) / 10.0);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
