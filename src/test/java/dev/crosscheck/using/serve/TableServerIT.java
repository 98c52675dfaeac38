package dev.crosscheck.using.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.using.predict.PenguinModels;
import dev.crosscheck.using.predict.TableModel;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server of a table's model over HTTP. */
class TableServerIT {
    private static final String ROW =
            "{\"island\":\"Torgersen\",\"bill_length_mm\":39.1,\"bill_depth_mm\":18.7,\"flipper_length_mm\":181,"
                    + "\"body_mass_g\":3750,\"sex\":\"male\",\"year\":2007}";

    private static WebServer server;

    @BeforeAll
    static void start() {
        TableModel model = PenguinModels.of("species");
        server = WebServer.start("127.0.0.1", 0, model, TableFacts.of("m", model, null, 0.5, "test"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return ServerCalls.send(ServerCalls.predict(server, "application/json", body.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource({
        "/,text/html;charset=utf-8",
        "/app.css,text/css;charset=utf-8",
        "/common.js,text/javascript;charset=utf-8",
        "/app.js,text/javascript;charset=utf-8",
        "/icon.svg,image/svg+xml",
        "/healthz,application/json",
        "/api/model,application/json"
    })
    void theFixedPathsAnswer(String path, String type) throws IOException, InterruptedException {
        HttpRequest.Builder request = ServerCalls.request(server, path);
        HttpResponse<String> response = ServerCalls.send(request);
        assertEquals(200, response.statusCode());
        assertEquals(type, response.headers().firstValue("Content-Type").orElse(""));
        ServerCalls.safe(response);
        assertFalse(Pattern.compile("(src|href|url\\(|@import|fetch\\()\\s*=?\\s*[\"']?(https?:)?//")
                .matcher(response.body())
                .find());
    }

    @Test
    void rowsAreAnswered() throws IOException, InterruptedException {
        HttpResponse<String> one = post(ROW);
        assertEquals(200, one.statusCode(), one.body());
        ServerCalls.safe(one);
        JsonNode answer = ServerCalls.JSON.readTree(one.body());
        assertEquals(3, answer.path("probabilities").size());
        assertEquals(7, answer.path("influences").size());
        // More than what counts as quick: it takes its turn with the others.
        HttpResponse<String> many = post("[" + (ROW + ",").repeat(199) + ROW + "]");
        JsonNode list = ServerCalls.JSON.readTree(many.body());
        assertEquals(200, list.size());
        assertEquals(answer, list.get(199));
    }

    @Test
    void badRowsAndBodiesAreRefused() throws IOException, InterruptedException {
        JsonNode refused = ServerCalls.refused(400, post(ROW.replace("39.1", "\"long\"")));
        assertEquals(
                "column \"bill_length_mm\": expected a number, found \"long\".",
                refused.path("error").asText());
        ServerCalls.refused(400, post("rows"));
        ServerCalls.refused(415, ServerCalls.send(ServerCalls.predict(server, "text/csv", new byte[] {'x'})));
        // The header alone: who sends the body, too, may find the connection closed before the answer is read.
        String large = ServerCalls.raw(
                server,
                "POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 1048577\r\n\r\n");
        assertTrue(large.startsWith("HTTP/1.1 413 "), large);
        ServerCalls.refused(405, ServerCalls.send(ServerCalls.request(server, "/api/predict")));
        assertTrue(ServerCalls.refused(404, ServerCalls.send(ServerCalls.request(server, "/table.js")))
                .path("remedy")
                .asText()
                .contains("/common.js"));
        assertEquals(0, server.heldBytes());
    }
}
