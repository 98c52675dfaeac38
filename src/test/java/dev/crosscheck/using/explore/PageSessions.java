package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Parameters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Sessions of the page, computed by its own scripts ({@link PageScripts}). Ask as {@code "ID/pass?step=3&example=1"}. */
final class PageSessions {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json.replace('\'', '"'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode fine(JsonNode answer) {
        assertTrue(answer.has("answer"), answer.toString());
        return answer.get("answer");
    }

    private static JsonNode called(String target) {
        String[] parts = target.split("[/?]");
        ObjectNode of = JSON.createObjectNode();
        for (String pair : parts.length == 3 ? parts[2].split("&") : new String[0]) {
            String[] named = pair.split("=", 2);
            if (named[1].matches("-?\\d+")) {
                of.put(named[0], Integer.parseInt(named[1]));
            } else {
                of.put(named[0], named[1]);
            }
        }
        return PageScripts.call(parts[1], parts[0], of);
    }

    /** Opens a session; what it does not say is as in the course. */
    JsonNode session(String config) {
        return fine(PageScripts.call("open", null, read(config)));
    }

    JsonNode get(String target) {
        return fine(called(target));
    }

    /** Calls with more than numbers: {@code post("0/branch", "{'branch': 0, 'step': 3}")}. */
    JsonNode post(String target, String of) {
        String[] parts = target.split("/");
        return fine(PageScripts.call(parts[1], parts[0], read(of)));
    }

    /** @return an exported file */
    byte[] file(String target) {
        return Base64.getDecoder().decode(get(target).asText());
    }

    JsonNode train(String id, int branch, int steps) {
        return get(id + "/train?branch=" + branch + "&steps=" + steps);
    }

    /** Trains, and returns the losses of these steps. */
    double[] losses(String id, int branch, int steps) {
        double[] all = numbers(train(id, branch, steps).get("losses"));
        return Arrays.copyOfRange(all, all.length - steps, all.length);
    }

    /** @return whether all gradients of a pass agree with their central differences, and whether its update is that of the right optimizer */
    String agreement(String target) {
        JsonNode agree = get(target.replace("/pass", "/agreement"));
        return agree.get("gradients").asText() + " " + agree.get("update").asText();
    }

    static double[] numbers(JsonNode list) {
        double[] numbers = new double[list.size()];
        Arrays.setAll(numbers, i -> list.get(i).asDouble());
        return numbers;
    }

    static Matrix matrix(JsonNode rows) {
        int columns = rows.get(0).size();
        Matrix matrix = Matrix.zeros(rows.size(), columns);
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(numbers(rows.get(i)), 0, matrix.data(), i * columns, columns);
        }
        return matrix;
    }

    static Parameters parameters(JsonNode layers) {
        List<Matrix> matrices = new ArrayList<>();
        for (JsonNode layer : layers) {
            matrices.add(matrix(layer.get("W")));
            matrices.add(Matrix.rowOf(numbers(layer.get("b"))));
        }
        return new Parameters(matrices);
    }
}
