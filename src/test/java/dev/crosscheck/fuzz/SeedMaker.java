package dev.crosscheck.fuzz;

import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.table.TableDoor;
import dev.crosscheck.data.tensors.TensorsDoor;
import dev.crosscheck.model.ModelDoor;
import dev.crosscheck.proof.judge.ReplayDoor;
import dev.crosscheck.sweep.SweepDoor;
import dev.crosscheck.train.checkpoint.CheckpointDoor;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Makes the valid seeds anew; the others are former findings and stay as they are:
 * {@code mvn test-compile exec:java -Dexec.classpathScope=test -Dexec.mainClass=dev.crosscheck.fuzz.SeedMaker}.
 */
final class SeedMaker {
    private static final Random RANDOM = new Random(1);

    private SeedMaker() {}

    public static void main(String[] args) throws IOException {
        idx();
        npz();
        put(Reader.TENSORS, "several", TensorsDoor.seed());
        tables();
        pictures();
        rarePictures();
        drawings();
        rows();
        models();
        put(Reader.CHECKPOINT, "with-best", CheckpointDoor.seed());
        requests();
        sweeps();
        recordings();
        folders();
    }

    private static void put(Reader reader, String name, byte[] content) throws IOException {
        Files.createDirectories(Seeds.folder(reader));
        Files.write(Seeds.folder(reader).resolve(name), content);
    }

    private static void put(Reader reader, String name, String content) throws IOException {
        put(reader, name, content.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static void idx() throws IOException {
        byte[] images = IdxBytes.idx(noise(24), 2, 3, 4);
        put(Reader.IDX, "images", images);
        put(Reader.IDX, "one-pixel", IdxBytes.idx(noise(1), 1, 1, 1));
        put(Reader.IDX, "labels", IdxBytes.idx(noise(5), 5));
        put(Reader.IDX, "claims-a-gigabyte", IdxBytes.idx(noise(24), 1 << 20, 32, 32));
        put(Reader.IDX_GZ, "images", IdxBytes.gzip(images));
        put(Reader.IDX_GZ, "blank-images", IdxBytes.gzip(IdxBytes.idx(new byte[7840], 10, 28, 28)));
        put(Reader.IDX_GZ, "claims-a-gigabyte", IdxBytes.gzip(IdxBytes.idx(noise(24), 1 << 20, 32, 32)));
    }

    /** Those of the reader's own tests that are small. */
    private static void npz() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src", "test", "resources", "npz"))) {
            for (Path file : files.toList()) {
                if (file.toString().endsWith(".npz") && Files.size(file) < 1000) {
                    put(Reader.NPZ, file.getFileName().toString(), Files.readAllBytes(file));
                }
            }
        }
    }

    private static void tables() throws IOException {
        put(Reader.CSV, "everything", TableDoor.csvSeed());
        put(Reader.CSV, "numbers", "1;2,5\r\n3;4\r\n1;5\r\n3;-7\r\n");
        put(Reader.CSV, "marked", "\ufeffname\ty\n☃\t1.5\nü\t2.5\né\t?\n");
        put(Reader.CSV, "two-bytes", "a|y\n1|yes\n2|no\n1|yes\n2|no\n".getBytes(StandardCharsets.UTF_16));
        put(Reader.CSV, "late-text", "a,y\n1,1\n2,0\ninf,1\nx,0\n");
        put(Reader.CSV, "open-quote", "a,y\n1,\"1\n2,0\n");
        put(Reader.PREPROCESSING, "classes", TableDoor.seed());
        put(
                Reader.PREPROCESSING,
                "number",
                "{\"format\":2,\"missing\":[],\"inputs\":[{\"column\":\"x\",\"reading\":{\"type\":\"number\",\"decimal\":\".\","
                        + "\"grouping\":\"\",\"prefix\":\"\",\"suffix\":\"\",\"odd\":{\"cells\":0,\"named\":{}}},\"encoding\":{"
                        + "\"type\":\"scale\",\"median\":0,\"scale\":1e-300,\"least\":-1e100,\"low\":-1e100,\"high\":1e100,"
                        + "\"most\":1e100,\"indicator\":true}}],\"leftOut\":[],\"answers\":null,"
                        + "\"target\":{\"type\":\"number\",\"name\":\"y\",\"mean\":-2.5,\"deviation\":1}}");
    }

