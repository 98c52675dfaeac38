package dev.crosscheck.showing.plot;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYTextAnnotation;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.PaintScale;
import org.jfree.chart.renderer.xy.XYBlockRenderer;
import org.jfree.data.xy.DefaultXYZDataset;

/** A chart of a confusion matrix: true classes down, predicted classes across, counts in the cells. */
public final class ConfusionChart {
    /** With more classes, the counts would overlap. */
    private static final int MOST_COUNTED = 20;

    private static final int LONGEST_NAME = 20;

    private ConfusionChart() {}

    /**
     * Draws the matrix.
     *
     * @param confusion number of examples by [true class][predicted class]
     * @param names names of the classes
     * @param noun the word for a class
     * @param out receives the PNG picture
     */
    public static void write(int[][] confusion, List<String> names, String noun, OutputStream out) throws IOException {
        int classes = confusion.length;
        double[][] cells = new double[3][classes * classes];
        XYPlot plot = new XYPlot(null, axis("predicted " + noun, names), axis("true " + noun, names), null);
        List<XYTextAnnotation> counts = new ArrayList<>();
        for (int actual = 0; actual < classes; actual++) {
            int total = Math.max(1, Arrays.stream(confusion[actual]).sum());
            for (int predicted = 0; predicted < classes; predicted++) {
                int cell = actual * classes + predicted;
                double share = (double) confusion[actual][predicted] / total;
                cells[0][cell] = predicted;
                cells[1][cell] = actual;
                cells[2][cell] = share;
                if (classes <= MOST_COUNTED) {
                    counts.add(count(confusion[actual][predicted], predicted, actual, share));
                }
            }
        }
        DefaultXYZDataset data = new DefaultXYZDataset();
        data.addSeries("confusion", cells);
        plot.setDataset(data);
        plot.getRangeAxis().setInverted(true);
        JFreeChart chart = Charts.chart("Confusion matrix", plot, renderer(), false);
        counts.forEach(plot::addAnnotation);
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlinesVisible(false);
        Charts.write(chart, out, 820, 780);
    }

    private static SymbolAxis axis(String label, List<String> names) {
        int classes = names.size();
        SymbolAxis axis = Charts.names(label, names.stream().map(ConfusionChart::shortened));
        // Long names are rotated where they would overlap.
        axis.setVerticalTickLabels(
                label.startsWith("predicted") && names.stream().anyMatch(name -> name.length() > 3));
        axis.setTickMarksVisible(false);
        axis.setRange(-0.5, classes - 0.5);
        return axis;
    }

    private static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
    }

    private static XYBlockRenderer renderer() {
        XYBlockRenderer renderer = new XYBlockRenderer();
        renderer.setPaintScale(new ShareScale());
        return renderer;
    }

    private static XYTextAnnotation count(int count, double x, double y, double share) {
        XYTextAnnotation text = new XYTextAnnotation(Integer.toString(count), x, y);
        text.setFont(Charts.font(count == 0 ? Font.PLAIN : Font.BOLD, 13));
        text.setPaint(share > 0.3 ? Color.WHITE : count == 0 ? Color.LIGHT_GRAY : Charts.INK);
        return text;
    }

    /** White to blue; the square root makes few mistakes visible beside many correct answers. */
    private static final class ShareScale implements PaintScale {
        @Override
        public double getLowerBound() {
            return 0;
        }

        @Override
        public double getUpperBound() {
            return 1;
        }

        @Override
        public Color getPaint(double share) {
            return Charts.mix(Color.WHITE, Charts.BLUE, Math.sqrt(Math.max(0, share)));
        }
    }
}
