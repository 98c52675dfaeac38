package dev.crosscheck.data.table;

import dev.crosscheck.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Tells how new rows differ from the training part, column by column: numbers outside of its range, and columns whose values are
 * distributed otherwise. Rows are added one after the other; none is kept.
 */
public final class Shift {
    /** With fewer rows, a shift may be chance. */
    static final int LEAST_ROWS = 30;

    /** A mean is reported if it is so many deviations of the training part away, which is half of what is called a large effect. */
    static final double LEAST_DEVIATIONS = 0.5;

    /** Shares of rows are reported if they differ by this much. */
    static final double LEAST_SHARE = 0.2;

    /** A difference must be so many of its standard errors. */
    static final double ERRORS = 5;

    private final Ranges ranges;
    private final Preprocessing preprocessing;
    private final List<Counted> columns = new ArrayList<>();
    private int rows;

    /** What was seen of a column. */
    private static final class Counted {
        private final Ranges.Column range;
        private final Input input;
        private final RawInput raw;
        private final int place;
        private final int[] categories;
        private int unknown;
        private int missing;
        private int numbers;
        private int outside;
        private double sum;
        private double least = Double.POSITIVE_INFINITY;
        private double most = Double.NEGATIVE_INFINITY;

        Counted(Ranges.Column range, Input input, RawInput raw, int place) {
            this.range = range;
            this.input = input;
            this.raw = raw;
            this.place = place;
            this.categories =
                    new int[range.categories() == null ? 0 : range.categories().size()];
        }
    }

    private Shift(Ranges ranges, Preprocessing preprocessing, List<String> names) {
        this.ranges = ranges;
        this.preprocessing = preprocessing;
        List<RawInput> raw = preprocessing.rawInputs();
        for (int i = 0; i < raw.size(); i++) {
            Input input = preprocessing.inputs().get(i);
            int place = names.indexOf(input.name());
            Optional<Ranges.Column> range = ranges.column(input.name());
            if (place >= 0 && range.isPresent()) {
                columns.add(new Counted(range.get(), input, raw.get(i), place));
            }
        }
    }

    /**
     * Begins with no rows.
     *
     * @param ranges of the training part; null, if they are unknown, gives no remarks
     * @param names of the columns of the rows
     */
    public static Shift of(Ranges ranges, Preprocessing preprocessing, List<String> names) {
        return new Shift(ranges == null ? new Ranges(1, List.of()) : ranges, preprocessing, names);
    }

    /** @return how some rows of a table differ */
    public static List<String> words(Ranges ranges, Preprocessing preprocessing, Table table, int... rows) {
        Shift shift = of(ranges, preprocessing, table.names());
        for (int row : rows) {
            shift.rows++;
            for (Counted column : shift.columns) {
                Column cells = table.columns().get(column.place);
                if (cells instanceof NumberColumn numbers) {
                    add(column, numbers.value(row));
                } else {
                    shift.add(column, cells.isMissing(row) ? "" : cells.text(row));
                }
            }
        }
        return shift.words();
    }

    /**
     * Adds a row.
     *
     * @param cells in the order of the names; null and absent ones are missing values
     */
    public void add(List<String> cells) {
        rows++;
        for (Counted column : columns) {
            String cell = column.place < cells.size() ? cells.get(column.place) : null;
            add(column, cell == null ? "" : cell.strip());
        }
    }

    private void add(Counted column, String cell) {
        boolean missing = preprocessing.isMissing(cell);
        if (column.input instanceof Input.OfCategory category && column.range.categories() != null) {
            int place = missing ? -1 : column.raw.category(category, cell);
            column.missing += missing ? 1 : 0;
            column.unknown += missing || place >= 0 ? 0 : 1;
            if (place >= 0) {
                column.categories[place]++;
            }
        } else {
            add(column, missing ? Double.NaN : column.raw.number(cell));
        }
    }

    private static void add(Counted column, double value) {
        if (Double.isNaN(value)) {
            column.missing++;
            return;
        }
        column.numbers++;
        column.sum += value;
        column.least = Math.min(column.least, value);
        column.most = Math.max(column.most, value);
        if (column.range.number() != null && column.range.number().excludes(value)) {
            column.outside++;
        }
    }

