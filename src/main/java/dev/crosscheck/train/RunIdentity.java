package dev.crosscheck.train;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * Identifies a run, however often it is resumed.
 *
 * @param id unique to the run
 * @param start when it first started, ISO 8601 in UTC
 * @param resumed when it was resumed, ISO 8601 in UTC
 * @param dataFolder where its data were read from
 * @param arithmetic what it began with and the last digits depend on: device, trainer and kernels
 */
public record RunIdentity(String id, String start, List<String> resumed, String dataFolder, String arithmetic) {

    /** Copies the times; nothing may be null. */
    public RunIdentity {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(dataFolder, "dataFolder");
        Objects.requireNonNull(arithmetic, "arithmetic");
        resumed = List.copyOf(resumed);
    }

    /** A new run, starting now. */
    public static RunIdentity now(String dataFolder, String arithmetic) {
        return new RunIdentity(UUID.randomUUID().toString(), now().toString(), List.of(), dataFolder, arithmetic);
    }

    /** The same run, resumed now with data from this folder. */
    public RunIdentity resumedNow(String folder) {
        List<String> times = new ArrayList<>(resumed);
        times.add(now().toString());
        return new RunIdentity(id, start, times, folder, arithmetic);
    }

    /** The same run with data from this folder. */
    public RunIdentity withData(String folder) {
        return new RunIdentity(id, start, resumed, folder, arithmetic);
    }

    /** @return the current time, in whole seconds */
    public static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }
}
