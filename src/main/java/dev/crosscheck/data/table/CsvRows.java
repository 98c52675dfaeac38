package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a CSV file row by row, as texts, in the memory of one row. */
public final class CsvRows {
    private CsvRows() {}

    /** Receives the rows. */
    public interface Taker {
        /** Receives the column names, once and first; if the file has none, {@code column1} and so on. */
        void names(List<String> names);

        /**
         * Receives a row.
         *
         * @param line the line in which it begins, from 1
         * @param cells one per name, without surrounding white space
         */
        void row(int line, List<String> cells);
    }

    /**
     * Reads a file.
     *
     * @param options only delimiter, header and encoding are used
     * @return the format of the file
     * @throws CrosscheckException with file and line, if it cannot be read, is not CSV, has rows of different lengths or no rows
     */
    public static CsvDialect read(Path file, TableOptions options, Taker taker) {
        return read(CsvFile.of(file, options), taker);
    }

    /** Like {@link #read(Path, TableOptions, Taker)}, but from memory; messages use {@code name}. */
    public static CsvDialect read(String name, byte[] file, TableOptions options, Taker taker) {
        return read(CsvFile.of(name, file, options), taker);
    }

    private static CsvDialect read(CsvFile file, Taker taker) {
        file.read(new Collector(taker));
        return file.dialect();
    }

    private static final class Collector implements CsvFile.Sink {
        private final Taker taker;
        private List<String> cells = new ArrayList<>();

        Collector(Taker taker) {
            this.taker = taker;
        }

        @Override
        public void names(List<String> names) {
            taker.names(names);
        }

        @Override
        public void cell(int line, int column, char[] text, int offset, int length) {
            cells.add(new String(text, offset, length));
        }

        @Override
        public void row(int line) {
            taker.row(line, cells);
            cells = new ArrayList<>(cells.size());
        }
    }
}
