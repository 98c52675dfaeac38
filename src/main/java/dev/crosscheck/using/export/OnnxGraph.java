package dev.crosscheck.using.export;

import dev.crosscheck.course.ActivationTraits;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.math.Shape;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Convolution;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Layer;
import dev.crosscheck.nn.Network;
import dev.crosscheck.run.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.AttributeProto.AttributeType;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataType;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.shade.protobuf.ByteString;

/**
 * Builds an ONNX model (onnx.ai) node by node, with operator set 13 and file version 7 of 2020, which all later runtimes read, and set 2 of ONNX's
 * operators for classical models.
 */
final class OnnxGraph {
    private static final int FILE_VERSION = 7;
    private static final int OPERATOR_SET = 13;

    /** The operator for classical models that is used. */
    static final String LABEL_ENCODER = "LabelEncoder";

    private static final String CLASSICAL = "ai.onnx.ml";
    private static final int CLASSICAL_SET = 2;
    private static final String BATCH = "N";

    private final GraphProto.Builder graph = GraphProto.newBuilder();
    private final Set<String> reserved;
    private boolean classical;
    private int names;

    /**
     * @param name name of the graph
     * @param reserved names of the inputs, which nothing else may have
     */
    OnnxGraph(String name, Set<String> reserved) {
        graph.setName(name);
        this.reserved = reserved;
    }

    /** @return a name that no input has: the given one, with underscores appended if necessary */
    String name(String wish) {
        return name(wish, reserved);
    }

    /** @return a name that is not reserved: the given one, with underscores appended if necessary */
    static String name(String wish, Set<String> reserved) {
        return reserved.contains(wish) ? name(wish + "_", reserved) : wish;
    }

    /** @return a name that nothing else has, beginning with the given one */
    String fresh(String wish) {
        names++;
        return name(wish + " " + names);
    }

    /** Declares an input with any number of rows. */
    void input(String name, DataType type, int columns) {
        graph.addInput(value(name, type, columns));
    }

    /** Declares an output with any number of rows; with 0 columns it is a list. */
    void output(String name, DataType type, int columns) {
        graph.addOutput(value(name, type, columns));
    }

    /**
     * Adds a node with one output.
     *
     * @param attributes names, each followed by its value: a number, or a list of whole numbers, numbers or texts
     * @return the actual name of the output, which is also that of the node
     */
    String node(String operator, String output, List<String> inputs, Object... attributes) {
        NodeProto.Builder node = NodeProto.newBuilder()
                .setOpType(operator)
                .setName(name(output))
                .addOutput(name(output))
                .addAllInput(inputs);
        if (operator.equals(LABEL_ENCODER)) {
            classical = true;
            node.setDomain(CLASSICAL);
        }
        for (int i = 0; i < attributes.length; i += 2) {
            node.addAttribute(attribute((String) attributes[i], attributes[i + 1]));
        }
        graph.addNode(node);
        return name(output);
    }

    /** Adds a node that converts to another type. */
    String cast(String from, String output, DataType type) {
        return node("Cast", output, List.of(from), "to", type.getNumber());
    }

    private static AttributeProto.Builder attribute(String name, Object value) {
        AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
        if (value instanceof Integer whole) {
            return attribute.setType(AttributeType.INT).setI(whole);
        }
        if (value instanceof Float number) {
            return attribute.setType(AttributeType.FLOAT).setF(number);
        }
        if (value instanceof long[] whole) {
            return attribute
                    .setType(AttributeType.INTS)
                    .addAllInts(Arrays.stream(whole).boxed().toList());
        }
        for (Object each : (List<?>) value) {
            if (each instanceof Float number) {
                attribute.setType(AttributeType.FLOATS).addFloats(number);
            } else {
                attribute.setType(AttributeType.STRINGS).addStrings(ByteString.copyFromUtf8((String) each));
            }
        }
        return attribute;
    }

    /** Adds a single number. @return its name */
    String constant(String name, DataType type, double value) {
        return constant(name, type, new double[] {value});
    }

