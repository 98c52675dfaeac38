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
import dev.crosscheck.data.npz.NpzFile;
import dev.crosscheck.proof.compare.Rounding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The required and the optional arrays of a recording; {@link RecordingBytesIT} has the invalid ones. */
class RecordingFileTest {
    private static final Path KEPT = Path.of("src/test/resources/dev/crosscheck/proof/judge/RecordingBytesITInputs");

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
        return RecordingFile.read(file, () -> few);
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
        Recording run = read(backprop().write(file));
        assertEquals("3-8-2 tanh half-squared-error sgd lr:0.05 batch:8 seed:1", run.title());
        assertEquals(10, run.steps().size());
        assertEquals(Rounding.DOUBLE, run.u());
        assertEquals(Set.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), run.states());
        assertEquals(8, run.start().get("fc1.weight").rows(), "weights are (units, inputs)");
    }

    @Test
    void aRunOfImagesIsCutIntoBatchesWithinEachEpoch() {
        Recording run = read(digits().write(file));
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
        Recording run = read(without.write(file));
        assertEquals(5, run.steps().size());
        assertEquals(Set.of(2, 3), run.states());
        assertFalse(run.steps().get(1).containsKey("m.fc1.weight"));
    }

    @Test
    void aPerceptron() {
        ChangedRecording run = perceptron();
        Recording read = read(run.write(file));
        assertEquals("perceptron with 2 inputs, lr:0.1", read.title());
        assertEquals(20, read.states().size());
        run.put("lr", NpzBytes.of(new double[] {1e-7}));
        assertEquals(1e-7, read(run.write(file)).rate(1));
    }

    private static ChangedRecording perceptron() {
        return ChangedRecording.of(Path.of("src", "reference", "recordings", "perceptron-and.npz"));
    }

    /** @return what {@link RecordingBytesIT} has each of its kept files answered */
    static List<String> kept() throws IOException {
        return Files.readAllLines(KEPT.resolveSibling("RecordingBytesIT.txt"));
    }

    @ParameterizedTest
    @MethodSource
    void kept(String line) throws IOException {
        String[] kept = line.split(": ", 2);
        byte[] bytes = Files.readAllBytes(KEPT.resolve(kept[0]));
        String answer = "read";
        try {
            if (line.startsWith("answer")) {
                RecordingText.read("input", new String(bytes, StandardCharsets.UTF_8), RecordingBytesIT.START);
            } else {
                RecordingFile.read("input", NpzFile.read("input", bytes), RecordingBytesIT::images);
            }
        } catch (CrosscheckException e) {
            answer = e.getMessage() + " " + e.remedy();
        }
        assertEquals(kept[1], answer);
    }

    private static void assertRefused(ChangedRecording changed, String problem) {
        String message = assertThrows(
                        CrosscheckException.class, () -> read(changed.write(shared.resolve("refused.npz"))))
                .getMessage();
        assertTrue(message.contains(problem), message);
    }

    @Test
    void numbersBeyondTheirRangeAndNetworksThatAreNotRepeatedAreRefused() {
        assertRefused(perceptron().put("order", NpzBytes.of(new long[] {4}, 1)), "from 0 to 3, found 4");
        assertRefused(backprop().put("order", NpzBytes.of(new long[] {0, -1}, 2)), "from 0 to 36, found -1");
        assertRefused(backprop().put("setup", NpzBytes.of(new long[] {300}, 1)), "from 0 to 255, found 300");
        assertRefused(digits().put("test_loss", NpzBytes.of(new double[] {Double.NaN})), "test_loss: expected finite");
        assertRefused(digits().setup("784-6-9 relu cross-entropy batch:4"), "784 pixels in 9 classes");
        assertRefused(backprop().setup("3-8-8-2 activation:tanh/softmax mse"), "a softmax in a hidden layer");
    }

    @Test
    void arraysThatAreNotOfThisKindOfRunAreLeftAlone() {
        NpyArray one = NpzBytes.of(new double[] {1}, 1);
        Recording run = read(backprop().put("w", one).put("test_loss", one).write(file));
        assertNull(run.test());
        assertFalse(run.isPerceptron());
        Path adam = Path.of("src/test/resources/recordings/altered-18-step-6-one-moment.npz");
        assertTrue(read(adam).steps().get(5).containsKey("m.fc1.weight"));
    }
}
