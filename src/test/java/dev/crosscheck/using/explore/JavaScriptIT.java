package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.crosscheck.Soak;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs the linter and the unit tests of the explorer's JavaScript in {@code src/test/js}, where Node 20 or later is present. */
class JavaScriptIT {
    private static final int LEAST_VERSION = 20;

    /** All in one process: each more would read and compile the modules anew. */
    private static final String RUN =
            "for (const file of process.argv.slice(1)) { await import(process.cwd() + '/' + file); }";

    @Test
    void theLinterAndTheUnitTestsPass() throws IOException, InterruptedException {
        try {
            Process asked = new ProcessBuilder("node", "--version").start();
            String version = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (Integer.parseInt(version.replaceAll("^v|\\..*", "")) < LEAST_VERSION) {
                abort("skipped: Node is " + version);
            }
        } catch (IOException e) {
            abort("skipped: no node on the PATH");
        }
        try (Stream<Path> files = Files.list(Path.of("src", "test", "js"))) {
            List<String> tests = files.map(Path::toString)
                    .filter(name -> name.endsWith(".test.mjs"))
                    .sorted()
                    .toList();
            assertFalse(tests.isEmpty(), "no tests");
            ProcessBuilder builder = new ProcessBuilder(
                    Stream.concat(Stream.of("node", "--input-type=module", "-e", RUN), tests.stream())
                            .toList());
            builder.environment().put("STATES", "" + Soak.times(200, 2000));
            Process process = builder.redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), said);
        }
    }
}
