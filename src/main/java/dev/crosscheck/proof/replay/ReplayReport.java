package dev.crosscheck.proof.replay;

import dev.crosscheck.device.Environment;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.showing.plot.DeviationChart;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
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
 * @param recordedSteps steps of the recording
 * @param recordedLosses the loss of each repeated step, as recorded
 * @param outcome what came of it
 * @param causes known slips that make all of its numbers, as questions to their author; empty where it agrees or none does
 * @param environment what it ran on
 */
public record ReplayReport(
        String file,
        String sha256,
        String title,
        int recordedSteps,
        double[] recordedLosses,
        Replay.Outcome outcome,
        List<String> causes,
        Environment environment) {

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
                out -> DeviationChart.write(
                        "Deviation from the recorded losses, " + title.split(" ", 2)[0], "step", lines(), out));
    }

    /** One line per step: the step, its recorded loss, what it is allowed, and each side's deviation; empty where there is none. */
    private void writeTable(OutputStream table) throws IOException {
        try (Writer out = new OutputStreamWriter(table, StandardCharsets.UTF_8)) {
            out.write("step,recorded_loss,allowed");
            for (Side side : outcome.sides()) {
                out.write("," + side.name().replace(",", "").replace(' ', '_'));
            }
            out.write("\n");
            for (int step = 0; step < recordedLosses.length; step++) {
                out.write((step + 1) + "," + recordedLosses[step] + "," + number(outcome.lossBounds()[step]));
                for (Side side : outcome.sides()) {
                    out.write("," + number(side.lossDeviations()[step]));
                }
                out.write("\n");
            }
        }
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "" : "" + value;
    }

    private Map<String, DeviationChart.Line> lines() {
        Map<String, DeviationChart.Line> lines = new LinkedHashMap<>();
        outcome.sides().forEach(side -> lines.put(side.name(), line(side.lossDeviations())));
        lines.put("allowed", line(outcome.lossBounds()));
        lines.values().removeIf(line -> line.steps().length == 0);
        return lines;
    }

    private static DeviationChart.Line line(double... values) {
        int[] steps = IntStream.range(0, values.length)
                .filter(i -> !Double.isNaN(values[i]))
                .toArray();
        return new DeviationChart.Line(
                IntStream.of(steps).map(i -> i + 1).toArray(),
                IntStream.of(steps).mapToDouble(i -> values[i]).toArray());
    }
}
