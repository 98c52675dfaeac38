package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.crosscheck.data.LogicGate;
import dev.crosscheck.nn.Perceptron;
import dev.crosscheck.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The explorer in a real browser, used as readers do; pictures of it are left in target/screenshots. */
class ExplorerPageIT extends ExplorerBrowser {
    private static String slipAddress(long seed) {
        return "backprop?data=xor&hidden=3.tanh-3.relu&output=sigmoid&loss=mse&optimizer=adam&learningRate=0.05&batch=0&seed="
                + seed + "&slip=1";
    }

    private static String planted(long seed) {
        String config =
                "{'data': {'kind': 'xor'}, 'hidden': [{'units': 3, 'activation': 'tanh'}, {'units': 3, 'activation': 'relu'}],"
                        + " 'output': 'sigmoid', 'loss': 'mse', 'optimizer': 'adam', 'learningRate': 0.05, 'batch': 0, 'slip': true,"
                        + " 'seed': " + seed + "}";
        PageSessions sessions = new PageSessions();
        return sessions.slipOf(sessions.session(config).get("id").asText());
    }

    private static int disagreements(String address) throws IOException {
        load(address);
        browser.evaluate("document.getElementById('walk-all').open = true");
        browser.await("document.querySelectorAll('#walk-all table').length === 3");
        return browser.evaluate("document.querySelectorAll('#walk-all tr.differs').length")
                .asInt();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tanh-slope", "sigmoid-slope", "relu-slope", "missing-mean", "no-bias-correction"})
    void eachSlipIsFound(String slip) throws IOException {
        long seed = Stream.iterate(1L, s -> s + 1)
                .filter(s -> planted(s).equals(slip))
                .findFirst()
                .orElseThrow();
        assertEquals(0, disagreements(slipAddress(seed).replace("&slip=1", "")), "without a slip all agrees");
        assertTrue(disagreements(slipAddress(seed)) > 0, "with it something does not");
        for (int strength = 1; strength <= 3; strength++) {
            click("#slip-hint");
            browser.await("document.querySelectorAll('.hints li').length === " + strength);
        }
        String strongest = switch (slip) {
            case "tanh-slope" -> "layer 1, tanh";
            case "sigmoid-slope" -> "layer 3, sigmoid";
            case "relu-slope" -> "layer 2, relu";
            case "missing-mean" -> "is 4.00 times";
            default -> "divide m and v";
        };
        assertTrue(text(".hints li:last-child").contains(strongest), text(".hints"));
        click("[data-slip=" + PageSessions.otherSlip(slip) + "]");
        browser.await("document.querySelector('.slip').dataset.found === 'false'");
        click("[data-slip=" + slip + "]");
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
    void thePerceptronPartsAndGoesRound() throws IOException {
        load("perceptron");
        click(".verdict-box .skip-guess");
        browser.await("document.querySelector('.verdict-box').dataset.separable === 'true'");
        click("#perceptron-next");
        List<Double> results = new ArrayList<>();
        browser.evaluate("[...document.querySelectorAll('.lines .result')].map(e => e.dataset.value)")
                .forEach(value -> results.add(value.asDouble()));
        assertEquals(List.of(0.0, -1.0, 0.0, 0.0, -0.125), results, "AND's first mistake: s, e, w1, w2, b");
        click("[data-gate=XOR]");
        browser.await("document.querySelector('.verdict-box .skip-guess') !== null");
        click(".verdict-box .skip-guess");
        browser.await("document.querySelector('.verdict-box').dataset.separable === 'false'");
        assertEquals(
                4,
                browser.evaluate("document.querySelectorAll('.ring g').length").asInt(),
                "weights that come again");
        browser.evaluate(
                "(() => { const p = document.querySelector('.plane-plot'), b = p.getBoundingClientRect();"
                        + "p.dispatchEvent(new MouseEvent('click', {clientX: b.x + b.width / 2, clientY: b.y + b.height / 2, bubbles: true})); })()");
        browser.await("document.querySelectorAll('.plane-plot .point').length === 5");
        assertTrue(browser.evaluate("location.hash").asText().contains("gate=own&rate=0.125&points=0,0,0;"));
        browser.nothingWentWrong(server.url());
    }

    /** The verdict is hidden until it has been guessed, or the guess was skipped. */
    private static void skipGuess() throws IOException {
        browser.await("document.querySelector('.verdict-box .skip-guess') !== null");
        click(".verdict-box .skip-guess");
    }

    /** In look 15 of AND from 0; with the usual rate nothing is rounded. */
    @Test
    void whereRoundingDecidesThePageSaysSo() throws IOException {
        load("perceptron?gate=AND&rate=0.1");
        skipGuess();
        browser.await("document.querySelector('.verdict-box .rounded') !== null");
        assertTrue(text(".verdict-box .rounded").contains("1 of the answers, the first at visit 15"));
        browser.evaluate("(() => { const s = document.querySelector('main input[type=range]');"
                + "s.value = 15; s.dispatchEvent(new Event('input')); })()");
        browser.await("document.querySelector('.lines .rounded') !== null");
        assertTrue(text(".lines .rounded").contains("exact sum is 0, whose answer is 1"), text(".lines .rounded"));
        load("perceptron?gate=AND");
        assertEquals(
                0,
                browser.evaluate("document.querySelectorAll('.rounded').length").asInt());
        load("perceptron?rate=0.125&gate=own&points=0.3,0.5,0;1,1,1");
        browser.await("document.querySelector('.snapped') !== null");
        assertTrue(text(".snapped").contains("(0.3, 0.5) became (0.2998046875, 0.5)"), text(".snapped"));
        browser.nothingWentWrong(server.url());
    }

    @ParameterizedTest
    @ValueSource(strings = {"perceptron?gate=MAYBE", "perceptron?rate=x", "backprop?dta=moons", "nonsense?data=moons"})
    void anAddressOfNothingDoesNotBecomeAnotherOne(String address) throws IOException {
        browser.emulate(1300, 1000, false, "light");
        browser.call("Page.navigate", Map.of("url", "about:blank"));
        browser.call("Page.navigate", Map.of("url", server.url() + "#" + address));
        browser.await("document.getElementById('begin') !== null");
        assertTrue(text("#status").length() > 20, text("#status"));
        assertTrue(browser.evaluate("location.hash").asText().endsWith(address));
        click("#begin");
        browser.await("document.querySelector('.verdict-box .skip-guess, .transport') !== null");
        assertEquals("", text("#status"));
    }

    /** The loss beside an example's target is that example's; titles name both layers; a run is offered for verify from its first step on. */
    @Test
    void theGraphsNumbersBelongTogether() throws IOException {
        load("backprop?data=xor&hidden=2.tanh-2.tanh&output=sigmoid&loss=bce&seed=3");
        PageSessions sessions = new PageSessions();
        String config =
                "{'hidden': [{'units': 2}, {'units': 2}], 'output': 'sigmoid', 'learningRate': 0.5, 'batch': 0, 'seed': 3}";
        JsonNode pass = sessions.get(sessions.session(config).get("id").asText() + "/pass?step=0&example=1");
        // To the three decimals that are shown; the loss over all examples differs in the first.
        assertEquals(pass.get("loss").asDouble(), Double.parseDouble(text(".node.loss .value")), 5e-4);
        assertEquals(
                "Weight from a₁ of layer 1 to a₂ of layer 2",
                browser.evaluate("document.querySelector('[data-name=\"W2:0:1\"]').title.split(':')[0]")
                        .asText());
        assertTrue(browser.evaluate("document.querySelector('[data-format=npz]').hidden")
                .asBoolean());
        click("#epoch-on");
        awaitStep(1);
        browser.await("!document.querySelector('[data-format=npz]').hidden");
        load("backprop?data=moons&optimizer=adam&batch=7&learningRate=0.125");
        click("#epoch-on");
        browser.await("!document.querySelector('[data-format=npz]').hidden");
        click("#fork");
        browser.await("document.querySelector('[data-format=npz]').hidden");
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
        click("#epoch-on");
        awaitStep(1);
        browser.nothingWentWrong(server.url());
        click("#language");
        browser.await("document.documentElement.lang === 'en'");
        awaitStep(1);
        browser.nothingWentWrong(server.url());
    }

    @Test
    void whatIsRefusedIsSaidInTheReadersLanguage() throws IOException {
        load("backprop?data=curve&hidden=5.tanh&output=linear&loss=mse", "?lang=zh", 1300, 1000, "light");
        browser.evaluate(
                "(() => { const o = document.getElementById('output'); o.value = 'sigmoid'; o.dispatchEvent(new Event('change')); })()");
        browser.await("document.getElementById('status').textContent.length > 5");
        assertEquals("sigmoid 输出不能学习数值。曲线请用 linear 输出。", text("#status"));
        browser.forgetEvents();
    }

    @ParameterizedTest
    @CsvSource({"1300, 1000, light, ?lang=zh", "390, 844, dark, ''"})
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
            browser.emulate(width, width < 600 ? 3000 : 1600, width < 600, scheme); // all of it, without what sticks
            browser.screenshot(name);
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

    /** The digit network is trained in the page, to the same bits as in Node. */
    @Test
    void aDigitIsRecognisedByNumbersThatAreShown() throws IOException {
        load("digits");
        browser.await("document.querySelectorAll('.bars li').length === 10");
        click("[data-test=\"3\"]");
        browser.await(
                "document.querySelector('[data-test=\"3\"][aria-pressed=true]') && document.body.dataset.digit === '0'");
        JsonNode asked = PageScripts.ask(
                "const digits = await (await load('digits.js')).digitsOf(input); await digits.ready(() => {}); return digits.answer({ test: 3 });",
                new RawValue(Json.line(DigitNetwork.learning(Path.of("data", "mnist")))));
        JsonNode shown = browser.evaluate(
                "[...document.querySelectorAll('.bars li')].map(li => [...li.querySelectorAll('[title]')].map(e => Number(e.title)))");
        for (int digit = 0; digit < 10; digit++) {
            assertEquals(
                    asked.get("logits").get(digit).asDouble(),
                    shown.get(digit).get(0).asDouble());
            assertEquals(
                    asked.get("probabilities").get(digit).asDouble(),
                    shown.get(digit).get(1).asDouble());
        }
        click(".unit-list button");
        browser.await("document.querySelector('.growth canvas').hidden === false");
        browser.evaluate(
                "(() => { const unit = document.getElementById('unit'); unit.value = '2'; unit.dispatchEvent(new Event('change')); })()");
        browser.await("document.querySelector('.growth input[type=range]').hidden === false");
        assertEquals(
                "6",
                browser.evaluate("document.querySelector('.growth input[type=range]').value")
                        .asText(),
                "six epochs after the start");
        browser.screenshot("explore-digits.png");
        browser.nothingWentWrong(server.url());
    }

    /** It opens on the gate, the start and the rate that were recorded, which need not be the explorer's usual ones. */
    @Test
    void aPerceptronsOwnPageShowsItsRun() throws IOException {
        Perceptron start = new Perceptron(new double[] {0.5, -0.25}, 0.125);
        byte[] page = ExplorePage.ofPerceptron(LogicGate.XOR, start, 0.25, 10).page();
        Path saved = Files.write(folder.resolve("perceptron.html"), page);
        network(false);
        browser.emulate(1300, 1000, false, "light");
        browser.call("Page.navigate", Map.of("url", saved.toUri().toString()));
        skipGuess();
        browser.await("document.querySelector('.verdict-box')?.dataset.separable === 'false'");
        assertTrue(text(".lines .note").contains("w₁ = 0.5"), text(".lines .note"));
        assertEquals("XOR", text("[data-gate][aria-pressed=true]"));
        assertEquals(
                "0.25",
                browser.evaluate("document.getElementById('perceptron-rate').value")
                        .asText());
        assertEquals("visit 0 of 40", text("#perceptron-count"));
        click("#perceptron-next");
        browser.await("document.querySelectorAll('.lines .result').length === 5");
        browser.nothingWentWrong("file:///");
    }
}
