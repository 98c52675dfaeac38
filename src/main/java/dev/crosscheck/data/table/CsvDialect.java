package dev.crosscheck.data.table;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.reader.CsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.FieldModifiers;
import de.siegmar.fastcsv.reader.StringArrayHandler;
import dev.crosscheck.CrosscheckException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;

/**
 * The format of a CSV file.
 *
 * @param delimiter the character between cells
 * @param header whether the first line contains the column names
 * @param charset the encoding
 * @param guessed whether the encoding is a guess
 */
public record CsvDialect(char delimiter, boolean header, Charset charset, boolean guessed) {
    /** The first one wins a tie. */
    private static final char[] DELIMITERS = {',', ';', '\t', '|'};

    /** Characters that are examined: several lines, or the first line of a table with very many columns. */
    private static final int SAMPLE = 1 << 18;

    private static final int BUFFER = 1 << 13;

    private static final int SAMPLED_ROWS = 100;

    /** @return a description for the user */
    public String words() {
        String cut = switch (delimiter) {
            case ',' -> "commas";
            case ';' -> "semicolons";
            case '\t' -> "tabs";
            case ' ' -> "spaces";
            case '|' -> "bars";
            default -> "'" + delimiter + "'";
        };
        return cut + " between cells, " + (header ? "names in the first line, " : "no line of names, ") + charset
                + (guessed ? ", a guess: --encoding names another" : "");
    }

    static CsvDialect of(String file, CsvText text, TableOptions options) throws IOException {
        String sample = sample(text);
        if (sample.isBlank()) {
            throw CrosscheckException.expected(file, "a table", "an empty file", "Name a CSV file.");
        }
        // Files for Excel may begin with a line that names the delimiter.
        String[] parts = sample.split("\\R", 2);
        boolean told = isSeparator(parts[0]);
        String table = told && parts.length > 1 ? parts[1] : sample;
        char delimiter = options.delimiter() != null
                ? options.delimiter()
                : told ? parts[0].charAt(parts[0].length() - 1) : delimiter(sample);
        if (delimiter == '"' || delimiter == '\n' || delimiter == '\r' || delimiter == 0) {
            throw CrosscheckException.expected(
                    "--delimiter",
                    "a character other than a quotation mark or a line end",
                    "such a one",
                    "Name another.");
        }
        List<List<String>> rows = rows(table, delimiter);
        boolean header = options.header() == null
                ? !rows.isEmpty() && rows.get(0).stream().allMatch(cell -> isName(cell, options))
                : options.header();
        boolean guessed =
                options.charset() == null && !text.isMarked() && !text.charset().equals(UTF_8);
        return new CsvDialect(delimiter, header, text.charset(), guessed);
    }

    /** @return whether a first line is {@code sep=;} or the like */
    static boolean isSeparator(String line) {
        return line.matches("sep=[^\\w\"]");
    }

    /** An empty cell may be a name, since pandas writes an empty one for its index. */
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

    /** @return the share of rows with as many cells as the first, if that is several; more cells win a tie */
    private static double score(List<List<String>> rows) {
        int width = rows.isEmpty() ? 0 : rows.get(0).size();
        if (width < 2) {
            return 0;
        }
        double even = rows.stream().filter(row -> row.size() == width).count();
        return even / rows.size() + 1e-9 * width;
    }

    /** @return the first rows, as far as they can be read, without one that is cut off by the end of the sample */
    private static List<List<String>> rows(String sample, char delimiter) {
        List<List<String>> rows = new ArrayList<>();
        StringArrayHandler stripped =
                StringArrayHandler.builder().fieldModifier(FieldModifiers.STRIP).build();
        try (CsvReader<String[]> reader = builder(delimiter).build(stripped, sample)) {
            for (String[] row : reader) {
                rows.add(List.of(row));
                if (rows.size() > SAMPLED_ROWS) {
                    return rows;
                }
            }
        } catch (CsvParseException e) {
            // Reported with its place when the table itself is read.
        } catch (IOException e) {
            throw new IllegalStateException("text in memory", e);
        }
        if (sample.length() == SAMPLE && rows.size() > 1) {
            rows.remove(rows.size() - 1);
        }
        return rows;
    }

    <T> CsvReader<T> reader(CsvText text, CsvCallbackHandler<T> handler) {
        return builder(delimiter).build(handler, text);
    }

    /** CsvFile checks the number of cells itself, for its messages; text after a closing quotation mark is an error. */
    private static CsvReader.CsvReaderBuilder builder(char delimiter) {
        return CsvReader.builder()
                .fieldSeparator(delimiter)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .maxBufferSize(CsvFile.LONGEST_CELL);
    }
}
