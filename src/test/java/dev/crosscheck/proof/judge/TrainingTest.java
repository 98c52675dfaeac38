package dev.crosscheck.proof.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.optim.Optimizer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class TrainingTest {
    static final List<String> NETWORKS = List.of(
            "4-5-3 relu cross-entropy sgd batch:4",
            "3-4-5-2 tanh cross-entropy adam lr:0.01 batch:3",
            "4-6-2 sigmoid mse momentum batch:5",
            "4-6-2 leaky-relu bce adamw lr:0.01 weight-decay:0.1 batch:4",
            "3-4-2 elu huber adam epsilon:raw batch:4",
            "3-4-2 softplus half-squared-error sgd batch:1",
            "3-4-2 tanh mse output:sigmoid sgd batch:4",
            "3-2 bce momentum momentum:0.5 batch:2");

    @ParameterizedTest
    @FieldSource("NETWORKS")
    void withoutASlipItTrainsAsTheMathematicsDoes(String line) {
        for (Start start : Start.all(Judge.setup(line, 3))) {
            Run run = start.run();
            Setup setup = run.setup();
            Network network = setup.network().network();
            Parameters parameters = network.parameters(run.start());
            Optimizer optimizer = setup.training().optimizer().start();
            MatrixExamples examples = (MatrixExamples) run.examples();
            Training training = new Training(run, Slip.Patch.NONE);
            for (int[] order : run.epochs()) {
                for (int from = 0; from < order.length; from += setup.training().batch()) {
                    int to = Math.min(order.length, from + setup.training().batch());
                    Matrix x = rows(examples.x(), order, from, to);
                    Matrix t = rows(examples.targets(), order, from, to);
                    ForwardPass pass = network.forward(parameters, x);
                    Gradients gradients = Backprop.BY_HAND.gradients(network, parameters, pass, t, setup.objective());
                    double loss = network.loss(pass, t, setup.objective());
                    optimizer.updateInPlace(parameters.matrices(), gradients.matrices());
                    Map<String, Matrix> step = training.step();
                    assertNear(step.get("loss"), new Matrix(1, 1, loss), line + " loss");
                    network.named(new Parameters(gradients.matrices()))
                            .forEach((name, g) -> assertNear(step.get("grad." + name), g, line + " grad." + name));
                    network.named(parameters).forEach((name, p) -> assertNear(step.get(name), p, line + " " + name));
                }
            }
            assertFalse(training.hasNext());
        }
    }

    private static Matrix rows(Matrix from, int[] order, int first, int end) {
        Matrix rows = Matrix.zeros(end - first, from.columns());
        for (int n = first; n < end; n++) {
            System.arraycopy(from.row(order[n]).data(), 0, rows.data(), (n - first) * from.columns(), from.columns());
        }
        return rows;
    }

    /** Sums in another order; Adam divides gradients that are themselves nearly 0 (1e-9) by their root. */
    private static void assertNear(Matrix found, Matrix expected, String what) {
        for (int i = 0; i < expected.data().length; i++) {
            double allowed = 1e-11 * (1 + Math.abs(expected.data()[i]));
            assertEquals(expected.data()[i], found.data()[i], allowed, what);
        }
    }

    /** Each slip must change some training, and each of its patches in a different manner. */
    @Test
    void everySlipChangesSomeTraining() {
        for (Slip slip : Slip.values()) {
            for (Slip.Patch patch : slip.patches) {
                assertTrue(
                        NETWORKS.stream()
                                .flatMap(line -> Start.all(Judge.setup(line, 3)).stream())
                                .map(Start::run)
                                .anyMatch(run -> !Judge.values(run, patch).equals(Judge.values(run, Slip.Patch.NONE))),
                        slip + " " + slip.patches.indexOf(patch));
            }
            assertTrue(
                    (slip.question + slip.lookAt).chars().allMatch(c -> c < 128), slip + ": ASCII, for any terminal");
        }
    }
}
