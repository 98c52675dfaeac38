package dev.crosscheck.proof.verify;

import dev.crosscheck.data.table.TableOptions;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * An independent CSV parser, as the reference for reading tables: RFC 4180 with any of the usual delimiters; blanks around cells are removed, empty lines
 * skipped.
 *
 * @param names the names of the columns
 * @param rows the cells of each row
 */
record CsvWitness(List<String> names, List<String[]> rows) {
    /** A number: sign, digits with a point, exponent; or infinity, which is parsed as a number but not allowed in tables. */
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?((\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?|(?i:inf|infinity))");

    private static final String DELIMITERS = ",;\t|";
    private static final int SAMPLED_ROWS = 101;

    static boolean isNumber(String cell) {
        return NUMBER.matcher(cell).matches();
    }

    static boolean isMissing(String cell, TableOptions options) {
        return cell.isEmpty() || options.missing().contains(cell);
    }

    static CsvWitness of(byte[] file, TableOptions options) {
        String text = text(file, options.charset());
        char delimiter = options.delimiter() == null ? delimiter(text) : options.delimiter();
        List<String[]> rows = rows(text, delimiter, Integer.MAX_VALUE);
        String[] first = rows.get(0);
        boolean header = true;
        for (String cell : first) {
            header &= cell.isEmpty() || !isMissing(cell, options) && !isNumber(cell);
        }
        if (options.header() != null) {
            header = options.header();
        }
        List<String> names = new ArrayList<>();
        for (int column = 0; column < first.length; column++) {
            names.add(header && !first[column].isEmpty() ? first[column] : "column" + (column + 1));
        }
        return new CsvWitness(names, header ? rows.subList(1, rows.size()) : rows);
    }

    /** Decodes the file, as UTF-8 unless a charset is given; a byte order mark of UTF-8 or UTF-16 takes precedence over UTF-8 and UTF-16. */
    private static String text(byte[] file, Charset given) {
        if (given == null || given.name().startsWith("UTF-")) {
            for (Charset charset :
                    List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE)) {
                String marked = new String(file, charset);
                if (marked.startsWith("\uFEFF")) {
                    return marked.substring(1);
                }
            }
        }
        return new String(file, given == null ? guessed(file) : given);
    }

    /** @return UTF-8 if that leaves few characters undecoded, UTF-16 for many zeros, GB18030 if most characters are frequent Chinese ones, else windows-1252 */
    private static Charset guessed(byte... file) {
        String utf8 = new String(file, StandardCharsets.UTF_8);
        long zeros = utf8.chars().filter(c -> c == 0).count();
        if (zeros >= 4 && zeros * 20 >= Math.min(file.length, 1 << 16)) {
            return file[0] == 0 ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
        }
        long unknown = utf8.chars().filter(c -> c == 0xfffd).count();
        long others = utf8.chars().filter(c -> c > 0x7f).count() - unknown;
        if (others >= 4 * unknown) {
            return StandardCharsets.UTF_8;
        }
        Charset chinese = Charset.forName("GB18030");
        int[] read = new String(file, chinese).chars().filter(c -> c > 0x7f).toArray();
        long frequent = Arrays.stream(read)
                .filter(c -> {
                    byte[] bytes = Character.toString(c).getBytes(chinese);
                    int first = bytes[0] & 0xff;
                    return bytes.length == 2
                            && (bytes[1] & 0xff) > 0xa0
                            && (first > 0xa0 && first < 0xa4 || first >= 0xb0 && first <= 0xd7);
                })
                .count();
        boolean whole = Arrays.stream(read).noneMatch(c -> c == 0xfffd);
        return whole && 3 * frequent >= 2L * read.length ? chinese : Charset.forName("windows-1252");
    }

    /** @return the delimiter that splits most of the first rows into as many cells as the first row, at least two; of equal ones the one with more cells */
    private static char delimiter(String text) {
        char best = DELIMITERS.charAt(0);
        double most = 0;
        for (char delimiter : DELIMITERS.toCharArray()) {
            List<String[]> rows = rows(text, delimiter, SAMPLED_ROWS);
            int width = rows.get(0).length;
            double even = rows.stream().filter(row -> row.length == width).count();
            double share = width < 2 ? 0 : even / rows.size() + 1e-9 * width;
            if (share > most) {
                most = share;
                best = delimiter;
            }
        }
        return best;
    }

    private static List<String[]> rows(String text, char delimiter, int most) {
        List<String[]> rows = new ArrayList<>();
        List<String> cells = new ArrayList<>();
        Map<String, String> known = new HashMap<>(); // shares equal strings, since most cells of a table repeat
        StringBuilder cell = new StringBuilder();
        boolean quoted = false; // within quotation marks
        boolean began = false; // whether this line has a cell, even an empty quoted one
        for (int i = 0; i < text.length() && rows.size() < most; i++) {
            char c = text.charAt(i);
            if (quoted) {
                boolean twice = c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"';
                if (c != '"' || twice) {
                    cell.append(c);
                    i += twice ? 1 : 0;
                } else {
                    quoted = false;
                }
            } else if (c == '"' && cell.length() == 0) {
                quoted = true;
                began = true;
            } else if (c == delimiter) {
                cells.add(taken(cell, known));
                began = true;
            } else if (c == '\n' || c == '\r') {
                if (began || cell.length() > 0) {
                    cells.add(taken(cell, known));
                    rows.add(cells.toArray(String[]::new));
                    cells.clear();
                }
                began = false;
            } else {
                cell.append(c);
            }
        }
        if (rows.size() < most && (began || cell.length() > 0)) {
            cells.add(taken(cell, known));
            rows.add(cells.toArray(String[]::new));
        }
        return rows;
    }

    private static String taken(StringBuilder cell, Map<String, String> known) {
        String text = cell.toString().trim();
        cell.setLength(0);
        return known.computeIfAbsent(text, same -> same);
    }
}
