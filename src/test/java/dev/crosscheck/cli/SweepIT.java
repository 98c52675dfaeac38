package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
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

    /** Beside a run of {@code train} in this process. What train refuses once it has read its data is told, and the others go on. */
    @Test
    void aTrialIsTheSameRunAsAloneAndOneThatFailsIsTold() throws IOException {
        Cli sweep = ended(
                1,
                "sweep " + SMALL
                        + "--jobs 2 --trainer by-hand --hidden 16 --grid validation=1000,100 --data {runs}/mnist"
                        + " --out DIR/sweep");
        Path out = folder.resolve("sweep");
        assertEquals(Set.of(".lock", "log.txt", "summary.json", "sweep.html", "sweep.json", "trials"), files(out));
        Path alone = RunFolders.SWEEP.folder().resolve("trials/setting2-seed1");
        assertEquals(new RunFiles(alone).end(), new RunFiles(out.resolve("trials/setting2-seed1")).end());
        String failed = "The trial of validation=1000, seed 1, failed: "
                + "--validation 1000: of 1000 training images none is left to train on.\n";
        assertTrue(sweep.err().contains(failed), sweep.err());
        assertTrue(sweep.sentences().contains("Stopped with 1 of 2 trials done. Go on with: "), sweep.out());
        assertEquals(1, json("sweep/summary.json").path("done").asInt());
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
    void halfATrialIsRunAgainWhereTheSweepBegan() throws IOException {
        Path out = RunFolders.SWEEP.copy(folder);
        new RunFiles(RunFolders.mnist()).copyTo(folder.resolve("LICENSE"));
        replace(out.resolve("sweep.json"), "\"folder\" : \"[^\"]*\"", "\"folder\" : \"" + folder + "\"");
        replace(out.resolve("sweep.json"), RunFolders.mnist().toString(), "LICENSE");
        Map<String, String> before = RunFiles.ofSweep(out);
        Map<String, Long> written = written(out);
        Path half = out.resolve("trials/setting1-seed2/run.json");
        replace(half, "COMPLETED", "RUNNING");
        String said = ok("sweep --resume " + out).err();
        assertTrue(said.contains(half.getParent() + ": did not come to its end. The trial is begun again.\n"), said);
        assertEquals(before, RunFiles.ofSweep(out));
        Map<String, Long> after = written(out);
        assertTrue(after.remove("setting1-seed2") > written.remove("setting1-seed2"));
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

    /** Losses of two kinds cannot be compared; root mean squared errors can. Slim trials keep their figures alone. */
    @Test
    void settingsThatLearnANumberAreRankedByTheValidationRmse() throws IOException {
        Path out = folder.resolve("sweep");
        Cli sweep = ok("sweep " + SMALL + "--slim --grid loss=huber,mse --hidden 8 --target body_mass_g --data "
                + PENGUINS + " --out " + out);
        assertTrue(sweep.sentences().contains("Chosen by validation RMSE: "), sweep.out());
        JsonNode summary = json("sweep/summary.json");
        double least = summary.at("/settings/0/summary/mean").asDouble();
        assertTrue(least <= summary.at("/settings/1/summary/mean").asDouble(), summary::toString);
        Path trial = out.resolve("trials/setting" + (summary.path("chosen").asInt() + 1) + "-seed1");
        assertEquals(
                summary.at("/settings/0/figures/0"),
                json(trial, "run.json").at("/epochs/1").path("validationRmse"));
        assertEquals(Set.of(".lock", "log.txt", "measures.json", "metrics.csv", "run.json"), files(trial));
        ok("inspect " + trial);
    }

    /** A plan may come from another: it must not make a trial write where it likes, nor take arguments from a file. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "trials/setting1-seed1/run.json | ' seed:1\"' | ' seed:2\"' | run.json: expected a run with the seed 1, found 2.",
                "sweep.json | '\"code\" : \"[0-9a-f]{8}' | '\"code\" : \"00000000' | (code 00000000, ND4J ",
                "sweep.json | '\"arguments\" : \\[' | '$0 \"--out=it\",' | sweep.json: --out is not for the trials of a sweep.",
                "sweep.json | '\"arguments\" : \\[' | '$0 \"@LICENSE\",' | sweep.json: Unmatched argument at index 1: ",
                "sweep.json | '\"hidden\"' | '\"json\"' | sweep.json: expected settings of train, found json.",
                "sweep.json | '\"folder\" : \"' | '$0\\\\u0000' | sweep.json: /folder: expected the name of a file or folder, found ",
                "sweep.json | '\"hidden\" : \"16' | '\"init\" : \"\\\\u0000' | sweep.json: Invalid value for option '--init'",
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
    void aResultOverWhatTheTrialsOfAResumedSweepReadIsRefused() throws IOException {
        RunFolders.SWEEP.copy(folder);
        Path data = RunFolders.mnist().toAbsolutePath();
        String json = "--json " + data.resolve(files(data).iterator().next());
        refused(2, json + ": would replace what is read from " + data, "sweep --resume DIR/sweep " + json);
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
        String differ = "Their data differ: figures of different data say nothing of the settings.";
        assertTrue(ok("compare {runs}/digits {runs}/classes").err().contains(differ));
        ok("compare -q --json DIR/same.json {runs}/digits {runs}/digits");
        assertEquals(0, json("same.json").at("/sides/1/difference/summary/mean").asDouble(1));
    }

    @Test
    void unfitRunsAreRefused() throws IOException {
        Path record = RunFolders.OTHERS.copy(folder).resolve("run.json");
        replace(record, "COMPLETED", "INTERRUPTED");
        String status = "DIR/others: expected a run that completed, found one whose status is INTERRUPTED.";
        refused(1, status, "compare DIR/others DIR/others");
        Files.writeString(record, "{");
        refused(1, "DIR/others/run.json: unreadable JSON", "compare DIR/others DIR/others");
    }
}
