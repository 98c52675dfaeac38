package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.data.npz.NpzFile;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.run.RunFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands of course sections 1 to 4 compare what they show, and start from given arrays. */
class CourseChecksIT {
    private static final Path RECORDINGS = Path.of("src", "reference", "recordings");

    @TempDir
    private Path folder;

    private String out() {
        return folder.resolve("run").toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "course perceptron --gate XOR",
                "course activations",
                "course losses",
                "course backprop --epochs 50",
                "course backprop --epochs 20 --hidden 8,8 --activation relu --lr 0.01",
                "course backprop --epochs 20 --hidden 4 --activation gelu"
            })
    void theNumbersAreComparedWithDl4j(String line) throws IOException {
        Cli result = Cli.run((line + " --out " + out()).split(" "));
        assertEquals(0, result.code(), result.out());
        assertTrue(result.out().contains("  used  "), result.out());
        JsonNode checks =
                new ObjectMapper().readTree(Path.of(out(), "checks.json").toFile());
        assertTrue(checks.size() >= 2);
        checks.forEach(check -> assertTrue(check.path("passed").asBoolean(), check::toString));
    }

    /** A hundred steps at the start, then fifty epochs of four up to the last; every step only where that is asked for. */
    @ParameterizedTest
    @CsvSource({"'',300", "--check-all,400"})
    void backpropSaysHowManyStepsItCompared(String option, int steps) throws IOException {
        Cli result = Cli.run(("course backprop --epochs 100 --out " + out() + " " + option)
                .strip()
                .split(" "));
        assertEquals(0, result.code(), result.out());
        String compared = steps + " of 400 steps";
        assertTrue(result.out().contains("Compared: " + compared), result.out());
        JsonNode checks =
                new ObjectMapper().readTree(Path.of(out(), "checks.json").toFile());
        assertEquals(
                "losses of " + compared + ", against DL4J",
                checks.path(1).path("quantity").asText());
        assertEquals(steps, checks.path(1).path("compared").asInt());
    }

    @Test
    void toCompareEveryStepAndNoneIsRefused() {
        Cli result = Cli.run("course", "backprop", "--check-all", "--no-check", "--out", out());
        assertEquals(2, result.code());
        assertTrue(result.err().contains("--check-all"), result.err());
    }

    /** A chapter whose numbers disagree. */
    @Command(name = "wrong")
    private static final class Wrong extends Chapter.Compared {
        @Override
        Object show(RunFolder run) {
            return Map.of("value", 1.0);
        }

        @Override
        List<Verdict> verdicts(ProgressListener progress) {
            Comparison comparison = new Comparison("one and a half", Tolerances.ROUNDING);
            comparison.add(Comparison.NO_STEP, "value", 1.5, 1.0);
            return List.of(comparison.verdict());
        }
    }

    private int wrong(StringWriter printed, String name, String option) {
        CommandLine command = new CommandLine(new Wrong()).setOut(new PrintWriter(printed, true));
        return command.execute("--out", folder.resolve(name).toString(), option);
    }

    @Test
    void aDisagreementIsExitCode3() {
        StringWriter printed = new StringWriter();
        assertEquals(3, wrong(printed, "wrong", "--quiet"));
        assertEquals("", printed.toString());
        assertEquals(3, wrong(printed, "shown", "--verbose"));
        assertTrue(printed.toString().contains("FAIL one and a half"), printed.toString());
        assertEquals(0, wrong(printed, "skipped", "--no-check"));
    }

    @Test
    void backpropStartsFromRecordedArraysAndEndsWhereNumPyDid() throws IOException {
        String file = RECORDINGS.resolve("xor.npz").toString();
        Cli result = Cli.run("course", "backprop", "--init", file, "--no-check", "-q", "--out", out());
        assertEquals(0, result.code(), result.err());
        JsonNode trained = new ObjectMapper()
                .readTree(Path.of(out(), "backprop.json").toFile())
                .path("trained");
        NpzFile recorded = NpzFile.read(RECORDINGS.resolve("xor.npz"));
        Map<String, String> names = Map.of("W1", "fc1.weight", "b1", "fc1.bias", "W2", "fc2.weight", "b2", "fc2.bias");
        for (String name : names.keySet()) {
            double[] states = recorded.array("state." + names.get(name)).doubles();
            int length = states.length / 40_000;
            Matrix last = new Matrix(
                    length / 3 == 2 ? 3 : 1,
                    length / 3 == 2 ? 2 : length,
                    Arrays.copyOfRange(states, states.length - length, states.length));
            double[] expected = last.transpose().data(); // the file has (units, inputs)
            assertEquals(expected.length, trained.path(name).size());
            for (int i = 0; i < expected.length; i++) {
                assertEquals(expected[i], trained.path(name).path(i).asDouble(), 1e-12, Tolerances.ROUNDING.reason());
            }
        }
    }

    @Test
    void thePerceptronStartsFromRecordedArrays() {
        String file = RECORDINGS.resolve("perceptron-and.npz").toString();
        Cli result = Cli.run("course", "perceptron", "--init", file, "--no-check", "--out", out());
        long epochs = NpzFile.read(Path.of(file)).array("order").longs().length / 4;
        assertTrue(result.out().contains("No error in epoch " + epochs + ": training ends."), result.out());
    }

    @Test
    void arraysOfAnotherShapeAreRefused() {
        String file = RECORDINGS.resolve("xor.npz").toString();
        Cli result = Cli.run("course", "backprop", "--init", file, "--hidden", "4", "--out", out());
        assertEquals(1, result.code());
        assertEquals(
                file + ": array fc1.weight: expected shape (4, 2), found (3, 2).",
                result.err().lines().findFirst().orElseThrow());
        assertEquals(2, result.err().lines().count());
    }
}
