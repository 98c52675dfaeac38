package dev.crosscheck.bench;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * Writes a table of numbers and categories from a seed: every fourth column has three to seventeen categories, every fifth lacks some values, and the last
 * one is of three classes, which follow from a few of the others, partly by chance. The same seed gives the same bytes.
 */
final class TableMaker {
    /** The column to be learnt. */
    static final String TARGET = "target";

    /** The first columns, which tell the class. */
    private static final int TELLING = 5;

    static final int LEAST_COLUMNS = TELLING + 1;

    private static final int EVERY_CATEGORY = 4;
    private static final int EVERY_MISSING = 5;
    private static final double MISSING = 0.05;
    private static final int LEAST_CATEGORIES = 3;
    private static final int CATEGORIES = 15;

    /** Numbers of four decimals, as most measurements are written. */
    private static final double DECIMALS = 1e4;

    private static final double NOISE = 0.5;

    /** The classes' scores meet here and at its negative: near thirds of their distribution. */
    private static final double BOUND = 0.9;

    private final SplittableRandom random;
    private final int columns;
    private final StringBuilder line = new StringBuilder();

    private TableMaker(int columns, long seed) {
        this.columns = columns;
        this.random = new SplittableRandom(seed);
    }

    /**
     * Writes a table.
     *
     * @param rows at least 1, without the line of names
     * @param columns the last is the target; at least {@value #LEAST_COLUMNS}
     */
    static void write(Path file, int rows, int columns, long seed) throws IOException {
        TableMaker maker = new TableMaker(columns, seed);
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.US_ASCII)) {
            out.write(maker.names());
            for (int row = 0; row < rows; row++) {
                out.append(maker.row());
            }
        }
    }

    /** @return whether a column, counted from 0, has categories; the others have numbers */
    static boolean isCategory(int column) {
        return column % EVERY_CATEGORY == EVERY_CATEGORY - 1;
    }

    private static boolean lacksValues(int column) {
        return column % EVERY_MISSING == EVERY_MISSING - 1;
    }

    private String names() {
        line.setLength(0);
        for (int column = 0; column < columns - 1; column++) {
            line.append(isCategory(column) ? "kind" : "number")
                    .append(column + 1)
                    .append(',');
        }
        return line.append(TARGET).append('\n').toString();
    }

    private CharSequence row() {
        line.setLength(0);
        double score = random.nextGaussian() * NOISE;
        for (int column = 0; column < columns - 1; column++) {
            double told = 0;
            if (!lacksValues(column) || random.nextDouble() >= MISSING) {
                told = isCategory(column) ? category(column) : number();
            }
            score += column < TELLING ? told : 0;
            line.append(',');
        }
        return line.append(score < -BOUND ? "low" : score < BOUND ? "middle" : "high")
                .append('\n');
    }

    /** Writes one of a column's categories; what it tells is from -1 to 1. */
    private double category(int column) {
        int most = LEAST_CATEGORIES + column % CATEGORIES;
        int kind = random.nextInt(most);
        line.append('k').append(kind);
        return 2.0 * kind / (most - 1) - 1;
    }

    /** Writes a number of mean 0 and deviation 1. */
    private double number() {
        long scaled = Math.round(random.nextGaussian() * DECIMALS);
        line.append(scaled / DECIMALS);
        return scaled / DECIMALS;
    }
}
