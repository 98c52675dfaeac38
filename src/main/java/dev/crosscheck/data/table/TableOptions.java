package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.limits.Members;
import dev.crosscheck.text.Printable;
import java.nio.charset.Charset;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Options for reading a table.
 *
 * @param delimiter the character between cells; {@code null} for comma, semicolon, tab or bar, whichever splits the first lines evenly
 * @param header whether the first line contains the column names; {@code null} if it does exactly when none of its cells is a number
 * @param charset the encoding; {@code null} for UTF-8, or the encoding of a byte order mark
 * @param decimal the decimal mark, point or comma, of columns in which {@code 1,234} or {@code 1.234} may be either; {@code null} for the likelier one
 * @param dates the order of year, month and day in columns whose dates may be read in several; {@code null} to read them as texts
 * @param numeric columns whose cells must be numbers
 * @param categorical columns whose cells are categories, even if they are numbers
 * @param only the columns to keep, of which those that are categories or have readings must exist; {@code null} for all
 * @param readings how columns are read, if that is known from a model or from another file
 * @param missing texts that stand for a missing value, besides the empty text; case-sensitive
 */
public record TableOptions(
        @Nullable Character delimiter,
        @Nullable Boolean header,
        @Nullable Charset charset,
        @Nullable Character decimal,
        DateForm.@Nullable Order dates,
        Set<String> numeric,
        Set<String> categorical,
        Set<String> drop,
        @Nullable Set<String> only,
        Map<String, Reading> readings,
        Set<String> missing) {

    /** The default texts for a missing value: those of R, pandas, SQL, spreadsheets and the UCI archive. */
    public static final Set<String> USUAL_MISSING = Set.of("NA", "N/A", "n/a", "NaN", "nan", "null", "NULL", "?");

    /** Maximum number of texts for missing values. */
    static final int MOST_MISSING = 100;

    /** Maximum characters of each. */
    static final int LONGEST_MISSING = 200;

    /** Everything is detected. */
    public static final TableOptions FOUND =
            new TableOptions(null, null, null, null, null, Set.of(), Set.of(), Set.of(), null, Map.of(), USUAL_MISSING);

    public TableOptions {
        numeric = ordered(numeric);
        categorical = ordered(categorical);
        drop = ordered(drop);
        only = only == null ? null : ordered(only);
        readings = Collections.unmodifiableMap(new TreeMap<>(readings));
        missing = ordered(missing);
    }

    /** Sorted, since the order of Java's immutable sets differs from process to process, and a run's record would differ too. */
    private static Set<String> ordered(Set<String> names) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(new TreeSet<>(names)));
    }

    /** @return these options for a file with this delimiter, with or without a line of names, in this encoding */
    public TableOptions withFormat(Character mark, Boolean named, Charset encoding) {
        return new TableOptions(
                mark, named, encoding, decimal, dates, numeric, categorical, drop, only, readings, missing);
    }

    /** @return these options with other columns of numbers, of categories, and left out */
    public TableOptions withColumns(Set<String> numbers, Set<String> categories, Set<String> dropped) {
        return new TableOptions(
                delimiter, header, charset, decimal, dates, numbers, categories, dropped, only, readings, missing);
    }

    /**
     * @param also a column that need not be there
     * @return these options for the columns of a model: texts, and numbers whose reading is known, some without cells of another form
     */
    TableOptions withModel(Set<String> texts, Map<String, Reading> numbers, Set<String> strict, Optional<String> also) {
        Set<String> all = new TreeSet<>(texts);
        also.ifPresent(all::add);
        all.addAll(numbers.keySet());
        return new TableOptions(
                delimiter, header, charset, decimal, dates, strict, texts, Set.of(), all, numbers, missing);
    }

    public TableOptions withMissing(Set<String> texts) {
        return new TableOptions(
                delimiter, header, charset, decimal, dates, numeric, categorical, drop, only, readings, texts);
    }

    /** @return these options with another choice where numbers or dates may be read in two ways */
    public TableOptions withChoice(Character mark, DateForm.Order order) {
        return new TableOptions(
                delimiter, header, charset, mark, order, numeric, categorical, drop, only, readings, missing);
    }

    boolean isMissing(String cell) {
        return cell.isEmpty() || missing.contains(cell);
    }

    boolean keeps(String name) {
        return !drop.contains(name) && (only == null || only.contains(name));
    }

    /** Checks texts for missing values. */
    static void checkMissing(String name, Collection<String> texts) {
        Members.size(name, texts.size(), 0, MOST_MISSING);
        texts.forEach(text -> Members.plain(name, text, 0, LONGEST_MISSING));
    }

    /** @throws CrosscheckException if a named column does not exist, or has contradictory options */
    void check(String file, List<String> names) {
        checkMissing("--missing", missing);
        if (only != null) {
            only.stream()
                    .filter(name -> categorical.contains(name) || readings.containsKey(name))
                    .forEach(name -> Table.indexOf(file, name, Table.OF_MODEL, names));
        }
        Map<String, Set<String>> choices = new LinkedHashMap<>();
        choices.put("--numeric", numeric);
        choices.put("--categorical", categorical);
        choices.put("--drop", drop);
        Map<String, String> named = new HashMap<>();
        choices.forEach((option, chosen) -> chosen.forEach(name -> {
            Table.indexOf(file, name, " (" + option + ")", names);
            String other = named.put(name, option);
            if (other != null) {
                throw new CrosscheckException(
                        file + ": the column " + Printable.quoted(name) + " is named by " + other + " and by " + option
                                + ".",
                        "Name it once.");
            }
        }));
        if (names.stream().noneMatch(this::keeps)) {
            throw CrosscheckException.expected(
                    file, "a column to keep", "none, since all are dropped", "Name fewer columns with --drop.");
        }
    }
}
