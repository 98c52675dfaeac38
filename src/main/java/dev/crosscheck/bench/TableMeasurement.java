package dev.crosscheck.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What one process measured on a table.
 *
 * @param seconds of each part of the work, by its name
 * @param right the share of rows whose class was predicted
 * @param peakKib most resident memory, in KiB, where the system reports it
 * @param note versions and libraries, in its own words
 */
record TableMeasurement(Map<TablePart, Double> seconds, double right, OptionalLong peakKib, String note) {

    /** Reads a process's lines; what other libraries print between them is skipped. */
    static final class Reader {
        private static final String PREFIX = "bench: ";

        private final int rows;
        private final Map<TablePart, Double> seconds = new LinkedHashMap<>();
        private int rowsRead;
        private double right = Double.NaN;
        private OptionalLong peakKib = OptionalLong.empty();
        private String note = "";

        /** @param rows how many the table has */
        Reader(int rows) {
            this.rows = rows;
        }

        void line(String line) {
            if (!line.startsWith(PREFIX)) {
                return;
            }
            String[] words = line.substring(PREFIX.length()).split(" ", 2);
            switch (words[0]) {
                case "part" -> {
                    String[] part = words[1].split(" ");
                    seconds.put(TablePart.named(part[0]), Double.parseDouble(part[1]));
                }
                case "right" -> right = Double.parseDouble(words[1]);
                case "rows" -> rowsRead = Integer.parseInt(words[1]);
                case "peak" -> peakKib = OptionalLong.of(Long.parseLong(words[1]));
                case "note" -> note = words[1];
                default -> throw new IllegalArgumentException("unknown line: " + line);
            }
        }

        /** @throws IllegalStateException if something is missing or no positive number, or the table was another */
        TableMeasurement result() {
            boolean positive = seconds.values().stream().allMatch(time -> time > 0 && Double.isFinite(time));
            if (!positive || seconds.size() < TablePart.values().length || rowsRead != rows || Double.isNaN(right)) {
                throw new IllegalStateException(
                        "expected the parts of the work on " + rows + " rows, found " + seconds + " on " + rowsRead);
            }
            return new TableMeasurement(Map.copyOf(seconds), right, peakKib, note);
        }
    }
}
