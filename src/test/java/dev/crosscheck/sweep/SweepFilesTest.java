package dev.crosscheck.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.JsonRefusals;
import dev.crosscheck.run.JsonRefusals.Change;
import dev.crosscheck.sweep.SweepPlan.Trial;
import dev.crosscheck.sweep.TrialRecord.Status;
import dev.crosscheck.train.record.RunRecord;
import dev.crosscheck.train.record.RunRecords;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The plan and the records that a sweep leaves, whole and damaged. */
class SweepFilesTest {
    static final SweepPlan PLAN = SweepPlan.now(
            List.of("--epochs=2"), List.of(Map.of("hidden", "8"), Map.of("hidden", "16")), 1, 3, SweepPlan.BEST, false);

    @TempDir
    private Path folder;

    static TrialRecord record(SweepPlan plan, int setting, long seed, Double validation, Double test) {
        boolean completed = test != null;
        return new TrialRecord(
                plan.digest(new Trial(setting, seed)),
                setting,
                seed,
                completed ? Status.COMPLETED : Status.DIVERGED,
                completed ? null : "Training diverges: so it is.",
                2,
                completed ? 2 : 0,
                completed ? 0.25 : null,
                validation == null ? null : 0.26,
                validation,
                null,
                completed ? 0.27 : null,
                test,
                null,
                completed ? "a".repeat(64) : null,
                "CPU",
                Map.of("images.gz", "b".repeat(64)),
                1.5);
    }

    @Test
    void aPlanIsReadAsItWasWritten() {
        PLAN.write(folder);
        assertEquals(PLAN, SweepPlan.read(folder));
        PLAN.requireThisBuild(folder);
    }

    @Test
    void trialsOfASeedFollowEachOther() {
        assertEquals(
                List.of(
                        new Trial(0, 1),
                        new Trial(1, 1),
                        new Trial(0, 2),
                        new Trial(1, 2),
                        new Trial(0, 3),
                        new Trial(1, 3)),
                PLAN.trials());
        assertEquals(List.of("train", "--epochs=2", "--hidden=16", "--seed=3"), PLAN.arguments(new Trial(1, 3)));
    }

    @Test
    void whatIsNoOptionOfTrainIsAWordOfWith() {
        assertEquals(
                List.of("--with=dropout:0.2", "--lr=0.1", "--with=schedule:step/0.5/2", "--trainer=dl4j"),
                SweepPlan.options(new TreeMap<>(
                        Map.of("lr", "0.1", "dropout", "0.2", "schedule", "step/0.5/2", "trainer", "dl4j"))));
    }

    /** Whatever changes a trial's numbers changes its identity. */
    @Test
    void identitiesDiffer() {
        String identity = PLAN.digest(new Trial(0, 1));
        assertNotEquals(identity, PLAN.digest(new Trial(1, 1)));
        assertNotEquals(identity, PLAN.digest(new Trial(0, 2)));
        assertNotEquals(
                identity, other("9.9", PLAN.code(), List.of("--epochs=2")).digest(new Trial(0, 1)));
        assertNotEquals(
                identity,
                other(PLAN.version(), "c".repeat(64), List.of("--epochs=2")).digest(new Trial(0, 1)));
        assertNotEquals(
                identity,
                other(PLAN.version(), PLAN.code(), List.of("--epochs=3")).digest(new Trial(0, 1)));
        assertEquals(
                identity,
                other(PLAN.version(), PLAN.code(), List.of("--epochs=2")).digest(new Trial(0, 1)));
    }

    private static SweepPlan other(String version, String code, List<String> arguments) {
        return new SweepPlan(1, version, code, PLAN.nd4j(), "/elsewhere", arguments, PLAN.settings(), 1, 9, 0, true);
    }

