package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.course.Points;
import dev.crosscheck.data.LogicGate;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Perceptron;
import dev.crosscheck.nn.Softmax;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The chapters beside backpropagation: perceptron, activations, losses, softmax. */
class ExplorerChaptersTest {
    private final Explorer explorer = new Explorer();

    @ParameterizedTest
    @EnumSource(LogicGate.class)
    void everyUpdateIsThePerceptronsRule(LogicGate gate) {
        JsonNode run = explorer.post("perceptron", "{'gate': '" + gate + "', 'learningRate': 0.25, 'epochs': 40}");
        Perceptron perceptron = new Perceptron(new double[2], 0);
        for (JsonNode update : run.get("updates")) {
            double[] point = Explorer.numbers(run.at("/points/" + update.get("point")));
            double[] x = {point[0], point[1]};
            assertArrayEquals(perceptron.weights(), Explorer.numbers(update.get("wBefore")));
            assertEquals(perceptron.preActivation(x), update.get("sum").asDouble());
            assertEquals(perceptron.output(x), update.get("prediction").asInt());
            assertEquals(point[2] - perceptron.output(x), update.get("error").asDouble());
            perceptron = perceptron.corrected(x, point[2], 0.25);
            assertArrayEquals(perceptron.weights(), Explorer.numbers(update.get("wAfter")));
            assertEquals(perceptron.bias(), update.get("bAfter").asDouble());
        }
        boolean xor = gate == LogicGate.XOR;
        assertEquals(!xor, run.get("separable").asBoolean());
        assertEquals(!xor, run.get("converged").asBoolean());
        assertEquals(xor, run.has("cycle"));
    }

    @Test
    void theCycleLeadsBackToTheSameWeights() {
        JsonNode run = explorer.post("perceptron", "{'gate': 'XOR'}");
        JsonNode from = run.at("/updates/" + run.at("/cycle/from").asInt());
        JsonNode to = run.at("/updates/" + run.at("/cycle/to").asInt());
        assertArrayEquals(
                Explorer.numbers(from.get("wAfter")), Explorer.numbers(to.get("wAfter")), 1e-9, "a rate of 0.1 rounds");
        assertEquals(from.get("bAfter").asDouble(), to.get("bAfter").asDouble(), 1e-9);
        assertTrue(from.get("step").asInt() < to.get("step").asInt());
        assertEquals(3, to.get("step").asInt() % 4, "at an epoch's end");
        for (int earlier = 3; earlier < to.get("step").asInt(); earlier += 4) {
            for (int before = 3; before < earlier; before += 4) {
                assertFalse(same(run.at("/updates/" + before), run.at("/updates/" + earlier)), "an earlier cycle");
            }
        }
    }

    private static boolean same(JsonNode update, JsonNode other) {
        double[] w = Explorer.numbers(update.get("wAfter"));
        double[] otherW = Explorer.numbers(other.get("wAfter"));
        double b = update.get("bAfter").asDouble() - other.get("bAfter").asDouble();
        return Math.abs(w[0] - otherW[0]) < 1e-9 && Math.abs(w[1] - otherW[1]) < 1e-9 && Math.abs(b) < 1e-9;
    }

    /** A tenth is no sum of powers of two: in look 15 the exact sum is 0, and its answer 1. With the default, an eighth, all sums are exact. */
    @Test
    void whereRoundingDecidesTheExactSumIsBesideIt() {
        List<String> found = new ArrayList<>();
        for (JsonNode update : explorer.post("perceptron", "{'gate': 'AND', 'learningRate': 0.1}")
                .get("updates")) {
            if (update.has("exactSum")) {
                found.add(update.get("step") + " " + update.get("prediction") + " " + update.get("exactSum"));
            }
        }
        assertEquals(List.of("14 0 0.0"), found);
        JsonNode usual = explorer.post("perceptron", "{'gate': 'AND'}");
        assertEquals(0.125, usual.get("learningRate").asDouble());
        assertEquals(24, usual.get("updates").size());
        usual.get("updates").forEach(update -> assertFalse(update.has("exactSum")));
    }

    @Test
    void aPerceptronStartsWhereItIsTold() {
        JsonNode first = explorer.post("perceptron", "{'gate': 'XOR', 'start': [0.5, -0.25, 0.125]}")
                .at("/updates/0");
        assertArrayEquals(new double[] {0.5, -0.25}, Explorer.numbers(first.get("wBefore")));
        assertEquals(0.125, first.get("bBefore").asDouble());
    }

    @Test
    void manyPointsAreLookedAtFewerTimes() {
        String points = IntStream.range(0, 100)
                .mapToObj(i -> "[" + i % 10 + ", " + i / 10 + ", " + i % 2 + "]")
                .collect(Collectors.joining(", "));
        JsonNode run = explorer.post("perceptron", "{'points': [" + points + "], 'epochs': 1000}");
        assertEquals(5000, run.get("updates").size());
        assertEquals(50, run.get("totalErrors").size());
    }

