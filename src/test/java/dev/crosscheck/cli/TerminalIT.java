package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import static org.junit.jupiter.api.Assertions.assertFalse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What a person sees on terminals of several widths. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "script(1) makes the terminal, with the options of util-linux")
class TerminalIT {
    @TempDir
    private Path folder;

    /** Prints the help of every command, in both ways. */
    static final class AllHelp {
        private AllHelp() {}

        public static void main(String[] args) {
            Printer out = Printer.standardOutput();
            Printer err = Printer.standardError(out);
            CrosscheckCommand.execute(out, err, "--help");
            for (String name : names()) {
                CrosscheckCommand.execute(out, err, name, "--help");
                CrosscheckCommand.execute(out, err, "help", name);
            }
            out.finish();
            err.finish();
        }

        static Set<String> names() {
            return CrosscheckCommand.parser().getSubcommands().keySet();
        }
    }

    /** @return the words of all help, as picocli puts them on lines of any length */
    private static List<String> words() {
        CommandLine program = new CommandLine(new CrosscheckCommand()).setUsageHelpWidth(10_000);
        StringBuilder all = new StringBuilder(program.getUsageMessage(CommandLine.Help.Ansi.OFF));
        for (String name : AllHelp.names()) {
            String help = program.getSubcommands().get(name).getUsageMessage(CommandLine.Help.Ansi.OFF);
            all.append('\n').append(help).append('\n').append(help);
        }
        return List.of(all.toString().strip().split("\\s+"));
    }

    private static List<String> words(Screen screen) {
        return List.of(String.join("\n", screen.lines()).strip().split("\\s+"));
    }

    private static List<String> java(Class<?> main, String... arguments) throws IOException {
        List<String> options = new ArrayList<>(Launcher.options());
        options.removeIf(option -> option.startsWith("--add-modules")); // what Java says of it is not the program's
        return Launcher.java(options, main, List.of(arguments)).command();
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 80, 200})
    void helpFitsTheTerminalAndBreaksNoWord(int columns) throws IOException, InterruptedException {
        Screen screen = PseudoTerminal.of(columns, 0, java(AllHelp.class));
        Iterator<String> seen = words(screen).iterator();
        for (String word : words()) {
            assertEquals(word, seen.next());
        }
        assertFalse(seen.hasNext());
        assertEquals(0, screen.wraps(), String.join("\n", screen.lines()));
    }
}
