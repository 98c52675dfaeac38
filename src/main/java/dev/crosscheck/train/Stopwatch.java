package dev.crosscheck.train;

/** Adds up seconds while it runs. */
public final class Stopwatch {
    private double before;
    private long since;
    private boolean running;

    public void set(double seconds) {
        before = seconds;
        since = System.nanoTime();
    }

    /** Starts, or continues from the elapsed time. */
    public void start() {
        since = System.nanoTime();
        running = true;
    }

    /** Stops if it is running. */
    void stop() {
        before = seconds();
        running = false;
    }

    public double seconds() {
        return running ? before + (System.nanoTime() - since) / 1e9 : before;
    }
}
