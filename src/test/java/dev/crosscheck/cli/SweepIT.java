package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.sweep.SweepPlan;
import dev.crosscheck.sweep.TrialRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole sweeps of small runs: what they leave, what they refuse, and how they go on. */
class SweepIT {
    @TempDir
    private Path folder;

    private Path data;

    @BeforeEach
    void writeData() {
        data = IdxBytes.subset(folder.resolve("data"), 600, 100);
    }

    private Cli sweep(String line, String... more) {
        return run(
                "sweep --jobs 1 --device cpu --epochs 2 --batch 50 --validation 100 --data " + data + " " + line, more);
    }

    private static Cli run(String line, String... more) {
        List<String> arguments = new ArrayList<>(List.of(line.split(" ")));
        arguments.addAll(List.of(more));
        return Cli.run(arguments.toArray(String[]::new));
    }

    private static Map<String, String> table(Path sweep) throws IOException {
        return Map.of("table", Files.readString(sweep.resolve("trials.csv")), "summary", summary(sweep));
    }

    private static String summary(Path sweep) throws IOException {
        return Files.readString(sweep.resolve("summary.json"));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"by-hand", "dl4j"})
    void aTrialIsTheSameRunAsAlone(String trainer) throws IOException {
        Path out = folder.resolve("sweep");
        Cli sweep = sweep("--trainer " + trainer + " --grid hidden=8;16,4 --seeds 2 --out " + out);
        assertEquals(0, sweep.code(), sweep.err());
        for (String trial : List.of("setting1-seed1 8 1", "setting2-seed2 16,4 2")) {
            String[] of = trial.split(" ");
            Path alone = folder.resolve(of[0]);
            Cli train = run(
                    "train --device cpu --epochs 2 --batch 50 --validation 100 --quiet --data " + data + " --trainer "
                            + trainer + " --hidden " + of[1] + " --seed " + of[2] + " --threads 1 --out " + alone);
            assertEquals(0, train.code(), train.err());
            RunFiles within = new RunFiles(out.resolve("trials").resolve(of[0]));
            assertEquals(new RunFiles(alone).end(), within.end());
            assertEquals(
                    -1,
                    Files.mismatch(alone.resolve("model.zip"), within.folder().resolve("model.zip")));
        }
    }

    @Test
    void aSweepLeavesItsFiles() throws IOException {
        Path out = folder.resolve("sweep");
        Cli sweep = sweep("--trainer by-hand --grid hidden=4,16 --seeds 5 --out " + out);
        assertEquals(0, sweep.code(), sweep.err());
        assertEquals(
                List.of(
                        ".lock",
                        "log.txt",
                        "summary.json",
                        "sweep.html",
                        "sweep.json",
                        "trials",
                        "trials.csv",
                        "workers.txt"),
                names(out));
        assertEquals(11, Files.readAllLines(out.resolve("trials.csv")).size());
        JsonNode summary = new ObjectMapper().readTree(summary(out));
        assertEquals(10, summary.path("done").asInt());
        assertEquals(
                5, summary.path("settings").get(0).path("summary").path("runs").asInt());
        assertTrue(sweep.sentences().contains("2 settings with 5 seeds, 10 trials"), sweep.out());
        assertTrue(sweep.sentences().contains("Chosen by validation accuracy in percent: hidden="), sweep.out());
        assertTrue(sweep.out().contains(" trials an hour"), sweep.out());
    }

    @Test
    void pairedSeedsStartEverySettingAlike() throws IOException {
        Path out = folder.resolve("sweep");
        assertEquals(
                0,
                sweep("--trainer by-hand --grid lr=0.001,0.002 --seeds 2 --seed 7 --out " + out)
                        .code());
        assertEquals(
                List.of("setting1-seed7", "setting1-seed8", "setting2-seed7", "setting2-seed8"),
                names(out.resolve("trials")));
        JsonNode first = new ObjectMapper()
                .readTree(out.resolve("trials/setting1-seed7/run.json").toFile());
        assertEquals(7, first.path("config").path("seed").asInt());
    }

    @Test
    void aDamagedTrialIsNamedAndDoneAnew() throws IOException {
        Path out = folder.resolve("sweep");
        assertEquals(
                0,
                sweep("--trainer by-hand --grid hidden=4,8 --seeds 2 --out " + out)
                        .code());
        Map<String, String> before = table(out);
        Map<String, Long> written = written(out);
        Path record = out.resolve("trials/setting2-seed1").resolve(TrialRecord.NAME);
        Files.writeString(record, Files.readString(record).replace("COMPLETED", "DIVERGED"));
        Cli resumed = run("sweep --resume " + out);
        assertEquals(0, resumed.code(), resumed.err());
        assertTrue(resumed.err().contains(record + ": damaged: "), resumed.err());
        assertTrue(resumed.err().contains("The trial will be done anew."), resumed.err());
        assertEquals(before, table(out));
        Map<String, Long> after = written(out);
        assertTrue(after.remove("setting2-seed1") > written.remove("setting2-seed1"));
        assertEquals(written, after, "finished trials are not done again");
    }

    /** When each trial's record was written, by the trial. */
    private static Map<String, Long> written(Path sweep) throws IOException {
        Map<String, Long> written = new TreeMap<>();
        for (String name : names(sweep.resolve("trials"))) {
            Path record = sweep.resolve("trials").resolve(name).resolve(TrialRecord.NAME);
            written.put(name, Files.getLastModifiedTime(record).toMillis());
        }
        return written;
    }

    @Test
    void aDivergingSettingIsAResult() throws IOException {
        Path out = folder.resolve("sweep");
        Cli sweep = sweep("--trainer by-hand --grid lr=0.001,1e30 --seeds 1 --out " + out);
        assertEquals(0, sweep.code(), sweep.err());
        assertTrue(sweep.sentences().contains("1 of 2 trials diverged; their settings are ranked last:"), sweep.out());
        assertTrue(Files.readString(out.resolve("trials.csv")).contains("2,1e30,1,DIVERGED,"), sweep.out());
        Map<String, Long> written = written(out);
        assertEquals(0, run("sweep --quiet --resume " + out).code());
        assertEquals(written, written(out), "it would diverge again");
    }

    @Test
    void aTrialOfAnotherSweepIsRefused() throws IOException {
        Path one = folder.resolve("one");
        Path other = folder.resolve("other");
        assertEquals(
                0, sweep("--trainer by-hand --hidden 4 --seeds 1 --out " + one).code());
        assertEquals(
                0,
                sweep("--trainer by-hand --hidden 8 --seeds 1 --out " + other).code());
        Path trial = one.resolve("trials/setting1-seed1");
        Files.copy(
                other.resolve("trials/setting1-seed1").resolve(TrialRecord.NAME),
                trial.resolve(TrialRecord.NAME),
                StandardCopyOption.REPLACE_EXISTING);
        Cli resumed = run("sweep --resume " + one);
        assertEquals(1, resumed.code());
        assertEquals(
                trial + ": expected a trial of this sweep, found one of other settings or of another version.",
                resumed.err().lines().findFirst().orElseThrow());
        assertEquals(1, run("sweep --seeds 1 --out " + one).code(), "a folder with files in it");
    }

    @Test
    void changedDataAreSeen() throws IOException {
        Path out = folder.resolve("sweep");
        assertEquals(
                0, sweep("--trainer by-hand --hidden 4 --seeds 2 --out " + out).code());
        RunFiles second = new RunFiles(out.resolve("trials/setting1-seed2"));
        second.delete();
        try (Stream<Path> files = Files.list(data)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        IdxBytes.subset(data, 610, 100);
        Cli resumed = run("sweep --quiet --resume " + out);
        assertEquals(1, resumed.code());
        assertTrue(resumed.err().contains("the data are not those of the sweep's first trial"), resumed.err());
    }

    @Test
    void anotherVersionIsRefused() throws IOException {
        Path out = folder.resolve("sweep");
        assertEquals(
                0, sweep("--trainer by-hand --hidden 4 --seeds 1 --out " + out).code());
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
            write(out, SweepPlan.now(List.of(argument), List.of(Map.of()), 1, 1, SweepPlan.BEST, false));
            Cli resumed = run("sweep --resume " + out);
            assertEquals(1, resumed.code());
            String name = argument.substring(0, argument.indexOf('='));
            assertEquals(
                    out.resolve("sweep.json") + ": " + name + " is not for the trials of a sweep.",
                    resumed.err().lines().findFirst().orElseThrow());
        }
        Path out = folder.resolve("settings");
        write(out, SweepPlan.now(List.of(), List.of(Map.of("json", "elsewhere.json")), 1, 1, SweepPlan.BEST, false));
        assertEquals(
                out.resolve("sweep.json") + ": expected settings of train, found json.",
                run("sweep --resume " + out).err().lines().findFirst().orElseThrow());
    }

    private static void write(Path out, SweepPlan plan) {
        try {
            plan.write(Files.createDirectories(out));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void slimTrialsKeepTheirFigures() throws IOException {
        Path out = folder.resolve("sweep");
        assertEquals(
                0,
                sweep("--trainer by-hand --hidden 4 --seeds 1 --slim --out " + out)
                        .code());
        assertEquals(
                List.of(".lock", "checks.json", "log.txt", "metrics.csv", "run.json", "trial.json"),
                names(out.resolve("trials/setting1-seed1")));
    }

    @Test
    void aTableIsSwept() throws IOException {
        Path out = folder.resolve("sweep");
        Path penguins = Path.of("data", "penguins", "penguins.csv");
        Cli sweep = run(
                "sweep --seeds 2 --epochs 3 --grid hidden=4,8 --target species --data " + penguins + " --out " + out);
        assertEquals(0, sweep.code(), sweep.err());
        assertTrue(sweep.sentences().contains("--validation=20%"), sweep.out());
        assertEquals(5, Files.readAllLines(out.resolve("trials.csv")).size());
    }

    /** What train refuses once it has read its data ends the sweep, which can be looked at and begun anew. Either trial may be the first. */
    @Test
    void aTrialThatFailsEndsTheSweep() {
        Cli sweep =
                run("sweep --seeds 2 --hidden 4 --validation 600 --data " + data + " --out " + folder.resolve("sweep"));
        assertEquals(1, sweep.code());
        assertEquals(
                "The trial of as given, seed 1 or 2, failed: --validation 600: of 600 training images none is left to train on.",
                sweep.err()
                        .lines()
                        .filter(line -> line.startsWith("The trial"))
                        .findFirst()
                        .orElse(sweep.err())
                        .replaceFirst("seed [12],", "seed 1 or 2,"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--grid hiden=4 | --grid: expected the name of an option of train that has a value, found 'hiden' (did you mean hidden?).",
                "--grid hidden= | --grid hidden=: expected values after hidden=, found none.",
                "--grid | --grid: expected NAME=VALUES after it, found none.",
                "--grid hidden=4,x | Invalid value for option '--hidden'",
                "--grid lr=0.1,-1 | Invalid value for option '--lr'",
                "--epoch 3 | Unknown option",
                "--random 3 | --random 3 needs --grid, which says what to draw from.",
                "--seeds 100001 | 1 settings with 100001 seeds are 100001 trials, more than 100000: add --yes if that is meant.",
                "--seeds 0 | Invalid value for option '--seeds'",
                "--time-limit 3s | --time-limit is not for the trials of a sweep.",
                "--ui | --ui is not for the trials of a sweep.",
                "--baseline hidden=9 | --baseline 'hidden=9': expected one of the settings, such as 'as given'.",
                "--set nowhere.json | --set nowhere.json: cannot be read",
                "--spark-conf spark.cores.max=2 | --spark-conf is for a cluster: add --spark MASTER.",
                "--spark 10.0.0.1 | --spark 10.0.0.1: expected spark://HOST:PORT, k8s://HOST:PORT, local[N], local[*] or submitted.",
                "--spark local[2] --jobs 3 | --jobs 3 is for this machine; of a cluster say --spark-conf spark.cores.max=3, or --spark local[3].",
                "--spark local[2] --spark-conf cores.max=3 | --spark-conf cores.max: expected the name of a setting, which begins with spark.",
                "--resume nowhere --seeds 3 | --resume nowhere goes on with the sweep's own settings",
                "--resume nowhere --epochs 3 | --resume nowhere goes on with the sweep's own settings",
                "--data somewhere --grid hidden=4,8 | --data somewhere: settings are chosen by images that are held out",
            })
    void wrongUsageIsRefusedBeforeAnythingIsDone(String line, String message) throws IOException {
        Cli sweep = run("sweep " + line);
        assertEquals(2, sweep.code(), sweep.err());
        assertTrue(sweep.err().startsWith(message), sweep.err());
        assertFalse(sweep.err().contains("\tat "), sweep.err());
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

    @Test
    void whatIsNoSweepCannotGoOn() {
        Cli sweep = run("sweep --resume " + folder);
        assertEquals(1, sweep.code());
        assertTrue(
                sweep.err().startsWith(folder + ": expected the folder of a sweep, found no sweep.json in it."),
                sweep.err());
    }
}
