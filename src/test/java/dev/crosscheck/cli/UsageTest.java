package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.run.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** What holds of all commands and options; the words are in the transcripts. */
class UsageTest extends CommandLines {
    private static final int LINES_OF_A_SCREEN = 40;
    private static final CommandLine ROOT = CrosscheckCommand.parser();

    /** @return all commands by their names, those of the course after {@code course}; not hidden ones */
    static List<String> commands() {
        List<String> names = new ArrayList<>(ROOT.getSubcommands().keySet());
        names.removeIf(name -> spec(name).usageMessage().hidden());
        ROOT.getSubcommands().get("course").getSubcommands().keySet().forEach(name -> names.add("course " + name));
        return names;
    }

    private static CommandSpec spec(String command) {
        CommandLine line = ROOT;
        for (String name : command.split(" ")) {
            line = line.getSubcommands().get(name);
        }
        return line.getCommandSpec();
    }

    /** Every option of every command that is a number, a switch or a file. */
    @Test
    void whatIsNoValueIsAnsweredWithWhatWasExpectedInWords() {
        int tried = 0;
        for (String command : commands()) {
            for (OptionSpec option : spec(command).options()) {
                Class<?> type =
                        option.typeInfo().isCollection() ? option.typeInfo().getAuxiliaryTypes()[0] : option.type();
                boolean isNumber = type.isPrimitive() || Number.class.isAssignableFrom(type);
                boolean isFile = type == Path.class || type == ResultFile.class;
                if ((isNumber || isFile) && !option.usageHelp() && !option.versionHelp()) {
                    String wrong = isFile ? "nul\0" : "what";
                    String err = ended(2, command + " " + option.longestName() + "=" + wrong)
                            .err();
                    String found = wrong.replace("\0", "\\\\u0000");
                    assertTrue(
                            err.matches("Invalid value for option '.+: expected [a-z0-9 ,(][^\\n]*, found '" + found
                                    + "'\\.\nSee \"crosscheck .+ --help\"\\.\n"),
                            err);
                    tried++;
                }
            }
        }
        assertTrue(tried > 60, tried + " options");
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
            assertEquals(1, optionLines(all, option), option.longestName() + "\n" + all);
            assertTrue(optionLines(help, option) <= 1, help);
        }
        UsageMessageSpec usage = spec(command).usageMessage();
        String list = ok(command.startsWith("course ") ? "course" : "--help").out();
        assertTrue(list.contains("  " + usage.description()[0] + "\n"), list);
        assertTrue(Stream.of(usage.footer()).allMatch(line -> !line.startsWith("  ") || line.length() < 80), help);
    }

    private static long optionLines(String help, OptionSpec option) {
        String name = option.longestName().replace("--", option.negatable() ? "--[no-]" : "--");
        Pattern line = Pattern.compile("(?m)^ {2,6}(-\\w, )?(--help, )?" + Pattern.quote(name) + "(?![\\w-])");
        return line.matcher(help).results().count();
    }

    @Test
    void verboseAddsTheStackTrace() {
        Cli result = ended(1, "train -v --data DIR/none");
        assertTrue(result.err().contains("\tat dev.crosscheck.data.ImageData"), result.err());
    }

    @Test
    void theDefaultFolderIsNamedAfterTheCommand() throws IOException {
        String out = ok("course losses --no-check").out();
        String made = out.substring(out.indexOf("Run: ") + 5).strip();
        assertTrue(made.matches("runs.losses-\\d{8}-\\d{6}(-\\d+)?"), made);
        RunFolder.deleteAll(Path.of(made));
    }

    /** Help lists a command in the words of its own help. */
    @Test
    void theListIsTheSameWhicheverAreMade() {
        CommandLine none = Commands.program(Set.of());
        assertEquals(Commands.program(Set.of(Commands.values())).getUsageMessage(), none.getUsageMessage());
        assertEquals(
                List.copyOf(ROOT.getSubcommands().keySet()),
                List.copyOf(none.getSubcommands().keySet()));
    }

    /** As bash cuts words, at ":" and "=". */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "crosscheck pred | predict",
                "crosscheck train --hid | --hidden",
                "crosscheck train --data my\\ people.csv --target '' | age home\\ town name",
                "crosscheck train --data = my\\ people.csv --target = ho | home\\ town",
                "crosscheck train --target n | ''",
                "crosscheck --data 'my people.csv' --split-by '\"ho' | home town",
                "crosscheck train --data \"my people.csv\" --drop age,n | age,name",
                "crosscheck sweep --with dr | dropout:",
                "crosscheck train --with schedule : co | constant cosine",
                "crosscheck train --with class-weights:balanced,m | class-weights:balanced,momentum: class-weights:balanced,mirror"
            })
    void bashCompletesCommandsOptionsColumnsAndWords(String words, String expected)
            throws IOException, InterruptedException {
        write("my people.csv", "age;home town;name\n4;Rome;Li\n");
        write("completion", ok("completion").out());
        write(
                "columns",
                Cli.run("completion", folder.resolve("my people.csv").toString())
                        .out());
        String line = "crosscheck() { [[ $2 == 'my people.csv' ]] && cat columns; }; source ./completion; COMP_WORDS=("
                + words
                + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _complete_crosscheck_values 2> /dev/null; echo \"${COMPREPLY[@]}\"";
        ProcessBuilder bash = new ProcessBuilder("bash", "-c", line).directory(folder.toFile());
        assertEquals(expected, printed(0, bash).strip());
    }

    /** Each word of --with that completion offers is one, once a number is given where one is due. */
    @Test
    void offeredWordsAreThoseOfWith() {
        Matcher offered = Pattern.compile("--with\\) values=\\((.*)\\) ;;")
                .matcher(ok("completion").out());
        assertTrue(offered.find());
        for (String word : offered.group(1).split(" ")) {
            String whole = word.endsWith("shift:") ? word + "1" : word.endsWith(":") ? word + "0.5" : word;
            CommandLine.ParseResult parsed = ROOT.parseArgs("train", "--with", whole);
            assertTrue(parsed.subcommand().hasMatchedOption("--with"), whole);
        }
        assertTrue(
                offered.group(1).contains("schedule:cosine") && offered.group(1).contains("mirror"));
    }
}
