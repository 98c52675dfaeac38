package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What leaves the explorer computes what the page shows. */
class ExplorerExportTest {
    private static final String ALL_ACTIVATIONS =
            "{'data': {'kind': 'moons', 'examples': 10}, 'output': '%s', 'loss': '%s', 'optimizer': '%s', 'batch': 4, 'hidden':"
                    + " [{'units': 3, 'activation': '%s'}, {'units': 4, 'activation': '%s'}, {'units': 3, 'activation': '%s'},"
                    + " {'units': 3, 'activation': '%s'}]}";

    @TempDir
    private Path folder;

    private final PageSessions explorer = new PageSessions();

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
        Class<?> exported = compiled(id + "/export?format=java&branch=0&step=30");
        outputsAreThePages(exported, id, 30);
        double[] losses = (double[]) exported.getMethod("train", int.class).invoke(null, 5);
        assertArrayEquals(explorer.losses(id, 0, 5), losses);
        outputsAreThePages(exported, id, 35);
    }

    private void outputsAreThePages(Class<?> network, String id, int step) throws Exception {
        Method outputs = network.getMethod("outputs", double[].class);
        for (int example = 0; example < 10; example++) {
            JsonNode pass = explorer.get(id + "/pass?step=" + step + "&example=" + example);
            assertArrayEquals(PageSessions.numbers(pass.at("/layers/4/a")), (double[])
                    outputs.invoke(null, (Object) PageSessions.numbers(pass.get("x"))));
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
        Class<?> exported = compiled(id + "/export?format=java&branch=0&step=0");
        double[] losses = (double[]) exported.getMethod("train", int.class).invoke(null, 2);
        assertArrayEquals(explorer.losses(id, 0, 2), losses);
    }

    private Class<?> compiled(String target) throws Exception {
        Path source = folder.resolve("Network.java");
        Files.write(source, explorer.file(target));
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, source.toString()));
        URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, null);
        return loader.loadClass("Network");
    }
}
