package dev.crosscheck.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.sweep.SweepPlan.Trial;
import dev.crosscheck.sweep.TrialProcess.Ended;
import dev.crosscheck.train.record.RunRecord;
import dev.crosscheck.train.record.RunRecords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a sweep makes of its trials' ends, without a process. */
class SweepTest implements Sweep.Listener {
    private static final Ended FINE = new Ended(0, "");
    private static final int TRIALS = 25;

    @TempDir
    private Path folder;

    private final List<String> told = new ArrayList<>();

    @Override
    public void at(int done, int all) {
        assertEquals(TRIALS, all);
    }

    @Override
    public void failed(String line) {
        told.add(line);
    }

    /** Of as many settings, with the seed that the records have. */
    private static SweepPlan plan() {
        List<Map<String, String>> settings = IntStream.rangeClosed(1, TRIALS)
                .mapToObj(i -> Map.of("hidden", "" + i))
                .toList();
        return SweepPlan.now(List.of(), settings, RunRecords.CONFIG.training().seed(), 1, false);
    }

    /** Runs the trials one by one; each ends as is given for its setting, with a record if its code is 0. */
    private boolean run(Sweep sweep, IntFunction<Ended> ends) {
        TrialRunner runner = (of, left, stop, ended) -> {
            for (Trial trial : left) {
                if (stop.getAsBoolean()) {
                    return;
                }
                Ended end = ends.apply(trial.setting());
                write(of.folder(trial), end.code() == 0 ? RunRecord.Status.COMPLETED : RunRecord.Status.RUNNING);
                ended.accept(trial, end);
            }
        };
        return sweep.run(runner, () -> false, this);
    }

    private static void write(Path trial, RunRecord.Status status) {
        RunRecord record = RunRecords.of("7", status, null, 1, List.of(RunRecords.epoch(1, 0.5, 91, 90)));
        try {
            Files.writeString(Files.createDirectories(trial).resolve("run.json"), Json.text(record));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatFailsIsToldAndBegunAgain() {
        Sweep sweep = Sweep.begin(new RunFolder(folder), plan());
        assertFalse(run(sweep, setting -> setting % 10 == 0 ? FINE : new Ended(1, "No.\nSay yes.")));
        assertEquals(TRIALS - 3, sweep.failures());
        assertEquals("The trial of hidden=2, seed " + sweep.plan().firstSeed() + ", failed: No.", told.get(0));
        List<String> again = new ArrayList<>();
        Sweep resumed = Sweep.open(folder, again::add);
        assertEquals(3, resumed.records().size());
        assertEquals(TRIALS - 3, again.size());
        assertTrue(again.get(0).endsWith(": did not come to its end. The trial is begun again."), again.get(0));
        List<Integer> run = new ArrayList<>();
        assertTrue(run(resumed, setting -> {
            run.add(setting);
            return FINE;
        }));
        assertEquals(TRIALS - 3, run.size());
        assertFalse(run.contains(10));
    }

    @Test
    void aDamagedRecordIsNamedAndChangedDataAreSeen() throws IOException {
        Sweep sweep = Sweep.begin(new RunFolder(folder), plan());
        assertTrue(run(sweep, setting -> FINE));
        Path record = sweep.folder(sweep.plan().trials().get(1)).resolve("run.json");
        String text = Files.readString(record);
        Files.writeString(record, text.replace("\"images\" : \"ab", "\"images\" : \"cd"));
        CrosscheckException changed = assertThrows(CrosscheckException.class, () -> Sweep.open(folder, told::add));
        assertTrue(
                changed.getMessage().contains("the data are not those of the sweep's first trial"), changed::toString);
        Files.writeString(record, text.replace("COMPLETED", "DONE"));
        assertEquals(TRIALS - 1, Sweep.open(folder, told::add).records().size());
        assertTrue(told.get(0).startsWith(record + ": damaged: "), told::toString);
    }

    @Test
    void tenFailuresInARowEndIt() {
        Sweep sweep = Sweep.begin(new RunFolder(folder), plan());
        CrosscheckException end = assertThrows(
                CrosscheckException.class, () -> run(sweep, setting -> setting < 2 ? FINE : new Ended(137, "")));
        assertTrue(
                end.getMessage().startsWith("The trial of hidden=12, seed ")
                        && end.getMessage().endsWith(" failed: its process ended with exit code 137"),
                end.getMessage());
        assertTrue(end.remedy().endsWith("continue with sweep --resume " + folder + "."), end.remedy());
        assertEquals(9, told.size());
    }

    /** As by Ctrl-C, which each process of a terminal hears. */
    @Test
    void aTrialThatIsAskedToEndEndsIt() {
        Sweep sweep = Sweep.begin(new RunFolder(folder), plan());
        assertFalse(run(sweep, setting -> setting == 2 ? new Ended(130, "") : FINE));
        assertEquals(2, sweep.records().size());
        assertEquals(List.of(), told);
    }
}
