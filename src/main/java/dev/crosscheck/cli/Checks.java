package dev.crosscheck.cli;

import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Ranges of option values. */
final class Checks {
    private static final double HIGHEST_RATE = 1000;

    private Checks() {}

    /** @return the value, if it lies from {@code least} to {@code most} */
    static int within(CommandSpec command, String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ParameterException(
                    command.commandLine(),
                    String.format(
                            Locale.ROOT,
                            "Invalid value for option '%s': expected a whole number from %d to %d, found %d.",
                            option,
                            least,
                            most,
                            value));
        }
        return value;
    }

    /** @return the value, if it lies from {@code least} to {@code most} */
    static double within(CommandSpec command, String option, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new ParameterException(
                    command.commandLine(),
                    "Invalid value for option '" + option + "': expected a number from " + least + " to " + most
                            + ", found " + value + ".");
        }
        return value;
    }

    /** @return the value, if it is finite and above 0 */
    static double positive(CommandSpec command, String option, double value) {
        if (!(value > 0 && Double.isFinite(value))) {
            throw new ParameterException(
                    command.commandLine(),
                    "Invalid value for option '" + option + "': expected a number above 0, found " + value + ".");
        }
        return value;
    }

    /** @return the value, if it can serve as the rate of plain gradient descent */
    static double rate(CommandSpec command, String option, double value) {
        if (!(value > 0 && value <= HIGHEST_RATE)) {
            throw new ParameterException(
                    command.commandLine(),
                    "Invalid value for option '" + option + "': expected a number above 0 and at most " + HIGHEST_RATE
                            + ", found " + value + ".");
        }
        return value;
    }

    /** Refuses an option whose value is not the one of the run that is resumed. */
    static void unchanged(CommandSpec command, String option, Object given, Object saved) {
        if (given != null && !given.equals(saved)) {
            throw new ParameterException(
                    command.commandLine(),
                    option + " " + given + ": the run to resume has " + saved + ", which cannot change.");
        }
    }
}
