package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On laptops and phones, everything of the stage is in sight at once, nothing covers anything, and every text can be read. */
class ExplorerLayoutIT extends ExplorerBrowser {
    private static final double SMALLEST_TEXT = 12;

    private static final String HELPERS = """
            const box = (e) => e.getBoundingClientRect();
            const own = (e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim() !== '');
            const isShown = (e) => e.checkVisibility({ visibilityProperty: true }) && box(e).height > 0;
            const all = (selector) => [...document.querySelectorAll(selector)].filter(isShown);
            const name = (e) => e.tagName + '.' + (e.className.baseVal ?? e.className) + ' ' + e.textContent.trim().slice(0, 30);
            """;

    /** What of the selected elements is not inside the window, or lies under something else. */
    private static final String OUT_OF_SIGHT = HELPERS + """
            const isCovered = (e) => {
              const { left, right, top, bottom } = box(e);
              const found = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
              return !(found && (e.contains(found) || found.contains(e) || e.closest('.node')?.contains(found)));
            };
            const isOut = (e) => {
              const { left, right, top, bottom } = box(e);
              return left < -0.5 || top < -0.5 || right > innerWidth + 0.5 || bottom > innerHeight + 0.5;
            };
            return all('SELECTOR').filter((e) => isOut(e) || isCovered(e)).map(name);
            """;

    /** Pairs of a graph's texts of which one covers the other. */
    private static final String OVERLAPS = HELPERS + """
            const boxes = all('.plane :is(.weight, .bias, .value, .slope)').filter((e) => e.textContent !== '');
            const cover = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
              && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
            return boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => cover(box(a), box(b))).map((b) => name(a) + ' | ' + name(b)));
            """;

    /** Texts that are smaller than {@link #SMALLEST_TEXT}, indices in formulas aside. */
    private static final String TOO_SMALL = HELPERS + """
            const scale = (e) => (e.ownerSVGElement ? e.getScreenCTM().a : 1);
            const size = (e) => parseFloat(getComputedStyle(e).fontSize) * scale(e);
            return all('body *').filter((e) => own(e) && !e.closest('.katex, .unseen, .skip, option, script, noscript') && size(e) < LEAST)
              .map((e) => name(e) + ' ' + size(e));
            """;

    private static void none(String script, String where) throws IOException {
        String found =
                browser.evaluate("JSON.stringify((() => {" + script + "})())").asText();
        assertEquals("[]", found, where);
    }

    private static void inSight(String selector, String where) throws IOException {
        none(OUT_OF_SIGHT.replace("SELECTOR", selector), where);
    }

    private static void isReadable(String where) throws IOException {
        none(TOO_SMALL.replace("LEAST", "" + (SMALLEST_TEXT - 0.01)), where);
    }

    private static boolean isLastStop() throws IOException {
        return browser.evaluate("document.getElementById('walk-next').disabled").asBoolean();
    }

    /** Selectors of what is in sight at each stop: the graph, the formula and all buttons of the stage. */
    private static String stage(int width) {
        String parts =
                ".graph, .node .tile, .lens, .lens h3, .lens .result, .walk .controls button, .examples :is(button, input), .transport,"
                        + " .transport button, .slider";
        return width > 1000 ? parts + ", .groups button, .surface, .surface .over, #fork, .setup summary" : parts;
    }

    @ParameterizedTest
    @CsvSource({"1366, 640, light", "1440, 760, dark", "390, 700, light"})
    void theWholeStageIsInSightAtEachStop(int width, int height, String scheme) throws IOException {
        load("backprop", "", width, height, scheme);
        assertEquals(height, browser.evaluate("innerHeight").asInt());
        if (width > 1000) {
            inSight(stage(width), "before the walk");
        }
        int stops = 0;
        while (!isLastStop()) {
            click("#walk-next");
            browser.await("document.querySelector('.walk').dataset.stop === '" + stops + "'");
            String now = stops + " " + text(".walk h3");
            inSight(stage(width), now);
            none(OVERLAPS, now);
            isReadable(now);
            String lens = "const { scrollHeight, clientHeight } = document.querySelector('.lens .lines');"
                    + " return scrollHeight > clientHeight + 1 ? [scrollHeight + ' > ' + clientHeight] : [];";
            none(lens, now);
            thePageHasTheFonts();
            stops++;
        }
        assertEquals(26, stops, "with the start, 27");
        browser.screenshot("explore-stage-" + width + "-" + scheme + ".png");
        browser.nothingWentWrong(server.url());
    }

