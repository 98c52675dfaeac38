package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTest {
    @TempDir
    private Path folder;

    private Cli bench(String only, String... more) {
        String[] start = {
            "bench", "--only", only, "--images", "128", "--rounds", "2", "--epochs", "1", "--out", out().toString()
        };
        String[] all = new String[start.length + more.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(more, 0, all, start.length, more.length);
        return Cli.run(all);
    }

    private Path out() {
        return folder.resolve("run");
    }

    @Test
    void aFewStepsAreMeasuredAndPyTorchIsLeftOutWhereThereIsNoPython() throws IOException {
        String none = folder.resolve("no-python").toString();
        Cli result = bench("by-hand-blas-1,gemm,pytorch", "--python", none, "--base", "gemm");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.err().contains("Round 2 of 2: gemm"), result.err());
        assertTrue(result.out().contains("x gemm"), result.out());
        assertTrue(result.out().matches("(?s).*\\Rgemm +[\\d.]+ +[\\d.]+-[\\d.]+ +2 +\\d+ +1\\.00 .*"), result.out());
        assertTrue(
                result.out().contains("Left out: pytorch, since " + none + " has no torch, numpy and PIL"),
                result.out());
        assertEquals(Set.of("bench.json", "bench.png", "processes.txt"), TrainAndEvaluateTest.files(out()));
        JsonNode json = new ObjectMapper().readTree(out().resolve("bench.json").toFile());
        assertEquals("[\"gemm\"]", json.path("bases").toString());
        assertEquals(
                "by-hand-blas-1", json.path("standings").path(0).path("name").asText());
        assertEquals(
                2,
                json.path("standings")
                        .path(0)
                        .path("secondsAnEpoch")
                        .path("count")
                        .asInt());
        assertTrue(json.path("machine").path("cores").asInt() > 0);
        assertEquals(1000, ImageIO.read(out().resolve("bench.png").toFile()).getWidth());
    }

    @Test
    void anUnknownNameIsRefusedWithThoseThatAreKnown() {
        Cli result = bench("gemm,tensorflow");
        assertEquals(2, result.code());
        assertTrue(result.err().contains("expected one of by-hand-sparse-1, "), result.err());
        assertTrue(result.err().contains(", found 'tensorflow'."), result.err());
        assertEquals(2, bench("dl4j-stock", "--sweep").code(), "the sweep has fewer names");
    }

    @Test
    void nothingButPyTorchWithoutPythonIsAFailure() {
        Cli result = bench(
                "pytorch,pytorch-course", "--python", folder.resolve("none").toString());
        assertEquals(1, result.code());
        assertTrue(result.err().contains("Nothing is left to measure: "), result.err());
    }
}
