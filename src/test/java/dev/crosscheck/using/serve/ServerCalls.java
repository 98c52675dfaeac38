package dev.crosscheck.using.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.using.predict.ImageClassifier;
import dev.crosscheck.using.predict.TrainedModel;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A server of a small network, and ways to ask it. */
public abstract class ServerCalls {
    static final ImageClassifier CLASSIFIER = TrainedModel.classifier();
    static final ModelFacts FACTS = ModelFacts.of("small", CLASSIFIER, 0.5, "test");
    static final ImageSet TEST = IdxBytes.mnist().test();
    static final HttpClient CLIENT = HttpClient.newHttpClient();
    static final ObjectMapper JSON = new ObjectMapper();

    static WebServer server;

    @BeforeAll
    static void start() {
        server = start(ServerLimits.USUAL);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static WebServer start(ServerLimits limits) {
        return WebServer.start("127.0.0.1", 0, new PictureAnswers(CLASSIFIER, FACTS), limits);
    }

    /** The usual limits but for these, and bodies may be as slow as they like until their time is over. */
    static ServerLimits limits(int bodyBytes, Duration bodyTime) {
        ServerLimits usual = ServerLimits.USUAL;
        return new ServerLimits(
                usual.connections(),
                usual.perAddress(),
                usual.headerTime(),
                usual.answerTime(),
                bodyBytes,
                usual.heldBytes(),
                bodyTime,
                bodyTime.plusSeconds(60),
                1,
                usual.longestWait(),
                usual.stuckAfter(),
                usual.stopTime());
    }

    static HttpRequest.Builder request(WebServer to, String path) {
        return HttpRequest.newBuilder(URI.create(to.url()).resolve(path)).timeout(Duration.ofSeconds(60));
    }

    static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    static HttpRequest.Builder predict(WebServer to, String type, byte[] body) {
        return request(to, "/api/predict").header("Content-Type", type).POST(BodyPublishers.ofByteArray(body));
    }

    static JsonNode refused(int status, HttpResponse<String> response) throws IOException {
        assertEquals(status, response.statusCode(), response.body());
        assertEquals(
                "application/json",
                response.headers().firstValue("Content-Type").orElse(""));
        safe(response);
        JsonNode error = JSON.readTree(response.body());
        assertFalse(error.path("error").asText().isBlank(), response.body());
        assertFalse(error.path("remedy").asText().isBlank(), response.body());
        return error;
    }

    static void safe(HttpResponse<?> response) {
        assertTrue(response.headers()
                .firstValue("Content-Security-Policy")
                .orElse("")
                .startsWith("default-src 'self';"));
        assertEquals(
                "nosniff",
                response.headers().firstValue("X-Content-Type-Options").orElse(""));
        assertEquals(
                "no-referrer", response.headers().firstValue("Referrer-Policy").orElse(""));
        assertTrue(response.headers().firstValue("Access-Control-Allow-Origin").isEmpty());
        assertTrue(response.headers().firstValue("Server").isEmpty());
    }

    /** Sends bytes as they are and reads all that comes back before the server closes. */
    public static String raw(WebServer to, String text) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", to.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static byte[] json(byte[] pixels, int side) {
        StringBuilder text = new StringBuilder("{\"width\":" + side + ",\"pixels\":[");
        for (int i = 0; i < pixels.length; i++) {
            text.append(i == 0 ? "" : ",").append(pixels[i] & 0xff);
        }
        return text.append("],\"height\":").append(side).append('}').toString().getBytes(StandardCharsets.UTF_8);
    }
}
