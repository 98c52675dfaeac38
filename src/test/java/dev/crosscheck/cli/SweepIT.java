package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.data.IdxBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole sweeps of small runs: what they leave, what they choose, and how they go on. */
class SweepIT extends SmallSweeps {
    @TempDir
    private static Path shared;

    private static Path sharedData;
    private static Path done;
    private static Cli first;

    private static String summary(Path sweep) throws IOException {
        return Files.readString(sweep.resolve("summary.json"));
    }

    /** Two settings with two seeds, which several tests look at. */
    @BeforeAll
    static void sweepOnce() {
        sharedData = IdxBytes.subset(shared.resolve("data"), 600, 100);
        done = shared.resolve("sweep");
        first = sweep(sharedData, "--trainer by-hand --grid hidden=8;16,4 --seeds 2 --seed 7 --out " + done);
        assertEquals(0, first.code(), first.err());
    }

    private void assertSameAsAlone(Path sweep, String trial, Path images, String settings) throws IOException {
        Path alone = folder.resolve(trial);
        Cli train =
                run("train --device cpu --epochs 2 --batch 50 --validation 100 --no-check --quiet --threads 1 --data "
                        + images + " " + settings + " --out " + alone);
        assertEquals(0, train.code(), train.err());
        RunFiles within = new RunFiles(sweep.resolve("trials").resolve(trial));
        assertEquals(new RunFiles(alone).end(), within.end());
        assertEquals(
                -1,
                Files.mismatch(
                        alone.resolve("model.safetensors"), within.folder().resolve("model.safetensors")));
    }

    @Test
    void aTrialByHandIsTheSameRunAsAlone() throws IOException {
        assertSameAsAlone(done, "setting1-seed7", sharedData, "--trainer by-hand --hidden 8 --seed 7");
        assertSameAsAlone(done, "setting2-seed8", sharedData, "--trainer by-hand --hidden 16,4 --seed 8");
    }

    @Test
    void aTrialOfDl4jIsTheSameRunAsAlone() throws IOException {
        Path out = folder.resolve("sweep");
        Cli sweep = sweep("--trainer dl4j --hidden 16,4 --seeds 1 --out " + out);
        assertEquals(0, sweep.code(), sweep.err());
        assertSameAsAlone(out, "setting1-seed1", data, "--trainer dl4j --hidden 16,4 --seed 1");
    }

    @Test
    void aSweepLeavesItsFiles() throws IOException {
        assertEquals(List.of(".lock", "log.txt", "summary.json", "sweep.html", "sweep.json", "trials"), names(done));
        JsonNode summary = new ObjectMapper().readTree(summary(done));
        assertEquals(4, summary.path("done").asInt());
        assertEquals(
                2, summary.path("settings").get(0).path("summary").path("runs").asInt());
        assertTrue(first.sentences().contains("2 settings with 2 seeds, 4 trials"), first.out());
        assertTrue(first.sentences().contains("Chosen by validation accuracy in percent: hidden="), first.out());
    }

    @Test
    void pairedSeedsStartEverySettingAlike() throws IOException {
        assertEquals(
                List.of("setting1-seed7", "setting1-seed8", "setting2-seed7", "setting2-seed8"),
                names(done.resolve("trials")));
        JsonNode first = new ObjectMapper()
                .readTree(done.resolve("trials/setting1-seed7/run.json").toFile());
        assertTrue(first.at("/config/setup").asText().endsWith(" seed:7"), first.toString());
    }

    /** The sweep began in another folder than that of this process, and what its options name is there: here, the data would be a table. */
    @Test
    void aSweepGoesOnInTheFolderThatItBeganIn() throws IOException {
        Path out = new RunFiles(done).copyTo(folder.resolve("sweep")).folder();
        for (String trial : names(out.resolve("trials"))) {
            new RunFiles(out.resolve("trials").resolve(trial)).delete();
        }
        Files.copy(done.resolve("trials/setting1-seed7/model.safetensors"), folder.resolve("start.safetensors"));
        Files.move(data, folder.resolve("LICENSE"));
        Path plan = out.resolve("sweep.json");
        Files.writeString(
                plan,
                Files.readString(plan)
                        .replace("\"" + Path.of("").toAbsolutePath() + "\"", "\"" + folder + "\"")
                        .replace("\"" + sharedData + "\"", "\"LICENSE\", \"--init\", \"start.safetensors\"")
                        .replaceFirst("(?s)\"settings\" : .*?\\]", "\"settings\" : [ {\"hidden\" : \"8\"} ]")
                        .replace("\"seeds\" : 2", "\"seeds\" : 1"));
        Cli resumed = run("sweep --quiet --jobs 1 --resume " + out);
        assertEquals(0, resumed.code(), resumed.err());
        assertEquals(List.of("setting1-seed7"), names(out.resolve("trials")));
    }

