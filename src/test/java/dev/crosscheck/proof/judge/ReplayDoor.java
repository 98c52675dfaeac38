package dev.crosscheck.proof.judge;

import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.npz.NpzBytes;
import dev.crosscheck.data.npz.NpzFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Gives the fuzz tests access to this package's reader. */
public final class ReplayDoor {
    private static final int SIDE = 2;
    private static final int IMAGES = 3;
    private static final int CLASSES = 10;

    private ReplayDoor() {}

    /** Reads a recording of a perceptron, of a small network, or of three digits of 2x2 pixels. */
    public static void recording(byte[] file) {
        RunFile.read("input", NpzFile.read("input", file), ReplayDoor::images);
    }

    private static ImageData images() {
        ImageSet set =
                new ImageSet(new byte[IMAGES * SIDE * SIDE], new int[] {0, 1, 9}, ImageForm.ofDigits(SIDE, SIDE));
        return new ImageData(set, set, Map.of());
    }

    /** @return valid recordings, by what was trained */
    public static Map<String, byte[]> seeds() throws IOException {
        Map<String, RecordedByTest> recordings = new LinkedHashMap<>();
        recordings.put("perceptron", RecordedByTest.perceptron(1, new double[] {0, 0, 0, 1}, 0.2, 3));
        recordings.put("backprop", RecordedByTest.backprop(1, 2, 2, 1, 2));
        recordings.put("digits", digits());
        Path folder = Files.createTempDirectory("recordings");
        Map<String, byte[]> seeds = new LinkedHashMap<>();
        for (Map.Entry<String, RecordedByTest> each : recordings.entrySet()) {
            Path file = each.getValue().write(folder.resolve(each.getKey()));
            seeds.put(each.getKey(), Files.readAllBytes(file));
            Files.delete(file);
        }
        Files.delete(folder);
        return seeds;
    }

    /** A network with one hidden unit, and one epoch of one step. */
    private static RecordedByTest digits() {
        RecordedByTest run = new RecordedByTest().setup("4-1-10 relu cross-entropy adam batch:3");
        return run.put("fc1.weight", NpzBytes.of(new double[SIDE * SIDE], 1, SIDE * SIDE))
                .put("fc1.bias", NpzBytes.of(new double[1], 1))
                .put("fc2.weight", NpzBytes.of(new double[CLASSES], CLASSES, 1))
                .put("fc2.bias", NpzBytes.of(new double[CLASSES], CLASSES))
                .put("order", NpzBytes.of(new long[] {2, 0, 1}, 1, IMAGES))
                .put("losses", NpzBytes.of(new double[] {2.3}, 1))
                .put("test_loss", NpzBytes.of(new double[] {2.3}))
                .put("test_correct", NpzBytes.of(new long[] {1}));
    }
}
