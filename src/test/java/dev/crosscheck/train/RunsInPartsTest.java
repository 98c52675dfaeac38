package dev.crosscheck.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.device.Device;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.ClassWeights;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Setups;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Small parts of a run: its first batch, its position, its identity, what it says of itself. */
class RunsInPartsTest {
    private static final TrainingConfig CONFIG = TrainingConfig.of(Setups.digits(3, 2, 64, 0.001, 8));
    private static ImageData data;

    @BeforeAll
    static void readData() {
        ImageData all = IdxBytes.mnist();
        data = new ImageData(all.train().first(200), all.test().first(50), Map.of("images", "0f".repeat(32)));
    }

    /** The rows that the trainer sees first, in the order of epoch 1. */
    @Test
    void theFirstBatchIsTheStartOfTheFirstEpoch() {
        FirstBatch few = FirstBatch.of(CONFIG, data.train(), 5);
        int[] order = new Batches(data.train(), 64).shuffled(3, 1);
        ImageSet first = data.train().select(IntStream.of(order).limit(5).toArray());
        float[] pixels = new float[5 * 784];
        first.features(IntStream.range(0, 5).toArray(), 0, 5, pixels, 0);
        assertArrayEquals(Matrix.doubles(pixels), few.x().data());
        assertEquals("(5, 784)", few.x().shape());
        assertEquals("(5, 10)", few.targets().shape());
        for (int row = 0; row < 5; row++) {
            assertEquals(1, few.targets().get(row, first.labels()[row]));
        }
        assertEquals(64, FirstBatch.of(CONFIG, data.train(), 1000).x().rows());
    }

    @Test
    void aTrainingSaysWhatItLearnsFrom() {
        TrainingConfig validating = CONFIG.with(draft -> {
            draft.validation = 40;
            draft.classWeights = ClassWeights.BALANCED;
            draft.method = TrainingMethod.byDefault();
        });
        OneNetwork network = OneNetwork.of(Device.CPU, new TrainingStart.Seed(), validating, data);
        assertEquals(160, network.train().size());
        assertEquals(40, network.held().size());
        int[] counts = new int[10];
        for (int label : network.train().labels()) {
            counts[label]++;
        }
        assertEquals(
                16.0 / counts[3],
                new Training(Device.CPU, validating, data).classWeights().get(3),
                1e-12);
        assertNull(OneNetwork.of(Device.CPU, new TrainingStart.Seed(), CONFIG, data)
                .held());
        assertTrue(new Training(Device.CPU, CONFIG, data).classWeights().isEmpty());
    }

    /** Of ten images of one pixel, each of another grey. */
    private static OneNetwork holding(long seed) {
        byte[] greys = {10, 11, 12, 13, 14, 15, 16, 17, 18, 19};
        ImageSet images = new ImageSet(greys, new byte[10], 1, 1);
        return OneNetwork.of(
                Device.CPU,
                new TrainingStart.Seed(),
                TrainingConfig.of(Setup.parse("1-2-10 relu cross-entropy seed:" + seed))
                        .with(draft -> draft.validation = 3),
                new ImageData(images, images, Map.of()));
    }

    private static List<Byte> greys(Examples... parts) {
        List<Byte> greys = new ArrayList<>();
        for (Examples part : parts) {
            for (byte grey : ((ImageSet) part).pixels()) {
                greys.add(grey);
            }
        }
        return greys;
    }

    @Test
    void whatIsPutAsideIsDrawnByTheSeedAndNotLearntFrom() {
        OneNetwork parts = holding(5);
        assertEquals(7, parts.train().size());
        assertEquals(3, parts.held().size());
        assertEquals(10, new TreeSet<>(greys(parts.train(), parts.held())).size());
        assertEquals(greys(parts.held()), greys(holding(5).held()));
        assertNotEquals(greys(parts.held()), greys(holding(6).held()));
    }
}