    private static BufferedImage picture(int type) {
        BufferedImage image = new BufferedImage(19, 13, type);
        for (int i = 0; i < 19 * 13; i++) {
            boolean ink = Math.abs(i % 19 - 9) < 2;
            image.setRGB(i % 19, i / 19, ink ? 0xff204060 : RANDOM.nextInt() | 0x80f0f0f0);
        }
        return image;
    }

    private static BufferedImage fewColours(int bits) {
        byte[] levels = noise(1 << bits);
        IndexColorModel colours = new IndexColorModel(bits, levels.length, levels, levels, noise(levels.length), 0);
        BufferedImage image = new BufferedImage(
                19, 13, bits == 8 ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_BYTE_BINARY, colours);
        for (int i = 0; i < 19 * 13; i++) {
            image.getRaster().setSample(i % 19, i / 19, 0, i / 5 % levels.length);
        }
        return image;
    }

    private static byte[] encoded(BufferedImage image, String format, boolean progressive) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            ImageWriteParam how = writer.getDefaultWriteParam();
            if (how.canWriteProgressive()) {
                how.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
            }
            writer.write(null, new IIOImage(image, null, null), how);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    private static void pictures() throws IOException {
        BufferedImage colour = picture(BufferedImage.TYPE_INT_RGB);
        BufferedImage grey = picture(BufferedImage.TYPE_BYTE_GRAY);
        for (boolean progressive : new boolean[] {false, true}) {
            String kind = progressive ? "-in-passes" : "";
            put(Reader.PNG, "colour" + kind, encoded(colour, "png", progressive));
            put(Reader.PNG, "grey" + kind, encoded(grey, "png", progressive));
            put(Reader.JPEG, "colour" + kind, encoded(colour, "jpeg", progressive));
            put(Reader.JPEG, "grey" + kind, encoded(grey, "jpeg", progressive));
        }
        put(Reader.PNG, "transparent", encoded(picture(BufferedImage.TYPE_INT_ARGB), "png", false));
        put(Reader.PNG, "16-bit", encoded(picture(BufferedImage.TYPE_USHORT_GRAY), "png", false));
        for (int bits : new int[] {1, 4, 8}) {
            put(Reader.PNG, bits + "-bit-palette", encoded(fewColours(bits), "png", false));
        }
    }

    /** What Java does not write: orders to turn a picture, to start anew. */
    private static void rarePictures() throws IOException {
        byte[] jpeg = encoded(picture(BufferedImage.TYPE_BYTE_GRAY), "jpeg", false);
        String exif = "ffe100224578696600004d4d002a00000008000101120003000000010006000000000000";
        put(Reader.JPEG, "turned", inserted(jpeg, 2, exif));
        put(Reader.JPEG, "starts-anew", inserted(jpeg, 2, "ffdd00040009"));
    }

    private static byte[] inserted(byte[] file, int at, String hexadecimal) {
        byte[] piece = HexFormat.of().parseHex(hexadecimal);
        return ByteBuffer.allocate(file.length + piece.length)
                .put(file, 0, at)
                .put(piece)
                .put(file, at, file.length - at)
                .array();
    }

    private static void drawings() throws IOException {
        put(Reader.DRAWING, "small", "{\"pixels\": [0, 127.5, 255, 1e2], \"width\": 2, \"height\": 2}");
        String pixels = Arrays.toString(new int[784]);
        put(Reader.DRAWING, "blank", "{\"width\": 28, \"height\": 28, \"pixels\": " + pixels + "}");
        put(Reader.DRAWING, "too-light", "{\"pixels\": [256], \"width\": 1, \"height\": 1}");
        put(Reader.DRAWING, "twice", "{\"pixels\": [1], \"width\": 1, \"height\": 1, \"width\": 1}");
        put(Reader.DRAWING, "long-number", "{\"pixels\": [1e400], \"width\": 2147483648, \"height\": -1}");
        put(Reader.DRAWING, "deep", "{\"pixels\": " + "[".repeat(1500));
    }