    @Test
    void aDamagedTrialAndHalfATrialAreNamedAndRunAgain() throws IOException {
        Path out = new RunFiles(done).copyTo(folder.resolve("sweep")).folder();
        Map<String, String> before = result(out);
        Map<String, Long> written = written(out);
        Path record = out.resolve("trials/setting2-seed7/run.json");
        Files.writeString(record, Files.readString(record).replace("COMPLETED", "DONE"));
        Path half = out.resolve("trials/setting1-seed8/run.json");
        Files.writeString(half, Files.readString(half).replace("COMPLETED", "RUNNING"));
        Cli resumed = run("sweep --resume " + out);
        assertEquals(0, resumed.code(), resumed.err());
        assertTrue(resumed.err().contains(record + ": damaged: "), resumed.err());
        assertTrue(
                resumed.err().contains(half.getParent() + ": did not come to its end. The trial is begun again.\n"),
                resumed.err());
        assertEquals(before, result(out));
        Map<String, Long> after = written(out);
        for (String again : List.of("setting1-seed8", "setting2-seed7")) {
            assertTrue(after.remove(again) > written.remove(again), again);
        }
        assertEquals(written, after, "finished trials are not done again");
    }

    /** When each trial's record was written, by the trial. */
    private static Map<String, Long> written(Path sweep) throws IOException {
        Map<String, Long> written = new TreeMap<>();
        for (String name : names(sweep.resolve("trials"))) {
            Path record = sweep.resolve("trials").resolve(name).resolve("run.json");
            written.put(name, Files.getLastModifiedTime(record).toMillis());
        }
        return written;
    }

    /** Both in one sweep: a setting that diverges, and trials that keep their figures alone. */
    @Test
    void aDivergingSettingIsAResultAndSlimTrialsKeepTheirFigures() throws IOException {
        Path out = folder.resolve("sweep");
        Cli sweep = sweep("--trainer by-hand --grid lr=0.001,1e30 --seeds 1 --slim --out " + out);
        assertEquals(0, sweep.code(), sweep.err());
        assertTrue(sweep.sentences().contains("1 of 2 trials diverged; their settings are ranked last."), sweep.out());
        JsonNode last = new ObjectMapper().readTree(summary(out)).at("/settings/1");
        assertEquals("1e30 1", last.at("/values/lr").asText() + " " + last.path("diverged"), last.toString());
        Map<String, Long> written = written(out);
        assertEquals(0, run("sweep --quiet --resume " + out).code());
        assertEquals(written, written(out), "it would diverge again");
        Path slim = out.resolve("trials/setting1-seed1");
        assertEquals(List.of(".lock", "log.txt", "metrics.csv", "run.json"), names(slim));
        for (Path path : List.of(out, slim)) {
            Cli result = run("inspect " + path);
            assertEquals(0, result.code(), "what was left out on purpose is not missing: " + result.err());
        }
    }

    /** Losses of two kinds cannot be compared; root mean squared errors can. */
    @Test
    void settingsThatLearnANumberAreRankedByTheValidationRmse() throws IOException {
        Path out = folder.resolve("sweep");
        Path penguins = Path.of("data", "penguins", "penguins.csv");
        Cli sweep = run(
                "sweep --slim --seeds 1 --epochs 2 --grid loss=huber,mse --hidden 8 --target body_mass_g --jobs 1 --no-check"
                        + " --data " + penguins + " --out " + out);
        assertEquals(0, sweep.code(), sweep.err());
        assertTrue(sweep.sentences().contains("--validation=20%"), sweep.out());
        assertTrue(sweep.sentences().contains("Chosen by validation RMSE: "), sweep.out());
        JsonNode summary = new ObjectMapper().readTree(summary(out));
        double last = 0;
        for (JsonNode setting : summary.path("settings")) {
            double mean = setting.path("summary").path("mean").asDouble();
            assertTrue(mean >= last, summary::toString);
            last = mean;
        }
        String trial = "trials/setting" + (summary.path("chosen").asInt() + 1) + "-seed1/run.json";
        JsonNode epochs =
                new ObjectMapper().readTree(out.resolve(trial).toFile()).path("epochs");
        assertEquals(
                summary.path("settings").get(0).path("figures").get(0),
                epochs.get(epochs.size() - 1).path("validationRmse"));
        assertTrue(epochs.get(0).path("validationR2").isNumber(), epochs::toString);
    }
}
