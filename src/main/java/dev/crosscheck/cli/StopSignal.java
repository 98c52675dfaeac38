package dev.crosscheck.cli;

import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Turns Ctrl-C, or another request to end the process, into a request to stop, and keeps the process alive until the work so far is saved. A
 * second request ends the process at once.
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
        endOnAnotherSignal("INT", 130);
        endOnAnotherSignal("TERM", 143);
        requested.countDown();
        try {
            if (!saved.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                output.warn("The run could not be saved within " + PATIENCE_SECONDS + " s.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A second request ends the process at once. Java itself ignores further signals while it is ending. */
    private static void endOnAnotherSignal(String name, int exitCode) {
        try {
            // By reflection: every Java has these classes, but the compiler warns of them, and the warning cannot be
            // turned off.
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object end = Proxy.newProxyInstance(
                    StopSignal.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        Runtime.getRuntime().halt(exitCode);
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), end);
        } catch (ReflectiveOperationException e) {
            // This system has no such signal, or Java runs with -Xrs: the first request still works.
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
