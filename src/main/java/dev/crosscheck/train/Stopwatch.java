package dev.crosscheck.train;

/** Adds up seconds while it runs. */
public final class Stopwatch {
    private double before;
    private long since;
    private boolean running;

    /** Sets the time it shows. */
    public void set(double seconds) {
        before = seconds;
        since = System.nanoTime();
    }

    /** Continues from the time it shows. */
    public void start() {
        since = System.nanoTime();
        running = true;
    }

    /** Stops, if it is running; returns whether it was. */
    boolean stop() {
        boolean was = running;
        before = seconds();
        running = false;
        return was;
    }

    /** @return the time it shows, in seconds */
    public double seconds() {
        return running ? before + (System.nanoTime() - since) / 1e9 : before;
    }
}
