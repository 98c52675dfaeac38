package dev.crosscheck.train;

/** Adds up seconds while it runs. */
public final class Stopwatch {
    private double before;
    private long since;
    private boolean running;

    /** Sets the elapsed time. */
    public void set(double seconds) {
        before = seconds;
        since = System.nanoTime();
    }

    /** Starts, or continues from the elapsed time. */
    public void start() {
        since = System.nanoTime();
        running = true;
    }

    /**
     * Stops if it is running.
     *
     * @return whether it was running
     */
    boolean stop() {
        boolean was = running;
        before = seconds();
        running = false;
        return was;
    }

    /** @return the elapsed time in seconds */
    public double seconds() {
        return running ? before + (System.nanoTime() - since) / 1e9 : before;
    }
}
