package dev.crosscheck.proof.judge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.data.npz.NpyArray;
import dev.crosscheck.data.npz.NpzBytes;
import dev.crosscheck.proof.compare.Rounding;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The required and the optional arrays of a recording, and the messages for invalid ones. */
class RunFileTest {
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

    private static Run read(Path file) {
        return RunFile.read(file, () -> few);
    }

    private static ChangedRecording backprop() {
        return ChangedRecording.backprop();
    }

    private static NpyArray zeros(int... shape) {
        int size = 1;
        for (int dimension : shape) {
            size *= dimension;
        }
        return NpzBytes.of(new double[size], shape);
    }

    /** A digit run of six steps: two epochs of the ten images, in batches of four. */
    private static ChangedRecording digits() {
        long[] order = {9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        return new ChangedRecording()
                .setup("784-6-10 relu cross-entropy adam epsilon:corrected batch:4")
                .put("fc1.weight", zeros(6, 784))
                .put("fc1.bias", zeros(6))
                .put("fc2.weight", zeros(10, 6))
                .put("fc2.bias", zeros(10))
                .put("order", NpzBytes.of(order, 2, 10))
                .put("losses", zeros(6))
                .put("test_loss", zeros())
                .put("test_correct", NpzBytes.of(new long[] {5}));
    }

    @Test
    void aRunOfItsOwnExamples() {
        Run run = read(backprop().write(file));
        assertEquals("3-8-2 tanh half-squared-error sgd lr:0.05 batch:8 seed:1", run.title());
        assertEquals(10, run.steps().size());
        assertEquals(Rounding.DOUBLE, run.u());
        assertEquals(Set.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), run.states());
        assertEquals(8, run.start().get("fc1.weight").rows(), "weights are (units, inputs)");
    }

    @Test
    void aRunOfImagesIsCutIntoBatchesWithinEachEpoch() {
        Run run = read(digits().write(file));
        assertArrayEquals(new int[] {9, 8, 7, 6}, run.rows(1));
        assertArrayEquals(new int[] {1, 0}, run.rows(3), "the rest of the first epoch");
        assertArrayEquals(new int[] {3, 0, 0, 0}, run.rows(4));
        assertEquals(784, MatrixExamples.of(run.examples(), run.rows(3)).x().columns());
        assertEquals(5, run.test().correct());
    }

    @Test
    void momentsNeedNotBeThereAndARunMayEndEarly() {
        ChangedRecording without = digits().put("losses", zeros(5))
                .put("state.steps", NpzBytes.of(new long[] {2, 3}, 2))
                .put("state.fc1.weight", zeros(2, 6, 784))
                .put("state.fc1.bias", zeros(2, 6))
                .put("state.fc2.weight", zeros(2, 10, 6))
                .put("state.fc2.bias", zeros(2, 10));
        Run run = read(without.write(file));
        assertEquals(5, run.steps().size());
        assertEquals(Set.of(2, 3), run.states());
        assertFalse(run.steps().get(1).containsKey("m.fc1.weight"));
    }

