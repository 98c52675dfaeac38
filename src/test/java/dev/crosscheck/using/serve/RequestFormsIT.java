package dev.crosscheck.using.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.using.predict.TrainedModel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Odd and damaged requests, byte by byte: each is answered or its connection closed, and nothing of it is kept. */
class RequestFormsIT {
    private static final String PREDICT = "POST /api/predict HTTP/1.1\r\nHost: localhost\r\n";
    private static final String JSON = PREDICT + "Content-Type: application/json\r\n";
    private static final String DRAWING = "{\"width\":2,\"height\":1,\"pixels\":[0,0]}";
    private static final String CHUNKS =
            "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"wid\r\n20\r\nth\":2,\"height\":1,\"pixels\":[0,0]}\r\n";

    private static HttpBytes http;

    @BeforeAll
    static void start() {
        http = new HttpBytes(TrainedModel.classifier());
    }

    @AfterAll
    static void stop() {
        http.close();
    }

    private static String answer(String request) {
        String answer =
                new String(http.answer(request.getBytes(StandardCharsets.ISO_8859_1)), StandardCharsets.ISO_8859_1);
        assertEquals(0, http.heldBytes(), "bytes that are still held");
        return answer;
    }

    private static void assertStatus(String status, String answer) {
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
    }

    @Test
    void http10IsAnsweredAndClosed() {
        String answer = answer("GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n");
        assertStatus("200", answer);
        assertTrue(answer.contains("{\"status\":\"ok\",\"workers\":"), answer);
        assertStatus("421", answer("GET /healthz HTTP/1.0\r\n\r\n"));
    }

