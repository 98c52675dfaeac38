package dev.crosscheck.using.explore;

import dev.crosscheck.using.serve.Chromium;
import dev.crosscheck.using.serve.WebServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A browser that shows the explorer, and what a reader does there. It is one for all such tests: they take turns. */
@ResourceLock("explorer-browser")
abstract class ExplorerBrowser {
    @TempDir
    static Path folder;

    static WebServer server;

    static Chromium browser;

    @BeforeAll
    static void open() throws IOException {
        browser = Chromium.start();
        server = WebServer.start("127.0.0.1", 0, ExplorePage.of(Path.of("data", "mnist")));
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

    static void network(boolean on) throws IOException {
        browser.call(
                "Network.emulateNetworkConditions",
                Map.of("offline", !on, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    }

    static void load(String fragment) throws IOException {
        load(fragment, "", 1300, 1000, "light");
    }

    static void load(String fragment, String query, int width, int height, String scheme) throws IOException {
        browser.emulate(width, height, width < 600, scheme);
        browser.call("Page.navigate", Map.of("url", "about:blank"));
        browser.await("location.href === 'about:blank'");
        String url = server.url() + query + "#" + fragment;
        browser.call("Page.navigate", Map.of("url", url));
        String chapter = fragment.replaceAll("\\?.*", "");
        browser.await(
                "document.body && document.body.dataset.ready === '" + chapter + "' && globalThis.katex !== undefined");
    }

    /** Goes to another address of the page that is shown. */
    static void go(String fragment) throws IOException {
        browser.evaluate("new Promise(gone => { addEventListener('hashchange', gone, { once: true }); location.hash = '"
                + fragment + "'; })");
        browser.await("document.body.dataset.ready !== '' || document.getElementById('begin')");
    }

    /** Sets a control as a reader does. */
    static void set(String selector, Object value, String event) throws IOException {
        browser.evaluate("(() => { const e = document.querySelector('" + selector + "'); e.value = '" + value
                + "'; e.dispatchEvent(new Event('" + event + "', { bubbles: true })); })()");
    }

    static int count(String selector) throws IOException {
        return browser.evaluate("document.querySelectorAll('" + selector + "').length")
                .asInt();
    }

    static void click(String selector) throws IOException {
        browser.evaluate("document.querySelector('" + selector + "').click()");
    }

    static String text(String selector) throws IOException {
        return browser.text(selector);
    }

    static void awaitStep(int step) throws IOException {
        browser.await("document.querySelector('.transport').dataset.step === '" + step + "'");
    }
}
