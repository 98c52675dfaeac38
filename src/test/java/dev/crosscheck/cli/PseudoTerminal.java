package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A process on a terminal of 80 columns, which script(1) of util-linux makes. */
final class PseudoTerminal implements AutoCloseable {
    /** Far more than anything here takes, on any machine. */
    private static final long HANGS_SECONDS = 240;

    private static final char CTRL_C = 3;

    private final Process process;
    private final StringBuilder sent = new StringBuilder();

    /** Starts a command; without script(1) the test is skipped. */
    PseudoTerminal(List<String> command) throws IOException {
        assumeTrue(Files.exists(Path.of("/usr/bin/script")), "script(1) makes the terminal, and is not here");
        String words = command.stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
        String line = "stty cols 80 rows 50; exec env --default-signal=INT TERM=xterm " + words;
        process = new ProcessBuilder("script", "-qefc", line, "/dev/null")
                .redirectErrorStream(true)
                .start();
    }

    /** Waits until the process has sent something. */
    void await(Predicate<String> text) throws IOException {
        InputStream in = process.getInputStream();
        while (!text.test(sent.toString())) {
            int next = in.read();
            assertTrue(next >= 0, () -> "it ended too soon: " + sent);
            sent.append((char) next);
        }
    }

    void pressCtrlC() throws IOException {
        process.getOutputStream().write(CTRL_C);
        process.getOutputStream().flush();
    }

    /** @return the screen when the process has ended, with this exit code */
    Screen end(int code) throws IOException, InterruptedException {
        sent.append(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        assertTrue(process.waitFor(HANGS_SECONDS, TimeUnit.SECONDS), "it hangs");
        assertTrue(process.exitValue() == code, () -> "exit code " + process.exitValue() + ": " + sent);
        return new Screen(80, sent.toString());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
