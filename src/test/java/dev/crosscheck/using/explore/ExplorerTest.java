package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
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
import dev.crosscheck.using.serve.Site;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

    private final Explorer explorer = new Explorer();

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
            Matrix x = Explorer.matrix(session.at("/data/inputs"));
            int batch = config.get("batch").asInt();
            return new Told(
                    new Network(sizes, activations),
                    loss,
                    new OptimizerSpec(
                            usual.kind(), config.get("learningRate").asDouble(), usual.momentum(), usual.weightDecay()),
                    x,
                    Explorer.matrix(session.at("/data/targets")),
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
            JsonNode pass = explorer.get("sessions/" + id + "/pass?step=37&example=" + example);
            Parameters parameters = Explorer.parameters(
                    explorer.get("sessions/" + id + "/state?step=37").get("parameters"));
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
            assertArrayEquals(gradients.bias(k).data(), Explorer.numbers(fro.get("db")));
            boolean fused = k == layers && told.loss.partner() != Elementwise.IDENTITY; // begins at z
            assertEquals(batch, !to.has("z") && !to.has("a") && !fro.has("dZ"));
            assertEquals(batch || fused, !fro.has("dA"));
            if (!batch) {
                assertArrayEquals(forward.z(k).data(), Explorer.numbers(to.get("z")));
                assertArrayEquals(forward.a(k).data(), Explorer.numbers(to.get("a")));
                assertArrayEquals(back.dz(k).data(), Explorer.numbers(fro.get("dZ")));
                if (!fused) {
                    assertArrayEquals(back.da(k).data(), Explorer.numbers(fro.get("dA")));
                }
            }
            assertTrue(pass.at("/differences/" + (k - 1) + "/largest/agrees").asBoolean(), pass.toString());
        }
        assertTrue(pass.at("/update/largest/agrees").asBoolean());
    }

    private static void same(Matrix expected, JsonNode rows) {
        assertArrayEquals(expected.data(), Explorer.matrix(rows).data());
    }

    /** Forward, back, forward again, and in pieces: always the state that a training by nn alone has there. */
    @ParameterizedTest
    @ValueSource(strings = {COURSE, DEEP, CURVE, MOONS})
    void goingBackGivesTheSameBits(String config) {
        JsonNode session = explorer.session(config);
        Told told = Told.of(session);
        String id = session.get("id").asText();
        explorer.train(id, 0, 1);
        explorer.train(id, 0, 1200);
        OnlineTraining training = new OnlineTraining(told.network, told.loss);
        Optimizer optimizer = told.optimizer.start();
        Parameters parameters = Explorer.parameters(
                explorer.get("sessions/" + id + "/state?step=0").get("parameters"));
        List<Parameters> states = new ArrayList<>();
        List<Double> losses = new ArrayList<>();
        for (int step = 0; step <= 1201; step++) {
            states.add(parameters.copy());
            losses.add(training.stepInPlace(parameters, optimizer, told.batch(told.x, step), told.batch(told.t, step)));
        }
        for (int step : new int[] {1201, 0, 600, 601, 599, 1, 1200, 37, 600}) {
            JsonNode state = explorer.get("sessions/" + id + "/state?step=" + step);
            Parameters shown = Explorer.parameters(state.get("parameters"));
            for (int i = 0; i < shown.matrices().size(); i++) {
                assertArrayEquals(
                        states.get(step).matrices().get(i).data(),
                        shown.matrices().get(i).data(),
                        "step " + step);
            }
        }
        JsonNode branch = explorer.get("sessions/" + id).at("/branches/0/losses");
        assertArrayEquals(
                losses.stream().limit(1201).mapToDouble(Double::doubleValue).toArray(), Explorer.numbers(branch));
    }

    @Test
    void aBranchGoesOnFromThePastWithItsOwnRateAndEdit() {
        String id = explorer.session(DEEP).get("id").asText();
        explorer.train(id, 0, 300);
        JsonNode same = explorer.post("sessions/" + id + "/branches", "{'branch': 0, 'step': 100}");
        assertEquals(1, same.get("id").asInt());
        explorer.train(id, 1, 200);
        assertEquals(state(id, 0, 300), state(id, 1, 300), "Adam's memory goes with the branch");
        explorer.post("sessions/" + id + "/branches", "{'branch': 0, 'step': 100, 'learningRate': 0.5}");
        explorer.train(id, 2, 200);
        assertNotEquals(state(id, 0, 300), state(id, 2, 300));
        assertEquals(state(id, 0, 100), state(id, 2, 100));
        String edit = "'step': 100, 'edit': {'layer': 2, 'kind': 'W', 'row': 1, 'column': 2, 'value': 0.75}";
        explorer.post("sessions/" + id + "/branches", "{'branch': 0, " + edit + "}");
        assertEquals(0.75, state(id, 3, 100).at("/parameters/1/W/1/2").asDouble());
        JsonNode tried = explorer.post("sessions/" + id + "/what-if", "{'branch': 0, " + edit + ", 'example': 2}");
        assertEquals(state(id, 3, 100).get("loss"), tried.at("/frame/loss"));
        assertNotEquals(state(id, 0, 100).get("loss"), tried.at("/frame/loss"), "and the branch is as it was");
    }

    private JsonNode state(String id, int branch, int step) {
        return explorer.get("sessions/" + id + "/state?branch=" + branch + "&step=" + step);
    }

    @Test
    void surfacesAreTheNetworksAnswers() {
        JsonNode session = explorer.session(DEEP);
        Told told = Told.of(session);
        String id = session.get("id").asText();
        explorer.train(id, 0, 20);
        Site.File file = explorer.file("sessions/" + id + "/surfaces?from=0&to=20&every=20&size=5&units=true");
        assertTrue(
                file.headers().get("X-Surface").startsWith("{\"size\":5,\"x\":["),
                file.headers().toString());
        ByteBuffer floats = ByteBuffer.wrap(file.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        double[] bounds = Surfaces.bounds(told.x);
        for (int step : new int[] {0, 20}) {
            Parameters parameters = Explorer.parameters(state(id, 0, step).get("parameters"));
            for (int[] map : new int[][] {{3, 0}, {3, 1}, {1, 0}, {1, 1}, {1, 2}, {1, 3}, {2, 0}, {2, 1}, {2, 2}}) {
                for (int i = 0; i < 25; i++) {
                    Matrix x = Matrix.rowOf(
                            bounds[0] + (bounds[1] - bounds[0]) * (i % 5) / 4,
                            bounds[2] + (bounds[3] - bounds[2]) * (i / 5) / 4);
                    double expected =
                            told.network.forward(parameters, x).a(map[0]).get(0, map[1]);
                    assertEquals((float) expected, floats.getFloat());
                }
            }
        }
        assertFalse(floats.hasRemaining());
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
            String right = explorer.session(String.format(Locale.ROOT, config, seed, false))
                    .get("id")
                    .asText();
            assertTrue(agrees(right), "seed " + seed);
            String id = explorer.session(String.format(Locale.ROOT, config, seed, true))
                    .get("id")
                    .asText();
            assertFalse(agrees(id), "seed " + seed);
            for (String slip : PlantedSlip.labels()) {
                JsonNode guess = explorer.post("sessions/" + id + "/guess", "{'slip': '" + slip + "'}");
                if (guess.get("right").asBoolean()) {
                    found.add(slip);
                    assertFalse(guess.get("explanation").asText().isBlank());
                    assertEquals(slip.equals("no-bias-correction"), gradientsAgree(id));
                }
            }
        }
        assertEquals(new TreeSet<>(PlantedSlip.labels()), found);
        assertEquals(PlantedSlip.values().length, found.size());
    }

    private boolean agrees(String id) {
        JsonNode pass = explorer.get("sessions/" + id + "/pass?step=0&example=-1");
        return gradientsAgree(id) && pass.at("/update/largest/agrees").asBoolean();
    }

    private boolean gradientsAgree(String id) {
        JsonNode pass = explorer.get("sessions/" + id + "/pass?step=0&example=-1");
        boolean agree = true;
        for (JsonNode layer : pass.get("differences")) {
            agree &= layer.at("/largest/agrees").asBoolean();
        }
        return agree;
    }

    @Test
    void thePageIsToldTheProgramsOwnTolerances() {
        JsonNode told = explorer.get("limits").get("tolerances");
        assertEquals(bound(Tolerances.CENTRAL_DIFFERENCES), told.get("gradient").toString());
        assertEquals(bound(Tolerances.OPTIMIZER), told.get("update").toString());
    }

    private static String bound(Tolerance tolerance) {
        return "{\"absolute\":" + tolerance.absolute() + ",\"relative\":" + tolerance.relative() + "}";
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
        assertEquals(
                400,
                explorer.ask("GET", "sessions/" + id + "/state?step=" + step, "")
                        .status());
        explorer.post("sessions/" + id + "/branches", "{'branch': 0, 'step': 0, 'learningRate': 0.1}");
        assertFalse(explorer.train(id, 1, 500).has("brokeAt"));
    }
}
