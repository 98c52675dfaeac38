package dev.crosscheck.using.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Digest;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.model.DrawnModels;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.run.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import onnx.Onnx.ModelProto;
import onnx.Onnx.TensorProto;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.protobuf.ByteString;

class ExportIT {
    private static final int IMAGES = 1100;
    private static final Path FOLDER = Path.of("data", "mnist");
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
                5 6 7 | RELU
                ''    | RELU
                12 9  | TANH
                16    | SIGMOID
                12 9  | ELU
                16    | SOFTPLUS
                """)
    void everyFormatAgreesWhateverTheHiddenLayers(String hidden, Elementwise activation) throws IOException {
        int[] units = hidden.isEmpty()
                ? new int[0]
                : Arrays.stream(hidden.split(" ")).mapToInt(Integer::parseInt).toArray();
        Model model = DrawnModels.ofDigits(activation, units);
        Set<Format> formats = EnumSet.allOf(Format.class);
        formats.removeIf(format -> format.refusal(model).isPresent());
        assertEquals(activation == Elementwise.SOFTPLUS ? 3 : 4, formats.size());
        ModelCard card = export(model, formats, (file, runBy) -> {});
        assertTrue(card.agrees());
        Set<String> expectedFiles = new TreeSet<>(Set.of("model-card.md", "model-card.json"));
        formats.forEach(format -> expectedFiles.add(format.fileName("DigitModel")));
        assertEquals(expectedFiles, files());
        for (ExportedFile file : card.files()) {
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

    private static void same(Parameters expected, Parameters actual) {
        assertEquals(expected.names(), actual.names());
        for (String name : expected.names()) {
            assertArrayEquals(expected.get(name).data(), actual.get(name).data(), name);
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneChangedNumberInAFileIsFoundAndNothingIsLeft(Format format) throws IOException {
        Model model = DrawnModels.ofDigits(Elementwise.RELU, 8);
        ModelCard card = export(model, EnumSet.allOf(Format.class), (file, runBy) -> {
            if (file.endsWith(format.fileName("DigitModel"))) {
                tamper(format, file);
            }
        });
        assertFalse(card.agrees());
        for (ExportedFile file : card.files()) {
            assertEquals(
                    file.format().equals(format.label()), file.verification().disagrees(), file.file());
            assertEquals(
                    file.format().equals(format.label()),
                    file.verification().failure().startsWith("logits of image "),
                    file.verification().failure());
        }
        assertEquals(Set.of(), files());
    }

    /** Adds 0.01 to the last bias. */
    private static void tamper(Format format, Path file) {
        try {
            switch (format) {
                case ONNX -> Files.write(file, changedBias(file).toByteArray());
                case SAFETENSORS -> {
                    byte[] bytes = Files.readAllBytes(file);
                    addToLast(bytes);
                    Files.write(file, bytes);
                }
                case DL4J -> {
                    MultiLayerNetwork network = ModelSerializer.restoreMultiLayerNetwork(file.toFile(), false);
                    INDArray bias = network.getParam("1_b");
                    bias.putScalar(9, bias.getFloat(9) + 0.01f);
                    ModelSerializer.writeModel(network, file.toFile(), false);
                }
                case JAVA -> {
                    String source = Files.readString(file);
                    int at = source.lastIndexOf("decode(", source.indexOf("private DigitModel")) + 7;
                    at = source.indexOf('"', at) + 1;
                    byte[] bias = Base64.getDecoder().decode(source.substring(at, source.indexOf('"', at)));
                    addToLast(bias);
                    Files.writeString(
                            file,
                            source.substring(0, at)
                                    + Base64.getEncoder().encodeToString(bias)
                                    + source.substring(source.indexOf('"', at)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void addToLast(byte[] floats) {
        ByteBuffer buffer = ByteBuffer.wrap(floats).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putFloat(floats.length - 4, buffer.getFloat(floats.length - 4) + 0.01f);
    }

    private static ModelProto changedBias(Path file) throws IOException {
        ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(file)).toBuilder();
        for (TensorProto.Builder tensor : model.getGraphBuilder().getInitializerBuilderList()) {
            if (tensor.getName().equals("fc2.bias")) {
                byte[] bytes = tensor.getRawData().toByteArray();
                addToLast(bytes);
                tensor.setRawData(ByteString.copyFrom(bytes));
            }
        }
        return model.build();
    }

    @ParameterizedTest
    @EnumSource
    void aFileThatCannotBeReadBackIsAFailureAndNothingIsLeft(Format format) throws IOException {
        Model model = DrawnModels.ofDigits(Elementwise.RELU, 8);
        CrosscheckException e = assertThrows(
                CrosscheckException.class,
                () -> export(model, EnumSet.of(format), (file, runBy) -> {
                    try {
                        byte[] bytes = Files.readAllBytes(file);
                        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
                    } catch (IOException failed) {
                        throw new UncheckedIOException(failed);
                    }
                }));
        assertTrue(e.getMessage().contains(format.fileName("DigitModel")), e.getMessage());
        assertEquals(Set.of(), files());
    }

    @Test
    void equalModelsMakeEqualFiles() throws IOException {
        Model model = DrawnModels.ofDigits(Elementwise.RELU, 8);
        List<ExportedFile> first =
                export(model, EnumSet.allOf(Format.class), (file, runBy) -> {}).files();
        ModelCard again = Export.ofImages(model, folder.resolve(Model.FILE), FOLDER, data)
                .write(EnumSet.allOf(Format.class), RunFolder.at(folder.resolve("again")), (file, runBy) -> {});
        for (int i = 0; i < first.size(); i++) {
            assertEquals(
                    first.get(i).sha256(),
                    again.files().get(i).sha256(),
                    first.get(i).file());
        }
    }
}
