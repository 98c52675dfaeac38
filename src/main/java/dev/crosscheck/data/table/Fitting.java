package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Printable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Determines a {@link Preprocessing} from the training rows. */
final class Fitting {
    private static final String NO_VALUES = "no values in the training part";
    /** Columns whose reasons are told if all are left out. */
    private static final int REASONS = 5;

    private static final String CONSTANT = "the same value in all training rows";

    private final Table table;
    private final TargetColumn target;
    private final int[] training;
    private final FitOptions options;
    private final List<Input> inputs = new ArrayList<>();
    private final Map<String, CellForm> forms = new HashMap<>();
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
            } else if (column instanceof NumberColumn numbers) {
                keepForm(numbers);
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
                forms,
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
            boolean asked = table.options().numeric().contains(column.name());
            Optional<String> id = asked ? Optional.empty() : numbers.id(table.rowsOfFirstFile());
            if (id.isPresent()) {
                leaveOut(column.name(), id.get() + " (--numeric keeps it)");
            } else if (addNumbers(numbers)) {
                keepForm(numbers);
            }
        } else if (!column.parts().isEmpty()) {
            addParts(column);
        } else {
            addCategories((TextColumn) column);
        }
    }

    private void keepForm(NumberColumn column) {
        if (!column.form().equals(NumberForm.PLAIN)) {
            forms.put(column.name(), column.form());
        }
    }

    /** Adds the parts that differ; if there are none, the column is left out for the reason of its last part, or because it has no words. */
    private void addParts(Column column) {
        int before = leftOut.size();
        boolean any = false;
        for (NumberColumn part : column.parts()) {
            any |= addNumbers(part);
        }
        boolean empty =
                column instanceof WordsColumn words && IntStream.of(training).allMatch(row -> words.words(row) == 0);
        String why = empty
                ? "no words in the training part"
                : leftOut.size() == before
                        ? ""
                        : leftOut.get(leftOut.size() - 1).why();
        leftOut.subList(before, leftOut.size()).clear();
        if (any) {
            forms.put(column.name(), column.form());
        } else {
            leaveOut(column.name(), why);
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

    /** @return whether it is an input; otherwise it is left out */
    private boolean addNumbers(NumberColumn column) {
        double[] values = new double[training.length];
        int count = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = column.value(training[i]);
            count += Double.isNaN(values[i]) ? 0 : 1;
        }
        double[] present = present(count, values);
        if (present.length == 0) {
            leaveOut(column.name(), NO_VALUES);
            return false;
        }
        boolean missing = present.length < values.length;
        double[] quantiles = Statistics.quantiles(present, 0, 0.01, 0.25, 0.5, 0.75, 0.99, 1);
        double range = quantiles[6] - quantiles[0];
        if (range == 0 && !missing) {
            leaveOut(column.name(), CONSTANT);
            return false;
        }
        inputs.add(new Input.OfNumber(
                column.name(),
                quantiles[3],
                scale(quantiles[4] - quantiles[2], range),
                quantiles[1],
                quantiles[5],
                missing));
        return true;
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
        boolean asked = table.options().categorical().contains(column.name());
        int distinct = found.distinct();
        if (distinct == 0 && found.other() == 0) {
            leaveOut(column, NO_VALUES);
        } else if (distinct == 1 && found.other() == 0 && found.missing() == 0) {
            leaveOut(column, CONSTANT);
        } else if (found.longest() > Input.OfCategory.LONGEST) {
            leaveOut(
                    column,
                    text(
                            "a text of %,d characters, more than %,d (--hash-words uses its words)",
                            found.longest(), Input.OfCategory.LONGEST));
        } else {
            addCategories(column, found, asked);
        }
    }

    /** Adds all categories, or only the frequent ones if there are too many or they hardly repeat. */
    private void addCategories(TextColumn column, Categories found, boolean asked) {
        boolean missing = found.missing() > 0;
        boolean all =
                found.distinct() <= Input.OfCategory.MOST && found.other() == 0 && (asked || !found.areIdentifiers());
        List<String> own = all ? found.sorted() : found.frequent(asked);
        RestForm rest = all || own.isEmpty() ? null : found.rest(own, table.options());
        if (rest != null) {
            forms.put(column.name(), rest);
        }
        if (!own.isEmpty()) {
            Stream<String> shared = rest == null ? Stream.of() : Stream.of(rest.category());
            List<String> categories =
                    Stream.concat(own.stream(), shared).sorted().toList();
            inputs.add(new Input.OfCategory(column.name(), categories, missing));
        } else {
            leaveOut(column, found.words());
        }
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private void refuseNothing() {
        if (inputs.isEmpty()) {
            String why = leftOut.isEmpty()
                    ? "no column beside the target"
                    : leftOut.stream()
                            .limit(REASONS)
                            .map(column -> Printable.excerpt(column.name()) + ": " + Printable.excerpt(column.why()))
                            .collect(Collectors.joining("; ", "", leftOut.size() > REASONS ? "; ..." : ""));
            throw CrosscheckException.expected(
                    table.name(),
                    "a column to learn from",
                    "none (" + why + ")",
                    "Give it columns that differ from row to row, or name one with --numeric or --categorical.");
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
                    "Leave columns with many categories out; " + Printable.quoted(widest.name()) + " has "
                            + widest.width() + ".");
        }
    }

    private static long characters(Input input) {
        return input instanceof Input.OfCategory category
                ? category.categories().stream().mapToLong(String::length).sum()
                : 0;
    }
}