    /** An array is left out, replaced by zeros of another shape, by a line, by whole numbers, or gets a value that is no number. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            examples | order          | ''                  | expected an array order, found only
            examples | losses         | ''                  | expected an array losses, found only
            examples | fc1.bias       | ''                  | expected an array fc1.bias, found only
            examples | t              | ''                  | expected an array t, found only
            examples | state.fc2.weight | ''                | expected an array state.fc2.weight, found only
            examples | setup          | ''                  | expected an array setup, found only
            examples | setup | 3-8-2 tanh half-squared-error sgd dropout:0.5 | array setup: a run with dropout.
            examples | setup | 3-8-2 tanh cross-entropy class-weights:balanced | array setup: a run with balanced class weights.
            examples | setup | 3-8-2 softmax mse            | array setup: a run with a softmax in a hidden layer.
            examples | setup | 3-8-2 tnah mse | array setup: Network "3-8-2 tnah mse": "tnah" means nothing here (did you mean tanh?)
            examples | setup | 3-9-2 tanh mse batch:8       | array fc1.weight: expected shape (9, 3), found (8, 3).
            examples | fc1.bias       | zeros 2             | array fc1.bias: expected shape (8,), found (2,).
            examples | x              | zeros 37 2          | array x: expected shape (any, 3), found (37, 2).
            examples | t              | zeros 36 2          | array t: expected shape (37, 2), found (36, 2).
            examples | losses         | zeros 0             | array losses: expected at least one value, found none.
            examples | state.fc1.bias | zeros 10 2          | array state.fc1.bias: expected shape (10, 8), found (10, 2).
            examples | order          | 0 1 2 3 4 37        | array order: expected whole numbers from 0 to 36, found 37 at [5].
            examples | order          | 0 1 4294967296 3 4 4 | array order: expected whole numbers from 0 to 36, found 4294967296 at [2].
            examples | state.steps    | 1 2 3 4 5 11        | array state.steps: expected whole numbers from 1 to 10, found 11 at [5].
            examples | state.steps    | 1 2 4 4 5 6         | array state.steps: expected ascending steps, found 4 after 4.
            examples | fc1.weight     | NaN                 | array fc1.weight: expected finite numbers, found NaN in element 4.
            digits   | losses         | zeros 7             | array losses: expected at most the 6 steps that the order makes in batches of 4, found 7 losses.
            digits   | test_correct   | 6                   | array test_correct: expected whole numbers from 0 to 5, found 6.
            digits   | setup | 783-6-10 relu cross-entropy batch:4 | expected images of 783 pixels in 10 classes, since there is no array x
            perceptron | state.b      | zeros 7 1           | array state.b: expected shape (20, 1), found (7, 1).
            """)
    void arraysThatDoNotFitAreRefused(String run, String array, String change, String message) {
        ChangedRecording recording = switch (run) {
            case "digits" -> digits();
            case "examples" -> backprop();
            default -> perceptron();
        };
        if (change.isEmpty()) {
            recording.without(array);
        } else if (array.equals("setup")) {
            recording.setup(change);
        } else if (change.equals("NaN")) {
            recording.alter(array, 4, Double.NaN);
        } else {
            String[] words = change.replace("zeros ", "").split(" ");
            long[] numbers = Stream.of(words).mapToLong(Long::parseLong).toArray();
            int[] shape = change.startsWith("zeros")
                    ? LongStream.of(numbers).mapToInt(Math::toIntExact).toArray()
                    : numbers.length == 1 ? new int[0] : new int[] {numbers.length};
            recording.put(array, change.startsWith("zeros") ? zeros(shape) : NpzBytes.of(numbers, shape));
        }
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> read(recording.write(file)));
        assertTrue(e.getMessage().startsWith(file + ": " + message), e.getMessage());
        assertFalse(e.remedy().isBlank());
    }

    /** Results of a run are judged, not rejected. */
    @Test
    void lossesNeedNotBeFinite() {
        Run run = read(backprop().alter("losses", 2, Double.NaN).write(file));
        assertEquals(Double.NaN, run.losses()[2]);
        assertNull(run.test());
    }

    @Test
    void aPerceptron() {
        ChangedRecording run = perceptron();
        Run read = read(run.write(file));
        assertEquals("perceptron with 2 inputs, lr:0.1", read.title());
        assertEquals(20, read.states().size());
        assertThrows(
                CrosscheckException.class, () -> read(run.put("lr", zeros()).write(file)));
        run.put("lr", NpzBytes.of(new double[] {1e-7}));
        assertEquals(1e-7, read(run.write(file)).rate(1));
    }

    private static ChangedRecording perceptron() {
        return ChangedRecording.of(Path.of("src", "reference", "recordings", "perceptron-and.npz"));
    }
}
