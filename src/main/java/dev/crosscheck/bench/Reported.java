package dev.crosscheck.bench;

import dev.crosscheck.OrNull;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.Mismatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a contestant's process reported on standard output, one JSON object per line:
 *
 * <pre>
 * {"event": "first-step"}
 * {"event": "epoch", "seconds": 1.25}
 * {"event": "end", "note": "PyTorch 2.6.0, 2 threads", "peakKib": 851968, "rows": 600, "right": 0.86}
 * </pre>
 *
 * The first is for digits only; the second names a part of the work that is done, in any number; of the last only {@code note} must be
 * there, and {@code rows} and {@code right}, the share of rows whose class was predicted, are for tables. Other lines, which libraries
 * print, are skipped.
 */
final class Reported {
    private static final String START = "{\"event\":";
    static final String FIRST_STEP = "first-step";
    static final String END = "end";

    /** A line. */
    record Event(
            String event,
            @OrNull Double seconds,
            @OrNull String note,
            @OrNull Long peakKib,
            @OrNull Integer rows,
            @OrNull Double right) {}

    private final Map<String, List<Double>> seconds = new LinkedHashMap<>();
    private double total = Double.NaN;
    private Event end = new Event(END, null, "", null, null, null);

    /**
     * Takes a line that came this long after the process's start.
     *
     * @throws Mismatch if it starts as an event and is none
     */
    void line(String line, double secondsSinceStart) throws Mismatch {
        if (!line.startsWith(START)) {
            return;
        }
        Event event = Json.read(line.getBytes(StandardCharsets.UTF_8), Event.class);
        if (event.event().equals(END)) {
            end = event;
        } else {
            double took =
                    event.event().equals(FIRST_STEP) || event.seconds() == null ? secondsSinceStart : event.seconds();
            seconds.computeIfAbsent(event.event(), part -> new ArrayList<>()).add(took);
        }
    }

    /** Takes the seconds from the process's start to its end. */
    void ended(double secondsSinceStart) {
        total = secondsSinceStart;
    }

    /**
     * @param count how often each of these parts was asked for
     * @return the same
     * @throws IllegalStateException if a part was not timed as often, or a time is no positive number
     */
    Reported requires(int count, List<String> parts) {
        for (String part : parts) {
            List<Double> times = seconds(part);
            if (times.size() != count || !times.stream().allMatch(time -> time > 0 && Double.isFinite(time))) {
                throw new IllegalStateException("expected " + count + " times of \"" + part + "\", found " + times);
            }
        }
        return this;
    }

    /** @return the seconds of each time that a part was done */
    List<Double> seconds(String part) {
        return seconds.getOrDefault(part, List.of());
    }

    /** @return the parts that were timed */
    List<String> parts() {
        return List.copyOf(seconds.keySet());
    }

    /** @return the seconds from the process's start to its end */
    double total() {
        return total;
    }

    /** @return the last event */
    Event end() {
        return end;
    }
}
