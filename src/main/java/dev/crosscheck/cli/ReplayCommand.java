package dev.crosscheck.cli;

import dev.crosscheck.device.Device;
import dev.crosscheck.device.Environment;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.replay.Player;
import dev.crosscheck.proof.replay.Recording;
import dev.crosscheck.proof.replay.RecordingReader;
import dev.crosscheck.proof.replay.Repetition;
import dev.crosscheck.proof.replay.Replay;
import dev.crosscheck.proof.replay.ReplayReport;
import dev.crosscheck.proof.replay.ReplayTolerances;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.run.RunLog;
import dev.crosscheck.statistics.Summary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Repeats a recorded run by hand and with the DL4J twin. */
@Command(
        description = {
            "Trains as NumPy or PyTorch did, from the same parameters and in the same order, with the hand-written code"
                    + " and its DL4J twin, and reports the deviation at every step.",
            "Where a digit run may end is measured: the run is repeated with its start moved in the last places.",
            "In a digit run Adam's epsilon is added where PyTorch adds it: to the bias-corrected root.",
            "Runs on the CPU with one thread, so that it repeats exactly."
        },
        footer = {
            "  crosscheck replay src/reference/recordings/xor.npz",
            "  crosscheck replay src/reference/recordings/digits.npz --steps 100",
            "  crosscheck replay mine.npz --out compared --json - | jq .agrees",
            "",
            "What a file must hold is in src/reference/README.md. Exit code 3: a deviation above its tolerance."
        })
final class ReplayCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ReplayCommand.class);
    private static final String BY_HAND = "by hand";
    private static final String TWIN = "DL4J twin";

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "FILE.npz", description = "The recorded run.")
    private Path file;

    private int steps = Integer.MAX_VALUE;

    @Mixin
    private FolderOptions folders;

    @Mixin
    private DataOptions data;

    @Mixin
    private OutputOptions output;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Repeat only the first N steps, without comparing the end. Default: all.")
    void setSteps(int value) {
        steps = Checks.within(command, "--steps", value, 1, Integer.MAX_VALUE);
    }

    @Override
    public Integer call() {
        return output.run(this::replay);
    }

    private int replay() {
        Recording recording = RecordingReader.read(file, data::read);
        Nd4jRuntime.startOnCpu();
        RunFolder folder = folders.make(command.name());
        return RunLog.toFolder(folder.path(), () -> replay(recording, folder)) ? ExitCode.OK : ExitCode.DISAGREEMENT;
    }

    private boolean replay(Recording recording, RunFolder folder) {
        output.print(
                "Recording: %s, %s, %d steps, learning rate %s",
                file,
                recording.title(),
                recording.run().steps(),
                recording.run().learningRate());
        int count = Math.min(steps, recording.run().steps());
        try (ProgressPrinter progress = new ProgressPrinter(output)) {
            return replay(recording, folder, count, progress);
        }
    }

    private boolean replay(Recording recording, RunFolder folder, int count, ProgressListener progress) {
        ReplayTolerances tolerances = recording.tolerances(count, progress);
        if (!tolerances.note().isEmpty()) {
            output.print("%s", tolerances.note());
        }
        List<Repetition> repetitions = new ArrayList<>();
        repetitions.add(repeat(recording, tolerances, BY_HAND, recording.byHand(), count, progress));
        recording
                .trainers()
                .forEach((side, player) ->
                        repetitions.add(repeat(recording, tolerances, side, player.get(), count, progress)));
        repetitions.add(repeat(recording, tolerances, TWIN, recording.twin(), count, progress));
        Environment environment = Environment.current(Device.CPU);
        ReplayReport report = ReplayReport.of(recording, tolerances, repetitions, environment);
        printEnd(report);
        report.write(folder).ifPresent(output::warn);
        output.writeJson(report);
        output.print("%s", report.agrees() ? "All within tolerance." : "NOT within tolerance.");
        output.print("Run: %s", folder.path());
        return report.agrees();
    }

    private Repetition repeat(
            Recording recording,
            ReplayTolerances tolerances,
            String side,
            Player player,
            int count,
            ProgressListener progress) {
        Repetition repetition = Replay.of(recording, tolerances, side, player, count, progress);
        print(repetition);
        return repetition;
    }

    /** The recorded end beside ends that rounding alone makes. */
    private void printEnd(ReplayReport report) {
        if (report.ends() != null) {
            Summary accuracy = report.ends().accuracy();
            output.print(
                    "%nThe recorded end among %d ends of the run by hand, its start moved in the last places: %.2f to %.2f %%",
                    accuracy.runs(), accuracy.least(), accuracy.most());
            VerdictTable.printInFull(output, report.recordedEnd());
        }
    }

    private void print(Repetition repetition) {
        output.print("%n%s (%.1f s)", repetition.side(), repetition.seconds());
        repetition.verdicts().forEach(verdict -> LOG.info("{}: {}", repetition.side(), verdict.line()));
        VerdictTable.printInFull(output, repetition.verdicts());
    }
}
