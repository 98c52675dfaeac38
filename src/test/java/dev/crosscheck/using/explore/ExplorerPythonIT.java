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

/** The exported scripts, run by Python itself, compute what the page shows; skipped where no Python has what they need. */
class ExplorerPythonIT {
    /** Of four hidden layers each: together all activations. */
    private static final List<String> HIDDEN =
            List.of("sigmoid relu tanh leaky-relu", "elu gelu softplus identity", "tanh gelu sigmoid softplus");

    private static final List<String> OUTPUTS = List.of("softmax", "sigmoid", "linear");

    private static final String NETWORK =
            "{'data': {'kind': 'moons', 'examples': %d}, 'batch': 0, 'output': '%s', 'hidden':"
                    + " [{'units': 3, 'activation': '%s'}, {'units': 4, 'activation': '%s'}, {'units': 3, 'activation': '%s'},"
                    + " {'units': 3, 'activation': '%s'}]}";

    /** By hand, on a second branch: further out than training leads, where a softplus is nearly a line. */
    private static final String EDIT = "'edit': {'layer': 3, 'kind': 'b', 'row': 0, 'column': 0, 'value': 25}";

    /** Likewise, for outputs that are as good as 0 and 1, right and wrong. */
    private static final String SURE = "'edit': {'layer': 5, 'kind': 'b', 'row': 0, 'column': 0, 'value': 60}";

    private static final int STEP = 30;
    private static final int EXAMPLES = 10;

    private static final Tolerance ALLOWED = new Tolerance(
            1e-13,
            1e-13,
            "another library's exp and tanh err by up to 4 units of 1.1e-16 of their size, and sums of up to five terms of up"
                    + " to 25 come in another order: five layers make some fifty such roundings");

    /** Loads each script and asks it; what is asked follows. */
    private static final String LOAD = """
            import importlib.util, json, sys
            def load(path):
                spec = importlib.util.spec_from_file_location("network", path)
                module = importlib.util.module_from_spec(spec)
                spec.loader.exec_module(module)
                return module
            print(json.dumps([ask(load(path)) for path in sys.argv[1:]]))
            """;

    @TempDir
    private Path folder;

    private final Explorer explorer = new Explorer();
    private final ObjectMapper json = new ObjectMapper();

    /** A network that was exported, and where the page has it. */
    private record Exported(String name, Path script, String session, int branch) {}

    private List<Exported> all(String format) throws IOException {
        List<Exported> all = new ArrayList<>();
        for (String output : OUTPUTS) {
            for (String hidden : HIDDEN) {
                List<Object> words = new ArrayList<>(List.of(EXAMPLES, output));
                words.addAll(List.of(hidden.split(" ")));
                String id = explorer.session(String.format(Locale.ROOT, NETWORK, words.toArray()))
                        .get("id")
                        .asText();
                explorer.train(id, 0, STEP);
                for (String edit : List.of(EDIT, SURE)) {
                    explorer.post("sessions/" + id + "/branches", "{'branch': 0, 'step': " + STEP + ", " + edit + "}");
                }
                for (int branch = 0; branch <= 2; branch++) {
                    Path script = folder.resolve("network" + all.size() + ".py");
                    String target =
                            "sessions/" + id + "/export?format=" + format + "&step=" + STEP + "&branch=" + branch;
                    Files.write(script, explorer.file(target).bytes());
                    all.add(new Exported(output + " after " + hidden + ", branch " + branch, script, id, branch));
                }
            }
        }
        return all;
    }

    /** Runs Python on all scripts at once, for it takes seconds to start; {@code ask} is a function of a module. */
    private JsonNode answers(String python, String ask, List<Exported> all) throws Exception {
        List<String> command = new ArrayList<>(List.of(python, "-c", ask + "\n" + LOAD));
        all.forEach(each -> command.add(each.script().toString()));
        return json.readTree(output(command));
    }

