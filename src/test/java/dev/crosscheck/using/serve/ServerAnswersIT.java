package dev.crosscheck.using.serve;

import static dev.crosscheck.using.serve.ServerCalls.CLASSIFIER;
import static dev.crosscheck.using.serve.ServerCalls.DRAWING;
import static dev.crosscheck.using.serve.ServerCalls.JSON;
import static dev.crosscheck.using.serve.ServerCalls.ROW;
import static dev.crosscheck.using.serve.ServerCalls.TEST;
import static dev.crosscheck.using.serve.ServerCalls.post;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.data.picture.GreyPicture;
import dev.crosscheck.data.picture.Picture;
import dev.crosscheck.data.picture.PictureFile;
import dev.crosscheck.using.predict.Exported;
import dev.crosscheck.using.predict.Prediction;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the servers of both kinds of models answer and refuse, byte by byte; of no request is anything kept. */
class ServerAnswersIT {
    private static final String CHUNKED =
            "POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n";
    private static final String CHUNKS = "5\r\n{\"wid\r\n20\r\nth\":2,\"height\":1,\"pixels\":[0,0]}\r\n";
    private static final String HEALTH = get("/healthz", "");

    private static HttpBytes pictures;
    private static HttpBytes rows;

    @BeforeAll
    static void start() {
        pictures = new HttpBytes(ServerCalls.PICTURES, ServerLimits.USUAL);
        rows = new HttpBytes(ServerCalls.ROWS, ServerLimits.OF_ROWS);
    }

    @AfterAll
    static void stop() {
        pictures.close();
        rows.close();
    }

