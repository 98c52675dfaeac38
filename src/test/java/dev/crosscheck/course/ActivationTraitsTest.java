package dev.crosscheck.course;

import static dev.crosscheck.proof.compare.Agreement.assertAgrees;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.PythonDoor;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Tolerance;
import dev.crosscheck.text.Text;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The formulas in NumPy that the explorer exports compute what {@link Elementwise} computes. */
class ActivationTraitsTest {
    private static final double[] Z = {-40, -3, -1, -0.3, -1e-9, 0, 1e-9, 0.3, 1, 3, 40};

    private static final Tolerance NUMPY = new Tolerance(
            1e-14,
            1e-14,
            "NumPy's exp and tanh err by up to 4 units of 1.1e-16 of their size, and few of them are multiplied and added");

    private static final Path PROGRAMS = Path.of("src/main/resources/dev/crosscheck/using/explore/programs.json");

    @TempDir
    private static Path folder;

    @Test
    void numPyAgrees() throws Exception {
        JsonNode formulas = new ObjectMapper().readTree(PROGRAMS.toFile()).get("activations");
        String functions = Stream.of(Elementwise.values())
                .map(f -> formulas.get(f.label()).get("numpy"))
                .map(f -> Text.of(
                        "(lambda z: %s, lambda z, a: %s),\n",
                        f.get("value").asText(), f.get("slope").asText()))
                .collect(Collectors.joining());
        Path script = folder.resolve("formulas.py");
        Files.writeString(script, """
                import json
                import numpy as np
                def sigmoid(z):
                    e = np.exp(-np.abs(z))
                    return np.where(z >= 0, 1, e) / (1 + e)
                z = np.array(INPUTS)
                print(json.dumps([[v(z).tolist(), s(z, v(z)).tolist()] for v, s in [
                FUNCTIONS]]))
                """.replace("INPUTS", Arrays.toString(Z)).replace("FUNCTIONS", functions));
        Process python = new ProcessBuilder(PythonDoor.having("numpy", "python3-numpy"), script.toString())
                .redirectErrorStream(true)
                .start();
        String printed = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, python.waitFor(), printed);
        double[][][] found = new ObjectMapper().readValue(printed, double[][][].class);
        assertEquals(Elementwise.values().length, found.length);
        for (Elementwise f : Elementwise.values()) {
            Comparison comparison = new Comparison(f.label(), NUMPY);
            for (int i = 0; i < Z.length; i++) {
                comparison.add(Comparison.NO_STEP, "f(" + Z[i] + ")", values(f)[i], found[f.ordinal()][0][i]);
                comparison.add(Comparison.NO_STEP, "f'(" + Z[i] + ")", slopes(f)[i], found[f.ordinal()][1][i]);
            }
            assertAgrees(comparison);
        }
    }

    private static double[] values(Elementwise f) {
        return Arrays.stream(Z).map(f::value).toArray();
    }

    private static double[] slopes(Elementwise f) {
        return Arrays.stream(Z).map(z -> f.derivative(z, f.value(z))).toArray();
    }
}
