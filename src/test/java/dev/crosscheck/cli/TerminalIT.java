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

    /** Twice as many busy threads as there are cores, so that any thread of the program may have to wait for its turn. */
    private static final class Load {
        private volatile boolean over;

        Load() {
            for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
                Thread thread = new Thread(() -> {
                    while (!over) {
                        Thread.onSpinWait();
                    }
                });
                thread.setDaemon(true);
                thread.start();
            }
        }

        void end() {
            over = true;
        }
    }

    /** Only names of files, a hash, and what is quoted of a wrong command, may be longer than a line. */
    private void assertFits(Screen screen) {
        for (String line : screen.tooLong()) {
            boolean name = line.contains(folder.getFileName().toString());
            assertTrue(name || line.contains("\\u00") || line.strip().matches("[0-9a-f]{64}"), line);
        }
    }

    @Test
    void everyEpochHasItsProgressAndItsLineUnderLoad() throws IOException, InterruptedException {
        int epochs = 12;
        Load load = new Load();
        try {
            Screen screen = PseudoTerminal.of(0, java(Main.class, trainLine("{runs}/mnist", epochs)));
            String seen = String.join("\n", screen.lines());
            assertFits(screen);
            List<String> shown = screen.lines().stream()
                    .filter(line -> line.contains("Epoch"))
                    .toList();
            assertEquals(2 * epochs, shown.size(), seen);
            for (int epoch = 1; epoch <= epochs; epoch++) {
                String bar = shown.get(2 * epoch - 2);
                assertTrue(
                        bar.matches(
                                "Epoch " + epoch + "/12: (\\d+) of \\1 \\(100%\\), about 0 s left(, loss [0-9.]+)?"),
                        bar);
                String test = shown.get(2 * epoch - 1);
                assertTrue(test.startsWith("Test Epoch: " + epoch + "  Average loss: "), test);
            }
        } finally {
            load.end();
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
