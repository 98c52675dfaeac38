package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.using.predict.ImageClassifier;
import dev.crosscheck.using.predict.TrainedModel;
import dev.crosscheck.using.serve.WebServer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A trained network in the chapter on digits, in a real browser. */
class ExploredModelPageIT extends ExplorerBrowser {
    private static final ImageForm DIGITS = ImageForm.ofDigits(28, 28);

    private static final ImageSet TESTS = IdxBytes.mnist().test().first(20);

    /** A run that kept no earlier weights. */
    private static DigitNetwork trained() {
        ImageClassifier model = TrainedModel.classifier();
        return new DigitNetwork("mine", model.network(), model.parameters(), List.of(), DIGITS, TESTS);
    }

    private static DigitNetwork deep(ImageForm form, ImageSet tests) {
        Network network = Network.of(784, List.of(20, 12), form.classes().size(), Elementwise.TANH, Softmax.SOFTMAX);
        List<DigitNetwork.Moment> moments = IntStream.of(1, 2)
                .mapToObj(epoch -> new DigitNetwork.Moment(epoch * 20, epoch, network.initial(epoch), 0.25 * epoch))
                .toList();
        return new DigitNetwork("deep", network, moments.get(1).parameters(), moments, form, tests);
    }

    private static void show(WebServer own, int width, int height, String scheme, String query) throws IOException {
        browser.emulate(width, height, width < 600, scheme);
        browser.call("Page.navigate", Map.of("url", "about:blank"));
        browser.await("location.href === 'about:blank'");
        browser.forgetEvents();
        browser.call("Page.navigate", Map.of("url", own.url() + query + "#digits"));
        browser.await("document.body && document.body.dataset.ready === 'digits' && globalThis.katex !== undefined");
    }

    /** What {@code nn} answers. */
    private static double[] logits(DigitNetwork of, int test) {
        byte[] pixels = of.tests().pixels(test);
        Matrix x = Matrix.zeros(1, pixels.length);
        Arrays.setAll(
                x.data(),
                i -> ((pixels[i] & 0xff) / 255.0 - of.form().normalisation().mean())
                        / of.form().normalisation().deviation());
        return of.network().forward(of.parameters(), x).z(of.network().layers()).data();
    }

    @Test
    void aRunsNetworkShowsItsNumbersAndSaysWhatItHasNotKept() throws IOException {
        try (WebServer own = WebServer.start("127.0.0.1", 0, ExplorePage.of(trained()))) {
            show(own, 1300, 1000, "light", "?lang=en");
            browser.await("document.querySelectorAll('.bars li').length === 10");
            assertTrue(text("h1").contains("784–64–10"), text("h1"));
            assertTrue(text(".intro").contains("50,890 parameters of the model mine"), text(".intro"));
            click("[data-test=\"3\"]");
            browser.await("document.body.dataset.digit === '0'");
            double[] logits = logits(trained(), 3);
            for (int digit = 0; digit < 10; digit++) {
                assertEquals(
                        logits[digit],
                        browser.evaluate("Number(document.querySelectorAll('.bars li')[" + digit
                                        + "].querySelector('[title]').title)")
                                .asDouble());
            }
            click(".unit-list button");
            browser.await("document.querySelector('.growth canvas').hidden === false");
            assertTrue(browser.evaluate("document.querySelector('.growth input[type=range]').hidden")
                    .asBoolean());
            assertTrue(text(".growth").contains("The run has kept no earlier weights"), text(".growth"));
            browser.nothingWentWrong(own.url());
        }
    }

    @Test
    void aUnitOfALaterLayerIsShownForThePictureAndFollowsIt() throws IOException {
        try (WebServer own = WebServer.start("127.0.0.1", 0, ExplorePage.of(deep(DIGITS, TESTS)))) {
            show(own, 1300, 1000, "light", "?lang=en");
            browser.await("document.querySelectorAll('.unit-list button').length === 6");
            assertEquals(
                    2,
                    browser.evaluate("document.querySelectorAll('.cells').length")
                            .asInt());
            click(".unit-list button");
            browser.await("document.querySelector('.growth .note[aria-live]').textContent.includes('of layer 2')");
            String before = text(".growth .note[aria-live]");
            click("[data-test=\"5\"]");
            browser.await("document.querySelector('.growth .note[aria-live]').textContent !== '" + before + "'");
            browser.evaluate("(() => { const layer = document.getElementById('unit-layer'); layer.value = '1';"
                    + "layer.dispatchEvent(new Event('change')); })()");
            browser.await("document.querySelector('.growth input[type=range]').hidden === false");
            assertTrue(
                    text(".growth")
                            .contains(
                                    "Unit 1 after step 40; completed epochs: 2. 50.0 % of the test pictures correct."),
                    text(".growth"));
            browser.nothingWentWrong(own.url());
        }
    }

    /** A drawing of a network of many classes that are no digits, whose images are not at hand. */
    @Test
    void withoutTestPicturesOneDraws() throws IOException {
        ImageForm form = new ImageForm(
                28,
                28,
                DIGITS.normalisation(),
                IntStream.range(0, 40).mapToObj(c -> "class number " + c).toList());
        DigitNetwork network = deep(form, new ImageSet(new byte[0], new int[0], form));
        try (WebServer own = WebServer.start("127.0.0.1", 0, ExplorePage.of(network))) {
            show(own, 1300, 1000, "light", "?lang=en");
            assertTrue(text(".digits-stage").contains("There are no test pictures"), text(".digits-stage"));
            browser.evaluate(
                    "(() => { const pad = document.querySelector('.pad'), b = pad.getBoundingClientRect();"
                            + "pad.setPointerCapture = () => {};"
                            + "for (const [type, y] of [['pointerdown', 0.2], ['pointermove', 0.8], ['pointerup', 0.8]])"
                            + "pad.dispatchEvent(new PointerEvent(type, {clientX: b.x + b.width / 2, clientY: b.y + b.height * y, bubbles: true})); })()");
            browser.await("document.querySelectorAll('.bars li').length === 12");
            assertTrue(
                    text(".digits-stage").contains("The gradient of the logit of class number"), text(".digits-stage"));
            browser.nothingWentWrong(own.url());
        }
    }

    @ParameterizedTest
    @CsvSource({"1300, light, zh", "390, dark, en"})
    void theChapterIsReadableOnEveryScreen(int width, String scheme, String language) throws IOException {
        for (DigitNetwork network : List.of(trained(), deep(DIGITS, TESTS))) {
            try (WebServer own = WebServer.start("127.0.0.1", 0, ExplorePage.of(network))) {
                show(own, width, width < 600 ? 3600 : 1500, scheme, "?lang=" + language);
                browser.await("document.querySelectorAll('.unit-list button').length === 6");
                click(".unit-list button");
                browser.await("document.querySelector('.growth canvas').hidden === false");
                assertTrue(
                        browser.evaluate("document.documentElement.scrollWidth <= innerWidth")
                                .asBoolean(),
                        "nothing is wider than the screen");
                String name = "explore-model-" + network.name() + "-" + width + "-" + scheme + ".png";
                browser.screenshot(name);
                browser.nothingWentWrong(own.url());
            }
        }
    }
}
