package dev.crosscheck.using.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A headless Chromium with one page, led by the DevTools protocol. */
public final class Chromium implements AutoCloseable {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATIENCE_SECONDS = 120;
    private static final long LOOK_NANOS = 20_000_000; // at a condition: sooner than a reader would act

    private final Process process;
    private final WebSocket socket;
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final Queue<JsonNode> events = new ConcurrentLinkedQueue<>();
    private int calls;

    /** @return the program, if this machine has it */
    static Optional<Path> find() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts it, or has the test skipped where this machine has none. */
    public static Chromium start(Path profile) throws IOException, InterruptedException {
        Optional<Path> program = find();
        assumeTrue(program.isPresent(), "no Chromium on the PATH");
        return new Chromium(program.get(), profile);
    }

    Chromium(Path program, Path profile) throws IOException, InterruptedException {
        process = new ProcessBuilder(
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
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .start();
        URI page = URI.create(page(port()));
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(page, new Listener())
                .join();
        for (String domain : List.of("Page", "Runtime", "Network", "Log")) {
            call(domain + ".enable", Map.of());
        }
    }

    /** Reads what Chromium says until it names its port, and leaves the rest to nobody. */
    private int port() throws IOException {
        BufferedReader said = process.inputReader();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith("DevTools listening on ")) {
                Thread drain = new Thread(() -> said.lines().forEach(ignored -> {}), "chromium-output");
                drain.setDaemon(true);
                drain.start();
                return URI.create(line.substring(line.indexOf("ws:"))).getPort();
            }
        }
        throw new IOException("Chromium ended before it listened");
    }

    private static String page(int port) throws IOException, InterruptedException {
        HttpRequest list = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                .build();
        HttpClient client = HttpClient.newHttpClient();
        while (true) {
            for (JsonNode target :
                    JSON.readTree(client.send(list, BodyHandlers.ofString()).body())) {
                if (target.path("type").asText().equals("page")) {
                    return target.path("webSocketDebuggerUrl").asText();
                }
            }
        }
    }

    /** Gathers answers and events; a message may come in parts. */
    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

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
    }

    /** Calls a method of the protocol and waits for its result. */
    public JsonNode call(String method, Map<String, ?> parameters) throws IOException {
        int id = ++calls;
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        String text = JSON.writeValueAsString(Map.of("id", id, "method", method, "params", parameters));
        socket.sendText(text, true).join();
        JsonNode message = answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        if (message.has("error")) {
            throw new IOException(method + ": " + message.path("error"));
        }
        return message.path("result");
    }

    /** Evaluates an expression, or waits for the promise that it is. */
    public JsonNode evaluate(String script) throws IOException {
        JsonNode result =
                call("Runtime.evaluate", Map.of("expression", script, "awaitPromise", true, "returnByValue", true));
        if (result.has("exceptionDetails")) {
            throw new IOException(script + ": " + result.path("exceptionDetails"));
        }
        return result.path("result").path("value");
    }

    /**
     * Waits until a condition holds in the page. It is asked for again and again, since what waits within a page is lost with the page when another
     * one takes its place.
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

    /** Whether it holds in the page that is there now; between two pages nothing does. */
    private boolean holds(String condition) throws IOException {
        try {
            return evaluate("Boolean(" + condition + ")").asBoolean();
        } catch (IOException e) {
            if (e.getMessage().contains("context")) {
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
            assertTrue(Stream.of(servers).anyMatch(url::startsWith) || url.startsWith("data:"), url);
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
        events.clear();
    }

    /** @return the events so far whose method has that name */
    public List<JsonNode> events(String method) {
        return events.stream()
                .filter(event -> event.path("method").asText().equals(method))
                .map(event -> event.path("params"))
                .toList();
    }

    /** Writes what the page shows, to its full height, into a file of that name in target/screenshots. */
    public void screenshot(String name) throws IOException {
        JsonNode picture = call("Page.captureScreenshot", Map.of("captureBeyondViewport", true));
        Path file = Files.createDirectories(Path.of("target", "screenshots")).resolve(name);
        Files.write(file, Base64.getDecoder().decode(picture.path("data").asText()));
    }

    @Override
    public void close() {
        try {
            call("Browser.close", Map.of());
            process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            // It is ended below.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            socket.abort();
            process.destroyForcibly();
        }
    }
}
