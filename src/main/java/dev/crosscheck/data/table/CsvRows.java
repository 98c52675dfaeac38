package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Hands a CSV file's rows over one by one, as texts: for answers to each of them, in the memory of one row. */
public final class CsvRows {
    private CsvRows() {}

    /** What takes the rows. */
    public interface Taker {
        /** The columns' names, once and first; if the file has none, {@code column1} and so on. */
        void names(List<String> names);

        /**
         * A row.
         *
         * @param line in which it begins, from 1
         * @param cells as many as there are names, without white space around them
         */
        void row(int line, List<String> cells);
    }

    /**
     * Reads a file.
     *
     * @param options delimiter, header and encoding count
     * @return how cells were told apart
     * @throws CrosscheckException if it cannot be read, is no CSV, is uneven or has no rows; with file and line
     */
    public static CsvDialect read(Path file, TableOptions options, Taker taker) {
        return read(CsvFile.of(file, options), taker);
    }

    /** The same from memory; messages call the file {@code name}. */
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
