package dev.crosscheck.using.export;

import dev.crosscheck.data.ImageForm;
import dev.crosscheck.math.Matrix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import onnx.Onnx.TensorProto.DataType;

/**
 * A network for images as an ONNX model, from raw pixels to probabilities, so that whoever runs it need not know how
 * the pixels were normalised.
 *
 * <p>Input {@code pixels}, (N, I), float32 from 0 (background) to 255 (full ink), any N. Outputs {@code logits} and {@code
 * probabilities}, (N, C), float32.
 */
final class OnnxFile {
    static final String INPUT = "pixels";
    static final String LOGITS = "logits";
    static final String PROBABILITIES = "probabilities";

    private static final double WHITE = 255;

    private OnnxFile() {}

    /** Writes the model: (pixels / white - mean) / deviation, then the network, then softmax. */
    static void write(Subject subject, ImageForm form, Path file) throws IOException {
        int classes = subject.sizes().get(subject.parameters().layers());
        OnnxGraph graph = new OnnxGraph("images", Set.of(INPUT));
        graph.input(INPUT, DataType.FLOAT, subject.inputs());
        graph.output(LOGITS, DataType.FLOAT, classes);
        graph.output(PROBABILITIES, DataType.FLOAT, classes);
        String white = graph.constant("white", new Matrix(1, 1, WHITE));
        String mean =
                graph.constant("mean", new Matrix(1, 1, form.normalisation().mean()));
        String deviation = graph.constant(
                "deviation", new Matrix(1, 1, form.normalisation().deviation()));
        String scaled = graph.node("Div", "scaled", List.of(INPUT, white));
        String centred = graph.node("Sub", "centred", List.of(scaled, mean));
        String normalised = graph.node("Div", "normalised", List.of(centred, deviation));
        graph.network(subject, normalised, LOGITS);
        graph.node("Softmax", PROBABILITIES, List.of(LOGITS), OnnxGraph.attribute("axis", 1));
        graph.write(description(subject, form), subject, file);
    }

    private static String description(Subject subject, ImageForm form) {
        return String.format(
                Locale.ROOT,
                "Recognises %s: %s, %s. Input: %d x %d grey pixels from 0 (black)"
                        + " to 255 (white), row by row; normalised inside.",
                form.isOfDigits() ? "handwritten digits" : form.classes().size() + " classes, which the metadata name",
                subject.title(),
                subject.functions(),
                form.rows(),
                form.columns());
    }
}