    /** Adds a constant of numbers: float32, float64 or int64. @return its name */
    String constant(String name, DataType type, double[] values, int... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(Double.BYTES, values.length))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            switch (type) {
                case FLOAT -> bytes.putFloat((float) value);
                case DOUBLE -> bytes.putDouble(value);
                default -> bytes.putLong((long) value);
            }
        }
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name(name))
                .setDataType(type.getNumber())
                .setRawData(ByteString.copyFrom(bytes.flip()));
        Arrays.stream(shape).forEach(tensor::addDims);
        graph.addInitializer(tensor);
        return name(name);
    }

    /** Adds a constant text. @return its name */
    String constant(String name, String value) {
        graph.addInitializer(TensorProto.newBuilder()
                .setName(name(name))
                .setDataType(DataType.STRING.getNumber())
                .addStringData(ByteString.copyFromUtf8(value)));
        return name(name);
    }

    /**
     * Adds the network: x Wᵀ + b or a convolution, and the activation, of each hidden layer, and x Wᵀ + b of the output layer.
     *
     * @param from name of the features
     * @param logits wanted name of the logits
     * @return actual name of the logits
     */
    String network(Model model, String from, String logits) {
        Network network = model.network();
        Map<String, Matrix> arrays = network.named(model.parameters());
        network.shapes().forEach((name, shape) -> {
            int[] sizes = shape.stream().mapToInt(size -> size).toArray();
            constant(name, DataType.FLOAT, arrays.get(name).data(), sizes);
        });
        String a = from;
        for (int k = 1; k < network.depth(); k++) {
            Layer layer = network.layer(k);
            String z = switch (layer.kind()) {
                case CONVOLUTION -> convolution(network, k, a);
                case DENSE -> linear(network, k, a, network.name(k));
                case GROUPED_DENSE ->
                    layer.fanIn() < layer.inputs() ? grouped(network, k, a) : linear(network, k, a, network.name(k));
            };
            Elementwise f = model.spec().activation(k);
            a = activate(ActivationTraits.of(f).onnx(), f.label() + k, z);
        }
        return linear(network, network.depth(), a, logits);
    }

    /** Adds a convolution, and its pooling: the first takes pictures out of the rows of features, and the last gives rows again. */
    private String convolution(Network network, int k, String from) {
        Convolution form = (Convolution) network.layer(k);
        String maps = from;
        if (k == 1) {
            Shape input = form.input();
            double[] shape = {-1, input.channels(), input.rows(), input.columns()};
            maps = node(
                    "Reshape",
                    "pictures",
                    List.of(from, constant("picture shape", DataType.INT64, shape, shape.length)));
        }
        long p = form.padding();
        maps = node(
                "Conv",
                network.name(k),
                List.of(maps, name(network.weight(k)), name(network.bias(k))),
                "pads",
                new long[] {p, p, p, p});
        if (form.pools()) {
            long[] window = {2, 2};
            maps = node("MaxPool", "pooled" + k, List.of(maps), "kernel_shape", window, "strides", window);
        }
        boolean isLast = network.layer(k + 1).kind() != Layer.Kind.CONVOLUTION;
        return isLast ? node("Flatten", "flat", List.of(maps)) : maps;
    }

    /** Adds a layer whose groups of units have a group of units each as inputs: a convolution over one point. */
    private String grouped(Network network, int k, String from) {
        String last = constant("point" + k, DataType.INT64, new double[] {2}, 1);
        String points = node("Unsqueeze", "points" + k, List.of(from, last));
        String weight = node("Unsqueeze", "weight" + k, List.of(name(network.weight(k)), last));
        String sums = node(
                "Conv",
                "sums" + k,
                List.of(points, weight, name(network.bias(k))),
                "group",
                network.layer(k).groups());
        return node("Squeeze", "fc" + k, List.of(sums, last));
    }

    private String linear(Network network, int k, String from, String to) {
        return node("Gemm", to, List.of(from, name(network.weight(k)), name(network.bias(k))), "transB", 1);
    }

    private String activate(ActivationTraits.Onnx f, String to, String z) {
        if (f.operator() == null) {
            return f.number() == null
                    ? z
                    : constant(to, DataType.FLOAT, f.number().floatValue());
        }
        List<String> inputs = IntStream.range(0, f.inputs().size())
                .mapToObj(i -> activate(f.inputs().get(i), to + "/" + i, z))
                .toList();
        return f.number() == null
                ? node(f.operator(), to, inputs)
                : node(f.operator(), to, inputs, "alpha", f.number().floatValue());
    }

    /**
     * Writes the model.
     *
     * @param description a description for people
     * @param facts metadata by name
     */
    void write(String description, Map<String, String> facts, Path file) throws IOException {
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(FILE_VERSION)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATOR_SET))
                .setProducerName("crosscheck")
                .setDocString(description)
                .setGraph(graph);
        if (classical) {
            model.addOpsetImport(
                    OperatorSetIdProto.newBuilder().setDomain(CLASSICAL).setVersion(CLASSICAL_SET));
        }
        facts.forEach((name, fact) -> model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(name).setValue(fact)));
        AtomicFile.replace(file, out -> out.write(model.build().toByteArray()));
    }

    private static ValueInfoProto.Builder value(String name, DataType type, int columns) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(BATCH));
        if (columns > 0) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(columns));
        }
        TypeProto.Tensor.Builder tensor =
                TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape);
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor));
    }
}
