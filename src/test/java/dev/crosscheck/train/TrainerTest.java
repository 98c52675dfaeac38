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
}
