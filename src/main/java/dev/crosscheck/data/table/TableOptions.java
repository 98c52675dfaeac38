package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Members;
import dev.crosscheck.OrNull;
import java.nio.charset.Charset;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a table is to be read; what is {@code null} is found.
 *
 * @param delimiter what stands between cells, or {@code null}: comma, semicolon, tab or bar, whichever cuts the first lines evenly
 * @param header whether the first line has the columns' names, or {@code null}: it has if none of its cells is a number
 * @param charset the encoding, or {@code null}: UTF-8, or what a byte order mark says
 * @param numeric columns whose cells have to be numbers
 * @param categorical columns whose cells are categories, even if they are numbers
 * @param drop columns to leave out
 * @param only the columns to keep, or {@code null} for all
 * @param missing texts that stand for a missing value, beside the empty one; capitals count
 */
public record TableOptions(
        @OrNull Character delimiter,
        @OrNull Boolean header,
        @OrNull Charset charset,
        Set<String> numeric,
        Set<String> categorical,
        Set<String> drop,
        @OrNull Only only,
        Set<String> missing) {

    /**
     * Columns that alone are read; one that is not there is an error.
     *
     * @param names the columns
     * @param role what they are wanted for, as words behind a name in messages, or nothing
     */
    public record Only(Set<String> names, String role) {
        /** Copies the names. */
        public Only {
            names = ordered(names);
        }
    }

    /** What stands for a missing value if nothing else is said: what R, pandas, SQL, spreadsheets and the UCI archive write. */
    public static final Set<String> USUAL_MISSING = Set.of("NA", "N/A", "n/a", "NaN", "nan", "null", "NULL", "?");

    /** Of texts for missing values; nobody has that many words for nothing. */
    static final int MOST_MISSING = 100;

    /** Characters of each. */
    static final int LONGEST_MISSING = 200;

    /** Everything is found. */
    public static final TableOptions FOUND =
            new TableOptions(null, null, null, Set.of(), Set.of(), Set.of(), null, USUAL_MISSING);

    /** Copies what is given. */
    public TableOptions {
        numeric = ordered(numeric);
        categorical = ordered(categorical);
        drop = ordered(drop);
        missing = ordered(missing);
    }

    /** Java's own sets have another order in each process, and a run's record would have, too. */
    private static Set<String> ordered(Set<String> names) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(new TreeSet<>(names)));
    }

    /** @return the same with this delimiter */
    public TableOptions withDelimiter(Character other) {
        return new TableOptions(other, header, charset, numeric, categorical, drop, only, missing);
    }

    /** @return the same for a file with or without a line of names */
    public TableOptions withHeader(Boolean other) {
        return new TableOptions(delimiter, other, charset, numeric, categorical, drop, only, missing);
    }

    /** @return the same for this encoding */
    public TableOptions withCharset(Charset other) {
        return new TableOptions(delimiter, header, other, numeric, categorical, drop, only, missing);
    }

    /** @return the same with these columns of numbers, of categories, and left out */
    public TableOptions withColumns(Set<String> numbers, Set<String> categories, Set<String> dropped) {
        return new TableOptions(delimiter, header, charset, numbers, categories, dropped, only, missing);
    }

    /** @return the same for these columns alone, which a model takes */
    public TableOptions withOnly(Set<String> names) {
        return withOnly(new Only(names, Columns.OF_MODEL));
    }

    /** @return the same for these columns alone */
    public TableOptions withOnly(Only other) {
        return new TableOptions(delimiter, header, charset, numeric, categorical, drop, other, missing);
    }

    /** @return the same with these texts for missing values */
    public TableOptions withMissing(Set<String> texts) {
        return new TableOptions(delimiter, header, charset, numeric, categorical, drop, only, texts);
    }

    boolean isMissing(String cell) {
        return cell.isEmpty() || missing.contains(cell);
    }

    boolean keeps(String name) {
        return !drop.contains(name) && (only == null || only.names().contains(name));
    }

    /**
     * Refuses texts for missing values that are not of a kind that a model can keep.
     *
     * @param name what they are called in the message
     */
    static void checkMissing(String name, Collection<String> texts) {
        Members.size(name, texts.size(), 0, MOST_MISSING);
        texts.forEach(text -> Members.plain(name, text, 0, LONGEST_MISSING));
    }

    /** @throws CrosscheckException if a column is named that the file lacks, or one is to be two things */
    void check(String file, List<String> names) {
        checkMissing("--missing", missing);
        for (Choice choice : choices()) {
            for (String name : choice.names()) {
                if (!names.contains(name)) {
                    throw Columns.unknown(file, choice.what(), name, names);
                }
            }
        }
        refuseBoth(file, "--numeric", numeric, "--categorical", categorical);
        refuseBoth(file, "--numeric", numeric, "--drop", drop);
        refuseBoth(file, "--categorical", categorical, "--drop", drop);
        if (names.stream().noneMatch(this::keeps)) {
            throw CrosscheckException.expected(
                    file, "a column to keep", "that all are dropped", "Name fewer columns with --drop.");
        }
    }

    private record Choice(String what, Set<String> names) {}

    private List<Choice> choices() {
        return List.of(
                only == null ? new Choice("", Set.of()) : new Choice(only.role(), only.names()),
                new Choice(" (--numeric)", numeric),
                new Choice(" (--categorical)", categorical),
                new Choice(" (--drop)", drop));
    }

    private static void refuseBoth(String file, String one, Set<String> first, String other, Set<String> second) {
        Set<String> both = new TreeSet<>(first);
        both.retainAll(second);
        if (!both.isEmpty()) {
            throw new CrosscheckException(
                    file + ": the column " + Columns.quoted(both.iterator().next()) + " is named by " + one + " and by "
                            + other + ".",
                    "Name it once.");
        }
    }
}
