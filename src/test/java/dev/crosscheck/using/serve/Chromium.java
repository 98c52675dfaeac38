package dev.crosscheck.using.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A page in a headless Chromium, controlled by the DevTools protocol. All pages of a JVM share one Chromium, because it takes a second to
 * start; each has a browser context of its own, so that they share no storage.
 */
public final class Chromium implements AutoCloseable {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATIENCE_SECONDS = 120;
    private static final long LOOK_NANOS = 20_000_000; // at a condition: sooner than a reader would act

    /** The URL to control the Chromium of this JVM by; null before it is started. */
    private static URI shared;

    private final Connection browser;
    private final Connection page;
    private final String context;

    /**
     * Opens a page. The test is skipped if this machine has no Chromium.
     *
     * @throws IOException if Chromium does not start
     */
    public static Chromium start() throws IOException {
        URI url = shared(program(NAMES));
        return new Chromium(url, new Connection(url));
    }

    /** @return the first of these programs that this machine has; the test is skipped if it has none */
    static Path program(List<String> names) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(folder -> names.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> abort("no " + names.get(0) + " on the PATH"));
    }

    /** Starts Chromium unless it was started before; it ends with this JVM. */
    private static synchronized URI shared(Path program) throws IOException {
        if (shared == null) {
            Path profile = Files.createTempDirectory("chromium");
            Process process = new ProcessBuilder(
                            program.toString(),
                            "--headless",
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-quic",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync",
                            "--disable-dev-shm-usage",
                            "--remote-debugging-port=0",
                            "--user-data-dir=" + profile)
                    .redirectErrorStream(true)
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process, profile), "chromium-end"));
            shared = URI.create(url(process, "DevTools listening on "));
        }
        return shared;
    }

    /** Ends a browser and deletes its profile. */
    static void end(Process process, Path profile) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try (Stream<Path> files = Files.walk(profile)) {
            process.waitFor();
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // One of its processes has just written another file: the system's folder for temporary files keeps it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads a browser's output until it names its URL after these words, and discards the rest. */
    static String url(Process process, String before) throws IOException {
        BufferedReader said = process.inputReader();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith(before)) {
                Thread drain = new Thread(() -> said.lines().forEach(ignored -> {}), "browser-output");
                drain.setDaemon(true);
                drain.start();
                return line.substring(line.indexOf("ws:"));
            }
        }
        throw new IOException("the browser ended before it listened");
    }

    private Chromium(URI url, Connection browser) throws IOException {
        this.browser = browser;
        context = browser.call("Target.createBrowserContext", Map.of("disposeOnDetach", true))
                .path("browserContextId")
                .asText();
        String target = browser.call("Target.createTarget", Map.of("url", "about:blank", "browserContextId", context))
                .path("targetId")
                .asText();
        page = new Connection(url.resolve("/devtools/page/" + target));
        for (String domain : List.of("Page", "Runtime", "Network", "Log")) {
            call(domain + ".enable", Map.of());
        }
    }

    /** A connection to what answers calls in JSON: a browser or a page. */
    static final class Connection implements WebSocket.Listener {
        private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
        private final Queue<JsonNode> events = new ConcurrentLinkedQueue<>();
        private final StringBuilder text = new StringBuilder();
        private final WebSocket socket;
        private int calls;

        Connection(URI url) {
            socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(url, this)
                    .join();
        }

        /** Collects answers and events; a message may come in parts. */
        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                try {
                    JsonNode message = JSON.readTree(text.toString());
                    if (message.has("id")) {
                        waiting.remove(message.path("id").asInt()).complete(message);
                    } else {
                        events.add(message);
                    }
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        JsonNode call(String method, Map<String, ?> parameters) throws IOException {
            int id = ++calls;
            CompletableFuture<JsonNode> answer = new CompletableFuture<>();
            waiting.put(id, answer);
            String request = JSON.writeValueAsString(Map.of("id", id, "method", method, "params", parameters));
            socket.sendText(request, true).join();
            JsonNode message =
                    answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
            if (message.has("error")) {
                throw new IOException(method + ": " + message.path("error"));
            }
            return message.path("result");
        }

        void abort() {
            socket.abort();
        }
    }

    /** Calls a method of the protocol and waits for its result. */
    public JsonNode call(String method, Map<String, ?> parameters) throws IOException {
        return page.call(method, parameters);
    }

    /** Opens a page and waits until a condition holds in it. */
    public void open(String url, String ready) throws IOException {
        call("Page.navigate", Map.of("url", url));
        await("location.href === '" + url + "' && document.readyState === 'complete' && (" + ready + ")");
    }

    /** @return what an element shows as text */
    public String text(String selector) throws IOException {
        return evaluate("document.querySelector('" + selector + "').textContent")
                .asText();
    }

    /** @param type of the event with the left button */
    public void mouse(String type, double x, double y) throws IOException {
        call(
                "Input.dispatchMouseEvent",
                Map.of("type", type, "x", x, "y", y, "button", "left", "buttons", 1, "clickCount", 1));
    }

    /** Presses and releases a key. */
    public void press(String key, String code, int number) throws IOException {
        for (String type : List.of("keyDown", "keyUp")) {
            call(
                    "Input.dispatchKeyEvent",
                    Map.of("type", type, "key", key, "code", code, "windowsVirtualKeyCode", number));
        }
    }

    /** Evaluates an expression; if it is a promise, waits for its value. */
    public JsonNode evaluate(String script) throws IOException {
        JsonNode result =
                call("Runtime.evaluate", Map.of("expression", script, "awaitPromise", true, "returnByValue", true));
        if (result.has("exceptionDetails")) {
            throw new IOException(script + ": " + result.path("exceptionDetails"));
        }
        return result.path("result").path("value");
    }

    /**
     * Waits until a condition holds in the page, which is asked repeatedly: a script that waits in the page would be lost when another page is
     * loaded.
     */
    public void await(String condition) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!holds(condition)) {
            if (System.nanoTime() - end > 0) {
                throw new IOException("not within " + PATIENCE_SECONDS + " s: " + condition);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Whether it holds in the current page; between two pages nothing does. */
    private boolean holds(String condition) throws IOException {
        try {
            return evaluate("Boolean(" + condition + ")").asBoolean();
        } catch (IOException e) {
            if (e.getMessage().contains("context") || e.getMessage().contains("navigated")) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Sets what the page is shown on.
     *
     * @param mobile whether it is touched
     * @param scheme of colours, light or dark
     */
    public void emulate(int width, int height, boolean mobile, String scheme) throws IOException {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", mobile));
        call("Emulation.setTouchEmulationEnabled", Map.of("enabled", mobile));
        call(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of("name", "prefers-color-scheme", "value", scheme),
                                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    }

    /** Asserts that no script failed, nothing was logged, nothing from elsewhere was asked for, and nothing is cut off at the side. */
    public void nothingWentWrong(String... servers) throws IOException {
        assertEquals(List.of(), events("Runtime.exceptionThrown"));
        assertEquals(List.of(), events("Log.entryAdded"));
        for (JsonNode request : events("Network.requestWillBeSent")) {
            String url = request.path("request").path("url").asText();
            assertTrue(
                    Stream.of(servers).anyMatch(url::startsWith) || url.startsWith("data:") || url.startsWith("blob:"),
                    url);
        }
        assertEquals(
                "",
                evaluate(
                                "document.documentElement.scrollWidth <= innerWidth ? '' : [...document.querySelectorAll('body *')]"
                                        + ".filter(e => e.getBoundingClientRect().right > innerWidth)"
                                        + ".map(e => e.outerHTML.slice(0, 100)).join('\\n') || document.documentElement.scrollWidth")
                        .asText(),
                "cut off at the side");
    }

    /** Forgets the events so far: those of requests that were meant to be refused. */
    public void forgetEvents() {
        page.events.clear();
    }

    /** @return the events so far whose method has that name */
    public List<JsonNode> events(String method) {
        return page.events.stream()
                .filter(event -> event.path("method").asText().equals(method))
                .map(event -> event.path("params"))
                .toList();
    }

    @Override
    public void close() {
        try {
            browser.call("Target.disposeBrowserContext", Map.of("browserContextId", context));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            page.abort();
            browser.abort();
        }
    }
}
