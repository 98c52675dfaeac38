package dev.crosscheck.data.table;

import dev.crosscheck.text.Printable;
import dev.crosscheck.text.Text;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A warning about a column or about the rows.
 *
 * @param column the column; null if it is about the rows
 * @param words what was found and what to do, on one line
 */
public record TableWarning(String column, String words) {
    /** A class is rare if it would have more than so many times its rows if all classes were equally frequent. */
    private static final int RARE = 5;

    private static final Pattern EMOJI = Pattern.compile("[\\x{2600}-\\x{27bf}\\x{1f300}-\\x{1faff}]");

    private static final Pattern MARK = Pattern.compile("([1-9])\\1+");

    /** So many changes all in one direction are hardly chance: one in 2^9. */
    private static final int ORDERED = 10;

    /** With fewer groups, a mean over groups is hardly normally distributed, and the deviation between them is not known. */
    private static final int FEW_GROUPS = 30;

    /** If a larger share of rows repeats, the columns say too little: nobody keeps each row ten times. */
    private static final double NEARLY_ALL = 0.9;

    /**
     * Finds what is suspicious about a table's columns and its split.
     *
     * @param preprocessing says which columns are inputs; about others, only what their cells mean is asked
     * @param random whether the split is by chance, so that dates in order call for one by time, and rows that belong together for one by groups
     * @param seed of the rows that are examined
     * @return warnings about the columns from left to right, then about the split
     */
    public static List<TableWarning> of(
            Table table, TargetColumn target, Preprocessing preprocessing, Split split, boolean random, long seed) {
        String splitBy = preprocessing.splitBy().orElse(null);
        Column together = splitBy != null
                ? table.column(splitBy)
                : random ? Grouping.find(table, target, preprocessing, seed).orElse(null) : null;
        Giveaways giveaways = new Giveaways(target, together);
        List<TableWarning> warnings = new ArrayList<>();
        BiConsumer<String, String> warn = (column, words) -> warnings.add(new TableWarning(column, words));
        Set<String> inputs = Set.copyOf(preprocessing.columns());
        Set<String> categories = preprocessing.inputs().stream()
                .filter(input -> input.encoding().categories() > 0)
                .map(Input::column)
                .collect(Collectors.toSet());
        for (Column column : table.columns()) {
            boolean input = inputs.contains(column.name());
            boolean used = input || column.name().equals(target.name());
            boolean prose = !categories.contains(column.name()) && (input || !used) && column.isText();
            ofCells(column, used, prose).forEach(words -> warn.accept(column.name(), words));
            if (input && random && column.isDate() && isOrdered(column, table.rows())) {
                warn.accept(
                        column.name(),
                        "is in order from row to row: if later rows are to be answered, test on the newest with --split-time.");
            }
            if (random && column.equals(together)) {
                warn.accept(column.name(), Grouping.words(column));
            }
            if (input) {
                String drop = ": drop it if it is not known before the target is.";
                giveaways.of(column).ifPresent(how -> warn.accept(column.name(), how + drop));
            }
        }
        if (!table.dialect().plausible()) {
            warn.accept(
                    null,
                    "the file's bytes give no plausible text in "
                            + table.dialect().charset() + ", which is a guess: name its encoding with --encoding, "
                            + TextEncoding.OTHERS + ".");
        }
        if (splitBy != null) {
            long groups = IntStream.of(Split.groupOf(table, splitBy, split.test()))
                    .distinct()
                    .count();
            if (groups > 0 && groups < FEW_GROUPS) {
                warn.accept(
                        splitBy,
                        Text.of(
                                "has only %d group%s in the test part: with fewer than about %d, the result may be far off for others.",
                                groups, groups == 1 ? "" : "s", FEW_GROUPS));
            }
        }
        table.leftOut().forEach(words -> warn.accept(null, words));
        NearRows.words(table, preprocessing, split, seed).ifPresent(words -> warn.accept(null, words));
        ofRepeatedRows(table, preprocessing, split).forEach(words -> warn.accept(null, words));
        ofSplit(target, split).forEach(words -> warn.accept(target.name(), words));
        for (boolean validation : new boolean[] {true, false}) {
            String part = "in the " + (validation ? "validation" : "test") + " part: ";
            preprocessing
                    .unusual(table, false, validation ? split.validation() : split.test())
                    .forEach((column, words) -> warn.accept(column, part + words + "."));
        }
        return warnings;
    }

