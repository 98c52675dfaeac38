package dev.crosscheck.cli;

import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Ranges of option values. */
final class Checks {
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

    /** @return the value, if it is finite and above 0 */
    static double positive(CommandSpec command, String option, double value) {
        if (!(value > 0 && Double.isFinite(value))) {
            throw new ParameterException(
                    command.commandLine(),
                    "Invalid value for option '" + option + "': expected a number above 0, found " + value + ".");
        }
        return value;
    }
}
