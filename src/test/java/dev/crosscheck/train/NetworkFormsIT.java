package dev.crosscheck.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.device.Device;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Initialization;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.nn.optim.Optimizer;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.train.byhand.KernelChoice;
import dev.crosscheck.train.byhand.NetworkState;
import dev.crosscheck.train.dl4j.DenseNetwork;
import dev.crosscheck.train.dl4j.Dl4jModel;
import dev.crosscheck.train.dl4j.Dl4jTrainer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every form of a network: trained, resumed, saved and read, and beside the hand-written mathematics. */
class NetworkFormsIT extends Nd4jTest {
    private static final RunListener DEAF = new RunListener() {};
    private static final int BATCH = 50;

    /** Floats have 6e-8 of their size; sums of 784 products of them, and what follows, stay within some hundred of these. */
    private static final double ROUNDING = 2e-5;

    private static ImageData data;

    @BeforeAll
    static void read() {
        ImageData all = IdxBytes.mnist();
        data = new ImageData(all.train().first(300), all.test().first(60), all.sha256());
    }

    static Stream<Setup> forms() {
        List<Setup> forms = new ArrayList<>();
        List<List<Integer>> layers = List.of(List.of(), List.of(20), List.of(16, 12), List.of(12, 11, 10, 9));
        for (OptimizerSpec.Kind optimizer : OptimizerSpec.Kind.values()) {
            layers.forEach(hidden -> forms.add(form(hidden, Elementwise.RELU, optimizer, 0, Initialization.TORCH)));
        }
        for (Elementwise activation : Elementwise.values()) {
            forms.add(form(List.of(16, 12), activation, OptimizerSpec.Kind.ADAM, 0, Initialization.XAVIER));
            forms.add(form(List.of(16), activation, OptimizerSpec.Kind.MOMENTUM, 0, Initialization.HE));
        }
        for (OptimizerSpec.Kind optimizer : OptimizerSpec.Kind.values()) {
            forms.add(form(List.of(20), Elementwise.RELU, optimizer, 0.3, Initialization.HE));
            forms.add(form(List.of(16, 12), Elementwise.TANH, optimizer, 0.2, Initialization.XAVIER));
        }
        return forms.stream();
    }

    private static Setup form(
            List<Integer> hidden,
            Elementwise activation,
            OptimizerSpec.Kind kind,
            double dropout,
            Initialization initialization) {
        OptimizerSpec optimizer = kind.byDefault().at(kind.byDefault().learningRate() / 4);
        Setup setup = Setups.of(hidden, activation, Loss.CATEGORICAL_CROSS_ENTROPY, optimizer, dropout, initialization);
        return new Setup(setup.network(), new TrainingSpec(optimizer, BATCH, 1, 5)).of(784, 10);
    }

