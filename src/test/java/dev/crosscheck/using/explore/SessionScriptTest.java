package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A session in the page ({@code session.js}) answers each question with the bits of a session in Java; asked in Node, where there is one. */
class SessionScriptTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<String> CONFIGS = List.of(
            "{'seed': 297}",
            "{'data': {'kind': 'circles', 'examples': 21, 'noise': 0.1, 'heldOut': 0.25}, 'hidden': [{'units': 4, 'activation': 'relu'},"
                    + " {'units': 3, 'activation': 'gelu'}], 'output': 'sigmoid', 'optimizer': 'adam', 'batch': 4, 'initialization': 'he'}",
            "{'data': {'kind': 'points', 'points': [[0.5, -1, 0], [0.25, 2, 1], [-1, 0.1, 2], [3, 3, 1]]}, 'hidden': [{'units': 3,"
                    + " 'activation': 'softplus'}], 'output': 'softmax', 'optimizer': 'momentum', 'batch': 3}",
            "{'data': {'kind': 'curve', 'examples': 12, 'noise': 0.3}, 'hidden': [{'units': 3, 'activation': 'elu'}, {'units': 2,"
                    + " 'activation': 'leaky-relu'}], 'loss': 'huber', 'optimizer': 'adamw', 'batch': 5}",
            "{'data': {'kind': 'spirals', 'examples': 20, 'heldOut': 0.3}, 'hidden': [{'units': 5, 'activation': 'tanh'}], 'output':"
                    + " 'sigmoid', 'loss': 'mse', 'batch': 0, 'l2': 0.01, 'dropout': 0.3, 'initialization': 'xavier'}",
            "{'hidden': [], 'output': 'sigmoid', 'optimizer': 'sgd', 'initialization': 'equal'}",
            "{'hidden': [{'units': 3, 'activation': 'relu'}], 'learningRate': 1e5, 'seed': 4}");

    /** More than the steps between two states that the page keeps. */
    private static final int STEPS = 230;

    @TempDir
    private Path folder;

    private final Explorer explorer = new Explorer();

    /** A session in Java, what it was asked, and what it said. */
    private final class Asked {
        private final ArrayNode calls = JSON.createArrayNode();
        private final String id;
        private final JsonNode config;

        Asked(String text) {
            JsonNode created = explorer.session(text);
            id = created.get("id").asText();
            config = created.get("config");
            add("open", Map.of(), created);
        }

        private void add(String call, Map<String, ?> of, JsonNode answer) {
            ObjectNode said = answer.deepCopy();
            said.remove(call.equals("open") ? List.of("id", "maxSteps") : List.of("repeatable")); // of the server only
            said.path("branches").forEach(branch -> ((ObjectNode) branch).remove("repeatable"));
            calls.addObject().put("call", call).putPOJO("of", of).set("answer", said);
        }

        void post(String call, Map<String, ?> of) throws IOException {
            add(call, of, explorer.post("sessions/" + id + "/" + call, JSON.writeValueAsString(of)));
        }

        void get(String call, Map<String, ?> of) {
            StringBuilder query = new StringBuilder();
            of.forEach((name, value) -> query.append(query.isEmpty() ? "?" : "&")
                    .append(name)
                    .append('=')
                    .append(value));
            add(call, of, explorer.get("sessions/" + id + "/" + call + query));
        }

        /** @return how far it came, if numbers did not become infinite before */
        int train(int branch, int steps) {
            explorer.train(id, branch, steps);
            JsonNode view = explorer.get("sessions/" + id).at("/branches/" + branch);
            ObjectNode added = view.deepCopy();
            add("train", Map.of("branch", branch, "steps", steps), added);
            return view.get("steps").asInt();
        }
    }

    private Asked asked(String text) throws IOException {
        Asked asked = new Asked(text);
        int last = asked.train(0, STEPS);
        Map<String, Object> edit = new TreeMap<>(Map.of("layer", 1, "kind", "W", "row", 0, "column", 0, "value", 0.75));
        int middle = last / 2;
        asked.post("branches", Map.of("branch", 0, "step", middle, "learningRate", 0.03));
        asked.post("branches", Map.of("branch", 0, "step", last, "edit", edit));
        asked.train(1, STEPS / 2);
        asked.train(2, 3);
        for (int step : new int[] {0, middle, last, 1}) {
            for (int example : new int[] {-1, 2}) {
                asked.get("state", Map.of("branch", 0, "step", step, "example", example));
                asked.get("pass", Map.of("branch", 0, "step", step, "example", example));
            }
        }
        asked.get("pass", Map.of("branch", 1, "step", middle, "example", -1));
        asked.get("frames", Map.of("branch", 0, "from", 0, "to", last, "every", 100, "example", 1));
        asked.post("what-if", Map.of("branch", 0, "step", middle, "edit", edit, "example", 1, "size", 10));
        return asked;
    }

    @Test
    void theAnswersHaveTheSameBits() throws IOException, InterruptedException {
        ArrayNode sessions = JSON.createArrayNode();
        for (String text : CONFIGS) {
            Asked asked = asked(text);
            sessions.addObject().<ObjectNode>set("config", asked.config).set("calls", asked.calls);
        }
        Path file = Files.write(folder.resolve("asked.json"), JSON.writeValueAsBytes(sessions));
        Process process;
        try {
            process = new ProcessBuilder("node", "src/test/js/session-answers.mjs", file.toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            abort("skipped: no node on the PATH");
            return;
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals("", said);
        assertEquals(0, process.waitFor());
        assertTrue(sessions.findValues("brokeAt").size() > 0, "one session ends");
    }
}
