package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.bench.PythonDoor;
import dev.crosscheck.proof.compare.Tolerance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The exported scripts, run by Python, compute what the page shows. Skipped if no Python has NumPy. */
class ExplorerPythonIT {
    /** For each output four hidden layers: together all activations. */
    private static final List<String> NETWORKS = List.of(
            "softmax cross-entropy adam sigmoid relu tanh leaky-relu",
            "sigmoid bce momentum elu gelu softplus identity",
            "linear half-squared-error adamw tanh gelu sigmoid softplus",
            "sigmoid mse sgd tanh elu sigmoid softplus",
            "linear huber adam elu softplus sigmoid elu");

    private static final int EXAMPLES = 10;

    private static final String NETWORK = "{'data': {'kind': 'moons', 'examples': " + EXAMPLES
            + "}, 'batch': 4, 'output': '%s', 'loss': '%s', 'optimizer': '%s', 'hidden':"
            + " [{'units': 3, 'activation': '%s'}, {'units': 4, 'activation': '%s'}, {'units': 3, 'activation': '%s'},"
            + " {'units': 3, 'activation': '%s'}]}";

    /** By hand, on a second branch: further out than training leads, where a softplus is nearly a line. */
    private static final String EDIT = "'edit': {'layer': 3, 'kind': 'b', 'row': 0, 'column': 0, 'value': 25}";

    /** Likewise, for outputs that are as good as 0 and 1, right and wrong. */
    private static final String SURE = "'edit': {'layer': 5, 'kind': 'b', 'row': 0, 'column': 0, 'value': 60}";

    private static final int STEP = 30;

    /** Steps that the scripts take: batches of 4, 4 and 2 of the ten examples, and the first again. */
    private static final int FURTHER = 4;

    private static final Tolerance ALLOWED = new Tolerance(
            1e-13,
            1e-13,
            "another library's exp and tanh err by up to 4 units of 1.1e-16 of their size, and sums of up to five terms of up"
                    + " to 25 come in another order: five layers make some fifty such roundings");

    /**
     * Asks all scripts in one process, because importing PyTorch takes seconds: those of drawn networks and of tables, which follow the
     * number of the former. The first of each kind is also run as a program.
     */
    private static final String ASK = """
            import contextlib, importlib.util, io, json, runpy, sys
            def load(path):
                spec = importlib.util.spec_from_file_location("network", path)
                module = importlib.util.module_from_spec(spec)
                spec.loader.exec_module(module)
                return module
            def said(path):
                text = io.StringIO()
                with contextlib.redirect_stdout(text):
                    runpy.run_path(path, run_name="__main__")
                return text.getvalue()
            def network(path):
                m = load(path)
                return {"outputs": m.outputs(m.INPUTS).tolist(), **trained(m)}
            def trained(m):
                losses = m.train(FURTHER)
                return {"losses": losses, "after": m.outputs(m.INPUTS).tolist()}
            networks = sys.argv[1:]
            del sys.argv[1:]
            print(json.dumps({"networks": [network(path) for path in networks], "said": said(networks[0])}))
            """;

    @TempDir
    private Path folder;

    private final PageSessions explorer = new PageSessions();
    private final ObjectMapper json = new ObjectMapper();

    /** A network that was exported, and where the page has it. */
    private record Exported(String name, Path script, String session, int branch) {}

    private Exported export(String name, String session, int branch) throws IOException {
        Path script = folder.resolve(session + branch + ".py");
        String target = session + "/export?format=numpy&step=" + STEP + "&branch=" + branch;
        Files.write(script, explorer.file(target));
        return new Exported(name, script, session, branch);
    }

    /** Each with two branches, on which a bias is edited. */
    private List<Exported> networks() throws IOException {
        List<Exported> all = new ArrayList<>();
        for (String network : NETWORKS) {
            String config = String.format(Locale.ROOT, NETWORK, (Object[]) network.split(" "));
            String id = explorer.session(config).get("id").asText();
            explorer.train(id, 0, STEP);
            for (String edit : List.of(EDIT, SURE)) {
                explorer.post(id + "/branch", "{'branch': 0, 'step': " + STEP + ", " + edit + "}");
            }
            for (int branch = 0; branch <= 2; branch++) {
                all.add(export(network + ", branch " + branch, id, branch));
            }
        }
        return all;
    }

    private JsonNode answers(List<Exported> networks) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(PythonDoor.having("numpy", "python3-numpy"), "-c", ASK.replace("FURTHER", "" + FURTHER)));
        networks.forEach(each -> command.add(each.script().toString()));
        Path errors = folder.resolve("errors.txt");
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), Files.readString(errors));
        return json.readTree(said);
    }

    private static void close(double expected, double found, String what) {
        assertEquals(expected, found, ALLOWED.allowed(expected), what);
    }

    private void outputsAreThePages(Exported network, JsonNode found, int step) {
        for (int example = 0; example < EXAMPLES; example++) {
            JsonNode pass = explorer.get(
                    network.session() + "/pass?step=" + step + "&branch=" + network.branch() + "&example=" + example);
            double[] expected = PageSessions.numbers(pass.at("/layers/4/a"));
            double[] outputs = PageSessions.numbers(found.get(example));
            assertTrue(expected.length > 0 && expected.length == outputs.length, network.name());
            for (int i = 0; i < expected.length; i++) {
                close(expected[i], outputs[i], network.name() + ", example " + example);
            }
        }
    }

    @Test
    void theNumPyScriptsComputeThePagesNumbers() throws IOException, InterruptedException {
        List<Exported> networks = networks();
        JsonNode answers = answers(networks);
        for (int n = 0; n < networks.size(); n++) {
            JsonNode found = answers.at("/networks/" + n);
            outputsAreThePages(networks.get(n), found.get("outputs"), STEP);
            lossesAreThePages(networks.get(n), found.get("losses"));
            outputsAreThePages(networks.get(n), found.get("after"), STEP + FURTHER);
        }
        String said = answers.get("said").asText();
        assertTrue(said.contains("largest difference from Crosscheck's outputs: "), said);
        Matcher after = Pattern.compile("largest difference from Crosscheck's outputs after it: (\\S+)")
                .matcher(said);
        assertTrue(after.find() && Double.parseDouble(after.group(1)) < 1e-13, said);
    }

    private void lossesAreThePages(Exported network, JsonNode losses) {
        double[] expected = explorer.losses(network.session(), network.branch(), FURTHER);
        assertEquals(FURTHER, losses.size());
        for (int i = 0; i < FURTHER; i++) {
            close(expected[i], losses.get(i).asDouble(), network.name() + ", step " + i);
        }
    }
}