    private static TrainingConfig config(Setup form, int epochs) {
        return TrainingConfig.of(form)
                .with(draft -> draft.epochs = epochs)
                .with(draft -> draft.method = TrainingMethod.byHand(KernelChoice.AUTO));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aResumedRunComesToTheSameBits(Setup form) {
        TrainingConfig config = config(form, 2);
        List<Checkpoint> kept = new ArrayList<>();
        CheckpointInterval often = new CheckpointInterval(4, CheckpointInterval.Unit.STEPS);
        TrainingOutcome whole = new Training(
                        Device.CPU, new TrainingStart.Seed(), config, data, new CheckpointSink(often, kept::add))
                .run(DEAF, () -> false);
        Checkpoint from = kept.get(0);
        assertEquals(4, from.progress().steps());
        assertEquals(
                form.training().optimizer().kind().state() * from.network().parameters().length,
                from.network().moments().length);
        TrainingOutcome resumed = new Training(
                        Device.CPU, new TrainingStart.Saved(from), config, data, CheckpointSink.NONE)
                .run(DEAF, () -> false);
        NetworkState expected = whole.state();
        NetworkState found = resumed.state();
        assertArrayEquals(expected.parameters(), found.parameters());
        assertArrayEquals(expected.moments(), found.moments());
        assertEquals(12, found.steps());
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aSavedModelGivesTheSameAndSoDoesItsCopyByHand(Setup form, @TempDir Path folder) throws Exception {
        TrainingOutcome outcome = new Training(Device.CPU, config(form, 1), data).run(DEAF, () -> false);
        Path file = folder.resolve(Model.FILE);
        outcome.model().save(file);
        Model read = Model.load(file);
        ImageSet test = data.test();
        float[] byHand = read.answers(test);
        assertArrayEquals(outcome.model().answers(test), byHand);
        assertEquals(form.network().sizes().size() - 1, read.summary(1).layers().size());
        assertEquals(
                4L * form.training().optimizer().kind().state() * form.network().parameters(),
                read.summary(1).memory().optimizer());
        if (Dl4jModel.refusal(read).isPresent()) {
            return;
        }
        // Plain DL4J reads what is written for it, with the state of its updater where it can train such a network.
        Path zip = folder.resolve(Dl4jModel.FILE);
        boolean trains = TrainerProvider.DL4J.obstacle(form, true).isEmpty();
        Dl4jModel.save(trains ? new DenseNetwork(form).of(outcome.state()) : Dl4jModel.network(read), zip);
        MultiLayerNetwork theirs = MultiLayerNetwork.load(zip.toFile(), true);
        assertArrayEquals(outcome.state().parameters(), theirs.params().toFloatVector());
        assertArrayEquals(Dl4jTrainer.probabilities(theirs, Device.CPU, test), byHand, (float) ROUNDING);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void stepsAreThoseOfTheHandWrittenMathematics(Setup form) {
        if (form.network().dropout() > 0) {
            return; // the mathematics by hand leaves nothing out
        }
        TrainingConfig config = config(form, 1);
        Network network = form.network().network();
        Batches batches = new Batches(data.train(), BATCH);
        int[] order = batches.inOrder();
        NetworkState start = NetworkState.drawn(form);
        Parameters parameters = start.parameters(network.sizes());
        Optimizer optimizer = form.training().optimizer().start();
        try (Trainer trainer = config.method().newTrainer(Device.CPU, form, start, batches)) {
            for (int step = 0; step < batches.count(); step++) {
                Matrix x = pixels(data.train(), order, step * BATCH, BATCH);
                Matrix t = targets(data.train(), step * BATCH, BATCH);
                double expected = network.loss(parameters, x, t, Loss.CATEGORICAL_CROSS_ENTROPY);
                optimizer.updateInPlace(
                        parameters.matrices(),
                        Backprop.BY_HAND
                                .gradients(
                                        network,
                                        parameters,
                                        network.forward(parameters, x),
                                        t,
                                        form.network().loss())
                                .matrices());
                // The loss of a step, before it moves: rounding of the steps before adds up.
                assertEquals(expected, trainer.step(order, step, config.learningRate()), 2e-3 * expected);
            }
            double largest = 0;
            Parameters found = trainer.state(0).parameters(network.sizes());
            for (int k = 0; k < found.matrices().size(); k++) {
                double[] a = found.matrices().get(k).data();
                double[] b = parameters.matrices().get(k).data();
                double square = 0;
                for (int i = 0; i < a.length; i++) {
                    square += (a[i] - b[i]) * (a[i] - b[i]);
                }
                largest = Math.max(largest, Math.sqrt(square / a.length));
            }
            // A wrong rule is off by about the learning rate at each step.
            assertTrue(largest < config.learningRate() / 20, "off by " + largest);
        }
    }

    private static Matrix pixels(ImageSet images, int[] order, int from, int count) {
        float[] values = new float[count * images.features()];
        float[] labels = new float[count * 10];
        new Batches(images.select(Arrays.copyOfRange(order, from, from + count)), count)
                .gather(new Batches(images, count).inOrder(), 0, values, labels);
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return new Matrix(count, images.features(), wide);
    }

    private static Matrix targets(ImageSet images, int from, int count) {
        Matrix targets = Matrix.zeros(count, 10);
        for (int i = 0; i < count; i++) {
            targets.data()[i * 10 + images.labels()[from + i]] = 1;
        }
        return targets;
    }

    @Test
    void dropoutChangesTrainingTheSameWayEachTime() {
        Setup plain = form(List.of(20), Elementwise.RELU, OptimizerSpec.Kind.SGD, 0, Initialization.HE);
        Setup sparse = form(List.of(20), Elementwise.RELU, OptimizerSpec.Kind.SGD, 0.5, Initialization.HE);
        float[] with = parameters(config(sparse, 1));
        assertFalse(Arrays.equals(parameters(config(plain, 1)), with));
        assertArrayEquals(with, parameters(config(sparse, 1)));
    }

    private static float[] parameters(TrainingConfig config) {
        return new Training(Device.CPU, config, data)
                .run(DEAF, () -> false)
                .state()
                .parameters();
    }

    /** A schedule changes the rate between any two steps. */
    @ParameterizedTest
    @EnumSource
    void anotherRateLosesNothingOfWhatTheOptimizerRemembers(OptimizerSpec.Kind optimizer) {
        Setup form = form(List.of(16, 12), Elementwise.TANH, optimizer, 0, Initialization.XAVIER);
        TrainingConfig config = config(form, 1);
        double rate = config.learningRate() / 2;
        Batches batches = new Batches(data.train(), BATCH);
        NetworkState start = NetworkState.drawn(form);
        try (Trainer whole = config.method().newTrainer(Device.CPU, form, start, batches)) {
            whole.step(batches.inOrder(), 0, config.learningRate());
            whole.step(batches.inOrder(), 1, config.learningRate());
            try (Trainer anew = config.method().newTrainer(Device.CPU, form.at(rate), whole.state(0), batches)) {
                for (int step = 2; step < 5; step++) {
                    assertEquals(anew.step(batches.inOrder(), step, rate), whole.step(batches.inOrder(), step, rate));
                }
                assertArrayEquals(anew.state(0).parameters(), whole.state(0).parameters());
                assertArrayEquals(anew.state(0).moments(), whole.state(0).moments());
                assertEquals(5, whole.state(0).steps());
            }
        }
    }

    @Test
    void onlyAFirstLayerOfReluLeavesDarkPixelsOut() {
        TrainingMethod method = TrainingMethod.dl4j();
        Setup relu = Setups.known(784, 10, 1, 0.001, 8);
        Setup tanh = form(List.of(8), Elementwise.TANH, OptimizerSpec.Kind.ADAM, 0, Initialization.TORCH);
        assertEquals(
                KernelChoice.AUTO.resolve(data.train()),
                method.resolve(Device.CPU, relu, data.train(), 1).kernels());
        assertEquals(
                KernelChoice.DENSE,
                method.resolve(Device.CPU, tanh, data.train(), 1).kernels());
        assertEquals(
                KernelChoice.DENSE,
                method.resolve(Device.CPU, Setups.known(784, 10, 1, 0.001), data.train(), 1)
                        .kernels());
    }

    @Test
    void largeValuesHaveSlopesToo() {
        // DL4J's own GELU has no slope above 26 in float, and its softplus no value above 88.
        for (Elementwise activation : new Elementwise[] {Elementwise.GELU, Elementwise.SOFTPLUS}) {
            Setup form = form(List.of(8), activation, OptimizerSpec.Kind.SGD, 0, Initialization.TORCH);
            NetworkState start = NetworkState.drawn(form);
            Arrays.fill(start.parameters(), 784 * 8, 784 * 8 + 8, 200f); // the biases
            TrainingConfig config = config(form, 1);
            Batches batches = new Batches(data.train(), BATCH);
            try (Trainer trainer = config.method().newTrainer(Device.CPU, form, start, batches)) {
                assertTrue(Double.isFinite(trainer.step(batches.inOrder(), 0, 1e-6)), activation.label());
                assertTrue(Double.isFinite(trainer.step(batches.inOrder(), 1, 1e-6)), activation.label());
                assertTrue(Divergence.largest(trainer.state(0).parameters()) < 201, activation.label());
            }
        }
    }
}