    @Test
    void anotherBuildIsRefused() {
        String message = assertThrows(
                        CrosscheckException.class,
                        () -> other(PLAN.version(), "c".repeat(64), List.of()).requireThisBuild(folder))
                .getMessage();
        assertTrue(message.contains("was begun by version " + PLAN.version() + " (code cccccccc, ND4J "), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"format\" : 1 | \"format\" : 2",
                "\"seeds\" : 3 | \"seeds\" : 0",
                "\"seeds\" : 3 | \"seeds\" : 3, \"more\" : 1",
                "\"baseline\" : -1 | \"baseline\" : 2",
                "\"hidden\" : \"8\" | \"Hidden!\" : \"8\"",
                "\"hidden\" : \"8\" | \"hidden\" : 8",
                "} | ",
            })
    void aDamagedPlanIsRefused(String from, String to) throws IOException {
        PLAN.write(folder);
        Path file = folder.resolve(SweepPlan.NAME);
        String text = Files.readString(file);
        assertTrue(text.contains(from), text);
        Files.writeString(file, text.replace(from, to == null ? "" : to));
        String message = assertThrows(CrosscheckException.class, () -> SweepPlan.read(folder))
                .getMessage();
        assertTrue(message.startsWith(file + ": "), message);
    }

    static List<Change> changedPlans() {
        byte[] text = Json.text(PLAN).getBytes(StandardCharsets.UTF_8);
        return JsonRefusals.of(text, Set.of(), Set.of("0")); // a setting has the names of options
    }

    @ParameterizedTest
    @MethodSource("changedPlans")
    void noMemberOfAPlanIsAnythingElse(Change change) {
        String message = assertThrows(CrosscheckException.class, () -> SweepPlan.read(change.text(), "sweep.json"))
                .getMessage();
        assertTrue(message.contains(change.message()), message);
    }

    /** What is not as it must be is refused for that, not for the digest of the whole. */
    static List<Change> changedRecords() throws IOException {
        Path folder = Files.createTempDirectory("trial");
        record(PLAN, 1, 2, 97.5, 97.25).write(folder);
        byte[] text = Files.readAllBytes(folder.resolve(TrialRecord.NAME));
        Files.delete(folder.resolve(TrialRecord.NAME));
        Files.delete(folder);
        Set<String> optional = Set.of(
                "failure",
                "trainLoss",
                "validationLoss",
                "validationAccuracyPercent",
                "validationRmse",
                "testLoss",
                "testAccuracyPercent",
                "testRmse",
                "parametersSha256");
        return JsonRefusals.of(text, optional, Set.of("data"));
    }

