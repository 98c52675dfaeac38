package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.BackwardPass;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.OnlineTraining;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.optim.Optimizer;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.proof.compare.Tolerance;
import dev.crosscheck.proof.compare.Tolerances;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the explorer says is what {@code nn} computes, wherever in time one looks, and slips show in it. */
class ExplorerTest {
    private static final String COURSE = "{'seed': 297}";
    private static final String DEEP =
            "{'data': {'kind': 'spirals', 'examples': 30, 'noise': 0.05}, 'hidden': [{'units': 4,"
                    + " 'activation': 'gelu'}, {'units': 3, 'activation': 'tanh'}], 'output': 'softmax', 'optimizer': 'adam',"
                    + " 'batch': 7, 'seed': 3}";
    private static final String CURVE =
            "{'data': {'kind': 'curve', 'examples': 20, 'noise': 0.1}, 'hidden': [{'units': 5,"
                    + " 'activation': 'softplus'}], 'optimizer': 'momentum', 'batch': 0, 'initialization': 'xavier'}";
    private static final String MOONS =
            "{'data': {'kind': 'moons', 'examples': 20}, 'hidden': [{'units': 4, 'activation':"
                    + " 'sigmoid'}, {'units': 4, 'activation': 'relu'}], 'output': 'sigmoid', 'optimizer': 'adamw', 'batch': 5}";

    private final PageSessions explorer = new PageSessions();

    /** What a session's reply says it is, put together again from the reply alone. */
    record Told(Network network, Loss loss, OptimizerSpec optimizer, Matrix x, Matrix t, int batch) {
        static Told of(JsonNode session) {
            List<Integer> sizes =
                    new ArrayList<>(List.of(session.at("/layers/0/inputs").asInt()));
            List<Activation> activations = new ArrayList<>();
            for (JsonNode layer : session.get("layers")) {
                sizes.add(layer.get("units").asInt());
                activations.add(Activation.byName(layer.get("activation").asText()));
            }
            JsonNode config = session.get("config");
            Loss loss = Arrays.stream(Loss.values())
                    .filter(one -> one.label().equals(config.get("loss").asText()))
                    .findFirst()
                    .orElseThrow();
            OptimizerSpec usual = OptimizerSpec.Kind.valueOf(
                            config.get("optimizer").asText().toUpperCase(Locale.ROOT))
                    .byDefault();
            Matrix x = PageSessions.matrix(session.at("/data/inputs"));
            int batch = config.get("batch").asInt();
            return new Told(
                    new Network(sizes, activations),
                    loss,
                    new OptimizerSpec(
                            usual.kind(), config.get("learningRate").asDouble(), usual.momentum(), usual.weightDecay()),
                    x,
                    PageSessions.matrix(session.at("/data/targets")),
                    batch == 0 ? x.rows() : batch);
        }

