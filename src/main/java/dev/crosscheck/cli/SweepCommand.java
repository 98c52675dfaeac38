package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.AtomicFile;
import dev.crosscheck.run.FolderLock;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.run.RunLog;
import dev.crosscheck.sweep.LocalRunner;
import dev.crosscheck.sweep.SeedFigures;
import dev.crosscheck.sweep.Sweep;
import dev.crosscheck.sweep.SweepPlan;
import dev.crosscheck.sweep.SweepResult;
import dev.crosscheck.sweep.SweepResult.Standing;
import dev.crosscheck.sweep.TrialRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

/** Trains many times and summarises the results of the runs. */
@Command(
        description =
                "All other options are those of train, and apply to each trial. A trial is a whole run of train with one"
                        + " thread; as many run at once as there are cores. Every setting gets the same seeds.",
        footer = {
            "  crosscheck sweep --seeds 20",
            "  crosscheck sweep --grid hidden=64,256,1024 lr=0.0003,0.001,0.003 --seeds 10",
            "  crosscheck sweep --data data/penguins/penguins.csv --target species",
            "",
            "Ctrl-C stops it; finished trials are kept, and --resume continues."
        })
final class SweepCommand extends Subcommand {
    private static final Set<String> WITH_RESUME =
            Set.of("--resume", "--jobs", "--spark", "--spark-conf", "--json", "--quiet", "--verbose");

    /** Maximum settings in the table; summary.json has all. */
    private static final int MOST_SHOWN = 20;

    @Mixin
    private SweepOptions sweep;

    @Option(
            names = "--resume",
            paramLabel = "SWEEP",
            description = "Continue the sweep in this folder: finished trials are kept, the others are run.")
    private Path resume;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description = "Trials at once, each in a process of its own. Default: one per core.")
    private Integer jobs;

    @Mixin
    private SparkOptions spark;

    @Mixin
    private FolderOptions folders;

    @Unmatched
    private List<String> others = new ArrayList<>();

    @Override
    int run() {
        within("--jobs", jobs, 1, 1024);
        return resume == null ? begin() : goOn();
    }

    private int begin() {
        SweepPlan plan = sweep.plan(command, others);
        TrialRunner runner = runner(plan);
        RunFolder folder = folders.make(command.name());
        return locked(folder.path(), () -> run(Sweep.begin(folder, plan), runner));
    }

    private int goOn() {
        String why = "--resume " + resume
                + " goes on with the sweep's own settings: only --jobs, --spark and what is printed may be given.";
        Checks.requireOnly(command, WITH_RESUME, why);
        if (!others.isEmpty()) {
            throw wrong(others.get(0) + ": " + why);
        }
        RunFolder.requireNoLinks(resume);
        SweepPlan plan = SweepPlan.read(resume);
        plan.requireThisBuild(resume);
        new TrialOptions(command).requirePlain(plan, resume);
        TrialRunner runner = runner(plan);
        return locked(resume, () -> run(Sweep.open(resume, output::warn), runner));
    }

    private int locked(Path folder, Supplier<Integer> work) {
        try (FolderLock lock = FolderLock.take(folder).orElse(null)) {
            if (lock == null) {
                throw new CrosscheckException(
                        folder + ": another process works on this sweep.", "Wait until it has ended, or end it.");
            }
            return RunLog.toFolder(folder, work);
        } catch (IOException e) {
            throw AtomicFile.unwritable(folder, e);
        }
    }

    private TrialRunner runner(SweepPlan plan) {
        if (!spark.given(command)) {
            return new LocalRunner(SweepTrial.class, atOnce());
        }
        if (jobs != null) {
            throw wrong("--jobs " + jobs + " is for this machine; of a cluster say --spark-conf spark.cores.max=" + jobs
                    + ", or --spark local[" + jobs + "].");
        }
        return spark.runner(command, plan, output::warn);
    }

    private int atOnce() {
        return jobs == null ? Runtime.getRuntime().availableProcessors() : jobs;
    }

    private int run(Sweep begun, TrialRunner runner) {
        printStart(begun, spark.given(command) ? spark.where() : atOnce() + " at once");
        try (StopSignal stop = new StopSignal(output)) {
            ProgressLine progress = new ProgressLine(output);
            boolean done = begun.run(runner, stop, new Sweep.Listener() {
                @Override
                public void at(int now, int all) {
                    progress.at("Trials", now, all);
                }

                @Override
                public void failed(String line) {
                    output.warn(line);
                }
            });
            printEnd(begun, done);
        }
        output.writeJson(begun.result());
        return begun.failures() == 0 ? ExitCode.OK : ExitCode.FAILURE;
    }

    /** @param where how many trials run at once, or on which machines, in words */
    private void printStart(Sweep sweep, String where) {
        SweepPlan plan = sweep.plan();
        int trials = plan.settings().size() * plan.seeds();
        int done = sweep.records().size();
        output.print(
                "Sweep: %d setting%s with %d seed%s, %d trials%s; %s",
                plan.settings().size(),
                plan.settings().size() == 1 ? "" : "s",
                plan.seeds(),
                plan.seeds() == 1 ? "" : "s",
                trials,
                done == 0 ? "" : ", " + done + " of them done",
                where);
        output.print("Each: %s", Invocation.command("train", plan.arguments()));
        output.print("Page: %s", sweep.page().toUri());
    }

    private void printEnd(Sweep sweep, boolean done) {
        SweepResult result = sweep.result();
        if (result.done() > result.diverged()) {
            output.print("");
            printSettings(result);
        }
        if (result.diverged() > 0) {
            output.print("%d of %d trials diverged; their settings are ranked last.", result.diverged(), result.done());
        }
        result.words(sweep.plan()).ifPresent(words -> output.print("%s", words));
        output.print("Sweep: %s", sweep.folder());
        if (!done) {
            output.print(
                    "Stopped with %d of %d trials done. Go on with: %s",
                    result.done(),
                    result.trials(),
                    TextTable.unbroken(Invocation.command(
                            "sweep", "--resume", sweep.folder().toString())));
        }
    }

    /** Prints the results of the settings, best first. */
    private void printSettings(SweepResult result) {
        List<SeedFigures> figures = result.settings().stream()
                .limit(MOST_SHOWN)
                .map(Standing::results)
                .toList();
        Map<String, Function<Standing, String>> columns = new LinkedHashMap<>();
        columns.put("setting", Standing::words);
        SeedFigures.columns(result.measure(), figures, false)
                .forEach((heading, cell) ->
                        columns.put(heading, setting -> TextTable.unbroken(cell.apply(setting.results()))));
        output.printTable(
                List.copyOf(columns.keySet()),
                result.settings(),
                setting -> SeedFigures.cells(columns, setting),
                MOST_SHOWN,
                "settings; summary.json and the page have all.");
        output.print("%s", SeedFigures.words(result.measure(), figures, SweepResult.BASE));
    }
}
