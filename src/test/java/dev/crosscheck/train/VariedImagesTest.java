package dev.crosscheck.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.Normalisation;
import dev.crosscheck.device.Device;
import dev.crosscheck.math.Shape;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Variation;
import dev.crosscheck.train.byhand.KernelChoice;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shifted and mirrored training images. */
class VariedImagesTest {
    private static final int IMAGES = 9;
    private static final int CHANNELS = 3;
    private static final int ROWS = 4;
    private static final int COLUMNS = 5;

    private static ImageSet random() {
        byte[] pixels = new byte[IMAGES * CHANNELS * ROWS * COLUMNS];
        new SplittableRandom(4).nextBytes(pixels);
        int[] labels = IntStream.range(0, IMAGES).map(i -> i % 3).toArray();
        Shape shape = new Shape(CHANNELS, ROWS, COLUMNS);
        return new ImageSet(
                pixels, labels, new ImageForm(shape, new Normalisation(0.4, 0.3), List.of("a", "b", "c"), false));
    }

    /** A place of a picture that is mirrored, if so, and then moved by whole pixels: of its nearest place inside. */
    private static int seen(ImageSet images, int image, int channel, int row, int column, int[] move) {
        int from = Math.max(0, Math.min(ROWS - 1, row - move[0]));
        int across = Math.max(0, Math.min(COLUMNS - 1, column - move[1]));
        if (move[2] == 1) {
            across = COLUMNS - 1 - across;
        }
        return images.pixels(image)[(channel * ROWS + from) * COLUMNS + across] & 0xff;
    }

    /** What a trainer gets is a picture moved by this file's few lines, and all moves come about equally often. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPictureIsMovedByHand(boolean mirror) {
        ImageSet images = random();
        int[][] moves = IntStream.range(0, mirror ? 50 : 25)
                .mapToObj(i -> new int[] {i % 5 - 2, i / 5 % 5 - 2, i / 25})
                .toArray(int[][]::new);
        int[] counts = new int[moves.length];
        Batches batches = new Batches(VariedImages.of(images, new Variation(2, mirror)), 4);
        Batches still = new Batches(images, 4);
        int width = images.features();
        float[] x = new float[4 * width];
        float[] targets = new float[4 * 3];
        int epochs = 300;
        for (int epoch = 1; epoch <= epochs; epoch++) {
            int[] order = batches.shuffled(7, epoch);
            assertArrayEquals(order, batches.shuffled(7, epoch));
            for (int place = 0; place < IMAGES; place++) {
                int image = still.shuffled(7, epoch)[place];
                batches.gather(order, place / 4, x, targets);
                assertEquals(1, targets[place % 4 * 3 + image % 3]);
                int found = -1;
                for (int i = 0; i < moves.length; i++) {
                    boolean same = true;
                    for (int at = 0; at < width; at++) {
                        int line = at / COLUMNS;
                        int pixel = seen(images, image, line / ROWS, line % ROWS, at % COLUMNS, moves[i]);
                        same &= Math.abs((pixel / 255.0 - 0.4) / 0.3 - x[place % 4 * width + at]) < 1e-5;
                    }
                    found = same ? i : found;
                }
                assertTrue(found >= 0, "no move of image " + image);
                counts[found]++;
            }
        }
        double expected = (double) epochs * IMAGES / moves.length;
        for (int count : counts) {
            assertEquals(expected, count, 5 * Math.sqrt(expected)); // five standard deviations
        }
    }

    /** One thread in plain Java and several with vectors, a run in one go and one that is taken up from its state: the same bits. */
    @ParameterizedTest
    @ValueSource(strings = {"28x28-conv4x3s-pool2-20-10", "28x28-30-10"})
    void runsHaveTheSameBits(String layers) {
        ImageData data = IdxBytes.mnist();
        ImageSet images = data.train().first(130);
        Setup setup = Setup.parse(layers + " relu cross-entropy adam lr:0.01 batch:32 shift:2 mirror");
        TrainingConfig config = TrainingConfig.of(setup);
        OneNetwork network = new OneNetwork(Device.CPU, new TrainingStart.Seed(), config, images, null);
        float[] whole = parameters(network, KernelChoice.PLAIN, 1, false);
        for (int threads = 1; threads <= 4; threads++) {
            assertArrayEquals(
                    whole, parameters(network, KernelChoice.AUTO, threads, threads == 3), threads + " threads");
        }
        TrainingConfig still = TrainingConfig.of(Setup.parse(layers + " relu cross-entropy adam lr:0.01 batch:32"));
        OneNetwork unmoved = new OneNetwork(Device.CPU, new TrainingStart.Seed(), still, images, null);
        assertFalse(Arrays.equals(whole, parameters(unmoved, KernelChoice.PLAIN, 1, false)));
    }

    private static float[] parameters(OneNetwork network, KernelChoice kernels, int threads, boolean resumes) {
        NetworkState state = network.start();
        TrainingMethod method = new TrainingMethod(TrainerChoice.BY_HAND, kernels, threads);
        Trainer trainer = method.newTrainer(Device.CPU, network.config().setup(), state, network.batches());
        try {
            for (int epoch = 1; epoch <= 2; epoch++) {
                Batches batches = network.batches();
                int[] order = batches.shuffled(1, epoch);
                for (int index = 0; index < batches.count(); index++) {
                    trainer.step(order, index, 0.01);
                    if (resumes && index == 1) {
                        state = trainer.state(epoch - 1);
                        trainer.close();
                        trainer = method.newTrainer(Device.CPU, network.config().setup(), state, batches);
                    }
                }
            }
            return trainer.state(2).parameters();
        } finally {
            trainer.close();
        }
    }

    @Test
    void picturesForValidationAreNotMoved() {
        ImageSet images = random();
        TrainingConfig config =
                TrainingConfig.of(Setup.parse("3x4x5-6-3 relu cross-entropy shift:1 batch:4 validation:2 seed:3"));
        OneNetwork network =
                OneNetwork.of(Device.CPU, new TrainingStart.Seed(), config, new ImageData(images, images, Map.of()));
        assertInstanceOf(ImageSet.class, network.held());
        assertInstanceOf(VariedImages.class, network.batches().examples());
        assertEquals(
                network.batches().examples(),
                FirstBatch.of(config, network.train(), 4).examples());
    }

    @Test
    void deeplearning4jDoesNotMovePictures() {
        for (String word : List.of("shift:1", "mirror")) {
            Setup setup = Setup.parse("784-9-10 relu cross-entropy adam " + word);
            assertEquals(TrainerChoice.BY_HAND, TrainerChoice.AUTO.on(Device.CPU, setup, true));
            for (TrainerChoice asked : List.of(TrainerChoice.DL4J, TrainerChoice.DL4J_STOCK)) {
                assertThrows(CrosscheckException.class, () -> asked.requireTrains(setup), word);
            }
        }
    }
}