        Matrix batch(Matrix all, int step) {
            int perEpoch = (all.rows() + batch - 1) / batch;
            int from = step % perEpoch * batch;
            int to = Math.min(from + batch, all.rows());
            return new Matrix(
                    to - from, all.columns(), Arrays.copyOfRange(all.data(), from * all.columns(), to * all.columns()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {COURSE, DEEP, CURVE, MOONS})
    void everyNumberOfAPassIsThatOfBackprop(String config) {
        JsonNode session = explorer.session(config);
        Told told = Told.of(session);
        String id = session.get("id").asText();
        explorer.train(id, 0, 60);
        for (int example = -1; example < 4; example++) {
            JsonNode pass = explorer.get(id + "/pass?step=37&example=" + example);
            Parameters parameters =
                    PageSessions.parameters(explorer.get(id + "/frame?step=37").get("parameters"));
            Matrix x = example < 0 ? told.batch(told.x, 37) : told.x.row(example);
            Matrix t = example < 0 ? told.batch(told.t, 37) : told.t.row(example);
            check(told, parameters, x, t, pass, example < 0);
        }
    }

    private static void check(Told told, Parameters parameters, Matrix x, Matrix t, JsonNode pass, boolean batch) {
        ForwardPass forward = told.network.forward(parameters, x);
        BackwardPass back = BackwardPass.of(told.network, parameters, forward, t, told.loss);
        Gradients gradients = Backprop.BY_HAND.gradients(told.network, parameters, forward, t, told.loss);
        int layers = told.network.layers();
        assertEquals(told.network.loss(forward, t, told.loss), pass.get("loss").asDouble());
        for (int k = 1; k <= layers; k++) {
            JsonNode to = pass.at("/layers/" + (k - 1));
            JsonNode fro = pass.at("/backward/" + (layers - k));
            assertEquals(k, fro.get("layer").asInt());
            same(parameters.weights(k), to.get("W"));
            same(gradients.weights(k), fro.get("dW"));
            assertArrayEquals(gradients.bias(k).data(), PageSessions.numbers(fro.get("db")));
            boolean fused = k == layers && told.loss.partner() != Elementwise.IDENTITY; // begins at z
            assertEquals(batch, !to.has("z") && !to.has("a") && !fro.has("dZ"));
            assertEquals(batch || fused, !fro.has("dA"));
            if (!batch) {
                assertArrayEquals(forward.z(k).data(), PageSessions.numbers(to.get("z")));
                assertArrayEquals(forward.a(k).data(), PageSessions.numbers(to.get("a")));
                assertArrayEquals(back.dz(k).data(), PageSessions.numbers(fro.get("dZ")));
                if (!fused) {
                    assertArrayEquals(back.da(k).data(), PageSessions.numbers(fro.get("dA")));
                }
            }
        }
        assertEquals(layers, pass.get("differences").size());
        assertTrue(PageSessions.gradientsAgree(pass) && PageSessions.updateAgrees(pass), pass.toString());
    }

    private static void same(Matrix expected, JsonNode rows) {
        assertArrayEquals(expected.data(), PageSessions.matrix(rows).data());
    }

    /** Forward, back, forward again, and in pieces: always the state of a session that only went forward, whose bits are those of nn (EngineBitsIT). */
    @ParameterizedTest
    @ValueSource(strings = {COURSE, DEEP, CURVE, MOONS})
    void goingBackGivesTheSameBits(String config) {
        String id = explorer.session(config).get("id").asText();
        String other = explorer.session(config).get("id").asText();
        explorer.train(id, 0, 1);
        JsonNode grown = explorer.train(id, 0, 1200);
        JsonNode forward = explorer.train(other, 0, 1201);
        JsonNode states = explorer.get(other + "/frames?from=0&to=1201").get("frames");
        for (int step : new int[] {1201, 0, 600, 601, 599, 1, 1200, 37, 600}) {
            assertEquals(states.get(step).get("parameters"), state(id, 0, step).get("parameters"), "step " + step);
        }
        assertEquals(1201, forward.get("losses").size());
        assertEquals(forward.at("/losses/1200"), grown.at("/losses/1199"));
    }

    @Test
    void aBranchGoesOnFromThePastWithItsOwnRateAndEdit() {
        String id = explorer.session(DEEP).get("id").asText();
        explorer.train(id, 0, 300);
        JsonNode same = explorer.post(id + "/branch", "{'branch': 0, 'step': 100}");
        assertEquals(1, same.get("id").asInt());
        explorer.train(id, 1, 200);
        assertEquals(state(id, 0, 300), state(id, 1, 300), "Adam's memory goes with the branch");
        explorer.post(id + "/branch", "{'branch': 0, 'step': 100, 'learningRate': 0.5}");
        explorer.train(id, 2, 200);
        assertNotEquals(state(id, 0, 300), state(id, 2, 300));
        assertEquals(state(id, 0, 100), state(id, 2, 100));
        String edit = "'step': 100, 'edit': {'layer': 2, 'kind': 'W', 'row': 1, 'column': 2, 'value': 0.75}";
        explorer.post(id + "/branch", "{'branch': 0, " + edit + "}");
        assertEquals(0.75, state(id, 3, 100).at("/parameters/1/W/1/2").asDouble());
        JsonNode tried = explorer.post(id + "/whatIf", "{'branch': 0, " + edit + ", 'example': 2}");
        assertEquals(state(id, 3, 100).get("loss"), tried.at("/frame/loss"));
        assertNotEquals(state(id, 0, 100).get("loss"), tried.at("/frame/loss"), "and the branch is as it was");
    }

    private JsonNode state(String id, int branch, int step) {
        return explorer.get(id + "/frame?branch=" + branch + "&step=" + step);
    }

    /** Over 0.15 of the spread beyond the examples. */
    @Test
    void surfacesAreTheNetworksAnswers() {
        JsonNode session = explorer.session(DEEP);
        Told told = Told.of(session);
        String id = session.get("id").asText();
        explorer.train(id, 0, 20);
        JsonNode surfaces = explorer.post(
                id + "/surfaces", "{'branch': 0, 'from': 0, 'to': 20, 'every': 20, 'size': 5, 'units': true}");
        assertEquals(2, surfaces.size());
        for (int i = 0; i < 2; i++) {
            JsonNode surface = surfaces.get(i);
            Parameters parameters = PageSessions.parameters(state(id, 0, 20 * i).get("parameters"));
            double[] low = bounds(told.x, 0);
            double[] right = bounds(told.x, 1);
            assertArrayEquals(low, PageSessions.numbers(surface.get("x")), 1e-15);
            assertArrayEquals(right, PageSessions.numbers(surface.get("y")), 1e-15);
            assertEquals(9, surface.get("maps").size(), "two outputs, four and three units");
            for (JsonNode map : surface.get("maps")) {
                for (int n = 0; n < 25; n++) {
                    Matrix x = Matrix.rowOf(
                            low[0] + (low[1] - low[0]) * (n % 5) / 4, right[0] + (right[1] - right[0]) * (n / 5) / 4);
                    int layer = map.get("layer").asInt();
                    double expected = told.network
                            .forward(parameters, x)
                            .a(layer)
                            .get(0, map.get("unit").asInt());
                    assertEquals(
                            (float) expected, (float) map.at("/values/" + n).asDouble());
                }
            }
        }
    }

    private static double[] bounds(Matrix x, int column) {
        double[] values = IntStream.range(0, x.rows())
                .mapToDouble(n -> x.get(n, column))
                .sorted()
                .toArray();
        double margin = 0.15 * (values[values.length - 1] - values[0]);
        return new double[] {values[0] - margin, values[values.length - 1] + margin};
    }

    /** Seeds choose among the slips that a network can have; each shows in what the page shows, at the start already. */
    @Test
    void eachSlipShowsAndNoSlipDoesNot() {
        String config =
                "{'data': {'kind': 'circles', 'examples': 12}, 'hidden': [{'units': 4, 'activation': 'tanh'}, {'units':"
                        + " 4, 'activation': 'relu'}, {'units': 3, 'activation': 'sigmoid'}], 'output': 'sigmoid', 'optimizer': 'adam',"
                        + " 'batch': 6, 'seed': %d, 'slip': %b}";
        Set<String> found = new TreeSet<>();
        for (int seed = 1; seed <= 40; seed++) {
            JsonNode right = explorer.get(opened(config, seed, false) + "/pass?step=0&example=-1");
            assertTrue(PageSessions.gradientsAgree(right) && PageSessions.updateAgrees(right), "seed " + seed);
            String id = opened(config, seed, true);
            JsonNode wrong = explorer.get(id + "/pass?step=0&example=-1");
            String slip = explorer.slipOf(id);
            found.add(slip);
            assertEquals(slip.equals("no-bias-correction"), PageSessions.gradientsAgree(wrong));
            assertEquals(!slip.equals("no-bias-correction"), PageSessions.updateAgrees(wrong));
        }
        assertEquals(new TreeSet<>(PageSessions.SLIPS), found);
    }

    private String opened(String config, int seed, boolean slip) {
        return explorer.session(String.format(Locale.ROOT, config, seed, slip))
                .get("id")
                .asText();
    }

    @Test
    void thePageHasTheProgramsOwnTolerances() {
        JsonNode told = PageScripts.ask("return await load('agreement.js');", Map.of());
        assertEquals(bound(Tolerances.CENTRAL_DIFFERENCES), told.get("OF_DIFFERENCES"));
        assertEquals(bound(Tolerances.OPTIMIZER), told.get("OF_OPTIMIZERS"));
    }

    private static JsonNode bound(Tolerance tolerance) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("absolute", tolerance.absolute())
                .put("relative", tolerance.relative());
    }

    @Test
    void whereNumbersBreakIsTold() {
        String id =
                explorer.session("{'learningRate': 50, 'seed': 1}").get("id").asText();
        JsonNode broken = explorer.train(id, 0, 5000);
        int step = broken.get("brokeAt").asInt();
        assertEquals(step - 1, broken.get("steps").asInt());
        assertTrue(
                Double.isFinite(state(id, 0, step - 1).at("/parameters/1/W/0/0").asDouble()));
        explorer.post(id + "/branch", "{'branch': 0, 'step': 0, 'learningRate': 0.1}");
        assertFalse(explorer.train(id, 1, 500).has("brokeAt"));
    }

    private JsonNode shown(String id, int step, int example) {
        return explorer.get(id + "/frame?step=" + step + "&example=" + example);
    }

    /** Of one output the class is 1 from 0.5 on, of several it is the largest one's. */
    @ParameterizedTest
    @CsvSource({"spirals, softmax", "moons, sigmoid", "circles, linear"})
    void accuracyAndUnitsAreThoseOfTheState(String kind, String output) {
        String config =
                "{'data': {'kind': '%s', 'examples': 30, 'noise': 0.3}, 'output': '%s', 'batch': 7, 'optimizer': 'adam'}";
        JsonNode session = explorer.session(String.format(Locale.ROOT, config, kind, output));
        Told told = Told.of(session);
        String id = session.get("id").asText();
        explorer.train(id, 0, 200);
        for (int step : new int[] {0, 14, 200}) {
            JsonNode state = shown(id, step, 3);
            ForwardPass pass = told.network().forward(PageSessions.parameters(state.get("parameters")), told.x());
            int right = right(pass.output(), session.at("/data/labels"));
            assertTrue(right > 0 && right < 30, right + " of 30 tell nothing");
            assertEquals(right / 30.0, state.get("accuracy").asDouble());
            for (int k = 1; k <= 2; k++) {
                assertArrayEquals(pass.a(k).row(3).data(), PageSessions.numbers(state.at("/a/" + (k - 1))));
            }
        }
        assertEquals(5, session.get("stepsPerEpoch").asInt());
        assertFalse(shown(id, 0, -1).has("a"));
        assertFalse(shown(id, 0, -1).has("exampleLoss"));
        for (int example = 0; example < 4; example++) {
            JsonNode pass = explorer.get(id + "/pass?step=14&example=" + example);
            assertEquals(pass.get("loss"), shown(id, 14, example).get("exampleLoss"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'optimizer': 'sgd' | true | true",
                "'optimizer': 'adam' | true | false",
                "'slip': true | false | false"
            },
            quoteCharacter = '"')
    void aBranchSaysWhetherItCanBeRepeated(String config, boolean first, boolean second) {
        JsonNode session = explorer.session("{" + config + "}");
        String id = session.get("id").asText();
        explorer.train(id, 0, 5);
        JsonNode branch = explorer.post(id + "/branch", "{'branch': 0, 'step': 3}");
        explorer.train(id, 1, 2);
        boolean[] said = {
            session.at("/branches/0/repeatable").asBoolean(),
            branch.get("repeatable").asBoolean()
        };
        assertArrayEquals(new boolean[] {first, second}, said);
        for (int i = 0; i < 2; i++) {
            String target = id + "/export?format=npz&step=5&branch=" + i;
            if (said[i]) {
                assertTrue(explorer.file(target).length > 0);
            } else if (config.contains("slip")) {
                assertEquals("notPlain {}", explorer.refusedCall(target));
            }
        }
    }

    private static int right(Matrix output, JsonNode labels) {
        int right = 0;
        for (int n = 0; n < labels.size(); n++) {
            double[] y = output.row(n).data();
            assertTrue(y.length <= 2);
            int best = y.length == 1 ? (y[0] >= 0.5 ? 1 : 0) : y[0] > y[1] ? 0 : 1;
            right += best == labels.get(n).asInt() ? 1 : 0;
        }
        return right;
    }

    @ParameterizedTest
    @CsvSource({"sgd", "momentum", "adam"})
    void whatAnOptimizerRemembersIsTold(String optimizer) {
        JsonNode session = explorer.session("{'optimizer': '" + optimizer + "'}");
        Told told = Told.of(session);
        String id = session.get("id").asText();
        explorer.train(id, 0, 9);
        Parameters parameters = PageSessions.parameters(shown(id, 0, 0).get("parameters"));
        Optimizer same = told.optimizer().start();
        OnlineTraining training = new OnlineTraining(told.network(), told.loss());
        for (int step = 0; step < 9; step++) {
            training.stepInPlace(parameters, same, told.batch(told.x(), step), told.batch(told.t(), step));
        }
        JsonNode update = explorer.get(id + "/pass?step=8").get("update");
        assertMemory(same.memory(), update.get("memory"));
        assertEquals(9, update.get("step").asInt());
        same.memory().forEach((letter, arrays) -> {
            if (optimizer.equals("adam")) { // m and v without what they still have of the zeros that they began as
                double share = 1 - Math.pow(letter.equals("m") ? 0.9 : 0.999, 9);
                double shown = update.at("/corrected/" + letter + "/0/W/0/0").asDouble();
                assertEquals(
                        arrays.get(0)[0] / share,
                        shown,
                        1e-12 * Math.abs(shown)); // roundings of the power and the quotient
            }
        });
    }

    private static void assertMemory(Map<String, List<double[]>> expected, JsonNode told) {
        assertEquals(expected.size(), told.size());
        expected.forEach((letter, arrays) -> {
            assertEquals(arrays.size() / 2, told.get(letter).size());
            for (int k = 0; k < arrays.size() / 2; k++) {
                JsonNode layer = told.get(letter).get(k);
                assertArrayEquals(
                        arrays.get(2 * k), PageSessions.matrix(layer.get("W")).data());
                assertArrayEquals(arrays.get(2 * k + 1), PageSessions.numbers(layer.get("b")));
            }
        });
    }

    private static final String SPLIT =
            "{'data': {'kind': 'moons', 'examples': 40, 'noise': 0.2HELD}, 'hidden': [{'units':"
                    + " 6, 'activation': 'tanh'}], 'output': 'sigmoid', 'optimizer': 'sgd', 'learningRate': 0.5, 'batch': 8, 'seed':"
                    + " 5MORE}";
    private static final int UNITS = 6;
    private static final Network NETWORK = Network.of(2, List.of(UNITS), 1, Elementwise.TANH, Elementwise.SIGMOID);

    private JsonNode moons(String held, String more) {
        return explorer.session(SPLIT.replace("HELD", held).replace("MORE", more));
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

    /** Gradient, central difference and update of a batch belong to the same step, whose masks follow from its number. */
    @ParameterizedTest
    @ValueSource(strings = {", 'l2': 0.1", ", 'dropout': 0.4", ", 'l2': 0.02, 'dropout': 0.2, 'optimizer': 'adam'"})
    void theGradientOfAStepAgreesWithDifferencesAndWithTheUpdate(String more) {
        JsonNode session = explorer.session(SPLIT.replace("HELD", "")
                .replace("MORE", more)
                .replace(more.contains("adam") ? "'optimizer': 'sgd', " : "NONE", ""));
        String id = session.get("id").asText();
        explorer.train(id, 0, 40);
        Parameters later = parameters(id, 40);
        JsonNode batch = explorer.get(id + "/pass?step=17&example=-1");
        assertEquals(2, batch.get("differences").size());
        assertTrue(PageSessions.gradientsAgree(batch) && PageSessions.updateAgrees(batch), batch.toString());
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
}
