package dev.crosscheck.proof.judge;

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
 * The report of a replay, which {@code replay.json} stores.
 *
 * @param file the file of the recording
 * @param sha256 the hash of the file
 * @param title what was trained
 * @param recordedSteps the number of steps of the recording
 * @param recordedLosses the recorded loss of each repeated step
 * @param outcome the result
 * @param causes the known slips that reproduce all of its numbers, as questions to their author; empty if the recording agrees or no slip does
 * @param environment the machine and the versions it ran on
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
     * @return a message if the picture could not be drawn
     */
    public Optional<String> write(RunFolder folder) {
        Json.write(folder.path().resolve("replay.json"), this);
        folder.write("deviation.csv", this::writeTable);
        return folder.draw(
                "deviation.png",
                out -> DeviationChart.write(
                        "Deviation from the recorded losses, " + title.split(" ", 2)[0], "step", lines(), out));
    }

    /** Writes one row per step: its number, recorded loss, bound, and the deviation of each player; cells without a value are empty. */
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
