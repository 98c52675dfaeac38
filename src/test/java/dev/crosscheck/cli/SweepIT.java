package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.data.IdxBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole sweeps of small runs: what they leave, choose and refuse to go on with, and runs side by side. What is said is in the transcripts. */
class SweepIT extends CommandLines {
    private static final String SMALL = "--epochs 2 --no-check --device cpu --seeds 1 ";

    private static void replace(Path file, String from, String to) throws IOException {
        String text = Files.readString(file);
        assertNotEquals(text, text.replaceFirst(from, to));
        Files.writeString(file, text.replaceFirst(from, to));
    }

    /** Beside runs of {@code train} in this process. */
    @Test
    void aTrialIsTheSameRunAsAlone() throws IOException {
        Path out = folder.resolve("sweep");
        Cli sweep =
                ok("sweep --jobs 2 --seeds 2 --grid hidden=16 --validation 100 --trainer by-hand --no-check --epochs 2"
                        + " --device cpu --data {runs}/mnist --out " + out);
        assertTrue(sweep.sentences().contains("2 trials"), sweep.out());
        assertEquals(Set.of(".lock", "log.txt", "summary.json", "sweep.html", "sweep.json", "trials"), files(out));
        for (int seed = 1; seed <= 2; seed++) {
            Path alone = RunFolders.SWEEP.folder().resolve("trials/setting2-seed" + seed);
            Path trial = out.resolve("trials/setting1-seed" + seed);
            assertEquals(new RunFiles(alone).end(), new RunFiles(trial).end());
        }
        ok("sweep " + SMALL + "--trainer dl4j --hidden 8 --data {runs}/mnist --out DIR/dl4j");
        Path trial = folder.resolve("dl4j/trials/setting1-seed1");
        assertEquals(new RunFiles(RunFolders.DL4J.folder()).end(), new RunFiles(trial).end());
    }

    @Test
    void settingsAreChosenByValidation() throws IOException {
        Path done = RunFolders.SWEEP.folder();
        JsonNode record = json(done, "trials/setting1-seed2/run.json");
        assertTrue(record.at("/config/setup").asText().endsWith(" seed:2"), record::toString);
        JsonNode summary = json(done, "summary.json");
        assertEquals(4, summary.path("done").asInt());
        assertEquals(2, summary.at("/settings/0/summary/runs").asInt());
        String said = RunFolders.SWEEP.trained().sentences();
        assertTrue(said.contains("2 settings with 2 seeds, 4 trials"), said);
        assertTrue(said.contains("Chosen by validation accuracy in percent: hidden="), said);
    }

    /** It began in another folder than that of this process, and what its options name is there: here, the data would be a table. */
    @Test
    void aDamagedTrialAndHalfATrialAreRunAgainWhereTheSweepBegan() throws IOException {
        Path out = RunFolders.SWEEP.copy(folder);
        new RunFiles(RunFolders.mnist()).copyTo(folder.resolve("LICENSE"));
        replace(out.resolve("sweep.json"), "\"folder\" : \"[^\"]*\"", "\"folder\" : \"" + folder + "\"");
        replace(out.resolve("sweep.json"), RunFolders.mnist().toString(), "LICENSE");
        Map<String, String> before = RunFiles.ofSweep(out);
        Map<String, Long> written = written(out);
        Path record = out.resolve("trials/setting2-seed1/run.json");
        replace(record, "COMPLETED", "DONE");
        Path half = out.resolve("trials/setting1-seed2/run.json");
        replace(half, "COMPLETED", "RUNNING");
        String said = ok("sweep --resume " + out).err();
        assertTrue(said.contains(record + ": damaged: "), said);
        assertTrue(said.contains(half.getParent() + ": did not come to its end. The trial is begun again.\n"), said);
        assertEquals(before, RunFiles.ofSweep(out));
        Map<String, Long> after = written(out);
        for (String again : Set.of("setting1-seed2", "setting2-seed1")) {
            assertTrue(after.remove(again) > written.remove(again), again);
        }
        assertEquals(written, after, "finished trials are not done again");
    }

    /** When each trial's record was written, by the trial. */
    private static Map<String, Long> written(Path sweep) throws IOException {
        Map<String, Long> written = new TreeMap<>();
        for (String name : files(sweep.resolve("trials"))) {
            Path record = sweep.resolve("trials").resolve(name).resolve("run.json");
            written.put(name, Files.getLastModifiedTime(record).toMillis());
        }
        return written;
    }

    /** What train refuses once it has read its data is told, and the others go on. */
    @Test
    void aTrialThatFailsIsToldAndOneThatDivergesIsAResult() throws IOException {
        Cli sweep = ended(
                1,
                "sweep " + SMALL + "--jobs 1 --trainer by-hand --hidden 4 --lr 1e30 --grid validation=1000,100"
                        + " --data {runs}/mnist --out DIR/sweep");
        String failed = "The trial of validation=1000, seed 1, failed: "
                + "--validation 1000: of 1000 training images none is left to train on.\n";
        assertTrue(sweep.err().contains(failed), sweep.err());
        String end = sweep.sentences();
        assertTrue(end.contains("Stopped with 1 of 2 trials done. Go on with: "), end);
        assertTrue(end.contains("1 of 1 trials diverged; their settings are ranked last."), end);
        JsonNode summary = json("sweep/summary.json");
        assertEquals("100", summary.at("/settings/1/values/validation").asText(), summary::toString);
        assertEquals(1, summary.at("/settings/1/diverged").asInt(), summary::toString);
        assertEquals(1, summary.path("done").asInt(), summary::toString);
    }

