package dev.crosscheck.run;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Work that a thread of its own does in the meantime.
 *
 * @param <T> its result
 */
public final class Background<T> {
    private final CompletableFuture<T> work;

    private Background(CompletableFuture<T> work) {
        this.work = work;
    }

    /**
     * Starts the work.
     *
     * @param name of the thread, which does not keep the process alive
     */
    public static <T> Background<T> start(String name, Supplier<T> work) {
        return new Background<>(CompletableFuture.supplyAsync(work, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            thread.start();
        }));
    }

    /** Waits until the work has ended in either way. */
    public void await() {
        work.exceptionally(e -> null).join();
    }

    /**
     * Waits for the result.
     *
     * @return what the work returned
     * @throws RuntimeException what the work threw, or the error
     */
    public T result() {
        try {
            return work.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }
}
