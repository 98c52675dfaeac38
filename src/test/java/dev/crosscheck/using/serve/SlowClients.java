package dev.crosscheck.using.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

/** Many clients that are slow on purpose, all in one way, and come again when they are thrown out. */
final class SlowClients implements AutoCloseable {
    private static final long TICK_MILLIS = 1000;

    /** So that few answers fit into what the system keeps for a client. */
    private static final int SMALL_WINDOW = 4096;

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
        /** Asks what a drawing shows again and again and reads nothing. */
        ANSWERS(
                new String(NormalClient.drawing(), StandardCharsets.US_ASCII)
                        .replace("Connection: close\r\n", "")
                        .repeat(50),
                "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        /** Connects and says nothing. */
        IDLE("", ""),
        /** Asks once and says no more. */
        KEPT("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", ""),
        /** Sends half a request line. */
        LINES("POST /api/pre", "");

        /** But for those who keep the server at work, which more of them than there are places for would keep from all else. */
        static final Set<Kind> AT_ONCE = EnumSet.complementOf(EnumSet.of(ANSWERS));

        private final String first;
        private final String more;

        Kind(String first, String more) {
            this.first = first;
            this.more = more;
        }
    }

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
            if (kind == Kind.ANSWERS) {
                channel.socket().setReceiveBufferSize(SMALL_WINDOW);
            }
            channel.socket().connect(server, NormalClient.PATIENCE_MILLIS);
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
            boolean reads = kind != Kind.READERS && kind != Kind.ANSWERS;
            return reads && channel.read(ByteBuffer.allocate(1 << 16)) < 0;
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
    public String toString() {
        return clients.length + " slow ones";
    }

    /** @return what they are connected to */
    InetSocketAddress server() {
        return server;
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
}
