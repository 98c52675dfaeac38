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
    private static final int LINES_OF_ALL_OF_TRAIN = 130;
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

    /** Help fits a screen and leads to the rest. */
    @ParameterizedTest
    @MethodSource("commands")
    void helpFitsAScreenAndLeadsToAllOptions(String command) {
        Cli help = Cli.run((command + " --help").split(" "));
        assertEquals(0, help.code());
        assertTrue(help.out().startsWith("Usage: crosscheck " + command + " [OPTIONS]"), help.out());
        assertTrue(help.out().lines().count() <= LINES_OF_A_SCREEN, help.out());
        assertTrue(help.out().lines().allMatch(line -> line.length() <= 80), help.out());
        List<String> lines = help.out().lines().toList();
        List<String> examples = lines.subList(lines.indexOf("Examples:") + 1, lines.size());
        assertTrue(examples.get(0).startsWith("  crosscheck " + command), help.out());
        long shown = examples.stream().takeWhile(line -> line.startsWith("  ")).count();
        assertTrue(shown >= 2 && shown <= 3, help.out());
        if (!command.equals("course")) {
            assertTrue(help.out().contains("\nAll options: crosscheck " + command + " --help-all\n"), help.out());
        }
        if (!command.contains(" ")) {
            assertEquals(help.out(), Cli.run("help", command).out());
        }
    }

    /** {@code --help-all} shows each option once, and so does {@code --help} those that it shows. */
    @ParameterizedTest
    @MethodSource("commands")
    void helpAllShowsEachOptionOnce(String command) {
        String all = Cli.run((command + " --help-all").split(" ")).out();
        String some = Cli.run((command + " --help").split(" ")).out();
        for (OptionSpec option : spec(command).options()) {
            assertEquals(1, optionLines(all, name(option)), name(option) + "\n" + all);
            assertTrue(optionLines(some, name(option)) <= 1, some);
        }
        assertTrue(all.lines().allMatch(line -> line.length() <= 80), all);
    }

    /** Whoever trains can read all that there is. */
    @Test
    void allOptionsOfTrainAreReadAtOnce() {
        List<String> help = Cli.run("train", "--help-all").out().lines().toList();
        assertTrue(help.size() <= LINES_OF_ALL_OF_TRAIN, help.size() + " lines");
    }

    private static String name(OptionSpec option) {
        return option.negatable() ? option.longestName().replace("--", "--[no-]") : option.longestName();
    }

    private static long optionLines(String help, String name) {
        Pattern line = Pattern.compile("(?m)^ {2,6}(-\\w, )?(--help, )?" + Pattern.quote(name) + "(?![\\w-])");
        return line.matcher(help).results().count();
    }

    /** A command's line in the list is the first of its help, and what is to be copied stands on one line, or on lines joined by a backslash. */
    @ParameterizedTest
    @MethodSource("commands")
    void summariesAndExamplesFitTheirLines(String command) {
        UsageMessageSpec usage = spec(command).usageMessage();
        String summary = usage.description()[0];
        String list =
                Cli.run(command.startsWith("course ") ? "course" : "--help").out();
        assertTrue(list.contains("  " + summary + "\n"), list);
        assertTrue(summary.endsWith("."), summary);
        for (String line : usage.footer()) {
            assertTrue(!line.startsWith("  ") || line.length() < 80, line);
        }
    }

    @Test
    void helpListsAllCommandsAndHasAShortName() {
        Cli help = ok("--help");
        assertEquals(help.out(), ok("-h").out());
        commands().stream()
                .filter(name -> !name.contains(" "))
                .forEach(name -> assertTrue(help.out().contains("\n  " + name + " "), help.out()));
    }

    @Test
    void versionNamesThisProgramAndWhatItRunsOn() {
        Cli version = Cli.run("--version");
        assertTrue(version.out().startsWith("crosscheck 0."), version.out());
        assertTrue(version.out().contains("ND4J 1.0.0-M2.1"), version.out());
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
