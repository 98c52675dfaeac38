package dev.crosscheck.using.serve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crosscheck.Soak;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many clients that are slow on purpose, or ask all the time, spoil only their own connections and turns. */
class BadClientsIT {
    private static final String ELSEWHERE = "127.0.0.2";
    private static final String HERE = "127.0.0.1";

    /** More than the server has threads. */
    private static final int MANY = 40;

    private static final int REQUESTS = Soak.times(12, 100);
    private static final int PAUSE_MILLIS = 10;

    /** A request without an answer for so long counts as unanswered. */
    private static final int PATIENCE_MILLIS = 10_000;

    /** Between two signs of life of slow clients. */
    private static final int TICK_MILLIS = 200;

    /** So that few answers fit into what the system keeps for a client that reads none. */
    private static final int SMALL_WINDOW = 4096;

    private static final String GET = "GET /app.js HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String CLOSE = "Connection: close\r\n";

    private enum Manner {
        /** Sends more each time and takes what comes. */
        SLOW,
        /** Sends more each time and reads nothing. */
        DEAF,
        /** Asks again as soon as the answer is there. */
        GREEDY
    }

    /** What bad clients send at first, and what then. */
    enum Kind {
        HEADERS(Manner.SLOW, "GET / HTTP/1.1\r\nHost: localhost\r\n", "X-More: 1\r\n"),
        LARGE_BODIES(Manner.SLOW, ServerCalls.post("image/png", 8_000_000, "") + "x".repeat(1 << 20), "x"),
        READERS(Manner.DEAF, GET.repeat(1000), GET),
        /** What a picture of 6 KB shows, in a new connection each time. */
        NEW_CONNECTIONS(Manner.GREEDY, picture(ServerCalls.png(80, true), CLOSE), ""),
        /** What a picture shows that is small as a file, and as large as any may be when it is unpacked. */
        LARGE_PICTURES(Manner.GREEDY, picture(ServerCalls.png(7000, false), ""), ""),
        DRAWINGS(Manner.GREEDY, drawing(""), ""),
        /** The answers to as many rows as are taken. */
        ROWS(Manner.GREEDY, json("[" + (ServerCalls.ROW + ",").repeat(399) + ServerCalls.ROW + "]", ""), "");

        private final Manner manner;
        private final byte[] first;
        private final byte[] more;

        Kind(Manner manner, String first, String more) {
            this.manner = manner;
            this.first = first.getBytes(ISO_8859_1);
            this.more = manner == Manner.GREEDY ? this.first : more.getBytes(ISO_8859_1);
        }
    }

    private static String json(String body, String headers) {
        return ServerCalls.post("application/json", body.length(), headers) + body;
    }

    private static String drawing(String headers) {
        return json(ServerCalls.drawing(ServerCalls.TEST.pixels(0), 28), headers);
    }

    private static String picture(byte[] file, String headers) {
        return ServerCalls.post("image/png", file.length, headers) + new String(file, ISO_8859_1);
    }

    /** Clients of one address, each in a thread of its own, who come again when they are thrown out. */
    private static final class Clients implements AutoCloseable {
        private final WebServer server;
        private final String from;
        private final Kind kind;
        private final CountDownLatch asked = new CountDownLatch(MANY);
        private final CountDownLatch answered;
        private final Map<String, Integer> answers = new ConcurrentHashMap<>();
        private final Map<Thread, Socket> sockets = new ConcurrentHashMap<>();
        private final List<Thread> threads =
                Stream.generate(() -> new Thread(this::act)).limit(MANY).toList();
        private volatile boolean going = true;

        /** Goes on when each has asked, and of greedy ones the first has its answer. */
        Clients(WebServer server, String from, Kind kind) throws InterruptedException {
            this.server = server;
            this.from = from;
            this.kind = kind;
            answered = new CountDownLatch(kind.manner == Manner.GREEDY ? 1 : 0);
            threads.forEach(Thread::start);
            asked.await();
            answered.await();
        }

