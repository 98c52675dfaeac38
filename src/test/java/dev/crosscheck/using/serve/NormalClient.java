package dev.crosscheck.using.serve;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
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
 * A client that asks one thing after another, each in a connection of its own, and how it fares beside bad ones.
 *
 * <p>{@code java -cp target/test-classes:target/classes:target/lib/* dev.crosscheck.using.serve.NormalClient URL PID [KIND]}
 * measures a running server of a digits' model on this machine, whose process id is given: for each kind of {@link SlowClients} and
 * {@link GreedyClients}, or for one, how many of the requests were answered, the median and the longest time, and the server's memory.
 */
final class NormalClient {
    /** A request that takes longer counts as unanswered. */
    static final int PATIENCE_MILLIS = 10_000;

    /** In {@link #main}: bad clients have the server to themselves for this long before the normal one asks. */
    private static final long LEAD_MILLIS = 2000;

    /** Between two requests, so that several of them take a while: clients that are slow change over time. */
    private static final long PAUSE_MILLIS = 50;

    private static final int SIDE = 28;

    /** In {@link #main}: bad clients of each kind, and requests of the normal one beside them. */
    private static final int SLOW = 300;

    private static final int GREEDY = 100;
    private static final int REQUESTS = 100;

    private final InetSocketAddress server;
    private final List<byte[]> requests;

    /** @param requests whole requests for the server to close the connection after; asked for in turn */
    NormalClient(InetSocketAddress server, List<byte[]> requests) {
        this.server = server;
        this.requests = requests;
    }

    /**
     * How the client fared.
     *
     * @param answered requests answered with 200
     * @param millis how long each request took, shortest first
     * @param others first lines of other answers, or why there was none
     */
    record Outcome(int answered, long[] millis, Set<String> others) {
        long longest() {
            return millis[millis.length - 1];
        }

        @Override
        public String toString() {
            return answered + " of " + millis.length + " answered, median " + millis[millis.length / 2]
                    + " ms, longest " + longest() + " ms " + others;
        }
    }

    /** Asks so many times, with pauses. */
    Outcome ask(int times) throws InterruptedException {
        return ask(times, PAUSE_MILLIS);
    }

    /** Asks so many times. */
    Outcome ask(int times, long pauseMillis) throws InterruptedException {
        List<Long> millis = new ArrayList<>();
        Set<String> others = new TreeSet<>();
        int answered = 0;
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            String answer = answer(requests.get(i % requests.size()));
            if (answer.startsWith("HTTP/1.1 200 ")) {
                answered++;
            } else {
                others.add(answer.lines().findFirst().orElse("nothing"));
            }
            millis.add((System.nanoTime() - start) / 1_000_000);
            Thread.sleep(pauseMillis);
        }
        return new Outcome(
                answered, millis.stream().mapToLong(Long::longValue).sorted().toArray(), others);
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

    /** A request, after whose answer the connection is closed or not. */
    static byte[] post(String type, byte[] body, boolean close) {
        byte[] head = ("POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type + "\r\n"
                        + (close ? "Connection: close\r\n" : "") + "Content-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] request = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        return request;
    }

    /** Asks what a drawing is. */
    static byte[] drawing() {
        int[] pixels = new int[SIDE * SIDE];
        for (int y = 4; y < SIDE - 4; y++) {
            Arrays.fill(pixels, y * SIDE + SIDE / 2, y * SIDE + SIDE / 2 + 3, 255);
        }
        String body = "{\"width\":28,\"height\":28,\"pixels\":" + Arrays.toString(pixels) + "}";
        return post("application/json", body.getBytes(StandardCharsets.US_ASCII), true);
    }

    /** Asks what a small picture is. */
    static byte[] picture() {
        return post("image/png", GreedyClients.noise(SIDE), true);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        URI url = URI.create(args[0]);
        InetSocketAddress server = new InetSocketAddress(url.getHost(), url.getPort());
        NormalClient normal = new NormalClient(server, List.of(drawing(), picture()));
        String pid = args.length > 1 ? args[1] : "self";
        String chosen = args.length > 2 ? args[2] : "";
        for (SlowClients.Kind kind : SlowClients.Kind.values()) {
            if (kind.name().contains(chosen)) {
                try (SlowClients clients = new SlowClients(server, kind, SLOW)) {
                    report(kind, clients, normal, pid);
                }
            }
        }
        if ("ALL_SLOW".contains(chosen)) {
            List<SlowClients> all = SlowClients.Kind.AT_ONCE.stream()
                    .map(kind -> new SlowClients(server, kind, SLOW))
                    .toList();
            report("ALL_SLOW", "", normal, pid);
            all.forEach(SlowClients::close);
        }
        for (GreedyClients.Kind kind : GreedyClients.Kind.OF_PICTURES) {
            if (kind.name().contains(chosen)) {
                try (GreedyClients clients = new GreedyClients(server, GreedyClients.ELSEWHERE, kind, GREEDY)) {
                    report(kind, clients, normal, pid);
                }
            }
        }
    }

    private static void report(Object name, Object bad, NormalClient normal, String pid)
            throws IOException, InterruptedException {
        Thread.sleep(LEAD_MILLIS);
        Outcome outcome = normal.ask(REQUESTS);
        String memory = Files.readAllLines(Path.of("/proc", pid, "status")).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .findFirst()
                .orElse("")
                .replaceAll("\\s+", " ");
        System.out.printf(Locale.ROOT, "%-15s %s %s %s%n", name, outcome, bad, memory);
    }
}
