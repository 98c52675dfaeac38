package dev.crosscheck.sweep;

import dev.crosscheck.run.Json;
import dev.crosscheck.sweep.SweepPlan.Trial;
import java.nio.charset.StandardCharsets;

/** Lets the fuzzers in to this package's readers. */
public final class SweepDoor {
    private SweepDoor() {}

    /** Reads a sweep's plan, and what its first trials are. */
    public static void plan(byte[] json) {
        SweepPlan plan = SweepPlan.read(json, "input");
        plan.trials().stream().limit(2).forEach(plan::arguments);
    }

    /** @return a plan of two settings */
    public static byte[] planSeed() {
        return Json.text(SweepFilesTest.PLAN).getBytes(StandardCharsets.UTF_8);
    }

    /** @return the name of the folder of the plan's first trial */
    public static String trialName() {
        return new Trial(0, 1).name();
    }
}
