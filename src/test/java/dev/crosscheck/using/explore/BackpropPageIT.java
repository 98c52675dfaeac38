package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.BackwardPass;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.optim.Sgd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The chapter on backpropagation in a real browser, used as readers do: each number is compared with nn's. */
class BackpropPageIT extends ExplorerBrowser {
    private static final Network XOR = Network.of(2, List.of(3), 1, Elementwise.TANH, Elementwise.SIGMOID);

    private static final Matrix INPUTS = new Matrix(4, 2, 0, 0, 0, 1, 1, 0, 1, 1);

    private static final Matrix TARGETS = new Matrix(4, 1, 0, 1, 1, 0);

    /** What the page starts with. */
    private static final double RATE = 0.5;

    /** The example that the page starts with: (0, 1). */
    private static final int EXAMPLE = 1;

    private static final String WEIGHTS =
            "Object.fromEntries([...document.querySelectorAll('.plane [data-name]')].map(e => [e.dataset.name, e.dataset.value]))";

    private static void goTo(int step) throws IOException {
        browser.evaluate("(() => { const s = document.querySelector('.slider input'); s.value = " + step
                + "; s.dispatchEvent(new Event('input')); })()");
        awaitStep(step);
    }

    /** The page's parameters, exact. */
    private static Parameters parameters() throws IOException {
        JsonNode values = browser.evaluate(WEIGHTS);
        List<Matrix> matrices = new ArrayList<>();
        for (int k = 1; k <= XOR.layers(); k++) {
            int inputs = XOR.sizes().get(k - 1);
            int units = XOR.sizes().get(k);
            matrices.add(matrix(values, "W" + k, inputs, units));
            matrices.add(matrix(values, "b" + k, 1, units));
        }
        return new Parameters(matrices);
    }

