package dev.crosscheck.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.device.Device;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.train.byhand.KernelChoice;
import dev.crosscheck.train.byhand.NetworkState;
import dev.crosscheck.train.dl4j.DenseNetwork;
import dev.crosscheck.train.dl4j.Dl4jTrainer;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every trainer says of its network, compared with DL4J's own layers with the same parameters. */
class TrainerTest extends Nd4jTest {
    /**
     * Each side rounds sums of up to 784 float products of logits of size ten, to about 2e-5 of them; a probability moves by at
     * most half as much.
     */
    private static final float PROBABILITY = 1e-5f;

    private static ImageData data;

    @BeforeAll
    static void readData() {
        ImageData all = IdxBytes.mnist();
        data = new ImageData(all.train().first(640), all.test().first(1100), all.sha256());
    }

    static Stream<TrainingMethod> methods() {
        return Stream.concat(
                Stream.of(
                        TrainingMethod.dl4j(),
                        new TrainingMethod(TrainerChoice.DL4J_STOCK, KernelChoice.AUTO, 1),
                        TrainingMethod.byHand(KernelChoice.PLAIN)),
                KernelChoice.fast().stream().map(TrainingMethod::byHand));
    }

    static Stream<Arguments> methodsAndLayers() {
        return methods()
                .flatMap(method -> Stream.of(List.of(70), List.of(70, 33)).map(hidden -> Arguments.of(method, hidden)));
    }

    @ParameterizedTest
    @MethodSource("methodsAndLayers")
    void probabilitiesAndFirstLayerAreThoseOfTheNetworkAsItIs(TrainingMethod method, List<Integer> hidden) {
        TrainingConfig config = TrainingConfig.of(Setups.known(784, 10, 1, 0.01, hidden.toArray(new Integer[0])))
                .with(draft -> draft.method = method);
        Batches batches = new Batches(data.train(), config.training().batch());
        NetworkState start = new TrainingStart.Seed().state(config, data.train());
        try (Trainer trainer = method.newTrainer(Device.CPU, config.setup(), start, batches)) {
            assertShown(trainer, config);
            for (int step = 0; step < batches.count(); step++) {
                trainer.step(batches.inOrder(), step, config.learningRate());
            }
            assertShown(trainer, config);
        }
    }

    /** With one hidden layer all of its arithmetic is the engine's: with lit pixels, with all of them, and with the layer's last slice not full. */
    @ParameterizedTest
    @ValueSource(strings = {"SPARSE", "DENSE"})
    void dl4jsRoadGivesTheEnginesBits(KernelChoice kernels) {
        TrainingMethod byHand = new TrainingMethod(TrainerChoice.BY_HAND, kernels, 2);
        TrainingMethod dl4j = new TrainingMethod(TrainerChoice.DL4J, kernels, 2);
        TrainingConfig config =
                TrainingConfig.of(Setups.digits(1, 1, 100, 0.01, 150).of(784, 10));
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

    private static void assertShown(Trainer trainer, TrainingConfig config) {
        NetworkState state = trainer.state(3);
        assertEquals(3, state.epochs());
        MultiLayerNetwork stock = new DenseNetwork(config.setup()).of(state);
        for (ImageSet images : new ImageSet[] {data.test(), data.train().first(50)}) {
            assertArrayEquals(
                    Dl4jTrainer.probabilities(stock, Device.CPU, images), trainer.probabilities(images), PROBABILITY);
        }
    }
}
