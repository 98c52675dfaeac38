package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.sweep.SweepPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sweeps that are refused, or have a trial that cannot be done: with a reason, and with what to do. */
class SweepRefusalsIT extends SmallSweeps {
    @TempDir
    private static Path shared;

    /** Of two settings, done once. */
    private static Path done;

    @BeforeAll
    static void sweepOnce() {
        done = shared.resolve("sweep");
        Cli sweep = sweep(
                IdxBytes.subset(shared.resolve("data"), 600, 100),
                "--trainer by-hand --grid hidden=4,8 --seeds 1 --slim --out " + done);
        assertEquals(0, sweep.code(), sweep.err());
    }

    private Path copy() throws IOException {
        return new RunFiles(done).copyTo(folder.resolve("sweep")).folder();
    }

    @Test
    void aTrialOfAnotherSeedIsRefused() throws IOException {
        Path out = copy();
        Path record = out.resolve("trials/setting1-seed1/run.json");
        Files.writeString(record, Files.readString(record).replace(" seed:1\"", " seed:2\""));
        Cli resumed = run("sweep --resume " + out);
        assertEquals(1, resumed.code());
        assertEquals(
                record + ": expected a run with the seed 1, found 2.",
                resumed.err().lines().findFirst().orElseThrow());
        assertEquals(1, run("sweep --seeds 1 --out " + out).code(), "a folder with files in it");
    }

    /** The sweep that is copied read its data from the same folder; no other test reads them. */
    @Test
    void changedDataAreSeen() throws IOException {
        Path out = copy();
        new RunFiles(out.resolve("trials/setting2-seed1")).delete();
        IdxBytes.subset(shared.resolve("data"), 610, 100);
        Cli resumed = run("sweep --quiet --resume " + out);
        assertEquals(1, resumed.code());
        assertTrue(resumed.err().contains("the data are not those of the sweep's first trial"), resumed.err());
    }

    @Test
    void anotherVersionIsRefused() throws IOException {
        Path out = copy();
        Path plan = out.resolve("sweep.json");
        Files.writeString(
                plan, Files.readString(plan).replaceFirst("\"code\" : \"[0-9a-f]{8}", "\"code\" : \"00000000"));
        Cli resumed = run("sweep --resume " + out);
        assertEquals(1, resumed.code());
        assertTrue(resumed.err().contains("(code 00000000, ND4J "), resumed.err());
    }

    /** A plan may come from another: it must not make a trial write where it likes. */
    @Test
    void aPlanCannotMakeTrialsWriteElsewhere() {
        for (String argument : List.of("--json=elsewhere.json", "--out=elsewhere", "--resume=elsewhere")) {
            Path out = folder.resolve("sweep" + argument.charAt(2));
            write(out, SweepPlan.now(List.of(argument), List.of(Map.of()), 1, 1, false));
            Cli resumed = run("sweep --resume " + out);
            assertEquals(1, resumed.code());
            String name = argument.substring(0, argument.indexOf('='));
            assertEquals(
                    out.resolve("sweep.json") + ": " + name + " is not for the trials of a sweep.",
                    resumed.err().lines().findFirst().orElseThrow());
        }
        Path out = folder.resolve("settings");
        write(out, SweepPlan.now(List.of(), List.of(Map.of("json", "elsewhere.json")), 1, 1, false));
        assertEquals(
                out.resolve("sweep.json") + ": expected settings of train, found json.",
                run("sweep --resume " + out).err().lines().findFirst().orElseThrow());
    }

