package dev.crosscheck.showing.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import org.jfree.data.xy.XYSeries;

/**
 * A function of two inputs, sampled on a square grid.
 *
 * @param values by [second input][first input], ascending
 * @param least lower end of the grid in both inputs
 * @param step distance between neighbours
 */
record Samples(double[][] values, double least, double step) {

    /**
     * @param function the function
     * @param least lower end of the square in both inputs
     * @param size length of the square's sides
     * @param side number of samples along a side, at least 2
     */
    static Samples of(DoubleBinaryOperator function, double least, double size, int side) {
        double step = size / (side - 1);
        double[][] values = new double[side][side];
        for (int i = 0; i < side; i++) {
            for (int j = 0; j < side; j++) {
                values[i][j] = function.applyAsDouble(least + j * step, least + i * step);
            }
        }
        return new Samples(values, least, step);
    }

    int side() {
        return values.length;
    }

    /** @return the value at a row (second input) and a column (first input) */
    double value(int i, int j) {
        return values[i][j];
    }

    /**
     * Computes a contour line by marching squares: a square of four neighbours is crossed between the edges on which linear interpolation reaches
     * the level.
     *
     * @param name name of the series
     * @param level value of the function along the line
     * @param jump neighbours with at least this difference are a step, where no line is drawn
     * @return segments, each followed by a point without a value
     */
    XYSeries contour(String name, double level, double jump) {
        XYSeries line = new XYSeries(name, false, true);
        for (int i = 0; i < side() - 1; i++) {
            for (int j = 0; j < side() - 1; j++) {
                List<double[]> crossings = crossings(i, j, level, jump);
                for (int k = 0; k + 1 < crossings.size(); k += 2) {
                    add(line, crossings.get(k), crossings.get(k + 1));
                }
            }
        }
        return line;
    }

    private static void add(XYSeries line, double[] from, double[] to) {
        line.add(from[0], from[1]);
        line.add(to[0], to[1]);
        line.add(to[0], null);
    }

    /** @return the crossings around a square. Of four crossings, each two neighbours enclose a corner; the level separates it from the middle. */
    private List<double[]> crossings(int i, int j, double level, double jump) {
        int[][] corners = {{i, j}, {i, j + 1}, {i + 1, j + 1}, {i + 1, j}};
        double middle = (values[i][j] + values[i][j + 1] + values[i + 1][j] + values[i + 1][j + 1]) / 4;
        boolean firstIsCutOff = values[i][j] >= level != middle >= level;
        List<double[]> crossings = new ArrayList<>(4);
        for (int k = 0; k < 4; k++) {
            int edge = firstIsCutOff ? (k + 3) % 4 : k;
            int[] a = corners[edge];
            int[] b = corners[(edge + 1) % 4];
            double share = passes(values[a[0]][a[1]], values[b[0]][b[1]], level, jump);
            if (share <= 1) {
                double row = a[0] + share * (b[0] - a[0]);
                double column = a[1] + share * (b[1] - a[1]);
                crossings.add(new double[] {least + column * step, least + row * step});
            }
        }
        return crossings;
    }

    /** @return the position between two neighbours at which the level is crossed, from 0 to 1; infinity if it is not, or by a step */
    private static double passes(double from, double to, double level, double jump) {
        boolean crosses = from >= level != to >= level && Math.abs(to - from) < jump;
        return crosses ? (level - from) / (to - from) : Double.POSITIVE_INFINITY;
    }
}
