package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** When the page's session begins and ends. */
class ExplorerSessionsIT extends ExplorerBrowser {
    private static final Pattern STATE = Pattern.compile("/api/explore/sessions/([0-9a-f]{32})/state");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final long LOOK_NANOS = 20_000_000;

    /** @return the session that the page asked last */
    private static String session() {
        String last = "";
        for (var event : browser.events("Network.requestWillBeSent")) {
            Matcher matcher = STATE.matcher(event.at("/request/url").asText());
            last = matcher.find() ? matcher.group(1) : last;
        }
        return last;
    }

    private static int ask(String method, String session) throws IOException, InterruptedException {
        URI uri = URI.create(server.url()).resolve("/api/explore/sessions/" + session);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        return CLIENT.send(
                        request.method(method, HttpRequest.BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    private static void awaitEnd(String session) throws IOException, InterruptedException {
        // Ten seconds at most, for a request that nobody waits for.
        for (int i = 0; i < 500 && ask("GET", session) == 200; i++) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        assertEquals(404, ask("GET", session));
    }

    private static void hide(boolean persisted) throws IOException {
        browser.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: " + persisted + " }))");
    }

    @Test
    void aPageHasOneSessionAndEndsItWhenItGoes() throws Exception {
        load("backprop");
        String first = session();
        assertEquals(200, ask("GET", first));
        browser.evaluate(
                "(() => { const s = document.getElementById('seed'); s.value = 2; s.dispatchEvent(new Event('change')); })()");
        browser.await("location.hash.includes('seed=2')");
        awaitEnd(first);
        String second = session();
        assertNotEquals(first, second);
        hide(true);
        click("#epoch-on");
        awaitStep(1);
        assertEquals(200, ask("GET", second), "a page that one can go back to keeps its session");
        browser.call("Page.reload", Map.of());
        awaitEnd(second);
        browser.await("document.body && document.body.dataset.ready === 'backprop'");
        browser.nothingWentWrong(server.url());
    }

    @Test
    void anEndedSessionIsSaidOnceAndBegunAnewWithTheSameSetup() throws Exception {
        load("backprop?data=moons&hidden=4.relu-2.tanh&optimizer=adam&learningRate=0.02&seed=5");
        click("#epoch-on");
        browser.await("Number(document.querySelector('.transport').dataset.step) > 1");
        String address = browser.evaluate("location.href").asText();
        String ended = session();
        assertEquals(200, ask("DELETE", ended));
        browser.forgetEvents();
        click("#walk-next"); // which asks for two passes at once
        click("#play");
        browser.await("document.getElementById('status').textContent.includes('has been restarted')");
        awaitStep(0);
        assertEquals(address, browser.evaluate("location.href").asText());
        assertEquals(
                6,
                browser.evaluate("document.querySelectorAll('.node.hidden').length")
                        .asInt());
        click("#epoch-on");
        browser.await("Number(document.querySelector('.transport').dataset.step) > 1");
        List<String> begun = browser.events("Network.requestWillBeSent").stream()
                .map(event -> event.at("/request/method").asText() + " "
                        + event.at("/request/url").asText())
                .filter(("POST " + server.url() + "api/explore/sessions")::equals)
                .toList();
        assertEquals(1, begun.size(), "one new session");
        assertTrue(browser.evaluate("document.getElementById('status').checkVisibility()")
                .asBoolean());
        assertEquals(List.of(), browser.events("Runtime.exceptionThrown"));
    }
}
