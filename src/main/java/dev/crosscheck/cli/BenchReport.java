package dev.crosscheck.cli;

import dev.crosscheck.bench.Bench;
import dev.crosscheck.bench.BenchResult;
import dev.crosscheck.bench.GpuDetails;
import dev.crosscheck.bench.Machine;
import dev.crosscheck.bench.Standing;
import dev.crosscheck.bench.Standing.Spread;
import dev.crosscheck.bench.Workload;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.showing.plot.BarsChart;
import dev.crosscheck.showing.plot.GrowthChart;
import dev.crosscheck.statistics.Summary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Prints the results of {@code bench}, and draws them in the run's folder. */
final class BenchReport {
    private final OutputOptions output;
    private final RunFolder folder;

    BenchReport(OutputOptions output, RunFolder folder) {
        this.output = output;
        this.folder = folder;
    }

    /** Warns if the machine is busy, before anything is measured. */
    void start(Machine machine) {
        if (machine.busy()) {
            output.caution(text(
                    "The load average is %.2f: the machine is busy, so the numbers will be unreliable.",
                    machine.load()));
        }
    }

    /** Prints and draws a result. */
    void end(BenchResult result) {
        Machine machine = result.machine();
        output.print(
                "Machine: %s, %d core%s, %s%s",
                machine.cpu(),
                machine.cores(),
                machine.cores() == 1 ? "" : "s",
                machine.vectorFeatures(),
                machine.caches().isEmpty() ? "" : "; " + machine.caches());
        output.print(
                "Software: Java %s, %s; load average at the start %s",
                machine.java(), machine.os(), machine.load() < 0 ? "unknown" : text("%.2f", machine.load()));
        switch (result.kind()) {
            case EPOCHS -> epochs(result);
            case SIZES -> sizes(result);
            case TABLE -> table(result);
            case RACE -> race(result);
        }
        if (result.gpu() != null) {
            gpu(result.gpu());
        }
        output.print("");
        result.standings().forEach(each -> output.print("%-17s %s (%s)", each.name(), each.label(), each.note()));
        result.trials()
                .forEach((name, settings) -> settings.forEach((setting, seconds) -> output.print(
                        "Trial of %-11s %-18s %s",
                        name + ":", setting, seconds == null ? "failed" : seconds(seconds) + " s")));
        List<String> measured = result.standings().stream().map(Standing::name).toList();
        result.leftOut()
                .forEach((name, reason) -> output.print(
                        "%s: %s, since %s.",
                        measured.contains(name) ? "Not measured to the end" : "Left out", name, reason));
    }

    /** Prints how the GPU is by itself. */
    void gpu(GpuDetails gpu) {
        output.print("");
        output.print("GPU: %s, driver for CUDA %s: %s", gpu.gpu(), gpu.cuda(), gpu.check());
        output.print("Clocks before:");
        gpu.clocksBefore().forEach(line -> output.print("  %s", line));
        output.print("Clocks after an epoch:");
        gpu.clocksAfter().forEach(line -> output.print("  %s", line));
        gpu.sanitizer().forEach((tool, summary) -> output.print("%s: %s", tool, summary));
    }

    private void epochs(BenchResult result) {
        int images = Integer.parseInt(result.workload().get("images"));
        String hidden = result.workload().get("hidden");
        output.print(
                "Network: 784-%s-10, batch %s, epochs of %d images%s; %s",
                hidden,
                result.workload().get("batch"),
                result.trainingImages(),
                images < result.trainingImages() ? " scaled up from " + images + ", a first impression" : "",
                rounds(result));
        List<String> header = new ArrayList<>(List.of("name", "s/epoch", "min-max", "n"));
        result.bases().forEach(base -> header.add("x " + base));
        header.addAll(List.of("peak MiB", "start s"));
        List<List<String>> rows = new ArrayList<>();
        List<BarsChart.Bar> bars = new ArrayList<>();
        for (Standing standing : result.standings()) {
            Spread spread = standing.seconds().get(Bench.EPOCH);
            List<String> row = new ArrayList<>(List.of(
                    standing.name(), seconds(spread.median()), leastToMost(spread), Integer.toString(spread.count())));
            standing.timesAsFast().values().forEach(ratio -> row.add(text("%.2f", ratio)));
            row.add(peak(standing));
            row.add(text("%.2f", standing.seconds().get(Bench.FIRST_STEP).median()));
            rows.add(row);
            double ratio = standing.timesAsFast().get(result.bases().get(0));
            bars.add(new BarsChart.Bar(
                    standing.name(), spread.median(), text("%s s (%.2f x)", seconds(spread.median()), ratio)));
        }
        table(header, rows);
        String title = "Training an epoch of MNIST, 784-" + hidden + "-10";
        folder.draw("bench.png", out -> BarsChart.write(title, "seconds per epoch (shorter is faster)", bars, out))
                .ifPresent(output::warn);
    }

