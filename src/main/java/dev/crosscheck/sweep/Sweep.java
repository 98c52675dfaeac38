package dev.crosscheck.sweep;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.AtomicFile;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.sweep.SweepPlan.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A sweep's folder: its plan, a folder for each finished trial, and what is said of them. */
public final class Sweep {
    /** Finished trials. */
    private static final String TRIALS = "trials";

    /** Trials under way: whatever is in it when a sweep begins or goes on was not finished. */
    private static final String UNDER_WAY = "under-way";

    private static final String SUMMARY = "summary.json";

    /** What a trial of a slim sweep is kept without. */
    public static final List<String> NOT_SLIM =
            List.of("checkpoints", "model.safetensors", "model.zip", "run.html", "accuracy.png", "confusion.png");

    /** Table, summary and page are made at most this often, so that a reader of the page sees something new. */
    private static final long LEAST_NANOS = 3_000_000_000L;

    /** They take at most one part of so many of the time, however many trials there are. */
    private static final int SHARE = 20;

    private final Path folder;
    private final SweepPlan plan;
    private final Map<Trial, TrialRecord> records = new LinkedHashMap<>();
    private long nextReport = System.nanoTime();

    /** Learns how far the sweep is. */
    public interface Listener {
        /**
         * @param done finished trials
         * @param all trials of the plan
         */
        void at(int done, int all);
    }

    private Sweep(Path folder, SweepPlan plan) {
        this.folder = folder;
        this.plan = plan;
    }

    /** Begins a sweep in a new folder. */
    public static Sweep begin(RunFolder folder, SweepPlan plan) {
        plan.write(folder.path());
        return new Sweep(folder.path(), plan);
    }

    /**
     * Opens a sweep that has begun. Trials whose record is damaged are deleted, and done anew once it goes on.
     *
     * @param folder the sweep's
     * @param warn receives a line for each of these
     * @throws CrosscheckException if it is no sweep's folder, or a trial in it belongs to another sweep or another version
     */
    public static Sweep open(Path folder, Consumer<String> warn) {
        return open(folder, (path, damage) -> {
            warn.accept(damage.getMessage() + " The trial will be done anew.");
            RunFolder.deleteAll(path);
        });
    }

    /**
     * Reads what a sweep has finished so far, and changes nothing.
     *
     * @throws CrosscheckException if it is no sweep's folder, or a record in it is damaged
     */
    public static Sweep read(Path folder) {
        return open(folder, (path, damage) -> {
            throw damage;
        });
    }

    /**
     * Reads what can be read of a sweep's finished trials, and changes nothing.
     *
     * @param damages receives a line for each record that is damaged
     * @throws CrosscheckException if it is no sweep's folder, or a trial in it belongs to another sweep or another version
     */
    public static Sweep read(Path folder, Consumer<String> damages) {
        return open(folder, (path, damage) -> damages.accept(damage.getMessage()));
    }

    /** What to do about a damaged record. */
    private interface Damage {
        void at(Path trial, CrosscheckException damage) throws IOException;
    }

    private static Sweep open(Path folder, Damage damaged) {
        Sweep sweep = new Sweep(folder, SweepPlan.read(folder));
        try {
            sweep.readTrials(damaged);
            return sweep;
        } catch (IOException e) {
            throw new CrosscheckException(folder + ": cannot be read: " + e, "Check the folder and its rights.", e);
        }
    }

    private void readTrials(Damage damaged) throws IOException {
        for (Trial trial : plan.trials()) {
            Path path = finished(trial);
            if (Files.isDirectory(path)) {
                try {
                    take(trial, TrialRecord.read(path));
                } catch (TrialRecord.Damaged e) {
                    damaged.at(path, e);
                }
            }
        }
    }

    private void take(Trial trial, TrialRecord record) {
        if (!record.identity().equals(plan.digest(trial))) {
            throw new CrosscheckException(
                    finished(trial)
                            + ": expected a trial of this sweep, found one of other settings or of another version.",
                    "Move it away; sweep --resume then does the trial anew.");
        }
        add(trial, record);
    }

    private void add(Trial trial, TrialRecord record) {
        records.values().stream().findFirst().ifPresent(first -> {
            if (!first.data().equals(record.data())) {
                throw new CrosscheckException(
                        finished(trial) + ": the data are not those of the sweep's first trial: files have changed.",
                        "Bring the first ones back, or begin another sweep.");
            }
        });
        records.put(trial, record);
    }

    /** @return what it is to do */
    public SweepPlan plan() {
        return plan;
    }

    /** @return its folder */
    public Path folder() {
        return folder;
    }

