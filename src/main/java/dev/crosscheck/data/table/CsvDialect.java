package dev.crosscheck.data.table;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.crosscheck.CrosscheckException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The format of a CSV file; {@code plausible} says whether its beginning looks like text, if the encoding is a guess. */
public record CsvDialect(char delimiter, boolean header, Charset charset, boolean guessed, boolean plausible) {
    /** The first one wins a tie. */
    private static final String DELIMITERS = ",;\t|";

    private static final int SAMPLED_ROWS = 100;

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

    /** @param sample the beginning of the file: several lines, or the first line of a table with very many columns */
    static CsvDialect of(String file, String sample, boolean cutOff, TextEncoding encoding, TableOptions options) {
        if (sample.isBlank()) {
            throw CrosscheckException.expected(file, "a table", "an empty file", "Name a CSV file.");
        }
        // Files for Excel may begin with a line that names the delimiter.
        String[] parts = sample.split("\\R", 2);
        boolean told = isSeparator(parts[0]);
        char delimiter = options.delimiter() != null
                ? options.delimiter()
                : told ? parts[0].charAt(parts[0].length() - 1) : delimiter(sample, cutOff);
        if (delimiter == '"' || delimiter == '\n' || delimiter == '\r' || delimiter == 0) {
            throw CrosscheckException.expected(
                    "--delimiter",
                    "a character other than a quotation mark or a line end",
                    "such a one",
                    "Name another.");
        }
        List<List<String>> rows = rows(told && parts.length > 1 ? parts[1] : sample, cutOff, delimiter);
        boolean header = options.header() == null
                ? !rows.isEmpty() && rows.get(0).stream().allMatch(cell -> isName(cell, options))
                : options.header();
        return new CsvDialect(delimiter, header, encoding.charset(), encoding.guessed(), encoding.isPlausible(sample));
    }

    /** @return whether a first line is {@code sep=;} or the like */
    static boolean isSeparator(String line) {
        return line.matches("sep=[^\\w\"]");
    }

    /** An empty cell may be a name, since pandas writes an empty one for its index. */
    private static boolean isName(String cell, TableOptions options) {
        return cell.isEmpty() || !options.isMissing(cell) && Double.isNaN(Decimal.parse(cell));
    }

    private static char delimiter(String sample, boolean cutOff) {
        return (char) DELIMITERS
                .chars()
                .boxed()
                .max(Comparator.comparingDouble(delimiter -> score(rows(sample, cutOff, (char) (int) delimiter))))
                .orElseThrow()
                .intValue();
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
    private static List<List<String>> rows(String sample, boolean cutOff, char delimiter) {
        List<List<String>> rows = new ArrayList<>();
        try (CsvReader<CsvRecord> records = CsvFile.records(delimiter, new StringReader(sample))) {
            for (CsvRecord row : records) {
                rows.add(row.getFields());
                if (rows.size() > SAMPLED_ROWS) {
                    return rows;
                }
            }
        } catch (CsvParseException e) {
            return rows; // It is reported with its place when the table itself is read.
        } catch (IOException e) {
            throw new IllegalStateException("text in memory", e);
        }
        if (cutOff && rows.size() > 1) {
            rows.remove(rows.size() - 1);
        }
        return rows;
    }
}
