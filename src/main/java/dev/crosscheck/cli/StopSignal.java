package dev.crosscheck.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Turns Ctrl-C, or another request to end the process, into a request to stop, and keeps the process alive until the work so far is saved.
 */
final class StopSignal implements BooleanSupplier, AutoCloseable {
    /** Longer than saving takes; afterwards the process ends anyway. */
    private static final int PATIENCE_SECONDS = 60;

    private final CountDownLatch saved = new CountDownLatch(1);
    private final Thread hook = new Thread(this::requestAndWait, "stop-signal");
    private final CountDownLatch requested = new CountDownLatch(1);
    private final OutputOptions output;

    /** @param output for a warning if the run could not be saved in time */
    StopSignal(OutputOptions output) {
        this.output = output;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void requestAndWait() {
        requested.countDown();
        try {
            if (!saved.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                output.warn("The run could not be saved within " + PATIENCE_SECONDS + " s.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean getAsBoolean() {
        return requested.getCount() == 0;
    }

    /** Waits until it is time to stop. */
    void await() throws InterruptedException {
        requested.await();
    }

    /** Says that all is saved. */
    @Override
    public void close() {
        saved.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already, and the hook with it.
        }
    }
}
