package dev.crosscheck.cli;

import dev.crosscheck.train.StopRules;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What ends training before its last epoch, and the images to judge by. */
final class StopOptions {
    @Option(
            names = "--validation",
            paramLabel = "N",
            description =
                    "Hold out N training images, chosen by the seed; the model that is kept is then the one with the"
                            + " lowest loss on them after an epoch, else the last.")
    private Integer validation;

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

    /** @return images to hold out */
    int validation(CommandSpec command) {
        return validation == null ? 0 : Checks.within(command, "--validation", validation, 1, 59_999);
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
        Checks.unchanged(command, "--validation", validation, saved);
    }
}