    private static void rows() throws IOException {
        String row = "{\"x\":1.5,\"n\":\"3E0\",\"c, d\":\"red\",\"id\":null}";
        put(Reader.ROWS, "row", row);
        put(Reader.ROWS, "list", "[" + row + ",\n{\"X\":true,\"kind\":[{}],\"n\":\"\"}]");
        put(Reader.ROWS, "escapes", row.replace("red", "\\u0000\\ud83d\\\"\\/é☃"));
        put(Reader.ROWS, "twice", row.replace("1.5", "-1.5,\"x\":{\"mm\":1}"));
        put(Reader.ROWS, "long-number", row.replace("1.5", "1" + "0".repeat(99) + "e999999999"));
        put(Reader.ROWS, "deep", "[{\"x\":" + "[".repeat(1500));
    }

    private static void models() throws IOException {
        for (Map.Entry<String, byte[]> model : ModelDoor.seeds().entrySet()) {
            put(Reader.MODEL, model.getKey(), model.getValue());
        }
    }

    private static void sweeps() throws IOException {
        put(Reader.SWEEP_PLAN, "two-settings", SweepDoor.planSeed());
        put(Reader.LABELS, "words", "Shirt\nAnkle boot\r\n\u2603 \n");
        put(Reader.LABELS, "marked", "\ufeffa\nb\n\n");
    }

    private static void recordings() throws IOException {
        for (Map.Entry<String, byte[]> recording : ReplayDoor.seeds().entrySet()) {
            put(Reader.RECORDING, recording.getKey(), recording.getValue());
        }
    }

    private static void folders() throws IOException {
        byte[] record = Seeds.of(Reader.RUN_JSON).values().iterator().next();
        byte[] running = new String(record, StandardCharsets.UTF_8)
                .replace("COMPLETED", "RUNNING")
                .getBytes(StandardCharsets.UTF_8);
        Map<String, byte[]> run = new LinkedHashMap<>();
        run.put("run.json", record);
        run.put("model.safetensors", Seeds.of(Reader.MODEL).get("images"));
        run.put("checkpoints/DIGEST", Seeds.of(Reader.CHECKPOINT).get("with-best"));
        put(Reader.FOLDER, "run", FolderDoor.of(run));
        put(Reader.FOLDER, "killed", FolderDoor.of(Map.of("run.json", running)));
        put(Reader.FOLDER, "planted", FolderDoor.withLink(FolderDoor.of(run), ".run.json.0123456789abcdef.tmp"));
        Map<String, byte[]> sweep = new LinkedHashMap<>();
        sweep.put("sweep.json", SweepDoor.planSeed());
        sweep.put("trials/" + SweepDoor.trialName() + "/run.json", record);
        put(Reader.FOLDER, "sweep", FolderDoor.of(sweep));
    }

    private static void requests() throws IOException {
        String host = " HTTP/1.1\r\nHost: localhost\r\n";
        put(Reader.HTTP, "page", "GET /" + host + "\r\n");
        put(
                Reader.HTTP,
                "two-in-a-row",
                "HEAD /app.js" + host + "\r\nGET /healthz" + host + "Connection: close\r\n\r\n");
        put(Reader.HTTP, "old", "GET /api/model HTTP/1.0\r\nHost: 127.0.0.1:80\r\n\r\n");
        put(Reader.HTTP, "stranger", "GET /../%2e%2e/x;y?z#a HTTP/1.1\r\nHost: example.org\r\n\r\n");
        String drawing = "{\"pixels\":[255,0,255,255],\"width\":2,\"height\":2}";
        String post = "POST /api/predict" + host + "Content-Type: ";
        put(
                Reader.HTTP,
                "drawing",
                post + "application/json\r\nContent-Length: " + drawing.length() + "\r\n\r\n" + drawing);
        put(
                Reader.HTTP,
                "in-pieces",
                post + "application/json\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n"
                        + Integer.toHexString(drawing.length()) + "\r\n" + drawing + "\r\n0\r\n\r\n");
        put(Reader.HTTP, "cut-off", post + "image/png\r\nContent-Length: 9000000\r\n\r\n\u0089PNG");
        byte[] png = encoded(picture(BufferedImage.TYPE_BYTE_GRAY), "png", false);
        ByteArrayOutputStream picture = new ByteArrayOutputStream();
        picture.writeBytes(
                (post + "image/png\r\nContent-Length: " + png.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        picture.writeBytes(png);
        put(Reader.HTTP, "picture", picture.toByteArray());
    }
}
