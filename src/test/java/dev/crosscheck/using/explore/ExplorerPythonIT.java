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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The exported scripts, run by Python, compute what the page shows: drawn networks, and networks of tables on the tables' own rows. Skipped
 * if no Python has the modules.
 */
class ExplorerPythonIT {
    /** For each output four hidden layers: together all activations. */
    private static final List<String> NETWORKS = List.of(
            "softmax sigmoid relu tanh leaky-relu",
            "sigmoid elu gelu softplus identity",
            "linear tanh gelu sigmoid softplus");

    private static final int EXAMPLES = 10;

    private static final String NETWORK = "{'data': {'kind': 'moons', 'examples': " + EXAMPLES
            + "}, 'batch': 0, 'output': '%s', 'hidden':"
            + " [{'units': 3, 'activation': '%s'}, {'units': 4, 'activation': '%s'}, {'units': 3, 'activation': '%s'},"
            + " {'units': 3, 'activation': '%s'}]}";

    /** By hand, on a second branch: further out than training leads, where a softplus is nearly a line. */
    private static final String EDIT = "'edit': {'layer': 3, 'kind': 'b', 'row': 0, 'column': 0, 'value': 25}";

    /** Likewise, for outputs that are as good as 0 and 1, right and wrong. */
    private static final String SURE = "'edit': {'layer': 5, 'kind': 'b', 'row': 0, 'column': 0, 'value': 60}";

