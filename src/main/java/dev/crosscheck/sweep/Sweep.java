package dev.crosscheck.sweep;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.AtomicFile;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.sweep.SweepPlan.Trial;
import dev.crosscheck.train.record.RunRecord;
import dev.crosscheck.train.record.RunRecordFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The folder of a sweep: the plan, the folder of each trial's run, and the summary and page of the results. A trial is finished once
 * its {@code run.json} says that the run has completed or diverged.
 */
public final class Sweep {
    /** Files that are deleted from each trial of a slim sweep. */
    public static final List<String> NOT_SLIM = List.of(
            RunFolder.CHECKPOINTS,
            RunFolder.MODEL,
            RunFolder.DL4J_MODEL,
            RunFolder.PAGE,
            "accuracy.png",
            "confusion.png",
            "residuals.png");

    /** Time between two updates of summary and page, which reloads itself as often. */
    private static final long REPORT_NANOS = 10_000_000_000L;

    /** A sweep ends after this many failures in a row, such as those of a full disk or of options with which no trial can run. */
    private static final int MOST_FAILURES = 10;

    private final Path folder;
    private final SweepPlan plan;
    private final Map<Trial, TrialRecord> records = new LinkedHashMap<>();
    private long nextReport = System.nanoTime();
    private int failures;
    private int failuresInARow;
    private boolean askedToEnd;

    /** Is notified of the sweep's progress. */
    public interface Listener {
        /**
         * @param done number of finished trials
         * @param all number of trials in the plan
         */
        void at(int done, int all);

        /** @param line which trial failed, and why */
        void failed(String line);
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
     * Opens an existing sweep to resume it. Trials that did not come to their end, or whose record is damaged, are deleted, and begun again when
     * the sweep resumes.
     *
     * @param folder the sweep's folder
     * @param warn receives one line for each such trial
     * @throws CrosscheckException if the folder is not a sweep, or a trial has another seed or other data than it should
     */
    public static Sweep open(Path folder, Consumer<String> warn) {
        Sweep sweep = new Sweep(folder, SweepPlan.read(folder));
        try {
            for (Trial trial : sweep.plan.trials()) {
                String damage = sweep.take(trial);
                if (sweep.records.containsKey(trial)) {
                    sweep.slim(trial);
                } else if (Files.exists(sweep.folder(trial))) {
                    warn.accept((damage == null ? sweep.folder(trial) + ": did not come to its end." : damage)
                            + " The trial is begun again.");
                    RunFolder.deleteAll(sweep.folder(trial));
                }
            }
            return sweep;
        } catch (IOException e) {
            throw AtomicFile.unwritable(folder, e);
        }
    }

    /**
     * Reads the finished trials without changing anything.
     *
     * @param damages receives one line for each damaged record
     * @throws CrosscheckException if the folder is not a sweep, or a trial has another seed or other data than it should
     */
    public static Sweep read(Path folder, Consumer<String> damages) {
        Sweep sweep = new Sweep(folder, SweepPlan.read(folder));
        sweep.plan
                .trials()
                .forEach(trial -> Optional.ofNullable(sweep.take(trial)).ifPresent(damages));
        return sweep;
    }

    /** Takes a trial's result if it is finished. Returns what is damaged, or null. */
    private String take(Trial trial) {
        Path file = folder(trial).resolve(RunFolder.RECORD);
        if (!Files.exists(file)) {
            return null;
        }
        try {
            RunRecord run = RunRecordFile.read(file);
            long seed = run.config().training().seed();
            if (seed != trial.seed()) {
                throw CrosscheckException.expected(
                        file.toString(),
                        "a run with the seed " + trial.seed(),
                        seed + "",
                        "Move " + folder(trial) + " away; sweep --resume then runs the trial again.");
            }
            TrialRecord record = TrialRecord.of(run);
            if (record != null) {
                add(trial, record);
            }
            return null;
        } catch (IOException e) {
            return file + ": damaged: " + CrosscheckException.reason(e) + ".";
        }
    }

