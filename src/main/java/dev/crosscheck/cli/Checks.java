package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What the values of options must keep to. */
final class Checks {
    private static final double HIGHEST_RATE = 1000;

    private Checks() {}

    /** @return the value, if it lies from {@code least} to {@code most} */
    static int within(CommandSpec command, String option, int value, int least, int most) {
        if (value < least || value > most) {
            String expected = "a whole number from " + least + " to " + most;
            throw invalid(command, option, expected, Integer.toString(value));
        }
        return value;
    }

    /** @return the value, if it lies from {@code least} to {@code most} */
    static double within(CommandSpec command, String option, double value, double least, double most) {
        return fine(command, option, value, value >= least && value <= most, "a number from " + least + " to " + most);
    }

    /** @return the value, if it is finite and above 0 */
    static double positive(CommandSpec command, String option, double value) {
        return fine(command, option, value, value > 0 && Double.isFinite(value), "a number above 0");
    }

    /** @return the value, if it can serve as the rate of plain gradient descent */
    static double rate(CommandSpec command, String option, double value) {
        boolean fine = value > 0 && value <= HIGHEST_RATE;
        return fine(command, option, value, fine, "a number above 0 and at most " + HIGHEST_RATE);
    }

    /** @return the value, if it is fine */
    static double fine(CommandSpec command, String option, double value, boolean fine, String expected) {
        if (!fine) {
            throw invalid(command, option, expected, Double.toString(value));
        }
        return value;
    }

    /**
     * @param expected what the option's value should be
     * @param found what it is, as it is to be shown
     * @return wrong usage
     */
    static ParameterException invalid(CommandSpec command, String option, String expected, String found) {
        return new ParameterException(
                command.commandLine(),
                "Invalid value for option '" + option + "': expected " + expected + ", found " + found + ".");
    }

    /** Refuses an option whose value is not the one of the run that is resumed. */
    static void unchanged(CommandSpec command, String option, Object given, Object saved) {
        unchanged(command, option, given, saved, Object::toString);
    }

    /** The same of a value that is written in other words. */
    static <T> void unchanged(CommandSpec command, String option, T given, T saved, Function<T, String> words) {
        if (given != null && !given.equals(saved)) {
            throw new ParameterException(
                    command.commandLine(),
                    option + " " + words.apply(given) + ": the run to resume has "
                            + (saved == null ? "none" : words.apply(saved)) + ", which cannot change.");
        }
    }

    /** Turns what does not go together into wrong usage. */
    static <T> T refusing(CommandSpec command, Supplier<T> made) {
        try {
            return made.get();
        } catch (CrosscheckException e) {
            String problem = e.getMessage().replaceFirst("\\.$", "");
            throw new ParameterException(command.commandLine(), problem + ". " + e.remedy(), e);
        }
    }

    /** The same of what gives nothing. */
    static void refusing(CommandSpec command, Runnable check) {
        refusing(command, () -> {
            check.run();
            return null;
        });
    }
}
