package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What leaves the explorer computes what the page shows: programs, and pages without a server. */
class ExplorerExportTest {
    private static final String ALL_ACTIVATIONS =
            "{'data': {'kind': 'moons', 'examples': 10}, 'output': '%s', 'loss': '%s', 'optimizer': '%s', 'batch': 4, 'hidden':"
                    + " [{'units': 3, 'activation': '%s'}, {'units': 4, 'activation': '%s'}, {'units': 3, 'activation': '%s'},"
                    + " {'units': 3, 'activation': '%s'}]}";

    @TempDir
    private Path folder;

    private final Explorer explorer = new Explorer();

    /** Also of the steps that follow: batches of 4, 4 and 2 of the ten examples. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "softmax cross-entropy adam sigmoid relu tanh leaky-relu",
                "sigmoid bce momentum elu gelu softplus identity",
                "linear huber adamw elu softplus tanh relu",
                "sigmoid mse sgd leaky-relu gelu elu tanh",
                "linear half-squared-error sgd softplus sigmoid leaky-relu tanh"
            })
    void theJavaClassGivesTheSameBits(String network) throws Exception {
        String config = String.format(Locale.ROOT, ALL_ACTIVATIONS, (Object[]) network.split(" "));
        String id = explorer.session(config).get("id").asText();
        explorer.train(id, 0, 30);
        Class<?> exported = compiled("sessions/" + id + "/export?format=java&step=30");
        outputsAreThePages(exported, id, 30);
        double[] losses = (double[]) exported.getMethod("train", int.class).invoke(null, 5);
        assertArrayEquals(explorer.losses(id, 0, 5), losses);
        outputsAreThePages(exported, id, 35);
    }

    private void outputsAreThePages(Class<?> network, String id, int step) throws Exception {
        Method outputs = network.getMethod("outputs", double[].class);
        for (int example = 0; example < 10; example++) {
            JsonNode pass = explorer.get("sessions/" + id + "/pass?step=" + step + "&example=" + example);
            assertArrayEquals(Explorer.numbers(pass.at("/layers/4/a")), (double[])
                    outputs.invoke(null, (Object) Explorer.numbers(pass.get("x"))));
        }
    }

    /** The largest network with the most examples fits into a class, and learns from its first step on. */
    @Test
    void theLargestJavaClassCompiles() throws Exception {
        String hidden = "{'units': 16}, {'units': 16}, {'units': 16}, {'units': 16}";
        String id = explorer.session(
                        "{'data': {'kind': 'spirals', 'examples': 500}, 'output': 'softmax', 'optimizer': 'adam',"
                                + " 'batch': 0, 'hidden': [" + hidden + "]}")
                .get("id")
                .asText();
        for (int step = 0; step < 4; step += 2) {
            Class<?> exported = compiled("sessions/" + id + "/export?format=java&step=" + step);
            double[] losses = (double[]) exported.getMethod("train", int.class).invoke(null, 2);
            assertArrayEquals(explorer.losses(id, 0, 2), losses);
        }
    }

    private Class<?> compiled(String target) throws Exception {
        Path source = folder.resolve("Network.java");
        Files.write(source, explorer.file(target).bytes());
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, source.toString()));
        URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, null);
        return loader.loadClass("Network");
    }

    /** It takes the table's own values, and knows its columns and classes by name, whatever characters these have. */
    @ParameterizedTest
    @EnumSource(ExplorerTable.class)
    void theJavaClassTakesATablesOwnRows(ExplorerTable table) throws Exception {
        String id = explorer.session(table.config()).get("id").asText();
        explorer.train(id, 0, 30);
        Class<?> network = compiled("sessions/" + id + "/export?format=java&step=30");
        Method outputs = network.getMethod("outputs", double[].class);
        List<double[]> answers = table.answers(explorer, id, 30);
        for (int row = 0; row < answers.size(); row++) {
            double[] found = (double[]) outputs.invoke(null, (Object) ExplorerTable.inputs(row));
            assertArrayEquals(answers.get(row), found, table.allowed());
        }
        Method main = network.getMethod("main", String[].class);
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            main.invoke(null, (Object) new String[] {"" + ExplorerTable.inputs(0)[0], "" + ExplorerTable.inputs(0)[1]});
        } finally {
            System.setOut(before);
        }
        List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(table.outputs().size(), lines.size());
        for (int i = 0; i < lines.size(); i++) {
            assertTrue(lines.get(i).startsWith(table.outputs().get(i) + ": "), lines.get(i));
        }
        InvocationTargetException few =
                assertThrows(InvocationTargetException.class, () -> outputs.invoke(null, (Object) new double[] {1}));
        assertEquals(
                "expected 2 numbers: " + String.join(", ", ExplorerTable.COLUMNS),
                few.getCause().getMessage());
    }

    @Test
    void aRunThatVerifyCouldNotRepeatIsRefused() {
        String id = explorer.session("{'slip': true}").get("id").asText();
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
        JsonNode packed;
        try (InputStream bytes =
                new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(recording.group(1))))) {
            packed = new ObjectMapper().readTree(bytes);
        }
        for (JsonNode script : packed.get("scripts")) {
            assertFalse(Pattern.compile("(?m)^(?:import|export) ")
                    .matcher(script.asText())
                    .find());
        }
        JsonNode read = new ObjectMapper().readTree(packed.get("recording").asText());
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
