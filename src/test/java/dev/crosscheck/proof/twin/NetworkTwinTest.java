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
    void parametersGoWhereTheyBelong() {
        NetworkTwin twin = new NetworkTwin(NETWORK, Loss.HALF_SQUARED_ERROR);
        Parameters parameters = NETWORK.initial(3);
        twin.setParameters(parameters);
        FlatParameters layout = new FlatParameters(NETWORK.sizes());
        Parameters back = layout.parameters(twin.network().params().toDoubleVector());
        Comparison comparison = new Comparison("parameters", Tolerances.EXACT);
        comparison.add(Comparison.NO_STEP, parameters.byName(), back.byName());
        assertAgrees(comparison);
        assertEquals(
                parameters.get("W2").get(4, 1), twin.network().getParam("1_W").getDouble(4, 1));
    }

    @Test
    void layersByThemselvesGiveWhatTheWholeNetworkGives() {
        NetworkTwin twin = new NetworkTwin(NETWORK, Loss.MEAN_SQUARED_ERROR);
        double loss = twin.at(NETWORK.initial(4), x, t).loss();
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
    void aPerceptronOutputsItsStep() {
        PerceptronTwin twin = new PerceptronTwin(new Perceptron(new double[] {1, 2}, -2), 0.5);
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
            new SameDiffTwin(NETWORK, Loss.HUBER).at(NETWORK.initial(1), x, t, List.of());
            new LossTwin(Loss.HUBER, 2).gradient(t, t);
        } finally {
            System.setOut(console);
        }
        assertEquals("", printed.toString(StandardCharsets.UTF_8));
    }
}
