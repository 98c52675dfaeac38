package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.train.byhand.Dropout;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Examples held out, L2, dropout, equal weights, and the figures by which the page names events: as computed here from the formulas. */
class ExplorerOverfitTest {
    private static final String MOONS =
            "{'data': {'kind': 'moons', 'examples': 40, 'noise': 0.2HELD}, 'hidden': [{'units':"
                    + " 6, 'activation': 'tanh'}], 'output': 'sigmoid', 'optimizer': 'sgd', 'learningRate': 0.5, 'batch': 8, 'seed':"
                    + " 5MORE}";
    private static final int UNITS = 6;
    private static final Network NETWORK = Network.of(2, List.of(UNITS), 1, Elementwise.TANH, Elementwise.SIGMOID);
    private static final double RATE = 0.5;
    private static final double CLOSE = 1e-13;

    private final PageSessions explorer = new PageSessions();

    private JsonNode moons(String held, String more) {
        return explorer.session(MOONS.replace("HELD", held).replace("MORE", more));
    }

    private Parameters parameters(String id, int step) {
        return PageSessions.parameters(explorer.get(id + "/frame?step=" + step).get("parameters"));
    }

    @Test
    void examplesHeldOutAreTheLastAndAreOnlyMeasured() {
        JsonNode all = moons("", "");
        JsonNode split = moons(", 'heldOut': 0.25", "");
        assertEquals(30, split.at("/data/inputs").size());
        assertEquals(10, split.at("/data/heldOut/inputs").size());
        assertEquals(
                all.at("/data/inputs/30"), split.at("/data/heldOut/inputs/0"), "the same points, drawn in one order");
        assertTrue(all.at("/data/heldOut").isMissingNode());
        String id = split.get("id").asText();
        JsonNode grown = explorer.train(id, 0, 60);
        assertEquals(4, split.get("stepsPerEpoch").asInt());
        assertEquals(
                "[0,20,40,60]",
                List.of(at(grown, 0), at(grown, 1), at(grown, 2), at(grown, 3))
                        .toString()
                        .replace(" ", ""),
                "whole epochs of four");
        JsonNode frame = explorer.get(id + "/frame?step=60");
        Matrix x = PageSessions.matrix(split.at("/data/heldOut/inputs"));
        Matrix t = PageSessions.matrix(split.at("/data/heldOut/targets"));
        ForwardPass pass = NETWORK.forward(parameters(id, 60), x);
        double loss = NETWORK.loss(pass, t, Loss.BINARY_CROSS_ENTROPY);
        assertEquals(loss, frame.at("/heldOut/loss").asDouble());
        assertEquals(loss, grown.at("/heldOut/3/1").asDouble());
        long right = 0;
        for (int n = 0; n < x.rows(); n++) {
            right += (pass.output().get(n, 0) > 0.5) == (t.get(n, 0) == 1) ? 1 : 0;
        }
        assertEquals(right / 10.0, frame.at("/heldOut/accuracy").asDouble());
    }

    private static int at(JsonNode grown, int index) {
        return grown.at("/heldOut/" + index + "/0").asInt();
    }

    /** One step by hand: {@code W - η (g + λ W)}, and {@code b - η g}. */
    @Test
    void l2AddsLambdaTimesEachWeight() {
        String plain = moons("", "").get("id").asText();
        String decayed = moons("", ", 'l2': 0.3").get("id").asText();
        explorer.train(plain, 0, 1);
        explorer.train(decayed, 0, 1);
        Parameters start = parameters(plain, 0);
        for (int k = 1; k <= 2; k++) {
            Matrix w = start.weights(k);
            Matrix without = parameters(plain, 1).weights(k);
            Matrix with = parameters(decayed, 1).weights(k);
            for (int i = 0; i < w.data().length; i++) {
                assertEquals(without.data()[i] - RATE * 0.3 * w.data()[i], with.data()[i], CLOSE);
            }
            assertArrayEquals(
                    parameters(plain, 1).bias(k).data(),
                    parameters(decayed, 1).bias(k).data());
        }
    }

    /** Gradient, central difference and update of a batch belong to the same step, whose masks follow from its number. */
    @ParameterizedTest
    @ValueSource(strings = {", 'l2': 0.1", ", 'dropout': 0.4", ", 'l2': 0.02, 'dropout': 0.2, 'optimizer': 'adam'"})
    void theGradientOfAStepAgreesWithDifferencesAndWithTheUpdate(String more) {
        JsonNode session = explorer.session(MOONS.replace("HELD", "")
                .replace("MORE", more)
                .replace(more.contains("adam") ? "'optimizer': 'sgd', " : "NONE", ""));
        String id = session.get("id").asText();
        explorer.train(id, 0, 40);
        Parameters later = parameters(id, 40);
        JsonNode batch = explorer.get(id + "/pass?step=17&example=-1");
        for (int k = 0; k < 2; k++) {
            assertTrue(batch.at("/differences/" + k + "/largest/agrees").asBoolean(), batch.toString());
        }
        assertTrue(batch.at("/update/largest/agrees").asBoolean());
        Parameters announced = PageSessions.parameters(batch.at("/update/after"));
        same(announced, parameters(id, 18));
        parameters(id, 3);
        same(later, parameters(id, 40));
    }

    private static void same(Parameters expected, Parameters actual) {
        for (int i = 0; i < expected.matrices().size(); i++) {
            assertArrayEquals(
                    expected.matrices().get(i).data(), actual.matrices().get(i).data());
        }
    }