    private static String get(String path, String headers) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
    }

    private static String answer(HttpBytes http, String request) {
        String answer = new String(http.answer(request.getBytes(ISO_8859_1)), ISO_8859_1);
        assertEquals(0, http.heldBytes(), "bytes that are still held");
        return answer;
    }

    private static String answer(HttpBytes http, String type, byte[] body) {
        return answer(http, post(type, body.length, "") + new String(body, ISO_8859_1));
    }

    /** @return the body of an answer with this status and the headers that each has */
    private static String body(int status, String answer) {
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        int end = answer.indexOf("\r\n\r\n");
        String head = answer.substring(0, end + 2);
        for (String header : List.of(
                "Content-Security-Policy: default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
                "X-Content-Type-Options: nosniff",
                "Referrer-Policy: no-referrer",
                "Cross-Origin-Resource-Policy: same-origin",
                "Cache-Control: no-cache")) {
            assertTrue(head.contains("\r\n" + header + "\r\n"), head);
        }
        assertFalse(head.matches("(?is).*\r\n(Server|Access-Control-Allow-Origin):.*"), head);
        return answer.substring(end + 4);
    }

    private static JsonNode json(int status, String answer) throws IOException {
        assertEquals("application/json", header("Content-Type", answer));
        return JSON.readTree(body(status, answer));
    }

    /** @return the error, beside which there is what to do, and nothing of what the server is made of */
    private static String refused(int status, String answer) throws IOException {
        JsonNode error = json(status, answer);
        assertEquals(2, error.size(), answer);
        assertFalse(error.path("remedy").asText().isBlank(), answer);
        assertFalse(answer.matches("(?is).*(jetty|dev\\.crosscheck|defect).*"), answer);
        return error.path("error").asText();
    }

    private static String header(String name, String answer) {
        Matcher header = Pattern.compile("\r\n" + name + ": ([^\r]*)\r\n").matcher(answer);
        return header.find() ? header.group(1) : "";
    }

    @ParameterizedTest
    @CsvSource({
        "/,text/html;charset=utf-8",
        "/app.css,text/css;charset=utf-8",
        "/common.js,text/javascript;charset=utf-8",
        "/app.js,text/javascript;charset=utf-8",
        "/icon.svg,image/svg+xml",
        "/api/model,application/json"
    })
    void filesAreSentOnceAndAskForNothingElsewhere(String path, String type) throws IOException {
        for (HttpBytes http : List.of(pictures, rows)) {
            String answer = answer(http, get(path, ""));
            String body = body(200, answer);
            assertEquals(type, header("Content-Type", answer));
            assertFalse(Pattern.compile("(src|href|url\\(|@import|fetch\\()\\s*=?\\s*[\"']?(https?:)?//")
                    .matcher(body)
                    .find());
            assertEquals("", body(200, answer(http, get(path, "").replace("GET", "HEAD"))));
            String tag = header("ETag", answer);
            assertEquals("", body(304, answer(http, get(path, "If-None-Match: " + tag + "\r\n"))));
            assertEquals(body, body(200, answer(http, get(path, "If-None-Match: W/\"1-1\"\r\n"))));
            String packed = answer(http, get(path, "Accept-Encoding: br, gzip\r\n"));
            if (header("Content-Encoding", packed).equals("gzip")) {
                byte[] bytes = body(200, packed).getBytes(ISO_8859_1);
                assertTrue(bytes.length < body.length());
                try (GZIPInputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
                    assertEquals(body, new String(unpacked.readAllBytes(), ISO_8859_1));
                }
            } else {
                assertEquals(body, body(200, packed));
                assertTrue(body.length() < 1000, path);
            }
        }
    }

    private static void same(Picture picture, JsonNode actual) {
        Prediction expected = CLASSIFIER.classify(picture).orElseThrow();
        assertEquals(
                expected.oneDigit() ? expected.label() : -1,
                actual.path("digit").asInt(-1));
        assertEquals(expected.oneDigit(), actual.path("oneDigit").asBoolean());
        assertEquals(expected.sure(CLASSIFIER.threshold()), actual.path("sure").asBoolean());
        assertFalse(actual.path("blank").asBoolean(true));
        assertArrayEquals(expected.probabilities(), JSON.convertValue(actual.path("probabilities"), double[].class));
        assertArrayEquals(expected.inputLevels(), JSON.convertValue(actual.path("input"), int[].class));
        assertArrayEquals(
                expected.hidden().get(0).data(),
                JSON.convertValue(actual.path("hidden").path(0), double[].class));
    }

    @ParameterizedTest
    @EnumSource
    void aPictureIsAnsweredAsTheClassifierAnswersIt(Exported exported) throws IOException {
        byte[] file = exported.file(TEST.pixels(5));
        String type = file[0] == (byte) 0x89 ? "image/png" : "image/jpeg; q=1";
        same(PictureFile.read("picture", file), json(200, answer(pictures, type, file)));
    }

    @Test
    void drawingsBlanksAndWhatIsNoDigitAreAnswered() throws IOException {
        byte[] pixels = TEST.pixels(7);
        byte[] drawn = ServerCalls.drawing(pixels, 28).getBytes(ISO_8859_1);
        same(new Picture(new GreyPicture(28, 28, pixels)), json(200, answer(pictures, "application/json", drawn)));
        byte[] noise = ServerCalls.png(100, true);
        JsonNode none = json(200, answer(pictures, "image/png", noise));
        same(PictureFile.read("picture", noise), none);
        assertTrue(none.path("digit").isNull() && !none.path("oneDigit").asBoolean(true), none.toString());
        JsonNode blank = json(200, answer(pictures, "application/json", DRAWING.getBytes(ISO_8859_1)));
        assertTrue(blank.path("blank").asBoolean() && blank.path("digit").isNull(), blank.toString());
        assertTrue(blank.path("probabilities").isEmpty(), blank.toString());
    }

    /** Two hundred rows are more than what counts as quick: they take their turn with other requests. More than a mebibyte is refused before it comes. */
    @Test
    void rowsAreAnswered() throws IOException {
        JsonNode one = json(200, answer(rows, "application/json", ROW.getBytes(ISO_8859_1)));
        assertEquals(3, one.path("probabilities").size());
        refused(413, answer(rows, post("application/json", (1 << 20) + 1, "")));
        byte[] many = ("[" + (ROW + ",").repeat(199) + ROW + "]").getBytes(ISO_8859_1);
        JsonNode list = json(200, answer(rows, "application/json", many));
        assertEquals(200, list.size());
        assertEquals(one, list.get(199));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404 | GET /nothing       |            | There is nothing at this path.",
                "404 | POST /api/predict/ | image/png  | There is nothing at this path.",
                "404 | GET /app.js/       |            | There is nothing at this path.",
                "404 | GET /dev/crosscheck|            | There is nothing at this path.",
                "405 | GET /api/predict   |            | Wrong method.",
                "405 | PUT /api/predict   | image/png  | Wrong method.",
                "405 | POST /             | image/png  | Wrong method.",
                "405 | DELETE /healthz    |            | Wrong method.",
                "415 | POST /api/predict  |            | Expected a body of type ",
                "415 | POST /api/predict  | text/plain | Expected a body of type ",
                "400 | POST /api/predict  | application/json | body",
            })
    void whatIsNotServedIsRefused(int status, String line, String type, String error) throws IOException {
        String allowed = line.contains("predict") ? "POST" : "GET, HEAD";
        for (HttpBytes http : List.of(pictures, rows)) {
            String answer = answer(
                    http,
                    line + " HTTP/1.1\r\nHost: localhost\r\n" + (type == null ? "" : "Content-Type: " + type + "\r\n")
                            + "Content-Length: 4\r\n\r\nrows");
            assertTrue(refused(status, answer).startsWith(error), answer);
            assertEquals(status == 405 ? allowed : "", header("Allow", answer));
        }
    }

    /** Requests whose forms are odd, what is answered, and what the error begins with. */
    static Stream<Arguments> odd() {
        String end = "Host: localhost\r\n\r\n";
        String invalid = "The request is not valid HTTP";
        String version = "This server speaks HTTP/1.1 and HTTP/1.0, not the version of the request.";
        String json = post("application/json", 0, "").replace("Content-Length: 0\r\n\r\n", "");
        return Stream.of(
                arguments("200", "GET /healthz HTTP/1.0\r\n" + end, ""),
                arguments("421", "GET /healthz HTTP/1.0\r\n\r\n", "This server answers to localhost"),
                arguments("421", "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", "This server answers to localhost"),
                arguments("421", "GET / HTTP/1.1\r\nHost: localhost.evil.example\r\n\r\n", "This server answers to"),
                arguments("200", "GET / HTTP/1.1\r\nHost: 127.0.0.1:99\r\n\r\n", ""),
                arguments("200", "GET / HTTP/1.1\r\nHost: [::1]\r\n\r\n", ""),
                arguments("200", "GET / HTTP/1.1\r\nHost: LOCALHOST\r\n\r\n", ""),
                arguments("400", "GET / HTTP/1.1\r\n\r\n", invalid + ": No Host."),
                arguments("400", "GET /%zz HTTP/1.1\r\n" + end, invalid + "."),
                arguments("400", json.replace("predict", "predict?a=%zz") + "Content-Length: 0\r\n\r\n", ""),
                arguments("400", "GET /%2e%2e/x HTTP/1.1\r\n" + end, invalid),
                arguments(
                        "400", "POST / HTTP/1.1\r\nContent-Length: x\r\n" + end, invalid + ": Invalid Content-Length"),
                arguments("417", "GET / HTTP/1.1\r\nExpect: tea\r\n" + end, "Only 100-continue is supported"),
                arguments("414", "GET /" + "a".repeat(100_000) + " HTTP/1.1\r\n" + end, "The path and its query are"),
                arguments("431", get("/", "X-Many: 1\r\n".repeat(10_000)), "The headers are too large."),
                arguments("431", get("/", "X-Long: " + "a".repeat(8192) + "\r\n"), "The headers are too large."),
                arguments("200", get("/", "X-Long: " + "a".repeat(8000) + "\r\n"), ""),
                arguments("426|505", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", version),
                arguments("426|505", "GET /\r\n\r\n", version),
                arguments("200", get("/", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"), ""),
                arguments("200", CHUNKED + CHUNKS + "0\r\n\r\n", ""),
                arguments("200", CHUNKED + CHUNKS + "0\r\nX-Trailer: 1\r\n\r\n", ""),
                arguments("4..|", CHUNKED + CHUNKS + "0\r\n" + "X-Trailer: 1\r\n".repeat(100_000), ""),
                arguments("4..", CHUNKED + "ffffffffff\r\n", ""),
                arguments("4..", json + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef", ""),
                arguments("4..", json + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", ""),
                arguments("[45]..", json + "Transfer-Encoding: gzip\r\n\r\nabc", ""),
                arguments("413", post("application/json", (8 << 20) + 1, ""), "The body is too large."),
                arguments("413", post("image/png", 10_000_000, "Expect: 100-continue\r\n"), "The body is too large."),
                arguments("415", post("text/plain", 10, "Expect: 100-continue\r\n"), "Expected a body of type"),
                arguments("4..|", post("application/json", 8 << 20, "") + "x".repeat(1 << 20), ""));
    }

    @ParameterizedTest
    @MethodSource("odd")
    void oddFormsAreAnsweredOrRefusedAndNoDefects(String status, String request, String error) throws IOException {
        String answer = answer(pictures, request);
        int code = answer.isEmpty() ? 0 : Integer.parseInt(answer.substring(9, 12));
        assertTrue((code == 0 ? "" : "" + code).matches(status), answer);
        if (code >= 400) {
            assertTrue(refused(code, answer).startsWith(error), answer);
        }
    }

    /** The connection ends with such an answer; a client that was not told would lose its next request. */
    @ParameterizedTest
    @CsvSource({
        "415,/api/predict,localhost,text/plain",
        "404,/nothing,localhost,image/png",
        "421,/api/predict,evil,image/png"
    })
    void aRefusalThatDoesNotWaitForTheBodySaysThatItCloses(int status, String path, String host, String type)
            throws IOException {
        String request = post(type, 5, "").replace("localhost", host).replace("/api/predict", path);
        for (String sent : List.of("", "abcde")) {
            String answer = answer(pictures, request + sent);
            refused(status, answer);
            assertEquals(sent.isEmpty() ? "close" : "", header("Connection", answer));
        }
    }

    /** Browsers never send a request ahead: sixteen of them are answered after the first, and one with the word that it is the last. */
    @ParameterizedTest
    @CsvSource({"10, 10", "1000, 18"})
    void requestsSentAheadAreAnsweredInTurnUpToALimit(int sent, int answered) {
        String answers = answer(pictures, HEALTH.repeat(sent));
        assertEquals(answered, answers.split("HTTP/1.1 200 ").length - 1);
    }

    /** Other machines know the server by names that it does not know. */
    @Test
    void aServerForOthersAnswersToEachNameAndTellsOfStuckThreads() throws Exception {
        Server server = new Server();
        LocalConnector connector = new LocalConnector(server, WebServer.http());
        Guard guard = new Guard("0.0.0.0", InetAddress.getByName("0.0.0.0"));
        Routes.Health stuck =
                new Routes.Health(new FairQueue.State(true, 3, 3, 12.5, 2), 4, new Clients.State(9, 5, 7), 60);
        guard.setHandler(new Routes(ServerCalls.PICTURES, () -> stuck, null));
        server.addConnector(connector);
        server.setHandler(guard);
        server.start();
        try {
            String answer = connector.getResponse(HEALTH.replace("localhost", "desk.example:8080"));
            assertEquals("1", header("Retry-After", answer));
            assertEquals(
                    "{\"status\":\"stuck\",\"workers\":3,\"busy\":3,\"longestSeconds\":12.5,\"waiting\":2,\"refused\":4,"
                            + "\"connections\":9,\"addresses\":5,\"closed\":7,\"uptimeSeconds\":60}",
                    body(503, answer));
        } finally {
            server.stop();
        }
    }
}
