package dev.crosscheck.sweep;

import dev.crosscheck.run.RunFolder;
import dev.crosscheck.sweep.SweepPlan.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Lets the fuzzers in to this package's readers. */
public final class SweepDoor {
    private static final List<String> OPTIONS = List.of("hidden", "lr", "activation");

    private SweepDoor() {}

    /** Reads the settings of a file that {@code --set} names. */
    public static void settings(byte[] json) {
        Grid.read(json, "input", OPTIONS);
    }

    /** Reads a trial's record. */
    public static void trial(byte[] json) {
        TrialRecord.read(json, "input");
    }

    /** Reads a sweep's plan, and what its first trials are. */
    public static void plan(byte[] json) {
        SweepPlan plan = SweepPlan.read(json, "input");
        plan.trials().stream().limit(2).forEach(plan::digest);
    }

    /** @return a record of a trial that completed */
    public static byte[] trialSeed() throws IOException {
        return written(folder ->
                SweepFilesTest.record(SweepFilesTest.PLAN, 0, 1, 91.5, 92.5).write(folder));
    }

    /** @return a plan of two settings */
    public static byte[] planSeed() throws IOException {
        return written(SweepFilesTest.PLAN::write);
    }

    /** @return the name of the folder of the plan's first trial */
    public static String trialName() {
        return new Trial(0, 1).name();
    }

    private interface Writer {
        void write(Path folder);
    }

    private static byte[] written(Writer writer) throws IOException {
        Path folder = Files.createTempDirectory("sweep");
        try {
            writer.write(folder);
            try (var files = Files.list(folder)) {
                return Files.readAllBytes(files.findFirst().orElseThrow());
            }
        } finally {
            RunFolder.deleteAll(folder);
        }
    }
}
