package dev.crosscheck.using.serve;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server whose work waits for the test: which client gives way, what {@code /healthz} says, and how the server stops. */
class BusyServerIT {
    private static final Duration LONG = Duration.ofHours(1);

    /** Running requests get this long when the server stops, so that a test does not wait for those that it keeps running. */
    private static final Duration STOP_TIME = Duration.ofMillis(200);

    private static final String GREEDY = "127.0.0.2";
    private static final String NORMAL = "127.0.0.1";
    private static final String HEALTH = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    private static final int KIB = 1024;

    private final CountDownLatch release = new CountDownLatch(1);
    private final List<Socket> sockets = new ArrayList<>();

    /** Answers each body with its length once the test lets it. */
    private final class Waiting implements Site {
        @Override
        public Map<String, File> files() {
            return Map.of();
        }

        @Override
        public List<String> methods(String path) {
            return List.of("POST");
        }

        @Override
        public String contents() {
            return "nothing";
        }

        @Override
        public List<String> types() {
            return List.of("text/plain");
        }

        @Override
        public boolean isQuick(Call call, int bytes, Supplier<byte[]> body) {
            return false;
        }

        @Override
        public Reply answer(Call call, byte[] body) {
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

    private WebServer start(int connections, int heldBytes, Duration longestWait) {
        return start(connections, heldBytes, longestWait, STOP_TIME);
    }

    private WebServer start(int connections, int heldBytes, Duration longestWait, Duration stopTime) {
        ServerLimits usual = ServerLimits.USUAL;
        return WebServer.start(
                "127.0.0.1",
                0,
                new Waiting(),
                new ServerLimits(
                        connections,
                        connections,
                        usual.headerTime(),
                        usual.answerTime(),
                        usual.bodyBytes(),
                        heldBytes,
                        usual.bodyTime(),
                        usual.rateWindow(),
                        usual.leastBytes(),
                        longestWait,
                        usual.stuckAfter(),
                        stopTime));
    }

    private Socket connected(WebServer server, String from) throws IOException {
        Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), server.port(), InetAddress.getByName(from), 0);
        sockets.add(socket);
        return socket;
    }

    private Socket sent(WebServer server, String from, String request) throws IOException {
        Socket socket = connected(server, from);
        socket.getOutputStream().write(request.getBytes(US_ASCII));
        return socket;
    }

    private static String post(int length, int sent) {
        return "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: "
                + length + "\r\n\r\n" + "x".repeat(sent);
    }

