package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.course.Points;
import dev.crosscheck.data.LogicGate;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Perceptron;
import dev.crosscheck.nn.PerceptronTraining;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chapters beside backpropagation: perceptron, activations, losses. */
class ExplorerChaptersTest {
    /** Rates that rounding leaves alone, and others. */
    @ParameterizedTest
    @CsvSource({"AND, 0.25", "AND, 0.1", "OR, 0.1", "NAND, 0.3", "NOR, 0.7", "XOR, 0.25", "XOR, 1e-5"})
    void everyVisitIsThePerceptronsRule(LogicGate gate, double rate) {
        JsonNode run = PageScripts.ask(
                "return (await load('perceptron.js')).trainedOn(input);",
                Map.of("gate", gate, "learningRate", rate, "epochs", 40));
        Perceptron start = new Perceptron(new double[2], 0);
        List<Perceptron> after = new ArrayList<>(List.of(start));
        PerceptronTraining training = PerceptronTraining.run(
                start,
                LogicGate.inputs(),
                gate.targets(),
                rate,
                40,
                (step, error, perceptron) -> after.add(perceptron));
        JsonNode updates = run.get("updates");
        assertEquals(4 * training.epochs(), updates.size());
        for (int step = 0; step < updates.size(); step++) {
            JsonNode update = updates.get(step);
            Perceptron before = after.get(step);
            double[] x = LogicGate.inputs().row(step % 4).data();
            assertArrayEquals(before.weights(), PageSessions.numbers(update.get("wBefore")));
            assertEquals(before.preActivation(x), update.get("sum").asDouble());
            assertEquals(before.output(x), update.get("prediction").asInt());
            assertEquals(
                    gate.targets().get(step % 4, 0) - before.output(x),
                    update.get("error").asDouble());
            assertArrayEquals(after.get(step + 1).weights(), PageSessions.numbers(update.get("wAfter")));
            assertEquals(after.get(step + 1).bias(), update.get("bAfter").asDouble());
        }
        assertEquals(gate != LogicGate.XOR, run.get("separable").asBoolean());
        assertEquals(gate == LogicGate.XOR, run.has("cycle"));
    }

    private static final String FUNCTIONS = "const { activationCurves, lossCurves } = await load('functions.js');";

    @Test
    void curvesAreThoseOfNn() {
        JsonNode curves = PageScripts.ask(FUNCTIONS + "return activationCurves();", "");
        assertEquals(Elementwise.values().length, curves.size());
        for (JsonNode curve : curves) {
            Elementwise f = (Elementwise) Activation.byName(curve.get("name").asText());
            double[] x = PageSessions.numbers(curve.get("inputs"));
            assertArrayEquals(Points.between(-6, 6, x.length), x);
            assertArrayEquals(Arrays.stream(x).map(f::value).toArray(), PageSessions.numbers(curve.get("value")));
            assertArrayEquals(
                    Arrays.stream(x).map(z -> f.derivative(z, f.value(z))).toArray(),
                    PageSessions.numbers(curve.get("derivative")));
        }
    }

    /** Cross-entropies are of probabilities, the binary one for both targets; the others of any numbers. */
    @Test
    void lossesAreThoseOfNn() {
        List<String> seen = new ArrayList<>();
        for (JsonNode curve : PageScripts.ask(FUNCTIONS + "return lossCurves();", "")) {
            Loss loss = Arrays.stream(Loss.values())
                    .filter(each -> each.label().equals(curve.get("name").asText()))
                    .findFirst()
                    .orElseThrow();
            Matrix target = Matrix.rowOf(curve.get("target").asDouble());
            double[] y = PageSessions.numbers(curve.get("inputs"));
            boolean crossEntropy = loss == Loss.BINARY_CROSS_ENTROPY || loss == Loss.CATEGORICAL_CROSS_ENTROPY;
            assertArrayEquals(Points.between(crossEntropy ? 0 : -2, crossEntropy ? 1 : 4, y.length), y);
            assertArrayEquals(
                    Arrays.stream(y)
                            .map(p -> loss.value(Matrix.rowOf(p), target))
                            .toArray(),
                    PageSessions.numbers(curve.get("value")));
            assertArrayEquals(
                    Arrays.stream(y)
                            .map(p -> loss.gradient(Matrix.rowOf(p), target).get(0, 0))
                            .toArray(),
                    PageSessions.numbers(curve.get("derivative")));
            double[] clips = crossEntropy ? new double[] {Loss.CLIP, 1 - Loss.CLIP} : new double[0];
            assertArrayEquals(clips, PageSessions.numbers(curve.get("clips")));
            seen.add(loss.label() + " " + curve.get("target").asInt());
        }
        List<String> expected = new ArrayList<>(List.of("bce 0"));
        Arrays.stream(Loss.values()).forEach(loss -> expected.add(loss.label() + " 1"));
        Collections.sort(expected);
        Collections.sort(seen);
        assertEquals(expected, seen);
    }
}
