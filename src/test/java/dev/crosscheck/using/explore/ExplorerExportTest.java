package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What leaves the explorer computes what the page shows: programs, and pages without a server. */
class ExplorerExportTest {
    private static final String ALL_ACTIVATIONS =
            "{'data': {'kind': 'moons', 'examples': 10}, 'output': 'softmax', 'hidden':"
                    + " [{'units': 3, 'activation': '%s'}, {'units': 4, 'activation': '%s'}, {'units': 3, 'activation': '%s'},"
                    + " {'units': 3, 'activation': '%s'}]}";

    @TempDir
    private Path folder;

    private final Explorer explorer = new Explorer();

    @ParameterizedTest
    @ValueSource(strings = {"sigmoid relu tanh leaky-relu", "elu gelu softplus identity"})
    void theJavaClassGivesTheSameBits(String activations) throws Exception {
        String config = String.format(Locale.ROOT, ALL_ACTIVATIONS, (Object[]) activations.split(" "));
        String id = explorer.session(config).get("id").asText();
        explorer.train(id, 0, 30);
        Path source = folder.resolve("Network.java");
        Files.write(
                source,
                explorer.file("sessions/" + id + "/export?format=java&step=30").bytes());
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, source.toString()));
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, null)) {
            Method outputs = loader.loadClass("Network").getMethod("outputs", double[].class);
            for (int example = 0; example < 10; example++) {
                JsonNode pass = explorer.get("sessions/" + id + "/pass?step=30&example=" + example);
                assertArrayEquals(Explorer.numbers(pass.at("/layers/4/a")), (double[])
                        outputs.invoke(null, (Object) Explorer.numbers(pass.get("x"))));
            }
        }
    }

    @Test
    void aRunThatReplayCouldNotRepeatIsRefused() {
        String id = explorer.session("{'optimizer': 'adam'}").get("id").asText();
        explorer.train(id, 0, 5);
        assertEquals(
                400,
                explorer.ask("GET", "sessions/" + id + "/export?step=5&format=npz", "")
                        .status());
    }

    /** Nothing in it leads out of the file, and its recording is the session to the last bit. */
    @Test
    void aSavedPageHasAllInIt() throws Exception {
        byte[] page = SavedSession.page("{\"seed\": 297}".getBytes(StandardCharsets.UTF_8), 400, null);
        String html = new String(page, StandardCharsets.UTF_8);
        String markup = html.replaceAll("(?s)<script.*?</script>", "");
        assertFalse(Pattern.compile("(?:src|href)=\"(?!data:|#)|url\\((?!data:)")
                .matcher(markup)
                .find());
        assertFalse(Pattern.compile("<script[^>]* src").matcher(html).find());
        assertFalse(Pattern.compile("(?m)^(?:import|export) ").matcher(html).find());
        Matcher recording =
                Pattern.compile("(?s)id=\"recording\">(.*?)</script>").matcher(html);
        assertTrue(recording.find());
        JsonNode read = new ObjectMapper().readTree(recording.group(1));
        String id = explorer.session("{'seed': 297}").get("id").asText();
        explorer.train(id, 0, 400);
        assertEquals(explorer.get("sessions/" + id).at("/branches/0/losses"), read.at("/session/branches/0/losses"));
        assertEquals(explorer.get("limits"), read.get("limits"), "the page judges by what is in there");
        int last = read.get("steps").size() - 1;
        assertEquals(400, read.at("/steps/" + last).asInt());
        assertEquals(explorer.get("sessions/" + id + "/pass?step=400&example=2"), read.at("/passes/0:400:2"));
        assertEquals(
                explorer.get("sessions/" + id + "/state?step=400").get("parameters"),
                read.at("/frames/0/" + last + "/parameters"));
    }
}