    private void sizes(BenchResult result) {
        output.print(
                "Seconds per epoch of %d images, scaled up from %s; medians of %s",
                result.trainingImages(), result.workload().get("images"), rounds(result));
        lines(result, "images per step", "batch", Bench.BATCHES);
        lines(result, "hidden units", "hidden", Bench.HIDDENS);
    }

    private void lines(BenchResult result, String axis, String option, List<Integer> values) {
        Workload centre = new Workload(result.workload());
        List<List<String>> rows = new ArrayList<>();
        Map<String, SortedMap<Integer, Double>> lines = new LinkedHashMap<>();
        for (int value : values) {
            List<String> row = new ArrayList<>(List.of(Integer.toString(value)));
            for (Standing standing : result.standings()) {
                Spread spread = standing.seconds().get(Bench.size(centre.with(option, value)));
                row.add(spread == null ? "-" : seconds(spread.median()));
                if (spread != null) {
                    lines.computeIfAbsent(standing.name(), name -> new TreeMap<>())
                            .put(value, spread.median());
                }
            }
            rows.add(row);
        }
        List<String> header = new ArrayList<>(List.of(axis));
        result.standings().forEach(standing -> header.add(standing.name()));
        table(header, rows);
        String title = "Cost of an epoch by " + axis;
        folder.draw("sweep-" + option + ".png", out -> GrowthChart.write(title, axis, "seconds per epoch", lines, out))
                .ifPresent(output::warn);
    }

    private void table(BenchResult result) {
        Workload workload = new Workload(result.workload());
        output.print(
                "Table: %,d rows, %s columns, %.0f MB; %s hidden units, batch %s; %s",
                workload.number("rows"),
                workload.text("columns"),
                result.fileMb(),
                workload.text("hidden"),
                workload.text("batch"),
                rounds(result));
        output.print("Thousands of rows per second, by the medians; the first epoch is the warm-up");
        List<String> header = new ArrayList<>(List.of("name"));
        header.addAll(Bench.TABLE_PARTS);
        header.addAll(List.of("x sklearn", "right", "peak MiB"));
        List<List<String>> lines = new ArrayList<>();
        for (Standing standing : result.standings()) {
            List<String> line = new ArrayList<>(List.of(standing.name()));
            for (String part : Bench.TABLE_PARTS) {
                double seconds = standing.seconds().get(part).median();
                line.add(text("%.1f", workload.number("rows") / seconds / 1000));
            }
            line.add(standing.timesAsFast().values().stream()
                    .findFirst()
                    .map(ratio -> text("%.2f", ratio))
                    .orElse("-"));
            line.add(text("%.2f%%", 100 * standing.right()));
            line.add(peak(standing));
            lines.add(line);
        }
        table(header, lines);
    }

    private void race(BenchResult result) {
        output.print(
                "Recipe: %s; from the process's start to its end; means with their 95 %% intervals; p is the larger of two tests",
                result.recipe().label());
        List<List<String>> rows = new ArrayList<>();
        for (Standing standing : result.standings()) {
            Spread spread = standing.seconds().get(Bench.RUN);
            Standing.Accuracy accuracy = standing.accuracy();
            Summary percent = accuracy.percent();
            String mean = text("%.3f", percent.mean());
            String tooFew = spread.count() < Bench.LEAST_SEEDS ? "too few" : "disqualified";
            rows.add(List.of(
                    standing.name(),
                    text("%.2f", spread.median()),
                    text("%.2f-%.2f", spread.least(), spread.most()),
                    text("%.2f", 1 / standing.timesAsFast().get(result.bases().get(0))),
                    Integer.toString(spread.count()),
                    percent.interval() == null
                            ? mean
                            : mean + text(" ±%.3f", percent.interval().high() - percent.mean()),
                    accuracy.above() == null
                            ? "-"
                            : text("%.1g", accuracy.above().p()),
                    accuracy.qualified() ? "qualified" : tooFew));
        }
        table(List.of("name", "seconds", "min-max", "ratio", "runs", "accuracy %", "p", ""), rows);
    }

    private void table(List<String> header, List<List<String>> rows) {
        output.print("");
        output.printTable(header, rows);
    }

    private static String rounds(BenchResult result) {
        return result.rounds() == 1 ? "1 round" : result.rounds() + " rounds";
    }

    private static String peak(Standing standing) {
        return standing.peakMib() == null ? "-" : standing.peakMib().toString();
    }

    private static String leastToMost(Spread spread) {
        return seconds(spread.least()) + "-" + seconds(spread.most());
    }

    private static String seconds(double seconds) {
        return text(seconds < 10 ? "%.3f" : "%.1f", seconds);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