    @ParameterizedTest
    @CsvSource({"1366, 640", "1024, 768", "390, 844"})
    void everyChapterCanBeReadAndNothingIsWiderThanTheWindow(int width, int height) throws IOException {
        for (String chapter : List.of("perceptron?gate=XOR", "activations", "backprop?data=spirals", "backprop")) {
            load(chapter, "", width, height, "light");
            isReadable(chapter);
            none(
                    "const chapter = document.getElementById('chapter');"
                            + " const wide = [document.documentElement, chapter, ...chapter.querySelectorAll('.scroller')];"
                            + " return wide.filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.className);",
                    chapter);
        }
        browser.nothingWentWrong(server.url());
    }

    private static void thePageHasTheFonts() throws IOException {
        JsonNode used = browser.evaluate("[...new Set([...document.querySelectorAll('.katex *')].filter((e) =>"
                + " [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim() !== '')).map((e) => getComputedStyle(e))"
                + ".map((s) => s.fontFamily.split(',')[0] + '-' + (s.fontWeight === '700' ? 'Bold' : s.fontStyle === 'italic' ?"
                + " 'Italic' : 'Regular')))].filter((font) => font.startsWith('KaTeX'))");
        assertFalse(used.isEmpty());
        used.forEach(font -> assertTrue(PageFiles.FONTS.contains(font.asText()), font.asText()));
    }

    private static final String DEEP =
            "backprop?data=moons&hidden=8.tanh-8.tanh&output=sigmoid&loss=bce&optimizer=adam&learningRate=0.02"
                    + "&batch=16&seed=1";

    /** Of the labels on its edges, those of one node at a time are shown. */
    @Test
    void labelsOfEightUnitsDoNotOverlap() throws IOException {
        load(DEEP, "", 1366, 640, "light");
        none(OVERLAPS, "at rest");
        int nodes =
                browser.evaluate("document.querySelectorAll('.node').length").asInt();
        for (int node = 0; node < nodes; node++) {
            browser.evaluate(
                    "document.querySelectorAll('.node')[" + node + "].dispatchEvent(new PointerEvent('pointerenter'))");
            none(OVERLAPS, "node " + node);
            browser.evaluate(
                    "document.querySelectorAll('.node')[" + node + "].dispatchEvent(new PointerEvent('pointerleave'))");
        }
    }

    /** By the keyboard: a unit gets the focus, then the weights into it. */
    @Test
    void everyWeightOfADeepNetworkCanBeReached() throws IOException {
        load(DEEP, "", 1366, 640, "light");
        browser.evaluate(
                "document.querySelector('[data-name=\"b2:0:3\"]').closest('.unit').querySelector('.node').focus()");
        press("Tab", "Tab", 9);
        press("Tab", "Tab", 9);
        assertEquals(
                "W2:0:3",
                browser.evaluate("document.activeElement.dataset.name").asText());
        none(OVERLAPS, "with the focus in a unit");
        browser.evaluate("document.activeElement.blur()");
        browser.evaluate("document.querySelectorAll('.reach')[40].dispatchEvent(new PointerEvent('pointerenter'))");
        assertEquals(
                1,
                browser.evaluate("document.querySelectorAll('.weight.near').length")
                        .asInt(),
                "the pointer is over an edge");
    }

