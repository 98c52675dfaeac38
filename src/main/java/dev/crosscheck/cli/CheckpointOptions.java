package dev.crosscheck.cli;

import dev.crosscheck.train.CheckpointInterval;
import dev.crosscheck.train.CheckpointInterval.Unit;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

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
            description = "Continue the run in this folder from its newest checkpoint. Only --epochs, --patience,"
                    + " --target-accuracy, --time-limit and how it runs may change.")
    private Path resume;

    /** @return how often, or null for the end only */
    CheckpointInterval every() {
        return every;
    }

    /** @return the folder of the run to continue, or null for a new one */
    Path resume() {
        return resume;
    }

    /** Reads an interval such as 2, 1epoch or 500steps; a number alone is epochs. */
    private static final class Intervals implements ITypeConverter<CheckpointInterval> {
        private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,8})(?:epochs?|(steps?))?");

        @Override
        public CheckpointInterval convert(String value) {
            Matcher parts = FORM.matcher(value);
            if (!parts.matches()) {
                throw new TypeConversionException(
                        "expected epochs such as 2, or steps such as 500steps, found '" + value + "'.");
            }
            return new CheckpointInterval(
                    Integer.parseInt(parts.group(1)), parts.group(2) == null ? Unit.EPOCHS : Unit.STEPS);
        }
    }
}
