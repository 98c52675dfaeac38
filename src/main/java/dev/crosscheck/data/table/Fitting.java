package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.Excerpt;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** Determines a {@link Preprocessing} from the training rows. */
final class Fitting {
    private static final String NO_VALUES = "no values in the training part";
    private static final String CONSTANT = "the same value in all training rows";

    private final Table table;
    private final TargetColumn target;
    private final int[] training;
    private final FitOptions options;
    private final List<Input> inputs = new ArrayList<>();
    private final List<Preprocessing.LeftOut> leftOut = new ArrayList<>();

    Fitting(Table table, TargetColumn target, int[] training, FitOptions options) {
        this.table = table;
        this.target = target;
        this.training = training;
        this.options = options;
    }

    Preprocessing preprocessing() {
        for (String name : new TreeSet<>(options.leaveOut())) {
            table.column(name);
        }
        for (Column column : table.columns()) {
            if (!column.name().equals(target.name())) {
                add(column);
            }
        }
        table.options().drop().forEach(name -> leaveOut(name, "requested by --drop"));
        refuseNothing();
        refuseTooMuch();
        return new Preprocessing(
                Preprocessing.FORMAT,
                List.copyOf(table.options().missing()),
                options.refuseMissing(),
                inputs,
                leftOut,
                target.target(training));
    }

    private void add(Column column) {
        if (options.leaveOut().contains(column.name())) {
            leaveOut(column.name(), "used to split the rows (--split-by)");
            return;
        }
        if (options.refuseMissing()) {
            refuseMissing(column);
        }
        if (column instanceof NumberColumn numbers) {
            addNumbers(numbers);
        } else {
            addCategories((TextColumn) column);
        }
    }

    private void leaveOut(String column, String why) {
        leftOut.add(new Preprocessing.LeftOut(column, why));
    }

    /** Adds to the reason that the texts may have been meant as something else. */
    private void leaveOut(TextColumn column, String why) {
        leaveOut(
                column.name(),
                column.oddity(table).map(odd -> odd + "; as text: ").orElse("") + why);
    }

    private void refuseMissing(Column column) {
        for (int row : training) {
            if (column.isMissing(row)) {
                throw CrosscheckException.expected(
                        table.place(row, column.name()),
                        "no missing values",
                        "one",
                        "Fill it in, drop the column, or let missing values be replaced.");
            }
        }
    }

    private void addNumbers(NumberColumn column) {
        double[] values = new double[training.length];
        int count = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = column.value(training[i]);
            count += Double.isNaN(values[i]) ? 0 : 1;
        }
        double[] present = present(count, values);
        if (present.length == 0) {
            leaveOut(column.name(), NO_VALUES);
            return;
        }
        boolean missing = present.length < values.length;
        double[] quantiles = Statistics.quantiles(present, 0, 0.01, 0.25, 0.5, 0.75, 0.99, 1);
        double range = quantiles[6] - quantiles[0];
        if (range == 0 && !missing) {
            leaveOut(column.name(), CONSTANT);
            return;
        }
        inputs.add(new Input.OfNumber(
                column.name(),
                quantiles[3],
                scale(quantiles[4] - quantiles[2], range),
                quantiles[1],
                quantiles[5],
                missing));
    }

    /** If all present values are equal, the first feature is 0 on any scale, and the second says which are missing. */
    private static double scale(double quartiles, double range) {
        return quartiles > 0 ? quartiles : range > 0 ? Math.max(range / 2, Double.MIN_VALUE) : 1;
    }

    private static double[] present(int count, double... values) {
        double[] present = new double[count];
        int found = 0;
        for (double value : values) {
            if (!Double.isNaN(value)) {
                present[found++] = value;
            }
        }
        return present;
    }

    private void addCategories(TextColumn column) {
        Categories found = Categories.of(column, training);
        boolean missing = found.missing() > 0;
        boolean asked = table.options().categorical().contains(column.name());
        int distinct = found.distinct();
        if (distinct == 0 && found.other() == 0) {
            leaveOut(column, NO_VALUES);
        } else if (distinct == 1 && found.other() == 0 && !missing) {
            leaveOut(column, CONSTANT);
        } else if (found.longest() > Input.OfCategory.LONGEST) {
            leaveOut(
                    column, text("a text of %,d characters, more than %,d", found.longest(), Input.OfCategory.LONGEST));
        } else if (found.areIdentifiers() && !(asked && found.other() == 0)) {
            leaveOut(
                    column,
                    text(
                            "%s%,d different texts in %,d training rows identify rows, not categories",
                            found.other() > 0 ? "more than " : "", distinct, found.present()));
        } else if (distinct > Input.OfCategory.MOST) {
            tooMany(column, distinct, asked);
        } else {
            inputs.add(new Input.OfCategory(column.name(), found.sorted(), missing));
        }
    }

    private void tooMany(TextColumn column, int distinct, boolean asked) {
        if (asked) {
            throw CrosscheckException.expected(
                    table.name() + ": column " + Excerpt.quoted(column.name()),
                    "at most " + Input.OfCategory.MOST + " categories",
                    Integer.toString(distinct),
                    "Leave it out with --drop, or put categories together.");
        }
        leaveOut(column, text("%,d categories, more than %,d", distinct, Input.OfCategory.MOST));
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private void refuseNothing() {
        if (inputs.isEmpty()) {
            String why = leftOut.isEmpty()
                    ? "no column beside the target"
                    : leftOut.get(0).name() + ": " + leftOut.get(0).why();
            throw CrosscheckException.expected(
                    table.name(),
                    "a column to learn from",
                    "none (" + Excerpt.of(why) + ")",
                    "Give it columns that differ from row to row, or name one with --categorical.");
        }
    }

    private void refuseTooMuch() {
        int width = inputs.stream().mapToInt(Input::width).sum();
        long characters = inputs.stream().mapToLong(Fitting::characters).sum();
        if (width > Preprocessing.MOST_FEATURES || characters > Preprocessing.MOST_CHARACTERS) {
            Input widest =
                    inputs.stream().max(Comparator.comparingInt(Input::width)).orElseThrow();
            throw CrosscheckException.expected(
                    table.name(),
                    "at most " + Preprocessing.MOST_FEATURES + " features with " + Preprocessing.MOST_CHARACTERS
                            + " characters of categories",
                    width + " with " + characters,
                    "Leave columns with many categories out; " + Excerpt.quoted(widest.name()) + " has "
                            + widest.width() + ".");
        }
    }

    private static long characters(Input input) {
        return input instanceof Input.OfCategory category
                ? category.categories().stream().mapToLong(String::length).sum()
                : 0;
    }
}
