package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.device.Device;
import dev.crosscheck.device.Environment;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.proof.judge.Judge;
import dev.crosscheck.proof.replay.PerceptronRecording;
import dev.crosscheck.proof.replay.Recorded;
import dev.crosscheck.proof.replay.Recording;
import dev.crosscheck.proof.replay.Replay;
import dev.crosscheck.proof.replay.ReplayReport;
import dev.crosscheck.proof.replay.Side;
import dev.crosscheck.run.Digest;
import dev.crosscheck.run.RunFolder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats a recorded run and judges it.
 *
 * @param output where to print
 */
record ReplayVerification(OutputOptions output) {
    private static final Logger LOG = LoggerFactory.getLogger(ReplayVerification.class);

    /**
     * Repeats a run on the CPU, with one thread of ND4J, so that it repeats exactly.
     *
     * @param file of the recording
     * @param recorded what is in it
     * @param steps how many of its steps at most
     * @param folder gets the report
     * @return the exit code
     */
    int run(Path file, Recorded recorded, int steps, RunFolder folder) {
        Nd4jRuntime.startOnCpu();
        output.note("Recording: " + file + ", " + recorded.title() + ", " + recorded.steps() + " steps");
        Replay.Outcome outcome = outcome(recorded, steps);
        output.print("%s", outcome.line());
        outcome.notes().forEach(note -> output.print("%s", note));
        List<String> causes = causes(recorded, outcome);
        outcome.sides().forEach(this::print);
        ReplayReport report = new ReplayReport(
                file.toString(),
                Digest.sha256(file),
                recorded.title(),
                recorded.steps(),
                Arrays.copyOf(losses(recorded), outcome.lossBounds().length),
                outcome,
                causes,
                Environment.current(Device.CPU));
        report.write(folder).ifPresent(output::warn);
        output.writeJson(report);
        output.print("%nRun: %s", folder.path());
        return outcome.agrees() ? ExitCode.OK : ExitCode.DISAGREEMENT;
    }

    /** Of a run that disagrees: which known slips make its numbers. */
    private List<String> causes(Recorded recorded, Replay.Outcome outcome) {
        if (outcome.first() == null || !(recorded instanceof Recording network)) {
            return List.of();
        }
        try {
            List<String> causes = Judge.causes(network).stream()
                    .map(cause -> cause.question() + " " + cause.lookAt())
                    .toList();
            causes.forEach(cause -> output.print("%s", cause));
            if (causes.isEmpty()) {
                output.print("The cause is unknown: none of %d known slips makes all of its numbers.", Judge.SLIPS);
            }
            return causes;
        } catch (CrosscheckException e) {
            output.print("No cause was looked for. %s. %s", e.getMessage(), e.remedy());
            return List.of();
        }
    }

    private Replay.Outcome outcome(Recorded recorded, int steps) {
        try (ProgressBar progress = new ProgressBar(output)) {
            return recorded instanceof Recording network
                    ? Replay.ofAll(network, steps, progress)
                    : ((PerceptronRecording) recorded).replay(steps);
        }
    }

    private static double[] losses(Recorded recorded) {
        return recorded instanceof Recording network ? network.losses() : ((PerceptronRecording) recorded).losses();
    }

    private void print(Side side) {
        output.print("%n%s (%.1f s)", side.name(), side.seconds());
        side.verdicts().forEach(verdict -> LOG.info("{}: {}", side.name(), verdict.line()));
        VerdictTable.printInFull(output, side.verdicts());
    }
}
