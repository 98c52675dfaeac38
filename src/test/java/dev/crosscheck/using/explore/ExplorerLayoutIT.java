package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On laptops and phones the time bar hides nothing that is read or pressed. */
class ExplorerLayoutIT extends ExplorerBrowser {
    /** Texts, formulas and controls of the chapter that are shown, those of the bar and those scrolled within a box of their own aside. */
    private static final String READ = """
            const bar = document.querySelector('.transport');
            const top = () => (bar ? bar.getBoundingClientRect().top : innerHeight);
            const own = (e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim() !== '');
            const isRead = (e) => e.matches('button, select, input, .katex, canvas') || (own(e) && !e.closest('.katex, svg, select'));
            const isShown = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getBoundingClientRect().height > 0;
            const read = (root) => [...root.querySelectorAll('*')].filter((e) => isRead(e) && isShown(e) && !e.closest('.transport, .scroll, .skip'));
            const name = (e) => e.tagName + '.' + e.className + ' ' + e.textContent.trim().slice(0, 30);
            """;

    /** What lies under the bar, or above the window, even after one scrolls to it. */
    private static final String NEVER_SEEN = "(() => {" + READ + """
              return read(document.getElementById('chapter')).filter((e) => {
                e.scrollIntoView({ block: 'nearest' });
                const { top: from, bottom: to, left, right } = e.getBoundingClientRect();
                const middle = document.elementFromPoint(Math.min(innerWidth - 1, Math.max(0, (left + right) / 2)), (from + to) / 2);
                return to > top() + 0.5 || from < -0.5 || Boolean(middle?.closest('.transport'));
              }).map(name);
            })()""";

    /** What of that is not in sight without scrolling. */
    private static void inSight(String selector, String where) throws IOException {
        String hidden = "(() => {" + READ + """
                  return [...document.querySelectorAll('SELECTOR')].flatMap((e) => [e, ...read(e)]).filter((e) => {
                    const { top: from, bottom: to } = e.getBoundingClientRect();
                    return to > top() + 0.5 || from < -0.5;
                  }).map(name);
                })()""".replace("SELECTOR", selector);
        assertEquals("[]", browser.evaluate("JSON.stringify(" + hidden + ")").asText(), where);
    }

    private static void nothingIsCovered(String where) throws IOException {
        assertEquals(
                "[]", browser.evaluate("JSON.stringify(" + NEVER_SEEN + ")").asText(), where);
    }

    @ParameterizedTest
    @CsvSource({"1366, 768", "1024, 768", "390, 844"})
    void theTimeBarHidesNothing(int width, int height) throws IOException {
        for (String chapter : List.of("perceptron?gate=XOR", "activations", "backprop?data=spirals", "backprop")) {
            load(chapter, "", width, height, "light");
            nothingIsCovered(chapter);
        }
        browser.evaluate("scrollTo(0, 0)");
        if (width > 1024) {
            inSight("#walk-next", "before the first Next");
        }
        int stops = 0;
        while (!browser.evaluate("document.getElementById('walk-next').disabled")
                .asBoolean()) {
            click("#walk-next");
            browser.await("document.querySelector('.walk').dataset.stop === '" + stops + "'");
            String now = text(".walk h3");
            boolean isTable = now.startsWith("Update"); // of all parameters, longer than a phone
            inSight(isTable ? "#walk-next" : "#walk-next, .walk .lines", now);
            if (stops % 8 == 0) {
                JsonNode at = browser.evaluate("scrollY");
                nothingIsCovered(now);
                browser.evaluate("scrollTo(0, " + at + ")");
            }
            stops++;
        }
        nothingIsCovered("the update");
        assertTrue(stops > 20, "all stops of the walk");
        browser.screenshot("explore-layout-" + width + ".png");
        browser.nothingWentWrong(server.url());
    }
}
