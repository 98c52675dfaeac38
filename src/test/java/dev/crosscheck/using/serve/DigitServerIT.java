package dev.crosscheck.using.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.data.picture.PictureFile;
import dev.crosscheck.using.predict.Exported;
import dev.crosscheck.using.predict.Prediction;
import dev.crosscheck.using.predict.TrainedModel;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server answers, and what it refuses. */
class DigitServerIT extends ServerCalls {

    private static void same(Prediction expected, JsonNode actual) {
        assertEquals(expected.label(), actual.path("digit").asInt(-1));
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
        "/common.js,text/javascript;charset=utf-8",
        "/app.js,text/javascript;charset=utf-8",
        "/icon.svg,image/svg+xml",
        "/healthz,application/json",
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
        same(CLASSIFIER.classify(PictureFile.read("picture", file)).orElseThrow(), JSON.readTree(response.body()));
    }

    @Test
    void aDrawingIsAnsweredAsThePictureIs() throws IOException, InterruptedException {
        byte[] pixels = TEST.pixels(7);
        HttpResponse<String> response = send(predict(server, "application/json", json(pixels, 28)));
        byte[] file = Exported.AS_IT_IS.file(pixels);
        same(CLASSIFIER.classify(PictureFile.read("picture", file)).orElseThrow(), JSON.readTree(response.body()));
    }

    @Test
    void nothingDrawnIsNoDigit() throws IOException, InterruptedException {
        JsonNode answer = JSON.readTree(
                send(predict(server, "application/json", json(new byte[25], 5))).body());
        assertTrue(answer.path("blank").asBoolean());
        assertTrue(answer.path("digit").isNull());
        assertTrue(answer.path("probabilities").isEmpty());
    }

    @Test
    void aChartIsNoDigit() throws IOException, InterruptedException {
        byte[] chart = Files.readAllBytes(TrainedModel.folder().resolve("accuracy.png"));
        JsonNode answer =
                JSON.readTree(send(predict(server, "image/png", chart)).body());
        assertTrue(answer.path("digit").isNull(), answer.toString());
        assertFalse(answer.path("sure").asBoolean());
        assertFalse(answer.path("blank").asBoolean());
        assertFalse(answer.path("oneDigit").asBoolean());
        assertEquals(10, answer.path("probabilities").size());
        assertEquals(784, answer.path("input").size());
        JsonNode digit = JSON.readTree(send(predict(server, "application/json", json(TEST.pixels(7), 28)))
                .body());
        assertTrue(digit.path("oneDigit").asBoolean());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                       | not the expected JSON",
                "null                                     | found null",
                "[]                                       | not the expected JSON",
                "{                                        | not the expected JSON",
                "{}                                       | not the expected JSON",
                "{\"pixels\":[1],\"width\":1}             | not the expected JSON",
                "{\"pixels\":null,\"width\":1,\"height\":1} | expected 1 pixels, found 0",
                "{\"pixels\":[1,2],\"width\":1,\"height\":1} | expected 1 pixels, found 2",
                "{\"pixels\":[256],\"width\":1,\"height\":1} | from 0 to 255, found 256.0 at index 0",
                "{\"pixels\":[-1],\"width\":1,\"height\":1} | from 0 to 255, found -1.0",
                "{\"pixels\":[1e999],\"width\":1,\"height\":1} | from 0 to 255, found Infinity",
                "{\"pixels\":[NaN],\"width\":1,\"height\":1} | not the expected JSON",
                "{\"pixels\":[\"NaN\"],\"width\":1,\"height\":1} | found NaN",
                "{\"pixels\":[null],\"width\":1,\"height\":1} | not the expected JSON",
                "{\"pixels\":[1],\"width\":1.5,\"height\":1} | not the expected JSON",
                "{\"pixels\":[],\"width\":0,\"height\":0} | expected width and height from 1 to 1024",
                "{\"pixels\":[],\"width\":65536,\"height\":65536} | expected width and height from 1 to 1024",
                "{\"pixels\":[1],\"width\":1,\"height\":1,\"x\":2} | not the expected JSON",
                "{\"pixels\":[1],\"width\":1,\"width\":1,\"height\":1} | not the expected JSON",
                "{\"pixels\":[1],\"width\":1,\"height\":1} {} | not the expected JSON"
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
    @ValueSource(strings = {"/nothing", "/api", "/api/predict/x", "/app.js/", "/pictures.html", "/dev/crosscheck"})
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
}
