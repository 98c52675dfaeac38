package dev.crosscheck.using.serve;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A headless Firefox that shows one page, with a new profile. It is controlled by the WebDriver BiDi protocol, or the page tells its server what it finds. */
public final class Firefox implements AutoCloseable {
    private static final List<String> NAMES = List.of("firefox", "firefox-esr");

    /** Without these it would ask for other pages on its own, and stop a script that takes long. */
    private static final String SETTINGS = """
            user_pref("datareporting.policy.dataSubmissionEnabled", false);
            user_pref("toolkit.telemetry.enabled", false);
            user_pref("app.normandy.enabled", false);
            user_pref("browser.safebrowsing.downloads.remote.enabled", false);
            user_pref("network.captive-portal-service.enabled", false);
            user_pref("network.connectivity-service.enabled", false);
            user_pref("services.settings.server", "");
            user_pref("browser.shell.checkDefaultBrowser", false);
            user_pref("dom.max_script_run_time", 0);
            """;

    /** Keys that write nothing, as WebDriver names them. */
    private static final Map<String, String> KEYS = Map.of("PageUp", "\uE00E", "PageDown", "\uE00F");

    private final Path profile;
    private final Process process;
    private final Chromium.Connection connection;
    private final String tab;

    private Firefox(Path profile, Process process) throws IOException {
        this.profile = profile;
        this.process = process;
        connection =
                new Chromium.Connection(URI.create(Chromium.url(process, "WebDriver BiDi listening on ") + "/session"));
        connection.call("session.new", Map.of("capabilities", Map.of()));
        tab = connection
                .call("browsingContext.getTree", Map.of())
                .at("/contexts/0/context")
                .asText();
    }

    /**
     * Starts Firefox with a page. The test is skipped if this machine has none.
     *
     * @throws IOException if it does not start
     */
    public static Firefox open(String url) throws IOException {
        String program = Chromium.program(NAMES).toString();
        Path profile = Files.createTempDirectory("firefox");
        Files.writeString(profile.resolve("user.js"), SETTINGS);
        ProcessBuilder builder = new ProcessBuilder(
                program, "--headless", "--no-remote", "--remote-debugging-port=0", "--profile", profile.toString());
        builder.environment().put("HOME", profile.toString());
        Firefox firefox = new Firefox(profile, builder.redirectErrorStream(true).start());
        firefox.connection.call(
                "browsingContext.navigate", Map.of("context", firefox.tab, "url", url, "wait", "complete"));
        return firefox;
    }

    /** Evaluates an expression; if it is a promise, waits for its value, which is a text, number or truth value. */
    public JsonNode evaluate(String script) throws IOException {
        Map<String, ?> asked = Map.of("expression", script, "target", Map.of("context", tab), "awaitPromise", true);
        JsonNode result = connection.call("script.evaluate", asked);
        if (result.has("exceptionDetails")) {
            throw new IOException(
                    script + ": " + result.at("/exceptionDetails/text").asText());
        }
        return result.at("/result/value");
    }

    /** Presses and releases a key. */
    public void press(String key) throws IOException {
        List<Map<String, String>> actions = Stream.of("keyDown", "keyUp")
                .map(type -> Map.of("type", type, "value", KEYS.get(key)))
                .toList();
        Map<String, ?> keyboard = Map.of("type", "key", "id", "keyboard", "actions", actions);
        connection.call("input.performActions", Map.of("context", tab, "actions", List.of(keyboard)));
    }

    @Override
    public void close() {
        connection.abort();
        Chromium.end(process, profile);
    }
}
