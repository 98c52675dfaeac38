package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.Normalisation;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.using.serve.Firefox;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The explorer in a real browser, used as readers do: each number that it shows is that of the same session, which {@link ExplorerIT} compares with nn. */
class ExplorerPageIT extends ExplorerBrowser {
    /** What the page starts with; the example that it shows first is (0, 1). */
    private static final String START =
            "{'hidden': [{'units': 3}], 'output': 'sigmoid', 'learningRate': 0.5, 'batch': 0, 'optimizer': '%s', 'seed': %d}";

    private final PageSessions sessions = new PageSessions();

    private String session(String optimizer, int seed) {
        return sessions.session(String.format(Locale.ROOT, START, optimizer, seed))
                .get("id")
                .asText();
    }

    /** The parameters that the graph shows, exact. */
    private static List<Double> parameters() throws IOException {
        return numbers(browser.evaluate("[...document.querySelectorAll('.plane [data-name]')]"
                + ".sort((a, b) => (a.dataset.name < b.dataset.name ? -1 : 1)).map(e => Number(e.dataset.value))"));
    }

    private static List<Double> numbers(JsonNode list) {
        return Arrays.stream(PageSessions.numbers(list)).boxed().toList();
    }

    /** In the order of the names W1:0:0, W1:0:1, ..., b1:0:0. */
    private List<Double> parameters(String id, int branch, int step) {
        JsonNode layers =
                sessions.get(id + "/frame?branch=" + branch + "&step=" + step).get("parameters");
        List<Double> all = new ArrayList<>();
        layers.forEach(layer -> layer.get("W").forEach(row -> all.addAll(numbers(row))));
        layers.forEach(layer -> all.addAll(numbers(layer.get("b"))));
        return all;
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

    /** What a pass says to all of it. */
    private static Map<String, List<Double>> expected(JsonNode pass) {
        Map<String, List<Double>> all = new TreeMap<>();
        double loss = pass.get("loss").asDouble();
        all.put("loss:0:0:0", List.of(loss, loss)); // by y and by z
        for (JsonNode back : pass.get("backward")) {
            int k = back.get("layer").asInt();
            JsonNode layer = pass.at("/layers/" + (k - 1));
            JsonNode central = pass.at("/differences/" + (k - 1));
            for (int j = 0; j < layer.get("z").size(); j++) {
                String place = k + ":0:" + j;
                all.put("unit:" + place, at(j, layer.get("z"), layer.get("a")));
                all.put("dZ:" + place, at(j, back.get("dZ")));
                all.put("db:" + place, at(j, back.get("db"), central.get("db")));
                if (k < pass.get("layers").size()) { // sigmoid and loss are one
                    all.put("dA:" + place, at(j, back.get("dA")));
                }
                for (int i = 0; i < back.get("dW").size(); i++) {
                    JsonNode right = central.get("dW").get(i);
                    all.put("dW:" + k + ":" + i + ":" + j, at(j, back.get("dW").get(i), right));
                }
            }
        }
        return all;
    }

    private static List<Double> at(int index, JsonNode... lists) {
        return Arrays.stream(lists).map(list -> list.get(index).asDouble()).toList();
    }

    /** Walks through the pass after the first step, and compares each number that is shown. */
    private void theWalkIsTheSessions() throws IOException {
        String id = session("sgd", 1);
        sessions.train(id, 0, 1);
        Map<String, List<Double>> shown = new TreeMap<>();
        walk().properties().forEach(stop -> shown.put(stop.getKey(), numbers(stop.getValue())));
        shown.remove("update:0:0:0");
        assertEquals(expected(sessions.get(id + "/pass?step=1&example=1")), shown);
        JsonNode after = sessions.get(id + "/pass?step=1&example=-1").at("/update/after");
        JsonNode updated = browser.evaluate(
                "[...document.querySelectorAll('.walk .lines tbody tr [data-role=after]')].map(e => Number(e.dataset.value))");
        assertEquals(
                PageSessions.parameters(after).matrices().stream()
                        .flatMap(matrix -> Arrays.stream(matrix.data()).boxed())
                        .toList(),
                numbers(updated));
    }

    /** On a screen and on a phone, in both languages; what it found when it checked itself is said. */
    @ParameterizedTest
    @CsvSource({"1366, 640, light, en, Checked: ", "390, 844, dark, zh-CN, 自检："})
    void everyNumberOfAFullPassIsTheSessions(int width, int height, String scheme, String language, String checked)
            throws IOException {
        load("backprop", "?lang=" + language.substring(0, 2), width, height, scheme);
        assertEquals(language, browser.evaluate("document.documentElement.lang").asText());
        browser.await("document.getElementById('checked').textContent.startsWith('" + checked + "')");
        click("#epoch-on");
        awaitStep(1);
        theWalkIsTheSessions();
        browser.await("(document.getElementById('walk-all').open = true)"
                + " && document.querySelectorAll('#walk-all table').length === 3");
        assertEquals(0, count("#walk-all tr.differs"));
        browser.nothingWentWrong(server.url());
        for (String chapter : List.of("backprop?data=spirals", "perceptron?gate=XOR", "activations")) {
            go(chapter);
            browser.nothingWentWrong(server.url());
        }
        click("#language");
        browser.await("document.documentElement.lang !== '" + language + "'");
        browser.nothingWentWrong(server.url());
    }

    /** Its branches, with the rate and the weight that began them, and the place in them; and the page says it as it was asked. */
    @Test
    void aLinkIsTheSession() throws IOException {
        String config = "data=xor&hidden=3.tanh&output=sigmoid&loss=bce&optimizer=adam&learningRate=0.5&batch=0&seed=5";
        String link = config + "&branches=0_30_0.125;1_40_0.25_W1_1_2_0.75&branch=2&step=55&example=2";
        load("backprop?" + link);
        awaitStep(55);
        String id = session("adam", 5);
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
    }

    /** Its branches go on as far as they did when one had gone back in time, and the one whose numbers broke is broken. */
    @Test
    void aLinkHasTheEndsOfItsRuns() throws IOException {
        String config =
                "data=xor&hidden=3.tanh&output=linear&loss=half-squared-error&optimizer=sgd&learningRate=50&batch=0&seed=5";
        load("backprop?" + config + "&branches=0_0_0.125&branch=1&step=3");
        awaitStep(3);
        browser.evaluate("for (let i = 0; i < 4; i++) { document.getElementById('step-on').click(); }");
        awaitStep(7);
        click("#to-start");
        awaitStep(0);
        click(".branches li:first-child button");
        browser.await("document.querySelector('.branches li:first-child button').ariaPressed === 'true'");
        click("#epochs-on");
        browser.await("document.querySelector('.branches li:first-child .number').textContent.includes('diverged')");
        click("#to-start");
        awaitStep(0);
        browser.await("/&ends=\\d+_7$/.test(location.hash)");
        String shown = shown();
        String link = browser.evaluate("location.hash.slice(1)").asText();
        load(link);
        browser.await("document.querySelector('.branches li:first-child .number')?.textContent.includes('diverged')"
                + " && document.querySelector('#figure-loss [data-value]')");
        browser.await("location.hash.slice(1) === '" + link + "'");
        assertEquals(shown, shown());
    }

    /** The branches, how far each goes, and where one is. */
    private static String shown() throws IOException {
        return text(".branches")
                + text("#step")
                + text("#figure-loss")
                + browser.evaluate("document.querySelector('.slider input').max");
    }

    /** An unfinished path neither takes over a link nor puts itself into the address of one. */
    @Test
    void aLinkIsOpenedAsItIs() throws IOException {
        load("backprop", "?lang=en", 1300, 1000, "light");
        click("#path-start");
        browser.await("document.querySelector('.path').dataset.step === 'slope'");
        browser.await("document.activeElement.className === 'path-says'");
        load("backprop?data=and&seed=4", "?lang=en", 1300, 1000, "light");
        assertFalse(
                browser.evaluate("document.body.classList.contains('on-path')").asBoolean());
        click("#step-on");
        awaitStep(1);
        browser.await("location.hash.includes('step=1') && !location.hash.includes('path')");
        go("path=2");
        browser.await(
                "document.querySelector('.path').dataset.step === 'blame' && location.hash.endsWith('&path=blame')");
        go("backprop?data=or&seed=3");
        browser.await("document.querySelector('.path').dataset.step === ''");
        go("path=perceptron");
        browser.await("location.hash === '#perceptron?gate=AND&rate=0.125&path=perceptron'");
        click("#language");
        browser.await("document.querySelector('.path').dataset.step === 'perceptron'");
        go("perceptron?gate=OR&rate=0.5");
        browser.await("document.querySelector('.path').dataset.step === '' && location.hash.endsWith('rate=0.5')");
        browser.nothingWentWrong(server.url());
    }

    /** It is said, in the reader's language, and does not become another address. */
    @Test
    void anAddressOfNothingIsRefused() throws IOException {
        load("backprop", "?lang=zh", 1300, 1000, "light");
        String config = "backprop?data=xor&hidden=3.tanh&output=sigmoid&loss=bce&seed=5&";
        for (String address : List.of(
                "perceptron?gate=MAYBE",
                "nonsense?data=moons",
                config + "step=100001",
                config + "branch=1",
                config + "example=4",
                config + "branches=0_3_0.5_W1_2_0_1")) {
            browser.evaluate("document.getElementById('status').textContent = ''");
            go(address);
            browser.await("document.getElementById('status').textContent.includes('应')");
            assertTrue(browser.evaluate("location.hash").asText().endsWith(address));
        }
        go("nonsense");
        browser.await("document.getElementById('begin') !== null");
        click("#begin");
        browser.await("document.querySelector('.transport') && document.body.dataset.ready !== ''");
        assertEquals("", text("#status"));
        browser.nothingWentWrong(server.url());
    }

    @Test
    void whatIsRefusedIsPutBackInTheForm() throws IOException {
        load("backprop?data=curve&hidden=5.tanh&output=linear&loss=mse");
        set("#output", "sigmoid", "change");
        browser.await("document.getElementById('status').textContent.includes('cannot learn numbers')");
        assertEquals(
                "linear",
                browser.evaluate("document.getElementById('output').value").asText());
        set(".setup .units", 99, "change");
        browser.await("document.getElementById('status').textContent.includes('whole number from 1 to 16')");
        assertEquals(5, count(".node.hidden"));
        set(".setup .units", 6, "change");
        browser.await("document.querySelectorAll('.node.hidden').length === 6");
        assertEquals("", text("#status"));
        go("backprop?data=curve&hidden=6.relu&output=linear&loss=mse&optimizer=sgd&learningRate=1000&batch=0&seed=1");
        click("#epochs-on");
        browser.await("document.getElementById('status').textContent.includes('diverged')");
    }

    /** As a file without network, and there by the page's own thread where a browser allows no workers. */
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void thePageNeedsNoServerAndNoNetwork(boolean workers) throws IOException {
        Path saved = Files.write(
                folder.resolve("saved.html"),
                ExplorePage.of(Path.of("data", "mnist")).page());
        String hidden = browser.call(
                        "Page.addScriptToEvaluateOnNewDocument",
                        Map.of("source", workers ? "" : "globalThis.Worker = undefined;"))
                .path("identifier")
                .asText();
        try {
            network(false);
            browser.emulate(1300, 1000, false, "light");
            browser.call("Page.navigate", Map.of("url", saved.toUri().toString()));
            browser.await("document.body?.dataset.ready === 'backprop' && location.protocol === 'file:'");
            click("#epoch-on");
            awaitStep(1);
            theWalkIsTheSessions();
            browser.nothingWentWrong("file:///");
        } finally {
            browser.call("Page.removeScriptToEvaluateOnNewDocument", Map.of("identifier", hidden));
        }
    }

    /** From any web server, without a build: as modules, which also compute in workers; formulas stay in TeX, and there are no digits. */
    @Test
    void theSourcesRunUnbuilt() throws IOException {
        Path sources = Path.of("src", "main", "resources", "dev", "crosscheck", "using", "explore");
        Map<String, String> types = Map.of("html", "text/html", "js", "text/javascript", "css", "text/css");
        HttpServer plain = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        plain.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath().substring(1);
            Path file = sources.resolve(path.startsWith("katex") ? "none" : path); // which may be there
            String type = types.getOrDefault(file.toString().replaceAll(".*\\.", ""), "text/plain");
            exchange.getResponseHeaders().set("Content-Type", type + ";charset=utf-8");
            exchange.sendResponseHeaders(Files.isRegularFile(file) ? 200 : 404, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                if (Files.isRegularFile(file)) {
                    Files.copy(file, body);
                }
            }
        });
        plain.start();
        String counted = browser.call("Page.addScriptToEvaluateOnNewDocument", Map.of("source", """
                        globalThis.answers = 0;
                        globalThis.Worker = class extends Worker {
                          constructor(...how) { super(...how); this.addEventListener('message', () => answers++); }
                        };"""))
                .path("identifier")
                .asText();
        try {
            browser.emulate(1300, 1000, false, "light");
            String url = "http://127.0.0.1:" + plain.getAddress().getPort() + "/index.html?lang=en";
            browser.call("Page.navigate", Map.of("url", url));
            browser.await("document.body?.dataset.ready === 'backprop' && location.pathname === '/index.html'");
            click("#epoch-on");
            awaitStep(1);
            theWalkIsTheSessions();
            assertTrue(browser.evaluate("answers > 0").asBoolean(), "no worker computed");
            assertEquals("a^{(1)}", text(".walk .formula"));
            go("digits");
            browser.await("document.getElementById('chapter').textContent.includes('no images of digits')");
        } finally {
            browser.call("Page.removeScriptToEvaluateOnNewDocument", Map.of("identifier", counted));
            plain.stop(0);
        }
    }

    /** Clicked, dragged, taken away and pasted; the address brings them back. */
    @Test
    void pointsAreTheReadersOwn() throws IOException {
        load("backprop?data=points");
        String csv = "document.getElementById('csv')?.value";
        String points = "document.querySelectorAll('.points path').length === ";
        browser.await(points + 6);
        click(".own-class:nth-child(3)");
        pointers("['pointerdown', 0.5, 0.2], ['pointerup', 0.5, 0.2]");
        browser.await(points + 7);
        assertEquals(
                "softmax",
                browser.evaluate("document.getElementById('output').value").asText());
        String added = browser.evaluate(csv).asText();
        assertTrue(added.matches("(?s).*\n-?0\\.\\d+,-?0\\.\\d+,2"), added);
        go("perceptron");
        browser.evaluate("history.back()");
        browser.await(csv + " === '" + added.replace("\n", "\\n") + "'");
        pointers("['pointerdown', 0.5, 0.2], ['pointermove', 0.6, 0.3], ['pointerup', 0.6, 0.3]");
        browser.await(csv + " !== '" + added.replace("\n", "\\n") + "'");
        browser.await(points + 7);
        pointers("['pointerdown', 0.6, 0.3], ['pointermove', 1.5, 0.3], ['pointerup', 1.5, 0.3]");
        browser.await(points + 6);
        set("#csv", "a,b,c,kind\\n1,2,4000,x\\n2,1,4400,y", "input");
        click("#csv-use");
        browser.await("document.querySelector('.answers h2').textContent === 'The first two columns'");
        assertEquals("1,2,-1,0\n2,1,1,1", browser.evaluate(csv).asText());
        set("#csv", "1,2,x\\n2,one,y", "input");
        click("#csv-use");
        browser.await("document.getElementById('status').textContent.startsWith('Row 2, column 2')");
        browser.nothingWentWrong(server.url());
    }

    /** The form makes the link; what stands in it is text, whatever it looks like, and its answer is compared. */
    @Test
    void aTaskOfOnesOwnIsALink() throws IOException {
        load("convolution");
        set("#own-task-text", "How many <img src=x onerror=alert(1)> & kernels?", "input");
        set("#own-hint-text", "<b>Count</b> them.", "input");
        click("#own-make");
        browser.await("document.getElementById('status').textContent.startsWith('until')");
        set("#own-answer-text", "Two kernels", "input");
        click("#own-make");
        browser.await("!document.getElementById('own-link').hidden");
        String link =
                browser.evaluate("document.getElementById('own-link').value").asText();
        load(link.substring(link.indexOf('#') + 1));
        assertTrue(
                text(".path")
                        .startsWith("From the sender of this link: How many <img src=x onerror=alert(1)> & kernels?"),
                text(".path"));
        assertFalse(text(".path").contains("Count"), text(".path"));
        click("#own-hint");
        browser.await(
                "document.querySelector('.path').textContent.includes(\"The sender's hint: <b>Count</b> them.\")");
        set("#own-answer", "1 + 1", "input");
        click("#own-check");
        browser.await("document.querySelector('.path').textContent.includes('Not quite.')");
        set("#own-answer", " two  KERNELS", "input");
        click("#own-check");
        browser.await("document.querySelector('.path').textContent.startsWith('✓ Done:')");
        assertEquals(0, count(".path :is(img, b)"));
        browser.nothingWentWrong(server.url());
    }

    /** The stop of a walk, an edit, the speed and answers: the form says so in both languages, and so it is. */
    @ParameterizedTest
    @CsvSource({
        "en, 'It does not bring back how far you walked through the example, a changed weight that you have not kept, the speed, or which questions'",
        "zh, '不会恢复的有：样本走到了哪一站、尚未保留的权重改动、速度，以及已经回答过的问题。'"
    })
    void whatALinkDoesNotRestoreIsSaidWhereItIsMade(String language, String said) throws IOException {
        String session = "backprop?data=xor&hidden=1.tanh&output=sigmoid&loss=bce&optimizer=sgd&seed=1";
        load(session, "?lang=" + language, 1300, 1000, "light");
        String begun = ownState();
        set("#speed", 25, "change");
        click("#walk-next");
        browser.await("document.querySelector('[data-group=loss]') !== null");
        click("[data-group=loss]");
        browser.await("document.querySelector('[data-topic=xor]') !== null");
        click("[data-topic=xor]");
        click("#why [data-guess=\"2\"]");
        click("[data-name=\"W1:0:0\"]");
        set("#edit-value", 4, "input");
        browser.await("document.querySelector('[data-name=\"W1:0:0\"]').dataset.value === '4'");
        assertNotEquals(begun, ownState());
        assertTrue(text(".own-form").contains(said), text(".own-form"));
        set("#own-task-text", "?", "input");
        set("#own-answer-text", "!", "input");
        click("#own-make");
        String link =
                browser.evaluate("document.getElementById('own-link').value").asText();
        load(link.substring(link.indexOf('#') + 1), "?lang=" + language, 1300, 1000, "light");
        assertEquals(begun, ownState());
    }

    /** What no link has. */
    private static String ownState() throws IOException {
        return browser.evaluate(
                        "[document.querySelector('.walk').dataset.stop, document.getElementById('speed').value,"
                                + " document.querySelector('[data-name=\"W1:0:0\"]').dataset.value, document.querySelector('#why .guess') !== null].join()")
                .asText();
    }

    /** @param events each [type, x, y] in shares of the picture */
    private static void pointers(String events) throws IOException {
        browser.evaluate(
                "(() => { const over = document.querySelector('.surface .over'); const box = over.getBoundingClientRect();"
                        + " over.setPointerCapture = () => {};"
                        + " for (const [type, x, y] of [" + events
                        + "]) { over.dispatchEvent(new PointerEvent(type, { bubbles: true, button: 0,"
                        + " clientX: box.left + x * box.width, clientY: box.top + y * box.height })); } })()");
    }

    /** Play, keys, a branch of another rate, and a weight that is set by hand. */
    @Test
    void timeAndWeightsAreInTheReadersHands() throws IOException {
        load("backprop");
        assertTrue(browser.evaluate("document.querySelector('[data-format=npz]').hidden")
                .asBoolean());
        browser.press(" ", "Space", 32);
        browser.await("Number(document.querySelector('.transport').dataset.step) > 30");
        browser.press(" ", "Space", 32);
        browser.await("document.getElementById('play').getAttribute('aria-label') === 'Play'");
        int at = browser.evaluate("Number(document.querySelector('.transport').dataset.step)")
                .asInt();
        browser.press("ArrowLeft", "ArrowLeft", 37);
        awaitStep(at - 1);
        browser.await("!document.querySelector('[data-format=npz]').hidden");
        browser.evaluate("document.querySelector('.slider input').focus()");
        browser.press("Home", "Home", 36);
        awaitStep(0);
        browser.press("ArrowRight", "ArrowRight", 39);
        awaitStep(1);
        String id = session("sgd", 1);
        sessions.train(id, 0, 1);
        sessions.post(id + "/branch", "{'branch': 0, 'step': 1, 'learningRate': 2}");
        sessions.train(id, 1, 1);
        set("#branch-rate", 2, "input");
        click("#fork");
        browser.await("document.querySelectorAll('.branches li').length === 2");
        assertEquals(parameters(id, 0, 1), parameters());
        click("#epoch-on");
        awaitStep(2);
        browser.await("document.querySelector('.branches li:last-child .number').textContent.includes('at 2')");
        assertEquals(parameters(id, 1, 2), parameters());
        String before = text("#figure-loss");
        click("[data-name=\"W1:0:1\"]");
        set("#edit-value", 4, "input");
        browser.await("document.querySelector('.editor .note').textContent.includes('→')");
        assertFalse(before.equals(text("#figure-loss")));
        browser.press("Escape", "Escape", 27);
        assertEquals(before, text("#figure-loss"));
        click("[data-name=\"W1:0:1\"]");
        set("#edit-value", 4, "input");
        click("#edit-keep");
        browser.await("document.querySelector('.branches li:nth-child(3) button')?.ariaPressed === 'true'");
        browser.await("document.querySelector('[data-name=\"W1:0:1\"]').dataset.value === '4'");
        browser.nothingWentWrong(server.url());
    }

    /** The first weight's slider by Page keys, in both browsers; it may begin beyond the usual reach. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "Chromium weight path=slope",
                "Chromium weight-1 path=chain",
                "Chromium edit-range backprop?data=xor&hidden=1.tanh&start=7.123,1,0,1,0",
                "Firefox weight path=slope",
                "Firefox weight-1 path=chain",
                "Firefox edit-range backprop?data=xor&hidden=1.tanh&start=7.123,1,0,1,0"
            })
    void tenPressesMoveAWeightFromEndToEnd(String name, String slider, String fragment) throws IOException {
        String url = server.url() + "?lang=en#" + fragment;
        if (name.equals("Firefox")) {
            try (Firefox firefox = Firefox.open(url)) {
                tenPresses(slider, firefox::evaluate, firefox::press);
            }
        } else {
            browser.emulate(1300, 1000, false, "light");
            browser.call("Page.navigate", Map.of("url", "about:blank"));
            browser.call("Page.navigate", Map.of("url", url));
            browser.await("location.href !== 'about:blank' && document.readyState === 'complete'");
            tenPresses(slider, browser::evaluate, key -> browser.press(key, key, key.equals("PageUp") ? 33 : 34));
        }
    }

    private interface Evaluating {
        JsonNode of(String script) throws IOException;
    }

    private interface Pressing {
        void of(String key) throws IOException;
    }

    private static void tenPresses(String id, Evaluating evaluate, Pressing press) throws IOException {
        String found = "document.getElementById('" + id + "')";
        evaluate.of("(async () => { while (!" + found + ") { document.querySelector('[data-name=\"W1:0:0\"]')?.click();"
                + " await new Promise(done => setTimeout(done, 20)); } globalThis.slider = " + found
                + "; slider.focus();"
                + " slider.value = slider.min; slider.dispatchEvent(new Event('input', { bubbles: true })); })()");
        for (String[] way : new String[][] {{"PageUp", "max"}, {"PageDown", "min"}}) {
            for (int i = 0; i < 10; i++) {
                press.of(way[0]);
            }
            assertEquals(
                    "true",
                    evaluate.of("slider.isConnected && slider.value === slider." + way[1])
                            .asText(),
                    way[0]);
        }
    }

    /** However fast they come: twenty steps on are twenty, and ten back are ten. */
    @Test
    void everyPressCounts() throws IOException {
        load("backprop");
        browser.evaluate("for (let i = 0; i < 20; i++) { document.getElementById('step-on').click(); }");
        awaitStep(20);
        assertEquals(
                20,
                browser.evaluate("Number(document.querySelector('.slider input').max)")
                        .asInt());
        browser.evaluate("for (let i = 0; i < 10; i++) { document.getElementById('step-back').click(); }");
        awaitStep(10);
        assertEquals(parameters(trained(20), 0, 10), parameters());
    }

    private String trained(int steps) {
        String id = session("sgd", 1);
        sessions.train(id, 0, steps);
        return id;
    }

    /** Chapters are named in one line, and what a finger presses is 24 pixels wide and high. */
    @ParameterizedTest
    @CsvSource({"1120, en", "1120, zh", "390, en", "390, zh"})
    void everyChapterHasRoom(int width, String language) throws IOException {
        String small =
                "[...document.querySelectorAll('button, [role=button], select, input, summary')].filter(e => e.checkVisibility({visibilityProperty: true})).filter(e => {"
                        + " const { width, height } = e.getBoundingClientRect(); return width < 24 || height < 24; }).map(e => e.outerHTML)";
        for (String chapter : List.of(
                "backprop",
                "backprop?data=moons&hidden=8.relu-8.relu",
                "backprop?data=xor&path=neuron",
                "perceptron",
                "activations",
                "digits")) {
            load(chapter, "?lang=" + language, width, 800, "light");
            assertTrue(
                    browser.evaluate("document.querySelector('.top').offsetHeight")
                                    .asInt()
                            < 45,
                    chapter);
            assertTrue(
                    browser.evaluate("document.documentElement.scrollWidth <= innerWidth")
                            .asBoolean(),
                    chapter);
            assertEquals("[]", width > 600 ? "[]" : browser.evaluate(small).toString(), chapter);
            assertTrue(
                    browser.evaluate(
                                    "(([nav, link]) => nav.left <= link.left + 1 && link.right <= nav.right + 1)"
                                            + "(['#chapters', '[aria-current=page]'].map(e => document.querySelector(e).getBoundingClientRect()))")
                            .asBoolean(),
                    chapter + "'s name is in sight");
        }
    }

    /** Of each kind of data with a hidden layer, at the width of a small window. */
    @ParameterizedTest
    @CsvSource({"en", "zh"})
    void theSetupIsOneRow(String language) throws IOException {
        for (String chapter : List.of(
                "backprop",
                "backprop?data=moons",
                "backprop?data=curve",
                "backprop?data=points",
                "backprop?data=circles&output=softmax&loss=cross-entropy",
                "convolution")) {
            load(chapter, "?lang=" + language, 1120, 900, "light");
            assertEquals(
                    1,
                    browser.evaluate(
                                    "document.querySelector('.setup').open = true, new Set([...document.querySelectorAll('.fields > *')]"
                                            + ".map(e => Math.round(e.getBoundingClientRect().bottom))).size")
                            .asInt(),
                    chapter);
        }
    }

    /** It opens on the gate, the start and the rate of its link, which need not be the explorer's usual ones. */
    @Test
    void aPerceptronsLinkShowsItsRun() throws IOException {
        load("perceptron?gate=XOR&rate=0.25&epochs=10&start=0.5,-0.25,0.125");
        assertEquals("XOR", text("[data-gate][aria-pressed=true]"));
        assertTrue(text("#perceptron-count").contains("40"), "ten epochs of four");
        click("#perceptron-next");
        // At (0, 0) the sum is 0.125, which is answered by 1: an error that only the bias learns from.
        assertEquals(
                List.of(0.125, -1.0, 0.5, -0.25, -0.125),
                numbers(browser.evaluate(
                        "[...document.querySelectorAll('.lines .result')].map(e => Number(e.dataset.value))")));
    }

    /** @return the picture on the pad after a pointer's events, each with the height at which it is */
    private static String drawn(int button, String events) throws IOException {
        return browser.evaluate("(() => { const pad = document.querySelector('.pad'), b = pad.getBoundingClientRect();"
                        + "pad.setPointerCapture = () => {};"
                        + "for (const [type, y] of [" + events + "])"
                        + "pad.dispatchEvent(new PointerEvent(type, {button: " + button
                        + ", clientX: b.x + b.width / 2, clientY: b.y + b.height * y, bubbles: true}));"
                        + "return pad.toDataURL(); })()")
                .asText();
    }

    /** Of a trained convolution: each place's number as text and as brightness, in the maps of both layers, is that of {@code nn}. */
    @Test
    void theMapsShowTheNumbersOfTheirPlaces() throws IOException {
        ExploredNetwork of = ExploredNetworkIT.convolution();
        Path page = Files.write(folder.resolve("maps.html"), ExplorePage.of(of).page());
        browser.emulate(1300, 1000, false, "light");
        browser.call("Page.navigate", Map.of("url", page.toUri() + "?lang=en#digits"));
        browser.await("document.querySelector('.maps') && document.body.dataset.digit !== undefined");
        click("[data-test=\"1\"]");
        browser.await("document.querySelector('[data-test=\"1\"]').ariaPressed === 'true'");
        JsonNode places = browser.evaluate("""
                [...document.querySelectorAll('.map-cells')].flatMap(canvas => {
                  const { width, height } = canvas;
                  const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
                  return Array.from({ length: width * height }, (unused, at) => {
                    const [column, row, box] = [at % width, Math.floor(at / width), canvas.getBoundingClientRect()];
                    const [clientX, clientY] = [box.x + (column + 0.5) / width * box.width, box.y + (row + 0.5) / height * box.height];
                    canvas.dispatchEvent(new PointerEvent('pointermove', { clientX, clientY }));
                    const told = document.querySelector('.seen-part .note').textContent
                      .match(/^Map (\\d+) of layer (\\d), row (\\d+), column (\\d+): ([\\d.]+)[.] It saw/);
                    return [...told.slice(1), String(data[4 * at])];
                  });
                })""");
        double[] pixels = IntStream.range(784, 2 * 784)
                .mapToDouble(p -> (of.tests().pixels()[p] & 0xff) / 255.0)
                .toArray();
        var pass = ExploredNetworkIT.pass(of, pixels);
        assertEquals(2 * 12 * 12 + 3 * 6 * 6, places.size());
        for (JsonNode place : places) {
            int[] at = IntStream.range(0, 4).map(i -> place.get(i).asInt()).toArray();
            int side = at[1] == 1 ? 12 : 6;
            double[] values = pass.a(at[1]).data();
            int first = (at[0] - 1) * side * side;
            double value = values[first + (at[2] - 1) * side + at[3] - 1];
            double most =
                    Arrays.stream(values, first, first + side * side).max().orElseThrow();
            String told = place.get(4).asText();
            double rounded =
                    0.5 * Math.pow(10, -told.replaceAll("^\\d+[.]?", "").length());
            assertEquals(value, Double.parseDouble(told), rounded * (1 + 1e-9), place.toString());
            assertEquals(255 * value / most, place.get(5).asInt(), 0.5 + 1e-9, place.toString());
        }
        browser.nothingWentWrong("file:///");
    }

    /** A model in the chapter on digits: deep, of many classes that are no digits, whose images are not at hand: one draws, and the first layer's units develop. */
    @Test
    void withoutTestPicturesOneDraws() throws IOException {
        ImageForm form = new ImageForm(
                28,
                28,
                Normalisation.MNIST,
                IntStream.range(0, 40).mapToObj(c -> "class number " + c).toList());
        Network network = Network.of(784, List.of(20, 12), 40, Elementwise.TANH, Softmax.SOFTMAX);
        List<ExploredNetwork.Moment> moments = IntStream.of(1, 2)
                .mapToObj(epoch -> new ExploredNetwork.Moment(epoch * 20, epoch, network.initial(epoch), 0.25 * epoch))
                .toList();
        ImageSet none = new ImageSet(new byte[0], new int[0], form);
        ExploredNetwork deep =
                new ExploredNetwork("deep", network, moments.get(1).parameters(), moments, form, none);
        Path page =
                Files.write(folder.resolve("deep.html"), ExplorePage.of(deep).page());
        browser.emulate(1300, 1000, false, "light");
        browser.call("Page.navigate", Map.of("url", page.toUri() + "?lang=en#digits"));
        browser.await(
                "location.search === '?lang=en' && document.body?.dataset.ready === 'digits' && globalThis.katex");
        assertTrue(text(".digits-stage").contains("There are no test pictures"), text(".digits-stage"));
        String blank = drawn(0, "");
        assertEquals(blank, drawn(2, "['pointerdown', 0.2], ['pointermove', 0.8], ['pointerup', 0.8]"));
        String dot = drawn(0, "['pointerdown', 0.2], ['pointercancel', 0.2]");
        assertNotEquals(blank, dot);
        assertEquals(dot, drawn(0, "['pointermove', 0.8]"));
        assertNotEquals(dot, drawn(0, "['pointerdown', 0.2], ['pointermove', 0.8], ['pointerup', 0.8]"));
        browser.await("document.querySelectorAll('.bars li').length === 12");
        assertEquals(6, count(".unit-list .unit"));
        set("#unit", 1, "change");
        browser.await("document.querySelector('.growth input[type=range]').hidden === false");
        assertTrue(
                text(".growth")
                        .contains("Unit 1 after step 40; completed epochs: 2. 50.0 % of the test pictures correct."),
                text(".growth"));
        browser.nothingWentWrong("file:///");
    }
}
