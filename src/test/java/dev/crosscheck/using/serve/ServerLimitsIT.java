package dev.crosscheck.using.serve;

import static dev.crosscheck.using.serve.ServerCalls.JSON;
import static dev.crosscheck.using.serve.ServerCalls.PICTURES;
import static dev.crosscheck.using.serve.ServerCalls.limits;
import static dev.crosscheck.using.serve.ServerCalls.post;
import static dev.crosscheck.using.serve.ServerCalls.rest;
import static dev.crosscheck.using.serve.ServerCalls.send;
import static dev.crosscheck.using.serve.ServerLimits.USUAL;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.Soak;
import dev.crosscheck.using.predict.Exported;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How much the server takes at once and for how long, who gives way, and how it ends. */
class ServerLimitsIT {
    private static final Duration LONG = ofHours(1);
    private static final String GREEDY = "127.0.0.2";
    private static final String NORMAL = "127.0.0.1";
    private static final String KEPT = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String CLOSE = "Connection: close\r\n";
    private static final String HEALTH = KEPT.replace("localhost\r\n", "localhost\r\n" + CLOSE);
    private static final int AT_ONCE = USUAL.slowOfOne(Runtime.getRuntime().availableProcessors());

    private final CountDownLatch release = new CountDownLatch(1);
    private final List<Socket> sockets = new ArrayList<>();
    private Map<String, Site.File> files = Map.of();

    /** Answers each body with its length once the test lets it. */
    private final class Waiting implements Site {
        @Override
        public Map<String, File> files() {
            return files;
        }

        @Override
        public String call() {
            return Answers.PREDICT;
        }

        @Override
        public String contents() {
            return "nothing";
        }

        @Override
        public List<String> types() {
            return List.of("image/png");
        }

        @Override
        public boolean isQuick(String type, int bytes, Supplier<byte[]> body) {
            return false;
        }

        @Override
        public Reply answer(String type, byte[] body) {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new Reply(200, body.length);
        }
    }

    @AfterEach
    void close() throws IOException {
        release.countDown();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** @return a server whose work waits for the test; when it is closed, it does not wait for that */
    private WebServer waiting(Object... changed) {
        Object[] all = Stream.concat(Stream.of(changed), Stream.of("stopTime", ofMillis(200)))
                .toArray();
        return ServerCalls.start(new Waiting(), limits(all));
    }

    private Socket sent(WebServer server, String from, String bytes) throws IOException {
        Socket socket = ServerCalls.sent(server, from, bytes);
        socket.setSoTimeout(20_000);
        sockets.add(socket);
        return socket;
    }

    private static String body(int length, int sent) {
        return post("image/png", length, CLOSE) + "x".repeat(sent);
    }

    private JsonNode health(WebServer server) throws IOException {
        String answer = rest(sent(server, NORMAL, HEALTH));
        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        return JSON.readTree(answer.substring(answer.indexOf("\r\n\r\n")));
    }

    /** Asks from 127.0.0.1 until a count has that value. */
    private JsonNode healthWhen(WebServer server, String member, int value) throws IOException {
        JsonNode health = health(server);
        while (health.path(member).asInt(-1) != value) {
            health = health(server);
        }
        return health;
    }

    private static void until(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Thread.sleep(1);
        }
    }

    private static void assertStatus(int status, String answer) {
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
    }

    /** Each promise of docs/security.md in its own words, with the numbers that hold. */
    @Test
    void limitsAreThoseOfTheDocumentation() throws IOException {
        ServerLimits huge = limits("heldBytes", ServerLimits.heldBytes(1L << 40));
        String promises = String.format(
                Locale.ROOT,
                """
                | header of a request | 8 KiB, %d seconds |
                | body of a request | %d MiB (%d MiB for a table's model), %d seconds, at least %d KiB every %d seconds; \
                %d MiB for all bodies at once, or a quarter of Java's memory if that is less |
                | answer to a request | taken within %d seconds;
                | connections | %,d, %d from one address |
                | connections accepted and not yet open | %,d, %d from one address; others are reset |
                | requests worked on at once | one per core, four from one address;
                | waiting for a turn | one request per connection, %d seconds |
                """,
                huge.headerTime().toSeconds(),
                huge.bodyBytes() >> 20,
                ServerLimits.OF_ROWS.bodyBytes() >> 20,
                huge.bodyTime().toSeconds(),
                huge.leastBytes() >> 10,
                huge.rateWindow().toSeconds(),
                huge.heldBytes() >> 20,
                huge.answerTime().toSeconds(),
                huge.connections(),
                huge.perAddress(),
                huge.unopened(),
                huge.unopened() / 2,
                huge.longestWait().toSeconds());
        String page = Files.readString(Path.of("docs", "security.md"));
        promises.lines().forEach(promise -> assertTrue(page.contains(promise), promise));
        assertEquals(
                "1 2 4 4",
                huge.slowOfOne(1) + " " + huge.slowOfOne(2) + " " + huge.slowOfOne(4) + " " + huge.slowOfOne(64));
        assertEquals(1, limits("heldBytes", 8 << 20).slowOfOne(64), "half of the memory for bodies is left for others");
        assertEquals(48 << 20, ServerLimits.heldBytes(192 << 20));
        assertEquals(ServerLimits.heldBytes(Runtime.getRuntime().maxMemory()), USUAL.heldBytes());
    }