    private void add(Trial trial, TrialRecord record) {
        records.values().stream().findFirst().ifPresent(first -> {
            if (!first.data().equals(record.data())) {
                throw new CrosscheckException(
                        folder(trial) + ": the data are not those of the sweep's first trial: files have changed.",
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
        return List.of(folder.resolve(RunFolder.SUMMARY), page());
    }

    /** @return the HTML page, which reloads itself while the sweep runs */
    public Path page() {
        return folder.resolve(RunFolder.SWEEP_PAGE);
    }

    /** @return finished trials, in the order in which they were read or finished */
    public Map<Trial, TrialRecord> records() {
        return Collections.unmodifiableMap(records);
    }

    /** @return the results of the finished trials */
    public SweepResult result() {
        return SweepResult.of(plan, records);
    }

    /** @return the folder of a trial's run */
    public Path folder(Trial trial) {
        return folder.resolve(RunFolder.TRIALS).resolve(trial.name());
    }

    /** @return number of trials that failed, other than by diverging, since the sweep was begun or resumed */
    public int failures() {
        return failures;
    }

    /**
     * Runs all trials that are not finished. A trial that fails is told of, and the others go on.
     *
     * @param runner runs the trials
     * @param stop polled; true stops the sweep
     * @param listener is notified of each trial
     * @return whether all trials are finished
     * @throws CrosscheckException if {@value #MOST_FAILURES} trials fail in a row, or a file cannot be written; finished trials are kept
     */
    public boolean run(TrialRunner runner, BooleanSupplier stop, Listener listener) {
        try {
            Files.createDirectories(folder.resolve(RunFolder.TRIALS));
            List<Trial> left = plan.trials().stream()
                    .filter(trial -> !records.containsKey(trial))
                    .toList();
            int all = records.size() + left.size();
            listener.at(records.size(), all);
            report("Running.", true);
            if (!left.isEmpty()) {
                runner.run(this, left, () -> askedToEnd || stop.getAsBoolean(), (trial, end) -> {
                    ended(trial, end, listener);
                    listener.at(records.size(), all);
                    if (System.nanoTime() - nextReport >= 0) {
                        report("Running.", true);
                    }
                });
            }
            boolean done = records.size() == all;
            report(done ? "Completed." : "Stopped with " + records.size() + " of " + all + " trials done.", false);
            return done;
        } catch (IOException | UncheckedIOException e) {
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

    /** Takes the result of a trial whose process has ended. */
    private void ended(Trial trial, TrialProcess.Ended end, Listener listener) {
        String damage = take(trial);
        if (records.containsKey(trial)) {
            failuresInARow = 0;
            slim(trial);
        } else if (end.wasAskedToEnd()) {
            askedToEnd = true; // by the Ctrl-C that ends the sweep as well
        } else {
            failures++;
            Map<String, String> setting = plan.settings().get(trial.setting());
            String which = setting.isEmpty() ? "with the seed " : "of " + SweepPlan.words(setting) + ", seed ";
            String line =
                    "The trial " + which + trial.seed() + ", failed: " + (damage == null ? end.failure() : damage);
            if (++failuresInARow == MOST_FAILURES) {
                throw new CrosscheckException(line, MOST_FAILURES + " trials in a row have failed. " + continues());
            }
            listener.failed(line);
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

    private String continues() {
        return "Finished trials are kept: once this is fixed, continue with sweep --resume " + folder + ".";
    }

    private void slim(Trial trial) {
        if (plan.slim()) {
            try {
                for (String name : NOT_SLIM) {
                    RunFolder.deleteAll(folder(trial).resolve(name));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Writes the summary and the page. */
    private void report(String status, boolean running) {
        SweepResult result = result();
        Json.write(folder.resolve(RunFolder.SUMMARY), result);
        Map<String, String> data =
                records.values().stream().findFirst().map(TrialRecord::data).orElse(Map.of());
        String title = "Sweep " + folder.toAbsolutePath().normalize().getFileName();
        AtomicFile.writeText(page(), new SweepPage(plan, result).html(title, status, running, data));
        nextReport = System.nanoTime() + REPORT_NANOS;
    }
}
