package dev.crosscheck.using.serve;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;

/**
 * Many connections from one address, which ask for the same again as soon as they have an answer, and connect again when they are
 * closed, until {@link #close}, or until they have asked {@link #MOST_REQUESTS} times. One thread drives them all.
 */
final class GreedyClients implements AutoCloseable {
    /** All of 127.0.0.0/8 is this machine: not the address that a normal client has. */
    static final String ELSEWHERE = "127.0.0.2";

    private static final int MOST_REQUESTS = 500_000;
    private static final Pattern LENGTH = Pattern.compile("(?is)^HTTP/1.1 (\\d+) .*?\r\nContent-Length: (\\d+)\r\n");

    private final InetSocketAddress server;
    private final String from;
    private final byte[] request;
    private final Selector selector;
    private final ByteBuffer received = ByteBuffer.allocateDirect(1 << 16);
    private final Map<String, Integer> answers = new TreeMap<>();
    private final Thread driving;
    private final int count;
    private volatile int asked;
    private volatile boolean going = true;

    /** What is asked for. */
    enum Kind {
        /** What a picture of 6 KB shows. */
        SMALL_PICTURES(NormalClient.post("image/png", noise(80), false)),
        /** The same, in a new connection each time. */
        NEW_CONNECTIONS(NormalClient.post("image/png", noise(80), true)),
        /** What a picture shows that is small as a file, and as large as any may be when it is unpacked. */
        LARGE_PICTURES(NormalClient.post(
                "image/png", png(new BufferedImage(7000, 7000, BufferedImage.TYPE_BYTE_GRAY)), false)),
        /** What a drawing of 2 MB shows. */
        LARGE_DRAWINGS(NormalClient.post("application/json", largeDrawing(), false)),
        /** What a small drawing shows. */
        SMALL_DRAWINGS(new String(NormalClient.drawing(), US_ASCII)
                .replace("Connection: close\r\n", "")
                .getBytes(US_ASCII)),
        /** A file of the page. */
        FILES("GET /app.js HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII)),
        /** The answers to as many rows as are taken. */
        ROWS(NormalClient.post("application/json", rows(), false));

        /** Those that a server of an images' model understands. */
        static final List<Kind> OF_PICTURES =
                List.of(SMALL_PICTURES, NEW_CONNECTIONS, LARGE_PICTURES, LARGE_DRAWINGS, SMALL_DRAWINGS, FILES);

        private final byte[] request;

        Kind(byte[] request) {
            this.request = request;
        }
    }

    /** One connection. */
    private static final class Client {
        private ByteBuffer unsent;
        private final StringBuilder head = new StringBuilder();
        private long missing = -1;
    }

    /**
     * Connects.
     *
     * @param from the address that they have
     */
    GreedyClients(InetSocketAddress server, String from, Kind kind, int count) throws IOException {
        this.server = server;
        this.from = from;
        request = kind.request;
        this.count = count;
        selector = Selector.open();
        for (int i = 0; i < count; i++) {
            connect();
        }
        driving = new Thread(this::drive, "greedy-clients");
        driving.setDaemon(true);
        driving.start();
    }

    private void connect() throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.bind(new InetSocketAddress(from, 0));
        channel.configureBlocking(false);
        channel.connect(server);
        channel.register(selector, SelectionKey.OP_CONNECT, new Client());
    }

    private void drive() {
        try {
            while (going && asked < MOST_REQUESTS) {
                selector.select(key -> {
                    try {
                        serve(key);
                    } catch (IOException e) {
                        lost(key);
                    }
                });
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            selector.keys().forEach(GreedyClients::end);
        }
    }

    private static void end(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void lost(SelectionKey key) {
        end(key);
        count("closed");
        try {
            connect();
        } catch (IOException e) {
            count(e.toString());
        }
    }

    private void serve(SelectionKey key) throws IOException {
        SocketChannel channel = (SocketChannel) key.channel();
        Client client = (Client) key.attachment();
        if (key.isConnectable() && channel.finishConnect()) {
            ask(client);
            key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        }
        if (key.isReadable() && !read(channel, client)) {
            end(key);
            connect();
        }
        if (key.isValid() && client.unsent.hasRemaining()) {
            channel.write(client.unsent);
            key.interestOps(SelectionKey.OP_READ | (client.unsent.hasRemaining() ? SelectionKey.OP_WRITE : 0));
        }
    }

    private void ask(Client client) {
        asked++;
        client.unsent = ByteBuffer.wrap(request);
        client.missing = -1;
        client.head.setLength(0);
    }

    /** @return whether the connection goes on */
    private boolean read(SocketChannel channel, Client client) throws IOException {
        received.clear();
        int count = channel.read(received);
        if (count < 0) {
            return false;
        }
        if (client.missing < 0) {
            client.head.append(US_ASCII.decode(received.flip()));
            int end = client.head.indexOf("\r\n\r\n");
            if (end < 0) {
                return true;
            }
            Matcher length = LENGTH.matcher(client.head);
            if (!length.find()) {
                throw new IOException("an answer without a length");
            }
            count(length.group(1));
            client.missing = end + 4 + Long.parseLong(length.group(2)) - client.head.length();
        } else {
            client.missing -= count;
        }
        if (client.missing == 0) {
            if (client.unsent.hasRemaining() || client.head.indexOf("Connection: close") >= 0) {
                return false;
            }
            ask(client);
        }
        return true;
    }

    private synchronized void count(String answer) {
        answers.merge(answer, 1, Integer::sum);
        notifyAll();
    }

    /** Waits until every connection has asked, and one has its answer. */
    synchronized void awaitAnswer() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(NormalClient.PATIENCE_MILLIS);
        while (asked < count || !answers.containsKey("200")) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException(asked + " requests by " + count + " connections, answers " + answers);
            }
            wait(1);
        }
    }

    /** @return how many answers of each status there were, and how often a connection was lost */
    @Override
    public synchronized String toString() {
        return answers.toString();
    }

    @Override
    public void close() {
        going = false;
        selector.wakeup();
        try {
            driving.join();
            selector.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return a square grey PNG, as many bytes as pixels */
    static byte[] noise(int side) {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
        byte[] pixels = new byte[side * side];
        new Random(1).nextBytes(pixels);
        image.getRaster().setDataElements(0, 0, side, side, pixels);
        return png(image);
    }

    static byte[] png(BufferedImage image) {
        try {
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            ImageIO.write(image, "png", file);
            return file.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] largeDrawing() {
        String pixels = "0,".repeat(400 * 1024) + "128,".repeat(311 * 1024) + "0,".repeat(313 * 1024 - 1) + "0";
        return ("{\"width\":1024,\"height\":1024,\"pixels\":[" + pixels + "]}").getBytes(US_ASCII);
    }

    /** @return a row of the penguins as JSON */
    static String row() {
        return "{\"island\":\"Torgersen\",\"bill_length_mm\":39.1,\"bill_depth_mm\":18.7,\"flipper_length_mm\":181,"
                + "\"body_mass_g\":3750,\"sex\":\"male\",\"year\":2007}";
    }

    private static byte[] rows() {
        return ("[" + (row() + ",").repeat(399) + row() + "]").getBytes(US_ASCII);
    }
}
