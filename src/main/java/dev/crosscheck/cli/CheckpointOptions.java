package dev.crosscheck.cli;

import dev.crosscheck.train.CheckpointInterval;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** When checkpoints are saved, and which run to resume. */
final class CheckpointOptions {
    @Option(
            names = "--checkpoint-every",
            paramLabel = "N[epochs|steps]",
            converter = Intervals.class,
            description =
                    "Keep a checkpoint every N epochs, or every N steps as in 500steps. One is always kept when a run"
                            + " ends or Ctrl-C ends it.")
    private CheckpointInterval every;

    @Option(
            names = "--resume",
            paramLabel = "RUN",
            description =
                    "Go on with the run in this folder, from its newest checkpoint. What it was to do is known; only"
                            + " --epochs, --patience, --target-accuracy, --time-limit and how it runs may change.")
    private Path resume;

    /** @return how often, or null for the end only */
    CheckpointInterval every() {
        return every;
    }

    /** @return the folder of the run to go on with, or null to train anew */
    Path resume() {
        return resume;
    }
}
