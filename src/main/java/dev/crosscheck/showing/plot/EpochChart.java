package dev.crosscheck.showing.plot;

import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * A chart of values by epoch, such as losses or test accuracies, of one or several runs.
 *
 * @param title the heading
 * @param lines values by name, one per epoch from the first; a line that contains null is left out without changing the colours of the others
 * @param epochs number of epochs on the axis, at least 1
 * @param best the epoch to mark, whose model is kept; 0 for none
 * @param fromZero whether the axis starts at 0
 */
public record EpochChart(String title, Map<String, List<Double>> lines, int epochs, int best, boolean fromZero) {
    /** With more points, or with several lines, the labels would overlap. */
    private static final int MOST_LABELLED = 10;

    /** With more points, the dots would merge into a broad line. */
    private static final int MOST_DOTS = 200;

    /** Minimum range of the axis as a fraction of the values, so that values that hardly change do not need many digits. */
    private static final double LEAST_SPAN = 1e-3;

    private static final Map<String, Color> COLOURS =
            Map.of("training", Charts.BLUE, "validation", Charts.GREEN, "test", Charts.ORANGE);

    private static boolean isWhole(List<Double> values) {
        return !values.isEmpty() && values.stream().allMatch(Objects::nonNull);
    }

    /** @return the chart as SVG */
    public String svg() {
        boolean dots = lines.values().stream().filter(EpochChart::isWhole).allMatch(values -> values.size() == 1);
        return Charts.svg(chart(dots), 620, 300, title);
    }

    /** Writes the chart as a PNG picture. */
    public void write(OutputStream out) throws IOException {
        Charts.write(chart(epochs <= MOST_LABELLED && lines.size() == 1), out, 900, 560);
    }

    private JFreeChart chart(boolean labelled) {
        XYSeriesCollection data = new XYSeriesCollection();
        XYLineAndShapeRenderer renderer = Charts.lines(epochs <= MOST_DOTS);
        int place = 0;
        for (Map.Entry<String, List<Double>> line : lines.entrySet()) {
            String name = line.getKey();
            List<Double> values = line.getValue();
            Color colour = COLOURS.getOrDefault(name, Charts.line(place++));
            if (!isWhole(values)) {
                continue;
            }
            XYSeries series = new XYSeries(name);
            for (int i = 0; i < values.size(); i++) {
                series.add(i + 1, values.get(i));
            }
            renderer.setSeriesShape(Charts.addLine(data, renderer, series, colour), Charts.dot(3.5));
        }
        XYPlot plot = new XYPlot(data, epochAxis(labelled), valueAxis(), null);
        JFreeChart chart = Charts.chart(title, plot, renderer, lines.size() > 1);
        if (labelled) {
            Charts.labelPoints(renderer, fromZero ? "0.0000" : "0.00##");
            plot.getRangeAxis().setUpperMargin(0.12);
        }
        if (best > 0) {
            plot.addDomainMarker(bestEpoch());
        }
        return chart;
    }

    /** Labels are centred on their points, so the first and the last one need room. */
    private NumberAxis epochAxis(boolean labelled) {
        NumberAxis axis = Charts.wholeNumbers("epoch");
        double margin = epochs == 1 ? 0.5 : Math.min(0.5, (labelled ? 0.04 : 0.02) * (epochs - 1));
        axis.setRange(1 - margin, epochs + margin);
        return axis;
    }

    private NumberAxis valueAxis() {
        NumberAxis axis = Charts.numbers(null);
        axis.setAutoRangeIncludesZero(fromZero);
        double largest = lines.values().stream()
                .filter(EpochChart::isWhole)
                .flatMap(List::stream)
                .mapToDouble(Math::abs)
                .max()
                .orElse(1);
        axis.setAutoRangeMinimumSize(LEAST_SPAN * Math.max(1, largest));
        return axis;
    }

    private ValueMarker bestEpoch() {
        // Losses fall and accuracies rise, so there is room above losses and below accuracies.
        boolean left = best > epochs / 2.0;
        RectangleAnchor top = left ? RectangleAnchor.TOP_LEFT : RectangleAnchor.TOP_RIGHT;
        RectangleAnchor bottom = left ? RectangleAnchor.BOTTOM_LEFT : RectangleAnchor.BOTTOM_RIGHT;
        TextAnchor below = left ? TextAnchor.TOP_RIGHT : TextAnchor.TOP_LEFT;
        TextAnchor above = left ? TextAnchor.BOTTOM_RIGHT : TextAnchor.BOTTOM_LEFT;
        return Charts.marker(
                best, Charts.GREEN, "best: epoch " + best, fromZero ? top : bottom, fromZero ? below : above);
    }
}
