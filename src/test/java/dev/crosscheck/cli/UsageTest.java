package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.run.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** What holds of all commands and options; the words are in the transcripts. */
class UsageTest extends CommandLines {
    private static final int LINES_OF_A_SCREEN = 40;
    private static final CommandLine ROOT = CrosscheckCommand.parser();

    /** Every option of every command that is a number or a switch. */
    @Test
    void whatIsNoValueIsAnsweredWithWhatWasExpectedInWords() {
        Set<Class<?>> types = Set.of(
                int.class,
                Integer.class,
                long.class,
                Long.class,
                double.class,
                Double.class,
                boolean.class,
                Path.class);
        int tried = 0;
        for (String command : commands()) {
            for (OptionSpec option : spec(command).options()) {
                Class<?> type =
                        option.typeInfo().isCollection() ? option.typeInfo().getAuxiliaryTypes()[0] : option.type();
                if (types.contains(type) && !option.usageHelp() && !option.versionHelp()) {
                    String wrong = type == Path.class ? "nul\0" : "what";
                    Cli result = Cli.run((command + " " + option.longestName() + "=" + wrong).split(" "));
                    assertTrue(
                            result.err()
                                    .matches("Invalid value for option '.+: expected [a-z0-9 ,(][^\\n]*, found '"
                                            + wrong.replace("\0", "\\\\u0000")
                                            + "'\\.\nSee \"crosscheck .+ --help\"\\.\n"),
                            result.err());
                    assertEquals(2, result.code(), result.err());
                    tried++;
                }
            }
        }
        assertTrue(tried > 60, tried + " options");
    }

    /** @return all commands by their names, those of the course after {@code course}; not hidden ones */
    static List<String> commands() {
        List<String> names = new ArrayList<>(ROOT.getSubcommands().keySet());
        names.removeIf(name -> spec(name).usageMessage().hidden());
        names.addAll(chapters().keySet().stream().map(name -> "course " + name).toList());
        return names;
    }

    private static Map<String, CommandLine> chapters() {
        return ROOT.getSubcommands().get("course").getSubcommands();
    }

    private static CommandSpec spec(String command) {
        CommandLine line = command.startsWith("course ")
                ? chapters().get(command.substring(command.indexOf(' ') + 1))
                : ROOT.getSubcommands().get(command);
        return line.getCommandSpec();
    }

    /**
     * Help fits a screen, shows no option twice and leads to the rest, which shows each once. The list of commands has the first line of a
     * command's help, and what is to be copied stands on one line, or on lines joined by a backslash.
     */
    @ParameterizedTest
    @MethodSource("commands")
    void helpFitsAScreenAndLeadsToAllOptions(String command) {
        String help = ok(command + " --help").out();
        String all = ok(command + " --help-all").out();
        assertTrue(help.startsWith("Usage: crosscheck " + command + " [OPTIONS]"), help);
        assertTrue(help.lines().count() <= LINES_OF_A_SCREEN, help);
        assertTrue((help + all).lines().allMatch(line -> line.length() <= 80), help + all);
        assertTrue(help.contains("\nExamples:\n  crosscheck " + command), help);
        if (!command.equals("course")) {
            assertTrue(help.contains("\nAll options: crosscheck " + command + " --help-all\n"), help);
        }
        if (!command.contains(" ")) {
            assertEquals(help, ok("help " + command).out());
        }
        for (OptionSpec option : spec(command).options()) {
            assertEquals(1, optionLines(all, name(option)), name(option) + "\n" + all);
            assertTrue(optionLines(help, name(option)) <= 1, help);
        }
        UsageMessageSpec usage = spec(command).usageMessage();
        String list = ok(command.startsWith("course ") ? "course" : "--help").out();
        assertTrue(list.contains("  " + usage.description()[0] + "\n"), list);
        assertTrue(Stream.of(usage.footer()).allMatch(line -> !line.startsWith("  ") || line.length() < 80), help);
    }

    private static String name(OptionSpec option) {
        return option.negatable() ? option.longestName().replace("--", "--[no-]") : option.longestName();
    }

    private static long optionLines(String help, String name) {
        Pattern line = Pattern.compile("(?m)^ {2,6}(-\\w, )?(--help, )?" + Pattern.quote(name) + "(?![\\w-])");
        return line.matcher(help).results().count();
    }

    @Test
    void versionNamesThisProgramAndWhatItRunsOn() {
        String version = ok("--version").out();
        assertTrue(version.startsWith("crosscheck 0.") && version.contains("ND4J 1.0.0-M2.1"), version);
    }

    @Test
    void verboseAddsTheStackTrace() {
        Cli result = ended(1, "train -v --data DIR/none");
        assertTrue(result.err().contains("\tat dev.crosscheck.data.ImageData"), result.err());
    }

    @Test
    void theDefaultFolderIsNamedAfterTheCommand() throws IOException {
        String out = ok("course errata").out();
        String made = out.substring(out.indexOf("Run: ") + 5).strip();
        assertTrue(made.matches("runs.errata-\\d{8}-\\d{6}(-\\d+)?"), made);
        RunFolder.deleteAll(Path.of(made));
    }
}