    private static final int STEP = 30;

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
            import MODULE
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
                outputs = m.outputs(m.INPUTS).tolist()
                return {"outputs": outputs, "step": STEP}
            def table(path):
                m = load(path)
                found = {"outputs": m.outputs(MODULE.ARRAY(ROWS)).tolist(), "own": m.INPUTS.tolist()}
                found["names"] = [m.INPUT_NAMES, m.OUTPUT_NAMES]
                found["apart"] = float(abs(m.outputs(m.INPUTS) - m.OUTPUTS).max())
                return {**found, "step": STEP}
            networks, tables = sys.argv[2:int(sys.argv[1]) + 2], sys.argv[int(sys.argv[1]) + 2:]
            print(json.dumps({"networks": [network(path) for path in networks], "tables": [table(path) for path in tables],
                "said": [said(networks[0]), said(tables[0])]}))
            """;

    /** The loss, and what it is after a step of plain gradient descent on all examples. */
    private static final String PYTORCH_STEP =
            "[m.step(m.INPUTS, m.TARGETS), m.loss_of(m.model(m.INPUTS), m.TARGETS).item()]";

    @TempDir
    private Path folder;

    private final Explorer explorer = new Explorer();
    private final ObjectMapper json = new ObjectMapper();

    /** A network that was exported, and where the page has it. */
    private record Exported(String name, Path script, String session, int branch) {}

    private Exported export(String name, String session, int branch, String format) throws IOException {
        Path script = folder.resolve(session + branch + ".py");
        String target = "sessions/" + session + "/export?format=" + format + "&step=" + STEP + "&branch=" + branch;
        Files.write(script, explorer.file(target).bytes());
        return new Exported(name, script, session, branch);
    }

    /** Each with two branches, on which a bias is edited. */
    private List<Exported> networks(String format) throws IOException {
        List<Exported> all = new ArrayList<>();
        for (String network : NETWORKS) {
            String config = String.format(Locale.ROOT, NETWORK, (Object[]) network.split(" "));
            String id = explorer.session(config).get("id").asText();
            explorer.train(id, 0, STEP);
            for (String edit : List.of(EDIT, SURE)) {
                explorer.post("sessions/" + id + "/branches", "{'branch': 0, 'step': " + STEP + ", " + edit + "}");
            }
            for (int branch = 0; branch <= 2; branch++) {
                all.add(export(network + ", branch " + branch, id, branch, format));
            }
        }
        return all;
    }

    private List<Exported> tables(String format) throws IOException {
        List<Exported> all = new ArrayList<>();
        for (ExplorerTable table : ExplorerTable.values()) {
            String id = explorer.session(table.config()).get("id").asText();
            explorer.train(id, 0, STEP);
            all.add(export(table.name(), id, 0, format));
        }
        return all;
    }

    private JsonNode answers(String python, String ask, List<Exported> networks, List<Exported> tables)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(python, "-c", ask, "" + networks.size()));
        networks.forEach(each -> command.add(each.script().toString()));
        tables.forEach(each -> command.add(each.script().toString()));
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

    private double loss(Exported network, int step) {
        String target = "sessions/" + network.session() + "/state?step=" + step + "&branch=" + network.branch();
        return explorer.get(target).get("loss").asDouble();
    }

    private void outputsAreThePages(Exported network, JsonNode found) {
        for (int example = 0; example < EXAMPLES; example++) {
            JsonNode pass = explorer.get("sessions/" + network.session() + "/pass?step=" + STEP + "&branch="
                    + network.branch() + "&example=" + example);
            double[] expected = Explorer.numbers(pass.at("/layers/4/a"));
            double[] outputs = Explorer.numbers(found.at("/outputs/" + example));
            assertTrue(expected.length > 0 && expected.length == outputs.length, network.name());
            for (int i = 0; i < expected.length; i++) {
                close(expected[i], outputs[i], network.name() + ", example " + example);
            }
        }
    }

    private void rowsAreThePages(ExplorerTable table, String session, JsonNode found) {
        List<double[]> expected = table.answers(explorer, session, STEP);
        for (int row = 0; row < expected.size(); row++) {
            double[] outputs = Explorer.numbers(found.at("/outputs/" + row));
            assertEquals(expected.get(row).length, outputs.length);
            for (int i = 0; i < outputs.length; i++) {
                // Of a number in its own unit: the scale of the numbers is beside it.
                double allowed = table.allowed() + ALLOWED.allowed(expected.get(row)[i]);
                assertEquals(expected.get(row)[i], outputs[i], allowed, table + ", row " + row);
            }
        }
        assertEquals(sorted(json.valueToTree(ExplorerTable.rows())), sorted(found.get("own")), "raw rows");
        assertEquals(ExplorerTable.COLUMNS, json.convertValue(found.at("/names/0"), List.class));
        assertEquals(table.outputs(), json.convertValue(found.at("/names/1"), List.class));
        assertTrue(found.get("apart").asDouble() <= table.allowed() + ALLOWED.allowed(1), table.name());
    }

    private static List<String> sorted(JsonNode rows) {
        List<String> texts = new ArrayList<>();
        rows.forEach(row -> texts.add(row.get(0).asDouble() + " " + row.get(1).asDouble()));
        return texts.stream().sorted().toList();
    }

    private void theScriptsComputeThePagesNumbers(
            String python, String format, String module, String array, String step)
            throws IOException, InterruptedException {
        List<Exported> networks = networks(format);
        List<Exported> tables = tables(format);
        String ask = ASK.replace("MODULE", module)
                .replace("ARRAY", array)
                .replace("STEP", step)
                .replace("ROWS", json.writeValueAsString(ExplorerTable.rows()));
        JsonNode answers = answers(python, ask, networks, tables);
        for (int n = 0; n < networks.size(); n++) {
            JsonNode found = answers.at("/networks/" + n);
            outputsAreThePages(networks.get(n), found);
            stepIsThePages(networks.get(n), found.get("step"));
        }
        for (ExplorerTable table : ExplorerTable.values()) {
            Exported exported = tables.get(table.ordinal());
            JsonNode found = answers.at("/tables/" + table.ordinal());
            rowsAreThePages(table, exported.session(), found);
            stepIsThePages(exported, found.get("step"));
        }
        for (JsonNode said : answers.get("said")) {
            assertTrue(said.asText().contains("largest difference from Crosscheck's outputs: "), said.asText());
        }
        assertEquals(2, answers.get("said").size());
    }

    private void stepIsThePages(Exported network, JsonNode losses) {
        if (!losses.isNull()) {
            explorer.train(network.session(), network.branch(), 1);
            close(loss(network, STEP), losses.get(0).asDouble(), network.name());
            close(loss(network, STEP + 1), losses.get(1).asDouble(), network.name());
        }
    }

    @Test
    void theNumPyScriptsComputeThePagesNumbers() throws IOException, InterruptedException {
        theScriptsComputeThePagesNumbers(
                PythonDoor.having("numpy", "python3-numpy"), "numpy", "numpy", "array", "None");
    }

    @Test
    void thePyTorchScriptsComputeThePagesNumbers() throws IOException, InterruptedException {
        theScriptsComputeThePagesNumbers(
                PythonDoor.having("torch", "python3-torch"), "pytorch", "torch", "tensor", PYTORCH_STEP);
    }
}
