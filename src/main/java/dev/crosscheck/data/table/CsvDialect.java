package dev.crosscheck.data.table;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.RecordType;
import dev.crosscheck.CrosscheckException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;

/**
 * How a file's cells are told apart.
 *
 * @param delimiter what stands between cells
 * @param header whether the first line has names
 * @param charset the encoding
 */
public record CsvDialect(char delimiter, boolean header, Charset charset) {
    /** Of several that fit equally well the first is taken. */
    private static final char[] DELIMITERS = {',', ';', '\t', '|'};

    /** Characters that are looked at: the first line of a table of very many columns and some lines of any other. */
    private static final int SAMPLE = 1 << 18;

    private static final int BUFFER = 1 << 13;

    private static final int SAMPLED_ROWS = 100;

    /** @return in words, for who wants to know what was found */
    public String words() {
        String cut = switch (delimiter) {
            case ',' -> "commas";
            case ';' -> "semicolons";
            case '\t' -> "tabs";
            case ' ' -> "spaces";
            case '|' -> "bars";
            default -> "'" + delimiter + "'";
        };
        return cut + " between cells, " + (header ? "names in the first line, " : "no line of names, ") + charset;
    }

    static CsvDialect of(String file, CsvText text, TableOptions options) throws IOException {
        String sample = sample(text);
        if (sample.isBlank()) {
            throw CrosscheckException.expected(file, "a table", "an empty file", "Name a CSV file.");
        }
        char delimiter = options.delimiter() == null ? delimiter(sample) : options.delimiter();
        if (delimiter == '"' || delimiter == '\n' || delimiter == '\r' || delimiter == 0) {
            throw CrosscheckException.expected(
                    "--delimiter",
                    "a character that is no quotation mark and ends no line",
                    "such a one",
                    "Name another.");
        }
        List<List<String>> rows = rows(sample, delimiter);
        boolean header = options.header() == null
                ? !rows.isEmpty() && rows.get(0).stream().allMatch(cell -> isName(cell, options))
                : options.header();
        return new CsvDialect(delimiter, header, text.charset());
    }

    /** An empty cell may be a name: pandas writes none for its index. */
    private static boolean isName(String cell, TableOptions options) {
        return cell.isEmpty() || !options.isMissing(cell) && Double.isNaN(Decimal.parse(cell));
    }

    private static String sample(Reader text) throws IOException {
        StringBuilder sample = new StringBuilder();
        char[] buffer = new char[BUFFER];
        int read = text.read(buffer);
        while (read >= 0) {
            sample.append(buffer, 0, Math.min(read, SAMPLE - sample.length()));
            read = sample.length() < SAMPLE ? text.read(buffer) : -1;
        }
        return sample.toString();
    }

    private static char delimiter(String sample) {
        char best = DELIMITERS[0];
        double most = 0;
        for (char delimiter : DELIMITERS) {
            double score = score(rows(sample, delimiter));
            if (score > most) {
                most = score;
                best = delimiter;
            }
        }
        return best;
    }

    /** The share of rows that have as many cells as the first, if it has several; of equal shares more cells win. */
    private static double score(List<List<String>> rows) {
        int width = rows.isEmpty() ? 0 : rows.get(0).size();
        if (width < 2) {
            return 0;
        }
        double even = rows.stream().filter(row -> row.size() == width).count();
        return even / rows.size() + 1e-9 * width;
    }

    /** The first rows, without one that the sample's end cuts off; as far as they can be read. */
    private static List<List<String>> rows(String sample, char delimiter) {
        List<List<String>> rows = new ArrayList<>();
        try (CsvReader<List<String>> reader = builder(delimiter).build(new Sample(), sample)) {
            for (List<String> row : reader) {
                rows.add(row);
                if (rows.size() > SAMPLED_ROWS) {
                    return rows;
                }
            }
        } catch (CsvParseException e) {
            // The table's own reading says it with its place.
        } catch (IOException e) {
            throw new IllegalStateException("text in memory", e);
        }
        if (sample.length() == SAMPLE && rows.size() > 1) {
            rows.remove(rows.size() - 1);
        }
        return rows;
    }

    /** Rows as lists of texts. */
    private static final class Sample extends AbstractBaseCsvCallbackHandler<List<String>> {
        private List<String> row = new ArrayList<>();

        @Override
        protected void handleBegin(long line) {
            row = new ArrayList<>();
        }

        @Override
        protected void handleField(int column, char[] buffer, int offset, int length, boolean quoted) {
            row.add(new String(buffer, offset, length).strip());
        }

        @Override
        protected List<String> buildRecord() {
            return getRecordType() == RecordType.EMPTY ? null : row;
        }
    }

    <T> CsvReader<T> reader(CsvText text, CsvCallbackHandler<T> handler) {
        return builder(delimiter).build(handler, text);
    }

    /** Widths are ours to check, for the messages; what stands behind a closing quotation mark is an error. */
    private static CsvReader.CsvReaderBuilder builder(char delimiter) {
        return CsvReader.builder()
                .fieldSeparator(delimiter)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .maxBufferSize(CsvFile.LONGEST_CELL);
    }
}
