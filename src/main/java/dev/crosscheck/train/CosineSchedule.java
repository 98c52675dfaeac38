package dev.crosscheck.train;

import org.nd4j.linalg.schedule.ISchedule;

/**
 * A learning rate that falls along half a cosine's wave, which DL4J has no schedule for.
 *
 * @param rate η, the first step's
 * @param factor the share of η that is left at the end
 * @param steps T, the steps until then
 */
record CosineSchedule(double rate, double factor, long steps) implements ISchedule {

    /** @return {@code η (f + (1-f) (1 + cos(π t/T))/2)} with t = iteration, and {@code η f} past T */
    @Override
    public double valueAt(int iteration, int epoch) {
        double done = Math.min(1, (double) iteration / steps);
        return rate * (factor + (1 - factor) * (1 + Math.cos(Math.PI * done)) / 2);
    }

    @Override
    public ISchedule clone() {
        return this;
    }
}