    /** Losses of two kinds cannot be compared; root mean squared errors can. Slim trials keep their figures alone. */
    @Test
    void settingsThatLearnANumberAreRankedByTheValidationRmse() throws IOException {
        Path out = folder.resolve("sweep");
        Cli sweep = ok("sweep " + SMALL + "--slim --grid loss=huber,mse --hidden 8 --target body_mass_g --data "
                + PENGUINS + " --out " + out);
        assertTrue(sweep.sentences().contains("--validation=20%"), sweep.out());
        assertTrue(sweep.sentences().contains("Chosen by validation RMSE: "), sweep.out());
        JsonNode summary = json("sweep/summary.json");
        double least = summary.at("/settings/0/summary/mean").asDouble();
        assertTrue(least <= summary.at("/settings/1/summary/mean").asDouble(), summary::toString);
        Path trial = out.resolve("trials/setting" + (summary.path("chosen").asInt() + 1) + "-seed1");
        JsonNode last = json(trial, "run.json").at("/epochs/1");
        assertEquals(summary.at("/settings/0/figures/0"), last.path("validationRmse"));
        assertTrue(last.path("validationR2").isNumber(), last::toString);
        assertEquals(Set.of(".lock", "log.txt", "measures.json", "metrics.csv", "run.json"), files(trial));
        ok("inspect " + out);
        ok("inspect " + trial);
    }

    /** A plan may come from another: it must not make a trial write where it likes, nor take arguments from a file. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "trials/setting1-seed1/run.json | ' seed:1\"' | ' seed:2\"' | run.json: expected a run with the seed 1, found 2.",
                "sweep.json | '\"code\" : \"[0-9a-f]{8}' | '\"code\" : \"00000000' | (code 00000000, ND4J ",
                "sweep.json | '\"arguments\" : \\[' | '$0 \"--json=it\",' | sweep.json: --json is not for the trials of a sweep.",
                "sweep.json | '\"arguments\" : \\[' | '$0 \"--out=it\",' | sweep.json: --out is not for the trials of a sweep.",
                "sweep.json | '\"arguments\" : \\[' | '$0 \"--resume=it\",' | sweep.json: --resume is not for the trials of a sweep.",
                "sweep.json | '\"arguments\" : \\[' | '$0 \"@LICENSE\",' | sweep.json: Unmatched argument at index 1: ",
                "sweep.json | '\"hidden\"' | '\"json\"' | sweep.json: expected settings of train, found json.",
            })
    void aSweepThatWasChangedDoesNotGoOn(String file, String from, String to, String message) throws IOException {
        Path out = RunFolders.SWEEP.copy(folder);
        replace(out.resolve(file), from, to);
        new RunFiles(out.resolve("trials/setting2-seed2")).delete();
        Cli resumed = ended(1, "sweep --resume DIR/sweep");
        assertTrue(resumed.err().contains(message), resumed.err());
        assertFalse(Files.exists(out.resolve("trials/setting2-seed2")));
    }

    @Test
    @DisabledIf("dev.crosscheck.cli.SparkIT#hasSpark")
    void withoutSparkNoClusterIsUsed() {
        Cli sweep = ended(2, "sweep --spark local[2] --data {runs}/mnist --out DIR/sweep");
        assertEquals(
                "--spark local[2]: Spark is not in this build: build with mvn -Pspark package.",
                sweep.err().lines().findFirst().orElseThrow());
        assertFalse(Files.exists(folder.resolve("sweep")));
    }

    @Test
    void settingsOfASweepAreComparedSeedBySeed() throws IOException {
        ok("compare -q --json DIR/compared.json {runs}/sweep");
        JsonNode other = json("compared.json").at("/sides/1");
        assertEquals(2, other.at("/difference/summary/runs").asInt());
        assertEquals(
                json(RunFolders.SWEEP.folder(), "summary.json").at("/settings/1/difference"),
                other.path("difference"),
                "the sweep says the same");
        ok("compare -q --json DIR/same.json {runs}/digits {runs}/digits");
        assertEquals(0, json("same.json").at("/sides/1/difference/summary/mean").asDouble(1));
    }

    @Test
    void theRateAndOtherDataAreToldOf() {
        train("-q --trainer by-hand --epochs 2 --hidden 8 --validation 100 --with schedule:cosine --lr 0.002 --data "
                + IdxBytes.subset(folder.resolve("more"), 1010, 300) + " --out DIR/other");
        Cli told = ok("compare {runs}/digits DIR/other");
        assertTrue(told.out().contains("  lr: A 0.001; B 0.002"), told.out());
        String differ = "Their data differ: figures of different data say nothing of the settings.";
        assertTrue(told.err().contains(differ), told.err());
    }

    @Test
    void unfitRunsAreRefused() throws IOException {
        Path other = RunFolders.OTHERS.copy(folder);
        Path record = other.resolve("run.json");
        Files.writeString(record, Files.readString(record).replace("\"COMPLETED\"", "\"INTERRUPTED\""));
        String early = ended(1, "compare DIR/others DIR/others").err();
        String status = other + ": expected a run that completed, found one whose status is INTERRUPTED.";
        assertTrue(early.startsWith(status), early);
        Files.writeString(record, "{");
        String damaged = ended(1, "compare DIR/others DIR/others").err();
        assertTrue(damaged.startsWith(record + ": unreadable JSON"), damaged);
    }
}
