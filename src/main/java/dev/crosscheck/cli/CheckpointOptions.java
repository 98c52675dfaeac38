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
                    "Save a checkpoint every N epochs, or every N steps as in 500steps. One is always saved when a run"
                            + " ends or Ctrl-C stops it.")
    private CheckpointInterval every;

    @Option(
            names = "--resume",
            paramLabel = "RUN",
            description = "Continue the run in this folder from its newest checkpoint. Its settings are kept; only"
                    + " --epochs, --patience, --target-accuracy, --time-limit and how it runs may change.")
    private Path resume;

    /** @return how often, or null for the end only */
    CheckpointInterval every() {
        return every;
    }

    /** @return the folder of the run to continue, or null for a new one */
    Path resume() {
        return resume;
    }
}
