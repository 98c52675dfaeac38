package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs the linter and the unit tests of the explorer's JavaScript in {@code src/test/js}, where Node 20 or later is present. */
class JavaScriptTest {
    private static final int LEAST_VERSION = 20;

    private record Result(int code, String output) {}

    private static Result node(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("node"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PROGRAMS", PageFiles.text("programs.js"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    private static void requireNode() throws InterruptedException {
        try {
            String version = node(List.of("--version")).output().strip();
            if (Integer.parseInt(version.replaceAll("^v|\\..*", "")) < LEAST_VERSION) {
                abort("skipped: Node is " + version);
            }
        } catch (IOException e) {
            abort("skipped: no node on the PATH");
        }
    }

    @Test
    void theLinterAndTheUnitTestsPass() throws IOException, InterruptedException {
        requireNode();
        List<String> arguments = new ArrayList<>(List.of("--test"));
        try (Stream<Path> files = Files.list(Path.of("src", "test", "js"))) {
            files.map(Path::toString)
                    .filter(name -> name.endsWith(".test.mjs"))
                    .sorted()
                    .forEach(arguments::add);
        }
        assertFalse(arguments.size() < 2, "no tests");
        Result result = node(arguments);
        assertEquals(0, result.code(), result.output());
    }
}