    private String output(List<String> command) throws Exception {
        Path errors = folder.resolve("errors.txt");
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), () -> read(errors));
        return said;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void outputsAreThePages(JsonNode answers, List<Exported> all) {
        for (int n = 0; n < all.size(); n++) {
            Exported network = all.get(n);
            for (int example = 0; example < EXAMPLES; example++) {
                JsonNode pass = explorer.get("sessions/" + network.session() + "/pass?step=" + STEP + "&branch="
                        + network.branch() + "&example=" + example);
                double[] expected = Explorer.numbers(pass.at("/layers/4/a"));
                double[] found = Explorer.numbers(answers.at("/" + n + "/outputs/" + example));
                assertTrue(expected.length > 0 && expected.length == found.length, network.name());
                for (int i = 0; i < expected.length; i++) {
                    close(expected[i], found[i], network.name() + ", example " + example);
                }
            }
        }
    }

    private static void close(double expected, double found, String what) {
        assertEquals(expected, found, ALLOWED.allowed(expected), what);
    }

    private JsonNode state(Exported network, int step) {
        return explorer.get("sessions/" + network.session() + "/state?step=" + step + "&branch=" + network.branch());
    }

    /** Tables, whose scripts are asked for the outputs of the tables' own rows. */
    private void rowsAreThePages(String python, String format, String array) throws Exception {
        List<Exported> all = new ArrayList<>();
        for (ExplorerTable table : ExplorerTable.values()) {
            String id = explorer.session(table.config()).get("id").asText();
            explorer.train(id, 0, STEP);
            Path script = folder.resolve(table + ".py");
            Files.write(
                    script,
                    explorer.file("sessions/" + id + "/export?format=" + format + "&step=" + STEP)
                            .bytes());
            all.add(new Exported(table.name(), script, id, 0));
        }
        JsonNode answers = answers(
                python,
                """
                def ask(m):
                    import ARRAY
                    return {'outputs': m.outputs(ARRAY(ROWS)).tolist(), 'own': m.INPUTS.tolist(), 'names': [m.INPUT_NAMES, m.OUTPUT_NAMES],
                            'apart': float(abs(m.outputs(m.INPUTS) - m.OUTPUTS).max()), 'loss': LOSS}
                """.replace("import ARRAY", "import " + array.split("\\.")[0])
                        .replace("LOSS", format.equals("pytorch") ? "m.step(m.INPUTS, m.TARGETS)" : "None")
                        .replace("ROWS", json.writeValueAsString(ExplorerTable.rows()))
                        .replace("ARRAY", array),
                all);
        for (ExplorerTable table : ExplorerTable.values()) {
            JsonNode found = answers.get(table.ordinal());
            String session = all.get(table.ordinal()).session();
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
            if (format.equals("pytorch")) {
                close(
                        state(all.get(table.ordinal()), STEP).get("loss").asDouble(),
                        found.get("loss").asDouble(),
                        table.name());
            }
        }
        String said = output(List.of(python, all.get(0).script().toString()));
        assertTrue(said.contains("largest difference from Crosscheck's outputs: "), said);
    }

    private static List<String> sorted(JsonNode rows) {
        List<String> texts = new ArrayList<>();
        rows.forEach(row -> texts.add(row.get(0).asDouble() + " " + row.get(1).asDouble()));
        return texts.stream().sorted().toList();
    }

    @Test
    void theNumPyScriptTakesATablesOwnRows() throws Exception {
        rowsAreThePages(PythonDoor.having("numpy", "python3-numpy"), "numpy", "numpy.array");
    }

    @Test
    void thePyTorchCodeTakesATablesOwnRows() throws Exception {
        rowsAreThePages(PythonDoor.having("torch", "python3-torch"), "pytorch", "torch.tensor");
    }

    @Test
    void theNumPyScriptComputesThePagesNumbers() throws Exception {
        String python = PythonDoor.having("numpy", "python3-numpy");
        List<Exported> all = all("numpy");
        outputsAreThePages(answers(python, "def ask(m): return {'outputs': m.outputs(m.INPUTS).tolist()}", all), all);
        String said = output(List.of(python, all.get(0).script().toString()));
        assertTrue(said.contains("largest difference from Crosscheck's outputs: "), said);
    }

    /** The loss, too, and what a step of plain gradient descent over all examples makes of it. */
    @Test
    void thePyTorchCodeComputesThePagesNumbers() throws Exception {
        String python = PythonDoor.having("torch", "python3-torch");
        List<Exported> all = all("pytorch");
        JsonNode answers = answers(python, """
                def ask(m):
                    outputs = m.outputs(m.INPUTS).tolist()
                    before = m.step(m.INPUTS, m.TARGETS)
                    return {'outputs': outputs, 'before': before, 'after': m.loss_of(m.model(m.INPUTS), m.TARGETS).item()}
                """, all);
        outputsAreThePages(answers, all);
        for (int n = 0; n < all.size(); n++) {
            Exported network = all.get(n);
            explorer.train(network.session(), network.branch(), 1);
            close(
                    state(network, STEP).get("loss").asDouble(),
                    answers.at("/" + n + "/before").asDouble(),
                    network.name());
            close(
                    state(network, STEP + 1).get("loss").asDouble(),
                    answers.at("/" + n + "/after").asDouble(),
                    network.name());
        }
    }
}
