package dev.crosscheck.proof.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.math.Matrix;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ReferenceTrainingTest {
    static final List<String> NETWORKS = List.of(
            "4-5-3 relu cross-entropy sgd batch:4",
            "3-4-5-2 tanh cross-entropy adam lr:0.01 batch:3",
            "4-6-2 sigmoid mse momentum batch:5",
            "4-6-2 leaky-relu bce adamw lr:0.01 weight-decay:0.1 batch:4",
            "3-4-2 elu huber adam epsilon:raw batch:4",
            "3-4-2 softplus half-squared-error sgd batch:1",
            "3-4-2 tanh mse output:sigmoid sgd batch:4",
            "3-2 bce momentum momentum:0.5 batch:2",
            "3-3-2 tanh cross-entropy adam batch:2",
            "5x5-conv2x3s-pool2-conv2x1-3 cross-entropy sgd batch:2",
            "4x4-conv2x3s-pool2-conv2x3s-3 cross-entropy momentum batch:2",
            "4x4-conv4x3-pool2-3 cross-entropy sgd batch:2");

    @ParameterizedTest
    @FieldSource("NETWORKS")
    void withoutASlipItTrainsAsTheMathematicsDoes(String line) {
        for (Start start : Start.all(Judge.setup(line, 3))) {
            Recording run = start.run();
            ReferenceTraining training = new ReferenceTraining(run, Slip.Patch.NONE);
            for (Map<String, Matrix> right : Honest.steps(run)) {
                Map<String, Matrix> step = training.step();
                assertEquals(right.keySet(), step.keySet());
                right.forEach((name, array) -> assertNear(step.get(name), array, line + " " + name));
            }
            assertFalse(training.hasNext());
        }
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
