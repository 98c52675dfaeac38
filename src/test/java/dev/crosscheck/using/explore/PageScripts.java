package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The explorer's modules, run in Node as {@code src/test/js/ask.mjs} says; tests of them are skipped where there is none. */
public final class PageScripts {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PageScripts() {}

    /**
     * Runs JavaScript.
     *
     * @param body of a function that may {@code await load("a-module.js")}
     * @param input what it calls {@code input}
     * @return what it returns
     */
    public static JsonNode ask(String body, Object input) {
        try {
            Path file = Files.createTempFile("asked", ".json");
            try {
                Files.write(file, JSON.writeValueAsBytes(input));
                return answer(body, file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode answer(String body, Path input) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder("node", "src/test/js/ask.mjs", body, input.toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            return abort("skipped: no node on the PATH");
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            assertEquals(0, process.waitFor(), said);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return JSON.readTree(said);
    }
}
