package dev.crosscheck.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.Mnist;
import dev.crosscheck.predict.DigitClassifier;
import dev.crosscheck.predict.Exported;
import dev.crosscheck.predict.PictureFile;
import dev.crosscheck.predict.Prediction;
import dev.crosscheck.predict.TrainedModel;
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
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DigitServerTest {
    private static final DigitClassifier CLASSIFIER = TrainedModel.classifier();
    private static final ModelFacts FACTS = ModelFacts.of("small", CLASSIFIER, 0.5, "test");
    private static final ImageSet TEST = Mnist.read(Path.of("data", "mnist")).test();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private static DigitServer server;

    @BeforeAll
    static void start() {
        server = start(Limits.USUAL);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static DigitServer start(Limits limits) {
        return DigitServer.start("127.0.0.1", 0, CLASSIFIER, FACTS, limits);
    }

    private static HttpRequest.Builder request(DigitServer to, String path) {
        return HttpRequest.newBuilder(URI.create(to.url()).resolve(path)).timeout(Duration.ofSeconds(60));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder predict(DigitServer to, String type, byte[] body) {
        return request(to, "/api/predict").header("Content-Type", type).POST(BodyPublishers.ofByteArray(body));
    }

    private static JsonNode refused(int status, HttpResponse<String> response) throws IOException {
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

    private static void safe(HttpResponse<?> response) {
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
    private static String raw(DigitServer to, String text) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", to.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void same(Prediction expected, JsonNode actual) {
        assertEquals(expected.digit(), actual.path("digit").asInt(-1));
        assertEquals(expected.sure(0.5), actual.path("sure").asBoolean());
        assertFalse(actual.path("blank").asBoolean(true));
        assertArrayEquals(expected.probabilities(), JSON.convertValue(actual.path("probabilities"), double[].class));
        assertArrayEquals(expected.inputLevels(), JSON.convertValue(actual.path("input"), int[].class));
        assertArrayEquals(
                expected.hidden().get(0).data(),
                JSON.convertValue(actual.path("hidden").path(0), double[].class));
    }

    @ParameterizedTest
    @CsvSource({
        "/,text/html;charset=utf-8",
        "/app.css,text/css;charset=utf-8",
        "/app.js,text/javascript;charset=utf-8",
        "/icon.svg,image/svg+xml",
        "/healthz,text/plain;charset=utf-8",
        "/api/model,application/json"
    })
    void theFixedPathsAnswer(String path, String type) throws IOException, InterruptedException {
        HttpResponse<String> response = send(request(server, path));
        assertEquals(200, response.statusCode());
        assertEquals(type, response.headers().firstValue("Content-Type").orElse(""));
        safe(response);
        assertFalse(Pattern.compile("(src|href|url\\(|@import|fetch\\()\\s*=?\\s*[\"']?(https?:)?//")
                .matcher(response.body())
                .find());
        HttpResponse<String> head = send(request(server, path).method("HEAD", BodyPublishers.noBody()));
        assertEquals(200, head.statusCode());
        assertEquals("", head.body());
    }

    @Test
    void theModelIsDescribed() throws IOException, InterruptedException {
        JsonNode model = JSON.readTree(send(request(server, "/api/model")).body());
        assertEquals("[784,64,10]", model.path("layers").toString());
        assertEquals(784 * 64 + 64 + 64 * 10 + 10, model.path("parameters").asInt());
    }

    @ParameterizedTest
    @EnumSource
    void aPictureIsAnsweredAsTheClassifierAnswersIt(Exported exported) throws IOException, InterruptedException {
        byte[] file = exported.file(TEST.pixels(5));
        String type = file[0] == (byte) 0x89 ? "image/png" : "image/jpeg; q=1";
        HttpResponse<String> response = send(predict(server, type, file));
        assertEquals(200, response.statusCode(), response.body());
        safe(response);
        same(
                CLASSIFIER
                        .classify(PictureFile.read("picture", file, PictureFile.FORMATS))
                        .orElseThrow(),
                JSON.readTree(response.body()));
    }

    private static byte[] json(byte[] pixels, int side) {
        StringBuilder text = new StringBuilder("{\"width\":" + side + ",\"pixels\":[");
        for (int i = 0; i < pixels.length; i++) {
            text.append(i == 0 ? "" : ",").append(pixels[i] & 0xff);
        }
        return text.append("],\"height\":").append(side).append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aDrawingIsAnsweredAsThePictureIs() throws IOException, InterruptedException {
        byte[] pixels = TEST.pixels(7);
        HttpResponse<String> response = send(predict(server, "application/json", json(pixels, 28)));
        byte[] file = Exported.AS_IT_IS.file(pixels);
        same(
                CLASSIFIER
                        .classify(PictureFile.read("picture", file, PictureFile.FORMATS))
                        .orElseThrow(),
                JSON.readTree(response.body()));
    }

    @Test
    void nothingDrawnIsNoDigit() throws IOException, InterruptedException {
        JsonNode answer = JSON.readTree(
                send(predict(server, "application/json", json(new byte[25], 5))).body());
        assertTrue(answer.path("blank").asBoolean());
        assertTrue(answer.path("digit").isNull());
        assertTrue(answer.path("probabilities").isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                       | not such JSON",
                "null                                     | found null",
                "[]                                       | not such JSON",
                "{                                        | not such JSON",
                "{}                                       | not such JSON",
                "{\"pixels\":[1],\"width\":1}             | not such JSON",
                "{\"pixels\":null,\"width\":1,\"height\":1} | expected 1 pixels, found 0",
                "{\"pixels\":[1,2],\"width\":1,\"height\":1} | expected 1 pixels, found 2",
                "{\"pixels\":[256],\"width\":1,\"height\":1} | from 0 to 255, found 256.0 at index 0",
                "{\"pixels\":[-1],\"width\":1,\"height\":1} | from 0 to 255, found -1.0",
                "{\"pixels\":[1e999],\"width\":1,\"height\":1} | from 0 to 255, found Infinity",
                "{\"pixels\":[NaN],\"width\":1,\"height\":1} | not such JSON",
                "{\"pixels\":[\"NaN\"],\"width\":1,\"height\":1} | found NaN",
                "{\"pixels\":[null],\"width\":1,\"height\":1} | not such JSON",
                "{\"pixels\":[1],\"width\":1.5,\"height\":1} | not such JSON",
                "{\"pixels\":[],\"width\":0,\"height\":0} | expected width and height from 1 to 1024",
                "{\"pixels\":[],\"width\":65536,\"height\":65536} | expected width and height from 1 to 1024",
                "{\"pixels\":[1],\"width\":1,\"height\":1,\"x\":2} | not such JSON",
                "{\"pixels\":[1],\"width\":1,\"width\":1,\"height\":1} | not such JSON",
                "{\"pixels\":[1],\"width\":1,\"height\":1} {} | not such JSON"
            })
    void badDrawingsAreRefused(String body, String part) throws IOException, InterruptedException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        JsonNode error = refused(400, send(predict(server, "application/json", bytes)));
        assertTrue(error.path("error").asText().contains(part), error.toString());
        assertFalse(error.toString().contains("dev.crosscheck"), error.toString());
    }

    @Test
    void deepNestingIsRefused() throws IOException, InterruptedException {
        byte[] deep = ("{\"pixels\":" + "[".repeat(100_000)).getBytes(StandardCharsets.UTF_8);
        refused(400, send(predict(server, "application/json", deep)));
    }

    @Test
    void badPicturesAreRefused() throws IOException, InterruptedException {
        byte[] good = Exported.ENLARGED.file(TEST.pixels(1));
        refused(400, send(predict(server, "image/png", Arrays.copyOf(good, 200))));
        refused(400, send(predict(server, "image/jpeg", new byte[0])));
        JsonNode error = refused(400, send(predict(server, "image/png", "GIF89a".getBytes(StandardCharsets.UTF_8))));
        assertEquals(
                "body: expected a picture (PNG, JPEG), found something else.",
                error.path("error").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "image/gif", "application/json-seq"})
    void otherTypesAreRefused(String type) throws IOException, InterruptedException {
        refused(415, send(predict(server, type, new byte[] {1})));
    }

    @Test
    void noTypeIsRefused() throws IOException, InterruptedException {
        refused(415, send(request(server, "/api/predict").POST(BodyPublishers.ofByteArray(new byte[] {1}))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/api", "/api/predict/x", "/app.js/", "/index.html", "/dev/crosscheck"})
    void otherPathsAreNotFound(String path) throws IOException, InterruptedException {
        refused(404, send(request(server, path)));
    }

    @ParameterizedTest
    @CsvSource({"GET,/api/predict,POST", "PUT,/api/predict,POST", "POST,/,'GET, HEAD'", "DELETE,/healthz,'GET, HEAD'"})
    void wrongMethodsAreToldTheRightOnes(String method, String path, String allowed)
            throws IOException, InterruptedException {
        HttpResponse<String> response = send(request(server, path).method(method, BodyPublishers.noBody()));
        refused(405, response);
        assertEquals(allowed, response.headers().firstValue("Allow").orElse(""));
    }

    @Test
    void aBodyTooLargeIsRefusedWhetherItSaysItsLengthOrNot() throws IOException, InterruptedException {
        try (DigitServer small = start(new Limits(1000, 4, 4, Duration.ofSeconds(5), Duration.ofSeconds(20)))) {
            refused(413, send(predict(small, "image/png", new byte[1001])));
            String head = "POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n";
            String chunk = "400\r\n" + "a".repeat(1024) + "\r\n";
            String answer = raw(small, head + "Transfer-Encoding: chunked\r\n\r\n" + chunk + "0\r\n\r\n");
            assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
            refused(400, send(predict(small, "image/png", new byte[1000])));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "evil.example,421",
        "evil.example:80,421",
        "localhost.evil.example,421",
        "localhost,200",
        "127.0.0.1:99,200",
        "[::1],200",
        "LOCALHOST,200"
    })
    void onlyThisMachinesNamesAreAnswered(String host, int status) throws IOException {
        String answer = raw(server, "GET /healthz HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"garbage\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "GET /%2e%2e/x HTTP/1.1\r\nHost: localhost\r\n\r\n"
            })
    void malformedRequestsAreRefused(String text) throws IOException {
        String answer = raw(server, text);
        assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        assertTrue(answer.contains("\"remedy\""), answer);
        assertFalse(answer.toLowerCase(Locale.ROOT).contains("jetty"), answer);
    }

    @Test
    void manyAtOnceAllGetTheirOwnAnswer() {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            byte[] file = Exported.AS_IT_IS.file(TEST.pixels(i));
            answers.add(CLIENT.sendAsync(predict(server, "image/png", file).build(), BodyHandlers.ofString()));
        }
        for (int i = 0; i < answers.size(); i++) {
            byte[] file = Exported.AS_IT_IS.file(TEST.pixels(i));
            HttpResponse<String> response = answers.get(i).join();
            assertEquals(200, response.statusCode(), response.body());
            Prediction expected = CLASSIFIER
                    .classify(PictureFile.read("picture", file, PictureFile.FORMATS))
                    .orElseThrow();
            assertTrue(response.body().startsWith("{\"digit\":" + expected.digit() + ","), response.body());
        }
    }

    private static void sendHalf(Socket socket) throws IOException {
        String head = "POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n";
        socket.getOutputStream().write((head + "Content-Length: 50\r\n\r\nhalf").getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    @Test
    void aSlowClientIsCutOff() throws IOException {
        try (DigitServer hasty = start(new Limits(1000, 4, 4, Duration.ofSeconds(5), Duration.ofMillis(100)));
                Socket slow = new Socket("127.0.0.1", hasty.port())) {
            sendHalf(slow);
            String answer = new String(slow.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
        }
    }

    @Test
    void moreThanTheServerTakesIsAskedToComeAgain() throws IOException, InterruptedException {
        Limits one = new Limits(10_000, 1, 1, Duration.ofMillis(50), Duration.ofSeconds(60));
        try (DigitServer busy = start(one);
                Socket slow = new Socket("127.0.0.1", busy.port())) {
            byte[] file = Exported.AS_IT_IS.file(TEST.pixels(0));
            sendHalf(slow);
            // Whether the slow client's request has begun is seen by its effect.
            HttpResponse<String> response = send(predict(busy, "image/png", file));
            while (response.statusCode() == 200) {
                response = send(predict(busy, "image/png", file));
            }
            refused(503, response);
            assertEquals("1", response.headers().firstValue("Retry-After").orElse(""));
            assertEquals(200, send(request(busy, "/healthz")).statusCode(), "the rest is still served");
            slow.shutdownOutput();
            while (response.statusCode() == 503) {
                response = send(predict(busy, "image/png", file));
            }
            assertEquals(200, response.statusCode(), "its turn has come");
        }
    }

    @Test
    void aTakenPortAndAnUnknownHostAreErrors() {
        CrosscheckException taken = assertThrows(
                CrosscheckException.class, () -> DigitServer.start("127.0.0.1", server.port(), CLASSIFIER, FACTS));
        assertTrue(taken.getMessage().contains("port " + server.port() + ": cannot be listened on"), taken::getMessage);
        CrosscheckException unknown =
                assertThrows(CrosscheckException.class, () -> DigitServer.start("no such host", 0, CLASSIFIER, FACTS));
        assertTrue(unknown.getMessage().startsWith("--host no such host: expected a name"), unknown::getMessage);
    }

    @Test
    void noThreadOutlivesTheServer() throws IOException, InterruptedException {
        List<Thread> before = threads();
        DigitServer brief = start(Limits.USUAL);
        send(predict(brief, "application/json", json(new byte[25], 5)));
        List<Thread> made = threads();
        made.removeAll(before);
        assertTrue(made.size() >= 2, made::toString);
        brief.close();
        for (Thread thread : made) {
            thread.join(60_000);
            assertFalse(thread.isAlive(), thread::getName);
        }
    }

    private static List<Thread> threads() {
        return new ArrayList<>(Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("http")
                        || thread.getName().contains("Scheduler")
                        || thread.getName().contains("Jetty"))
                .toList());
    }
}
