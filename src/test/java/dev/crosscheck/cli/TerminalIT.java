package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What a person sees on a terminal. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "script(1) makes the terminal, with the options of util-linux")
class TerminalIT extends CommandLines {
    private static List<String> words(Screen screen) {
        return List.of(String.join("\n", screen.lines()).strip().split("\\s+"));
    }

    private static List<String> java(Class<?> main, String... arguments) throws IOException {
        return Launcher.shortProcess(main, List.of(arguments)).command();
    }

    private String[] trainLine(String data, int epochs) {
        return words("train --no-check --hidden 16 --device cpu --threads 1 --trainer by-hand --out DIR/run --epochs "
                + epochs + " --data " + data);
    }

    /** Only names of files, a hash, and what is quoted of a wrong command, may be longer than a line. */
    private void assertFits(Screen screen) {
        for (String line : screen.tooLong()) {
            boolean name = line.contains(folder.getFileName().toString());
            assertTrue(name || line.contains("\\u00") || line.strip().matches("[0-9a-f]{64}"), line);
        }
    }

    /** The screen is whole, and so is what is left of the run. */
    @Test
    void ctrlCLeavesAWholeScreenAndAWholeRun() throws IOException, InterruptedException {
        String[] train = trainLine("data/mnist", 1000); // an epoch of it lasts until Ctrl-C has come
        try (PseudoTerminal terminal = new PseudoTerminal(java(Main.class, train))) {
            terminal.await(
                    text -> text.contains("Test Epoch: 1 ") && text.matches("(?s).*\\rEpoch 2/1000: [^\\r]*%[^\\r]*"));
            terminal.pressCtrlC();
            Screen screen = terminal.end(130);
            String seen = String.join("\n", screen.lines());
            assertFits(screen);
            assertTrue(screen.lines().stream().anyMatch(line -> line.startsWith("Interrupted after ")), seen);
            for (String line : screen.lines()) {
                assertTrue(!line.contains("Epoch") || line.matches("(Epoch|Test Epoch: )[^E]*"), seen);
            }
            assertTrue(words(screen).contains("--resume"), seen);
        }
        RunFiles run = new RunFiles(folder.resolve("run"));
        assertEquals("INTERRUPTED", run.status());
        assertEquals(List.of(), run.damages());
        assertTrue(Files.exists(run.folder().resolve("model.safetensors")));
    }
}