    private static Matrix matrix(JsonNode values, String name, int rows, int columns) {
        Matrix matrix = Matrix.zeros(rows, columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                matrix.data()[i * columns + j] =
                        Double.parseDouble(values.get(name + ":" + i + ":" + j).asText());
            }
        }
        return matrix;
    }

    /** Walks to the end; what each stop shows, by what it is about: its results, then its central difference if it has one. */
    private static JsonNode walk() throws IOException {
        return browser.evaluate("""
                (async () => {
                  const walk = document.querySelector('.walk');
                  const shown = {};
                  while (!walk.dataset.now?.startsWith('update')) {
                    const before = walk.dataset.stop;
                    document.getElementById('walk-next').click();
                    while (walk.dataset.stop === before) { await new Promise(done => setTimeout(done, 5)); }
                    shown[walk.dataset.now] = [...walk.querySelectorAll('.lines .result, .lines [data-role=central]')].map(e => e.dataset.value);
                  }
                  return shown;
                })()""");
    }

    /** What nn says to all of it. */
    private static Map<String, List<Double>> expected(Parameters parameters) {
        Map<String, List<Double>> all = new LinkedHashMap<>();
        Matrix target = TARGETS.row(EXAMPLE);
        ForwardPass pass = XOR.forward(parameters, INPUTS.row(EXAMPLE));
        BackwardPass back = BackwardPass.of(XOR, parameters, pass, target, Loss.BINARY_CROSS_ENTROPY);
        Gradients gradients = back.gradients(pass);
        all.put("loss:0:0:0", List.of(XOR.loss(pass, target, Loss.BINARY_CROSS_ENTROPY)));
        for (int k = 1; k <= XOR.layers(); k++) {
            for (int j = 0; j < XOR.sizes().get(k); j++) {
                String place = k + ":0:" + j;
                all.put("unit:" + place, List.of(pass.z(k).get(0, j), pass.a(k).get(0, j)));
                if (k < XOR.layers()) { // sigmoid and loss are one
                    all.put("dA:" + place, List.of(back.da(k).get(0, j)));
                }
                all.put("dZ:" + place, List.of(back.dz(k).get(0, j)));
                all.put("db:" + place, List.of(gradients.bias(k).get(0, j)));
                for (int i = 0; i < XOR.sizes().get(k - 1); i++) {
                    all.put(
                            "dW:" + k + ":" + i + ":" + j,
                            List.of(gradients.weights(k).get(i, j)));
                }
            }
        }
        return all;
    }

    /** Walks through the pass, and compares each number that is shown with nn's. */
    private static Parameters theWalkIsBackprops() throws IOException {
        JsonNode shown = walk();
        Parameters parameters = parameters();
        Map<String, List<Double>> expected = expected(parameters);
        List<Executable> checks = new ArrayList<>();
        expected.forEach((stop, values) -> checks.add(() -> {
            for (int v = 0; v < values.size(); v++) {
                assertEquals(values.get(v), shown.path(stop).path(v).asDouble(Double.NaN), stop);
            }
            if (stop.startsWith("dW") || stop.startsWith("db")) {
                assertEquals(values.get(0), shown.path(stop).path(1).asDouble(Double.NaN), CENTRAL, stop);
            }
        }));
        assertAll(checks);
        assertEquals(expected.size() + 1, shown.size(), "and the update");
        return parameters;
    }

    @Test
    void everyNumberOfAFullPassIsBackprops() throws IOException {
        load("backprop");
        click("#epoch-on");
        awaitStep(1);
        theUpdateIsSgds(theWalkIsBackprops());
        browser.screenshot("explore-update.png");
        browser.nothingWentWrong(server.url());
    }

    /** Its branches, with the rate and the weight that began them, and the place in them; and the page says it as it was asked. */
    @Test
    void aLinkIsTheSession() throws IOException {
        String config = "data=xor&hidden=3.tanh&output=sigmoid&loss=bce&optimizer=adam&learningRate=0.5&batch=0&seed=5";
        String link = config + "&branches=0_30_0.125;1_40_0.25_W1_1_2_0.75&branch=2&step=55&example=2";
        load("backprop?" + link);
        awaitStep(55);
        PageSessions sessions = new PageSessions();
        String id = sessions.session(
                        "{'hidden': [{'units': 3}], 'output': 'sigmoid', 'optimizer': 'adam', 'learningRate': 0.5,"
                                + " 'batch': 0, 'seed': 5}")
                .get("id")
                .asText();
        sessions.train(id, 0, 30);
        sessions.post(id + "/branch", "{'branch': 0, 'step': 30, 'learningRate': 0.125}");
        sessions.train(id, 1, 10);
        sessions.post(
                id + "/branch",
                "{'branch': 1, 'step': 40, 'learningRate': 0.25, 'edit': {'layer': 1, 'kind': 'W', 'row': 1, 'column': 2, 'value': 0.75}}");
        sessions.train(id, 2, 15);
        double loss = sessions.get(id + "/frame?branch=2&step=55").get("loss").asDouble();
        browser.await("document.querySelector('#figure-loss [data-value]')?.dataset.value === '" + loss + "'");
        browser.await("location.hash === '#backprop?" + link + "'");
        browser.nothingWentWrong(server.url());
        for (String wrong : List.of(
                "step=100001", "branch=1", "branches=0_3_0.5_W1_2_0_1", "branches=0_3_0.5_W3_0_0_1", "example=4")) {
            load("backprop?" + config + "&" + wrong);
            browser.await("document.getElementById('status').textContent.includes(': expected ')");
        }
        browser.evaluate("location.hash = 'path=7'");
        browser.await("document.querySelector('.path')?.dataset.step === 'hidden'");
        browser.await("location.hash.endsWith('&path=7')");
        click("#path-leave");
    }

    /** The same numbers by the page's own thread, where a browser allows no workers. */
    @Test
    void withoutAWorkerThePageComputesToo() throws IOException {
        JsonNode script = browser.call(
                "Page.addScriptToEvaluateOnNewDocument", Map.of("source", "globalThis.Worker = undefined;"));
        try {
            load("backprop");
            click("#epochs-on");
            awaitStep(1000);
            theWalkIsBackprops();
            assertEquals("undefined", browser.evaluate("typeof Worker").asText());
            browser.nothingWentWrong(server.url());
        } finally {
            browser.call(
                    "Page.removeScriptToEvaluateOnNewDocument",
                    Map.of("identifier", script.path("identifier").asText()));
        }
    }

    @Test
    void thePageNeedsNoServerAndNoNetwork() throws IOException {
        Path saved = Files.write(
                folder.resolve("saved.html"),
                ExplorePage.of(Path.of("data", "mnist")).page());
        network(false);
        browser.emulate(1300, 1000, false, "light");
        browser.call("Page.navigate", Map.of("url", saved.toUri().toString()));
        browser.await("document.body && document.body.dataset.ready === 'backprop' && location.protocol === 'file:'");
        click("#epochs-on");
        awaitStep(1000);
        theWalkIsBackprops();
        browser.screenshot("explore-saved.png");
        for (String chapter : List.of("perceptron", "activations")) {
            browser.evaluate("location.hash = '" + chapter + "'");
            browser.await("document.body.dataset.ready === '" + chapter + "'");
        }
        click("#language");
        browser.await("document.documentElement.lang === 'zh-CN'");
        browser.nothingWentWrong("file:///");
    }

    private static void theUpdateIsSgds(Parameters before) throws IOException {
        Parameters after = before.copy();
        Gradients gradients = Backprop.BY_HAND.gradients(
                XOR, before, XOR.forward(before, INPUTS), TARGETS, Loss.BINARY_CROSS_ENTROPY);
        new Sgd(RATE).updateInPlace(after.matrices(), gradients.matrices());
        JsonNode rows = browser.evaluate(
                "[...document.querySelectorAll('.walk .lines tbody tr')].map(row =>"
                        + " Object.fromEntries([...row.querySelectorAll('[data-role]')].map(e => [e.dataset.role, e.dataset.value])))");
        List<Double> expected = after.matrices().stream()
                .flatMap(matrix -> Arrays.stream(matrix.data()).boxed())
                .toList();
        List<Double> shown = new ArrayList<>();
        rows.forEach(row -> shown.add(row.path("after").asDouble()));
        assertEquals(expected, shown);
        rows.forEach(row -> {
            double change = row.path("change").asDouble();
            assertEquals(
                    -RATE * row.path("mean").asDouble(),
                    change,
                    1e-15 * Math.abs(change) + 1e-15,
                    "one rounding of a sum near 1");
            assertEquals(
                    row.path("after").asDouble(),
                    row.path("before").asDouble() + change,
                    Math.ulp(4.0),
                    "old + change = new");
        });
    }

    @Test
    void goingBackGivesTheSameBits() throws IOException {
        load("backprop");
        click("#epochs-on");
        awaitStep(1000);
        goTo(333);
        JsonNode once = browser.evaluate(WEIGHTS);
        goTo(1000);
        goTo(332);
        click("#step-on");
        awaitStep(333);
        assertEquals(once, browser.evaluate(WEIGHTS));
        assertEquals(10, browser.evaluate(WEIGHTS).size() - 3, "2-3-1 has 13 parameters");
        goTo(0);
        assertNotEquals(once, browser.evaluate(WEIGHTS));
    }

    @Test
    void anotherRateIsASecondBranchBesideTheFirst() throws IOException {
        load("backprop");
        click("#epochs-on");
        awaitStep(1000);
        goTo(100);
        JsonNode atFork = browser.evaluate(WEIGHTS);
        browser.evaluate("document.getElementById('branch-rate').value = 2");
        click("#fork");
        browser.await("document.querySelectorAll('.branches li').length === 2");
        assertEquals(atFork, browser.evaluate(WEIGHTS));
        click("#epoch-on");
        awaitStep(101);
        browser.await("document.querySelector('.branches li:last-child .number').textContent.includes('at 101')");
        assertNotEquals(text(".branches li .number"), text(".branches li:last-child .number"));
        browser.nothingWentWrong(server.url());
    }

    @Test
    void aWeightIsEditedAndTheLossAnswers() throws IOException {
        load("backprop");
        String before = text("#figure-loss");
        browser.evaluate("document.querySelector('[data-name=\"W1:0:1\"]').click()");
        browser.evaluate(
                "(() => { const v = document.getElementById('edit-value'); v.value = 4; v.dispatchEvent(new Event('input')); })()");
        browser.await("document.querySelector('.editor .note').textContent.includes('→')");
        assertNotEquals(before, text("#figure-loss"));
        press("Escape", "Escape", 27);
        assertEquals(before, text("#figure-loss"));
        browser.evaluate("document.querySelector('[data-name=\"W1:0:1\"]').click()");
        browser.evaluate("document.getElementById('edit-value').value = 4");
        click("#edit-keep");
        browser.await("document.querySelectorAll('.branches [aria-pressed=true]').length === 1");
        browser.await("document.querySelector('.branches li:last-child button').ariaPressed === 'true'");
        browser.await("document.querySelector('[data-name=\"W1:0:1\"]').dataset.value === '4'");
        assertEquals(4, parameters().weights(1).get(0, 1));
        browser.nothingWentWrong(server.url());
    }

    @Test
    void keysPlayAndGoThroughTime() throws IOException {
        load("backprop");
        press(" ", "Space", 32);
        browser.await("Number(document.querySelector('.transport').dataset.step) > 30");
        press(" ", "Space", 32);
        browser.await("document.getElementById('play').getAttribute('aria-label') === 'Play'");
        int at = browser.evaluate("Number(document.querySelector('.transport').dataset.step)")
                .asInt();
        press("ArrowLeft", "ArrowLeft", 37);
        awaitStep(at - 1);
        browser.evaluate("document.querySelector('.slider input').focus()");
        press("Home", "Home", 36);
        awaitStep(0);
        browser.nothingWentWrong(server.url());
    }
}
