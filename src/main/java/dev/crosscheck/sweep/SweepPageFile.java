package dev.crosscheck.sweep;

import dev.crosscheck.measure.Interval;
import dev.crosscheck.run.AtomicFile;
import dev.crosscheck.showing.report.SweepPage;
import dev.crosscheck.showing.report.SweepView;
import dev.crosscheck.statistics.PairedDifference;
import dev.crosscheck.statistics.Summary;
import dev.crosscheck.sweep.SweepResult.Measure;
import dev.crosscheck.sweep.SweepResult.Standing;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** Writes {@code sweep.html}, a page that follows the sweep and stays when it has ended. */
final class SweepPageFile {
    /** The page's name in a sweep's folder. */
    static final String NAME = "sweep.html";

    private final SweepPlan plan;
    private final SweepResult result;
    private final Measure measure;

    private SweepPageFile(SweepPlan plan, SweepResult result) {
        this.plan = plan;
        this.result = result;
        this.measure = result.measure();
    }

    /**
     * Writes the page.
     *
     * @param folder the sweep's
     * @param status its state, in a few words
     * @param running whether it goes on
     * @param data SHA-256 of the data, by file, as far as they are known
     */
    static void write(
            Path folder, SweepPlan plan, SweepResult result, String status, boolean running, Map<String, String> data) {
        SweepView view = new SweepPageFile(plan, result).view(folder, status, running, data);
        AtomicFile.writeText(folder.resolve(NAME), SweepPage.html(view));
    }

    private SweepView view(Path folder, String status, boolean running, Map<String, String> data) {
        List<String> names = TrialTable.names(plan);
        return new SweepView(
                "Sweep " + folder.toAbsolutePath().normalize().getFileName(),
                status,
                running,
                Instant.now(),
                measure.words(),
                measure.isAccuracy(),
                measure == result.testMeasure(),
                result.done(),
                result.trials(),
                names,
                result.settings().stream()
                        .map(standing -> setting(standing, names))
                        .toList(),
                plan.baseline() == SweepPlan.BEST
                        ? "the best setting (which these trials chose: that flatters it a little)"
                        : SweepPlan.words(plan.settings().get(plan.baseline())),
                chosen(),
                facts(data));
    }

    private static SweepView.Setting setting(Standing standing, List<String> names) {
        Summary summary = standing.summary();
        PairedDifference difference = standing.difference();
        return new SweepView.Setting(
                standing.words(),
                names.stream()
                        .map(name -> standing.values().getOrDefault(name, ""))
                        .toList(),
                IntStream.range(0, standing.seeds().size())
                        .mapToObj(i -> new SweepView.Run(
                                standing.seeds().get(i), standing.figures().get(i)))
                        .toList(),
                standing.diverged(),
                summary == null ? null : (Double) summary.mean(),
                summary == null ? null : summary.deviation(),
                summary == null ? null : range(summary.interval()),
                summary == null ? null : range(summary.bootstrap()),
                difference == null ? null : (Double) difference.summary().mean(),
                difference == null ? null : range(difference.summary().interval()),
                standing.p(),
                standing.seedsNeeded());
    }

    private static SweepView.Range range(Interval interval) {
        return interval == null ? null : new SweepView.Range(interval.low(), interval.high());
    }

    private String chosen() {
        Summary test = result.test();
        if (test == null || measure == result.testMeasure()) {
            return "";
        }
        String interval = test.interval() == null
                ? ""
                : String.format(
                        Locale.ROOT,
                        " (95 %% interval %.5g to %.5g)",
                        test.interval().low(),
                        test.interval().high());
        return String.format(
                Locale.ROOT,
                "Chosen: %s. Its mean %s over %d seed%s: %.5g%s.",
                SweepPlan.words(plan.settings().get(result.chosen())),
                result.testMeasure().words(),
                test.runs(),
                test.runs() == 1 ? "" : "s",
                test.mean(),
                interval);
    }

    private Map<String, String> facts(Map<String, String> data) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("each trial", "crosscheck train " + String.join(" ", plan.arguments()));
        facts.put(
                "seeds",
                plan.firstSeed() + " to " + (plan.firstSeed() + plan.seeds() - 1) + ", the same for every setting");
        facts.put("working folder", plan.folder());
        facts.put("versions", "Crosscheck " + plan.version() + ", DL4J and ND4J " + plan.nd4j());
        facts.put("SHA-256 of the program's classes", plan.code());
        data.forEach((file, digest) -> facts.put("SHA-256 of " + file, digest));
        return facts;
    }
}