    /** @return doubts about how a column is read, and cells that are hardly meant as they are written */
    private static List<String> ofCells(Column column, boolean used, boolean prose) {
        List<String> words = new ArrayList<>();
        if (!column.doubt().isEmpty() && (used || !column.isText())) {
            words.add(
                    column.isText()
                            ? "is text: " + column.doubt() + ". Each different text is a category."
                            : "is unclear: " + column.doubt() + ".");
        }
        if (used && column.isText()) {
            ofAlike(column).ifPresent(words::add);
        } else if (used && !column.isDate()) {
            ofMarks(column).ifPresent(words::add);
        }
        int[] rows = IntStream.range(0, prose ? column.codes().length : 0).toArray();
        long emoji = IntStream.of(rows)
                .filter(row -> EMOJI.matcher(column.text(row)).find())
                .count();
        if (emoji > 0) {
            words.add(Text.of("has emoji in %,d %s: they are not words.", emoji, emoji == 1 ? "cell" : "cells"));
        }
        return words;
    }

    /** @return texts that differ only in capitals or blanks, with their numbers of cells */
    private static Optional<String> ofAlike(Column column) {
        Map<String, List<String>> alike = new LinkedHashMap<>();
        column.counts(IntStream.range(0, column.codes().length).toArray())
                .forEach((text, cells) -> alike.computeIfAbsent(
                                text.toLowerCase(Locale.ROOT).replaceAll("[\\s\\h]+", ""), key -> new ArrayList<>())
                        .add(Text.of("%s in %,d", Printable.quoted(text), cells)));
        List<List<String>> several =
                alike.values().stream().filter(texts -> texts.size() > 1).toList();
        return several.stream()
                .findFirst()
                .map(texts -> "has " + String.join(", ", texts) + " cells as different texts"
                        + (several.size() > 1 ? Text.of(", and %,d more such groups", several.size() - 1) : "")
                        + ": write them alike if they mean the same.");
    }

    /** @return numbers such as -999 that are far from all others; such a number of one repeated digit often stands for a missing value */
    private static Optional<String> ofMarks(Column column) {
        double[] sorted = column.sorted();
        double[] others =
                DoubleStream.of(sorted).filter(number -> !isMark(number)).toArray();
        if (others.length == 0 || others[0] == others[others.length - 1]) {
            return Optional.empty();
        }
        double reach = others[others.length - 1] - others[0];
        Map<String, Integer> marks = new LinkedHashMap<>();
        DoubleStream.of(sorted)
                .filter(number -> isMark(number) && Math.abs(2 * (number - others[0]) - reach) > 3 * reach)
                .forEach(number -> marks.merge(Decimal.text(number), 1, Integer::sum));
        String range = Decimal.rounded(others[0]) + " to " + Decimal.rounded(others[others.length - 1]);
        return Optional.of(marks.entrySet().stream()
                        .map(mark -> Text.of("%s in %,d", mark.getKey(), mark.getValue()))
                        .collect(Collectors.joining(", ")))
                .filter(words -> !words.isEmpty())
                .map(words -> "has " + words + " cells, far from all others, " + range
                        + ": add it to --missing if it stands for a missing value.");
    }

    private static boolean isMark(double number) {
        return MARK.matcher(Decimal.text(Math.abs(number))).matches();
    }

    /** @return whether the dates only ascend or only descend, so many times that it cannot be chance */
    private static boolean isOrdered(Column dates, int rows) {
        double[] there = IntStream.range(0, rows)
                .filter(row -> !dates.isMissing(row))
                .mapToDouble(dates::number)
                .toArray();
        int[] changes = IntStream.range(1, there.length)
                .map(i -> Double.compare(there[i], there[i - 1]))
                .filter(change -> change != 0)
                .toArray();
        return changes.length >= ORDERED && IntStream.of(changes).distinct().count() == 1;
    }

