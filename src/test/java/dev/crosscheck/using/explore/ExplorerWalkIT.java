package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.crosscheck.PythonDoor;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.Normalisation;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What each chapter shows is recomputed by {@code src/reference/python/walk.py} with 50 digits, from the numbers that its formulas are shown
 * with: every loss and activation, also where they are saturated, to 1e-12. Skipped if there is no Python.
 */
class ExplorerWalkIT {
    /** The output, its loss and its optimizer. */
    private static final List<String> OUTPUTS = List.of(
            "'output': 'sigmoid', 'loss': 'bce', 'optimizer': 'sgd', 'learningRate': 30",
            "'output': 'softmax', 'loss': 'cross-entropy', 'optimizer': 'adam'",
            "'output': 'linear', 'loss': 'huber', 'optimizer': 'momentum'",
            "'output': 'sigmoid', 'loss': 'mse', 'optimizer': 'adamw'",
            "'output': 'linear', 'loss': 'half-squared-error', 'optimizer': 'sgd'");

    /** Two hidden layers: together all activations. */
    private static final List<String> HIDDEN =
            List.of("tanh relu", "sigmoid gelu", "softplus elu", "leaky-relu identity");

    /** By hand: beyond the first, no unit and no output is near its middle. */
    private static final List<String> EDITS = List.of(
            "",
            ", 'edit': {'layer': 1, 'kind': 'W', 'row': 0, 'column': 0, 'value': 900}",
            ", 'edit': {'layer': 3, 'kind': 'b', 'row': 0, 'column': 0, 'value': 700}",
            ", 'edit': {'layer': 3, 'kind': 'b', 'row': 0, 'column': 0, 'value': -40}");

    private static final int STEP = 7;
    private static final int PIXELS = 784;

    @TempDir
    private Path folder;

    private final PageSessions explorer = new PageSessions();
    private final ObjectMapper json = new ObjectMapper();

    private ArrayNode walks() {
        ArrayNode walks = json.createArrayNode();
        for (String output : OUTPUTS) {
            for (String hidden : HIDDEN) {
                String[] activations = hidden.split(" ");
                JsonNode session =
                        explorer.session("{" + output + ", 'batch': 0, 'hidden': [{'units': 3, 'activation': '"
                                + activations[0] + "'}, {'units': 2, 'activation': '" + activations[1] + "'}]}");
                String id = session.get("id").asText();
                explorer.train(id, 0, STEP);
                for (int i = 0; i < EDITS.size(); i++) {
                    explorer.post(id + "/branch", "{'branch': 0, 'step': " + STEP + EDITS.get(i) + "}");
                    walks.add(walk(id, session.get("config"), i + 1));
                }
            }
        }
        return walks;
    }

    private ObjectNode walk(String id, JsonNode config, int branch) {
        String at = "?step=" + STEP + "&branch=" + branch;
        ObjectNode walk = json.createObjectNode();
        walk.set("config", config);
        JsonNode memory = explorer.get(id + "/frame" + at).get("optimizer");
        walk.set("memory", memory);
        ArrayNode passes = walk.putArray("passes");
        for (int example = 0; example < 4; example++) {
            passes.add(explorer.get(id + "/pass" + at + "&example=" + example));
        }
        walk.set("batch", explorer.get(id + "/pass" + at + "&example=" + -1));
        return walk;
    }

    private static JsonNode perceptrons() {
        return PageScripts.ask("""
                const { trainedOn } = await load("perceptron.js");
                const gates = ["AND", "XOR"].flatMap((gate) => [0.1, 0.125, 0.3].map((learningRate) => ({ gate, learningRate })));
                const points = [[0.3, 0.7, 0], [-0.2, 0.1, 1], [0.5, 0.5, 0]];
                return [...gates, { gate: null, points, learningRate: 0.7 }].map((wanted) => trainedOn({ epochs: 100, ...wanted }));""", "");
    }

    /** All curves, points where they are saturated or clipped, and softmax. */
    private static JsonNode functions() {
        return PageScripts.ask("""
                const { activationCurves, lossCurve, lossCurves, pointOf, softmaxOf } = await load("functions.js");
                const at = (curve) => (x) => ({ name: curve.name, target: curve.target, at: x, ...pointOf(curve, x) });
                const losses = [lossCurve("bce", 0), lossCurve("bce", 1), lossCurve("cross-entropy", 1), lossCurve("huber", 2.5)];
                return {
                  curves: activationCurves(),
                  losses: lossCurves(),
                  points: [
                    ...activationCurves().flatMap((curve) => [-700, -30, -1e-9, 0.5, 40, 710].map(at(curve))),
                    ...losses.flatMap((curve) => [0, 1e-13, 1e-11, 0.3, 0.999999999999, 1].map(at(curve))),
                  ],
                  softmax: [[1, 2, 3], [1000, 1001, 1002], [-1000, 0, 1000]].map(softmaxOf),
                };""", "");
    }

