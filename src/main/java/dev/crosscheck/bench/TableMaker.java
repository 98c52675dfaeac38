package dev.crosscheck.bench;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * Writes a table of numbers and categories: every fourth column has 3 to 17 categories, every fifth lacks a twentieth of its values. The
 * last column has three classes of about the same size, which follow from the first five columns and chance. The same seed gives the
 * same bytes.
 */
final class TableMaker {
    /** The column to be learnt. */
    static final String TARGET = "target";

    private static final int TELLING = 5;
    static final int LEAST_COLUMNS = TELLING + 1;

    /** Where two classes meet, and with the other sign the other two: near thirds of the scores' distribution. */
    private static final double BOUND = 0.9;

    private TableMaker() {}

    /**
     * Writes a table.
     *
     * @param rows at least 1, without the line of names
     * @param columns at least {@value #LEAST_COLUMNS}, with the target
     */
    static void write(Path file, int rows, int columns, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder line = new StringBuilder();
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.US_ASCII)) {
            for (int column = 0; column < columns - 1; column++) {
                line.append(isCategory(column) ? "kind" : "number")
                        .append(column + 1)
                        .append(',');
            }
            out.append(line).append(TARGET).append('\n');
            for (int row = 0; row < rows; row++) {
                line.setLength(0);
                double score = random.nextGaussian() / 2;
                for (int column = 0; column < columns - 1; column++) {
                    boolean isMissing = column % 5 == 4 && random.nextDouble() < 0.05;
                    double value = isMissing ? 0 : cell(line, column, random);
                    score += column < TELLING ? value : 0;
                    line.append(',');
                }
                out.append(line)
                        .append(score < -BOUND ? "low" : score < BOUND ? "middle" : "high")
                        .append('\n');
            }
        }
    }

    private static boolean isCategory(int column) {
        return column % 4 == 3;
    }

    /** Writes a category or a number of four decimals, of mean 0 and deviation 1, and gives what it adds to the score. */
    private static double cell(StringBuilder line, int column, SplittableRandom random) {
        if (isCategory(column)) {
            int most = 3 + column % 15;
            int kind = random.nextInt(most);
            line.append('k').append(kind);
            return 2.0 * kind / (most - 1) - 1;
        }
        double number = Math.round(random.nextGaussian() * 1e4) / 1e4;
        line.append(number);
        return number;
    }
}
