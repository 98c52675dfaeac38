package dev.crosscheck.using.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.picture.PictureFile;
import dev.crosscheck.using.predict.Exported;
import dev.crosscheck.using.predict.Prediction;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How much the server takes at once and for how long, and how it begins and ends. */
class ServerLimitsIT extends ServerCalls {

    @Test
    void aBodyTooLargeIsRefusedWhetherItSaysItsLengthOrNot() throws IOException, InterruptedException {
        try (WebServer small = start(limits(1000, Duration.ofSeconds(20)))) {
            refused(413, send(predict(small, "image/png", new byte[1001])));
            String head = "POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n";
            String chunk = "400\r\n" + "a".repeat(1024) + "\r\n";
            String answer = raw(small, head + "Transfer-Encoding: chunked\r\n\r\n" + chunk + "0\r\n\r\n");
            assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
            refused(400, send(predict(small, "image/png", new byte[1000])));
        }
    }

    /** What arrives lies in buffers outside the heap, which are to be used again. */
    @Test
    void bodiesTooLargeLeaveNoBuffersBehind() throws IOException {
        BufferPoolMXBean direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .findAny()
                .orElseThrow();
        String request = "POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n400\r\n" + "a".repeat(1024) + "\r\n0\r\n\r\n";
        try (WebServer small = start(limits(1000, Duration.ofSeconds(20)))) {
            long before = direct.getCount();
            for (int i = 0; i < 100; i++) {
                String answer = raw(small, request);
                assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
            }
            assertTrue(direct.getCount() < before + 50, () -> before + " buffers, then " + direct.getCount());
        }
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
            Prediction expected =
                    CLASSIFIER.classify(PictureFile.read("picture", file)).orElseThrow();
            assertTrue(response.body().startsWith("{\"digit\":" + expected.label() + ","), response.body());
        }
    }

    private static boolean isQuick(String type, byte[] body) {
        return new PictureAnswers(CLASSIFIER, FACTS).isQuick(type, body.length, () -> body);
    }

    /** A black picture of 7000 x 7000 pixels has 48 KB as a file. */
    @Test
    void smallPicturesAreQuickAsSmallDrawingsAre() {
        assertTrue(isQuick("image/png", Exported.AS_IT_IS.file(TEST.pixels(0))));
        assertTrue(isQuick("image/png", GreedyClients.noise(128)));
        assertTrue(isQuick("image/png", new byte[28 * 28]), "refused at once");
        assertTrue(isQuick("application/json", json(TEST.pixels(0), 28)));
        byte[] black = GreedyClients.png(new BufferedImage(7000, 7000, BufferedImage.TYPE_BYTE_GRAY));
        assertTrue(black.length < 64 << 10, () -> black.length + " bytes");
        assertFalse(isQuick("image/png", black));
        assertFalse(isQuick("image/png", GreedyClients.noise(129)));
        assertFalse(isQuick("image/png", new byte[1 << 17]), "it would be copied");
        assertFalse(isQuick("application/json", new byte[1 << 17]));
    }

    @Test
    void bodiesTakeAQuarterOfTheMemoryAtMost() {
        assertEquals(64 << 20, ServerLimits.heldBytes(1L << 40));
        assertEquals(48 << 20, ServerLimits.heldBytes(192 << 20));
        assertEquals(16 << 20, ServerLimits.heldBytes(64 << 20));
        assertEquals(ServerLimits.heldBytes(Runtime.getRuntime().maxMemory()), ServerLimits.USUAL.heldBytes());
    }

    private static void sendHalf(Socket socket) throws IOException {
        String head = "POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n";
        socket.getOutputStream().write((head + "Content-Length: 50\r\n\r\nhalf").getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    @Test
    void aSlowClientIsCutOff() throws IOException {
        try (WebServer hasty = start(limits(1000, Duration.ofMillis(100)));
                Socket slow = new Socket("127.0.0.1", hasty.port())) {
            sendHalf(slow);
            String answer = new String(slow.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
        }
    }

    private static ServerLimits clients(int connections, int perAddress, Duration headerTime) {
        ServerLimits usual = ServerLimits.USUAL;
        return new ServerLimits(
                connections,
                perAddress,
                headerTime,
                usual.answerTime(),
                usual.bodyBytes(),
                128 << 10,
                usual.bodyTime(),
                Duration.ofMillis(500),
                1 << 10,
                usual.longestWait(),
                usual.stuckAfter(),
                usual.stopTime());
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    private static String rest(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "G", "GET / HTTP/1.1\r\nHost: loc"})
    void aHeaderMustEndInTime(String part) throws IOException {
        try (WebServer hasty = start(clients(9, 9, Duration.ofMillis(100)));
                Socket slow = new Socket("127.0.0.1", hasty.port())) {
            send(slow, part);
            assertEquals("", rest(slow), "closed");
        }
    }

    @Test
    void aLaterHeaderMustEndInTimeToo() throws IOException {
        try (WebServer hasty = start(clients(9, 9, Duration.ofMillis(100)));
                Socket slow = new Socket("127.0.0.1", hasty.port())) {
            send(slow, "GET /icon.svg HTTP/1.1\r\nHost: localhost\r\n\r\n");
            StringBuilder answer = new StringBuilder();
            while (answer.indexOf("</svg>") < 0) {
                answer.append((char) slow.getInputStream().read());
            }
            send(slow, "GET /");
            assertEquals("", rest(slow).strip(), "closed");
        }
    }

    /** Each has had an answer before the next one comes, so that the server knows them in this order. */
    @ParameterizedTest
    @CsvSource({"3,9", "9,3"})
    void whoeverHasBeenWaitedForLongestGivesWay(int connections, int perAddress)
            throws IOException, InterruptedException {
        try (WebServer small = start(clients(connections, perAddress, Duration.ofSeconds(60)))) {
            List<Socket> sockets = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                sockets.add(new Socket("127.0.0.1", small.port()));
                send(sockets.get(i), "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
                while (sockets.get(i).getInputStream().read() != '}') {
                    // Until the end of the answer.
                }
                // That an answer was taken is known a moment after its client has it.
                Thread.sleep(100);
            }
            assertEquals("", rest(sockets.get(0)), "closed");
            for (int i = 1; i < 4; i++) {
                send(sockets.get(i), "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
                assertTrue(rest(sockets.get(i)).strip().startsWith("HTTP/1.1 200 "), "client " + i);
            }
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void aBodyMustKeepUpARate() throws IOException {
        try (WebServer hasty = start(clients(9, 9, Duration.ofSeconds(60)));
                Socket slow = new Socket("127.0.0.1", hasty.port())) {
            sendHalf(slow);
            String answer = rest(slow);
            assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
            assertTrue(answer.contains("Connection: close"), answer);
        }
    }

    @Test
    void aLargeBodyGivesWayToASmallOneAndWhoLeavesHoldsNothing() throws IOException, InterruptedException {
        byte[] file = Exported.AS_IT_IS.file(TEST.pixels(0));
        String head =
                "POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: 200000\r\n\r\n";
        try (WebServer small = start(clients(9, 9, Duration.ofSeconds(60)));
                Socket large = new Socket("127.0.0.1", small.port())) {
            send(large, head + "x".repeat(128 << 10));
            while (small.heldBytes() < 128 << 10) {
                Thread.sleep(1);
            }
            assertEquals(200, send(predict(small, "image/png", file)).statusCode());
            String answer = rest(large);
            assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
            try (Socket leaving = new Socket("127.0.0.1", small.port())) {
                send(leaving, head + "x".repeat(100 << 10));
                while (small.heldBytes() < 100 << 10) {
                    Thread.sleep(1);
                }
            }
            while (small.heldBytes() > 0) {
                Thread.sleep(1);
            }
        }
    }

    @Test
    void whoAsksFirstWhetherToSendABodyIsTold() throws IOException {
        String head = "POST /api/predict HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nExpect: 100-continue\r\n";
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            send(socket, head + "Content-Type: application/json\r\nContent-Length: 37\r\n\r\n");
            byte[] interim = socket.getInputStream().readNBytes(25);
            assertEquals("HTTP/1.1 100 Continue\r\n\r\n", new String(interim, StandardCharsets.US_ASCII));
            send(socket, "{\"width\":2,\"height\":1,\"pixels\":[0,0]}");
            assertTrue(rest(socket).startsWith("HTTP/1.1 200 "));
        }
        assertTrue(raw(server, head + "Content-Type: text/plain\r\nContent-Length: 37\r\n\r\n")
                .startsWith("HTTP/1.1 415 "));
        assertTrue(raw(server, head + "Content-Type: image/png\r\nContent-Length: 10000000\r\n\r\n")
                .startsWith("HTTP/1.1 413 "));
    }

    @Test
    void aTakenPortAndAnUnknownHostAreErrors() {
        CrosscheckException taken = assertThrows(
                CrosscheckException.class, () -> WebServer.start("127.0.0.1", server.port(), CLASSIFIER, FACTS));
        assertTrue(taken.getMessage().contains("port " + server.port() + ": cannot be listened on"), taken::getMessage);
        CrosscheckException unknown =
                assertThrows(CrosscheckException.class, () -> WebServer.start("no such host", 0, CLASSIFIER, FACTS));
        assertTrue(unknown.getMessage().startsWith("--host no such host: expected a name"), unknown::getMessage);
    }

    @Test
    void noThreadOutlivesTheServer() throws IOException, InterruptedException {
        List<Thread> before = threads();
        WebServer brief = start(ServerLimits.USUAL);
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
