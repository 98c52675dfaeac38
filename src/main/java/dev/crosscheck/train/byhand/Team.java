package dev.crosscheck.train.byhand;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A team of threads that share the items of some work: the calling thread and helpers.
 *
 * <p>Each member begins with the same items in each piece of work, and then takes those that nobody has begun. So items stay in the same
 * processor's cache, and yet nobody waits for a helper that another program keeps from running, unless that happens within an item. An item
 * must compute the same on every thread; then the number of threads does not change the result.
 *
 * <p>One thread at a time may call {@link #each} and {@link #close}. A waiting member spins for a while, then sleeps. After a failure a team can
 * only be closed.
 *
 * <p>{@link #share} has a team of its own for the whole process, which starts with the first work and lasts until {@link #rest}.
 */
@SuppressWarnings("NullAway") // a thread reads the work that was published before it was woken
public final class Team implements AutoCloseable {
    /** How often a waiting thread checks before it sleeps, at least and at most: the most takes about as long as a training step. */
    private static final int LEAST_SPINS = 250;

    private static final int MOST_SPINS = 16_000;

    private static volatile int threads = Runtime.getRuntime().availableProcessors();
    private static @Nullable Team shared;

    private final int members;
    private final List<Thread> helpers = new ArrayList<>();
    private AtomicLongArray claims =
            new AtomicLongArray(64); // by item: the number of the last piece whose item was begun
    private volatile Piece piece = new Piece(0, 0, null, claims, new AtomicInteger(), null);
    private final AtomicInteger sleepers = new AtomicInteger();
    private volatile @Nullable Throwable failure; // of a helper
    private int spins = MOST_SPINS; // any thread's latest guess will do

    /**
     * A piece of work.
     *
     * @param number from 1, ascending
     * @param count of items
     * @param work null tells the helpers to end
     * @param claims by item
     * @param left number of items that are not done
     * @param caller that waits for the last
     */
    private record Piece(
            long number,
            int count,
            @Nullable IntConsumer work,
            AtomicLongArray claims,
            AtomicInteger left,
            @Nullable Thread caller) {

        /** All items of an earlier piece were begun before, so that a late helper takes none of a later one for its own. */
        boolean claim(int item) {
            long last = claims.get(item);
            return last < number && claims.compareAndSet(item, last, number);
        }
    }

    /**
     * Starts the helpers, as daemon threads.
     *
     * @param members number of threads that work together, including the calling one; at least 1
     */
    public Team(int members) {
        this.members = members;
        Piece nothing = piece;
        for (int member = 1; member < members; member++) {
            int number = member;
            Thread helper = new Thread(() -> help(nothing, number), "by-hand-" + member);
            helper.setDaemon(true);
            helper.start();
            helpers.add(helper);
        }
    }

    private void help(Piece nothing, int member) {
        try {
            for (Piece now = next(nothing); now.work != null; now = next(now)) {
                work(now, member);
            }
        } catch (Throwable e) {
            failure = e;
            LockSupport.unpark(piece.caller);
        }
    }

    private Piece next(Piece last) {
        if (!spin(() -> piece != last)) {
            sleepers.incrementAndGet(); // whoever publishes a piece sees the sleeper, or the sleeper sees the piece
            while (piece == last) {
                LockSupport.park(this);
            }
            sleepers.decrementAndGet();
        }
        return piece;
    }

    private void work(Piece now, int member) {
        int start = (int) ((long) now.count * member / members);
        for (int k = 0; k < now.count; k++) {
            int item = start + k < now.count ? start + k : start + k - now.count;
            if (now.claim(item)) {
                now.work.accept(item);
                if (now.left.decrementAndGet() == 0) {
                    LockSupport.unpark(now.caller);
                }
            }
        }
    }

    /**
     * Spins for about a step's time, since others usually are ready within it: if it went on while other processes want a core, it could keep
     * the thread that it waits for from running. The time halves whenever it was too short, and grows slowly otherwise. So threads that have a
     * core each hardly sleep, and threads that share cores hardly spin.
     */
    private boolean spin(BooleanSupplier ready) {
        int most = spins;
        for (int i = 0; i < most; i++) {
            if (ready.getAsBoolean()) {
                if (most < MOST_SPINS) {
                    spins = Math.min(MOST_SPINS, most + most / 8);
                }
                return true;
            }
            Thread.onSpinWait();
        }
        spins = Math.max(LEAST_SPINS, most / 2);
        return false;
    }

    /** @return number of threads that work together, including the calling one */
    public int members() {
        return members;
    }

    /**
     * Does all items of some work, and returns when the last is done. Everything that was written before is visible to all items, and what
     * they write to the caller and to all later work.
     *
     * @param count number of items
     * @param work called once for each of them, from 0
     * @throws RuntimeException what an item threw on the calling thread
     * @throws IllegalStateException if an item failed on another thread, now or before, with its exception as the cause
     */
    public void each(int count, IntConsumer work) {
        if (members == 1 || count == 1) {
            for (int item = 0; item < count; item++) {
                work.accept(item);
            }
            return;
        }
        Piece now = publish(count, work);
        work(now, 0);
        if (!spin(() -> now.left.get() == 0 || failure != null)) {
            while (now.left.get() > 0 && failure == null) {
                LockSupport.park(this);
            }
        }
        if (failure != null) {
            throw new IllegalStateException("Another training thread failed.", failure);
        }
    }

    private Piece publish(int count, IntConsumer work) {
        if (claims.length() < count) {
            claims = new AtomicLongArray(count);
        }
        Piece next = new Piece(piece.number + 1, count, work, claims, new AtomicInteger(count), Thread.currentThread());
        piece = next;
        if (sleepers.get() > 0) {
            helpers.forEach(LockSupport::unpark);
        }
        return next;
    }

    /**
     * Ends the helpers and waits until they have ended, even if the calling thread is interrupted: the caller may free memory that they
     * used. Closing twice is allowed.
     */
    @Override
    public void close() {
        publish(0, null);
        boolean interrupted = false;
        for (Thread helper : helpers) {
            while (helper.isAlive()) {
                try {
                    helper.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return the largest number of threads of {@link #share}, including the calling one */
    public static int threads() {
        return threads;
    }

    /**
     * Sets the number of threads of {@link #share} for the whole process; the default is the number of cores.
     *
     * @param count including the calling thread, at least 1
     */
    public static void use(int count) {
        threads = count;
    }

    /**
     * Does all items of some work, as {@link #each}. Concurrent callers wait for one another; an item must not call it.
     *
     * @param count number of items
     * @param phases each is called once with each number from 0, when all calls of the phase before have returned
     */
    public static synchronized void share(int count, IntConsumer... phases) {
        int members = Math.max(1, Math.min(threads, count));
        if (shared != null && (shared.members < members || shared.members > threads)) {
            rest();
        }
        if (shared == null) {
            shared = new Team(members);
        }
        try {
            for (IntConsumer phase : phases) {
                shared.each(count, phase);
            }
        } catch (RuntimeException | Error e) {
            rest(); // after a failure a team can only be closed
            throw e;
        }
    }

    /** Ends the threads of {@link #share}; its next call starts new ones. */
    public static synchronized void rest() {
        if (shared != null) {
            shared.close();
            shared = null;
        }
    }
}
