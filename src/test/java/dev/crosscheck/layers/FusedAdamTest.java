package dev.crosscheck.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crosscheck.train.Nd4jTest;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.NonNegativeConstraint;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** The updater against DL4J's Adam and the hand-written one, update by update. */
class FusedAdamTest extends Nd4jTest {
    private static final int PARAMETERS = 901 * 10; // more than one piece of work, and no whole number of them

    private static NeuralNetConfiguration.Builder plain() {
        return new NeuralNetConfiguration.Builder()
                .dataType(DataType.FLOAT)
                .updater(new Adam(0.001, 0.9, 0.999, 1e-8))
                .miniBatch(false);
    }

    private static MultiLayerNetwork network(NeuralNetConfiguration.Builder builder) {
        MultiLayerNetwork network = new MultiLayerNetwork(
                builder.list().layer(new SoftmaxOutput(900, 10)).build());
        network.init();
        return network;
    }

    /** Hands a gradient over as DL4J does, and returns what parameters of 0 have lost. */
    private static float[] update(MultiLayerNetwork network, FusedAdam adam, float[] gradient, int step, int batch) {
        network.params().assign(0);
        INDArray flat = adam.getFlattenedGradientsView();
        flat.assign(Nd4j.create(gradient, flat.shape(), 'c'));
        adam.update(network, new DefaultGradient(flat), step, 0, batch, LayerWorkspaceMgr.noWorkspaces());
        adam.applyUpdate(null, network.params(), flat, true);
        return network.params().neg().toFloatVector();
    }

    /**
     * Gradients from 1e-12, where epsilon rules, to 1e3, and zeros. Each parameter keeps its sign, so that no cancellation in
     * m magnifies rounding.
     */
    private static float[] gradient(SplittableRandom random) {
        float[] gradient = new float[PARAMETERS];
        for (int i = 0; i < PARAMETERS; i++) {
            double size = random.nextDouble(0.1, 1) * Math.pow(10, i % 16 - 12);
            gradient[i] = i % 7 == 0 ? 0 : (float) (i % 2 == 0 ? size : -size);
        }
        return gradient;
    }

    private static void assertClose(float[] expected, float[] actual, double relative, int step) {
        for (int i = 0; i < expected.length; i++) {
            double allowed = relative * Math.abs(expected[i]) + Float.MIN_NORMAL;
            assertEquals(expected[i], actual[i], allowed, "step " + step + ", parameter " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 64, 20})
    void sumsOverABatchAreDividedWhereDl4jWouldDivideThem(int batch) {
        float[] gradient = gradient(new SplittableRandom(1));
        MultiLayerNetwork sums = network(plain().miniBatch(true));
        float[] actual = update(sums, FusedAdam.install(sums), gradient, 0, batch);
        MultiLayerNetwork means = network(plain());
        float[] mean = new float[PARAMETERS];
        for (int i = 0; i < PARAMETERS; i++) {
            mean[i] = gradient[i] / batch;
        }
        assertClose(update(means, FusedAdam.install(means), mean, 0, 1), actual, 4 * Math.ulp(1f), 0);
    }

    @Test
    void momentsLieInDl4jsStateAndAreTakenUpFromIt() {
        SplittableRandom random = new SplittableRandom(4);
        float[] first = gradient(random);
        float[] second = gradient(random);
        MultiLayerNetwork one = network(plain());
        FusedAdam adam = FusedAdam.install(one);
        update(one, adam, first, 0, 1);
        float[] state = one.getUpdater().getStateViewArray().toFloatVector();
        for (int i = 0; i < PARAMETERS; i++) {
            // Moments are multiples of 2^-100.
            assertEquals(0.1f * first[i], state[i], 1e-6 * Math.abs(first[i]) + 0x1p-100, "m");
            double square = 0.001 * first[i] * first[i];
            assertEquals(square, state[PARAMETERS + i], 1e-6 * square + 0x1p-100, "v");
        }
        MultiLayerNetwork two = network(plain());
        two.getUpdater().getStateViewArray().assign(one.getUpdater().getStateViewArray());
        MultiLayerNetwork three = one.clone();
        float[] expected = update(one, adam, second, 1, 1);
        assertArrayEquals(expected, update(two, FusedAdam.install(two), second, 1, 1));
        assertArrayEquals(expected, update(three, FusedAdam.install(three), second, 1, 1));
        MultiLayerNetwork four = network(plain());
        FusedAdam given = FusedAdam.install(four);
        given.setStateViewArray(four, Nd4j.create(state, new long[] {1, state.length}, 'c'), false);
        assertArrayEquals(expected, update(four, given, second, 1, 1));
    }

    @Test
    void theLearningRateIsTheConfigurationsUntilItIsSet() {
        ISchedule schedule = new MapSchedule.Builder(ScheduleType.ITERATION)
                .add(0, 0.5)
                .add(1, 0.25)
                .build();
        MultiLayerNetwork network = network(plain().updater(new Adam(schedule)));
        FusedAdam adam = FusedAdam.install(network);
        float[] gradient = new float[PARAMETERS];
        Arrays.fill(gradient, 1f);
        assertEquals(0.5f, update(network, adam, gradient, 0, 1)[0], 1e-5f);
        assertEquals(0.25f, update(network, adam, gradient, 1, 1)[0], 1e-5f);
        adam.setLearningRate(0.125);
        assertEquals(0.125f, update(network, adam, gradient, 2, 1)[0], 1e-5f);
    }

    @Test
    void whatItWouldIgnoreIsRefused() {
        for (NeuralNetConfiguration.Builder builder : List.of(
                plain().updater(new Sgd(0.1)),
                plain().biasUpdater(new Adam(0.1)),
                plain().l2(1e-4),
                plain().weightDecay(1e-4),
                plain().constrainWeights(new NonNegativeConstraint()),
                plain().gradientNormalization(GradientNormalization.ClipElementWiseAbsoluteValue))) {
            MultiLayerNetwork network = network(builder);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> FusedAdam.install(network),
                    () -> network.conf().toJson());
        }
    }

    /** Without its second half the raw gradient would be subtracted: that must not go on unseen. */
    @Test
    void aGradientThatWasNotAppliedIsReported() {
        MultiLayerNetwork network = network(plain());
        FusedAdam.install(network);
        network.setGradientsAccumulator(null);
        INDArray x = Nd4j.ones(1, 900);
        INDArray t = Nd4j.zeros(1, 10).putScalar(0, 1);
        network.fit(x, t);
        assertThrows(IllegalStateException.class, () -> network.fit(x, t));
    }
}