    @ParameterizedTest
    @MethodSource("changedRecords")
    void noMemberOfARecordIsAnythingElse(Change change) {
        String message = assertThrows(CrosscheckException.class, () -> TrialRecord.read(change.text(), "trial.json"))
                .getMessage();
        assertTrue(message.contains(change.message()), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"setting\" : 1 | \"setting\" : -1 | /trial/setting: expected a whole number from 0 to",
                "\"epoch\" : 2 | \"epoch\" : 3 | /trial/epoch: expected a whole number from 0 to 2, found 3",
                "\"seconds\" : 1.5 | \"seconds\" : -1 | /trial/seconds: expected a number from 0.0",
                "\"COMPLETED\" | \"completed\" | /trial/status: expected one of COMPLETED, DIVERGED, found \"completed\"",
                "bbbb | bbbx | /trial/data/images.gz: expected a SHA-256",
                "aaaa | aaax | /trial/parametersSha256: expected a SHA-256",
                "97.5 | 1e999 | /trial/validationAccuracyPercent: expected a number, found 1e999",
            })
    void aRecordOutOfItsRangesIsRefused(String from, String to, String part) throws IOException {
        record(PLAN, 1, 2, 97.5, 97.25).write(folder);
        String text = Files.readString(folder.resolve(TrialRecord.NAME));
        assertTrue(text.contains(from), text);
        byte[] changed = text.replace(from, to).getBytes(StandardCharsets.UTF_8);
        String message = assertThrows(CrosscheckException.class, () -> TrialRecord.read(changed, "trial.json"))
                .getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void aTrialOfAnotherVersionIsRefused() throws IOException {
        PLAN.write(folder);
        SweepPlan earlier = other("0.0.9", PLAN.code(), PLAN.arguments());
        Path trial = Files.createDirectories(folder.resolve("trials/setting1-seed1"));
        record(earlier, 0, 1, 97.5, 97.25).write(trial);
        String message = assertThrows(CrosscheckException.class, () -> Sweep.read(folder))
                .getMessage();
        assertTrue(message.startsWith(trial + ": expected a trial of this sweep, found one"), message);
    }

    @Test
    void whatIsNoSweepIsRefused() {
        assertEquals(
                folder + ": expected the folder of a sweep, found no sweep.json in it.",
                assertThrows(CrosscheckException.class, () -> SweepPlan.read(folder))
                        .getMessage());
    }

    @Test
    void aPlanThatCouldNotBeReadAgainIsNotWritten() {
        List<Map<String, String>> settings = IntStream.range(0, 4000)
                .mapToObj(i -> Map.of("hidden", "9,".repeat(4990) + i))
                .toList();
        SweepPlan huge = SweepPlan.now(List.of(), settings, 1, 1, SweepPlan.BEST, false);
        String message = assertThrows(CrosscheckException.class, () -> huge.write(folder))
                .getMessage();
        assertTrue(message.startsWith("The sweep's 4000 settings: expected at most 33554432 bytes in all"), message);
        assertTrue(Files.notExists(folder.resolve(SweepPlan.NAME)));
    }

    @Test
    void aRecordIsReadAsItWasWritten() {
        for (TrialRecord record : List.of(record(PLAN, 1, 2, 97.5, 97.25), record(PLAN, 0, 1, null, null))) {
            record.write(folder);
            assertEquals(record, TrialRecord.read(folder));
        }
    }

    /** Whichever byte is another, the record is damaged, and nothing else is thrown. */
    @Test
    void everyDamagedByteIsSeen() throws IOException {
        record(PLAN, 1, 2, 97.5, 97.25).write(folder);
        byte[] text = Files.readAllBytes(folder.resolve(TrialRecord.NAME));
        for (int i = 0; i < text.length; i++) {
            // Between members there is white space, where some changes change nothing.
            if (Character.isWhitespace(text[i])) {
                continue;
            }
            for (int change : new int[] {1, 4, 0x80}) {
                byte[] damaged = text.clone();
                damaged[i] ^= (byte) change;
                String where = "byte " + i + " of " + new String(text, StandardCharsets.UTF_8);
                assertThrows(CrosscheckException.class, () -> TrialRecord.read(damaged, "trial.json"), where);
            }
        }
    }

    @Test
    void aRecordCutShortIsDamaged() throws IOException {
        record(PLAN, 1, 2, 97.5, 97.25).write(folder);
        byte[] text = Files.readAllBytes(folder.resolve(TrialRecord.NAME));
        for (int length = 0; length < text.length - 2; length++) {
            byte[] cut = Arrays.copyOf(text, length);
            assertThrows(CrosscheckException.class, () -> TrialRecord.read(cut, "trial.json"));
        }
        Files.delete(folder.resolve(TrialRecord.NAME));
        assertThrows(CrosscheckException.class, () -> TrialRecord.read(folder));
    }

    private static TrialRecord ofRun(RunRecord.Status status, String failure, int bestEpoch) {
        List<RunRecord.Epoch> epochs =
                List.of(RunRecords.epoch(1, 0.5, 91.0, 90.5), RunRecords.epoch(2, 0.7, 92.0, 91.5));
        RunRecord run = RunRecords.of("7", status, failure, bestEpoch, epochs);
        return TrialRecord.of("a".repeat(64), new Trial(1, 3), run);
    }

    /** Of the epoch that the model is from, not of the last. */
    @Test
    void figuresAreThoseOfTheModel() {
        TrialRecord best = ofRun(RunRecord.Status.COMPLETED, "", 1);
        assertEquals(1, best.epoch());
        assertEquals(91.0, best.validationAccuracyPercent());
        assertEquals(0.45, best.testLoss());
        TrialRecord last = ofRun(RunRecord.Status.COMPLETED, "", 0);
        assertEquals(2, last.epoch());
        assertEquals(91.5, last.testAccuracyPercent());
    }

    @Test
    void onlyWhatWouldDivergeAgainIsAResult() {
        TrialRecord diverged =
                ofRun(RunRecord.Status.FAILED, "The loss became NaN in epoch 3, batch 2, with --lr 1.", 0);
        assertEquals(Status.DIVERGED, diverged.status());
        assertEquals(null, diverged.testLoss());
        assertEquals(
                Status.DIVERGED,
                ofRun(RunRecord.Status.FAILED, "Training diverges: after epoch 1 it does.", 0)
                        .status());
        for (RunRecord.Status status :
                List.of(RunRecord.Status.RUNNING, RunRecord.Status.INTERRUPTED, RunRecord.Status.KILLED)) {
            assertEquals(null, ofRun(status, null, 0));
        }
        assertEquals(null, ofRun(RunRecord.Status.FAILED, "run.json: cannot be written: No space left on device", 0));
    }
}
