package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.BackwardPass;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.OnlineTraining;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.optim.Optimizer;
import dev.crosscheck.proof.compare.Tolerance;
import dev.crosscheck.proof.compare.Tolerances;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the explorer says is what {@code nn} computes, wherever in time one looks, and slips show in it. */
class ExplorerIT {
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

    /** The last quarter is only measured. */
    private static final String HELD_OUT =
            "{'data': {'kind': 'moons', 'examples': 40, 'noise': 0.2, 'heldOut': 0.25}, 'hidden': [{'units': 6}],"
                    + " 'output': 'sigmoid', 'optimizer': 'sgd', 'learningRate': 0.5, 'batch': 8, 'seed': 5}";

    /** With all activations together. */
    private static final String ALL_ACTIVATIONS =
            "{'data': {'kind': 'moons', 'examples': 10}, 'output': '%s', 'loss': '%s', 'optimizer': '%s', 'batch': 4, 'hidden':"
                    + " [{'units': 3, 'activation': '%s'}, {'units': 4, 'activation': '%s'}, {'units': 3, 'activation': '%s'},"
                    + " {'units': 3, 'activation': '%s'}]}";

    @TempDir
    private Path folder;

    private final PageSessions explorer = new PageSessions();

    /** Of the batch and of single examples, and what is measured of all and of those held out. */
    @ParameterizedTest
    @ValueSource(strings = {COURSE, DEEP, CURVE, MOONS, HELD_OUT})
    void everyNumberIsThatOfNn(String config) {
        JsonNode session = explorer.session(config);
        NnTraining told = NnTraining.of(session);
        String id = session.get("id").asText();
        JsonNode grown = explorer.train(id, 0, 60);
        Parameters parameters = parameters(id, 37);
        for (int example = -1; example < 4; example++) {
            JsonNode pass = explorer.get(id + "/pass?step=37&example=" + example);
            assertEquals("true true", explorer.agreement(id + "/pass?step=37&example=" + example), pass::toString);
            Matrix x = example < 0 ? told.batch(told.x(), 37) : told.x().row(example);
            Matrix t = example < 0 ? told.batch(told.t(), 37) : told.t().row(example);
            check(told, parameters, x, t, pass, example < 0);
            JsonNode frame = explorer.get(id + "/frame?step=37&example=" + example);
            assertEquals(example < 0, !frame.has("a") && !frame.has("exampleLoss"));
            if (example >= 0) {
                assertEquals(pass.get("loss"), frame.get("exampleLoss"));
                for (int k = 1; k <= told.network().depth(); k++) {
                    assertEquals(pass.at("/layers/" + (k - 1) + "/a"), frame.at("/a/" + (k - 1)));
                }
            }
        }
        whatAnOptimizerRemembersIsTold(told, id);
        JsonNode frame = state(id, 0, 37);
        measured(told, parameters, told.x(), told.t(), frame);
        assertEquals(config.equals(CURVE), !frame.has("accuracy"));
        JsonNode heldOut = session.at("/data/heldOut");
        assertEquals(config.contains("heldOut"), !heldOut.isMissingNode());
        if (!heldOut.isMissingNode()) {
            Matrix x = PageSessions.matrix(heldOut.get("inputs"));
            Matrix t = PageSessions.matrix(heldOut.get("targets"));
            assertEquals(30, told.x().rows());
            assertEquals(10, x.rows());
            measured(told, parameters, x, t, frame.get("heldOut"));
            assertEquals(4, grown.get("heldOut").size(), "whole epochs of four");
            assertEquals(60, grown.at("/heldOut/3/0").asInt());
        }
    }

    /** Of one output the class is 1 above 0.5, of two it is the largest one's. */
    private static void measured(NnTraining told, Parameters parameters, Matrix x, Matrix t, JsonNode said) {
        ForwardPass pass = told.network().forward(parameters, x);
        assertEquals(told.network().loss(pass, t, told.loss()), said.get("loss").asDouble());
        double right = 0;
        for (int n = 0; n < x.rows(); n++) {
            double[] y = pass.output().row(n).data();
            double[] wanted = t.row(n).data();
            boolean isRight = y.length == 1 ? y[0] > 0.5 == wanted[0] > 0.5 : y[0] > y[1] == wanted[0] > wanted[1];
            right += isRight ? 1 : 0;
        }
        if (said.has("accuracy")) {
            assertEquals(right / x.rows(), said.get("accuracy").asDouble());
        }
    }

