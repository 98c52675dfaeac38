package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.crosscheck.Soak;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The guided path is walked as a reader walks it, wrong guesses and detours included; in the other language and on a phone, every build
 * does at each step only what is shown differently there.
 */
class ExplorerPathIT extends ExplorerBrowser {
    private static final List<String> STEPS = List.of(
            "neuron",
            "blame",
            "carry",
            "update",
            "learn",
            "line",
            "hidden",
            "transpose",
            "symmetric",
            "rate",
            "overfit",
            "regularise",
            "spirals",
            "slip");

    private static boolean has(String selector) throws IOException {
        return browser.evaluate("document.querySelector('" + selector + "') !== null")
                .asBoolean();
    }

    private static void awaitElement(String selector) throws IOException {
        browser.await("document.querySelector('" + selector + "') !== null");
    }

    private static void awaitDone(boolean done) throws IOException {
        browser.await("document.querySelector('.path').dataset.done === '" + done + "'");
    }

    private static void awaitPathStep(String id) throws IOException {
        browser.await("document.querySelector('.path')?.dataset.step === '" + id + "'");
    }

    private static void onTo(String id) throws IOException {
        awaitDone(true);
        click("#path-next");
        awaitBegun(id);
    }

    private static void awaitBegun(String id) throws IOException {
        awaitPathStep(id);
        awaitDone(false);
        awaitStep(STEPS.indexOf(id) < 4 ? 2 : 0);
    }

    private static void start(String language, int width, int height) throws IOException {
        load("backprop", "?lang=" + language, width, height, "light");
        browser.evaluate("localStorage.clear()");
        load("backprop", "?lang=" + language, width, height, "light");
        click("#path-start");
    }

    /** Presses Next until a stop of this kind. */
    private static void walkTo(String kind) throws IOException {
        for (int i = 0; i < 40; i++) {
            String stop = browser.evaluate("document.querySelector('.walk').dataset.stop")
                    .asText();
            click("#walk-next");
            browser.await("document.querySelector('.walk').dataset.stop !== '" + stop + "'");
            if (browser.evaluate("document.querySelector('.walk').dataset.now.startsWith('" + kind + ":')")
                    .asBoolean()) {
                return;
            }
        }
        throw new AssertionError("no stop of kind " + kind);
    }

    /** Guesses wrongly, reads the answer, then guesses rightly. */
    private static void answer(String topic, String wrong, String right) throws IOException {
        awaitElement("#why [data-topic=" + topic + "]");
        click("#why [data-topic=" + topic + "]");
        click("#why [data-guess=\"" + wrong + "\"]");
        assertEquals("wrong", guessed("#why"));
        assertFalse(text("#why .says").isEmpty());
        awaitDone(false);
        click("#why [data-guess=\"" + right + "\"]");
        assertEquals("right", guessed("#why"));
    }

    private static String guessed(String where) throws IOException {
        return browser.evaluate("document.querySelector('" + where + " .guess').dataset.guessed")
                .asText();
    }

    private static void train(int atLeast) throws IOException {
        click("#epochs-on");
        browser.await("Number(document.querySelector('.transport').dataset.step) >= " + atLeast);
    }

    private static void enter(String selector, String value) throws IOException {
        browser.evaluate("(() => { const e = document.querySelector('" + selector + "'); e.value = '" + value
                + "'; e.dispatchEvent(new Event('change', { bubbles: true })); })()");
    }

    /** @return a wide screen; with {@code -Psoak} also a phone */
    static List<Arguments> screens() {
        return Soak.oneOf(2, List.of(arguments("en", 1366, 640), arguments("zh", 390, 700)));
    }

    @ParameterizedTest
    @MethodSource("screens")
    void thePathIsWalkedFromOneNeuronToTheSlip(String language, int width, int height) throws IOException {
        start(language, width, height);
        awaitBegun("neuron");
        walkTo("unit");
        assertFalse(text("#why").isEmpty(), "a reason at the first stop");
        awaitDone(false);
        walkTo("loss");
        onTo("blame");
        walkTo("dZ");
        answer("difference", "thumb", "cancels");
        onTo("carry");
        walkTo("dW");
        answer("carry", "half", "double");
        onTo("update");
        walkTo("update");
        awaitElement(".walk.guessing");
        browser.screenshot("explore-path-guess-" + language + ".png");
        click("#why .skip-guess");
        browser.await("document.querySelector('.walk.guessing') === null");
        awaitDone(false); // skipping is no guess
        click("#step-on");
        awaitStep(3);
        awaitElement(".walk.guessing");
        click("#why [data-guess]");
        browser.await("document.querySelector('.walk.guessing') === null");
        onTo("learn");
        click("#epoch-on");
        awaitStep(1);
        awaitDone(false);
        train(1000);
        onTo("line");
        train(1000);
        awaitElement("[data-event=plateau]");
        awaitDone(false);
        walkTo("loss");
        answer("xor", "0", "2");
        onTo("hidden");
        click("#add-layer");
        browser.await("document.querySelectorAll('.node.hidden').length === 3");
        train(1000);
        onTo("transpose");
        reload("transpose");
        walkTo("dA");
        answer("transpose", "in", "out");
        onTo("symmetric");
        train(1000);
        awaitElement("[data-event=symmetric]");
        awaitDone(false);
        click("#to-start");
        awaitStep(0);
        browser.evaluate("document.querySelector('[data-name=\"W1:0:1\"]').click()");
        browser.evaluate("document.getElementById('edit-value').value = 2");
        click("#edit-keep");
        browser.await("document.querySelectorAll('.branches li').length === 2");
        train(1000);
        onTo("rate");
        theLossSwings();
        onTo("overfit");
        theExamplesAreMemorised(language);
        onTo("regularise");
        train(700);
        awaitDone(false);
        click("#setup-more");
        enter("#l2", "0.01");
        browser.await("document.querySelector('#setup-more').textContent.includes('2')");
        browser.await("Number(document.querySelector('.transport').dataset.step) === 0");
        train(600);
        onTo("spirals");
        train(2000);
        onTo("slip");
        theSlipIsFound();
        awaitDone(true);
        browser.screenshot("explore-path-end-" + language + ".png");
        assertEquals(STEPS.size(), done());
        browser.nothingWentWrong(server.url());
    }

