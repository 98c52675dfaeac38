package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.sweep.TrialRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole sweeps of small runs: what they leave, what they choose, and how they go on. */
class SweepIT extends SmallSweeps {
    private static Map<String, String> table(Path sweep) throws IOException {
        return Map.of("table", Files.readString(sweep.resolve("trials.csv")), "summary", summary(sweep));
    }

    private static String summary(Path sweep) throws IOException {
        return Files.readString(sweep.resolve("summary.json"));
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
            Cli train = run("train --device cpu --epochs 2 --batch 50 --validation 100 --no-check --quiet --data "
                    + data + " --trainer " + trainer + " --hidden " + of[1] + " --seed " + of[2] + " --threads 1 --out "
                    + alone);
            assertEquals(0, train.code(), train.err());
            RunFiles within = new RunFiles(out.resolve("trials").resolve(of[0]));
            assertEquals(new RunFiles(alone).end(), within.end());
            assertEquals(
                    -1,
                    Files.mismatch(
                            alone.resolve("model.safetensors"), within.folder().resolve("model.safetensors")));
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
        assertEquals(7, first.path("config").path("training").path("seed").asInt());
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
        assertTrue(resumed.err().contains("The trial will be run again."), resumed.err());
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
    void slimTrialsKeepTheirFigures() throws IOException {
        Path out = folder.resolve("sweep");
        assertEquals(
                0,
                sweep("--trainer by-hand --hidden 4 --seeds 1 --slim --out " + out)
                        .code());
        assertEquals(
                List.of(".lock", "log.txt", "metrics.csv", "run.json", "trial.json"),
                names(out.resolve("trials/setting1-seed1")));
    }

    @Test
    void aTableIsSwept() throws IOException {
        Path out = folder.resolve("sweep");
        Path penguins = Path.of("data", "penguins", "penguins.csv");
        Cli sweep = run("sweep --seeds 1 --epochs 2 --jobs 1 --no-check --grid hidden=4,8 --target species --data "
                + penguins + " --out " + out);
        assertEquals(0, sweep.code(), sweep.err());
        assertTrue(sweep.sentences().contains("--validation=20%"), sweep.out());
        assertEquals(3, Files.readAllLines(out.resolve("trials.csv")).size());
    }

    /** Losses of two kinds cannot be compared; root mean squared errors can. */
    @Test
    void settingsThatLearnANumberAreRankedByTheValidationRmse() throws IOException {
        Path out = folder.resolve("sweep");
        Path penguins = Path.of("data", "penguins", "penguins.csv");
        Cli sweep = run(
                "sweep --seeds 2 --epochs 2 --grid loss=huber,mse lr=0.001,0.03 --target body_mass_g --jobs 1 --no-check"
                        + " --data " + penguins + " --out " + out);
        assertEquals(0, sweep.code(), sweep.err());
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
