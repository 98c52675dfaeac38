package dev.crosscheck.proof.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.PyTorchLayout;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.optim.Optimizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class SuspectTest {
    static final List<String> NETWORKS = List.of(
            "4-5-3 relu cross-entropy sgd batch:4",
            "3-4-5-2 tanh cross-entropy adam lr:0.01 batch:3",
            "4-6-2 sigmoid mse momentum batch:5",
            "4-6-2 leaky-relu bce adamw lr:0.01 weight-decay:0.1 batch:4",
            "3-4-2 elu huber adam epsilon:raw batch:4",
            "3-4-2 softplus half-squared-error sgd batch:1",
            "3-4-2 tanh mse output:sigmoid sgd batch:4",
            "3-2 bce momentum momentum:0.5 batch:2");

    private static final double U = ProgramAnswer.unit(dev.crosscheck.proof.replay.Precision.DOUBLE);

    @ParameterizedTest
    @FieldSource("NETWORKS")
    void withoutASlipItTrainsAsTheMathematicsDoes(String line) {
        for (Start start : Start.all(Judge.setup(line, 3))) {
            Setup setup = start.setup();
            Network network = setup.network().network();
            Parameters parameters = PyTorchLayout.parameters(start.arrays(), network.layers());
            Optimizer optimizer = setup.training().optimizer().start();
            Suspect suspect = new Suspect(start, Slip.NONE, 1, U);
            int done = 0;
            for (int[] order : start.order()) {
                for (int from = 0; from < order.length; from += setup.training().batch()) {
                    int to = Math.min(order.length, from + setup.training().batch());
                    Matrix x = rows(start.array("x"), order, from, to);
                    Matrix t = rows(start.array("t"), order, from, to);
                    ForwardPass pass = network.forward(parameters, x);
                    Gradients gradients = Backprop.BY_HAND.gradients(network, parameters, pass, t, setup.objective());
                    double loss = network.loss(pass, t, setup.objective());
                    optimizer.updateInPlace(parameters.matrices(), gradients.matrices());
                    Map<String, Bounded> step = suspect.step();
                    assertWithin(step.get("loss"), new Matrix(1, 1, loss), line + " loss");
                    PyTorchLayout.arrays(new Parameters(gradients.matrices()))
                            .forEach((name, g) -> assertWithin(step.get("grad." + name), g, line + " grad." + name));
                    PyTorchLayout.arrays(parameters)
                            .forEach((name, p) -> assertWithin(step.get(name), p, line + " " + name));
                    done++;
                }
            }
            assertEquals(done, suspect.steps());
        }
    }

    private static Matrix rows(Matrix from, int[] order, int first, int end) {
        Matrix rows = Matrix.zeros(end - first, from.columns());
        for (int n = first; n < end; n++) {
            System.arraycopy(from.row(order[n]).data(), 0, rows.data(), (n - first) * from.columns(), from.columns());
        }
        return rows;
    }

    private static void assertWithin(Bounded bounded, Matrix value, String what) {
        for (int i = 0; i < value.data().length; i++) {
            double apart = Math.abs(bounded.value().data()[i] - value.data()[i]);
            double radius = bounded.radius().data()[i];
            assertTrue(apart <= radius, what + ": " + apart + " beyond " + radius);
            assertTrue(radius <= 1e-6 * (1 + Math.abs(value.data()[i])), what + ": a bound of " + radius);
        }
    }

    /** Each slip must change some training, and each of its ways in a different manner. */
    @Test
    void everySlipChangesSomeTraining() {
        for (Slip slip : Slip.values()) {
            for (double way : slip.ways()) {
                boolean changes = NETWORKS.stream()
                        .flatMap(line -> Start.all(Judge.setup(line, 3)).stream())
                        .anyMatch(start -> !values(start, slip, way).equals(values(start, Slip.NONE, 1)));
                assertEquals(slip != Slip.NONE, changes, slip + " " + way);
            }
            assertEquals(slip == Slip.NONE, slip.question().isEmpty());
            assertTrue(
                    (slip.question() + slip.lookAt()).chars().allMatch(c -> c < 128),
                    slip + ": ASCII, for any terminal");
        }
    }

    private static List<List<Double>> values(Start start, Slip slip, double way) {
        Suspect suspect = new Suspect(start, slip, way, U);
        List<List<Double>> values = new ArrayList<>();
        for (int step = 1; step <= suspect.steps(); step++) {
            for (Bounded array : suspect.step().values()) {
                List<Double> numbers = new ArrayList<>();
                for (double v : array.value().data()) {
                    numbers.add(v + 0.0);
                }
                values.add(numbers);
            }
        }
        return values;
    }

    @Test
    void exactZerosStayExact() {
        Start zeros = Start.all(Judge.setup(NETWORKS.get(0), 1)).stream()
                .filter(start -> start.name().equals("zeros"))
                .findFirst()
                .orElseThrow();
        Bounded gradient = new Suspect(zeros, Slip.NONE, 1, U).step().get("grad." + PyTorchLayout.weight(1));
        assertEquals(0, gradient.value().get(0, 0));
        assertEquals(0, gradient.radius().get(0, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4-5-3 gelu cross-entropy",
                "4-5-3 softmax cross-entropy",
                "4-5-3 cross-entropy dropout:0.5",
                "4-5-3 cross-entropy schedule:step/0.5/2",
                "4-5-3 cross-entropy class-weights:1/2/1",
                "400-500-3 cross-entropy",
                "4-5-3 cross-entropy batch:1000"
            })
    void refusesWhatIsNotJudged(String line) {
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> new Judge(Judge.setup(line, 1)));
        assertTrue(e.getMessage().startsWith("The network to judge: "), e.getMessage());
    }
}