    private static String rest(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private JsonNode health(WebServer server) throws IOException {
        String answer = rest(sent(server, NORMAL, HEALTH));
        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        return new ObjectMapper().readTree(answer.substring(answer.indexOf("\r\n\r\n")));
    }

    /** Asks from 127.0.0.1 until a count has that value. */
    private JsonNode healthWhen(WebServer server, String member, int value) throws IOException, InterruptedException {
        JsonNode health = health(server);
        while (health.path(member).asInt(-1) != value) {
            Thread.sleep(1);
            health = health(server);
        }
        return health;
    }

    @Test
    void healthCountsBusyWaitingAndRefusedRequests() throws IOException, InterruptedException {
        int atOnce = ServerLimits.USUAL.slowOfOne(Runtime.getRuntime().availableProcessors());
        try (WebServer server = start(1024, 64 << 20, Duration.ofSeconds(2))) {
            for (int i = 0; i < atOnce + 3; i++) {
                sent(server, GREEDY, post(10, 10));
            }
            JsonNode health = healthWhen(server, "waiting", 3);
            assertEquals("ok", health.path("status").asText());
            assertEquals(atOnce + 2, health.path("workers").asInt());
            assertEquals(atOnce, health.path("busy").asInt());
            assertEquals(0, health.path("refused").asInt());
            assertEquals(2, health.path("addresses").asInt(), "the greedy one and this one");
            assertTrue(health.path("connections").asInt() >= atOnce + 4, health::toString);
            assertEquals(0, health.path("closed").asInt());
            health = healthWhen(server, "refused", 3);
            assertTrue(health.path("uptimeSeconds").asInt() >= 2, health::toString);
            assertEquals(10, health.size(), "members, none of which names an address");
            release.countDown();
            assertEquals(0, healthWhen(server, "busy", 0).path("waiting").asInt());
        }
    }

    /** All requests of the greedy address are being worked on or queued. */
    @Test
    void theAddressWithMostConnectionsLosesOne() throws IOException, InterruptedException {
        int atOnce = ServerLimits.USUAL.slowOfOne(Runtime.getRuntime().availableProcessors());
        try (WebServer server = start(7, 64 << 20, LONG)) {
            for (int i = 0; i < 6; i++) {
                sent(server, GREEDY, post(10, 10));
            }
            healthWhen(server, "waiting", 6 - atOnce);
            sent(server, GREEDY, post(10, 10));
            assertTrue(health(server).path("closed").asInt() >= 1);
        }
    }

    @Test
    void theAddressWithMostBytesLosesABodyEvenToALargerOne() throws IOException, InterruptedException {
        try (WebServer server = start(1024, 128 * KIB, LONG)) {
            for (int i = 0; i < 3; i++) {
                sent(server, GREEDY, post(100 * KIB, 40 * KIB));
            }
            while (server.heldBytes() < 120 * KIB) {
                Thread.sleep(1);
            }
            release.countDown();
            String answer = rest(sent(server, NORMAL, post(70 * KIB, 70 * KIB)));
            assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
            assertTrue(answer.endsWith("\r\n\r\n" + 70 * KIB), answer);
        }
    }

    @Test
    void itStopsWhileABodyIsArriving() throws IOException, InterruptedException {
        WebServer server = start(1024, 64 << 20, Duration.ofSeconds(5));
        Socket slow = sent(server, NORMAL, post(1 << 20, 1));
        Thread sending = new Thread(() -> {
            try {
                while (true) {
                    slow.getOutputStream().write(new byte[2 * KIB]);
                    Thread.sleep(20);
                }
            } catch (IOException | InterruptedException e) {
                // The server closed the connection.
            }
        });
        sending.start();
        health(server);
        server.close();
        sending.join();
    }

    @Test
    void itStopsWhileBusyAndRejectsQueuedRequests() throws IOException, InterruptedException {
        WebServer server = start(1024, 64 << 20, LONG);
        List<Socket> all = new ArrayList<>();
        int atOnce = ServerLimits.USUAL.slowOfOne(Runtime.getRuntime().availableProcessors());
        for (int i = 0; i < atOnce; i++) {
            sent(server, GREEDY, post(10, 10));
        }
        healthWhen(server, "busy", atOnce);
        for (int i = 0; i < 5; i++) {
            all.add(sent(server, GREEDY, post(10, 10)));
        }
        healthWhen(server, "waiting", 5);
        server.close();
        for (Socket waiting : all) {
            String answer = rest(waiting);
            assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
        }
    }

    /** It would otherwise stop after an hour: a browser that shows the page keeps connections open. */
    @Test
    void itAnswersTheRunningRequestsAndStopsAlthoughOtherConnectionsAreOpen() throws IOException, InterruptedException {
        WebServer server = start(1024, 64 << 20, LONG, LONG);
        Socket silent = connected(server, NORMAL);
        silent.setSoTimeout(20_000);
        Socket answered = sent(server, NORMAL, HEALTH.replace("Connection: close\r\n", ""));
        answered.setSoTimeout(20_000);
        while (answered.getInputStream().read() != '}') {
            // Until the end of the answer.
        }
        Socket running = sent(server, NORMAL, post(10, 10));
        healthWhen(server, "busy", 1);
        Thread closing = new Thread(server::close);
        closing.setDaemon(true);
        closing.start();
        assertEquals("", rest(silent));
        assertEquals("", rest(answered).strip());
        release.countDown();
        String answer = rest(running);
        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        closing.join();
    }
}
