package dev.crosscheck.using.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.model.DrawnModels;
import dev.crosscheck.nn.Elementwise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import onnx.Onnx.ModelProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.ValueInfoProto;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxFileTest {
    private static final ImageSet IMAGES = IdxBytes.mnist().test().first(5);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("model.onnx");
        OnnxFile.write(DrawnModels.ofDigits(Elementwise.RELU, 6, 4), "ab", file);
    }

    @Test
    void theGraphLeadsFromRawPixelsToProbabilities() throws IOException {
        ModelProto model = ModelProto.parseFrom(Files.readAllBytes(file));
        assertEquals(
                "7 13", model.getIrVersion() + " " + model.getOpsetImport(0).getVersion());
        assertEquals("model_sha256", model.getMetadataProps(1).getKey());
        assertEquals("ab", model.getMetadataProps(1).getValue());
        assertTrue(model.getMetadataProps(0).getValue().startsWith("[\"0\",\"1\","), "classes");
        assertEquals("pixels Nx784", shape(model.getGraph().getInput(0)));
        assertEquals("logits Nx10", shape(model.getGraph().getOutput(0)));
        assertEquals("probabilities Nx10", shape(model.getGraph().getOutput(1)));
    }

    private static String shape(ValueInfoProto value) {
        TensorShapeProto shape = value.getType().getTensorType().getShape();
        return value.getName() + " " + shape.getDim(0).getDimParam() + "x"
                + shape.getDim(1).getDimValue();
    }

    @Test
    void anyBatchSizeGivesTheSameAnswers() throws IOException {
        List<RawAnswer> five = OnnxRuntimeRun.answers(file, new TestImages(IMAGES));
        List<RawAnswer> one = OnnxRuntimeRun.answers(file, new TestImages(IMAGES.first(1)));
        assertArrayEquals(
                five.get(0).logits(),
                one.get(0).logits(),
                1e-5,
                "a batch of one may be summed in another order, of numbers below ten in float32");
    }
}
