package dev.crosscheck.data.picture;

/**
 * Estimates the brightness of the paper behind a drawing, which may fall off to one side or into the corners, as a quadratic surface.
 *
 * <p>It is fitted by iteratively reweighted least squares (Holland and Welsch 1977, "Robust regression using iteratively reweighted
 * least-squares"): first to the border, most of which shows paper, by least absolute deviations; then to the whole picture with the weights
 * of Geman and McClure (1987), (1 + (r/s)²)⁻² for a residual r, which give ink almost no weight.
 */
final class Paper {
    /** The surface is fitted to block means on a grid of at most this size, which for MNIST's images means every pixel. */
    private static final int GRID = 28;

    private static final int ROUNDS = 5;

    /** The scale s of the weights, in grey levels: above the paper's texture, below ink. */
    private static final double SCALE = 8;

    /** Keeps the least squares problem solvable if the picture has too few rows or columns to determine the surface. */
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
     * The ink: by how many grey levels a pixel differs from the paper, in the direction (darker or lighter) with the larger sum of squares.
     * Ink darker than the paper is scaled to the brightest part of the paper, since a shadow removes the same fraction of all light.
     *
     * @return (height × width), 0 is paper and 255 the strongest possible ink
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

    /** @return the paper's brightness behind a pixel, from 0 to 255 */
    private double at(int row, int column) {
        double[] terms = terms((column + 0.5) / picture.width(), (row + 0.5) / picture.height());
        return Math.max(0, Math.min(FULL, dot(surface, terms)));
    }

    /** @return the terms of the surface at a position, given in fractions of the picture's width and height */
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

    /** @return the coefficients c that minimise Σ w (light - c·terms)², from the normal equations by Gauss-Jordan elimination */
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
