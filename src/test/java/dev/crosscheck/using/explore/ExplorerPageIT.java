package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import dev.crosscheck.using.serve.Chromium;
import dev.crosscheck.using.serve.WebServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The explorer in a real browser, used as readers do; pictures of it are left in target/screenshots. */
class ExplorerPageIT {
    private static final Network XOR = Network.of(2, List.of(3), 1, Elementwise.TANH, Elementwise.SIGMOID);
    private static final Matrix INPUTS = new Matrix(4, 2, 0, 0, 0, 1, 1, 0, 1, 1);
    private static final Matrix TARGETS = new Matrix(4, 1, 0, 1, 1, 0);

    /** What the page starts with. */
    private static final double RATE = 0.5;

    /** The example that the page starts with: (0, 1). */
    private static final int EXAMPLE = 1;

    /** A central difference with the usual step is this close to a gradient of a loss near 1: 1e-10 is its rounding. */
    private static final double CENTRAL = 1e-8;

    private static final String WEIGHTS =
            "Object.fromEntries([...document.querySelectorAll('.plane [data-name]')].map(e => [e.dataset.name, e.dataset.value]))";

    @TempDir
    private static Path profile;

    private static WebServer server;
    private static Chromium browser;
    private static Path screenshots;

    @BeforeAll
    static void open() throws IOException, InterruptedException {
        Optional<Path> program = Chromium.find();
        assumeTrue(program.isPresent(), "no Chromium on the PATH");
        screenshots = Files.createDirectories(Path.of("target", "screenshots"));
        server = WebServer.start("127.0.0.1", 0, new ExplorePage(null));
        browser = new Chromium(program.get(), profile);
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void startAfresh() throws IOException {
        network(true);
        browser.forgetEvents();
    }

    private static void network(boolean on) throws IOException {
        browser.call(
                "Network.emulateNetworkConditions",
                Map.of("offline", !on, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    }

    private static void load(String fragment) throws IOException {
        load(fragment, "", 1300, 1000, "light");
    }

    private static void load(String fragment, String query, int width, int height, String scheme) throws IOException {
        browser.emulate(width, height, width < 600, scheme);
        browser.call("Page.navigate", Map.of("url", "about:blank"));
        browser.await("location.href === 'about:blank'");
        String url = server.url() + query + "#" + fragment;
        browser.call("Page.navigate", Map.of("url", url));
        String chapter = fragment.replaceAll("\\?.*", "");
        browser.await("document.body && document.body.dataset.ready === '" + chapter + "'");
    }

    private static void click(String selector) throws IOException {
        browser.evaluate("document.querySelector('" + selector + "').click()");
    }

    private static String text(String selector) throws IOException {
        return browser.evaluate("document.querySelector('" + selector + "').textContent")
                .asText();
    }

    private static void awaitStep(int step) throws IOException {
        browser.await("document.querySelector('.transport').dataset.step === '" + step + "'");
    }

    private static void goTo(int step) throws IOException {
        browser.evaluate("(() => { const s = document.querySelector('.slider input'); s.value = " + step
                + "; s.dispatchEvent(new Event('input')); })()");
        awaitStep(step);
    }

    private static void press(String key, String code, int number) throws IOException {
        for (String type : List.of("keyDown", "keyUp")) {
            browser.call(
                    "Input.dispatchKeyEvent",
                    Map.of("type", type, "key", key, "code", code, "windowsVirtualKeyCode", number));
        }
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
        all.put("loss:0:0:0", List.of(Loss.BINARY_CROSS_ENTROPY.value(pass.output(), target)));
        for (int k = 1; k <= XOR.layers(); k++) {
            for (int j = 0; j < XOR.sizes().get(k); j++) {
                String place = k + ":0:" + j;
                all.put("unit:" + place, List.of(pass.z(k).get(0, j), pass.a(k).get(0, j)));
                all.put("dA:" + place, List.of(back.da(k).get(0, j)));
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
        browser.screenshot(screenshots.resolve("explore-update.png"));
        browser.nothingWentWrong(server.url());
    }

    @Test
    void aSavedPageNeedsNoServerAndNoNetwork() throws IOException {
        String config = """
                {"data": {"kind": "xor"}, "hidden": [{"units": 3, "activation": "tanh"}], "output": "sigmoid", "loss": "bce",
                "optimizer": "sgd", "learningRate": 0.5, "batch": 0, "seed": 1}""";
        Path saved = Files.write(
                profile.resolve("saved.html"), SavedSession.page(config.getBytes(StandardCharsets.UTF_8), 1000, null));
        network(false);
        browser.emulate(1300, 1000, false, "light");
        browser.call("Page.navigate", Map.of("url", saved.toUri().toString()));
        browser.await("document.body && document.body.dataset.ready === 'backprop' && location.protocol === 'file:'");
        browser.evaluate(
                "(() => { const s = document.querySelector('.slider input'); s.value = 700; s.dispatchEvent(new Event('input')); })()");
        browser.await("Number(document.querySelector('.transport').dataset.step) > 600");
        theWalkIsBackprops();
        click("#play");
        awaitStep(1000);
        browser.screenshot(screenshots.resolve("explore-saved.png"));
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
        JsonNode rows = browser.evaluate("[...document.querySelectorAll('.walk .lines tbody tr')]"
                + ".map(r => [...r.querySelectorAll('[data-value]')].map(e => e.dataset.value))");
        List<Double> expected = after.matrices().stream()
                .flatMap(matrix -> Arrays.stream(matrix.data()).boxed())
                .toList();
        List<Double> shown = new ArrayList<>();
        rows.forEach(row -> shown.add(row.path(1).asDouble()));
        assertEquals(expected, shown);
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

    private static String slipAddress(long seed) {
        return "backprop?data=xor&hidden=3.tanh-3.relu&output=sigmoid&loss=bce&optimizer=adam&learningRate=0.05&batch=0&seed="
                + seed + "&slip=1";
    }

    private static Slip planted(long seed) {
        String config = """
                {"data": {"kind": "xor"}, "hidden": [{"units": 3, "activation": "tanh"}, {"units": 3, "activation": "relu"}],
                "output": "sigmoid", "loss": "bce", "optimizer": "adam", "learningRate": 0.05, "batch": 0, "slip": true,
                "seed": SEED}""";
        return Experiment.of(Config.read(config.replace("SEED", "" + seed).getBytes(StandardCharsets.UTF_8)))
                .slip();
    }

    private static int disagreements(String address) throws IOException {
        load(address);
        browser.evaluate("document.querySelector('.walk .all').open = true");
        browser.await("document.querySelectorAll('.walk .all table').length === 3");
        return browser.evaluate("document.querySelectorAll('.walk .all tr.differs').length")
                .asInt();
    }

    @ParameterizedTest
    @EnumSource(Slip.class)
    void eachSlipIsFound(Slip slip) throws IOException {
        long seed = Stream.iterate(1L, s -> s + 1)
                .filter(s -> planted(s) == slip)
                .findFirst()
                .orElseThrow();
        assertEquals(0, disagreements(slipAddress(seed).replace("&slip=1", "")), "without a slip all agrees");
        assertTrue(disagreements(slipAddress(seed)) > 0, "with it something does not");
        Slip other = Slip.values()[(slip.ordinal() + 1) % Slip.values().length];
        click("[data-slip=" + other.label() + "]");
        browser.await("document.querySelector('.slip').dataset.found === 'false'");
        click("[data-slip=" + slip.label() + "]");
        browser.await("document.querySelector('.slip').dataset.found === 'true'");
        assertFalse(text(".slip .verdict").isEmpty());
        browser.nothingWentWrong(server.url());
    }

    @Test
    void aRateThatDivergesIsShownAsWhatItIs() throws IOException {
        load("backprop?data=curve&hidden=6.relu&output=linear&loss=mse&optimizer=sgd&learningRate=1000&batch=0&seed=1");
        click("#epochs-on");
        browser.await("document.getElementById('status').textContent.includes('diverged')");
        assertTrue(text("#status").matches(".*at step \\d+:.*smaller learning rate\\."), text("#status"));
        browser.nothingWentWrong(server.url());
    }

    @Test
    void twoColumnsOfOnesOwnTableAreLearned() throws IOException {
        load("backprop");
        browser.evaluate("""
                (() => {
                  const data = document.getElementById('data');
                  data.value = 'csv';
                  data.dispatchEvent(new Event('change'));
                  const rows = Array.from({length: 30}, (_, i) => [i % 7, i % 5, i % 3 === 0 ? 'red' : i % 3 === 1 ? 'green' : 'blue'].join(';'));
                  const files = new DataTransfer();
                  files.items.add(new File([['width;height;colour', ...rows].join('\\n')], 'mine.csv'));
                  const input = document.getElementById('csv-file');
                  input.files = files.files;
                  input.dispatchEvent(new Event('change'));
                })()""");
        browser.await("document.querySelectorAll('.node.output').length === 3");
        assertEquals(
                "width",
                browser.evaluate("document.querySelectorAll('.surface .label')[0].textContent")
                        .asText());
        assertTrue(browser.evaluate("location.hash").asText().contains("column=width&column=height&target=colour"));
        browser.nothingWentWrong(server.url());
    }

    @Test
    void whatIsNoTableIsRefusedWithAReason() throws IOException {
        browser.emulate(1300, 1000, false, "light");
        browser.call("Page.navigate", Map.of("url", "about:blank"));
        browser.call(
                "Page.navigate",
                Map.of("url", server.url() + "#backprop?data=csv&csv=%22never+ends&column=a&column=b&target=c"));
        browser.await("document.getElementById('status')?.textContent.length > 20");
        assertEquals(List.of(), browser.events("Runtime.exceptionThrown"));
    }

    @Test
    void thePerceptronPartsAndGoesRound() throws IOException {
        load("perceptron");
        browser.await("document.querySelector('.verdict-box').dataset.separable === 'true'");
        click("#perceptron-next");
        List<Double> results = new ArrayList<>();
        browser.evaluate("[...document.querySelectorAll('.lines .result')].map(e => e.dataset.value)")
                .forEach(value -> results.add(value.asDouble()));
        assertEquals(List.of(0.0, -1.0, 0.0, 0.0, -0.1), results, "AND's first mistake: s, e, w1, w2, b");
        click("[data-gate=XOR]");
        browser.await("document.querySelector('.verdict-box').dataset.separable === 'false'");
        assertEquals(
                4,
                browser.evaluate("document.querySelectorAll('.ring g').length").asInt(),
                "weights that come again");
        browser.evaluate(
                "(() => { const p = document.querySelector('.plane-plot'), b = p.getBoundingClientRect();"
                        + "p.dispatchEvent(new MouseEvent('click', {clientX: b.x + b.width / 2, clientY: b.y + b.height / 2, bubbles: true})); })()");
        browser.await("document.querySelectorAll('.plane-plot .point').length === 5");
        assertTrue(browser.evaluate("location.hash").asText().contains("gate=own&rate=0.1&points=0,0,0;"));
        browser.nothingWentWrong(server.url());
    }

    @Test
    void curvesTellValueAndSlopeAtThePointer() throws IOException {
        load("activations");
        click("[data-panel=activation] [data-name=tanh]");
        browser.evaluate("(() => { const s = document.querySelector('[data-panel=activation] input[type=range]');"
                + "s.value = 1.25; s.dispatchEvent(new Event('input')); })()");
        browser.await("document.querySelector('[data-panel=activation]').dataset.at === '1.25'");
        JsonNode shown = browser.evaluate(
                "[...document.querySelectorAll('[data-panel=activation] [data-value]')].map(e => Number(e.dataset.value))");
        double a = Math.tanh(1.25);
        assertEquals(a, shown.path(1).asDouble());
        assertEquals(1 - a * a, shown.path(2).asDouble());
        assertEquals(1 - a * a, shown.path(3).asDouble(), CENTRAL);
        click("[data-logits=\"1000,1001,1002\"]");
        browser.await("document.querySelector('.softmax tr').textContent.includes('NaN')");
        assertTrue(text(".softmax tr:last-child").contains("−0.40761"), text(".softmax tr:last-child"));
        browser.nothingWentWrong(server.url());
    }

    @Test
    void bothLanguagesSayTheSameThings() throws IOException {
        load("backprop", "?lang=zh", 390, 844, "dark");
        assertEquals("zh-CN", browser.evaluate("document.documentElement.lang").asText());
        assertEquals(
                browser.evaluate("import('/words-en.js').then(m => Object.keys(m.en).sort())"),
                browser.evaluate("import('/words-zh.js').then(m => Object.keys(m.zh).sort())"));
        assertEquals(
                "[]",
                browser.evaluate(
                                "import('/words-en.js').then(async m => { const { zh } = await import('/words-zh.js');"
                                        + "const holes = (s) => (s.match(/{\\w+}/g) ?? []).sort().join();"
                                        + "return JSON.stringify(Object.keys(zh).filter(k => holes(zh[k]) !== holes(m.en[k]))); })")
                        .asText());
        click("#epoch-on");
        awaitStep(1);
        click("#language");
        browser.await("document.documentElement.lang === 'en'");
        awaitStep(1);
        browser.nothingWentWrong(server.url());
    }

    @ParameterizedTest
    @CsvSource({"1300, 1000, light, ''", "1300, 1000, dark, ?lang=zh", "390, 844, light, ?lang=zh", "390, 844, dark, ''"
    })
    void chaptersAreReadableOnEveryScreen(int width, int height, String scheme, String query) throws IOException {
        for (String chapter : List.of("perceptron?gate=XOR", "activations", "backprop", "backprop?data=spirals")) {
            load(chapter, query, width, height, scheme);
            if (chapter.equals("backprop")) {
                click("#epoch-on");
                awaitStep(1);
                click("#walk-next");
                browser.await("document.querySelector('.walk .result') !== null");
            }
            String name = "explore-" + chapter.replaceAll("\\W+", "-") + "-" + width + "-" + scheme + ".png";
            browser.screenshot(screenshots.resolve(name));
            browser.nothingWentWrong(server.url());
            assertEquals(
                    "[]",
                    browser.evaluate(
                                    "JSON.stringify([...document.querySelectorAll('button, input, select, a[href]')].filter(e => "
                                            + "!(e.textContent.trim() || e.getAttribute('aria-label') || e.labels?.length)).map(e => e.outerHTML))")
                            .asText(),
                    "controls without a name");
        }
    }
}
