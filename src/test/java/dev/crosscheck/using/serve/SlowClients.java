package dev.crosscheck.using.serve;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Many clients of one bad kind, which come again when they are thrown out, and how a normal one fares beside them.
 *
 * <p>{@code java -cp target/test-classes:target/classes:target/lib/* dev.crosscheck.using.serve.SlowClients URL [CLIENTS [REQUESTS [PID]]]}
 * measures a server that runs: for each kind, how many of the requests were answered, the median and the longest time, and
 * with the server's process id its memory.
 */
final class SlowClients implements AutoCloseable {
    /** A client that waits longer counts as unanswered. */
    private static final int PATIENCE_MILLIS = 10_000;

    private static final int SIDE = 28;
    private static final long TICK_MILLIS = 1000;

    private final InetSocketAddress server;
    private final Kind kind;
    private final SocketChannel[] clients;
    private final Thread ticking;
    private volatile boolean going = true;

    /** How a client is bad. */
    enum Kind {
        /** Sends a line of a header each second. */
        HEADERS("GET / HTTP/1.1\r\nHost: localhost\r\n", "X-More: 1\r\n"),
        /** Sends a byte of a body each second. */
        BODIES(
                "POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: 8000000\r\n\r\n",
                "x"),
        /** Sends much of a body at once and then a byte each second. */
        LARGE_BODIES(BODIES.first + "x".repeat(1 << 20), "x"),
        /** Asks for the page again and again and reads nothing. */
        READERS(
                "GET /app.js HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(1000),
                "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        /** Connects and says nothing. */
        IDLE("", ""),
        /** Asks once and says no more. */
        KEPT("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", ""),
        /** Sends half a request line. */
        LINES("POST /api/pre", "");

        private final String first;
        private final String more;

        Kind(String first, String more) {
            this.first = first;
            this.more = more;
        }
    }

    /**
     * How a normal client fared.
     *
     * @param answered requests answered with 200
     * @param millis how long each request took, shortest first
     * @param others first lines of other answers, or why there was none
     */
    record Outcome(int answered, long[] millis, Set<String> others) {}

    /**
     * Connects, and goes on in a thread of its own until it is closed.
     *
     * @param count clients
     */
    SlowClients(InetSocketAddress server, Kind kind, int count) {
        this.server = server;
        this.kind = kind;
        clients = new SocketChannel[count];
        connectAnew();
        ticking = new Thread(this::tick, "slow-clients");
        ticking.setDaemon(true);
        ticking.start();
    }

    private void connectAnew() {
        for (int i = 0; going && i < clients.length; i++) {
            if (clients[i] == null) {
                clients[i] = connected();
            }
        }
    }

    private SocketChannel connected() {
        try {
            SocketChannel channel = SocketChannel.open();
            channel.socket().connect(server, PATIENCE_MILLIS);
            channel.configureBlocking(false);
            channel.write(ByteBuffer.wrap(kind.first.getBytes(StandardCharsets.US_ASCII)));
            return channel;
        } catch (IOException e) {
            return null;
        }
    }

    private void tick() {
        byte[] more = kind.more.getBytes(StandardCharsets.US_ASCII);
        while (going) {
            for (int i = 0; i < clients.length; i++) {
                if (clients[i] != null && isClosed(clients[i], more)) {
                    close(clients[i]);
                    clients[i] = null;
                }
            }
            connectAnew();
            try {
                Thread.sleep(TICK_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private boolean isClosed(SocketChannel channel, byte[] more) {
        try {
            channel.write(ByteBuffer.wrap(more));
            return kind != Kind.READERS && channel.read(ByteBuffer.allocate(1 << 16)) < 0;
        } catch (IOException e) {
            return true;
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        going = false;
        ticking.interrupt();
        try {
            ticking.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (SocketChannel client : clients) {
            if (client != null) {
                close(client);
            }
        }
    }

    /** Asks what a drawing is, each time in a new connection. */
    Outcome ofNormal(int requests) {
        byte[] request = drawing();
        List<Long> millis = new ArrayList<>();
        Set<String> others = new TreeSet<>();
        int answered = 0;
        for (int i = 0; i < requests; i++) {
            long start = System.nanoTime();
            String answer = answer(request);
            if (answer.startsWith("HTTP/1.1 200 ")) {
                answered++;
            } else {
                others.add(answer.lines().findFirst().orElse("nothing"));
            }
            millis.add((System.nanoTime() - start) / 1_000_000);
        }
        return new Outcome(
                answered, millis.stream().mapToLong(Long::longValue).sorted().toArray(), others);
    }

    private static byte[] drawing() {
        int[] pixels = new int[SIDE * SIDE];
        for (int y = 4; y < SIDE - 4; y++) {
            Arrays.fill(pixels, y * SIDE + SIDE / 2, y * SIDE + SIDE / 2 + 3, 255);
        }
        String body = "{\"width\":28,\"height\":28,\"pixels\":" + Arrays.toString(pixels) + "}";
        String head = "POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Connection: close\r\nContent-Length: " + body.length() + "\r\n\r\n";
        return (head + body).getBytes(StandardCharsets.US_ASCII);
    }

    private String answer(byte[] request) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(server, PATIENCE_MILLIS);
            socket.getOutputStream().write(request);
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(answer);
            return answer.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        URI url = URI.create(args[0]);
        InetSocketAddress server = new InetSocketAddress(url.getHost(), url.getPort());
        int clients = args.length > 1 ? Integer.parseInt(args[1]) : 300;
        int requests = args.length > 2 ? Integer.parseInt(args[2]) : 100;
        for (Kind kind : Kind.values()) {
            try (SlowClients slow = new SlowClients(server, kind, clients)) {
                report(kind.name(), slow, requests, args);
            }
        }
        List<SlowClients> all = Arrays.stream(Kind.values())
                .map(kind -> new SlowClients(server, kind, clients))
                .toList();
        report("all together", all.get(0), requests, args);
        all.forEach(SlowClients::close);
    }

    private static void report(String name, SlowClients slow, int requests, String[] args)
            throws IOException, InterruptedException {
        Thread.sleep(2 * TICK_MILLIS);
        Outcome outcome = slow.ofNormal(requests);
        long[] millis = outcome.millis();
        System.out.printf(
                Locale.ROOT,
                "%-12s %d of %d answered, median %d ms, longest %d ms %s %s%n",
                name,
                outcome.answered(),
                requests,
                millis[millis.length / 2],
                millis[millis.length - 1],
                outcome.others(),
                args.length > 3 ? memory(args[3]) : "");
    }

    private static String memory(String pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", pid, "status")).stream()
                .filter(line -> line.startsWith("VmRSS") || line.startsWith("VmHWM"))
                .map(line -> line.replaceAll("\\s+", " "))
                .toList()
                .toString();
    }
}