    /** What arrives lies in buffers outside the heap, which are to be used again. */
    @Test
    void aBodyTooLargeIsRefusedHoweverItComesAndLeavesNoBuffers() throws IOException {
        BufferPoolMXBean direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .findAny()
                .orElseThrow();
        String chunked = post("image/png", 0, "").replace("Content-Length: 0", "Transfer-Encoding: chunked") + "400\r\n"
                + "a".repeat(1024) + "\r\n0\r\n\r\n";
        release.countDown();
        try (WebServer small = waiting("bodyBytes", 1000)) {
            assertStatus(413, rest(sent(small, NORMAL, body(1001, 0))));
            assertStatus(200, rest(sent(small, NORMAL, body(1000, 1000))));
            long before = direct.getCount();
            for (int i = 0; i < 100; i++) {
                Socket socket = sent(small, NORMAL, chunked);
                socket.shutdownOutput();
                assertStatus(413, rest(socket));
            }
            assertTrue(direct.getCount() < before + 50, () -> before + " buffers, then " + direct.getCount());
        }
    }

    /** What a client sends, the limit that it exceeds, and the status, or 0 if the connection is closed. */
    static Stream<Arguments> slow() {
        String half = body(50, 4);
        return Stream.of(
                arguments("", "headerTime", 0),
                arguments("GET / HTTP/1.1\r\nHost: loc", "headerTime", 0),
                arguments(KEPT + "GET /", "headerTime", 0),
                arguments(half, "bodyTime", 408),
                arguments(half, "rateWindow", 408));
    }

    @ParameterizedTest
    @MethodSource
    void slow(String part, String limit, int status) throws IOException {
        try (WebServer hasty = ServerCalls.start(
                        PICTURES,
                        limits("headerTime", LONG, "bodyTime", LONG, "rateWindow", LONG, limit, ofMillis(100)));
                Socket slow = new Socket()) {
            slow.setSoTimeout(20_000); // sooner than an idle connection ends by another limit
            slow.connect(new InetSocketAddress(NORMAL, hasty.port()));
            send(slow, part.startsWith(KEPT) ? KEPT : part);
            if (part.startsWith(KEPT)) {
                ServerCalls.readTo('}', slow);
                send(slow, part.substring(KEPT.length()));
            }
            String answer = rest(slow).strip();
            assertEquals(
                    status == 0 ? "" : "HTTP/1.1 408 Request Timeout",
                    answer.lines().findFirst().orElse(""));
            assertTrue(status == 0 || answer.contains("Connection: close"), answer);
        }
    }

    /** One that no buffer on the way holds. */
    @Test
    void whoTakesNoAnswerIsClosed() throws IOException, InterruptedException {
        files = Map.of("/", new Site.File("text/plain", new byte[32 << 20]));
        try (WebServer server = waiting("answerTime", ofMillis(100));
                Socket deaf = sent(server, NORMAL, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
            assertTrue(deaf.isConnected());
            // A hundred looks: with many more connections, one would be closed to make room.
            for (int i = 0; i < 100 && health(server).path("closed").asInt() == 0; i++) {
                Thread.sleep(50);
            }
            assertEquals(1, health(server).path("closed").asInt());
        }
    }

    @Test
    void manyAtOnceAllGetTheirOwnAnswer() throws IOException {
        try (WebServer server = ServerCalls.start(PICTURES, USUAL)) {
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                clients.add(sent(server, NORMAL, picture(digit(i))));
            }
            for (int i = 0; i < clients.size(); i++) {
                byte[] alone =
                        Replies.json(PICTURES.answer("image/png", digit(i)).body());
                String answer = rest(clients.get(i));
                assertEquals(
                        new String(alone, StandardCharsets.UTF_8), answer.substring(answer.indexOf("\r\n\r\n") + 4));
            }
        }
    }