    /** A network that does not fit is drawn from far, and closely where the walk is. */
    @Test
    void aLargeNetworkIsShownFromFarAndClosely() throws IOException {
        load(
                "backprop?data=xor&hidden=16.tanh-16.tanh&output=sigmoid&loss=bce&optimizer=adam&learningRate=0.02&batch=0&seed=1",
                "",
                1366,
                640,
                "light");
        inSight(".node .tile", "from far");
        for (int stop = 0; stop < 20; stop++) {
            click("#walk-next");
            browser.await("document.querySelector('.walk').dataset.stop === '" + stop + "'");
            inSight(".node.now .tile, .lens .result, #walk-next", "stop " + stop);
            none(OVERLAPS, "stop " + stop);
        }
        browser.nothingWentWrong(server.url());
    }

    /** Each arrow of the backward pass is as wide as its gradient is large, compared with the others. */
    @Test
    void arrowsAreAsWideAsTheirGradients() throws IOException {
        load("backprop", "", 1366, 640, "light");
        while (!isLastStop()) {
            String before = browser.evaluate("document.querySelector('.walk').dataset.stop")
                    .asText();
            click("#walk-next");
            browser.await("document.querySelector('.walk').dataset.stop !== '" + before + "'");
        }
        none("""
                const labels = [...document.querySelectorAll('.weight')];
                const pulls = [...document.querySelectorAll('.plane .pull')].slice(0, labels.length);
                const size = (label) => Number(label.textContent.replace('\\u2212', '-'));
                const most = Math.max(...labels.map((label) => Math.abs(size(label))));
                const byName = labels.sort((a, b) => (a.dataset.name < b.dataset.name ? -1 : 1));
                return byName.map((label, i) => [label.dataset.name, size(label) / most, Number(pulls[i].dataset.share)])
                  .filter(([, wanted, drawn]) => Math.abs(wanted - drawn) > 0.005);
                """, "shares of the largest gradient, to the digits shown");
    }

    /** The bar, the slider and the keys: beyond the newest step, the arrow takes one more. */
    @Test
    void theArrowAtTheNewestStepTakesAStep() throws IOException {
        load("backprop");
        press("ArrowRight", "ArrowRight", 39);
        awaitStep(1);
        browser.evaluate("document.querySelector('.slider input').focus()");
        press("ArrowRight", "ArrowRight", 39);
        awaitStep(2);
    }

    /** A change starts another session; the focus stays on what was changed. */
    @Test
    void theFocusStaysWhereItWas() throws IOException {
        load("backprop");
        for (String control : List.of(".setup .units", ".setup .activation", "#optimizer", "#batch", "#seed")) {
            browser.evaluate("(() => { window.before = document.querySelector('" + control + "'); before.focus();"
                    + "if (before.matches('select')) { before.selectedIndex = 1; } else { before.value = 4; }"
                    + "before.dispatchEvent(new Event('change')); })()");
            browser.await("!window.before.isConnected");
            assertTrue(
                    browser.evaluate("document.activeElement === document.querySelector('" + control + "')")
                            .asBoolean(),
                    control + ", not " + browser.evaluate("document.activeElement.outerHTML.slice(0, 80)"));
        }
        browser.evaluate("document.querySelectorAll('.examples button')[2].focus()");
        press(" ", "Space", 32);
        browser.await("document.querySelectorAll('.examples button')[2].ariaPressed === 'true'");
        assertEquals(
                "1, 0", browser.evaluate("document.activeElement.textContent").asText());
        browser.nothingWentWrong(server.url());
    }

    /** While time moves, nothing that a screen reader speaks changes more often than twice a second. */
    @Test
    void noLiveRegionSpeaksAtEachFrame() throws IOException {
        load("backprop");
        browser.evaluate("(() => { window.spoken = 0; const live = '[aria-live], output, [role=status], [role=alert]';"
                + "new MutationObserver((all) => all.forEach((m) => { const e = m.target.nodeType === 1 ? m.target : m.target.parentElement;"
                + " if (e?.closest(live) || (m.type === 'attributes' && document.activeElement === e)) { window.spoken++; } }))"
                + ".observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['aria-valuetext'] });"
                + "document.querySelector('.slider input').focus(); })()");
        click("#play");
        browser.await("Number(document.querySelector('.transport').dataset.step) > 60");
        assertEquals(0, browser.evaluate("window.spoken").asInt());
        click("#play");
        browser.await("document.getElementById('say').textContent.includes('step')");
    }
}
