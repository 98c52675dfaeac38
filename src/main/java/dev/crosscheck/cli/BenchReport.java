package dev.crosscheck.cli;

import dev.crosscheck.bench.BenchResult;
import dev.crosscheck.bench.Machine;
import dev.crosscheck.bench.Spread;
import dev.crosscheck.bench.Standing;
import dev.crosscheck.bench.SweepResult;
import dev.crosscheck.bench.TableBenchResult;
import dev.crosscheck.bench.TableStanding;
import dev.crosscheck.bench.Workload;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.showing.plot.BarsChart;
import dev.crosscheck.showing.plot.GrowthChart;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;

/** Shows what {@code bench} measured: tables, and charts in the run's folder. */
final class BenchReport {
    private final OutputOptions output;
    private final RunFolder folder;

    BenchReport(OutputOptions output, RunFolder folder) {
        this.output = output;
        this.folder = folder;
    }

    /** Warns of other work before anything is measured. */
    void start(Machine machine) {
        if (machine.busy()) {
            output.caution(String.format(
                    Locale.ROOT,
                    "The load average is %.2f: other work is going on, and the numbers will be unreliable.",
                    machine.load()));
        }
    }

    /** Prints and draws a comparison. */
    void bench(BenchResult result) {
        machine(result.machine());
        conditions(result);
        output.print("");
        List<String> header = new ArrayList<>(List.of("name", "s/epoch", "min-max", "n"));
        result.bases().forEach(base -> header.add("x " + base));
        header.addAll(List.of("peak MiB", "start s"));
        output.printTable(
                header, result.standings().stream().map(BenchReport::row).toList());
        output.print("");
        result.standings()
                .forEach(standing -> output.print("%-17s %s (%s)", standing.name(), standing.label(), standing.note()));
        result.trials().forEach(this::trial);
        leftOut(
                result.leftOut(),
                result.standings().stream().map(Standing::name).toList());
        draw(result);
    }

    private void conditions(BenchResult result) {
        Workload workload = result.workload();
        output.print(
                "Network: 784-%d-10, batch %d, epochs of %d images%s; %d round%s",
                workload.hidden(),
                workload.batch(),
                result.trainingImages(),
                workload.images() < result.trainingImages()
                        ? " scaled up from " + workload.images() + ", a first impression"
                        : "",
                result.rounds(),
                result.rounds() == 1 ? "" : "s");
    }

    private void draw(BenchResult result) {
        List<BarsChart.Bar> bars = result.standings().stream()
                .map(standing -> bar(standing, result.bases().get(0)))
                .toList();
        String title = "Training an epoch of MNIST, 784-" + result.workload().hidden() + "-10";
        folder.draw("bench.png", out -> BarsChart.write(title, "seconds per epoch (shorter is faster)", bars, out))
                .ifPresent(output::warn);
    }

    private void trial(String name, Map<String, Double> settings) {
        settings.forEach((setting, seconds) -> output.print(
                "Trial of %-11s %-18s %s",
                name + ":", setting, seconds == null ? "failed" : seconds(seconds) + " s per epoch"));
    }

    private static List<String> row(Standing standing) {
        Spread seconds = standing.secondsAnEpoch();
        List<String> row = new ArrayList<>(List.of(
                standing.name(),
                seconds(seconds.median()),
                seconds(seconds.least()) + "-" + seconds(seconds.most()),
                Integer.toString(seconds.count())));
        standing.timesAsFast().values().forEach(ratio -> row.add(String.format(Locale.ROOT, "%.2f", ratio)));
        row.add(standing.peakMib() == null ? "-" : standing.peakMib().toString());
        row.add(String.format(Locale.ROOT, "%.2f", standing.startUpSeconds().median()));
        return row;
    }

    private static BarsChart.Bar bar(Standing standing, String base) {
        return new BarsChart.Bar(
                standing.name(),
                standing.secondsAnEpoch().median(),
                String.format(
                        Locale.ROOT,
                        "%s s (%.2f x)",
                        seconds(standing.secondsAnEpoch().median()),
                        standing.timesAsFast().get(base)));
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, seconds < 10 ? "%.3f" : "%.1f", seconds);
    }

    void machine(Machine machine) {
        output.print(
                "Machine: %s, %d core%s, %s%s",
                machine.cpu(),
                machine.cores(),
                machine.cores() == 1 ? "" : "s",
                machine.vectorFeatures(),
                machine.caches().isEmpty() ? "" : "; " + machine.caches());
        output.print(
                "Software: Java %s, %s; load average at the start %s",
                machine.java(),
                machine.os(),
                machine.load() < 0 ? "unknown" : String.format(Locale.ROOT, "%.2f", machine.load()));
    }

    /** Prints what a comparison on a table was measured on, and who is left out. */
    void end(TableBenchResult result) {
        leftOut(
                result.leftOut(),
                result.standings().stream().map(TableStanding::name).toList());
        output.print("");
        machine(result.machine());
    }

    void leftOut(Map<String, String> leftOut, Collection<String> measured) {
        leftOut.forEach((name, reason) -> output.print(
                "%s: %s, since %s.", measured.contains(name) ? "Not measured to the end" : "Left out", name, reason));
    }

    /** Prints and draws a sweep; {@code centre} is where its two lines cross. */
    void sweep(SweepResult result, Workload centre) {
        machine(result.machine());
        output.print(
                "Seconds per epoch of %d images, scaled up from %d; medians of %d rounds",
                result.trainingImages(), result.images(), result.rounds());
        List<Integer> batches = result.batches(centre.hidden());
        List<Integer> hiddens = result.hiddens(centre.batch());
        lines(result, "images per step", "batch", batches, batch -> new int[] {batch, centre.hidden()});
        lines(result, "hidden units", "hidden", hiddens, hidden -> new int[] {centre.batch(), hidden});
        output.print("");
        result.labels().forEach((name, label) -> output.print("%-17s %s", name, label));
        leftOut(
                result.leftOut(),
                result.points().stream().map(SweepResult.Point::contestant).toList());
    }

    private void lines(SweepResult result, String axis, String file, List<Integer> values, IntFunction<int[]> sizes) {
        List<String> names = List.copyOf(result.labels().keySet());
        List<List<String>> rows = new ArrayList<>();
        Map<String, SortedMap<Integer, Double>> lines = new LinkedHashMap<>();
        for (int value : values) {
            List<String> row = new ArrayList<>(List.of(Integer.toString(value)));
            for (String name : names) {
                int[] size = sizes.apply(value);
                Optional<Spread> measured = result.at(name, size[0], size[1]);
                row.add(measured.map(spread -> seconds(spread.median())).orElse("-"));
                measured.ifPresent(spread ->
                        lines.computeIfAbsent(name, key -> new TreeMap<>()).put(value, spread.median()));
            }
            rows.add(row);
        }
        List<String> header = new ArrayList<>(List.of(axis));
        header.addAll(names);
        output.print("");
        output.printTable(header, rows);
        folder.draw(
                        "sweep-" + file + ".png",
                        picture -> GrowthChart.write(
                                "Cost of an epoch by " + axis, axis, "seconds per epoch", lines, picture))
                .ifPresent(output::warn);
    }
}
