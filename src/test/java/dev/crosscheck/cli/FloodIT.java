package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tens of thousands of connections from one address, faster than the server can open them, with the memory that {@code bin/crosscheck} gives it. */
@Tag("ci")
@EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere 127.0.0.1 is the only address of the machine")
class FloodIT extends CommandLines {
    private static final int CONNECTIONS = 50_000;
    private static final int MOST_HANDLES = 2000;

    /** The server's promise to the others. */
    private static final int ANSWERED_MILLIS = 5000;

    private static final String HEALTH = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n";
    private static final List<String> SENT = List.of(
            "",
            "POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: 999\r\n\r\nhalf",
            HEALTH + "\r\n",
            "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003" + "r".repeat(100));

    /** @param holding addresses that have as many connections as one may have */
    @ParameterizedTest
    @CsvSource({"serve {runs}/digits,0", "serve {runs}/digits,2", "explore,0"})
    void othersAreAnsweredDuringAFloodAndTheFloodsAddressAfterIt(String command, int holding) throws Exception {
        List<String> options = new ArrayList<>(Launcher.options());
        options.addAll(List.of("-Xmx192m", "-XX:+ExitOnOutOfMemoryError"));
        List<String> arguments = List.of(words(command + " --port 0"));
        Process server = Launcher.java(options, Main.class, arguments)
                .redirectError(folder.resolve("err.txt").toFile())
                .start();
        List<Socket> held = new ArrayList<>();
        try (BufferedReader lines = server.inputReader()) {
            int port = Integer.parseInt(lines.readLine().replaceFirst("^.*:(\\d+)/.*$", "$1"));
            answered(port, "127.0.0.1");
            for (int i = 0; i < 512 * holding; i++) {
                Socket socket = connected(port, "127.0.0." + (3 + i / 512), HEALTH + "\r\n");
                socket.getInputStream().read();
                held.add(socket);
            }
            AtomicInteger arrived = new AtomicInteger();
            List<Thread> floods = SENT.stream()
                    .map(bytes -> new Thread(() -> flood(port, bytes, arrived)))
                    .toList();
            floods.forEach(Thread::start);
            for (int i = 0; i < 100 || floods.stream().anyMatch(Thread::isAlive); i++) {
                answered(port, "127.0.0.1");
                try (Stream<Path> handles = Files.list(Path.of("/proc/" + server.pid() + "/fd"))) {
                    long open = handles.count();
                    assertTrue(open < MOST_HANDLES, () -> open + " open handles");
                }
                Thread.sleep(20);
            }
            answeredAtLast(port, "127.0.0.2");
            assertTrue(server.isAlive(), "memory has run out");
            assertTrue(arrived.get() > 0.9 * CONNECTIONS, () -> arrived + " connections");
        } finally {
            for (Socket socket : held) {
                socket.close();
            }
            server.destroyForcibly().waitFor();
        }
    }

    private static Socket connected(int port, String from, String bytes) throws IOException {
        Socket socket = new Socket();
        try {
            socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
            socket.setSoTimeout(ANSWERED_MILLIS);
            socket.connect(new InetSocketAddress("127.0.0.1", port), ANSWERED_MILLIS);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return socket;
    }

    private static void answered(int port, String from) throws IOException {
        long start = System.nanoTime();
        try (Socket socket = connected(port, from, HEALTH + "Connection: close\r\n\r\n")) {
            byte[] status = socket.getInputStream().readNBytes(12);
            assertEquals("HTTP/1.1 200", new String(status, StandardCharsets.ISO_8859_1));
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        assertTrue(millis < ANSWERED_MILLIS, () -> "answered after " + millis + " ms");
    }

    /** Tries again while the flood's last sockets are before it. */
    private static void answeredAtLast(int port, String from) throws IOException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ANSWERED_MILLIS);
        while (true) {
            try {
                answered(port, from);
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
            }
        }
    }

    /** Counts those that the server has taken, or reset, which a fast one may do before they are connected here. */
    private static void flood(int port, String bytes, AtomicInteger arrived) {
        for (int i = 0; i < CONNECTIONS / SENT.size(); i++) {
            try (Socket socket = connected(port, "127.0.0.2", bytes)) {
                socket.setSoLinger(true, 0); // closed by a reset
                arrived.incrementAndGet();
            } catch (SocketException e) {
                arrived.addAndGet(e instanceof BindException || e instanceof ConnectException ? 0 : 1);
            } catch (IOException e) {
                // It has not arrived in time.
            }
        }
    }
}