    /** Each step is shown in Chinese on a phone, three of them with what happens there; what is not done is skipped. */
    @Test
    void everyStepFitsAPhone() throws IOException {
        start("zh", 390, 700);
        for (String id : STEPS) {
            awaitBegun(id);
            assertTrue(text(".path-says").matches("(?s)\\d+/14 .*\\p{IsHan}.*"), text(".path-says"));
            assertTrue(
                    browser.evaluate("document.querySelector('.scroller').scrollWidth <= innerWidth")
                            .asBoolean(),
                    id + " is wider than the phone");
            switch (id) {
                case "rate" -> theLossSwings();
                case "overfit" -> theExamplesAreMemorised("zh");
                case "slip" -> theSlipIsFound();
                default -> {}
            }
            browser.nothingWentWrong(server.url());
            if (!id.equals("slip")) {
                click("#path-skip");
            }
        }
        awaitDone(true);
        assertEquals(3, done());
        browser.screenshot("explore-path-end-zh.png");
    }

    private static int done() throws IOException {
        return browser.evaluate("JSON.parse(localStorage.getItem('crosscheck.path')).done.length")
                .asInt();
    }

    private static void theLossSwings() throws IOException {
        assertFalse(has("[data-event]"), "no verdict before the guess");
        click(".events [data-guess=learns]");
        awaitDone(false);
        train(200);
        awaitElement("[data-fate=swings]");
        assertTrue(has("[data-event=oscillation]"));
    }

    private static void theExamplesAreMemorised(String language) throws IOException {
        train(200);
        awaitElement("[data-event=memorised]");
        click("[data-event=memorised]");
        browser.await("document.querySelector('.event-more').matches(':popover-open')");
        browser.screenshot("explore-path-memorised-" + language + ".png");
    }

    /** The progress is the browser's, and the step goes on where it was. */
    private static void reload(String id) throws IOException {
        browser.evaluate("location.reload()");
        awaitPathStep(id);
        browser.await("document.body?.dataset.ready === 'backprop'");
        assertEquals(7, done());
    }

    private static void theSlipIsFound() throws IOException {
        PageSessions sessions = new PageSessions();
        String config =
                "{'data': {'kind': 'xor'}, 'hidden': [{'units': 3, 'activation': 'tanh'}, {'units': 3, 'activation': 'relu'}],"
                        + " 'output': 'sigmoid', 'loss': 'mse', 'optimizer': 'adam', 'learningRate': 0.05, 'batch': 0, 'slip': true,"
                        + " 'seed': 3}";
        String planted = sessions.slipOf(sessions.session(config).get("id").asText());
        for (int strength = 1; strength <= 3; strength++) {
            click("#slip-hint");
            browser.await("document.querySelectorAll('.hints li').length === " + strength);
        }
        assertTrue(
                browser.evaluate("document.getElementById('slip-hint').hidden").asBoolean());
        click("[data-slip=" + PageSessions.otherSlip(planted) + "]");
        browser.await("document.querySelector('.slip').dataset.found === 'false'");
        awaitDone(false);
        click("[data-slip=" + planted + "]");
        browser.await("document.querySelector('.slip').dataset.found === 'true'");
    }

    @Test
    void aStepCanBeSkippedRepeatedAndLeft() throws IOException {
        start("en", 1300, 1000);
        awaitPathStep("neuron");
        click("#path-skip");
        awaitPathStep("blame");
        click("#path-back");
        awaitPathStep("neuron");
        click("#path-leave");
        awaitPathStep("");
        walkTo("loss");
        assertEquals(0, done(), "off the path nothing counts");
    }

    /** What answers overfitting is part of the address, so that a lesson can be sent. */
    @Test
    void theAddressHoldsWhatAnswersOverfitting() throws IOException {
        String settings = "&heldOut=0.5&l2=0.01&dropout=0.25&initialization=xavier";
        load("backprop?data=moons&examples=60&noise=0.35" + settings);
        awaitElement(".held-out .number");
        assertEquals("", text("#status"));
        for (String setting : settings.substring(1).split("&")) {
            assertTrue(browser.evaluate("location.hash").asText().contains(setting), setting);
        }
        assertTrue(text("#setup-more").contains("3"), text("#setup-more"));
        browser.nothingWentWrong(server.url());
    }

    @Test
    void aPerceptronsEndIsGuessedBeforeItIsShown() throws IOException {
        load("perceptron?gate=XOR");
        assertFalse(has(".verdict-box .verdict"));
        click(".verdict-box [data-guess=true]");
        browser.await("document.querySelector('.verdict-box').dataset.separable === 'false'");
        String wrong = text(".verdict-box .says");
        click("[data-gate=AND]");
        awaitElement(".verdict-box [data-guess=true]");
        click(".verdict-box [data-guess=true]");
        browser.await("document.querySelector('.verdict-box').dataset.separable === 'true'");
        assertNotEquals(wrong, text(".verdict-box .says"));
        click("[data-gate=XOR]");
        browser.await("document.querySelector('.verdict-box').dataset.separable === 'false'");
        browser.nothingWentWrong(server.url());
    }
}
