package dev.crosscheck.using.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.Normalisation;
import dev.crosscheck.data.picture.PictureFile;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.math.Shape;
import dev.crosscheck.model.DrawnModels;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.using.predict.ImageClassifier;
import dev.crosscheck.using.predict.Prediction;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JavaClassFileIT {
    private static final ImageSet IMAGES = IdxBytes.mnist().test().first(20);

    @TempDir
    private static Path folder;

    private static Path source;
    private static List<RawAnswer> expected;

    @BeforeAll
    static void write() throws IOException {
        source = folder.resolve("DigitModel.java");
        JavaClassFile.write(DrawnModels.ofDigits(Elementwise.RELU, 16, 12), "ab", source);
        assertTrue(
                Files.readString(source).lines().allMatch(line -> line.length() < 8100),
                "a line fits a string constant many times");
        expected = CompiledClass.answers(source, new TestExamples.Images(IMAGES));
    }

    private static void compile(Path source, Path classes) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        String options = "--release 8 -Xlint:all,-options -Werror -cp " + classes + " -d " + classes + " " + source;
        int code = ToolProvider.getSystemJavaCompiler().run(null, said, said, options.split(" "));
        assertEquals(0, code, said.toString(StandardCharsets.UTF_8));
    }

    @Test
    void java8CompilesItWithoutAWarningAndItPredicts() throws Exception {
        Path classes = Files.createDirectory(folder.resolve("java8"));
        for (Target target : List.of(TableModels.THREE, TableModels.NUMBER)) {
            Path ofTable = classes.resolve("TableModel.java");
            Path model = TableModels.save(classes, TableModels.preprocessing(target), Elementwise.ELU, 4);
            JavaClassFile.write(Model.load(model), "ab", ofTable);
            compile(ofTable, classes);
            Files.delete(ofTable);
            Files.delete(model);
        }
        Path ofMaps = classes.resolve("DigitModel.java");
        JavaClassFile.write(
                DrawnModels.ofDigits(
                        Setup.parse("28x28-conv2x3s-pool2-10 cross-entropy").network()),
                "ab",
                ofMaps);
        compile(ofMaps, classes);
        compile(source, classes);
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            Class<?> model = loader.loadClass("DigitModel");
            Method predict = model.getMethod("predict", byte[].class);
            for (int i = 0; i < IMAGES.size(); i++) {
                assertEquals(
                        Integer.parseInt(expected.get(i).label()), predict.invoke(null, (Object) IMAGES.pixels(i)));
            }
            InvocationTargetException e =
                    assertThrows(InvocationTargetException.class, () -> predict.invoke(null, (Object) new byte[783]));
            assertEquals("expected 784 pixels, found 783", e.getCause().getMessage());
        }
    }

    /** As its documentation says, from its source; what is no picture is refused. */
    @Test
    void theCommandLineReadsGreyAndColouredPictures() throws Exception {
        BufferedImage grey = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setDataElements(0, 0, 28, 28, IMAGES.pixels(3));
        BufferedImage coloured = new BufferedImage(28, 28, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 784; i++) {
            coloured.setRGB(i % 28, i / 28, 0x010101 * (IMAGES.pixels(3)[i] & 0xff));
        }
        Path first = folder.resolve("grey.png");
        Path second = folder.resolve("coloured.png");
        ImageIO.write(grey, "png", first.toFile());
        ImageIO.write(coloured, "png", second.toFile());
        int label = Integer.parseInt(expected.get(3).label());
        String answer = String.format(
                Locale.ROOT, ": %d (%.1f%%)", label, 100 * expected.get(3).probabilities()[label]);
        assertEquals(
                List.of(
                        first + answer,
                        second + answer,
                        folder + ": expected pictures of 28 x 28 pixels in MNIST's form: light ink on black, centred"
                                + " (for others there is crosscheck predict)."),
                run(1, source, first, second, folder));
    }

    private static List<String> run(int code, Path source, Path... pictures) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(java, source.toString()));
        Stream.of(pictures).map(Path::toString).forEach(command::add);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(code, process.waitFor(), printed);
        return printed.lines().toList();
    }

    /** @return a file whose EXIF data, after the first two bytes of a JPEG or the header of a PNG, have one entry: this orientation */
    private static byte[] turned(BufferedImage picture, String format, int orientation) throws IOException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        ImageIO.write(picture, format, plain);
        byte[] rest = plain.toByteArray();
        int start = format.equals("png") ? 33 : 2;
        ByteBuffer file = ByteBuffer.allocate(rest.length + 38).put(rest, 0, start);
        if (format.equals("png")) {
            file.putInt(26).put("eXIf".getBytes(StandardCharsets.US_ASCII));
        } else {
            file.putShort((short) 0xffe1).putShort((short) 34).put("Exif\0\0".getBytes(StandardCharsets.US_ASCII));
        }
        int exif = file.position();
        file.put("MM\0*".getBytes(StandardCharsets.US_ASCII))
                .putInt(8)
                .putShort((short) 1)
                .putInt(0x01120003)
                .putInt(1)
                .putShort((short) orientation)
                .putShort((short) 0)
                .putInt(0);
        if (format.equals("png")) {
            CRC32 checksum = new CRC32();
            checksum.update(file.array(), exif - 4, 30);
            file.putInt((int) checksum.getValue());
        }
        return Arrays.copyOf(file.put(rest, start, rest.length - start).array(), file.position());
    }

    /** Of other sizes and proportions than the model's images, in colour, in grey, transparent, and turned by EXIF data. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void theCommandLineAnswersPicturesAsPredictDoes(int channels) throws Exception {
        ImageForm form =
                new ImageForm(new Shape(channels, 9, 12), new Normalisation(0.4, 0.25), List.of("a", "b"), false);
        Setup setup = Setup.parse((channels == 1 ? "9x12" : "3x9x12") + "-conv4x3-20-2 relu cross-entropy");
        Model model = DrawnModels.ofImages(setup.network(), form);
        Path own = Files.createDirectory(folder.resolve("channels" + channels)).resolve("ImageModel.java");
        JavaClassFile.write(model, "ab", own);
        ImageClassifier classifier = ImageClassifier.of(model);
        Path[] pictures = new Path[22];
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < pictures.length; i++) {
            int type = i >= 6
                    ? BufferedImage.TYPE_INT_RGB
                    : new int[] {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_INT_ARGB, BufferedImage.TYPE_BYTE_GRAY}
                            [i % 3];
            BufferedImage picture = new BufferedImage(i < 3 ? 31 : 21, i < 3 ? 17 : 27, type);
            Random random = new Random(i);
            for (int at = 0; at < picture.getWidth() * picture.getHeight(); at++) {
                int light = at / 3 % 256;
                int argb = random.nextInt(256) << 24 | light << 16 | (255 - light) / 2 << 8 | random.nextInt(256);
                picture.setRGB(at % picture.getWidth(), at / picture.getWidth(), argb);
            }
            if (i < 6) {
                pictures[i] = own.resolveSibling(i + ".png");
                ImageIO.write(picture, "png", pictures[i].toFile());
            } else {
                String format = i < 14 ? "jpeg" : "png";
                pictures[i] =
                        Files.write(own.resolveSibling(i + "." + format), turned(picture, format, 1 + (i - 6) % 8));
            }
            Prediction prediction =
                    classifier.classify(PictureFile.read(pictures[i])).orElseThrow();
            answers.add(String.format(
                    Locale.ROOT,
                    "%s: %s (%.1f%%)",
                    pictures[i],
                    form.classes().get(prediction.label()),
                    100 * prediction.probability()));
        }
        assertEquals(answers, run(0, own, pictures));
    }

    @Test
    void aNetworkTooLargeForAClassIsRefused() {
        Model model = DrawnModels.ofDigits(Elementwise.RELU, 5032);
        CrosscheckException e =
                assertThrows(CrosscheckException.class, () -> JavaClassFile.write(model, "ab", folder.resolve("none")));
        assertEquals("Format java: expected at most 4000000 parameters, found 4000450.", e.getMessage());
        assertTrue(Files.notExists(folder.resolve("none")));
    }
}