    @Test
    void stuckThreadsAreToldOf() throws Exception {
        Server server = new Server();
        LocalConnector connector = new LocalConnector(server, WebServer.http());
        server.addConnector(connector);
        Routes.Health stuck = Routes.Health.of(
                new FairQueue.State(true, 3, 3, 12.5, 2), 4, new Clients.State(9, 5, 7), Duration.ofSeconds(60));
        ModelFacts facts = new ModelFacts("m", List.of(), 0, true, 28, 28, List.of(), 0, "test");
        server.setHandler(new Routes(new PictureAnswers(null, facts), () -> stuck, null));
        server.start();
        try {
            String answer = connector.getResponse("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertStatus("503", answer);
            assertTrue(
                    answer.endsWith(
                            "{\"status\":\"stuck\",\"workers\":3,\"busy\":3,\"longestSeconds\":12.5,\"waiting\":2,\"refused\":4,"
                                    + "\"connections\":9,\"addresses\":5,\"closed\":7,\"uptimeSeconds\":60}"),
                    answer);
        } finally {
            server.stop();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0\r\n\r\n", "0\r\nX-Trailer: 1\r\n\r\n"})
    void chunksAreReadWithAndWithoutATrailer(String end) {
        String answer = answer(JSON + CHUNKS + end);
        assertStatus("200", answer);
        assertTrue(answer.contains("\"blank\":true"), answer);
    }

    @Test
    void anOpenEndedTrailerIsRefused() {
        assertFalse(answer(JSON + CHUNKS + "0\r\n" + "X-Trailer: 1\r\n".repeat(100_000))
                .contains("HTTP/1.1 200"));
    }

    @ParameterizedTest
    @CsvSource({"X-Many: 1,10000,431", "X: 1,100000,431"})
    void floodsOfHeadersAreRefused(String header, int times, String status) {
        String answer = answer("GET / HTTP/1.1\r\nHost: localhost\r\n" + (header + "\r\n").repeat(times) + "\r\n");
        assertStatus(status, answer);
        assertTrue(answer.contains("\"The headers are too large.\""), answer);
    }

    @Test
    void aLongLineIsRefused() {
        assertStatus("414", answer("GET /" + "a".repeat(100_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "GET / HTTP/2.0\r\nHost: localhost\r\n\r\n",
                "GET / HTTP/3.0\r\nHost: localhost\r\n\r\n",
                "GET /\r\n\r\n"
            })
    void otherVersionsAreNotSpokenAndThatIsNoDefect(String request) {
        String answer = answer(request);
        assertTrue(answer.matches("(?s)HTTP/1.1 (505|426) .*"), answer);
        assertTrue(
                answer.endsWith(
                        "{\"error\":\"This server speaks HTTP/1.1 and HTTP/1.0, not the version of the request.\","
                                + "\"remedy\":\"Send the request as HTTP/1.1.\"}"),
                answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400|GET / HTTP/1.1||The request is not valid HTTP: No Host.",
                "400|GET /%zz HTTP/1.1|Host: localhost|The request is not valid HTTP.",
                "400|POST / HTTP/1.1|Content-Length: x|The request is not valid HTTP: Invalid Content-Length Value.",
                "417|GET / HTTP/1.1|Expect: tea|Only 100-continue is supported in the header Expect."
            })
    void aFaultOfTheRequestIsNamedAndNotCalledADefect(String status, String line, String header, String error) {
        String answer = answer(line + "\r\n" + (header == null ? "" : header + "\r\n")
                + ("417".equals(status) ? "Host: localhost\r\n" : "") + "\r\n");
        assertStatus(status, answer);
        assertTrue(answer.contains("{\"error\":\"" + error + "\","), answer);
        assertFalse(answer.contains("defect"), answer);
    }

    @Test
    void nobodyIsUpgraded() {
        String answer = answer("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n");
        assertStatus("200", answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Content-Length: -1\r\n\r\n",
                "Content-Length: 99999999999999999999\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nffffffffff\r\n",
                "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
                "Transfer-Encoding: gzip\r\n\r\nabc"
            })
    void lengthsThatContradictThemselvesAreRefused(String rest) {
        assertTrue(answer(JSON + rest).matches("(?s)(HTTP/1.1 [45].*)?"), rest);
    }

    @Test
    void aPromiseOfALargeBodyIsRefusedBeforeItComes() {
        assertStatus("413", answer(JSON + "Content-Length: 8388609\r\n\r\n"));
    }

    /** The connection ends with such an answer; a client that was not told would lose its next request. */
    @ParameterizedTest
    @CsvSource({
        "415,POST /api/predict,localhost,text/plain",
        "404,POST /nothing,localhost,image/png",
        "405,POST /healthz,localhost,image/png",
        "421,POST /api/predict,evil.example,image/png"
    })
    void aRefusalThatDoesNotWaitForTheBodySaysThatItCloses(String status, String start, String host, String type) {
        String header = start + " HTTP/1.1\r\nHost: " + host + "\r\nContent-Type: " + type + "\r\n";
        String early = answer(header + "Content-Length: 5\r\n\r\n");
        assertStatus(status, early);
        assertTrue(early.contains("\r\nConnection: close\r\n"), early);
        String whole = answer(header + "Content-Length: 5\r\n\r\nabcde");
        assertStatus(status, whole);
        assertFalse(whole.contains("\r\nConnection: close\r\n"), whole);
    }

    @Test
    void whoEndsInTheMiddleOfABodyHoldsNothing() {
        assertFalse(answer(JSON + "Content-Length: 8388608\r\n\r\n" + "x".repeat(1 << 20))
                .contains(" 200 "));
    }

    @Test
    void requestsSentAheadAreAnsweredInTurnUpToALimit() {
        String one = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
        assertEquals(10, count(answer(one.repeat(10))));
        int answered = count(answer(one.repeat(1000)));
        assertTrue(answered > 10 && answered < 100, answered + " answers");
    }

    private static int count(String answers) {
        Matcher matcher = Pattern.compile("HTTP/1.1 200 ").matcher(answers);
        int count = 0;
        while (matcher.find()) {
            count++;
        }
        return count;
    }

    /** Bytes of a good request are changed, cut out and doubled; the generator's seed makes each run the same. */
    @Test
    void damagedRequestsAreAnsweredOrClosed() {
        Random random = new Random(1);
        byte[] good = (JSON + "Content-Length: " + DRAWING.length() + "\r\n\r\n" + DRAWING + JSON + CHUNKS
                        + "0\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < 2000; i++) {
            byte[] bad = good.clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                bad[random.nextInt(bad.length)] =
                        (byte) (random.nextBoolean() ? random.nextInt() : "\r\n: ,;0".charAt(random.nextInt(7)));
            }
            byte[] part = Arrays.copyOfRange(bad, 0, random.nextInt(4) == 0 ? random.nextInt(bad.length) : bad.length);
            String answer = new String(http.answer(part), StandardCharsets.ISO_8859_1);
            assertTrue(answer.matches("(?s)(HTTP/1.1 (200|4\\d\\d|505) .*)?"), answer);
            assertFalse(answer.contains("HTTP/1.1 500 "), answer);
        }
        assertEquals(0, http.heldBytes());
    }
}
