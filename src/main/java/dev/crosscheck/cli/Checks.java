package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.limits.Members;
import dev.crosscheck.nn.Setting;
import dev.crosscheck.text.Text;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Checks of options; each refusal names the option. */
final class Checks {
    private static final double HIGHEST_RATE = 1000;

    /** The settings or options of record members that have other names. */
    private static final Map<String, String> MEMBERS = Map.of(
            "units", "hidden",
            "learningRate", "lr",
            "rows", "validation",
            "timeLimitSeconds", "time-limit");

    /** Groups of options of tables, and options of tables beside them. */
    private static final Set<Class<?>> TABLES = Set.of(TableDataOptions.class, CsvOptions.class, DecisionOptions.class);

    private static final Set<String> OF_TABLES = Set.of("--folds", "--raw-text");

    private Checks() {}

    /** @return the refusal of a wrong command line */
    static ParameterException wrong(CommandSpec command, String message) {
        return new ParameterException(command.commandLine(), message);
    }

    /** @return the value, if it lies from {@code least} to {@code most} */
    static int within(CommandSpec command, String option, int value, int least, int most) {
        if (value < least || value > most) {
            String expected = "a whole number from " + least + " to " + most;
            throw invalid(command, option, expected, Integer.toString(value));
        }
        return value;
    }

    /** @return the value, if it can serve as the rate of plain gradient descent */
    static double rate(CommandSpec command, String option, double value) {
        if (!(value > 0 && value <= HIGHEST_RATE)) {
            throw invalid(
                    command, option, "a number above 0 and at most " + Text.plain(HIGHEST_RATE), Text.plain(value));
        }
        return value;
    }

    /**
     * @param expected what the option's value should be
     * @param found what it is, as it is to be shown
     * @return wrong usage
     */
    static ParameterException invalid(CommandSpec command, String option, String expected, String found) {
        return wrong(
                command, "Invalid value for option '" + option + "': expected " + expected + ", found " + found + ".");
    }

    /**
     * Refuses all options but some, by name.
     *
     * @param allowed their longest names
     * @param why none of the others may be given, as a sentence
     */
    static void requireOnly(CommandSpec command, Set<String> allowed, String why) {
        for (OptionSpec option : command.commandLine().getParseResult().matchedOptions()) {
            if (!allowed.contains(option.longestName())) {
                throw wrong(command, option.longestName() + ": " + why);
            }
        }
    }

    /** @return whether an option of tables is given */
    static boolean namesTable(CommandSpec command) {
        return ofTable(command) != null;
    }

    /** Refuses options of pictures for a table, and the other way round. */
    static void requireKind(CommandSpec command, boolean table) {
        if (table && command.commandLine().getParseResult().hasMatchedOption("--size")) {
            throw wrong(command, "--size is for pictures, not for a table.");
        }
        String given = ofTable(command);
        if (!table && given != null) {
            throw wrong(command, given + " is for a table, not for pictures.");
        }
    }

    /** @return the first option of tables that is given, or null */
    private static String ofTable(CommandSpec command) {
        return command.commandLine().getParseResult().matchedOptions().stream()
                .filter(option -> OF_TABLES.contains(option.longestName())
                        || option.group() != null
                                && TABLES.contains(option.group().typeInfo().getType()))
                .map(OptionSpec::longestName)
                .findFirst()
                .orElse(null);
    }

    /** Turns what the domain refuses into wrong usage; a value out of its range is refused by the name of its option or word. */
    static <T> T refusing(CommandSpec command, Supplier<T> made) {
        try {
            return made.get();
        } catch (Members.Unfit e) {
            String name = MEMBERS.getOrDefault(e.member(), e.member());
            Setting<?> setting = Setting.named(name);
            boolean isWord = setting != null && setting.use() == Setting.Use.WORD;
            String option = isWord ? "--with': " + name : "--" + name + "'";
            throw new ParameterException(
                    command.commandLine(), "Invalid value for option '" + option + ": " + e.rest(), e);
        } catch (CrosscheckException e) {
            String problem = e.clause();
            throw new ParameterException(command.commandLine(), problem + ". " + e.remedy(), e);
        }
    }

    /** As {@link #refusing(CommandSpec, Supplier)}, for a check without a result. */
    static void refusing(CommandSpec command, Runnable check) {
        refusing(command, () -> {
            check.run();
            return null;
        });
    }
}
