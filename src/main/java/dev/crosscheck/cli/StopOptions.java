package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.table.Share;
import dev.crosscheck.train.StopRules;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** What ends training before its last epoch, and the images to judge by. */
final class StopOptions {
    @Option(
            names = "--validation",
            paramLabel = "N",
            converter = HeldOut.class,
            description =
                    "Hold out N training images, chosen by the seed, or of a table N rows or a share as 20%%; the model that is"
                            + " kept is then the one with the lowest loss on them after an epoch, else the last.")
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

    /** So many, or a share: one of the two. */
    private record Held(Integer count, Share share) {
        @Override
        public String toString() {
            return share == null ? count.toString() : share.toString();
        }
    }

    static final class HeldOut implements ITypeConverter<Held> {
        @Override
        public Held convert(String value) {
            if (!value.endsWith("%")) {
                return new Held(Conversions.whole(value, Integer::valueOf), null);
            }
            try {
                return new Held(null, Share.parse("--validation", value));
            } catch (CrosscheckException e) {
                throw new TypeConversionException("expected a share from 0% to below 100%, found '" + value + "'.");
            }
        }
    }

    /** @return images to hold out */
    int validation(CommandSpec command) {
        if (validation != null && validation.share() != null) {
            throw new ParameterException(
                    command.commandLine(),
                    "--validation " + validation + ": a share is for tables; of images it is a whole number.");
        }
        return validation == null ? 0 : Checks.within(command, "--validation", validation.count(), 1, 59_999);
    }

    /** @return a table's rows to hold out */
    Share share(CommandSpec command) {
        if (validation == null) {
            return Share.NONE;
        }
        return validation.share() != null
                ? validation.share()
                : new Share(0, Checks.within(command, "--validation", validation.count(), 1, Integer.MAX_VALUE));
    }

    /** Refuses what needs classes. */
    void requireNoAccuracy(CommandSpec command) {
        if (target != null) {
            throw new ParameterException(
                    command.commandLine(), "--target-accuracy is for classes, and a number is learnt.");
        }
    }

    /** @return the rules; those not given on the command line are the earlier ones */
    StopRules rules(CommandSpec command, int held, StopRules earlier) {
        if (patience != null) {
            Checks.within(command, "--patience", patience, 1, 100_000);
            requireValidation(command, "--patience", held);
        }
        if (target != null) {
            if (!(target > 0 && target <= 100)) {
                throw new ParameterException(
                        command.commandLine(),
                        "Invalid value for option '--target-accuracy': expected percent above 0 and at most 100, found "
                                + target + ".");
            }
            requireValidation(command, "--target-accuracy", held);
        }
        return new StopRules(
                patience == null ? earlier.patience() : patience,
                target == null ? earlier.targetAccuracyPercent() : target,
                timeLimit == null ? earlier.timeLimitSeconds() : timeLimit);
    }

    private static void requireValidation(CommandSpec command, String option, int held) {
        if (held == 0) {
            throw new ParameterException(
                    command.commandLine(), option + " needs --validation N, training images to hold out and judge by.");
        }
    }

    /** Refuses another number of held-out images than the run has that is resumed. */
    void requireUnchanged(CommandSpec command, int saved) {
        boolean count = validation != null && validation.share() == null;
        Checks.unchanged(command, "--validation", count ? validation.count() : validation, saved);
    }
}
