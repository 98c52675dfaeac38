package dev.crosscheck.using.serve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.using.predict.ImageClassifier;
import dev.crosscheck.using.predict.PenguinModels;
import dev.crosscheck.using.predict.TableModel;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** Servers of small networks, whose weights are as they were drawn, and ways to ask them. */
final class ServerCalls {
    static final ObjectMapper JSON = new ObjectMapper();
    static final ImageSet TEST = IdxBytes.mnist().test();
    static final ImageClassifier CLASSIFIER = classifier();
    static final Answers PICTURES = new PictureAnswers(CLASSIFIER, ModelFacts.of("small", CLASSIFIER, "test"));
    static final TableModel SPECIES = PenguinModels.of("species");
    static final Answers ROWS = new RowAnswers(SPECIES, TableFacts.of("m", SPECIES, null, 0.5, "test"));
    static final String ROW =
            "{\"island\":\"Torgersen\",\"bill_length_mm\":39.1,\"bill_depth_mm\":18.7,\"flipper_length_mm\":181,"
                    + "\"body_mass_g\":3750,\"sex\":\"male\",\"year\":2007}";
    static final String DRAWING = "{\"width\":2,\"height\":1,\"pixels\":[0,0]}";

    private ServerCalls() {}

    private static ImageClassifier classifier() {
        Network network = Network.of(784, List.of(64), 10, Elementwise.RELU, Softmax.SOFTMAX);
        return new ImageClassifier(network, network.initial(1), ImageForm.MNIST, null);
    }

    static WebServer start(Site site, ServerLimits limits) {
        return WebServer.start("127.0.0.1", 0, site, limits);
    }

    /** @return the usual limits but for these: names and values in turn */
    static ServerLimits limits(Object... changed) {
        RecordComponent[] parts = ServerLimits.class.getRecordComponents();
        Class<?>[] types = new Class<?>[parts.length];
        Object[] values = new Object[parts.length];
        try {
            for (int i = 0; i < parts.length; i++) {
                types[i] = parts[i].getType();
                int at = List.of(changed).lastIndexOf(parts[i].getName());
                values[i] = at < 0 ? parts[i].getAccessor().invoke(ServerLimits.USUAL) : changed[at + 1];
            }
            return ServerLimits.class.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return a request, as its client sends it; more headers end with line breaks */
    static String post(String type, int length, String headers) {
        return "POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type + "\r\n" + headers
                + "Content-Length: " + length + "\r\n\r\n";
    }

    /** @return a connection from one of this machine's addresses, after these bytes */
    static Socket sent(WebServer server, String from, String bytes) throws IOException {
        Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), server.port(), InetAddress.getByName(from), 0);
        send(socket, bytes);
        return socket;
    }

    static void send(Socket socket, String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
    }

    /** @return what comes before the server closes the connection */
    static String rest(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }

    /** Reads until the end of an answer that ends with this character. */
    static void readTo(char end, Socket socket) throws IOException {
        for (int next = 0; next != end; next = socket.getInputStream().read()) {
            if (next < 0) {
                throw new IOException("closed before " + end);
            }
        }
    }

    static String drawing(byte[] pixels, int side) {
        StringBuilder text = new StringBuilder("{\"width\":" + side + ",\"pixels\":[");
        for (int i = 0; i < pixels.length; i++) {
            text.append(i == 0 ? "" : ",").append(pixels[i] & 0xff);
        }
        return text.append("],\"height\":").append(side).append('}').toString();
    }

    /** @return a square PNG of noise, as many bytes as pixels, or of black */
    static byte[] png(int side, boolean noise) {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
        byte[] pixels = new byte[side * side];
        if (noise) {
            new Random(1).nextBytes(pixels);
        }
        image.getRaster().setDataElements(0, 0, side, side, pixels);
        try {
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            ImageIO.write(image, "png", file);
            return file.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
