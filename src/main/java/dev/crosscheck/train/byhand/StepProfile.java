package dev.crosscheck.train.byhand;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** Measures how long each part of a training step takes on one thread. Not thread-safe. */
public final class StepProfile implements StepClock {
    private static final int PARTS = Part.values().length;

    private final List<long[]> steps = new ArrayList<>(); // ns by part
    private long last = System.nanoTime();

    @Override
    public void begin() {
        steps.add(new long[PARTS]);
    }

    @Override
    public void done(Part part) {
        long now = System.nanoTime();
        steps.get(steps.size() - 1)[part.ordinal()] += now - last;
        last = now;
    }

    /**
     * The median times of the steps since the last call of {@link #forget}.
     *
     * @return seconds by part
     * @throws IllegalStateException if there was no step
     */
    public Map<Part, Double> medians() {
        Map<Part, Double> medians = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            medians.put(part, median(step -> step[part.ordinal()]));
        }
        return medians;
    }

    /** @return the median time of whole steps, in seconds; not the sum of the parts' medians */
    public double median() {
        return median(step -> Arrays.stream(step).sum());
    }

    private double median(ToLongFunction<long[]> nanos) {
        if (steps.isEmpty()) {
            throw new IllegalStateException("no step was timed");
        }
        long[] sorted = steps.stream().mapToLong(nanos).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2e9;
    }

    /** Forgets all steps. */
    public void forget() {
        steps.clear();
    }
}
