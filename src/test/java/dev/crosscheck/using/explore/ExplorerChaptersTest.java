package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.course.Points;
import dev.crosscheck.data.LogicGate;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.LinearSeparability;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Perceptron;
import dev.crosscheck.nn.PerceptronTraining;
import dev.crosscheck.nn.RoundedDecisions;
import dev.crosscheck.nn.Softmax;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chapters beside backpropagation: perceptron, activations, losses, softmax. */
class ExplorerChaptersTest {
    private static final String PERCEPTRON = """
            const { trainedOn } = await load("perceptron.js");
            const { points, updates, separable, cycle } = trainedOn({ gate: null, learningRate: 0.125, epochs: 100, ...input });
            return { points, updates, separable, cycle };""";

    /** Trains a perceptron in the page. */
    private static JsonNode trained(Map<String, ?> wanted) {
        return PageScripts.ask(PERCEPTRON, wanted);
    }

    /** Rates that rounding leaves alone, and others; each visit beside {@code nn}'s, in double and in exact arithmetic. */
    @ParameterizedTest
    @CsvSource({"AND, 0.25", "AND, 0.1", "OR, 0.1", "NAND, 0.3", "NOR, 0.7", "XOR, 0.1", "XOR, 1e-5"})
    void everyVisitIsThePerceptronsRule(LogicGate gate, double rate) {
        JsonNode run = trained(Map.of("gate", gate, "learningRate", rate, "epochs", 40));
        Perceptron start = new Perceptron(new double[2], 0);
        RoundedDecisions rounded = new RoundedDecisions(start, LogicGate.inputs(), rate);
        List<Perceptron> after = new ArrayList<>(List.of(start));
        PerceptronTraining training = PerceptronTraining.run(
                start, LogicGate.inputs(), gate.targets(), rate, 40, (step, error, perceptron) -> {
                    rounded.stepped(step, error, perceptron);
                    after.add(perceptron);
                });
        assertEquals(4 * training.epochs(), run.get("updates").size());
        for (JsonNode update : run.get("updates")) {
            int step = update.get("step").asInt();
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
        List<String> exact = rounded.found().stream()
                .map(each -> each.step() + " " + each.exact())
                .toList();
        List<String> shown = new ArrayList<>();
        run.get("updates").forEach(update -> {
            if (update.has("exactSum")) {
                shown.add(update.get("step") + " " + update.get("exactSum").asDouble());
            }
        });
        assertEquals(exact, shown);
        assertEquals(gate != LogicGate.XOR, run.get("separable").asBoolean());
        assertEquals(gate == LogicGate.XOR, run.has("cycle"));
    }

    /** On a grid on which the answer is exact; beside that of {@code nn}, which searches otherwise. */
    @Test
    void pointsAreTakenToAGridAndDecidedExactly() {
        SplittableRandom random = new SplittableRandom(5);
        List<List<double[]>> sets = IntStream.range(0, 60)
                .mapToObj(i -> IntStream.range(0, 3 + i % 4)
                        .mapToObj(n -> new double[] {random.nextInt(5) / 4.0, random.nextInt(5) / 4.0, n % 2})
                        .toList())
                .toList();
        JsonNode answers = PageScripts.ask(
                "const { trainedOn } = await load('perceptron.js');"
                        + "return input.map(points => trainedOn({ gate: null, points, learningRate: 1, epochs: 1 }).separable);",
                sets);
        Set<Boolean> seen = new HashSet<>();
        for (int i = 0; i < sets.size(); i++) {
            List<double[]> points = sets.get(i);
            Matrix x = Matrix.zeros(points.size(), 2);
            Matrix kinds = Matrix.zeros(points.size(), 1);
            for (int n = 0; n < points.size(); n++) {
                System.arraycopy(points.get(n), 0, x.data(), 2 * n, 2);
                kinds.data()[n] = points.get(n)[2];
            }
            boolean separable =
                    LinearSeparability.of(x.map(value -> 4 * value), kinds).separable();
            assertEquals(separable, answers.get(i).asBoolean(), "set " + i);
            seen.add(separable);
        }
        assertEquals(Set.of(true, false), seen);
        JsonNode run = trained(Map.of("points", List.of(List.of(0.1, 0.3, 0), List.of(0.5, 0.5, 1))));
        assertEquals(102.0 / 1024, run.at("/points/0/0").asDouble());
        assertEquals(307.0 / 1024, run.at("/points/0/1").asDouble());
    }

    private static final String FUNCTIONS =
            "const { activationCurves, lossCurve, lossCurves, pointOf, softmaxOf } = await load('functions.js');";

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

    @Test
    void softmaxAsWrittenOverflowsAndTheOtherDoesNot() {
        JsonNode row = PageScripts.ask(FUNCTIONS + "return softmaxOf(input);", List.of(1000, 1001));
        assertEquals("NaN", row.at("/naive/0").asText());
        Matrix z = Matrix.rowOf(1000, 1001);
        assertArrayEquals(Softmax.SOFTMAX.forward(z).data(), PageSessions.numbers(row.get("softmax")));
        assertArrayEquals(Softmax.SOFTMAX.logarithms(z).data(), PageSessions.numbers(row.get("logSoftmax")));
    }
}
