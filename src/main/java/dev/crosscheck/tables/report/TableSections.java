package dev.crosscheck.tables.report;

import dev.crosscheck.data.table.Importance;
import dev.crosscheck.data.table.TablePreparation;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.measure.Calibration;
import dev.crosscheck.measure.ClassMeasures;
import dev.crosscheck.measure.CutOff;
import dev.crosscheck.measure.Measures;
import dev.crosscheck.measure.Predictions;
import dev.crosscheck.showing.plot.CurveChart;
import dev.crosscheck.showing.plot.CurveChart.Point;
import dev.crosscheck.showing.report.Contents;
import dev.crosscheck.showing.report.Html;
import dev.crosscheck.tables.TableResult;
import dev.crosscheck.text.Text;
import dev.crosscheck.train.record.ResultSections;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The sections of a run's page about a table's network: measures, curves, calibration, importance and dependence. */
public final class TableSections implements ResultSections {
    /** Most lines of a chart; more cannot be told apart. */
    private static final int MOST_LINES = 6;

    /** Most columns whose importance is listed; run.json and the model have all. */
    private static final int MOST_COLUMNS = 30;

    private final TableResult result;
    private final TablePreparation table;
    private final Target target;
    private final Contents contents;
    private final StringBuilder body;

    /** @param body of the page, to which the sections are added */
    public TableSections(TableResult result, Contents contents, StringBuilder body) {
        this.body = body;
        this.result = result;
        this.table = TablePreparation.of(result.model().preparation());
        this.target = table.target();
        this.contents = contents;
    }

    /** Adds measures, ROC and precision-recall curves and calibration, or intervals of numbers. */
    @Override
    public void measures() {
        summary();
        Predictions predictions = result.predictions();
        if (predictions != null) {
            rankings(predictions);
            calibration(predictions);
        }
    }

    private void summary() {
        Map<String, Measures> measures = result.measures();
        Measures network = measures.values().iterator().next();
        List<String> headings = new ArrayList<>(List.of(""));
        headings.addAll(words(network).keySet());
        List<List<String>> rows = new ArrayList<>();
        result.named().forEach((name, of) -> {
            List<String> cells = new ArrayList<>(List.of(name));
            cells.addAll(words(of).values());
            rows.add(cells);
        });
        body.append(contents.heading("Measures on the test rows"))
                .append("<div class=\"measures\">")
                .append(Html.tableOf(headings, rows))
                .append("</div>\n");
        result.answers().sentences().forEach(words -> body.append(Html.text("p", words)));
        StringBuilder said = new StringBuilder();
        result.said().forEach(words -> said.append(Html.text("li", words)));
        body.append("<ul>").append(said).append("</ul>\n");
    }

    /** @return the measures, and more intervals than a line of a console has room for */
    private static Map<String, String> words(Measures measures) {
        Map<String, String> words = new LinkedHashMap<>();
        measures.words().forEach((name, value) -> {
            words.put(name, value);
            if (name.equals("ROC AUC") && measures instanceof ClassMeasures of && of.rocAucInterval() != null) {
                words.put(
                        "its 95 % CI",
                        Text.of(
                                "%.3f..%.3f",
                                of.rocAucInterval().low(), of.rocAucInterval().high()));
            }
        });
        return words;
    }

    /** @return for two classes the positive one, for more all, up to the lines that a chart can have */
    private static List<Integer> shown(Predictions predictions) {
        return predictions.labels() == 2
                ? List.of(predictions.positive())
                : IntStream.range(0, Math.min(MOST_LINES, predictions.labels()))
                        .boxed()
                        .toList();
    }

    private String label(int label) {
        return ((Target.OfClasses) target).labels().get(label);
    }

