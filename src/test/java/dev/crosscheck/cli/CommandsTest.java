package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** A command is made when a command line names it, and answers as if all were. */
class CommandsTest {
    /**
     * Sixteen classes print, parse and read the version. The smallest command has more than twenty of its own, so that this is exceeded if
     * any is made, and is far enough from sixteen for the program's entry to change.
     */
    private static final int MOST_FOR_THE_VERSION = 32;

    private static final Pattern LOADED = Pattern.compile("\\] (dev\\.crosscheck\\.[\\w.$]+) source: ");

    @TempDir
    private Path folder;

    /** @return the program's classes that a process of its own loads for a command line; none that Java makes for lambdas */
    private Set<String> loaded(String... arguments) throws IOException, InterruptedException {
        Path log = folder.resolve("classes.txt");
        Process process = Launcher.java(List.of("-Xlog:class+load:file=" + log), List.of(arguments))
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), printed);
        return Files.readAllLines(log).stream()
                .flatMap(line -> LOADED.matcher(line).results())
                .map(match -> match.group(1))
                .filter(name -> !name.contains("$$Lambda"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> commands(Set<String> classes) {
        return classes.stream()
                .filter(name -> name.endsWith("Command"))
                .map(name -> name.substring(name.lastIndexOf('.') + 1))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @CsvSource({"--version,", "--help, CrosscheckCommand"})
    void whatNamesNoCommandLoadsNone(String option, String command) throws IOException, InterruptedException {
        Set<String> classes = loaded(option);
        assertEquals(command == null ? Set.of() : Set.of(command), commands(classes));
        assertTrue(classes.size() <= MOST_FOR_THE_VERSION, classes.size() + " classes: " + classes);
    }

    /** Help lists a command in the words of its own help. */
    @Test
    void theListIsTheSameWhicheverAreMade() {
        String all = Commands.program(Set.of(Commands.values())).getUsageMessage();
        assertEquals(all, Commands.program(Set.of()).getUsageMessage());
        Map<String, CommandLine> listed = Commands.program(Set.of()).getSubcommands();
        assertEquals(List.copyOf(CrosscheckCommand.parser().getSubcommands().keySet()), List.copyOf(listed.keySet()));
    }

    @Test
    void bashCompletesCommandsAndOptions() throws IOException, InterruptedException {
        Path script = folder.resolve("completion");
        Files.writeString(script, Cli.run("completion").out());
        assertEquals("predict", completed(script, "crosscheck", "pred"));
        assertEquals("--hidden", completed(script, "crosscheck", "train", "--hid"));
    }

    private static String completed(Path script, String... words) throws IOException, InterruptedException {
        String line = "source " + script + "; COMP_WORDS=(" + String.join(" ", words) + "); COMP_CWORD="
                + (words.length - 1) + "; _complete_crosscheck; echo ${COMPREPLY[@]}";
        Process bash = new ProcessBuilder("bash", "-c", line).start();
        return new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }
}
