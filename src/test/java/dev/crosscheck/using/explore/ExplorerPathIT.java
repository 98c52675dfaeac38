package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The guided path is walked as a reader walks it, wrong guesses and detours included; in the other language and on a phone, each step is only shown.
 * What is done in the page is in {@code path-walk.js}.
 */
class ExplorerPathIT extends ExplorerBrowser {
    private static JsonNode steps;
    private static String script;

    @BeforeAll
    static void read() throws IOException {
        steps = PageScripts.ask("return (await load('tasks.js')).STEPS.map(({ id }) => id);", "");
        script = "const STEPS = " + steps + ";" + Files.readString(Path.of("src", "test", "js", "path-walk.js"));
    }

    /** @return what the last expression gives */
    private static JsonNode walked(String calls) throws IOException {
        return browser.evaluate("(async () => {" + script + "return " + calls + "; })()");
    }

    private static void start(String language, int width, int height) throws IOException {
        load("backprop", "?lang=" + language, width, height, "light");
        browser.evaluate("localStorage.clear()");
        load("backprop", "?lang=" + language, width, height, "light");
        walked("click('#path-start').then(() => begins('slope'))");
    }

    private static int done() throws IOException {
        return browser.evaluate("JSON.parse(localStorage.getItem('crosscheck.path'))?.done.length ?? 0")
                .asInt();
    }

    /** The progress is the browser's: after a reload, the step goes on where it was. */
    @Test
    void thePathIsWalkedFromOneNeuronToTheSlip() throws IOException {
        start("en", 1366, 640);
        walked("aNetworkLearns()");
        browser.evaluate("location.reload()");
        browser.await("document.querySelector('.path')?.dataset.step === 'transpose'"
                + " && document.body?.dataset.ready === 'backprop'");
        assertEquals(10, done());
        walked("whatGoesWrongIsFound()");
        assertEquals(steps.size(), done());
        click("#path-report");
        // One guess each was wrong in steps 1, 4, 5, 8, 10, 12 and 17, and four in step 16; in the last two, one each.
        // That of the update is a real one.
        String code = browser.evaluate("document.getElementById('code').value").asText();
        assertTrue(code.matches("010011[01]010101000410011\\.\\d+"), code);
        assertTrue(text("#code-says").contains("1 (1), 4 (1), 5 (1)"), text("#code-says"));
        browser.evaluate("document.getElementById('report').hidePopover()");
        browser.nothingWentWrong(server.url());
    }

    @Test
    void everyStepIsShownInChineseOnAPhone() throws IOException {
        start("zh", 390, 700);
        walked("everyStepIsShown()");
        assertEquals(0, done());
        browser.nothingWentWrong(server.url());
    }

    /** Its text is shown as text, whatever is in it, and the page notices its end. */
    @Test
    void aTeachersTaskIsALink() throws IOException {
        String text = "<img src=x onerror=alert(1)> & so on";
        String task = "&task=" + URLEncoder.encode(text, StandardCharsets.UTF_8) + "&until=loss<0.1;step>10";
        load("backprop?data=and" + task, "?lang=en", 1300, 1000, "light");
        browser.await("document.querySelector('.path')?.dataset.step === 'own'");
        assertEquals("From the sender of this link: " + text, text(".path-says"));
        walked("train(1000).then(() => until(isDone))");
        browser.await("location.hash.includes('until=loss%3C0.1%3Bstep%3E10')");
        browser.nothingWentWrong(server.url());
    }

    /** The tallest: sums and brackets of softmax, roots and fractions of Adam. */
    @Test
    void thePageHasTheFontsOfItsFormulas() throws IOException {
        load("backprop?data=moons&examples=4&hidden=2.gelu&output=softmax&loss=cross-entropy&optimizer=adam");
        JsonNode used = walked("fontsOf(['unit', 'loss', 'dZ', 'dW', 'update'])");
        assertFalse(used.isEmpty());
        used.forEach(font -> assertTrue(PageFiles.FONTS.contains(font.asText()), font.asText()));
    }
}
