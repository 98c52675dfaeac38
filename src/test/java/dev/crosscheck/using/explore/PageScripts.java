package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Map;

/** The explorer's modules, run in Node: one process for all tests, which ends with this one. Tests of them are skipped where there is none. */
public final class PageScripts {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static Writer calls;
    private static BufferedReader answers;

    private PageScripts() {}

    private static void start() {
        try {
            ProcessBuilder builder = new ProcessBuilder("node", "src/test/js/sessions.mjs");
            Process node =
                    builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
            calls = node.outputWriter();
            answers = node.inputReader();
        } catch (IOException e) {
            abort("skipped: no node on the PATH");
        }
    }

    /**
     * Runs JavaScript.
     *
     * @param body of a function that may {@code await load("a-module.js")}
     * @param input what it calls {@code input}
     * @return what it returns
     */
    public static JsonNode ask(String body, Object input) {
        return call("run", null, Map.of("body", body, "input", input)).path("answer");
    }

    /** @return an answer, or the name of what was refused as {@code refused}, with its {@code values} */
    static synchronized JsonNode call(String call, String id, Object of) {
        if (calls == null) {
            start();
        }
        try {
            calls.write(JSON.writeValueAsString(
                    JSON.createObjectNode().put("call", call).put("id", id).putPOJO("of", of)));
            calls.write('\n');
            calls.flush();
            JsonNode answer = JSON.readTree(answers.readLine());
            assertFalse(answer.hasNonNull("stack"), answer.path("stack").asText());
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
