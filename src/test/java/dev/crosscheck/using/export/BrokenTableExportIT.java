package dev.crosscheck.using.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.table.Inputs;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.run.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.shade.protobuf.ByteString;

/** Each piece of what an exported file of a table does, broken once in the file: the raw rows have to tell. */
class BrokenTableExportIT {
    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        Nd4jRuntime.startOnCpu();
    }

    @FunctionalInterface
    private interface Change {
        void in(Path file) throws IOException;
    }

    private FileVerification exported(Target target, Format format, Change change) throws IOException {
        return exported(TableModels.preprocessing(target), format, change);
    }

    private FileVerification exported(Preprocessing preprocessing, Format format, Change change) throws IOException {
        Path model = TableModels.save(folder, preprocessing, Elementwise.RELU, 8);
        Path out = folder.resolve("out");
        ModelCard card = Export.ofTable(Model.load(model), model, TestResult.ofNothing("There is none."))
                .write(EnumSet.of(format), RunFolder.at(out), (file, runBy) -> {
                    try {
                        change.in(file);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
        FileVerification v = card.files().get(0).verification();
        assertEquals(!v.disagrees(), card.agrees());
        assertEquals(card.agrees(), Files.exists(out.resolve("model-card.md")));
        return v;
    }

    private void isFound(Target target, Format format, Change change) throws IOException {
        FileVerification v = exported(target, format, change);
        assertTrue(v.disagrees(), v.toString());
        assertFalse(v.failure().isEmpty());
    }

    private static Target target(String kind) {
        return switch (kind) {
            case "three" -> TableModels.THREE;
            case "two" -> TableModels.TWO;
            default -> TableModels.NUMBER;
        };
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                three  | v2 / 5.3                                | v2 / 6.3
                three  | x - 44.5                                | x - 45.5
                three  | features[9] = (float) (v1 ? 1 : 0)      | features[9] = 0
                three  | "female", "male"                        | "male", "female"
                three  | v1 ? 0.0 :                              | !v1 ? 0.0 :
                three  | "Biscoe", "Dream"                       | "Biscoe", "Drear"
                three  | LARGEST = 1.0E100                       | LARGEST = 1.0E101
                three  | Math.min(v3, 1.0E9)                     | Math.min(v3, 5.0)
                three  | v5 / 3.0                                | v5 / 4.0
                three  | v2 = x == 0.0                           | v2 = false
                three  | {"?", "NA"}                             | {"?"}
                three  | LABELS = {"a", "b", "c"}                | LABELS = {"a", "c", "b"}
                two    | {1 - second, second}                    | {second, 1 - second}
                two    | Math.exp(-Math.abs(z))                  | Math.exp(-2 * Math.abs(z))
                three  | values[i] /= sum;                       | values[i] /= 2 * sum;
                number | TARGET_MEAN = 4200.5                    | TARGET_MEAN = 4201.5
                number | TARGET_DEVIATION = 800.25               | TARGET_DEVIATION = 801.25
                three  | "" : stripped(cell)                     | "" : cell
                three  | values[i] = Math.max(0, z);             | values[i] = z;
                """)
    void aLineOfTheClass(String kind, String line, String other) throws IOException {
        isFound(target(kind), Format.JAVA, replaced(line, other));
    }

    private static Change replaced(String line, String other) {
        return file -> {
            String source = Files.readString(file);
            String broken = source.replace(line, other);
            assertNotEquals(source, broken, line);
            Files.writeString(file, broken);
        };
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                (hash ^ (b & 0xFF)) * 0x01000193        | hash * 0x01000193 ^ (b & 0xFF)
                b & 0xFF                                | b
                .toLowerCase(Locale.ROOT)               | .trim()
                Integer.remainderUnsigned(              | Math.floorMod(
                StandardCharsets.UTF_8                  | StandardCharsets.UTF_16LE
                \\\\p{M}                                 | _
                p{IsIdeographic}                        | p{IsHangul}
                Math.log(1 + counts[k]) / Math.log(2)   | counts[k]
                words(cell, 7)                          | words(cell, 8)
                """)
    void aLineOfTheClassThatHashesWords(String line, String other) throws IOException {
        Preprocessing words =
                Inputs.preprocessing(List.of("NA"), List.of(Inputs.words("note", 7)), List.of(), TableModels.THREE);
        FileVerification v = exported(words, Format.JAVA, replaced(line, other));
        assertTrue(v.disagrees(), v.toString());
    }

    static Stream<Arguments> pieces() {
        return Stream.of(
                piece("three", "medians and scales swapped", graph -> swap(graph, "figures 16", "figures 18")),
                piece("three", "a median", graph -> put(graph, "figures 16", 0, 45.5)),
                piece("three", "features in another order", graph -> {
                    put(graph, "order", 0, 1L);
                    put(graph, "order", 1, 0L);
                }),
                piece("three", "all numbers taken for missing", graph -> {
                    NodeProto.Builder filled = node(graph, "Where 31");
                    String raw = filled.getInput(2);
                    filled.setInput(2, filled.getInput(1)).setInput(1, raw);
                }),
                piece(
                        "three",
                        "a code of a missing category",
                        graph -> node(graph, "index 61").getAttributeBuilderList().stream()
                                .filter(attribute -> attribute.getName().equals("values_floats"))
                                .forEach(attribute -> attribute.setFloats(0, 1))),
                piece(
                        "three",
                        "an unknown category taken for the first",
                        graph -> node(graph, "index 1").getAttributeBuilderList().stream()
                                .filter(attribute -> attribute.getName().equals("default_float"))
                                .forEach(attribute -> attribute.setF(0))),
                piece(
                        "three",
                        "a category misspelt",
                        graph -> node(graph, "index 1").getAttributeBuilderList().stream()
                                .filter(attribute -> attribute.getName().equals("keys_strings"))
                                .forEach(attribute -> attribute.setStrings(4, ByteString.copyFromUtf8("Drear")))),
                piece("three", "no limit to numbers", graph -> put(graph, "largest 9", 0, 1e101)),
                piece("three", "a clip too early", graph -> put(graph, "figures 20", 0, 5.0)),
                piece("three", "another bound", graph -> put(graph, "figures 25", 0, 4.0)),
                piece("three", "two categories as 0 and 1", graph -> put(graph, "figures 66", 0, 7.0)),
                piece(
                        "three",
                        "labels swapped",
                        graph -> node(graph, "raw label").getAttributeBuilderList().stream()
                                .filter(attribute -> attribute.getName().equals("values_strings"))
                                .forEach(attribute -> attribute.setStrings(0, attribute.getStrings(1)))),
                piece(
                        "three",
                        "softmax over rows",
                        graph -> node(graph, "raw probabilities")
                                .getAttributeBuilder(0)
                                .setI(0)),
                piece(
                        "two",
                        "the two classes swapped",
                        graph -> node(graph, "raw probabilities")
                                .setInput(0, "second")
                                .setInput(1, "first")),
                piece("number", "the target's mean", graph -> put(graph, "target mean", 0, 4201.5)),
                piece("number", "the target's deviation", graph -> put(graph, "target deviation", 0, 801.25)),
                piece("number", "no activation", graph -> node(graph, "relu1").setOpType("Identity")));
    }

    private static Arguments piece(String kind, String name, Consumer<GraphProto.Builder> change) {
        return Arguments.of(kind, name, change);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("pieces")
    void aPieceOfTheGraph(String kind, String name, Consumer<GraphProto.Builder> change) throws IOException {
        isFound(target(kind), Format.ONNX, file -> {
            ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(file)).toBuilder();
            byte[] before = model.build().toByteArray();
            change.accept(model.getGraphBuilder());
            assertFalse(Arrays.equals(before, model.build().toByteArray()), name);
            Files.write(file, model.build().toByteArray());
        });
    }

    private static NodeProto.Builder node(GraphProto.Builder graph, String name) {
        return graph.getNodeBuilderList().stream()
                .filter(node -> node.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static TensorProto.Builder constant(GraphProto.Builder graph, String name) {
        return graph.getInitializerBuilderList().stream()
                .filter(tensor -> tensor.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void swap(GraphProto.Builder graph, String one, String other) {
        ByteString kept = constant(graph, one).getRawData();
        constant(graph, one).setRawData(constant(graph, other).getRawData());
        constant(graph, other).setRawData(kept);
    }

    private static void put(GraphProto.Builder graph, String name, int place, double value) {
        put(graph, name, place, Double.doubleToRawLongBits(value));
    }

    private static void put(GraphProto.Builder graph, String name, int place, long value) {
        byte[] bytes = constant(graph, name).getRawData().toByteArray();
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(Long.BYTES * place, value);
        constant(graph, name).setRawData(ByteString.copyFrom(bytes));
    }
}
