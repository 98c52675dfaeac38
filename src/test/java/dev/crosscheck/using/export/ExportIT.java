package dev.crosscheck.using.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.Normalisation;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.files.Digest;
import dev.crosscheck.math.Shape;
import dev.crosscheck.model.DrawnModels;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExportIT {
    private static final int IMAGES = 1100;
    private static final Path FOLDER = Path.of("data", "mnist");
    private static final ImageForm COLOURED =
            new ImageForm(new Shape(3, 9, 12), new Normalisation(0.4, 0.25), List.of("apple", "leaf", "sky"), false);
    private static ImageData data;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        Nd4jRuntime.startOnCpu();
        ImageData all = ImageData.read(FOLDER);
        data = new ImageData(all.train().first(10), all.test().first(IMAGES), all.sha256());
    }

    private Path out() {
        return folder.resolve("out");
    }

    private ModelCard export(Model model, Set<Format> formats, BiConsumer<Path, String> listener) {
        return export(model, data, formats, listener);
    }

    private ModelCard export(Model model, ImageData data, Set<Format> formats, BiConsumer<Path, String> listener) {
        Path file = folder.resolve(Model.FILE);
        model.save(file);
        return Export.ofImages(model, file, FOLDER, data).write(formats, RunFolder.at(out()), listener);
    }

    private Set<String> files() throws IOException {
        try (Stream<Path> files = Files.list(out())) {
            Set<String> names = new TreeSet<>();
            files.forEach(file -> names.add(file.getFileName().toString()));
            return names;
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                784-5-6-7-10 | RELU
                784-10       | RELU
                784-16-10    | SIGMOID
                784-12-9-10  | ELU
                784-16-10    | SOFTPLUS
                28x28-conv3x5-pool2-conv4x3s-conv5x3-pool2-9-10 | RELU
                28x28-conv2x7s-pool2-conv3x1-10                | RELU
                """)
    void everyFormatAgreesWhateverTheHiddenLayers(String layers, Elementwise activation) throws IOException {
        String hidden = layers.equals("784-10") ? "" : activation.label();
        Model model = DrawnModels.ofDigits(
                Setup.parse(layers + " cross-entropy " + hidden).network());
        Set<Format> formats = EnumSet.copyOf(Format.OF_NETWORKS);
        formats.removeIf(format -> format.refusal(model).isPresent());
        assertEquals(activation == Elementwise.SOFTPLUS ? 3 : 4, formats.size());
        ModelCard card = export(model, formats, (file, runBy) -> {});
        assertTrue(card.agrees());
        Set<String> expectedFiles = new TreeSet<>(Set.of("model-card.md", "model-card.json"));
        formats.forEach(format -> expectedFiles.add(format.fileName("DigitModel")));
        assertEquals(expectedFiles, files());
        for (ModelCard.ExportedFile file : card.files()) {
            assertEquals(Digest.sha256(out().resolve(file.file())), file.sha256());
            FileVerification v = file.verification();
            assertEquals(IMAGES, v.sameAnswers(), file.file());
            assertEquals(Boolean.TRUE, v.agrees(), file.file());
            assertTrue(v.largestDifference() < v.tolerance(), file.toString());
            if (file.format().equals("safetensors")) {
                assertEquals(0, v.largestDifference(), file.toString());
            }
            if (Set.of("onnx", "dl4j").contains(file.format())) {
                assertTrue(v.largestDifference() > 0, "computed in float32, by something else");
            }
        }
        Parameters expected = model.parameters();
        same(expected, Model.load(out().resolve("model.safetensors")).parameters());
    }

    @ParameterizedTest
    @ValueSource(strings = {"324-7-3 relu cross-entropy", "3x9x12-conv4x3s-pool2-5-3 relu cross-entropy"})
    void everyFormatTakesColours(String layers) throws IOException {
        byte[] pixels = new byte[40 * COLOURED.features()];
        new Random(4).nextBytes(pixels);
        ImageSet images = new ImageSet(pixels, new int[40], COLOURED);
        Model model = DrawnModels.ofImages(Setup.parse(layers).network(), COLOURED);
        ModelCard card = export(
                model, new ImageData(images, images, Map.of("images", "ab")), Format.OF_NETWORKS, (file, runBy) -> {});
        assertTrue(card.agrees());
        for (ModelCard.ExportedFile file : card.files()) {
            assertEquals(40, file.verification().sameAnswers(), file.file());
        }
        assertTrue(Files.exists(out().resolve("ImageModel.java")));
        String text = Files.readString(out().resolve("model-card.md"));
        assertTrue(text.contains("324 levels, all red, then all green, then all blue ones, each (9 rows of 12)"), text);
    }

    private static void same(Parameters expected, Parameters actual) {
        assertEquals(expected.names(), actual.names());
        for (String name : expected.names()) {
            assertArrayEquals(expected.get(name).data(), actual.get(name).data(), name);
        }
    }

    /** The file of a model whose last bias is 0.01 larger, in its place. */
    @ParameterizedTest
    @EnumSource(names = "PROVENANCE", mode = EnumSource.Mode.EXCLUDE)
    void oneChangedNumberInAFileIsFoundAndNothingIsLeft(Format format) throws IOException {
        Model changed = DrawnModels.ofDigits(Elementwise.RELU, 8);
        float[] values = changed.values();
        values[values.length - 1] += 0.01f;
        ModelCard card =
                export(DrawnModels.ofDigits(Elementwise.RELU, 8), Format.OF_NETWORKS, TableModels.spoiling(file -> {
                    if (file.endsWith(format.fileName("DigitModel"))) {
                        Files.delete(file);
                        format.write(changed, "ab", file);
                    }
                }));
        assertFalse(card.agrees());
        for (ModelCard.ExportedFile file : card.files()) {
            boolean isSpoilt = file.format().equals(format.label());
            assertEquals(isSpoilt, file.verification().disagrees(), file.file());
            assertEquals(isSpoilt, file.verification().failure().startsWith("logits of image "), file::toString);
        }
        assertEquals(Set.of(), files());
    }

    @ParameterizedTest
    @EnumSource(names = "PROVENANCE", mode = EnumSource.Mode.EXCLUDE)
    void aFileThatCannotBeReadBackIsAFailureAndNothingIsLeft(Format format) throws IOException {
        Model model = DrawnModels.ofDigits(Elementwise.RELU, 8);
        BiConsumer<Path, String> halving = TableModels.spoiling(file -> {
            byte[] bytes = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        });
        CrosscheckException e =
                assertThrows(CrosscheckException.class, () -> export(model, EnumSet.of(format), halving));
        assertTrue(e.getMessage().contains(format.fileName("DigitModel")), e.getMessage());
        assertEquals(Set.of(), files());
    }

    @Test
    void equalModelsMakeEqualFiles() throws IOException {
        Model model = DrawnModels.ofDigits(Elementwise.RELU, 8);
        ModelCard first = export(model, Format.OF_NETWORKS, (file, runBy) -> {});
        ModelCard again = Export.ofImages(model, folder.resolve(Model.FILE), FOLDER, data)
                .write(Format.OF_NETWORKS, RunFolder.at(folder.resolve("again")), (file, runBy) -> {});
        assertEquals(digests(first), digests(again));
    }

    private static List<String> digests(ModelCard card) {
        return card.files().stream().map(ModelCard.ExportedFile::sha256).toList();
    }
}
