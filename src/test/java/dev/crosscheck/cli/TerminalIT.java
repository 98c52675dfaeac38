package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.Main;
import dev.crosscheck.Soak;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a person sees on terminals of several widths. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "script(1) makes the terminal, with the options of util-linux")
class TerminalIT extends CommandLines {
    /** Asks for all help, in every way. */
    private static String[] helps() {
        return Stream.concat(
                        Stream.of("--help"),
                        UsageTest.commands().stream()
                                .flatMap(name -> Stream.of(name + " --help", name + " --help-all")))
                .toArray(String[]::new);
    }

    /** @return the words of all help, as it is where there is no terminal */
    private static List<String> words() {
        String all =
                Stream.of(helps()).map(line -> Cli.run(line.split(" ")).out()).collect(Collectors.joining("\n"));
        return List.of(all.strip().split("\\s+"));
    }

    private static List<String> words(Screen screen) {
        return List.of(String.join("\n", screen.lines()).strip().split("\\s+"));
    }

    private static List<String> java(Class<?> main, String... arguments) throws IOException {
        return Launcher.shortProcess(main, List.of(arguments)).command();
    }

    /** @return the narrowest and the widest terminal; with {@code -Psoak} also the usual one, for whose 80 columns help is made */
    private static List<Integer> widths() {
        return Soak.oneOf(2, List.of(40, 80, 200));
    }

    @ParameterizedTest
    @MethodSource("widths")
    void helpFitsTheTerminalAndBreaksNoWord(int columns) throws IOException, InterruptedException {
        Screen screen = PseudoTerminal.of(columns, 0, java(Several.class, helps()));
        Iterator<String> seen = words(screen).iterator();
        for (String word : words()) {
            assertEquals(word, seen.next());
        }
        assertFalse(seen.hasNext());
        assertEquals(List.of(), screen.tooLong());
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

    /** @return the narrowest terminal, where the bar has least room; with {@code -Psoak} all */
    private static List<Integer> narrowest() {
        return Soak.oneOf(3, List.of(40, 80, 200));
    }

    @ParameterizedTest
    @MethodSource("narrowest")
    void everyEpochHasItsBarAndItsLineUnderLoad(int columns) throws IOException, InterruptedException {
        int epochs = 12;
        Load load = new Load();
        try {
            Screen screen = PseudoTerminal.of(columns, 0, java(Main.class, trainLine("{runs}/mnist", epochs)));
            String seen = String.join("\n", screen.lines());
            assertFits(screen);
            List<String> shown = screen.lines().stream()
                    .filter(line -> line.contains("Epoch"))
                    .toList();
            assertEquals(2 * epochs, shown.size(), seen);
            for (int epoch = 1; epoch <= epochs; epoch++) {
                String bar = shown.get(2 * epoch - 2);
                assertTrue(bar.matches("Epoch " + epoch + "/12( \\[=+])? 100%, 0 s left(, loss [0-9.]+)?"), bar);
                String test = shown.get(2 * epoch - 1);
                assertTrue(test.startsWith("Test Epoch: " + epoch + "  Average loss: "), test);
            }
        } finally {
            load.end();
        }
    }

    /** The screen is whole, and so is what is left of the run. */
    @ParameterizedTest
    @MethodSource("narrowest")
    void ctrlCLeavesAWholeScreenAndAWholeRun(int columns) throws IOException, InterruptedException {
        String[] train = trainLine("data/mnist", 1000); // an epoch of it lasts until Ctrl-C has come
        try (PseudoTerminal terminal = new PseudoTerminal(columns, java(Main.class, train))) {
            terminal.await(
                    text -> text.contains("Test Epoch: 1 ") && text.matches("(?s).*\\rEpoch 2/1000 [^\\r]*%[^\\r]*"));
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

    /** Of the commands of the course, and what picocli quotes of wrong commands. */
    @ParameterizedTest
    @MethodSource("narrowest")
    void tablesFitTheTerminalAndWrongCommandsCannotControlIt(int columns) throws IOException, InterruptedException {
        Stream<String> tables = Stream.of("losses", "activations", "perceptron")
                .map(name -> "course " + name + " --no-check --out " + folder.resolve(name));
        Stream<String> wrong = Stream.of(
                "train --epoch=\u001B[31m", "tr\u001B[2Jain", "train --lr \u001B]0;title\u0007", "help \u009B1m");
        Screen screen = PseudoTerminal.of(
                columns, 0, java(Several.class, Stream.concat(tables, wrong).toArray(String[]::new)));
        String seen = String.join("\n", screen.lines());
        assertFits(screen);
        assertFalse(seen.indexOf(Screen.STRAY) >= 0, seen);
        assertTrue(seen.contains("cross-entropy") && seen.contains("leaky-relu") && seen.contains("Epoch"), seen);
        for (String quoted : List.of("\\u001B[31m", "tr\\u001B[2Jain", "\\u001B]0;title\\u0007", "\\u009B1m")) {
            assertTrue(String.join("", screen.lines()).contains(quoted), quoted + " in " + seen);
        }
    }
}
