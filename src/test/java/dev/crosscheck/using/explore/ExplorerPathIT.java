package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The guided path is walked as a reader walks it, wrong guesses and detours included; in the other language and on a phone, each step is only shown. */
class ExplorerPathIT extends ExplorerBrowser {
    private static final List<String> STEPS = new ArrayList<>();

    @BeforeAll
    static void steps() {
        PageScripts.ask("return (await load('tasks.js')).STEPS.map(({ id }) => id);", "")
                .forEach(id -> STEPS.add(id.asText()));
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
        int number = STEPS.indexOf(id);
        String chapter = number == 0 ? "prelude" : number < 15 ? "backprop" : id;
        browser.await("document.body.dataset.ready === '" + chapter + "'");
        if (chapter.equals("backprop")) {
            awaitStep(number < 5 ? 2 : 0);
        }
    }

    private static void start(String language, int width, int height) throws IOException {
        load("backprop", "?lang=" + language, width, height, "light");
        browser.evaluate("localStorage.clear()");
        load("backprop", "?lang=" + language, width, height, "light");
        click("#path-start");
        awaitBegun("slope");
    }

    /** Slides to the bottom, then to where it is steep, and lets the gradient lead down. */
    private static void theSlopeIsFollowed() throws IOException {
        set("#weight", 0.3, "input");
        set("#weight", 0.5, "input");
        browser.await("document.querySelector('.prelude .tangent') !== null");
        set("#weight", -0.3, "input");
        browser.await("!document.getElementById('prelude-step').hidden");
        for (int i = 0; i < 5; i++) {
            awaitDone(false);
            click("#prelude-step");
        }
        double loss = browser.evaluate("Number([...document.querySelectorAll('.prelude .result')][2].dataset.value)")
                .asDouble();
        assertTrue(loss < 0.01, "L = " + loss);
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
        assertEquals("wrong", guessed());
        assertFalse(text("#why .says").isEmpty());
        awaitDone(false);
        click("#why [data-guess=\"" + right + "\"]");
        assertEquals("right", guessed());
    }

    private static String guessed() throws IOException {
        return browser.evaluate("document.querySelector('#why .guess').dataset.guessed")
                .asText();
    }

    private static void train(int atLeast) throws IOException {
        click("#epochs-on");
        browser.await("Number(document.querySelector('.transport').dataset.step) >= " + atLeast);
    }

    @Test
    void thePathIsWalkedFromOneNeuronToTheSlip() throws IOException {
        start("en", 1366, 640);
        theSlopeIsFollowed();
        onTo("neuron");
        walkTo("unit");
        assertFalse(text("#why").isEmpty(), "a reason at the first stop");
        awaitDone(false);
        walkTo("loss");
        browser.await(
                "document.getElementById('say').textContent.includes(document.getElementById('why').textContent)");
        onTo("blame");
        walkTo("dZ");
        answer("difference", "thumb", "cancels");
        onTo("carry");
        walkTo("dW");
        answer("carry", "half", "double");
        onTo("update");
        walkTo("update");
        awaitElement(".walk.guessing");
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
        train(200);
        awaitElement("[data-event=memorised]");
        click("[data-event=memorised]");
        browser.await("document.querySelector('.event-more').matches(':popover-open')");
        onTo("regularise");
        train(700);
        awaitDone(false);
        click("#setup-more");
        set("#l2", 0.01, "change");
        browser.await("document.querySelector('#setup-more').textContent.includes('2')");
        browser.await("Number(document.querySelector('.transport').dataset.step) === 0");
        train(600);
        onTo("spirals");
        train(2000);
        onTo("slip");
        theSlipIsFound();
        onTo("perceptron");
        thePerceptronParts();
        onTo("activations");
        theFlatEndsAreFound();
        onTo("digits");
        twoDigitsAreDrawn();
        awaitDone(true);
        theCodeSaysWhatWasDone();
        assertEquals(STEPS.size(), done());
        browser.nothingWentWrong(server.url());
    }

    /** What is not done is skipped; one can go back, and leave. */
    @Test
    void everyStepIsShownInChineseOnAPhone() throws IOException {
        start("zh", 390, 700);
        for (String id : STEPS) {
            awaitBegun(id);
            assertTrue(text(".path-says").matches("(?s)\\d+/17 .*\\p{IsHan}.*"), text(".path-says"));
            assertFalse(
                    browser.evaluate("/[。：？！] \\p{Script=Han}/u.test(document.body.innerText)")
                            .asBoolean(),
                    "Chinese sentences have no space between them");
            browser.nothingWentWrong(server.url());
            if (!id.equals("digits")) {
                click("#path-skip");
            }
        }
        click("#path-back");
        awaitBegun("activations");
        click("#path-leave");
        awaitPathStep("");
        browser.await("!location.hash.includes('path=')");
        assertEquals(0, done());
    }

    private static int done() throws IOException {
        return browser.evaluate("JSON.parse(localStorage.getItem('crosscheck.path')).done.length")
                .asInt();
    }

    private static void theLossSwings() throws IOException {
        assertEquals(0, count("[data-event]"), "no verdict before the guess");
        click(".events [data-guess=learns]");
        awaitDone(false);
        train(200);
        awaitElement("[data-fate=swings]");
        awaitElement("[data-event=oscillation]");
    }

    /** The progress is the browser's, and the step goes on where it was. */
    private static void reload(String id) throws IOException {
        browser.evaluate("location.reload()");
        awaitPathStep(id);
        browser.await("document.body?.dataset.ready === 'backprop'");
        assertEquals(8, done());
    }

