package dev.crosscheck.using.export;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.train.PyTorchLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.shade.protobuf.ByteString;

/**
 * The network as an ONNX model (onnx.ai), from raw pixels to probabilities, so that whoever runs it need not know how
 * the pixels were normalised.
 *
 * <p>Input {@code pixels}, (N, I), float32 from 0 (background) to 255 (full ink), any N. Outputs {@code logits} and {@code
 * probabilities}, (N, C), float32. Operator set 13 and file version 7, of 2020, which any runtime since then reads.
 */
final class OnnxFile {
    static final String INPUT = "pixels";
    static final String LOGITS = "logits";
    static final String PROBABILITIES = "probabilities";

    private static final int FILE_VERSION = 7;
    private static final int OPERATOR_SET = 13;
    private static final String BATCH = "N";
    private static final String MEAN = "mean";
    private static final String DEVIATION = "deviation";
    private static final String WHITE = "white";

    private OnnxFile() {}

    /** Writes the model. */
    static void write(Subject subject, Path file) throws IOException {
        int classes = subject.sizes().get(subject.parameters().layers());
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(FILE_VERSION)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATOR_SET))
                .setProducerName("crosscheck")
                .setDocString(String.format(
                        Locale.ROOT,
                        "Recognises %s: %s, %s. Input: %d x %d grey pixels from 0 (black)"
                                + " to 255 (white), row by row; normalised inside.",
                        subject.form().isOfDigits()
                                ? "handwritten digits"
                                : subject.form().classes().size() + " classes, which the metadata name",
                        subject.title(),
                        subject.functions(),
                        subject.form().rows(),
                        subject.form().columns()))
                .setGraph(graph(subject)
                        .addInput(value(INPUT, subject.inputs()))
                        .addOutput(value(LOGITS, classes))
                        .addOutput(value(PROBABILITIES, classes)));
        for (Map.Entry<String, String> fact : subject.facts().entrySet()) {
            model.addMetadataProps(
                    StringStringEntryProto.newBuilder().setKey(fact.getKey()).setValue(fact.getValue()));
        }
        Files.write(file, model.build().toByteArray());
    }

    /** (pixels / white - mean) / deviation, then x Wᵀ + b and the activation, layer by layer, then softmax. */
    private static GraphProto.Builder graph(Subject subject) {
        GraphProto.Builder graph = GraphProto.newBuilder()
                .setName("images")
                .addInitializer(tensor(WHITE, new Matrix(1, 1, 255)))
                .addInitializer(tensor(
                        MEAN, new Matrix(1, 1, subject.form().normalisation().mean())))
                .addInitializer(tensor(
                        DEVIATION,
                        new Matrix(1, 1, subject.form().normalisation().deviation())));
        PyTorchLayout.arrays(subject.parameters())
                .forEach((name, array) -> graph.addInitializer(tensor(name, array, PyTorchLayout.shape(name, array))));
        graph.addNode(node("Div", "scaled", INPUT, WHITE))
                .addNode(node("Sub", "centred", "scaled", MEAN))
                .addNode(node("Div", "normalised", "centred", DEVIATION));
        String from = "normalised";
        int layers = subject.parameters().layers();
        for (int k = 1; k <= layers; k++) {
            String to = k == layers ? LOGITS : "fc" + k;
            graph.addNode(node("Gemm", to, from, PyTorchLayout.weight(k), PyTorchLayout.bias(k))
                    .addAttribute(attribute("transB", 1)));
            from = to;
            if (k < layers) {
                from = activate(graph, subject.activations().get(k - 1), k, to);
            }
        }
        return graph.addNode(node("Softmax", PROBABILITIES, LOGITS).addAttribute(attribute("axis", 1)));
    }

    /** Adds a hidden layer's activation; returns what it gives. */
    private static String activate(GraphProto.Builder graph, Elementwise activation, int layer, String from) {
        String to = activation.label() + layer;
        switch (activation) {
            case SIGMOID -> graph.addNode(node("Sigmoid", to, from));
            case RELU -> graph.addNode(node("Relu", to, from));
            case TANH -> graph.addNode(node("Tanh", to, from));
            case LEAKY_RELU ->
                graph.addNode(node("LeakyRelu", to, from).addAttribute(attribute("alpha", (float) Elementwise.LEAK)));
            case ELU -> graph.addNode(node("Elu", to, from).addAttribute(attribute("alpha", 1f)));
            case GELU -> {
                // The sigmoid form: ONNX's own Gelu, of newer operator sets, is another function.
                String scale = "scale" + layer;
                graph.addInitializer(tensor(scale, new Matrix(1, 1, Elementwise.GELU_SCALE)))
                        .addNode(node("Mul", "scaled" + layer, from, scale))
                        .addNode(node("Sigmoid", "gate" + layer, "scaled" + layer))
                        .addNode(node("Mul", to, from, "gate" + layer));
            }
            case SOFTPLUS -> graph.addNode(node("Softplus", to, from));
            case IDENTITY -> graph.addNode(node("Identity", to, from));
        }
        return to;
    }

    private static NodeProto.Builder node(String operator, String output, String... inputs) {
        return NodeProto.newBuilder()
                .setOpType(operator)
                .setName(output)
                .addOutput(output)
                .addAllInput(Arrays.asList(inputs));
    }

    private static AttributeProto.Builder attribute(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value);
    }

    private static AttributeProto.Builder attribute(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF(value);
    }

    /** A constant; without a shape, a single number. */
    private static TensorProto.Builder tensor(String name, Matrix values, int... shape) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .setRawData(ByteString.copyFrom(Floats.littleEndian(values)));
        Arrays.stream(shape).forEach(tensor::addDims);
        return tensor;
    }

    private static ValueInfoProto.Builder value(String name, int columns) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(BATCH))
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(columns));
        TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder()
                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                .setShape(shape);
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor));
    }
}
