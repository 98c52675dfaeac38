package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The form never shows another network than the graph, and the largest network that it offers is drawn. */
class ExplorerSetupIT extends ExplorerBrowser {
    private static void change(String selector, String value) throws IOException {
        browser.evaluate("(() => { const e = document.querySelector('" + selector + "'); e.value = '" + value
                + "'; e.dispatchEvent(new Event('change', { bubbles: true })); })()");
    }

    private static void awaitStatus(String text) throws IOException {
        browser.await("document.getElementById('status').textContent.includes('" + text + "')");
    }

    private static void theFormShowsTheGraph() throws IOException {
        assertEquals(
                browser.evaluate("document.querySelectorAll('.node.hidden').length")
                        .asInt(),
                browser.evaluate(
                                "[...document.querySelectorAll('.setup .units')].reduce((sum, e) => sum + Number(e.value), 0)")
                        .asInt());
    }

    @Test
    void whatIsRefusedIsPutBackInTheForm() throws IOException {
        load("backprop?data=curve&hidden=5.tanh&output=linear&loss=mse");
        change("#output", "sigmoid");
        awaitStatus("cannot learn numbers");
        assertEquals(
                "linear",
                browser.evaluate("document.getElementById('output').value").asText());
        change(".setup .units", "99");
        awaitStatus("whole number from 1 to 16");
        assertEquals(
                "5",
                browser.evaluate("document.querySelector('.setup .units').value")
                        .asText());
        theFormShowsTheGraph();
        change(".setup .units", "6");
        browser.await("document.querySelectorAll('.node.hidden').length === 6");
        assertEquals("", text("#status"));
        theFormShowsTheGraph();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data=nonsense",
                "data=moons&hidden=99.tanh",
                "data=xor&learningRate=abc",
                "data=points&points=1,x,0;2,2,1"
            })
    void anAddressThatCannotBeShownSaysSo(String address) throws IOException {
        load("backprop?" + address);
        assertTrue(text("#status").contains("xpected"), text("#status"));
        assertTrue(browser.evaluate("location.hash").asText().endsWith(address), "it does not become another one");
        assertEquals(
                0,
                browser.evaluate("document.querySelectorAll('.transport').length")
                        .asInt());
        click("#begin");
        browser.await("document.querySelectorAll('.node.hidden').length === 3");
        assertEquals("", text("#status"));
    }
}
