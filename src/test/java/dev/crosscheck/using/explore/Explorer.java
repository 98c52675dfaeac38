package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.using.serve.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An explorer that is asked without a network, as its server asks it. */
final class Explorer {
    static final String API = "/api/explore/";
    private static final String USUAL_ADDRESS = "192.0.2.1";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ExplorePage page;
    private final String address;

    Explorer() {
        this(new ExplorePage(Path.of("data", "mnist")));
    }

    Explorer(ExplorePage page) {
        this(page, USUAL_ADDRESS);
    }

    private Explorer(ExplorePage page, String address) {
        this.page = page;
        this.address = address;
    }

    /** @return the same, asked from another address */
    Explorer from(String other) {
        return new Explorer(page, other);
    }

    /** An answer's status and JSON. */
    record Answer(int status, JsonNode json) {}

    /** Asks; a query may follow the path. */
    Answer ask(String method, String target, String body) {
        String[] parts = target.split("\\?", 2);
        Map<String, String> query = new LinkedHashMap<>();
        for (String pair : parts.length == 2 ? parts[1].split("&") : new String[0]) {
            query.put(pair.split("=", 2)[0], pair.split("=", 2)[1]);
        }
        assertTrue(page.methods(API + parts[0]).contains(method), target);
        Site.Reply reply;
        try {
            reply = page.answer(
                    new Site.Call(method, API + parts[0], query, Site.JSON, address),
                    body.getBytes(StandardCharsets.UTF_8));
        } catch (CrosscheckException e) {
            reply = Site.Reply.refusal(400, e);
        }
        return new Answer(reply.status(), json(reply));
    }

    private static JsonNode json(Site.Reply reply) {
        try {
            return reply.body() instanceof Site.File file
                    ? JSON.readTree(file.bytes())
                    : JSON.valueToTree(reply.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return the JSON of an answer that is no refusal */
    JsonNode get(String target) {
        return fine(ask("GET", target, ""), target);
    }

    JsonNode post(String target, String body) {
        return fine(ask("POST", target, body.replace('\'', '"')), target);
    }

    private static JsonNode fine(Answer answer, String target) {
        assertTrue(answer.status() < 300, target + ": " + answer.json());
        return answer.json();
    }

    /** @return a file's bytes, with its headers */
    Site.File file(String target) {
        String[] parts = target.split("\\?", 2);
        Map<String, String> query = new LinkedHashMap<>();
        for (String pair : parts[1].split("&")) {
            query.put(pair.split("=", 2)[0], pair.split("=", 2)[1]);
        }
        return (Site.File) page.answer(new Site.Call("GET", API + parts[0], query, "", address), new byte[0])
                .body();
    }

    /** Makes a session. */
    JsonNode session(String config) {
        return post("sessions", config);
    }

    /** Trains until a branch has so many steps, or breaks. */
    JsonNode train(String id, int branch, int steps) {
        JsonNode view;
        int left = steps;
        do {
            view = post(
                    "sessions/" + id + "/train", "{'branch': " + branch + ", 'steps': " + Math.min(left, 10_000) + "}");
            left -= view.path("losses").size();
        } while (left > 0 && !view.has("brokeAt"));
        return view;
    }

    /** Trains, and returns the losses of these steps, however many calls they took. */
    double[] losses(String id, int branch, int steps) {
        train(id, branch, steps);
        double[] all = numbers(get("sessions/" + id).at("/branches/" + branch + "/losses"));
        return Arrays.copyOfRange(all, all.length - steps, all.length);
    }

    static double[] numbers(JsonNode list) {
        double[] numbers = new double[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = list.get(i).asDouble();
        }
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