    private void rankings(Predictions predictions) {
        Map<String, List<Point>> roc = new LinkedHashMap<>();
        Map<String, List<Point>> pr = new LinkedHashMap<>();
        for (int label : shown(predictions)) {
            List<CutOff> cuts = predictions.ranking(label).cutOffs();
            CutOff all = cuts.get(cuts.size() - 1);
            if (all.truePositives() > 0 && all.falsePositives() > 0) {
                roc.put(
                        label(label),
                        cuts.stream()
                                .map(cut ->
                                        new Point((double) cut.falsePositives() / all.falsePositives(), cut.recall()))
                                .toList());
                pr.put(
                        label(label),
                        cuts.stream()
                                .skip(1) // without a row called positive there is no precision
                                .map(cut -> new Point(cut.recall(), cut.precision()))
                                .toList());
            }
        }
        if (roc.isEmpty()) {
            return;
        }
        int labels = predictions.labels();
        String which = labels == 2
                ? "of “" + label(predictions.positive()) + "”"
                : labels > MOST_LINES
                        ? "of the first " + MOST_LINES + " classes, each against the rest"
                        : "of each class against the rest";
        body.append(contents.heading("ROC and precision-recall curve")).append("<div class=\"charts\">\n");
        figure(
                new CurveChart("ROC curve", "share of other rows called positive", "recall", roc, true),
                "ROC curve " + which);
        figure(
                new CurveChart("Precision-recall curve", "recall", "precision", pr, false),
                "Precision-recall curve " + which);
        body.append("</div>\n");
    }

    private void figure(CurveChart chart, String caption) {
        body.append(Html.figure(chart.svg(), caption));
    }

    private void calibration(Predictions predictions) {
        ClassMeasures network =
                (ClassMeasures) result.measures().values().iterator().next();
        Calibration calibration = network.calibration();
        String name = predictions.labels() == 2 ? label(predictions.positive()) : "predicted class";
        Map<String, List<Point>> lines = new LinkedHashMap<>();
        lines.put(name, points(calibration));
        String before = "";
        if (result.measures().get("uncalibrated") instanceof ClassMeasures raw) {
            lines.put("before temperature scaling", points(raw.calibration()));
            before = Text.of(
                    " (%.4f before temperature scaling)", raw.calibration().error());
        }
        body.append(contents.heading("Calibration")).append("<div class=\"charts\">\n");
        figure(
                new CurveChart("Calibration", "mean predicted probability", "share that came true", lines, true),
                Text.of(
                        "Probability of the %s and how often it came true, in ten bins of the test rows. Calibration error"
                                + " (ECE): %.4f%s.",
                        predictions.labels() == 2 ? "class “" + name + "”" : name, calibration.error(), before));
        List<List<String>> rows = calibration.bins().stream()
                .map(bin -> List.of(
                        Text.of("%.1f to %.1f", bin.from(), bin.to()),
                        Integer.toString(bin.rows()),
                        Text.of("%.3f", bin.meanPredicted()),
                        Text.of("%.3f", bin.fraction())))
                .toList();
        body.append(Html.tableOf(List.of("probability", "test rows", "mean", "came true"), rows))
                .append("</div>\n");
    }

    private static List<Point> points(Calibration calibration) {
        return calibration.bins().stream()
                .map(bin -> new Point(bin.meanPredicted(), bin.fraction()))
                .toList();
    }

    @Override
    public int[][] confusion() {
        Predictions predictions = result.predictions();
        return predictions == null ? new int[0][] : predictions.confusion().counts();
    }

    /** Adds the importance of columns, if it is known. */
    @Override
    public void importance() {
        Importance importance = table.importance();
        if (importance == null) {
            return;
        }
        List<Importance.Column> columns = importance.byRise();
        List<List<String>> cells = importance.cells(target.task());
        double most = Math.max(Double.MIN_VALUE, columns.get(0).rise());
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < Math.min(MOST_COLUMNS, columns.size()); i++) {
            rows.append("<tr>")
                    .append(Html.text("td", cells.get(i).get(0)))
                    .append(Text.of(
                            "<td class=\"bar\" style=\"--share:%.3f\">%s</td><td>%s</td></tr>%n",
                            Math.max(0, columns.get(i).rise() / most),
                            cells.get(i).get(1),
                            cells.get(i).get(2)));
        }
        body.append(contents.heading("Importance of the columns"))
                .append(Html.text("p", importance.words(target.task())))
                .append(Html.table(Importance.HEADINGS, rows.toString()));
        int more = columns.size() - MOST_COLUMNS;
        if (more > 0) {
            body.append(Html.text("p", more + " more columns are worth less."));
        }
    }
}
