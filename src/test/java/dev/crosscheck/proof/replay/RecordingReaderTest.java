package dev.crosscheck.proof.replay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.LogicGate;
import dev.crosscheck.data.npz.NpyArray;
import dev.crosscheck.data.npz.NpzWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a recording must hold, and what may be absent. */
class RecordingReaderTest {
    private static final double[] AND = {0, 0, 0, 1};
    private static final double[] XOR = {0, 1, 1, 0};

    @TempDir
    private static Path shared;

    private static ImageData few;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeAll
    static void readImages() {
        few = ImageData.read(IdxBytes.subset(shared.resolve("data"), 10, 5));
    }

    @BeforeEach
    void nameFile() {
        file = folder.resolve("run.npz");
    }

    private static Recording read(Path file) {
        return RecordingReader.read(file, () -> few);
    }

    private void refused(RecordedByTest recording, String message) {
        refused(recording.write(file), message);
    }

    private static void refused(Path file, String message) {
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> read(file));
        assertEquals(file + ": " + message, e.getMessage());
        assertFalse(e.remedy().isBlank());
    }

    private static RecordedByTest perceptron() {
        return RecordedByTest.perceptron(1, AND, 0.2, 8);
    }

    private static RecordedByTest backprop() {
        return RecordedByTest.backprop(1, 2, 3, 1, 6);
    }

    private static NpyArray zeros(int... shape) {
        int size = 1;
        for (int dimension : shape) {
            size *= dimension;
        }
        return NpyArray.of(new double[size], shape);
    }

    private static NpyArray order(long... order) {
        return NpyArray.of(order, order.length);
    }

    /** A digit run of one epoch of the ten images, in batches of four: three steps. */
    private Map<String, NpyArray> digits() {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        for (String prefix : new String[] {"", "final."}) {
            arrays.put(prefix + "fc1.weight", zeros(6, 784));
            arrays.put(prefix + "fc1.bias", zeros(6));
            arrays.put(prefix + "fc2.weight", zeros(10, 6));
            arrays.put(prefix + "fc2.bias", zeros(10));
        }
        arrays.put("order", order(9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
        arrays.put("losses", zeros(3));
        arrays.put("batch", NpyArray.of(new long[] {4}));
        arrays.put("test_loss", zeros());
        arrays.put("test_correct", NpyArray.of(new long[] {5}));
        return arrays;
    }

    private void refusedDigits(String name, NpyArray array, String message) {
        Map<String, NpyArray> arrays = digits();
        arrays.put(name, array);
        NpzWriter.write(file, arrays);
        refused(file, message);
    }

    @Test
    void whatIsAbsentIsAsInTheCourse() {
        PerceptronRecording perceptron = assertInstanceOf(
                PerceptronRecording.class,
                read(perceptron().without("x").without("t").without("lr").write(file)));
        assertEquals(0.1, perceptron.run().learningRate());
        assertArrayEquals(LogicGate.inputs().data(), perceptron.x().data());
        assertArrayEquals(AND, perceptron.t().data());

        BackpropRecording backprop = assertInstanceOf(
                BackpropRecording.class,
                read(backprop()
                        .without("x")
                        .without("t")
                        .without("lr")
                        .put("order", order(0, 1, 2, 3, 3, 0))
                        .write(file)));
        assertEquals(0.1, backprop.run().learningRate());
        assertArrayEquals(XOR, backprop.t().data());

        Map<String, NpyArray> arrays = digits();
        arrays.remove("batch");
        arrays.put("losses", zeros(1));
        NpzWriter.write(file, arrays);
        DigitRecording digits = assertInstanceOf(DigitRecording.class, read(file));
        assertEquals(0.001, digits.run().learningRate());
        assertEquals(64, digits.batch());
    }

    @Test
    void digitsOfSeveralEpochs() {
        Map<String, NpyArray> arrays = digits();
        long[] twice = new long[20];
        twice[10] = 3;
        arrays.put("order", order(twice));
        arrays.put("losses", zeros(6));
        NpzWriter.write(file, arrays);
        DigitRecording digits = assertInstanceOf(DigitRecording.class, read(file));
        assertEquals(2, digits.epochs().size());
        assertEquals(3, digits.epochs().get(1)[0]);
        assertEquals("digit network 784-6-10, batch 4", digits.title());
    }

    @ParameterizedTest
    @ValueSource(strings = {"order", "losses", "final.W2", "b1", "W2", "trace.steps"})
    void everyArrayThatIsNeededIsAskedFor(String name) {
        try {
            read(backprop().without(name).write(file));
            fail("read without " + name);
        } catch (CrosscheckException e) {
            assertEquals(
                    file + ": expected an array " + name + ", found only ",
                    e.getMessage().replaceAll("(found only ).*", "$1"));
        }
    }

    @Test
    void shapesMustFit() {
        refused(backprop().put("b1", zeros(2)), "array b1: expected shape (3,), found (2,).");
        refused(backprop().put("W2", zeros(2, 1)), "array W2: expected shape (3, any), found (2, 1).");
        refused(backprop().put("W1", zeros(2)), "array W1: expected shape (any, any), found (2,).");
        refused(backprop().put("W1", zeros(0, 3)), "array W1: expected at least one value, found none.");
        refused(backprop().put("x", zeros(5, 3)), "array x: expected shape (any, 2), found (5, 3).");
        refused(backprop().put("t", zeros(4)), "array t: expected shape (5,), found (4,).");
        refused(backprop().put("losses", zeros(7)), "array losses: expected shape (6,), found (7,).");
        refused(backprop().put("trace.b1", zeros(6, 2)), "array trace.b1: expected shape (6, 3), found (6, 2).");
        refused(perceptron().put("final.b", zeros(2)), "array final.b: expected shape (1,), found (2,).");
        refused(perceptron().put("order", order()), "array order: expected at least one value, found none.");
    }

    @Test
    void indicesMustBeInRange() {
        refused(
                backprop().put("order", order(0, 1, 2, 3, 4, 5)),
                "array order: expected whole numbers from 0 to 4, found 5 at [5].");
        refused(
                perceptron().put("order", order(0, 1, -1)),
                "array order: expected whole numbers from 0 to 3, found -1 at [2].");
        refused(
                backprop().put("order", order(0, 1, 1L << 32, 3, 4, 4)),
                "array order: expected whole numbers from 0 to 4, found 4294967296 at [2].");
        refused(perceptron().put("order", zeros(8)), "array order: expected integers, found float64.");
        refused(
                backprop().put("trace.steps", order(1, 2, 3, 4, 5, 7)),
                "array trace.steps: expected whole numbers from 1 to 6, found 7 at [5].");
        refused(
                backprop().put("trace.steps", order(1, 2, 4, 4, 5, 6)),
                "array trace.steps: expected ascending steps, found 4 after 4.");
    }

    @Test
    void numbersMustBeFinite() {
        refused(backprop().alter("W1", 4, Double.NaN), "array W1: expected finite numbers, found NaN at [1, 1].");
        refused(
                backprop().alter("losses", 2, Double.POSITIVE_INFINITY),
                "array losses: expected finite numbers, found Infinity at [2].");
        refused(
                perceptron().alter("trace.w", 5, Double.NaN),
                "array trace.w: expected finite numbers, found NaN at [2, 1].");
        refused(backprop().put("lr", zeros()), "array lr: expected a learning rate above 0, found 0.0.");
    }

    @Test
    void digitsMustFitTheData() {
        refusedDigits(
                "order",
                order(9, 8, 7, 6, 5, 4, 3, 2, 1),
                "array order: expected whole epochs of 10 training images, found 9 indices.");
        refusedDigits(
                "order",
                order(9, 8, 7, 6, 5, 4, 3, 2, 1, 10),
                "array order: expected whole numbers from 0 to 9, found 10 at [9].");
        refusedDigits("fc1.weight", zeros(6, 100), "array fc1.weight: expected shape (any, 784), found (6, 100).");
        refusedDigits("fc2.bias", zeros(9), "array fc2.bias: expected shape (10,), found (9,).");
        refusedDigits("losses", zeros(10), "array losses: expected shape (3,), found (10,).");
        refusedDigits(
                "batch",
                NpyArray.of(new long[] {0}),
                "array batch: expected whole numbers from 1 to 2147483647, found 0.");
        refusedDigits(
                "test_correct",
                NpyArray.of(new long[] {6}),
                "array test_correct: expected whole numbers from 0 to 5, found 6.");
    }

    @Test
    void otherFilesAreRefused() throws IOException {
        NpzWriter.write(file, Map.of("values", zeros(3)));
        refused(file, "expected the parameters of a recorded run, found none.");
        refused(Files.writeString(folder.resolve("text.npz"), "w b"), "expected an .npz archive, found other content.");
        refused(folder.resolve("none.npz"), "expected an .npz file, found none at this path.");
    }
}