    private static byte[] digit(int i) {
        return Exported.AS_IT_IS.file(ServerCalls.TEST.pixels(i));
    }

    private static String picture(byte[] file) {
        return post("image/png", file.length, CLOSE) + new String(file, StandardCharsets.ISO_8859_1);
    }

    private static String json(String body, String headers) {
        return post("application/json", body.length(), headers) + body;
    }

    /** What many clients send on purpose, who then read nothing, and what a normal one asks for meanwhile. */
    static Stream<Arguments> bad() {
        byte[] black = ServerCalls.png(7000, false); // small as a file, and as large as any may be when it is unpacked
        String drawing = ServerCalls.drawing(ServerCalls.TEST.pixels(0), 28);
        String rows = "[" + (ServerCalls.ROW + ",").repeat(399) + ServerCalls.ROW + "]";
        String normal = picture(digit(0));
        return Stream.of(
                arguments("headers without end", "GET / HTTP/1.1\r\nHost: localhost\r\n", normal),
                arguments("large bodies", body(8_000_000, 1 << 20), normal),
                arguments("no reading", KEPT.replace("healthz", "app.js").repeat(1000), normal),
                arguments(
                        "large pictures",
                        picture(black).replace(CLOSE, "").repeat(3),
                        picture(ServerCalls.png(129, true))),
                arguments("drawings", json(drawing, "").repeat(50), json(drawing, CLOSE)),
                arguments("rows", json(rows, "").repeat(10), json(ServerCalls.ROW, CLOSE)));
    }

    /** They spoil only their own connections and turns. There are more of them than the server has threads, and for drawings than there are places. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void aNormalClientIsAnsweredBesideBadOnes(String name, String sent, String normal) throws IOException {
        Answers answers = name.equals("rows") ? ServerCalls.ROWS : PICTURES;
        try (WebServer server =
                ServerCalls.start(answers, name.equals("drawings") ? limits("connections", 24) : USUAL)) {
            for (int i = 0; i < 20; i++) { // the first answers of a server are slow
                assertStatus(200, rest(sent(server, NORMAL, normal)));
            }
            for (int i = 0; i < 30; i++) {
                sent(server, GREEDY, sent);
            }
            for (int i = 0; i < Soak.times(12, 100); i++) {
                assertStatus(200, rest(sent(server, NORMAL, normal)));
            }
        }
    }

    /** A black picture of 7000 x 7000 pixels has 48 KB as a file. */
    @Test
    void smallPicturesAndDrawingsAreQuick() {
        byte[] atMost = new byte[64 << 10];
        byte[] black = ServerCalls.png(7000, false);
        assertTrue(black.length < atMost.length, () -> black.length + " bytes");
        for (byte[] picture : List.of(ServerCalls.png(128, true), atMost)) {
            assertTrue(isQuick("image/png", picture));
        }
        byte[] more = new byte[atMost.length + 1];
        for (byte[] picture : List.of(ServerCalls.png(129, true), more, black)) {
            assertFalse(isQuick("image/png", picture));
        }
        assertFalse(isQuick("application/json", more));
        assertFalse(ServerCalls.ROWS.isQuick("application/json", (16 << 10) + 1, null));
    }

    private static boolean isQuick(String type, byte[] body) {
        return PICTURES.isQuick(type, body.length, () -> body);
    }

