package dev.crosscheck.train;

/** Adds up seconds, stops left out. */
public final class Stopwatch {
    private double before;
    private long since;
    private boolean running;

    /** Sets what it shows. */
    public void set(double seconds) {
        before = seconds;
        since = System.nanoTime();
    }

    /** Goes on from what it shows. */
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

    /** @return what it shows */
    public double seconds() {
        return running ? before + (System.nanoTime() - since) / 1e9 : before;
    }
}
