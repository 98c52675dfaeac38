package dev.crosscheck.using.export;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.table.Inputs;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.run.RunFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.shade.protobuf.ByteString;

/** Each piece of what an exported file of a table does, broken once in the file: the raw rows have to tell. */
class BrokenTableExportIT {
    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        Nd4jRuntime.startOnCpu();
    }

    private void isFound(String kind, Format format, TableModels.Change change) {
        Preprocessing preprocessing = kind.equals("words")
                ? Inputs.preprocessing(List.of("NA"), List.of(Inputs.words("note", 7)), List.of(), TableModels.THREE)
                : TableModels.preprocessing(TableModels.target(kind));
        Path model = TableModels.save(folder, preprocessing, Elementwise.RELU, 8);
        Path out = folder.resolve("out");
        ModelCard card = Export.ofTable(Model.load(model), model, TestResult.ofNothing("There is none."))
                .write(EnumSet.of(format), RunFolder.at(out), TableModels.spoiling(change));
        FileVerification v = card.files().get(0).verification();
        assertTrue(v.disagrees() && !card.agrees(), v.toString());
        assertFalse(v.failure().isEmpty());
        assertFalse(Files.exists(out.resolve("model-card.md")));
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
                words  | (hash ^ (b & 0xFF)) * 0x01000193        | hash * 0x01000193 ^ (b & 0xFF)
                words  | b & 0xFF                                | b
                words  | .toLowerCase(Locale.ROOT)               | .trim()
                words  | Integer.remainderUnsigned(              | Math.floorMod(
                words  | StandardCharsets.UTF_8                  | StandardCharsets.UTF_16LE
                words  | \\\\p{M}                                 | _
                words  | p{IsIdeographic}                        | p{IsHangul}
                words  | Math.log(1 + counts[k]) / Math.log(2)   | counts[k]
                words  | words(cell, 7)                          | words(cell, 8)
                """)
    void aLineOfTheClass(String kind, String line, String other) throws IOException {
        isFound(kind, Format.JAVA, file -> {
            String source = Files.readString(file);
            String broken = source.replace(line, other);
            assertNotEquals(source, broken, line);
            Files.writeString(file, broken);
        });
    }

    /** A number of a constant, two inputs of a node swapped, its operation, or a part of one of its attributes. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                three  | figures 16         | number         | 0 | 45.5
                three  | figures 18         | number         | 0 | 6.3
                three  | order              | integers       | 1 | 0
                three  | Where 31           | inputs         | 2 | 1
                three  | index 61           | values_floats  | 0 | 1
                three  | index 1            | default_float  | 0 | 0
                three  | index 1            | keys_strings   | 4 | Drear
                three  | largest 9          | number         | 0 | 1e101
                three  | figures 20         | number         | 0 | 5
                three  | figures 25         | number         | 0 | 4
                three  | figures 66         | number         | 0 | 7
                three  | raw label          | values_strings | 0 | b
                three  | raw probabilities  | axis           | 0 | 0
                two    | raw probabilities  | inputs         | 1 | 0
                number | target mean        | number         | 0 | 4201.5
                number | target deviation   | number         | 0 | 801.25
                number | relu1              | operation      | 0 | Identity
                """)
    void aPieceOfTheGraph(String kind, String name, String what, int at, String to) throws IOException {
        isFound(kind, Format.ONNX, file -> {
            ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(file)).toBuilder();
            ModelProto before = model.build();
            GraphProto.Builder graph = model.getGraphBuilder();
            switch (what) {
                case "number" -> put(graph, name, at, Double.doubleToRawLongBits(Double.parseDouble(to)));
                case "integers" -> {
                    put(graph, name, 0, at);
                    put(graph, name, 1, Long.parseLong(to));
                }
                case "inputs" -> {
                    NodeProto.Builder node = node(graph, name);
                    List<String> inputs = List.copyOf(node.getInputList());
                    int other = Integer.parseInt(to);
                    node.setInput(at, inputs.get(other)).setInput(other, inputs.get(at));
                }
                case "operation" -> node(graph, name).setOpType(to);
                default -> change(node(graph, name), what, at, to);
            }
            assertNotEquals(before, model.build());
            Files.write(file, model.build().toByteArray());
        });
    }

    private static void change(NodeProto.Builder node, String name, int at, String to) {
        AttributeProto.Builder attribute = node.getAttributeBuilderList().stream()
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElseThrow();
        switch (attribute.getType()) {
            case FLOATS -> attribute.setFloats(at, Float.parseFloat(to));
            case FLOAT -> attribute.setF(Float.parseFloat(to));
            case STRINGS -> attribute.setStrings(at, ByteString.copyFromUtf8(to));
            default -> attribute.setI(Long.parseLong(to));
        }
    }

    private static NodeProto.Builder node(GraphProto.Builder graph, String name) {
        return graph.getNodeBuilderList().stream()
                .filter(node -> node.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void put(GraphProto.Builder graph, String name, int place, long value) {
        TensorProto.Builder constant = graph.getInitializerBuilderList().stream()
                .filter(tensor -> tensor.getName().equals(name))
                .findFirst()
                .orElseThrow();
        byte[] bytes = constant.getRawData().toByteArray();
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(Long.BYTES * place, value);
        constant.setRawData(ByteString.copyFrom(bytes));
    }
}
