package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.data.LogicGate;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Perceptron;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
    void curvesAreThoseOfNn() {
        JsonNode curves = explorer.get("activations");
        double[] x = Explorer.numbers(curves.get("x"));
        assertEquals(Elementwise.values().length, curves.get("functions").size());
        for (JsonNode curve : curves.get("functions")) {
            Elementwise f = (Elementwise) Activation.byName(curve.get("name").asText());
            for (int i = 0; i < x.length; i++) {
                assertEquals(f.value(x[i]), curve.get("value").get(i).asDouble());
                assertEquals(
                        f.derivative(x[i], f.value(x[i])),
                        curve.get("derivative").get(i).asDouble());
            }
        }
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

    /** Cross-entropies are of probabilities, the binary one for both targets; the others of any numbers. */
    @Test
    void lossesAreThoseOfNn() {
        List<String> seen = new ArrayList<>();
        for (JsonNode curve : explorer.get("losses").get("functions")) {
            Loss loss = Config.loss(curve.get("name").asText());
            double target = curve.get("target").asDouble();
            double[] y = Explorer.numbers(curve.get("y"));
            boolean crossEntropy = loss == Loss.BINARY_CROSS_ENTROPY || loss == Loss.CATEGORICAL_CROSS_ENTROPY;
            assertEquals(crossEntropy ? 0 : -2, y[0]);
            assertEquals(crossEntropy ? 1 : 4, y[y.length - 1]);
            assertCurve(loss, target, y, curve);
            seen.add(loss.label() + " " + (int) target);
        }
        List<String> expected = new ArrayList<>();
        for (Loss loss : Loss.values()) {
            expected.add(loss.label() + " 1");
            if (loss == Loss.BINARY_CROSS_ENTROPY) {
                expected.add(loss.label() + " 0");
            }
        }
        assertEquals(expected, seen);
    }

    private static void assertCurve(Loss loss, double target, double[] y, JsonNode curve) {
        for (int i = 1; i < y.length - 1; i++) {
            Matrix output = Matrix.rowOf(y[i]);
            assertEquals(
                    loss.value(output, Matrix.rowOf(target)),
                    curve.get("value").get(i).asDouble());
            assertEquals(
                    loss.gradient(output, Matrix.rowOf(target)).get(0, 0),
                    curve.get("derivative").get(i).asDouble());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "activation?name=gelu&at=-0.7",
        "activation?name=leaky-relu&at=2.5",
        "loss?name=bce&at=0.3&target=1",
        "loss?name=huber&at=2.5&target=1",
        "loss?name=cross-entropy&at=0.01&target=1"
    })
    void theDerivativeAtAPointAgreesWithItsDifference(String target) {
        JsonNode at = explorer.get(target);
        double derivative = at.get("derivative").asDouble();
        // Central differences err by u^(2/3), 4e-11, times the third derivative, which for -ln 0.01 is 2e6.
        assertEquals(derivative, at.get("difference").asDouble(), 1e-4 * Math.abs(derivative));
        assertTrue(derivative != 0);
    }

    /** At a kink, and where a probability is clipped, the difference would be that of two curves. */
    @ParameterizedTest
    @CsvSource({
        "activation?name=relu&at=0",
        "loss?name=huber&at=2&target=1",
        "loss?name=bce&at=0&target=1",
        "loss?name=cross-entropy&at=1&target=1"
    })
    void acrossAKinkThereIsNoDifference(String target) {
        JsonNode at = explorer.get(target);
        assertFalse(at.has("difference"), at.toString());
        assertTrue(at.has("derivative"));
    }

    @Test
    void aLossSaysWhereItsProbabilitiesAreClipped() {
        for (JsonNode curve : explorer.get("losses").get("functions")) {
            double target = curve.get("target").asDouble();
            Loss loss = Config.loss(curve.get("name").asText());
            boolean crossEntropy = loss == Loss.BINARY_CROSS_ENTROPY || loss == Loss.CATEGORICAL_CROSS_ENTROPY;
            assertEquals(crossEntropy ? 2 : 0, curve.get("clips").size());
            for (JsonNode edge : curve.get("clips")) {
                double inside = edge.asDouble() < 0.5 ? 10 * edge.asDouble() : 1 - 10 * (1 - edge.asDouble());
                double outside = edge.asDouble() < 0.5 ? edge.asDouble() / 10 : 1 - (1 - edge.asDouble()) / 10;
                Matrix t = Matrix.rowOf(target);
                assertTrue(loss.gradient(Matrix.rowOf(inside), t).get(0, 0) != 0);
                assertEquals(0, loss.gradient(Matrix.rowOf(outside), t).get(0, 0));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "activation?name=tanh",
                "activation?name=step&at=1",
                "loss?name=mse&at=1",
                "softmax?z=1,x",
                "softmax"
            })
    void pointsThatCannotBe(String target) {
        assertEquals(400, explorer.ask("GET", target, "").status());
    }

    @Test
    void softmaxAsWrittenOverflowsAndTheOtherDoesNot() {
        JsonNode row = explorer.get("softmax?z=1000,1001");
        assertEquals("NaN", row.at("/naive/0").asText());
        assertEquals(1 / (1 + Math.E), row.at("/softmax/0").asDouble(), 1e-15);
        assertEquals(-1 - Math.log1p(Math.exp(-1)), row.at("/logSoftmax/0").asDouble(), 1e-15);
    }
}