    private ObjectNode digits() {
        Network network = Network.of(PIXELS, List.of(6, 4), 3, Elementwise.GELU, Softmax.SOFTMAX);
        Parameters parameters = network.initial(3);
        for (int i = 0; i < parameters.weights(1).data().length; i++) {
            parameters.weights(1).data()[i] /= 28; // so that not every softmax is 0 or 1
        }
        for (Matrix matrix : parameters.matrices()) {
            Arrays.setAll(matrix.data(), i -> (float) matrix.data()[i]); // as in a model's file
        }
        ImageForm form = new ImageForm(28, 28, new Normalisation(0.25, 0.5), List.of("cat", "dog", "owl"));
        byte[] pixels = new byte[PIXELS];
        new SplittableRandom(1).nextBytes(pixels);
        DigitNetwork of = new DigitNetwork(
                "mine", network, parameters, List.of(), form, new ImageSet(pixels, new int[] {1}, form));
        ObjectNode all = json.createObjectNode();
        ObjectNode exported = all.putObject("network").put("mean", 0.25).put("deviation", 0.5);
        ArrayNode layers = exported.putArray("layers");
        for (int k = 1; k <= network.layers(); k++) {
            ObjectNode layer =
                    layers.addObject().put("activation", network.activation(k).label());
            layer.set("W", json.valueToTree(rows(parameters.weights(k))));
            layer.set("b", json.valueToTree(parameters.bias(k).data()));
        }
        all.set(
                "answers",
                PageScripts.ask(
                        "const digits = await (await load('digits.js')).digitsOf(input); const test = digits.answer({ test: 0 });"
                                + "return [test, digits.answer({ pixels: test.pixels })];",
                        new RawValue(Json.line(of.data()))));
        return all;
    }

    private static double[][] rows(Matrix matrix) {
        double[][] rows = new double[matrix.rows()][];
        Arrays.setAll(rows, n -> matrix.row(n).data());
        return rows;
    }

    private ObjectNode shown() {
        ObjectNode shown = json.createObjectNode();
        shown.set("walks", walks());
        shown.set("perceptrons", perceptrons());
        shown.setAll((ObjectNode) functions());
        shown.set("digits", digits());
        return shown;
    }

    private record Said(int status, String out, String errors) {}

    private Said recomputed(JsonNode shown) throws IOException, InterruptedException {
        Path file = folder.resolve("shown.json");
        Files.write(file, json.writeValueAsBytes(shown));
        Path errors = folder.resolve("errors.txt");
        Process process = new ProcessBuilder(
                        PythonDoor.having("decimal", "python3"), "src/reference/python/walk.py", file.toString())
                .redirectError(errors.toFile())
                .start();
        String out = new String(process.getInputStream().readAllBytes());
        return new Said(process.waitFor(), out, Files.readString(errors));
    }

    @Test
    void everythingThatIsShownIsWhatItsFormulaSays() throws IOException, InterruptedException {
        JsonNode shown = shown();
        Said said = recomputed(shown);
        assertEquals("", said.errors());
        assertEquals(0, said.status());
        JsonNode compared = json.readTree(said.out()).get("compared");
        for (String kind : List.of(
                "z", "a", "loss", "slope", "dA", "dZ", "dW", "db", "mean", "m", "v", "update", "sum", "rounded",
                "exact", "curve", "point", "softmax", "digit")) {
            assertTrue(compared.path(kind).asInt() > 0, kind + " in " + compared);
        }
        // A number that is wrong in the eleventh digit is found, wherever it is.
        ObjectNode pass = (ObjectNode) shown.at("/walks/64/passes/1");
        pass.put("loss", pass.get("loss").asDouble() * (1 + 1e-11));
        Said wrong = recomputed(shown);
        assertEquals(1, wrong.status());
        assertTrue(wrong.errors().startsWith("loss walk 64 (half-squared-error, sgd), example 1: "), wrong.errors());
    }
}