    @Test
    void dropoutDropsUnitsInStepsAndNotInAnswers() {
        JsonNode session = moons("", ", 'dropout': 0.5");
        String id = session.get("id").asText();
        explorer.train(id, 0, 10);
        Matrix x = PageSessions.matrix(session.at("/data/inputs"));
        Matrix t = PageSessions.matrix(session.at("/data/targets"));
        int step = 7;
        Parameters now = parameters(id, step);
        Matrix rows = rows(x); // the third batch of five is that of step 7
        Matrix targets = rows(t);
        Dropout mask = Dropout.of(0.5, 5, 1, step, UNITS);
        double loss = 0;
        double[] bias = new double[UNITS];
        int dropped = 0;
        for (int n = 0; n < 8; n++) {
            ForwardPass whole = NETWORK.forward(now, rows.row(n));
            double z = now.bias(2).get(0, 0);
            for (int j = 0; j < UNITS; j++) {
                z += 2
                        * (mask.factor(n, j) == 0 ? 0 : 1)
                        * whole.a(1).get(0, j)
                        * now.weights(2).get(j, 0);
            }
            double target = targets.get(n, 0);
            loss += (Math.log1p(Math.exp(z)) - target * z) / 8;
            double dz = 1 / (1 + Math.exp(-z)) - target;
            for (int j = 0; j < UNITS; j++) {
                double a = whole.a(1).get(0, j);
                boolean isDropped = mask.factor(n, j) == 0;
                dropped += isDropped ? 1 : 0;
                bias[j] += isDropped ? 0 : 2 * dz * now.weights(2).get(j, 0) * (1 - a * a) / 8;
            }
        }
        assertTrue(dropped > 12 && dropped < 36, dropped + " of 48");
        JsonNode batch = explorer.get(id + "/pass?step=7&example=-1");
        assertEquals(loss, batch.get("loss").asDouble(), CLOSE);
        assertArrayEquals(bias, PageSessions.numbers(batch.at("/backward/1/db")), CLOSE);
        JsonNode one = explorer.get(id + "/pass?step=7&example=16");
        ForwardPass whole = NETWORK.forward(now, rows.row(0));
        assertArrayEquals(whole.a(1).data(), PageSessions.numbers(one.at("/layers/0/a")));
    }

    private static Matrix rows(Matrix all) {
        return new Matrix(8, all.columns(), Arrays.copyOfRange(all.data(), 16 * all.columns(), 24 * all.columns()));
    }

    @Test
    void unitsThatStartEqualStayEqual() {
        JsonNode session = explorer.session("{'hidden': [{'units': 3, 'activation': 'tanh'}], 'output': 'sigmoid',"
                + " 'initialization': 'equal', 'learningRate': 0.5, 'batch': 0}");
        String id = session.get("id").asText();
        explorer.train(id, 0, 500);
        Matrix w = parameters(id, 500).weights(1);
        assertNotEquals(0.5, w.get(0, 0), "it learns");
        for (int j = 1; j < 3; j++) {
            assertEquals(w.get(0, 0), w.get(0, j));
            assertEquals(w.get(1, 0), w.get(1, j));
        }
    }

    @Test
    void theSteepestSlopeOverTheExamplesShowsDeadAndSaturatedUnits() {
        JsonNode session = explorer.session(
                "{'hidden': [{'units': 2, 'activation': 'relu'}, {'units': 2, 'activation': 'tanh'}], 'output': 'sigmoid'}");
        String id = session.get("id").asText();
        edit(id, 0, 1, -50);
        edit(id, 1, 2, 20);
        JsonNode steepest = explorer.get(id + "/frame?branch=2&step=0").get("steepest");
        assertEquals(0, steepest.at("/0/0").asDouble(), "no example reaches it");
        assertEquals(1, steepest.at("/0/1").asDouble());
        assertTrue(steepest.at("/1/0").asDouble() < 1e-6, steepest.toString());
        assertTrue(steepest.at("/1/1").asDouble() > 0.01, steepest.toString());
    }

    private void edit(String id, int branch, int layer, double value) {
        explorer.post(
                id + "/branch",
                "{'branch': " + branch + ", 'step': 0, 'edit': {'layer': " + layer
                        + ", 'kind': 'b', 'row': 0, 'column': 0, 'value': " + value + "}}");
    }

    @Test
    void whatCannotBeIsRefusedWithItsReason() {
        assertTrue(explorer.refused("{'data': {'kind': 'xor', 'heldOut': 0.5}}").contains("\"most\":0,"));
        assertTrue(
                explorer.refused("{'data': {'kind': 'moons', 'heldOut': 0.6}}").contains("\"most\":0.5,"));
        assertTrue(explorer.refused("{'l2': -1}").contains("l2"));
        assertTrue(explorer.refused("{'dropout': 1}").contains("dropout"));
        assertTrue(explorer.refused("{'slip': true, 'l2': 0.1}").contains("l2"));
        String id = moons("", ", 'l2': 0.1").get("id").asText();
        explorer.train(id, 0, 3);
        assertEquals("notPlain {}", explorer.refusedCall(id + "/export?format=npz&branch=0&step=3"));
        assertEquals("notPlain {}", explorer.refusedCall(id + "/export?format=numpy&branch=0&step=3"), "without L2");
    }
}
