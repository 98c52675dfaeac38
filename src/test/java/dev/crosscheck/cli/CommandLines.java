package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** Command lines, with {@code DIR} for a folder of the test's own and {@code {runs}} for that of {@link RunFolders}. */
abstract class CommandLines {
    static final ObjectMapper JSON = new ObjectMapper();
    static final String PENGUINS = "data/penguins/penguins.csv";

    @TempDir
    Path folder;

    final Cli run(String line) {
        return Cli.run(words(line));
    }

    final String[] words(String line) {
        return RunFolders.replaced(line.replace("DIR", folder.toString())).split(" ");
    }

    /** A command that must succeed. */
    final Cli ok(String line) {
        return ended(0, line);
    }

    /** A command that must end with this exit code. */
    final Cli ended(int code, String line) {
        Cli result = run(line);
        assertEquals(code, result.code(), line + "\n" + result.out() + result.err());
        return result;
    }

    /** A command that is refused in two lines, the first of which begins so. */
    final void refused(int code, String start, String line) {
        Cli result = ended(code, line);
        assertTrue(result.err().startsWith(start.replace("DIR", folder.toString())), result.err());
        assertEquals(2, result.err().lines().count(), result.err());
    }

    /** Trains by one thread, since other tests run beside this one, and without the check of the network, which takes longer than the training of a small one. */
    final Cli train(String options) {
        return ok("train --device cpu --threads 1 --no-check " + options);
    }

    /** @return all that a process prints, which must end with this exit code */
    static String printed(int code, ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(code, process.waitFor(), printed);
        return printed;
    }

    final JsonNode json(String name) throws IOException {
        return JSON.readTree(folder.resolve(name).toFile());
    }

    static JsonNode json(Path run, String name) throws IOException {
        return JSON.readTree(run.resolve(name).toFile());
    }

    final byte[] model(String run) throws IOException {
        return Files.readAllBytes(folder.resolve(run).resolve("model.safetensors"));
    }

    final Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    static Set<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
