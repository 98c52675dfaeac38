package dev.crosscheck.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.device.Device;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.train.byhand.KernelChoice;
import dev.crosscheck.train.byhand.NetworkState;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** DL4J's road with the engine's kernels, compared with the engine's own. */
class TrainerTest extends Nd4jTest {
    private static ImageData data;

    @BeforeAll
    static void readData() {
        ImageData all = IdxBytes.mnist();
        data = new ImageData(all.train().first(650), all.test().first(1100), all.sha256());
    }

    /** With one hidden layer all of its arithmetic is the engine's: with lit pixels, with all of them, with the layer's last slice not full, and with a smaller last batch. */
    @ParameterizedTest
    @CsvSource({"SPARSE, raw", "DENSE, raw", "DENSE, corrected"})
    void dl4jsRoadGivesTheEnginesBits(KernelChoice kernels, String epsilon) {
        TrainingMethod byHand = new TrainingMethod(TrainerChoice.BY_HAND, kernels, 2);
        TrainingMethod dl4j = new TrainingMethod(TrainerChoice.DL4J, kernels, 2);
        TrainingConfig config = TrainingConfig.of(
                Setup.parse("784-150-10 relu cross-entropy adam lr:0.01 batch:100 epsilon:" + epsilon));
        Batches batches = new Batches(data.train(), config.training().batch());
        NetworkState start = new TrainingStart.Seed().state(config, data.train());
        try (Trainer engine = byHand.newTrainer(Device.CPU, config.setup(), start, batches);
                Trainer trainer = dl4j.newTrainer(Device.CPU, config.setup(), start, batches)) {
            for (int epoch = 1; epoch <= 2; epoch++) {
                int[] order = batches.shuffled(1, epoch);
                for (int index = 0; index < batches.count(); index++) {
                    double rate = config.learningRate() / epoch;
                    assertEquals(engine.step(order, index, rate), trainer.step(order, index, rate), "loss");
                }
                assertArrayEquals(engine.probabilities(data.test()), trainer.probabilities(data.test()));
            }
            assertArrayEquals(engine.state(2).parameters(), trainer.state(2).parameters());
            assertArrayEquals(engine.state(2).moments(), trainer.state(2).moments());
        }
    }

    /**
     * DL4J's own layers, which share nothing with the engine: a convolution of each kind, with the optimizers' moments of every layer in its place.
     * The differences are those of float sums in other orders: parameters of up to 0.3 differed by 8.5e-7 after eleven steps.
     */
    @ParameterizedTest
    @CsvSource({"28x28-conv4x5-pool2-conv6x3s-pool2-20-10, adam epsilon:raw", "28x28-conv3x3s-conv5x5-pool2-10, sgd"})
    void dl4jsOwnConvolutionsTrainAsTheEngines(String layers, String optimizer) {
        TrainingConfig config =
                TrainingConfig.of(Setup.parse(layers + " relu cross-entropy lr:0.002 batch:20 " + optimizer));
        Batches batches = new Batches(data.train().first(210), config.training().batch());
        NetworkState start = new TrainingStart.Seed().state(config, data.train());
        TrainingMethod byHand = new TrainingMethod(TrainerChoice.BY_HAND, KernelChoice.AUTO, 1);
        try (Trainer engine = byHand.newTrainer(Device.CPU, config.setup(), start, batches);
                Trainer dl4j = TrainingMethod.dl4j().newTrainer(Device.CPU, config.setup(), start, batches)) {
            assertArrayEquals(start.parameters(), dl4j.state(0).parameters());
            for (int index = 0; index < batches.count(); index++) {
                double loss = engine.step(batches.inOrder(), index, config.learningRate());
                assertEquals(loss, dl4j.step(batches.inOrder(), index, config.learningRate()), 1e-5, "loss");
            }
            assertArrayEquals(engine.state(1).parameters(), dl4j.state(1).parameters(), 1e-5f);
            assertArrayEquals(engine.state(1).moments(), dl4j.state(1).moments(), 1e-6f);
            assertArrayEquals(engine.probabilities(data.test()), dl4j.probabilities(data.test()), 1e-5f);
            NetworkState trained = dl4j.state(1);
            try (Trainer again = TrainingMethod.dl4j().newTrainer(Device.CPU, config.setup(), trained, batches)) {
                assertArrayEquals(trained.moments(), again.state(1).moments());
                assertEquals(
                        dl4j.step(batches.inOrder(), 0, 0.001), again.step(batches.inOrder(), 0, 0.001), "resumed");
                assertArrayEquals(dl4j.state(1).parameters(), again.state(1).parameters());
            }
        }
    }
}
