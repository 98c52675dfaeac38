package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.Digest;
import dev.crosscheck.proof.judge.RecordedByTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyRecordingIT {
    @TempDir
    private Path folder;

    private Path file;
    private Path out;

    @BeforeEach
    void namePaths() {
        file = folder.resolve("run.npz");
        out = folder.resolve("out");
    }

    private Cli verify(String... more) {
        String[] start = {"verify", file.toString(), "--out", out.toString()};
        return Cli.run(Stream.of(start, more).flatMap(Stream::of).toArray(String[]::new));
    }

    private static RecordedByTest recording() {
        return RecordedByTest.backprop(9, 2, 3, 1, 40);
    }

    @Test
    void theFirstLineSaysWhatWasJudged() throws IOException {
        recording().write(file);
        Cli result = verify();
        assertEquals(0, result.code(), result.err() + result.out());
        assertTrue(
                result.sentences()
                        .startsWith(
                                "Agrees: all 40 losses, all 520 parameters and moments were judged and are within their bounds."),
                result.out());
        assertFalse(result.out().contains("FAIL"), result.out());
        assertTrue(result.out().chars().allMatch(c -> c < 128), "ASCII");

        JsonNode report = new ObjectMapper().readTree(out.resolve("replay.json").toFile());
        assertTrue(report.at("/outcome/agrees").asBoolean());
        assertEquals(Digest.sha256(file), report.path("sha256").asText());
        assertEquals(2, report.at("/outcome/sides").size());
    }

    @Test
    void disagreementNamesStepAndPlaceAndEndsWith3() throws IOException {
        recording().alter("losses", 16, 1e-9).write(file);
        Cli result = verify("--json", folder.resolve("result.json").toString());
        assertEquals(3, result.code());
        assertTrue(result.sentences().startsWith("DISAGREES, first at step 17, the loss: yours is "), result.out());
        assertEquals(
                2, result.out().lines().filter(line -> line.startsWith("FAIL ")).count(), result.out());
        JsonNode report =
                new ObjectMapper().readTree(folder.resolve("result.json").toFile());
        assertFalse(report.at("/outcome/agrees").asBoolean(true));
        assertEquals(17, report.at("/outcome/first/step").asInt());
    }

    @Test
    void theFirstStepsAloneCanBeRepeated() throws IOException {
        recording().alter("losses", 16, 1e-9).write(file);
        Cli result = verify("--steps", "16");
        assertEquals(0, result.code(), result.out());
        assertTrue(result.sentences().startsWith("Agrees: all 16 losses, all 208 parameters"), result.out());
    }

    @Test
    void aFileThatIsNoRecordingIsAFailureInTwoLines() throws IOException {
        Files.writeString(file, "W1");
        Cli result = verify();
        assertEquals(1, result.code());
        assertEquals(2, result.err().lines().count(), result.err());
        assertTrue(result.err().startsWith(file + ": expected a whole .npz archive"), result.err());
        assertTrue(Files.notExists(out), "nothing is left behind");
    }
}