    /** The check would read a file of arguments below this process's folder, and the trial one below the plan's. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aPlanCannotTakeArgumentsFromFiles() throws IOException {
        Path here = Path.of("").toRealPath();
        Path shown = Files.writeString(folder.toRealPath().resolve("arguments"), "--no-check");
        Path name = here.relativize(shown);
        Path inside = Files.createDirectories(folder.resolve("evil" + "/deeper".repeat(here.getNameCount())));
        Path canary = folder.resolve("canary");
        Files.createDirectories(inside.resolve(name).normalize().getParent());
        Files.writeString(inside.resolve(name).normalize(), "--no-check --json=" + canary);
        Path out = folder.resolve("sweep");
        List<String> arguments =
                List.of("@" + name, "--data=" + data, "--device=cpu", "--trainer=by-hand", "--epochs=1", "--hidden=2");
        write(out, SweepPlan.now(arguments, List.of(Map.of()), 1, 1, false));
        Path plan = out.resolve("sweep.json");
        Files.writeString(plan, Files.readString(plan).replace("\"" + here + "\"", "\"" + inside + "\""));
        Cli resumed = run("sweep --jobs 1 --resume " + out);
        assertFalse(Files.exists(canary), "a trial wrote elsewhere");
        assertEquals(
                plan + ": Unmatched argument at index 1: '@" + name + "'",
                resumed.err().lines().findFirst().orElse(resumed.out()));
        assertEquals(1, resumed.code());
    }

    private static void write(Path out, SweepPlan plan) {
        try {
            plan.write(Files.createDirectories(out));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What train refuses once it has read its data is told, and the others go on. */
    @Test
    void aTrialThatFailsIsToldAndTheSweepGoesOn() throws IOException {
        Path out = folder.resolve("sweep");
        Cli sweep =
                run("sweep --jobs 1 --device cpu --epochs 2 --no-check --trainer by-hand --hidden 4 --seeds 1 --data "
                        + data + " --grid validation=600,100 --out " + out);
        assertEquals(1, sweep.code());
        assertEquals(
                "The trial of validation=600, seed 1, failed: --validation 600: of 600 training images none is left to train on.",
                sweep.err()
                        .lines()
                        .filter(line -> line.startsWith("The trial"))
                        .findFirst()
                        .orElse(sweep.err()));
        assertTrue(sweep.sentences().contains("Stopped with 1 of 2 trials done. Go on with: "), sweep.out());
        JsonNode summary =
                new ObjectMapper().readTree(out.resolve("summary.json").toFile());
        assertEquals("100", summary.at("/settings/0/values/validation").asText(), summary.toString());
        assertEquals(1, summary.path("done").asInt(), summary.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--grid hiden=4 | --grid: expected the name of a setting of train, found 'hiden' (did you mean hidden?).",
                "--grid hidden= | --grid hidden=: expected values after hidden=, found none.",
                "--grid | --grid: expected NAME=VALUES after it, found none.",
                "--grid hidden=4,x | Invalid value for option '--hidden'",
                "--grid lr=0.1,-1 | Invalid value for option '--lr'",
                "--epoch 3 | Unknown option",
                "--data data/penguins/penguins.csv --target species --grid size=8x8,9x9 | --size is for pictures",
                "--seeds 60000 --grid hidden=4,8 | 2 settings with 60000 seeds are 120000 trials, more than 100000.",
                "--seeds 0 | Invalid value for option '--seeds'",
                "--time-limit 3s | --time-limit is not for the trials of a sweep.",
                "--spark-conf spark.cores.max=2 | --spark-conf is for a cluster: add --spark MASTER.",
                "--spark 10.0.0.1 | --spark 10.0.0.1: expected spark://HOST:PORT, k8s://HOST:PORT, local[N], local[*] or submitted.",
                "--spark local[2] --jobs 3 | --jobs 3 is for this machine; of a cluster say --spark-conf spark.cores.max=3, or --spark local[3].",
                "--spark local[2] --spark-conf cores.max=3 | --spark-conf cores.max: expected the name of a setting, which begins with spark.",
                "--resume nowhere --seeds 3 | --seeds: --resume nowhere goes on with the sweep's own settings",
                "--resume nowhere --epochs 3 | --epochs: --resume nowhere goes on with the sweep's own settings",
                "--data somewhere --grid hidden=4,8 | --data somewhere: settings are chosen by images that are held out",
            })
    void wrongUsageIsRefusedBeforeAnythingIsDone(String line, String message) throws IOException {
        Cli sweep = run("sweep " + line);
        assertEquals(2, sweep.code(), sweep.err());
        assertTrue(sweep.err().startsWith(message), sweep.err());
        assertFalse(sweep.err().contains("\tat "), sweep.err());
        assertFalse(sweep.out().contains("Run: "), sweep.out());
    }

    @Test
    void aFolderWithoutASweepCannotBeResumed() {
        Cli sweep = run("sweep --resume " + folder);
        assertEquals(1, sweep.code());
        assertTrue(
                sweep.err().startsWith(folder + ": expected the folder of a sweep, found no sweep.json in it."),
                sweep.err());
    }

    @Test
    @DisabledIf("dev.crosscheck.cli.SparkIT#hasSpark")
    void withoutSparkNoClusterIsUsed() {
        Cli sweep = run("sweep --spark local[2] --data " + data + " --out " + folder.resolve("sweep"));
        assertEquals(2, sweep.code());
        assertEquals(
                "--spark local[2]: Spark is not in this build: build with mvn -Pspark package.",
                sweep.err().lines().findFirst().orElseThrow());
        assertFalse(Files.exists(folder.resolve("sweep")));
    }
}