    /** @return files that every sweep has once it has begun to run */
    public List<Path> files() {
        return List.of(folder.resolve(TrialTable.NAME), folder.resolve(SUMMARY), page());
    }

    /** @return its page, which follows it in a browser */
    public Path page() {
        return folder.resolve(SweepPage.NAME);
    }

    /** @return finished trials, in the order in which they were found or finished */
    public Map<Trial, TrialRecord> records() {
        return Collections.unmodifiableMap(records);
    }

    /** @return what may be said of the finished trials */
    public SweepResult result() {
        return SweepResult.of(plan, records);
    }

    /** @return the folder of a trial, which is there once it is finished */
    public Path finished(Trial trial) {
        return folder.resolve(TRIALS).resolve(trial.name());
    }

    /** The folder of a trial that is not finished. */
    Path underWay(Trial trial) {
        return folder.resolve(UNDER_WAY).resolve(trial.name());
    }

    /** What workers write on standard error. */
    Path log() {
        return folder.resolve("workers.txt");
    }

    /**
     * Does the trials that are not finished.
     *
     * @param runner what does them
     * @param stop whether to stop
     * @param listener learns of each finished trial
     * @return whether all trials are done
     * @throws CrosscheckException if a trial fails in another way than by diverging, or nothing can be written; finished trials stay
     */
    public boolean run(TrialRunner runner, BooleanSupplier stop, Listener listener) {
        try {
            RunFolder.deleteAll(folder.resolve(UNDER_WAY));
            Files.createDirectories(folder.resolve(UNDER_WAY));
            Files.createDirectories(folder.resolve(TRIALS));
            List<Trial> left = plan.trials().stream()
                    .filter(trial -> !records.containsKey(trial))
                    .toList();
            int all = records.size() + left.size();
            listener.at(records.size(), all);
            report("Running.", true);
            runTrials(runner, left, stop, () -> listener.at(records.size(), all));
            boolean done = records.size() == all;
            report(done ? "Completed." : "Stopped with " + records.size() + " of " + all + " trials done.", false);
            return done;
        } catch (IOException e) {
            CrosscheckException failure = new CrosscheckException(
                    folder + ": cannot be written to: " + e,
                    "Check the folder, its rights and the free space; then go on with sweep --resume " + folder + ".",
                    e);
            throw reported(failure);
        } catch (RuntimeException e) {
            throw reported(e);
        }
    }

    private void runTrials(TrialRunner runner, List<Trial> left, BooleanSupplier stop, Runnable finished)
            throws IOException {
        try {
            runner.run(this, left, stop, (trial, record) -> {
                add(trial, record);
                finished.run();
                if (System.nanoTime() - nextReport >= 0) {
                    report("Running.", true);
                }
            });
        } finally {
            RunFolder.deleteAll(folder.resolve(UNDER_WAY));
        }
    }

    /** Tells of a failure on the page too, if that can still be written. */
    private RuntimeException reported(RuntimeException failure) {
        try {
            report("Failed: " + failure.getMessage(), false);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    /** What ends a sweep whose trial cannot be done. */
    CrosscheckException failed(Trial trial, String reason) {
        String words = SweepPlan.words(plan.settings().get(trial.setting()));
        return new CrosscheckException(
                "The trial of " + words + ", seed " + trial.seed() + ", failed: " + reason,
                "Finished trials are kept: once this is mended, go on with sweep --resume " + folder + ".");
    }

    /** Keeps a trial whose run has ended: from one rename on it is finished. */
    void keep(Trial trial, TrialRecord record) throws IOException {
        Path from = underWay(trial);
        if (plan.slim()) {
            slim(from);
        }
        record.write(from);
        RunFolder.deleteAll(finished(trial));
        Files.move(from, finished(trial));
        AtomicFile.force(finished(trial).getParent());
    }

    private static void slim(Path trial) throws IOException {
        for (String name : NOT_SLIM) {
            RunFolder.deleteAll(trial.resolve(name));
        }
    }

    /** Writes the table of the trials, the summary and the page. */
    private void report(String status, boolean running) {
        long start = System.nanoTime();
        SweepResult result = result();
        AtomicFile.writeText(folder.resolve(TrialTable.NAME), TrialTable.csv(plan, records, result));
        Json.write(folder.resolve(SUMMARY), result);
        Map<String, String> data =
                records.values().stream().findFirst().map(TrialRecord::data).orElse(Map.of());
        SweepPage.write(folder, plan, result, status, running, data);
        long now = System.nanoTime();
        nextReport = now + Math.max(LEAST_NANOS, SHARE * (now - start));
    }
}