    /**
     * @return what is said of each class without a row in the training part, which can happen in a split by groups, and of the rarest if it has
     *     less than a fifth of the rows that it would have if all classes were equally frequent
     */
    static List<String> ofSplit(TargetColumn target, Split split) {
        List<String> words = new ArrayList<>();
        int[] counts = target.task() == Task.CLASSES ? target.counts(split.train()) : new int[0];
        int[] everywhere = target.task() == Task.CLASSES ? target.counts(target.rows()) : counts;
        int rarest = -1;
        for (int label = 0; label < counts.length; label++) {
            String name = Printable.quoted(target.labels().get(label));
            if (everywhere[label] == 1
                    && !Double.isNaN(Decimal.parse(target.labels().get(label)))) {
                words.add("has the class " + name
                        + " in 1 cell only: repair it if it is a slip, or add it to --missing.");
            }
            if (counts[label] == 0) {
                words.add("has no row of " + name + " in the training part: the network cannot learn it.");
            } else if (rarest < 0 || counts[label] < counts[rarest]) {
                rarest = label;
            }
        }
        int all = split.train().length;
        if (rarest >= 0 && (long) RARE * counts.length * counts[rarest] < all) {
            words.add(Text.of(
                    "has only %,d of %,d training rows of %s: one answer for all is right for %.1f %%, so judge by %s, not by"
                            + " accuracy. --with class-weights:balanced gives rare rows more weight%s.",
                    counts[rarest],
                    all,
                    Printable.quoted(target.labels().get(rarest)),
                    100.0 * IntStream.of(counts).max().orElseThrow() / all,
                    counts.length == 2 ? "PR AUC, recall and precision" : "balanced accuracy and each class's recall",
                    counts.length == 2 ? ", and --decide chooses from which probability on it is the answer" : ""));
        }
        return words;
    }

    /**
     * Finds rows that are equal in all columns but those that name rows: rows that repeat an earlier one, and those of the test part that were also
     * trained on.
     */
    static List<String> ofRepeatedRows(Table table, Preprocessing preprocessing, Split split) {
        int[] firsts = firsts(columns(table, preprocessing, split.train()), table.rows());
        long repeated = IntStream.range(0, firsts.length)
                .filter(row -> firsts[row] != row)
                .count();
        List<String> words = new ArrayList<>();
        if (repeated > 0) {
            boolean nearlyAll = repeated > NEARLY_ALL * firsts.length;
            words.add(Text.of(
                    "%,d of %,d rows %s an earlier row in all inputs and the target%s.",
                    repeated,
                    firsts.length,
                    repeated == 1 ? "repeats" : "repeat",
                    nearlyAll ? ": the inputs hardly tell rows apart" : ""));
            if (nearlyAll) {
                return words;
            }
        }
        BitSet learnt = new BitSet();
        IntStream.of(split.train()).forEach(row -> learnt.set(firsts[row]));
        long shared = IntStream.of(split.test())
                .filter(row -> learnt.get(firsts[row]))
                .count();
        if (shared > 0) {
            words.add(Text.of(
                    "%,d of %,d test rows %s, with all inputs and the target: copies make the test result too good, so remove them.",
                    shared,
                    split.test().length,
                    shared == 1 ? "is also in the training part" : "are also in the training part"));
        }
        return words;
    }

    private static List<Column> columns(Table table, Preprocessing preprocessing, int... training) {
        Set<String> inputs = Set.copyOf(preprocessing.columns());
        return table.columns().stream()
                .filter(column -> inputs.contains(column.name())
                        || column.name().equals(preprocessing.target().name())
                        || column.isText() && !Fitting.nameRows(column, training))
                .toList();
    }

    /** @return for each row the first that equals it; rows with texts that the table does not keep equal no other row */
    private static int[] firsts(List<Column> columns, int rows) {
        Comparator<Integer> byCells = (one, other) -> {
            int result = 0;
            for (int i = 0; i < columns.size() && result == 0; i++) {
                result = Double.compare(columns.get(i).key(one), columns.get(i).key(other));
            }
            return result;
        };
        Integer[] order = IntStream.range(0, rows).boxed().sorted(byCells).toArray(Integer[]::new);
        int[] firsts = new int[rows];
        for (int i = 0; i < rows; i++) {
            int row = order[i];
            boolean repeats = i > 0
                    && byCells.compare(order[i - 1], row) == 0
                    && columns.stream().noneMatch(column -> column.isOther(row));
            firsts[row] = repeats ? firsts[order[i - 1]] : row;
        }
        return firsts;
    }
}