    /** Each has had an answer before the next one comes, so that the server knows them in this order. */
    @ParameterizedTest
    @CsvSource({"3,9", "9,3"})
    void whoeverHasBeenWaitedForLongestGivesWay(int connections, int perAddress)
            throws IOException, InterruptedException {
        try (WebServer small = waiting("connections", connections, "perAddress", perAddress)) {
            List<Socket> four = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                four.add(sent(small, NORMAL, KEPT));
                ServerCalls.readTo('}', four.get(i));
                // That an answer was taken is known a moment after its client has it.
                Thread.sleep(50);
            }
            assertEquals("", rest(four.get(0)), "closed");
            for (Socket other : four.subList(1, 4)) {
                send(other, HEALTH);
                assertStatus(200, rest(other).strip());
            }
        }
    }

    @Test
    void whatMayNotWaitToBeOpenedIsReset() throws IOException {
        try (WebServer none = ServerCalls.start(PICTURES, limits("unopened", 0))) {
            assertThrows(IOException.class, () -> rest(sent(none, NORMAL, HEALTH)));
        }
    }

    /** All requests of the greedy address are being worked on or queued. */
    @Test
    void theAddressWithMostConnectionsLosesOne() throws IOException, InterruptedException {
        try (WebServer server = waiting("connections", 7, "longestWait", LONG, "headerTime", LONG)) {
            for (int i = 0; i < 7; i++) {
                sent(server, GREEDY, body(10, 10));
            }
            until(() -> server.heldBytes() == 7 * (8 << 10)); // asking for the health would take a connection
            Thread.sleep(50); // that a body has ended is known a moment after
            assertEquals("", rest(sent(server, GREEDY, "")), "all others of its address wait for the server");
            assertEquals(2, health(server).path("closed").asInt());
        }
    }

    @Test
    void theAddressWithMostBytesLosesItsLargestBodyEvenToALargerOne() throws IOException, InterruptedException {
        try (WebServer server = waiting("heldBytes", 128 << 10, "longestWait", LONG)) {
            List<Socket> greedy = new ArrayList<>();
            for (int sent : List.of(40, 48, 32)) {
                greedy.add(sent(server, GREEDY, body(100 << 10, sent << 10)));
            }
            until(() -> server.heldBytes() >= 120 << 10);
            release.countDown();
            String answer = rest(sent(server, NORMAL, body(56 << 10, 56 << 10)));
            assertStatus(200, answer);
            assertTrue(answer.endsWith("\r\n\r\n" + (56 << 10)), answer);
            assertStatus(503, rest(greedy.get(1)));
        }
    }

    @Test
    void aLargeBodyGivesWayToASmallOneAndWhoLeavesHoldsNothing() throws IOException, InterruptedException {
        release.countDown();
        try (WebServer small = waiting("heldBytes", 128 << 10)) {
            Socket large = sent(small, NORMAL, body(200_000, 128 << 10));
            until(() -> small.heldBytes() >= 128 << 10);
            assertStatus(200, rest(sent(small, NORMAL, body(10, 10))));
            String answer = rest(large);
            assertStatus(503, answer);
            assertTrue(answer.contains("\r\nRetry-After: 1\r\n"), answer);
            Socket leaving = sent(small, NORMAL, body(200_000, 100 << 10));
            until(() -> small.heldBytes() >= 100 << 10);
            leaving.close();
            until(() -> small.heldBytes() == 0);
        }
    }

    /** An address is that of the connection, whatever headers say. */
    @Test
    void healthCountsBusyWaitingAndRefusedRequests() throws IOException {
        try (WebServer server = waiting("longestWait", ofSeconds(1))) {
            for (int i = 0; i < AT_ONCE + 3; i++) {
                sent(server, GREEDY, post("image/png", 10, "X-Forwarded-For: 10.0.0." + i + "\r\n") + "0123456789");
            }
            JsonNode health = healthWhen(server, "waiting", 3);
            assertEquals("ok", health.path("status").asText());
            assertEquals(
                    List.of(AT_ONCE + 2, AT_ONCE, 0, 2, 0),
                    Stream.of("workers", "busy", "refused", "addresses", "closed")
                            .map(member -> health.path(member).asInt())
                            .toList());
            assertTrue(health.path("connections").asInt() >= AT_ONCE + 4, health::toString);
            assertTrue(healthWhen(server, "refused", 3).path("uptimeSeconds").asInt() >= 1);
            assertEquals(10, health.size(), "members, none of which names an address");
            release.countDown();
            assertEquals(0, healthWhen(server, "busy", 0).path("waiting").asInt());
        }
    }

    /** It would otherwise stop after an hour: a browser that shows the page keeps connections open. */
    @Test
    void itRejectsQueuedRequestsAndStopsAfterTheRunningOnesAlthoughOtherConnectionsAreOpen()
            throws IOException, InterruptedException {
        WebServer server = ServerCalls.start(new Waiting(), limits("longestWait", LONG, "stopTime", LONG));
        Socket silent = sent(server, NORMAL, "");
        Socket answered = sent(server, NORMAL, KEPT);
        ServerCalls.readTo('}', answered);
        List<Socket> running = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            running.add(sent(server, GREEDY, body(10, 10)));
        }
        healthWhen(server, "busy", AT_ONCE);
        Socket queued = sent(server, GREEDY, body(10, 10));
        healthWhen(server, "waiting", 1);
        Thread closing = new Thread(server::close);
        closing.setDaemon(true);
        closing.start();
        assertStatus(503, rest(queued));
        for (Socket idle : List.of(silent, answered)) {
            assertEquals("", rest(idle).strip());
        }
        release.countDown();
        for (Socket socket : running) {
            assertStatus(200, rest(socket));
        }
        closing.join();
    }
}