    /** @return a remark on each way in which a column differs, in the order of the columns, such as {@code column "age": 3 of ...} */
    public List<String> words() {
        return List.copyOf(byColumn(1).values());
    }

    /**
     * @param outside how many numbers outside of the training part's range are worth a remark
     * @return as {@link #words}, by the columns' names
     */
    public Map<String, String> byColumn(int outside) {
        Map<String, String> words = new LinkedHashMap<>();
        for (Counted column : columns) {
            List<String> remarks = remarks(column, outside);
            if (!remarks.isEmpty()) {
                String name = column.range.name();
                words.put(name, "column " + Printable.quoted(name) + ": " + String.join("; ", remarks));
            }
        }
        return words;
    }

    private List<String> remarks(Counted column, int outside) {
        List<String> remarks = new ArrayList<>();
        Ranges.Numbers known = column.range.number();
        if (column.outside >= outside) {
            boolean under = column.least < known.least() && known.excludes(column.least);
            boolean over = column.most > known.most() && known.excludes(column.most);
            remarks.add(text(
                    "%,d of %,d rows are outside of what was trained on, %s, %s",
                    column.outside,
                    rows,
                    known.words(),
                    (under ? "down to " + Decimal.rounded(column.least) : "")
                            + (under && over ? " and " : "")
                            + (over ? "up to " + Decimal.rounded(column.most) : "")));
        }
        if (known != null && column.numbers >= LEAST_ROWS && known.deviation() > 0) {
            double mean = column.sum / column.numbers;
            double off = (mean - known.mean()) / known.deviation();
            if (Math.abs(off) >= LEAST_DEVIATIONS && Math.abs(off) * Math.sqrt(column.numbers) >= ERRORS) {
                remarks.add(text(
                        "the mean of %,d rows, %s, is %.1f deviations %s that of the training part, %s",
                        column.numbers,
                        Decimal.rounded(mean),
                        Math.abs(off),
                        off > 0 ? "above" : "below",
                        Decimal.rounded(known.mean())));
            }
        }
        if (rows >= LEAST_ROWS) {
            missing(column).ifPresent(remarks::add);
            mixed(column).ifPresent(remarks::add);
        }
        return remarks;
    }

    private Optional<String> missing(Counted column) {
        double before = (double) column.range.missing() / ranges.rows();
        double now = (double) column.missing / rows;
        double error = Math.sqrt(Math.max(before * (1 - before), now * (1 - now)) / rows);
        return Math.abs(now - before) >= LEAST_SHARE && Math.abs(now - before) >= ERRORS * error
                ? Optional.of(text(
                        "%,d of %,d rows have no value, %.0f %%; in the training part %.0f %%",
                        column.missing, rows, 100 * now, 100 * before))
                : Optional.empty();
    }

    /** Half the sum of the differences between the categories' shares: the share of rows that would need another category. */
    private Optional<String> mixed(Counted column) {
        int known = IntStream.of(column.categories).sum();
        if (column.range.categories() == null || known + column.unknown < LEAST_ROWS) {
            return Optional.empty();
        }
        double before =
                column.range.categories().stream().mapToInt(count -> count).sum();
        double now = known + column.unknown;
        double differences = column.unknown / now;
        double errors = 0;
        double widest = 0;
        int most = 0;
        for (int i = 0; i < column.categories.length; i++) {
            double old = column.range.categories().get(i) / before;
            double difference = column.categories[i] / now - old;
            differences += Math.abs(difference);
            errors += Math.sqrt(old * (1 - old) / now);
            if (Math.abs(difference) > Math.abs(widest)) {
                widest = difference;
                most = i;
            }
        }
        // Chance alone gives sums of some 0.8 times the standard errors.
        if (differences / 2 < LEAST_SHARE || differences < 2 * errors) {
            return Optional.empty();
        }
        Input.OfCategory category = (Input.OfCategory) column.input;
        return Optional.of(text(
                "the categories' shares differ by %.0f %% in %,d rows%s",
                100 * differences / 2,
                (int) now,
                widest == 0
                        ? ""
                        : text(
                                ", most for %s: %.0f %%, in the training part %.0f %%",
                                Printable.quoted(category.categories().get(most)),
                                100 * column.categories[most] / now,
                                100 * column.range.categories().get(most) / before)));
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
