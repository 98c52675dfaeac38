package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crosscheck.data.IdxBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that train are killed, without a chance to tidy up, and the run goes on in another. */
class KillTest {
    private static final int KILLS = 20;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Random RANDOM = new Random(20);

    @TempDir
    private Path folder;

    private Path data;
    private int kills;

    @Test
    void aRunKilledAgainAndAgainEndsAsOneNeverKilled() throws IOException, InterruptedException {
        data = IdxBytes.subset(folder.resolve("data"), 600, 100);
        Path whole = folder.resolve("whole");
        Cli never = Cli.run(options(whole).toArray(String[]::new));
        assertEquals(0, never.code(), never.err());
        // A checkpoint at every step makes it likely that a kill comes while one is written.
        for (int chain = 0; kills < KILLS; chain++) {
            assertSame(whole, killedRun(folder.resolve("killed" + chain), chain % 2 == 0 ? "1step" : "7steps"));
        }
    }

    private List<String> options(Path out) {
        String line = "train -q --hidden 8 --batch 8 --epochs 8 --validation 104 --schedule cosine --device cpu"
                + " --trainer by-hand --kernels blas --threads 1";
        List<String> options = new ArrayList<>(List.of(line.split(" ")));
        options.addAll(List.of("--data", data.toString(), "--out", out.toString()));
        return options;
    }

    /** Starts a run and kills it until it ends by itself, or has been killed ten times and is left to end. */
    private Path killedRun(Path run, String every) throws IOException, InterruptedException {
        List<String> options = options(run);
        int left = KILLS / 2;
        while (true) {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "dev.crosscheck.Main"));
            command.addAll(options);
            command.addAll(List.of("--checkpoint-every", every));
            Path log = folder.resolve("log");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (left > 0 && killed(process, run)) {
                left--;
            } else {
                assertTrue(process.waitFor(600, TimeUnit.SECONDS));
                assertEquals(0, process.exitValue(), Files.readString(log));
                return run;
            }
            options = List.of("train", "-q", "--resume", run.toString());
        }
    }

    /** Kills a process a little after its first new checkpoint, unless it ends before. */
    private boolean killed(Process process, Path run) throws InterruptedException {
        List<Path> before = checkpoints(run);
        long moment = RANDOM.nextInt(60);
        while (process.isAlive() && before.containsAll(checkpoints(run))) {
            Thread.sleep(1);
        }
        if (process.waitFor(moment, TimeUnit.MILLISECONDS)) {
            return false;
        }
        process.destroyForcibly().waitFor();
        // A process that had just ended by itself was not killed.
        if (process.exitValue() == 0) {
            return false;
        }
        kills++;
        return true;
    }

    private static List<Path> checkpoints(Path run) {
        try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
            return files.filter(file -> file.toString().endsWith(".zip")).toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of(); // Not there yet, or just being replaced.
        }
    }

    private static void assertSame(Path expected, Path found) throws IOException {
        assertEquals(timeless(expected), timeless(found));
        try (ZipFile one = new ZipFile(expected.resolve("model.zip").toFile());
                ZipFile other = new ZipFile(found.resolve("model.zip").toFile())) {
            for (String entry : List.of("coefficients.bin", "updaterState.bin")) {
                assertArrayEquals(content(one, entry), content(other, entry), entry);
            }
        }
        List<String> lines = Files.readAllLines(found.resolve("metrics.csv"));
        List<String> expectedLines = Files.readAllLines(expected.resolve("metrics.csv"));
        assertEquals(9, lines.size());
        for (int i = 0; i < lines.size(); i++) {
            assertEquals(withoutTimes(expectedLines.get(i)), withoutTimes(lines.get(i)));
        }
        JsonNode run = JSON.readTree(found.resolve("run.json").toFile());
        assertTrue(!run.path("resumed").isEmpty());
    }

    private static byte[] content(ZipFile zip, String name) throws IOException {
        return zip.getInputStream(new ZipEntry(name)).readAllBytes();
    }

    private static String withoutTimes(String line) {
        String[] columns = line.split(",");
        assertEquals(8, columns.length, line);
        return String.join(",", List.of(columns).subList(0, 6));
    }

    /** What run.json says, but for times and the run's name. */
    private static TreeMap<String, String> timeless(Path run) throws IOException {
        JsonNode record = JSON.readTree(run.resolve("run.json").toFile());
        TreeMap<String, String> facts = new TreeMap<>();
        for (String name : List.of("status", "stop", "config", "data", "bestEpoch", "parametersSha256")) {
            facts.put(name, record.path(name).toString());
        }
        for (JsonNode epoch : record.path("epochs")) {
            ((ObjectNode) epoch).remove(List.of("seconds", "imagesPerSecond"));
            facts.merge("epochs", epoch.toString(), String::concat);
        }
        return facts;
    }
}