    private static void check(
            NnTraining told, Parameters parameters, Matrix x, Matrix t, JsonNode pass, boolean batch) {
        ForwardPass forward = told.network().forward(parameters, x);
        BackwardPass back = BackwardPass.of(told.network(), parameters, forward, t, told.loss());
        Gradients gradients = Backprop.BY_HAND.gradients(told.network(), parameters, forward, t, told.loss());
        int layers = told.network().depth();
        assertEquals(
                told.network().loss(forward, t, told.loss()), pass.get("loss").asDouble());
        for (int k = 1; k <= layers; k++) {
            JsonNode to = pass.at("/layers/" + (k - 1));
            JsonNode fro = pass.at("/backward/" + (layers - k));
            assertEquals(k, fro.get("layer").asInt());
            same(parameters.weights(k), to.get("W"));
            same(gradients.weights(k), fro.get("dW"));
            assertArrayEquals(gradients.bias(k).data(), PageSessions.numbers(fro.get("db")));
            boolean fused = k == layers && told.loss().partner() != Elementwise.IDENTITY; // begins at z
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
    }

    private static void same(Matrix expected, JsonNode rows) {
        assertArrayEquals(expected.data(), PageSessions.matrix(rows).data());
    }

    /** Adam's m and v also without what they still have of the zeros that they began as. */
    private void whatAnOptimizerRemembersIsTold(NnTraining told, String id) {
        Parameters parameters = parameters(id, 0);
        Optimizer same = told.optimizer().start();
        OnlineTraining training = new OnlineTraining(told.network(), told.loss(), Backprop.BY_HAND);
        for (int step = 0; step < 9; step++) {
            training.stepInPlace(parameters, same, told.batch(told.x(), step), told.batch(told.t(), step));
        }
        JsonNode update = explorer.get(id + "/pass?step=8").get("update");
        assertEquals(9, update.get("step").asInt());
        assertEquals(same.memory().size(), update.get("memory").size());
        same.memory().forEach((letter, arrays) -> {
            double share = letter.equals("m") ? 1 - Math.pow(0.9, 9) : 1 - Math.pow(0.999, 9);
            boolean isCorrected = same.memory().size() == 2;
            Parameters memory = PageSessions.parameters(update.at("/memory/" + letter));
            for (int i = 0; i < arrays.size(); i++) {
                assertArrayEquals(arrays.get(i), memory.matrices().get(i).data());
            }
            double shown = update.at("/corrected/" + letter + "/0/W/0/0").asDouble();
            double expected = isCorrected ? arrays.get(0)[0] / share : 0;
            assertEquals(expected, shown, 1e-12 * Math.abs(expected)); // roundings of the power and the quotient
        });
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

    /** At the places that it names. */
    @Test
    void surfacesAreTheNetworksAnswers() {
        JsonNode session = explorer.session(DEEP);
        NnTraining told = NnTraining.of(session);
        String id = session.get("id").asText();
        explorer.train(id, 0, 20);
        JsonNode surfaces =
                explorer.post(id + "/surfaces", "{'branch': 0, 'from': 0, 'to': 20, 'every': 20, 'size': 5}");
        assertEquals(2, surfaces.size());
        for (int i = 0; i < 2; i++) {
            JsonNode surface = surfaces.get(i);
            Parameters parameters = PageSessions.parameters(state(id, 0, 20 * i).get("parameters"));
            double[] x = PageSessions.numbers(surface.get("x"));
            double[] y = PageSessions.numbers(surface.get("y"));
            assertEquals(9, surface.get("maps").size(), "two outputs, four and three units");
            for (JsonNode map : surface.get("maps")) {
                for (int n = 0; n < 25; n++) {
                    Matrix at = Matrix.rowOf(x[0] + (x[1] - x[0]) * (n % 5) / 4, y[0] + (y[1] - y[0]) * (n / 5) / 4);
                    int layer = map.get("layer").asInt();
                    double expected = told.network()
                            .forward(parameters, at)
                            .a(layer)
                            .get(0, map.get("unit").asInt());
                    assertEquals(
                            (float) expected, (float) map.at("/values/" + n).asDouble());
                }
            }
        }
    }

    @Test
    void thePageHasTheProgramsOwnTolerances() {
        JsonNode told = PageScripts.ask("return await load('agreement.js');", Map.of());
        Map<String, Tolerance> own =
                Map.of("OF_DIFFERENCES", Tolerances.CENTRAL_DIFFERENCES, "OF_OPTIMIZERS", Tolerances.OPTIMIZER);
        own.forEach((name, tolerance) -> {
            assertEquals(tolerance.absolute(), told.at("/" + name + "/absolute").asDouble());
            assertEquals(tolerance.relative(), told.at("/" + name + "/relative").asDouble());
        });
    }

    @Test
    void whereNumbersBreakIsTold() {
        String id = explorer.session("{'learningRate': 50}").get("id").asText();
        JsonNode broken = explorer.train(id, 0, 5000);
        int step = broken.get("brokeAt").asInt();
        assertEquals(step - 1, broken.get("steps").asInt());
        assertTrue(Double.isFinite(parameters(id, step - 1).weights(2).get(0, 0)));
        explorer.post(id + "/branch", "{'branch': 0, 'step': 0, 'learningRate': 0.1}");
        assertFalse(explorer.train(id, 1, 500).has("brokeAt"));
    }

    /** Gradient, central difference and update of a batch belong to the same step, whose masks follow from its number. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "'optimizer': 'sgd', 'l2': 0.1",
                "'optimizer': 'sgd', 'dropout': 0.4",
                "'optimizer': 'adam', 'l2': 0.02, 'dropout': 0.2"
            })
    void theGradientOfAStepAgreesWithDifferencesAndWithTheUpdate(String more) {
        String id = explorer.session(HELD_OUT.replace("'optimizer': 'sgd'", more))
                .get("id")
                .asText();
        explorer.train(id, 0, 40);
        JsonNode batch = explorer.get(id + "/pass?step=17&example=-1");
        assertEquals(2, batch.get("differences").size());
        assertEquals("true true", explorer.agreement(id + "/pass?step=17"), batch::toString);
        JsonNode later = state(id, 0, 18).get("parameters");
        assertEquals(batch.at("/update/after"), later);
        state(id, 0, 3);
        assertEquals(later, state(id, 0, 18).get("parameters"));
    }

    private Parameters parameters(String id, int step) {
        return PageSessions.parameters(state(id, 0, step).get("parameters"));
    }

    /** What leaves the explorer computes what the page shows, also in the steps that follow: batches of 4, 4 and 2 of the ten examples. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "softmax cross-entropy adam sigmoid relu tanh leaky-relu",
                "sigmoid bce momentum elu gelu softplus identity",
                "linear huber adamw elu softplus tanh relu",
                "sigmoid mse sgd leaky-relu gelu elu tanh",
                "linear half-squared-error sgd softplus sigmoid leaky-relu tanh"
            })
    void theJavaClassGivesTheSameBits(String network) throws Exception {
        String config = String.format(Locale.ROOT, ALL_ACTIVATIONS, (Object[]) network.split(" "));
        String id = explorer.session(config).get("id").asText();
        explorer.train(id, 0, 30);
        Class<?> exported = compiled(id + "/export?format=java&branch=0&step=30");
        outputsAreThePages(exported, id, 30);
        double[] losses = (double[]) exported.getMethod("train", int.class).invoke(null, 5);
        assertArrayEquals(explorer.losses(id, 0, 5), losses);
        outputsAreThePages(exported, id, 35);
    }

    /** The largest convolution, with as many examples as there may be, whose pixels are no whole numbers. */
    @Test
    void theJavaClassOfAConvolutionGivesTheSameBits() throws Exception {
        String id = explorer.session(
                        "{'data': {'kind': 'strokes', 'examples': 160, 'noise': 0.1}, 'output': 'softmax', 'optimizer': 'adam',"
                                + " 'batch': 16, 'hidden': [{'units': 2, 'activation': 'relu', 'kernel': 3}]}")
                .get("id")
                .asText();
        explorer.train(id, 0, 30);
        Class<?> exported = compiled(id + "/export?format=java&branch=0&step=30");
        outputsAreThePages(exported, id, 30);
        double[] losses = (double[]) exported.getMethod("train", int.class).invoke(null, 12);
        assertArrayEquals(explorer.losses(id, 0, 12), losses);
        outputsAreThePages(exported, id, 42);
    }

    private void outputsAreThePages(Class<?> network, String id, int step) throws Exception {
        Method outputs = network.getMethod("outputs", double[].class);
        for (int example = 0; example < 10; example++) {
            JsonNode pass = explorer.get(id + "/pass?step=" + step + "&example=" + example);
            JsonNode layers = pass.get("layers");
            assertArrayEquals(PageSessions.numbers(layers.get(layers.size() - 1).get("a")), (double[])
                    outputs.invoke(null, (Object) PageSessions.numbers(pass.get("x"))));
        }
    }

    /** The largest network with the most examples fits into a class, and learns from its first step on. */
    @Test
    void theLargestJavaClassCompiles() throws Exception {
        String hidden = "{'units': 16}, {'units': 16}, {'units': 16}, {'units': 16}";
        String id = explorer.session(
                        "{'data': {'kind': 'spirals', 'examples': 500}, 'output': 'softmax', 'optimizer': 'adam',"
                                + " 'batch': 0, 'hidden': [" + hidden + "]}")
                .get("id")
                .asText();
        Class<?> exported = compiled(id + "/export?format=java&branch=0&step=0");
        double[] losses = (double[]) exported.getMethod("train", int.class).invoke(null, 2);
        assertArrayEquals(explorer.losses(id, 0, 2), losses);
    }

    private Class<?> compiled(String target) throws Exception {
        Path source = folder.resolve("Network.java");
        Files.write(source, explorer.file(target));
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, source.toString()));
        URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, null);
        return loader.loadClass("Network");
    }
}