        private void act() {
            while (going) {
                try (Socket socket = new Socket()) {
                    sockets.put(Thread.currentThread(), socket);
                    if (kind.manner == Manner.DEAF) {
                        socket.setReceiveBufferSize(SMALL_WINDOW);
                    }
                    socket.setSoTimeout(kind.manner == Manner.GREEDY ? 0 : TICK_MILLIS);
                    socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
                    socket.connect(new InetSocketAddress(HERE, server.port()));
                    socket.getOutputStream().write(kind.first);
                    asked.countDown();
                    InputStream in = new BufferedInputStream(socket.getInputStream());
                    while (going && isStillOpen(in)) {
                        socket.getOutputStream().write(kind.more);
                    }
                } catch (IOException e) {
                    answers.merge("closed", 1, Integer::sum);
                } catch (InterruptedException e) {
                    return;
                }
            }
        }

        private boolean isStillOpen(InputStream in) throws IOException, InterruptedException {
            switch (kind.manner) {
                case GREEDY -> {
                    return readAnswer(in);
                }
                case DEAF -> {
                    Thread.sleep(TICK_MILLIS);
                    return true;
                }
                default -> {
                    try {
                        return in.read() >= 0;
                    } catch (SocketTimeoutException e) {
                        return true;
                    }
                }
            }
        }

        private boolean readAnswer(InputStream in) throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    return false;
                }
                head.append((char) next);
            }
            in.skipNBytes(
                    Long.parseLong(head.toString().replaceFirst("(?is).*\r\nContent-Length: (\\d+)\r\n.*", "$1")));
            answers.merge(head.substring(9, 12), 1, Integer::sum);
            if (head.charAt(9) == '2') {
                answered.countDown();
            }
            return head.indexOf(CLOSE) < 0;
        }

        @Override
        public void close() throws IOException {
            going = false;
            threads.forEach(Thread::interrupt);
            while (threads.stream().anyMatch(Thread::isAlive)) {
                for (Socket socket : sockets.values()) {
                    socket.close();
                }
            }
        }
    }

    /** Of drawings also beside more connections than there are places. A server that has just started answers slowly, even without other clients. */
    @ParameterizedTest
    @EnumSource
    void aNormalClientIsAnswered(Kind kind) throws IOException, InterruptedException {
        boolean ofRows = kind == Kind.ROWS;
        ServerLimits ofPictures = kind == Kind.DRAWINGS ? ServerCalls.limits("connections", 24) : ServerLimits.USUAL;
        List<String> requests = ofRows
                ? List.of(json(ServerCalls.ROW, CLOSE))
                : List.of(drawing(CLOSE), picture(ServerCalls.png(28, true), CLOSE));
        try (WebServer server = ServerCalls.start(
                ofRows ? ServerCalls.ROWS : ServerCalls.PICTURES, ofRows ? ServerLimits.OF_ROWS : ofPictures)) {
            ask(server, 20, null, requests);
            try (Clients bad = new Clients(server, ELSEWHERE, kind)) {
                ask(server, REQUESTS, bad, requests);
            }
        }
    }

    /** As behind a proxy: connections take turns, so that a request waits once for each of the others. */
    @ParameterizedTest
    @EnumSource(names = {"NEW_CONNECTIONS", "DRAWINGS"})
    void aNormalClientOfTheSameAddressIsAnswered(Kind kind) throws IOException, InterruptedException {
        try (WebServer server = ServerCalls.start(ServerCalls.PICTURES, ServerLimits.USUAL);
                Clients bad = new Clients(server, HERE, kind)) {
            ask(server, REQUESTS / 4, bad, List.of(drawing(CLOSE)));
        }
    }

    /** Asks, each time in a connection of its own, and is answered each time. */
    private static void ask(WebServer server, int times, Clients beside, List<String> requests)
            throws IOException, InterruptedException {
        for (int i = 0; i < times; i++) {
            try (Socket socket = ServerCalls.sent(server, HERE, requests.get(i % requests.size()))) {
                socket.setSoTimeout(PATIENCE_MILLIS);
                String first = ServerCalls.rest(socket).lines().findFirst().orElse("nothing");
                assertEquals("HTTP/1.1 200 OK", first, () -> beside == null ? "alone" : beside.answers.toString());
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }
}
