package dev.crosscheck.proof.twin;

import static dev.crosscheck.proof.compare.Agreement.assertAgrees;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Perceptron;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Tolerances;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class NetworkTwinTest {
    private static final Network NETWORK = Network.of(3, List.of(5, 4), 2, Elementwise.TANH, Elementwise.IDENTITY);

    private final Matrix x = Matrix.gaussian(4, 3, new SplittableRandom(1));
    private final Matrix t = Matrix.gaussian(4, 2, new SplittableRandom(2));

    @BeforeAll
    static void startNd4j() {
        Nd4jRuntime.startOnCpu();
    }

    @Test
    void parametersComeBackAsTheyWent() {
        NetworkTwin twin = new NetworkTwin(NETWORK, Loss.HALF_SQUARED_ERROR);
        Parameters parameters = NETWORK.initial(3);
        twin.setParameters(parameters);
        Comparison comparison = new Comparison("parameters", Tolerances.EXACT);
        comparison.add(
                Comparison.NO_STEP, parameters.byName(), twin.parameters().byName());
        assertAgrees(comparison);
        assertEquals(
                parameters.get("W2").get(4, 1), twin.network().getParam("1_W").getDouble(4, 1));
    }

    @Test
    void layersByThemselvesGiveWhatTheWholeNetworkGives() {
        NetworkTwin twin = new NetworkTwin(NETWORK, Loss.MEAN_SQUARED_ERROR);
        twin.setParameters(NETWORK.initial(4));
        double loss = twin.loss(x, t);
        MultiLayerNetwork network = twin.network();
        double[] gradients = network.getFlattenedGradients().toDoubleVector();
        network.getFlattenedGradients().assign(0);
        network.setInput(Nd4jArrays.of(x));
        network.setLabels(Nd4jArrays.of(t));
        network.computeGradientAndScore();
        assertEquals(network.score(), loss);
        assertArrayEquals(network.getFlattenedGradients().toDoubleVector(), gradients);
    }

    @Test
    void aStepSubtractsTheMeanGradient() {
        NetworkTwin twin = new NetworkTwin(NETWORK, Loss.HALF_SQUARED_ERROR);
        Parameters start = NETWORK.initial(5);
        twin.setParameters(start);
        Matrix gradient = twin.gradients(x, t).get("W1");
        double loss = twin.loss(x, t);
        assertEquals(loss, twin.step(x, t, 0.5));
        Matrix expected = start.get("W1").combine(gradient, (theta, g) -> theta - 0.5 * g);
        assertAgrees("W1", Tolerances.ROUNDING, expected, twin.parameters().get("W1"));
    }

    @Test
    void theStepActivationSurvivesDl4jsConfigurationFile() {
        PerceptronTwin twin = new PerceptronTwin(new Perceptron(new double[] {1, 2}, -2), 0.5);
        String json = twin.network().getLayerWiseConfigurations().toJson();
        assertEquals(twin.network().getLayerWiseConfigurations(), MultiLayerConfiguration.fromJson(json));
        assertArrayEquals(
                new double[] {0, 1, 0, 1},
                twin.output(new Matrix(4, 2, 0, 0, 0, 1, 1, 0, 1, 1)).data());
    }

    @Test
    void sameDiffPrintsNothing() {
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            new SameDiffTwin(NETWORK, Loss.HUBER).gradients(NETWORK.initial(1), x, t);
            new LossTwin(Loss.HUBER, 2).gradient(t, t);
        } finally {
            System.setOut(console);
        }
        assertEquals("", printed.toString(StandardCharsets.UTF_8));
    }
}
