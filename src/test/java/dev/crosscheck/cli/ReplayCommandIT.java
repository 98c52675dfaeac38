package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.proof.replay.RecordedByTest;
import dev.crosscheck.run.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayCommandIT {
    @TempDir
    private Path folder;

    private Path file;
    private Path out;

    @BeforeEach
    void namePaths() {
        file = folder.resolve("run.npz");
        out = folder.resolve("out");
    }

    private Cli replay(String... more) {
        String[] start = {"replay", file.toString(), "--out", out.toString()};
        return Cli.run(Stream.of(start, more).flatMap(Stream::of).toArray(String[]::new));
    }

    private static RecordedByTest recording() {
        return RecordedByTest.backprop(9, 2, 3, 1, 40);
    }

    @Test
    void agreementIsPrintedAndLeavesItsFolder() throws IOException {
        recording().write(file);
        Cli result = replay();
        assertEquals(0, result.code(), result.err() + result.out());
        assertEquals("", result.err());
        assertTrue(result.sentences().contains("backpropagation 2-3-1, 40 steps, learning rate 0.05"), result.out());
        assertEquals(
                6, result.out().lines().filter(line -> line.endsWith("  ok")).count(), result.out());
        assertTrue(result.out().contains("All within tolerance."), result.out());
        assertTrue(result.out().chars().allMatch(c -> c < 128), "ASCII");

        JsonNode report = new ObjectMapper().readTree(out.resolve("replay.json").toFile());
        assertTrue(report.path("agrees").asBoolean());
        assertEquals(Digest.sha256(file), report.path("sha256").asText());
        assertEquals(2, report.path("repetitions").size());
        for (JsonNode side : report.path("repetitions")) {
            assertEquals(40, side.path("lossDeviations").size());
            assertEquals(40, side.path("parameterDeviations").size());
        }
        List<String> table = Files.readAllLines(out.resolve("deviation.csv"));
        assertEquals(
                "step,recorded_loss,by_hand_loss_deviation,by_hand_parameter_deviation,"
                        + "DL4J_twin_loss_deviation,DL4J_twin_parameter_deviation",
                table.get(0));
        assertEquals(41, table.size());
        assertTrue(table.get(40).startsWith("40,"), table.get(40));
        assertEquals(1000, ImageIO.read(out.resolve("deviation.png").toFile()).getWidth());
    }

    @Test
    void disagreementNamesTheStepAndEndsWith3() throws IOException {
        recording().alter("losses", 16, 1e-9).write(file);
        Cli result = replay("--json", folder.resolve("result.json").toString());
        assertEquals(3, result.code());
        assertEquals(
                2, result.out().lines().filter(line -> line.startsWith("FAIL ")).count(), result.out());
        assertTrue(result.out().contains("FAIL losses: loss at step 17: expected "), result.out());
        assertTrue(result.out().contains("NOT within tolerance."), result.out());
        JsonNode report =
                new ObjectMapper().readTree(folder.resolve("result.json").toFile());
        assertTrue(!report.path("agrees").asBoolean(true));
    }

    @Test
    void theFirstStepsAloneCanBeRepeated() throws IOException {
        recording().alter("losses", 16, 1e-9).write(file);
        Cli result = replay("--steps", "16");
        assertEquals(0, result.code(), result.out());
        assertEquals(17, Files.readAllLines(out.resolve("deviation.csv")).size());
    }

    @Test
    void aFileThatIsNoRecordingIsAFailureInTwoLines() throws IOException {
        Files.writeString(file, "W1");
        Cli result = replay();
        assertEquals(1, result.code());
        assertEquals(2, result.err().lines().count(), result.err());
        assertTrue(result.err().startsWith(file + ": expected an .npz archive"), result.err());
        assertTrue(Files.notExists(out), "nothing is left behind");
    }
}
