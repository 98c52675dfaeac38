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

/** The folder of a sweep: the plan, a folder for each finished trial, and the table, summary and page of the results. */
public final class Sweep {
    /** Folder of the finished trials. */
    private static final String TRIALS = "trials";

    /** Folder of the trials in progress. Whatever is in it when a sweep starts or resumes was not finished. */
    private static final String UNDER_WAY = "under-way";

    private static final String SUMMARY = "summary.json";

    /** Files that are deleted from each trial of a slim sweep. */
    public static final List<String> NOT_SLIM =
            List.of("checkpoints", "model.safetensors", "model.zip", "run.html", "accuracy.png", "confusion.png");

    /** Minimum time between two updates of table, summary and page; short enough that the page keeps up. */
    private static final long LEAST_NANOS = 3_000_000_000L;

    /** Updates take at most 1/{@value} of the time, however many trials there are. */
    private static final int SHARE = 20;

    private final Path folder;
    private final SweepPlan plan;
    private final Map<Trial, TrialRecord> records = new LinkedHashMap<>();
    private long nextReport = System.nanoTime();

    /** Is notified of the sweep's progress. */
    public interface Listener {
        /**
         * @param done number of finished trials
         * @param all number of trials in the plan
         */
        void at(int done, int all);
    }

    private Sweep(Path folder, SweepPlan plan) {
        this.folder = folder;
        this.plan = plan;
    }

    /** Starts a sweep in a new folder. */
    public static Sweep begin(RunFolder folder, SweepPlan plan) {
        plan.write(folder.path());
        return new Sweep(folder.path(), plan);
    }

    /**
     * Opens an existing sweep to resume it. Trials with a damaged record are deleted, and run again when the sweep resumes.
     *
     * @param folder the sweep's folder
     * @param warn receives one line for each damaged trial
     * @throws CrosscheckException if the folder is not a sweep, or contains a trial of another sweep or another version
     */
    public static Sweep open(Path folder, Consumer<String> warn) {
        return open(folder, (path, damage) -> {
            warn.accept(damage.getMessage() + " The trial will be run again.");
            RunFolder.deleteAll(path);
        });
    }

    /**
     * Reads the finished trials without changing anything.
     *
     * @throws CrosscheckException if the folder is not a sweep, or a record in it is damaged
     */
    public static Sweep read(Path folder) {
        return open(folder, (path, damage) -> {
            throw damage;
        });
    }

    /**
     * Reads those finished trials whose records are intact, without changing anything.
     *
     * @param damages receives one line for each damaged record
     * @throws CrosscheckException if the folder is not a sweep, or contains a trial of another sweep or another version
     */
    public static Sweep read(Path folder, Consumer<String> damages) {
        return open(folder, (path, damage) -> damages.accept(damage.getMessage()));
    }

    /** Handles a damaged record. */
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
                    "Move it away; sweep --resume then runs the trial again.");
        }
        add(trial, record);
    }

    private void add(Trial trial, TrialRecord record) {
        records.values().stream().findFirst().ifPresent(first -> {
            if (!first.data().equals(record.data())) {
                throw new CrosscheckException(
                        finished(trial) + ": the data are not those of the sweep's first trial: files have changed.",
                        "Restore the original files, or start another sweep.");
            }
        });
        records.put(trial, record);
    }

    public SweepPlan plan() {
        return plan;
    }

    public Path folder() {
        return folder;
    }

    /** @return files that every sweep has once it has started to run */
    public List<Path> files() {
        return List.of(folder.resolve(TrialTable.NAME), folder.resolve(SUMMARY), page());
    }

    /** @return the HTML page, which reloads itself while the sweep runs */
    public Path page() {
        return folder.resolve(SweepPage.NAME);
    }

    /** @return finished trials, in the order in which they were read or finished */
    public Map<Trial, TrialRecord> records() {
        return Collections.unmodifiableMap(records);
    }

    /** @return the results of the finished trials */
    public SweepResult result() {
        return SweepResult.of(plan, records);
    }

    /** @return the folder that a trial has once it is finished */
    public Path finished(Trial trial) {
        return folder.resolve(TRIALS).resolve(trial.name());
    }

    /** The folder of a trial in progress. */
    Path underWay(Trial trial) {
        return folder.resolve(UNDER_WAY).resolve(trial.name());
    }

    /** The log of everything that workers write to standard error. */
    Path log() {
        return folder.resolve("workers.txt");
    }

    /**
     * Runs all trials that are not finished.
     *
     * @param runner runs the trials
     * @param stop polled; true stops the sweep
     * @param listener is notified of each finished trial
     * @return whether all trials are finished
     * @throws CrosscheckException if a trial fails other than by diverging, or a file cannot be written; finished trials are kept
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
            throw reported(new CrosscheckException(
                    folder + ": cannot be written to: " + e,
                    "Check the folder, its rights and the free space. " + continues(),
                    e));
        } catch (CrosscheckException e) {
            boolean complete = e.remedy().contains(continues());
            throw reported(complete ? e : new CrosscheckException(e.getMessage(), e.remedy() + " " + continues(), e));
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

    /** Shows a failure on the page as well, if the page can still be written. */
    private RuntimeException reported(RuntimeException failure) {
        try {
            report("Failed: " + failure.getMessage(), false);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    /** The error that ends a sweep because a trial cannot be run. */
    CrosscheckException failed(Trial trial, String reason) {
        String words = SweepPlan.words(plan.settings().get(trial.setting()));
        return new CrosscheckException(
                "The trial of " + words + ", seed " + trial.seed() + ", failed: " + reason, continues());
    }

    private String continues() {
        return "Finished trials are kept: once this is fixed, continue with sweep --resume " + folder + ".";
    }

    /** Stores a trial whose run has ended. A single rename makes it a finished trial. */
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

    /** Writes the table of trials, the summary and the page. */
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
