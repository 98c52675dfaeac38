package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.table.Share;
import dev.crosscheck.nn.StopRules;
import dev.crosscheck.nn.TrainingSpec;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** What ends training before its last epoch, and the images to judge by. */
final class StopOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--validation",
            paramLabel = "N|FILE",
            converter = HeldOut.class,
            description =
                    "Hold out N training images, drawn by the seed, or of a table N rows, a share as 20%% or a CSV file's rows;"
                            + " the model with the lowest loss on them after an epoch is kept. Default: none, the last is.")
    private Held validation;

    @Option(
            names = "--patience",
            paramLabel = "N",
            description = "Stop after N epochs without a lower validation loss.")
    private Integer patience;

    @Option(
            names = "--target-accuracy",
            paramLabel = "PERCENT",
            description = "Stop after an epoch with this accuracy on the validation images.")
    private Double target;

    @Option(
            names = "--time-limit",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "Stop after this time, such as 90s, 10m or 1h30m, resumed parts included.")
    private Double timeLimit;

    /** So many, a share, or those of a file: one of the three. */
    private record Held(Integer count, Share share, Path file) {
        @Override
        public String toString() {
            return String.valueOf(count != null ? count : share != null ? share : file);
        }
    }

    static final class HeldOut implements ITypeConverter<Held> {
        @Override
        public Held convert(String value) {
            Path file = TableOptions.file(value);
            if (file != null) {
                return new Held(null, null, file);
            }
            if (!value.endsWith("%")) {
                return new Held(Conversions.whole(value, Integer::valueOf), null, null);
            }
            try {
                return new Held(null, Share.parse("--validation", value), null);
            } catch (CrosscheckException e) {
                throw new TypeConversionException("expected a share from 0% to below 100%, found '" + value + "'.");
            }
        }
    }

    /** @return images to hold out */
    int validation() {
        if (validation != null && validation.count() == null) {
            throw new ParameterException(
                    command.commandLine(),
                    "--validation " + validation + ": a " + (validation.share() == null ? "file" : "share")
                            + " is for tables; of images it is a whole number.");
        }
        return validation == null ? 0 : Checks.within(command, "--validation", validation.count(), 1, 59_999);
    }

    /** Refuses to hold out all images. */
    void requireRest(int held, int images) {
        if (held >= images) {
            throw new ParameterException(
                    command.commandLine(),
                    "--validation " + held + ": of " + images + " training images none is left to train on.");
        }
    }

    /** @return a table's rows to hold out */
    Share share() {
        if (validation == null || validation.file() != null) {
            return Share.NONE;
        }
        return validation.share() != null
                ? validation.share()
                : new Share(0, Checks.within(command, "--validation", validation.count(), 1, Integer.MAX_VALUE));
    }

    /** @return a file of a table's rows to validate on, or null */
    Path file() {
        return validation == null ? null : validation.file();
    }

    /** Refuses what needs classes. */
    void requireNoAccuracy() {
        if (target != null) {
            throw new ParameterException(
                    command.commandLine(), "--target-accuracy is for classes, and a number is learnt.");
        }
    }

    /** @return the rules; those not given on the command line are the earlier ones */
    StopRules rules(int held, StopRules earlier) {
        if (patience != null) {
            Checks.within(command, "--patience", patience, 1, TrainingSpec.MOST_EPOCHS);
            requireValidation("--patience", held);
        }
        if (target != null) {
            Checks.fine(
                    command,
                    "--target-accuracy",
                    target,
                    target > 0 && target <= 100,
                    "percent above 0 and at most 100");
            requireValidation("--target-accuracy", held);
        }
        return new StopRules(
                patience == null ? earlier.patience() : patience,
                target == null ? earlier.targetAccuracyPercent() : target,
                timeLimit == null ? earlier.timeLimitSeconds() : timeLimit);
    }

    private void requireValidation(String option, int held) {
        if (held == 0) {
            throw new ParameterException(
                    command.commandLine(), option + " needs --validation N, training images to hold out and judge by.");
        }
    }

    /**
     * Refuses another number of held-out images than the run has that is resumed.
     *
     * @param ofFile whether they are a file's, which may have moved
     */
    void requireUnchanged(int saved, boolean ofFile) {
        boolean count = validation != null && validation.count() != null;
        boolean moved = ofFile && file() != null;
        if (!moved) {
            Checks.unchanged(command, "--validation", count ? validation.count() : validation, saved);
        }
    }

    /** Reads a time such as 90s, 10m or 1h30m; a number alone is seconds. */
    private static final class Durations implements ITypeConverter<Double> {
        private static final Pattern FORM =
                Pattern.compile("(?:(\\d{1,5})h)?(?:(\\d{1,7})m)?(?:(\\d{1,9}(?:\\.\\d{1,3})?)s?)?");

        /** @return seconds, above 0 */
        @Override
        public Double convert(String value) {
            Matcher parts = FORM.matcher(value);
            double seconds = parts.matches() ? 3600 * number(parts, 1) + 60 * number(parts, 2) + number(parts, 3) : 0;
            if (seconds <= 0) {
                throw new TypeConversionException("expected a time such as 90s, 10m or 1h30m, found '" + value + "'.");
            }
            return seconds;
        }

        private static double number(Matcher parts, int group) {
            return parts.group(group) == null ? 0 : Double.parseDouble(parts.group(group));
        }
    }
}
