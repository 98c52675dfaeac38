package dev.crosscheck.proof.replay;

import dev.crosscheck.device.Environment;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.run.Digest;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.showing.plot.DeviationChart;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A replay, as {@code replay.json} holds it.
 *
 * @param file the recording
 * @param sha256 of the file
 * @param title what was trained
 * @param learningRate η
 * @param recordedSteps steps of the recording
 * @param note where the tolerances come from, if they are this run's own
 * @param agrees whether all is within tolerance
 * @param ends of a digit run that was repeated to its end: where rounding alone lets it end; else null
 * @param recordedEnd whether the recorded end is among those; empty where there are none
 * @param recordedLosses the loss of each repeated step, as recorded
 * @param tracedSteps the steps, from 1, that {@code parameterDeviations} belong to
 * @param repetitions by hand and twin
 * @param environment what they ran on
 */
public record ReplayReport(
        String file,
        String sha256,
        String title,
        double learningRate,
        int recordedSteps,
        String note,
        boolean agrees,
        NudgedEnds ends,
        List<Verdict> recordedEnd,
        double[] recordedLosses,
        int[] tracedSteps,
        List<Repetition> repetitions,
        Environment environment) {

    /** Assembles the report. */
    public static ReplayReport of(
            Recording recording, ReplayTolerances tolerances, List<Repetition> repetitions, Environment environment) {
        RecordedRun run = recording.run();
        Repetition first = repetitions.get(0);
        List<Verdict> recordedEnd = recordedEnd(recording, tolerances);
        return new ReplayReport(
                run.file().toString(),
                Digest.sha256(run.file()),
                recording.title(),
                run.learningRate(),
                run.steps(),
                tolerances.note(),
                repetitions.stream().allMatch(Repetition::agrees)
                        && recordedEnd.stream().allMatch(Verdict::passed),
                tolerances.ends(),
                recordedEnd,
                Arrays.copyOf(run.losses(), first.lossDeviations().length),
                Arrays.copyOf(run.trace().steps(), first.parameterDeviations().size()),
                repetitions,
                environment);
    }

    private static List<Verdict> recordedEnd(Recording recording, ReplayTolerances tolerances) {
        return recording instanceof DigitRecording digits && tolerances.ends() != null
                ? tolerances.ends().ofRecorded(digits)
                : List.of();
    }

    /**
     * Writes replay.json, deviation.csv and deviation.png.
     *
     * @return a line if the picture could not be drawn
     */
    public Optional<String> write(RunFolder folder) {
        Json.write(folder.path().resolve("replay.json"), this);
        folder.write("deviation.csv", this::writeTable);
        return folder.draw(
                "deviation.png",
                out -> DeviationChart.write("Deviation from the recorded run, " + title, "step", lines(), out));
    }

    /** One line per step: the step, its recorded loss, and each side's deviations; empty where nothing was traced. */
    private void writeTable(OutputStream table) throws IOException {
        try (Writer out = new OutputStreamWriter(table, StandardCharsets.UTF_8)) {
            out.write("step,recorded_loss");
            for (Repetition repetition : repetitions) {
                String side = repetition.side().replace(' ', '_');
                out.write("," + side + "_loss_deviation," + side + "_parameter_deviation");
            }
            out.write("\n");
            int traced = 0;
            for (int step = 0; step < recordedLosses.length; step++) {
                boolean hasTrace = traced < tracedSteps.length && tracedSteps[traced] == step + 1;
                out.write((step + 1) + "," + recordedLosses[step]);
                for (Repetition repetition : repetitions) {
                    out.write("," + repetition.lossDeviations()[step] + ",");
                    out.write(hasTrace ? "" + repetition.parameterDeviations().get(traced) : "");
                }
                out.write("\n");
                traced += hasTrace ? 1 : 0;
            }
        }
    }

    private Map<String, DeviationChart.Line> lines() {
        Map<String, DeviationChart.Line> lines = new LinkedHashMap<>();
        int[] steps = IntStream.rangeClosed(1, recordedLosses.length).toArray();
        for (Repetition repetition : repetitions) {
            lines.put(repetition.side() + ", loss", new DeviationChart.Line(steps, repetition.lossDeviations()));
            if (tracedSteps.length > 0) {
                double[] deviations = repetition.parameterDeviations().stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray();
                lines.put(repetition.side() + ", parameters", new DeviationChart.Line(tracedSteps, deviations));
            }
        }
        return lines;
    }
}
