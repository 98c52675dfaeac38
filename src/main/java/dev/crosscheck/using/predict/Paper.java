package dev.crosscheck.using.predict;

import dev.crosscheck.data.picture.GreyPicture;

/**
 * The light of the paper behind a drawing, which falls off to one side or into the corners: a quadratic surface over the picture.
 *
 * <p>It is fitted by iteratively reweighted least squares (Holland and Welsch 1977, "Robust regression using iteratively reweighted
 * least-squares"): first to the border, most of which shows paper, by least absolute deviations; then to all of the picture by the
 * weights of Geman and McClure (1987), (1 + (r/s)²)⁻² for a residual r, under which ink counts next to nothing.
 */
final class Paper {
    /** The fit looks at the means of at most so many rows and columns: of MNIST's images at every pixel. */
    private static final int GRID = 28;

    private static final int ROUNDS = 5;

    /** The scale s of the weights, in levels of light: paper's texture is below, ink above. */
    private static final double SCALE = 8;

    /** Least squares stay solvable where the picture has fewer rows or columns than the surface can tell apart. */
    private static final double RIDGE = 1e-6;

    private static final int FULL = 255;

    private final GreyPicture picture;
    private final double[] surface;

    Paper(GreyPicture picture) {
        this.picture = picture;
        int columns = Math.min(GRID, picture.width());
        int rows = Math.min(GRID, picture.height());
        byte[] light = picture.scaled(columns, rows);
        double[][] terms = new double[light.length][];
        boolean[] border = new boolean[light.length];
        double[] weights = new double[light.length];
        for (int i = 0; i < light.length; i++) {
            int row = i / columns;
            int column = i % columns;
            terms[i] = terms((column + 0.5) / columns, (row + 0.5) / rows);
            border[i] = row == 0 || row == rows - 1 || column == 0 || column == columns - 1;
            weights[i] = border[i] ? 1 : 0;
        }
        double[] fitted = leastSquares(terms, weights, light);
        for (int round = 0; round < 2 * ROUNDS; round++) {
            for (int i = 0; i < light.length; i++) {
                double residual = Math.abs((light[i] & 0xff) - dot(fitted, terms[i]));
                double scaled = residual / SCALE;
                double overall = 1 / ((1 + scaled * scaled) * (1 + scaled * scaled));
                weights[i] = round >= ROUNDS ? overall : border[i] ? 1 / (1 + residual) : 0;
            }
            fitted = leastSquares(terms, weights, light);
        }
        surface = fitted;
    }

    /**
     * The ink on the paper, in levels of light by which a pixel differs from it to the side where ink is, which is the one with the larger
     * squares. Ink that is darker than the paper counts as much as in the brightest light, since a shadow takes the same share of
     * all light.
     *
     * @return (height × width), 0 is paper and 255 the strongest ink there can be
     */
    GreyPicture ink() {
        byte[] light = picture.light();
        double[] paper = new double[light.length];
        double brightest = 0;
        double darker = 0;
        double lighter = 0;
        for (int i = 0; i < light.length; i++) {
            paper[i] = at(i / picture.width(), i % picture.width());
            brightest = Math.max(brightest, paper[i]);
            double difference = (light[i] & 0xff) - paper[i];
            darker += difference < 0 ? difference * difference : 0;
            lighter += difference > 0 ? difference * difference : 0;
        }
        byte[] ink = new byte[light.length];
        for (int i = 0; i < ink.length; i++) {
            double difference = (light[i] & 0xff) - paper[i];
            double amount = lighter > darker ? difference : -difference * brightest / Math.max(1, paper[i]);
            ink[i] = (byte) Math.round(Math.max(0, Math.min(FULL, amount)));
        }
        return new GreyPicture(picture.width(), picture.height(), ink);
    }

    /** @return the paper's light behind a pixel, from 0 to 255 */
    private double at(int row, int column) {
        double[] terms = terms((column + 0.5) / picture.width(), (row + 0.5) / picture.height());
        return Math.max(0, Math.min(FULL, dot(surface, terms)));
    }

    /** @return the surface's terms at a place, given in shares of the picture's sides */
    private static double[] terms(double x, double y) {
        double u = 2 * x - 1;
        double v = 2 * y - 1;
        return new double[] {1, u, v, u * u, u * v, v * v};
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** @return the coefficients c with the least Σ w (light - c·terms)², from the normal equations by Gauss and Jordan's elimination */
    private static double[] leastSquares(double[][] terms, double[] weights, byte[] light) {
        int count = terms[0].length;
        double[][] equations = new double[count][count + 1];
        for (int row = 0; row < count; row++) {
            equations[row][row] = RIDGE;
        }
        for (int i = 0; i < light.length; i++) {
            for (int row = 0; row < count && weights[i] > 0; row++) {
                double weighted = weights[i] * terms[i][row];
                for (int column = 0; column < count; column++) {
                    equations[row][column] += weighted * terms[i][column];
                }
                equations[row][count] += weighted * (light[i] & 0xff);
            }
        }
        double[] solution = new double[count];
        for (int pivot = 0; pivot < count; pivot++) {
            for (int row = 0; row < count; row++) {
                double factor = equations[row][pivot] / equations[pivot][pivot];
                for (int column = pivot; row != pivot && column <= count; column++) {
                    equations[row][column] -= factor * equations[pivot][column];
                }
            }
        }
        for (int row = 0; row < count; row++) {
            solution[row] = equations[row][count] / equations[row][row];
        }
        return solution;
    }
}