    @Test
    void pointsAreTakenToAGridAndDecidedExactly() {
        String three = "[0.1, 0.1, 0], [0.3, 0.3, 1]";
        assertTrue(explorer.post("perceptron", "{'points': [" + three + "]}")
                .get("separable")
                .asBoolean());
        JsonNode between = explorer.post("perceptron", "{'points': [" + three + ", [0.5, 0.5, 0]]}");
        assertFalse(between.get("separable").asBoolean());
        assertEquals(102.0 / 1024, between.at("/points/0/0").asDouble());
        assertEquals(307.0 / 1024, between.at("/points/1/1").asDouble());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'points': []}",
                "{'points': [[1, 2, 2]]}",
                "{'points': [[1, 2]]}",
                "{'points': [[1e9, 2, 1]]}",
                "{'gate': 'MAYBE'}",
                "{'learningRate': -1}",
                "{'epochs': 0}",
                "{'start': [1]}"
            })
    void perceptronsThatCannotBe(String body) {
        Explorer.Answer answer = explorer.ask("POST", "perceptron", body.replace('\'', '"'));
        assertEquals(400, answer.status(), body);
        assertFalse(answer.json().get("remedy").asText().isBlank());
    }

    @Test
    void thePageHasAFormulaForEachActivation() {
        String served = new String(PageFiles.all().get("/formulas.js").bytes(), StandardCharsets.UTF_8);
        for (String script : List.of(served, PageFiles.modules())) {
            for (Elementwise f : Elementwise.values()) {
                assertTrue(script.contains("\"" + f.label() + "\":{\"value\":\""), f.label());
            }
        }
    }

    private static final String FUNCTIONS =
            "const { activationCurves, lossCurve, lossCurves, pointOf, softmaxOf } = await load('functions.js');";

    /** @return a point of an activation's curve, or of a loss's */
    private static JsonNode point(String curve, double at) {
        return PageScripts.ask(
                FUNCTIONS
                        + "const all = [...activationCurves(), lossCurve('huber', 1), lossCurve('bce', 1), lossCurve('cross-entropy', 1)];"
                        + "return pointOf(all.find(({ name }) => name === input.curve), input.at);",
                Map.of("curve", curve, "at", at));
    }

    @Test
    void curvesAreThoseOfNn() {
        JsonNode curves = PageScripts.ask(FUNCTIONS + "return activationCurves();", "");
        assertEquals(Elementwise.values().length, curves.size());
        for (JsonNode curve : curves) {
            Elementwise f = (Elementwise) Activation.byName(curve.get("name").asText());
            double[] x = Explorer.numbers(curve.get("inputs"));
            assertArrayEquals(Points.between(-6, 6, x.length), x);
            assertArrayEquals(Arrays.stream(x).map(f::value).toArray(), Explorer.numbers(curve.get("value")));
            assertArrayEquals(
                    Arrays.stream(x).map(z -> f.derivative(z, f.value(z))).toArray(),
                    Explorer.numbers(curve.get("derivative")));
        }
    }

    /** Cross-entropies are of probabilities, the binary one for both targets; the others of any numbers. */
    @Test
    void lossesAreThoseOfNn() {
        List<String> seen = new ArrayList<>();
        for (JsonNode curve : PageScripts.ask(FUNCTIONS + "return lossCurves();", "")) {
            Loss loss = Config.loss(curve.get("name").asText());
            Matrix target = Matrix.rowOf(curve.get("target").asDouble());
            double[] y = Explorer.numbers(curve.get("inputs"));
            boolean crossEntropy = loss == Loss.BINARY_CROSS_ENTROPY || loss == Loss.CATEGORICAL_CROSS_ENTROPY;
            assertArrayEquals(Points.between(crossEntropy ? 0 : -2, crossEntropy ? 1 : 4, y.length), y);
            assertArrayEquals(
                    Arrays.stream(y)
                            .map(p -> loss.value(Matrix.rowOf(p), target))
                            .toArray(),
                    Explorer.numbers(curve.get("value")));
            assertArrayEquals(
                    Arrays.stream(y)
                            .map(p -> loss.gradient(Matrix.rowOf(p), target).get(0, 0))
                            .toArray(),
                    Explorer.numbers(curve.get("derivative")));
            double[] clips = crossEntropy ? new double[] {Loss.CLIP, 1 - Loss.CLIP} : new double[0];
            assertArrayEquals(clips, Explorer.numbers(curve.get("clips")));
            seen.add(loss.label() + " " + curve.get("target").asInt());
        }
        List<String> expected = new ArrayList<>(List.of("bce 0"));
        Arrays.stream(Loss.values()).forEach(loss -> expected.add(loss.label() + " 1"));
        Collections.sort(expected);
        Collections.sort(seen);
        assertEquals(expected, seen);
    }

    @ParameterizedTest
    @CsvSource({"gelu, -0.7", "leaky-relu, 2.5", "bce, 0.3", "huber, 2.5", "cross-entropy, 0.01"})
    void theDerivativeAtAPointAgreesWithItsDifference(String curve, double at) {
        JsonNode point = point(curve, at);
        double derivative = point.get("derivative").asDouble();
        // Central differences err by u^(2/3), 4e-11, times the third derivative, which for -ln 0.01 is 2e6.
        assertEquals(derivative, point.get("difference").asDouble(), 1e-4 * Math.abs(derivative));
        assertTrue(derivative != 0);
    }

    /** At a kink, and where a probability is clipped, the difference would be that of two curves. */
    @ParameterizedTest
    @CsvSource({"relu, 0", "elu, 1e-6", "huber, 2", "bce, 0", "cross-entropy, 1"})
    void acrossAKinkThereIsNoDifference(String curve, double at) {
        JsonNode point = point(curve, at);
        assertFalse(point.has("difference"), point.toString());
        assertTrue(point.has("derivative"));
    }

    @Test
    void softmaxAsWrittenOverflowsAndTheOtherDoesNot() {
        JsonNode row = PageScripts.ask(FUNCTIONS + "return softmaxOf(input);", List.of(1000, 1001));
        assertEquals("NaN", row.at("/naive/0").asText());
        Matrix z = Matrix.rowOf(1000, 1001);
        assertArrayEquals(Softmax.SOFTMAX.forward(z).data(), Explorer.numbers(row.get("softmax")));
        assertArrayEquals(Softmax.SOFTMAX.logarithms(z).data(), Explorer.numbers(row.get("logSoftmax")));
    }
}
