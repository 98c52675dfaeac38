package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.text.Printable;
import dev.crosscheck.text.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Determines a {@link Preprocessing} from the training rows: what kind of input each column is. This is decided once, here. */
final class Fitting {
    private static final String NO_VALUES = "no values in the training part";
    private static final String CONSTANT = "the same value in all training rows";

    /** If all columns are left out, the reasons for so many are given. */
    private static final int REASONS = 5;

    /** Fewer consecutive numbers may be a coincidence, and fewer different texts prove nothing: more rows might repeat each of them. */
    private static final int LEAST_IDS = 20;

    /** Names of columns that count something other than rows, such as the years of a time series. */
    private static final Pattern TIME = Pattern.compile("(?i)year|month|week|day|date|hour|time|age$");

    /** Names of columns that identify rows, such as id, customer_id, CustomerID, rownames. */
    private static final Pattern ID = Pattern.compile("(^|[ _.-])([iI][dD]|key|uuid|index|rownames)$|[a-z]I[Dd]$");

    /** If not all categories have features, those with at least this many rows do. */
    private static final int LEAST_ROWS = 10;

    /** If not all categories have features, at most this many do. */
    private static final int MOST_FREQUENT = 250;

    /** The frequent categories together must have at least one row in this many; otherwise hardly any category is frequent. */
    private static final int ROWS_PER_FREQUENT = 10;

    /** Texts with this many words on average are prose. */
    private static final int WORDS = 4;

    private final Table table;
    private final TargetColumn target;
    private final int[] training;
    private final String groups;
    private final List<Input> inputs = new ArrayList<>();
    private final List<Preprocessing.LeftOut> leftOut = new ArrayList<>();

    Fitting(Table table, TargetColumn target, int[] training, String groups) {
        this.table = table;
        this.target = target;
        this.training = training;
        this.groups = groups;
    }

    Preprocessing preprocessing() {
        if (groups != null) {
            table.column(groups);
        }
        for (Column column : table.columns()) {
            if (column.name().equals(groups)) {
                leaveOut(column.name(), Preprocessing.SPLITS);
            } else if (!column.name().equals(target.name())) {
                add(column);
            }
        }
        table.options().drop().forEach(name -> leaveOut(name, "requested by --drop"));
        refuseNothing();
        refuseTooMuch();
        return new Preprocessing(
                Preprocessing.FORMAT,
                List.copyOf(table.options().missing()),
                inputs,
                leftOut,
                target.target(training),
                table.column(target.name()).reading());
    }

    private void leaveOut(String column, String why) {
        leftOut.add(new Preprocessing.LeftOut(column, why));
    }

    private void add(Column column) {
        if (column.isText()) {
            addTexts(column);
            return;
        }
        String id = column.isDate() || table.options().numeric().contains(column.name()) ? "" : id(column);
        Optional<? extends Encoding> encoding = column.isDate() ? calendar(column) : scale(column::number);
        if (!id.isEmpty()) {
            leaveOut(column.name(), id + " (--numeric keeps it)");
        } else if (encoding.isPresent()) {
            inputs.add(new Input(column.name(), column.reading(), encoding.get()));
        } else {
            leaveOut(column.name(), IntStream.of(training).allMatch(column::isMissing) ? NO_VALUES : CONSTANT);
        }
    }

    /** @return the scale of numbers; empty if all are missing or equal */
    private Optional<Scale> scale(IntToDoubleFunction number) {
        double[] present = IntStream.of(training)
                .mapToDouble(number)
                .filter(value -> !Double.isNaN(value))
                .toArray();
        return present.length == 0
                ? Optional.empty()
                : Optional.of(Scale.of(present.length < training.length, present))
                        .filter(scale -> scale.least() < scale.most() || scale.indicator());
    }

    /** @return why a column identifies rows; empty if it does not. Only the first file counts, since another may start again at 1. */
    private String id(Column column) {
        double[] sorted = IntStream.range(0, table.rowsOf(0))
                .mapToDouble(column::number)
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
        int last = sorted.length - 1;
        boolean counts = IntStream.rangeClosed(0, last)
                .allMatch(i -> sorted[i] == Math.rint(sorted[i]) && (i == 0 || sorted[i] > sorted[i - 1]));
        if (!counts || sorted.length < LEAST_IDS) {
            return "";
        }
        if (sorted[last] - sorted[0] == last && !TIME.matcher(column.name()).find()) {
            return "it counts the rows";
        }
        return ID.matcher(column.name()).find()
                ? "its name and its whole numbers, each once, say that it identifies rows"
                : "";
    }