    /** One guess after another, of which the right one is the last. */
    private static void theSlipIsFound() throws IOException {
        browser.await("(document.getElementById('walk-all').open = true)"
                + " && document.querySelector('#walk-all tr.differs') !== null");
        click("#slip-open");
        for (int slip = count("[data-slip]") - 1; slip >= 0; slip--) {
            awaitDone(false);
            String chip = "document.querySelectorAll('[data-slip]')[" + slip + "]";
            browser.evaluate(chip + ".click()");
            browser.await(chip + ".matches('.right, .wrong')");
        }
    }

    private static void thePerceptronParts() throws IOException {
        click(".verdict-box [data-guess=true]");
        awaitDone(false);
        set(".stage input[type=range]", 1_000_000, "input");
        click("[data-gate=XOR]");
        browser.await("document.querySelector('.verdict-box [data-guess=true]') !== null");
        click(".verdict-box [data-guess=true]");
        awaitDone(false);
        set(".stage input[type=range]", 1_000_000, "input");
    }

    private static void theFlatEndsAreFound() throws IOException {
        for (String name : List.of("sigmoid", "relu")) {
            click("[data-panel=activation] [data-name=" + name + "]");
            awaitDone(false);
            set("[data-panel=activation] input", -5, "input");
            set("[data-panel=activation] input", name.equals("relu") ? -5 : 1, "input");
        }
    }

    /** A stroke is a 1, a ring a 0: of a narrow one the network is not sure, but half drawn it is a sure 2. */
    private static void twoDigitsAreDrawn() throws IOException {
        String ring =
                "[...Array(41)].map((_, i) => [0.5 + %s * Math.cos(i * Math.PI / 20), 0.5 + 0.3 * Math.sin(i * Math.PI / 20)])";
        browser.await("document.body.dataset.digit !== undefined");
        draw("[...Array(20)].map((_, i) => [0.5, 0.2 + 0.03 * i])");
        browser.await("document.body.dataset.digit === '1'");
        awaitDone(false);
        draw(String.format(ring, "0.16"));
        browser.await("document.body.dataset.digit === '0'");
        awaitDone(false);
        draw(String.format(ring, "0.3"));
    }

    /** As by hand: the page answers before the pen moves on. */
    private static void draw(String places) throws IOException {
        browser.evaluate(
                "(async () => { const pad = document.querySelector('.pad'), b = pad.getBoundingClientRect();"
                        + "[...document.querySelectorAll('.card button')].find(e => !e.className.includes('chip')).click();"
                        + "pad.setPointerCapture = () => {};"
                        + "const at = async (type, [x, y]) => { pad.dispatchEvent(new PointerEvent(type,"
                        + " { clientX: b.x + x * b.width, clientY: b.y + y * b.height, pointerId: 1, bubbles: true }));"
                        + " await new Promise(done => setTimeout(done)); };"
                        + "const places = " + places + "; await at('pointerdown', places[0]);"
                        + "for (const place of places) { await at('pointermove', place); } await at('pointerup', places.at(-1)); })()");
    }

    /** One guess each was wrong in steps 2, 3, 6, 8, 10 and 15, and four in step 14; that of the update, step 4, is a real one. */
    private static void theCodeSaysWhatWasDone() throws IOException {
        click("#path-report");
        String code = browser.evaluate("document.getElementById('code').value").asText();
        assertTrue(code.matches("0011[01]0101010004100\\.\\d+"), code);
        assertTrue(text("#code-says").contains("2 (1), 3 (1)"), text("#code-says"));
        browser.evaluate("document.getElementById('report').hidePopover()");
    }

    /** Its text is shown as text, whatever is in it, and the page notices its end. */
    @Test
    void aTeachersTaskIsALink() throws IOException {
        String text = "<img src=x onerror=alert(1)> & so on";
        String task = "&task=" + URLEncoder.encode(text, StandardCharsets.UTF_8) + "&until=loss<0.1;step>10";
        load("backprop?data=and" + task, "?lang=en", 1300, 1000, "light");
        awaitPathStep("own");
        assertEquals("Task: " + text, text(".path-says"));
        train(1000);
        awaitDone(true);
        browser.await("location.hash.includes('until=loss%3C0.1%3Bstep%3E10')");
        browser.nothingWentWrong(server.url());
    }

    /** The tallest: sums and brackets of softmax, roots and fractions of Adam. */
    @Test
    void thePageHasTheFontsOfItsFormulas() throws IOException {
        String fonts = "[...new Set([...document.querySelectorAll('.katex *')].filter((e) =>"
                + " [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim() !== '')).map((e) => getComputedStyle(e))"
                + ".map((s) => s.fontFamily.split(',')[0] + '-' + (s.fontWeight === '700' ? 'Bold' : s.fontStyle === 'italic' ?"
                + " 'Italic' : 'Regular')))].filter((font) => font.startsWith('KaTeX'))";
        load("backprop?data=moons&examples=4&hidden=2.gelu&output=softmax&loss=cross-entropy&optimizer=adam");
        for (String stop : List.of("unit", "loss", "dZ", "dW", "update")) {
            walkTo(stop);
            JsonNode used = browser.evaluate(fonts);
            assertFalse(used.isEmpty());
            used.forEach(font -> assertTrue(PageFiles.FONTS.contains(font.asText()), font.asText()));
        }
    }
}
