package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.Soak;
import dev.crosscheck.cuda.EmulatedDriver;
import dev.crosscheck.cuda.StandInProbe;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchIT {
    @TempDir
    private Path folder;

    private Cli bench(String only, String... more) {
        return bench(2, only, more);
    }

    private Cli bench(int rounds, String only, String... more) {
        String[] start =
                ("bench --images 128 --epochs 1 --rounds " + rounds + " --only " + only + " --out " + out()).split(" ");
        String[] all = new String[start.length + more.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(more, 0, all, start.length, more.length);
        return Cli.run(all);
    }

    private Path out() {
        return folder.resolve("run");
    }

    @Test
    void aGpuThatIsNotThereIsNotMeasured() {
        CommandLine program = CrosscheckCommand.parser();
        BenchCommand bench = program.getSubcommands().get("bench").getCommand();
        bench.use(new StandInProbe(EmulatedDriver.idle(12_040)));
        Cli cuda = Cli.run(program, "bench", "--device", "cuda");
        assertEquals(1, cuda.code());
        assertTrue(cuda.err().startsWith("--device cuda cannot run: the NVIDIA driver shows no GPU."), cuda.err());
        Cli auto = bench("gemm", "--device", "auto");
        assertEquals(2, auto.code());
        assertTrue(
                auto.err().startsWith("Invalid value for option '--device': expected cpu or cuda, found 'auto'."),
                auto.err());
    }

    /** Stands for a Python with PyTorch, and does what the lines of a shell say when it is to train. */
    private String python(String lines) throws IOException {
        Path script = folder.resolve("python");
        Files.writeString(script, "#!/bin/sh\n[ \"$1\" = -c ] && exit\nlog=" + folder + "/calls\n" + lines);
        assertTrue(script.toFile().setExecutable(true));
        return script.toString();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aFewStepsAreMeasuredAndAProgramThatFailsIsLeftOutWithTheReason() throws IOException {
        Cli result =
                bench("by-hand-dense-1,gemm,pytorch", "--python", python("echo no luck >&2; exit 3"), "--base", "gemm");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.err().contains("Round 2 of 2: gemm"), result.err());
        assertTrue(result.out().contains("x gemm"), result.out());
        assertTrue(result.out().matches("(?s).*\\Rgemm +[\\d.]+ +[\\d.]+-[\\d.]+ +2 +1\\.00 .*"), result.out());
        assertTrue(
                result.sentences()
                        .contains("Left out: pytorch, since it failed at round 1 of 2:"
                                + " it ended with exit code 3: no luck."),
                result.out());
        assertTrue(result.out().matches("(?s).*Trial of pytorch: +blas, 1 thread +failed\\R.*"), result.out());
        assertTrue(result.err().contains("pytorch failed: it ended with exit code 3: no luck."), result.err());
        assertFalse(result.err().contains("Round 2 of 2: pytorch"), result.err());
        assertEquals(Set.of("bench.json", "bench.png", "processes.txt"), TrainAndEvaluateIT.files(out()));
        JsonNode json = new ObjectMapper().readTree(out().resolve("bench.json").toFile());
        assertEquals("[\"gemm\"]", json.path("bases").toString());
        assertEquals(
                "by-hand-dense-1", json.path("standings").path(0).path("name").asText());
        assertEquals(
                2,
                json.path("standings")
                        .path(0)
                        .path("seconds")
                        .path("epoch")
                        .path("count")
                        .asInt());
        assertTrue(json.path("machine").path("cores").asInt() > 0);
        assertEquals(1000, ImageIO.read(out().resolve("bench.png").toFile()).getWidth());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void ifNoneSucceedsTheBenchFails() throws IOException {
        Cli result = bench("pytorch", "--python", python("exit 3"));
        assertEquals(1, result.code());
        assertTrue(
                result.err()
                        .contains("Nothing is left to measure: pytorch, since it failed at round 1 of 2:"
                                + " it ended with exit code 3."),
                result.err());
    }

    @Test
    @Tag(Soak.TAG)
    @DisabledOnOs(OS.WINDOWS)
    void measurementsBeforeAFailureCount() throws IOException {
        String once = """
                [ "$3" = pytorch-course ] && [ -e "$log" ] && exit 3
                touch "$log"
                echo '{"event": "first-step"}'; echo '{"event": "epoch", "seconds": 2}'
                """;
        Cli result = bench("pytorch-course", "--python", python(once));
        assertEquals(0, result.code(), result.err());
        assertTrue(
                result.sentences()
                        .contains("Not measured to the end: pytorch-course, since it failed at round 2 of 2:"
                                + " it ended with exit code 3."),
                result.out());
        assertTrue(
                result.out().matches("(?s).*\\Rpytorch-course +937\\.5 +937\\.5-937\\.5 +1 .*"),
                "one of two: " + result.out());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theFastestSettingCompetesAndSpeedsAreRelativeToSeveral() throws IOException {
        String twice = """
                case "$*" in
                *"--way pytorch-course"*) seconds=8 ;;
                *"--threads 1 --layers onednn"*) seconds=2 ;;
                *) seconds=4 ;;
                esac
                echo '{"event": "first-step"}'; echo '{"event": "epoch", "seconds": '$seconds'}'
                case "$*" in *"--epochs 2"*) echo '{"event": "epoch", "seconds": '$seconds'}' ;; esac
                """;
        Cli result = bench("pytorch,pytorch-course", "--python", python(twice), "--base", "pytorch,pytorch-course");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().matches("(?s).* x +x +peak .*\\R *pytorch +pytorch-course +MiB .*"), result.out());
        assertTrue(result.out().matches("(?s).*\\Rpytorch +937\\.5 .* 2 +1\\.00 +4\\.00 .*"), result.out());
        assertTrue(result.out().matches("(?s).*\\Rpytorch-course +3750\\.0 .* 2 +0\\.25 +1\\.00 .*"), result.out());
        assertTrue(
                result.sentences().contains("PyTorch, data in memory, fused Adam, onednn, 1 thread ("), result.out());
        JsonNode json = new ObjectMapper().readTree(out().resolve("bench.json").toFile());
        assertEquals(
                937.5,
                json.path("trials").path("pytorch").path("onednn, 1 thread").asDouble());
    }

    @Test
    @Tag(Soak.TAG)
    @DisabledOnOs(OS.WINDOWS)
    void aProgramThatFailsInASweepKeepsTheSizesBefore() throws IOException {
        String small = """
                case "$*" in *"--threads 1 "*"--batch 64 "*) exit 3 ;; esac
                echo '{"event": "first-step"}'; echo '{"event": "epoch", "seconds": 2}'
                """;
        Cli result = bench("pytorch", "--python", python(small), "--sweep");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().matches("(?s).*\\R *16 +937\\.5 +937\\.5\\R *64 +- +937\\.5\\R.*"), result.out());
        assertTrue(
                result.sentences()
                        .contains("Not measured to the end: pytorch-1, since it failed at size 2 of 8, batch 64, 256"
                                + " hidden units, round 1 of 2: it ended with exit code 3."),
                result.out());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aBenchThatIsStoppedEndsItsProcessesAndLeavesNothingOfTheirs() throws IOException, InterruptedException {
        Process bench = Launcher.process("bench", "--only", "gemm", "--epochs", "1000", "--out", out().toString())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader lines = bench.inputReader(StandardCharsets.UTF_8)) {
            while (!lines.readLine().startsWith("Round 1 of 3: gemm")) {
                assertTrue(bench.isAlive());
            }
            List<ProcessHandle> children = List.of();
            for (int i = 0; i < 1000 && children.isEmpty(); i++) {
                Thread.sleep(10);
                children = bench.descendants().toList();
            }
            assertFalse(children.isEmpty(), "no process was started");
            assertTrue(Files.exists(out().resolve("work/gemm/BenchGemm.class")));
            bench.destroy();
            assertTrue(bench.waitFor(60, TimeUnit.SECONDS));
            for (ProcessHandle child : children) {
                child.onExit().orTimeout(60, TimeUnit.SECONDS).join();
            }
            assertFalse(Files.exists(out().resolve("work")));
        } finally {
            bench.destroyForcibly();
        }
    }

    @Test
    void anUnknownNameIsRefusedWithThoseThatAreKnown() {
        Cli result = bench("gemm,keras");
        assertEquals(2, result.code());
        assertTrue(result.err().contains("expected by-hand-sparse-1, "), result.err());
        assertTrue(result.err().contains(", found 'keras'"), result.err());
        assertEquals(2, bench("dl4j-stock", "--sweep").code(), "the sweep has fewer names");
    }

    @Test
    void nothingButPyTorchWithoutPythonIsAFailure() {
        Cli result = bench(
                "pytorch,pytorch-course", "--python", folder.resolve("none").toString());
        assertEquals(1, result.code());
        assertTrue(result.err().contains("Nothing is left to measure: "), result.err());
    }

    private Cli table(String... more) {
        String[] start = {"bench", "--table", "--rows", "600", "--columns", "9", "--out", out().toString()};
        String[] all = new String[start.length + more.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(more, 0, all, start.length, more.length);
        return Cli.run(all);
    }

    @Test
    void aTableIsMeasuredAndScikitLearnIsLeftOutWhereThereIsNoPython() throws IOException {
        String none = folder.resolve("no-python").toString();
        Cli result = table("--rounds", "2", "--epochs", "4", "--python", none);
        assertEquals(0, result.code(), result.err());
        assertTrue(result.err().contains("Round 2 of 2: by-hand-"), result.err());
        assertTrue(result.out().contains("Table: 600 rows, 9 columns, "), result.out());
        assertTrue(result.sentences().contains("Left out: sklearn, since it needs sklearn, numpy "), result.out());
        result.out().lines().forEach(line -> assertTrue(line.length() <= 80, line));
        assertEquals(Set.of("bench-table.json", "processes.txt"), TrainAndEvaluateIT.files(out()), "no table is left");
        JsonNode standing = new ObjectMapper()
                .readTree(out().resolve("bench-table.json").toFile())
                .path("standings")
                .path(0);
        assertEquals(2, standing.path("seconds").path("warm-up").path("count").asInt());
        assertEquals(2 * 4, standing.path("seconds").path("epoch").path("count").asInt());
        assertTrue(standing.path("timesAsFast").isEmpty());
        // Of three classes; some steps tell more than none.
        assertTrue(standing.path("right").asDouble() > 0.4, standing.toString());
    }

    @Test
    @Tag(Soak.TAG)
    @DisabledOnOs(OS.WINDOWS)
    void thisProgramIsComparedWithTheFasterOneOfScikitLearn() throws IOException {
        String lines = """
                for part in read fit warm-up epoch predict; do echo '{"event": "'$part'", "seconds": 1000}'; done
                echo '{"event": "end", "note": "", "rows": 600, "right": 0.5}'
                """;
        Cli result = table("--rounds", "1", "--epochs", "1", "--python", python(lines));
        assertEquals(0, result.code(), result.err());
        assertTrue(
                result.out().matches("(?s).*\\Rsklearn-1 +0\\.0 +0\\.0 +0\\.0 +0\\.0 +0\\.0 +1\\.00 +50\\.00% +-.*"),
                result.out());
        JsonNode json =
                new ObjectMapper().readTree(out().resolve("bench-table.json").toFile());
        double epoch = json.path("standings")
                .path(0)
                .path("seconds")
                .path("epoch")
                .path("median")
                .asDouble();
        assertEquals(
                1000 / epoch,
                json.path("standings")
                        .path(0)
                        .path("timesAsFast")
                        .path("sklearn-1")
                        .asDouble(),
                1e-9);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aProgramThatReadsAnotherTableIsLeftOut() throws IOException {
        String lines = """
                for part in read fit warm-up epoch predict; do echo '{"event": "'$part'", "seconds": 1}'; done
                echo '{"event": "end", "note": "", "rows": 599, "right": 0.5}'
                """;
        Cli result = table("--rounds", "1", "--epochs", "1", "--python", python(lines));
        assertEquals(0, result.code(), result.err());
        assertTrue(result.sentences().contains("Left out: sklearn-1, since it failed at round 1 of 1:"), result.out());
    }

    @Test
    void optionsOfTheOtherComparisonAreRefused() {
        assertEquals(2, table("--only", "dl4j").code());
        assertEquals(2, table("--sweep").code());
        assertEquals(2, Cli.run("bench", "--rows", "100").code());
        assertEquals(2, table("--columns", "5").code());
    }
}