    private Optional<Calendar> calendar(Column column) {
        List<Calendar.Scaled> parts = new ArrayList<>();
        for (Calendar.Part part : Calendar.Part.values()) {
            Features value = new Features(part.of(new Expression.Cell(1)), 1);
            scale(row -> column.isMissing(row) ? Double.NaN : value.values(column.number(row))[0])
                    .ifPresent(scale -> parts.add(new Calendar.Scaled(part, scale)));
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(new Calendar(parts));
    }

    /** Adds the words of free text, or all categories, or only the frequent ones if there are too many or they hardly repeat. */
    private void addTexts(Column column) {
        boolean asked = table.options().categorical().contains(column.name());
        Map<String, Integer> counts = column.counts(training);
        boolean others = column.hasOthers(training);
        int missing = (int) IntStream.of(training).filter(column::isMissing).count();
        int present = training.length - missing;
        boolean identify = identify(column, training);
        int longest = counts.keySet().stream().mapToInt(String::length).max().orElse(0);
        boolean all = counts.size() <= Texts.MOST && !others && (asked || !identify);
        List<String> own = all ? List.copyOf(counts.keySet()) : frequent(counts, present, asked);
        if (present == 0) {
            leaveOut(column, NO_VALUES);
        } else if (counts.size() == 1 && !others && missing == 0) {
            leaveOut(column, CONSTANT);
        } else if (!asked && identify && wordsEach(column) >= WORDS && Words.tell(column, target, training)) {
            Words words = new Words(Words.USUAL);
            inputs.add(new Input(column.name(), words, words));
        } else if (longest > Texts.LONGEST) {
            leaveOut(column, Text.of("a text of %,d characters, more than %,d", longest, Texts.LONGEST));
        } else if (own.isEmpty() && identify) {
            String more = others ? "more than " : "";
            leaveOut(
                    column,
                    Text.of(
                            "%s%,d different texts in %,d training rows %s",
                            more,
                            counts.size(),
                            present,
                            wordsEach(column) < WORDS
                                    ? "identify rows, not categories"
                                    : "are free text, whose words tell nothing about the target"));
        } else if (own.isEmpty()) {
            leaveOut(
                    column,
                    Text.of("%,d categories, hardly one of them in %d training rows", counts.size(), LEAST_ROWS));
        } else {
            String rest = all ? null : rest(column);
            List<String> categories = Stream.concat(own.stream(), Stream.ofNullable(rest))
                    .sorted()
                    .toList();
            inputs.add(
                    new Input(column.name(), new Texts(categories, rest), new OneHot(categories.size(), missing > 0)));
        }
    }

    /** Leaves out a column of texts; if they may have been meant as something else, the reason says so. */
    private void leaveOut(Column column, String why) {
        leaveOut(column.name(), (column.doubt().isEmpty() ? "" : column.doubt() + "; as text: ") + why);
    }

    /** @return whether texts identify rows rather than kinds of rows: fewer than two rows per text on average */
    private static boolean identify(Column column, int... rows) {
        long present = IntStream.of(rows).filter(row -> !column.isMissing(row)).count();
        return column.hasOthers(rows) || column.counts(rows).size() > Math.max(LEAST_IDS, present / 2);
    }

    /** @return whether texts only name rows: they are neither free text nor numbers with some odd cells */
    static boolean nameRows(Column column, int... rows) {
        return column.doubt().isEmpty() && identify(column, rows) && wordsEach(column) < WORDS;
    }

    private static double wordsEach(Column column) {
        return column.texts().stream()
                .mapToInt(text -> text.split("\\s+").length)
                .average()
                .orElse(0);
    }

    /** @return the categories that get features if not all do, with rare ones if the user asked for them; none if hardly any is frequent */
    private static List<String> frequent(Map<String, Integer> counts, int present, boolean asked) {
        List<String> frequent = counts.keySet().stream()
                .filter(text -> asked || counts.get(text) >= LEAST_ROWS)
                .limit(MOST_FREQUENT)
                .toList();
        long rows = frequent.stream().mapToLong(counts::get).sum();
        return rows * ROWS_PER_FREQUENT < present && !asked ? List.of() : frequent;
    }

    /** @return a name for rare categories that no cell has */
    private String rest(Column column) {
        String name = "other";
        while (column.texts().contains(name) || table.options().isMissing(name)) {
            name += "_";
        }
        return name;
    }

    private void refuseNothing() {
        if (inputs.isEmpty()) {
            String why = leftOut.stream()
                    .limit(REASONS)
                    .map(column -> Printable.excerpt(column.name()) + ": " + Printable.excerpt(column.why()))
                    .collect(Collectors.joining("; "));
            throw CrosscheckException.expected(
                    table.name(),
                    "a column to learn from",
                    leftOut.isEmpty() ? "none beside the target" : "none (" + why + ")",
                    "Give it columns that differ from row to row, or name one with --numeric or --categorical.");
        }
    }

    private void refuseTooMuch() {
        int width = inputs.stream().mapToInt(Input::width).sum();
        if (width > Preprocessing.MOST_FEATURES) {
            Input widest =
                    inputs.stream().max(Comparator.comparingInt(Input::width)).orElseThrow();
            throw CrosscheckException.expected(
                    table.name(),
                    "at most " + Preprocessing.MOST_FEATURES + " features",
                    Integer.toString(width),
                    "Leave columns with many categories out; " + Printable.quoted(widest.column()) + " has "
                            + widest.width() + ".");
        }
    }
}
