package dev.crosscheck.data.table;

import dev.crosscheck.Printable;
import dev.crosscheck.Text;
import dev.crosscheck.data.table.ColumnBuilder.Wanted;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds how a column is to be read: the form that nearly all of its cells have. */
final class FormFinder {
    /** A column with more units has none. */
    private static final int MOST_UNITS = 4;

    /** After so many cells, forms that fit fewer than half of them are no longer tried. */
    private static final int ENOUGH = 4096;

    /** A table with more forms has none with further units: the regular expression of each takes several KB. */
    private static final int MOST_FORMS = 1000;

    /** In characters; a longer text is no number or date. */
    private static final int LONGEST = 60;

    private static final String UNIT = "%|\u2030|[A-Z]{0,3}\\p{Sc}|[A-Z]{3}";

    /** Cells that stand for a missing value in a column of numbers or dates, however many there are; among texts they are texts. */
    private static final Set<String> NONE =
            Set.of("None", "none", "#N/A", "#NA", "-", "--", ".", "unknown", "Unknown", "n.a.", "N.A.", "?");

    /** What stands around the digits of a number. */
    private static final Pattern AROUND = Pattern.compile("\\(?[" + NumberForm.SIGNS + NumberForm.BLANKS + "]*(" + UNIT
            + ")?[" + NumberForm.SIGNS + NumberForm.BLANKS + "]*[0-9.,][0-9.," + NumberForm.BLANKS
            + NumberForm.APOSTROPHES
            + "eE+-]*?[" + NumberForm.BLANKS + "]*(" + UNIT + "|\u00b0?\\p{L}{1,6}[\u00b2\u00b3]?|\u00b0)?["
            + NumberForm.BLANKS + "]*\\)?");

    private static final Set<String> CURRENCIES = Currency.getAvailableCurrencies().stream()
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toUnmodifiableSet());

    private final TableOptions options;
    private final char delimiter;
    private final Map<Reading, ToDoubleFunction<String>> readers;
    private final Set<List<String>> units = new HashSet<>();
    private final List<Candidate> candidates = new ArrayList<>();

    /** The form of plain numbers in which a point is between thousands; null until it is tried. */
    private Candidate points;

    /** Plain numbers with and without a point. */
    private int pointed;

    private int whole;

    /** Whole numbers that begin with a zero, as codes do. */
    private int zeros;

    private int others;

    /** The first cell that is not a plain number, with its place; null if there is none. */
    private String first;

    /** A possible form, and the number of cells that have it, besides plain numbers. */
    private final class Candidate {
        private final Reading form;
        private final ToDoubleFunction<String> reader;
        private int fits;

        Candidate(Reading form) {
            this.form = form;
            this.reader = readers.computeIfAbsent(form, Reading::reader);
        }

        private boolean takes(String text) {
            return !Double.isNaN(reader.applyAsDouble(text));
        }

        private boolean hasPoint() {
            return form instanceof NumberForm number && number.decimal().equals(".");
        }

        private boolean is(String decimal, String grouping) {
            return form instanceof NumberForm number
                    && number.decimal().equals(decimal)
                    && number.grouping().equals(grouping);
        }
    }

    /** @param readers of the forms that a table's columns have tried; they share them */
    FormFinder(TableOptions options, char delimiter, Map<Reading, ToDoubleFunction<String>> readers) {
        this.options = options;
        this.delimiter = delimiter;
        this.readers = readers;
    }

    /** @return whether a cell stands for a missing value in a column of numbers or dates */
    static boolean isNone(String text) {
        return NONE.contains(text);
    }

    /** Adds a cell that is not missing. */
    void add(int line, String text) {
        if (!Double.isNaN(Decimal.parse(text))) {
            addPlain(text);
            return;
        }
        if (isNone(text)) {
            return;
        }
        if (others == 0) {
            first = Printable.quoted(Printable.excerpt(text)) + " in line " + line;
        }
        addOther(text);
    }

    private void addPlain(String text) {
        int point = text.indexOf('.');
        if (point < 0) {
            whole++;
            zeros += text.length() > 1 && text.charAt(0) == '0' && Character.isDigit(text.charAt(1)) ? 1 : 0;
        } else {
            pointed++;
            // Only such a number may have a point between thousands.
            if (text.length() - point == 4) {
                addUnit("", "");
                points.fits += points.takes(text) ? 1 : 0;
            }
        }
    }

    /** Adds a text that is not a plain number. */
    private void addOther(String text) {
        others++;
        char first = text.charAt(0);
        if (first >= 'a' && first <= 'z' || text.length() > LONGEST) {
            return;
        }
        Matcher around = AROUND.matcher(text);
        if (around.matches()) {
            addUnit(currency(around.group(1)), around.group(2) == null ? "" : around.group(2));
        }
        boolean mayBeDate = first >= '0' && first <= '9' || first >= 'A' && first <= 'S' && text.indexOf(' ') > 0;
        if (mayBeDate && candidates.stream().noneMatch(c -> c.form instanceof DateForm)) {
            Stream.of(DateForm.Order.values())
                    .forEach(order -> candidates.add(new Candidate(new DateForm(order, OddCells.NONE))));
        }
        for (Candidate candidate : candidates) {
            candidate.fits += candidate.takes(text) ? 1 : 0;
        }
        if (others == ENOUGH) {
            candidates.removeIf(candidate -> 2 * fits(candidate) < ENOUGH);
        }
    }

    private static String currency(String found) {
        boolean letters = found != null && found.length() == 3 && Character.isUpperCase(found.charAt(2));
        return found == null || letters && !CURRENCIES.contains(found) ? "" : found;
    }

    /** Tries the forms of numbers with a unit; without one, always. */
    private void addUnit(String prefix, String suffix) {
        boolean none = (prefix + suffix).isEmpty();
        boolean room = units.size() < MOST_UNITS
                && (readers.size() < MOST_FORMS || readers.containsKey(NumberForm.PLAIN.with(prefix, suffix)));
        if ((none || others < ENOUGH && room) && units.add(List.of(prefix, suffix))) {
            NumberForm.all().forEach(form -> candidates.add(new Candidate(form.with(prefix, suffix))));
            points = !none
                    ? points
                    : candidates.stream()
                            .filter(candidate -> candidate.is(",", ".") && !((NumberForm) candidate.form).hasUnit())
                            .findFirst()
                            .orElseThrow();
        }
    }

    /** @return the number of cells that have this form */
    private int fits(Candidate candidate) {
        boolean plain = candidate.form instanceof NumberForm number && !number.hasUnit();
        return candidate.fits + (plain ? whole : 0) + (plain && candidate.hasPoint() ? pointed : 0);
    }

    private int present() {
        return pointed + whole + others;
    }

    /** Called after the last cell. */
    Wanted found(boolean numeric) {
        if (!numeric && zeros > 0 && pointed == 0 && OddCells.areFew(others, present())) {
            return new Wanted(
                    null, "its numbers begin with zeros, as codes do: --numeric reads them as numbers", false);
        }
        Wanted found = present() == 0 ? found(NumberForm.PLAIN, "") : found();
        boolean unusable = numeric && !(found.reading() instanceof NumberForm);
        return new Wanted(unusable ? NumberForm.PLAIN : found.reading(), found.doubt(), numeric);
    }

    private static Wanted found(Reading form, String doubt) {
        return new Wanted(form, doubt, false);
    }

    /** @return why a column is text although most of its cells are numbers; empty if they are not */
    private String oddity() {
        int numbers = present() - others;
        return others == 0 || others > numbers
                ? ""
                : Text.of(
                        "%,d of %,d cells are numbers; %s is %s",
                        numbers, present(), first, others == 1 ? "not" : "the first that is not");
    }

    /** @return the form of nearly all cells, if there is one: of several the one that fits most */
    private Wanted found() {
        addUnit("", "");
        int most = candidates.stream().mapToInt(this::fits).max().orElse(0);
        List<Candidate> best =
                candidates.stream().filter(candidate -> fits(candidate) == most).toList();
        if (most == 0 || !OddCells.areFew(present() - most, present())) {
            return found(null, oddity());
        }
        return best.get(0).form instanceof DateForm ? date(best) : number(best);
    }

    private Wanted date(List<Candidate> best) {
        return best.stream()
                .map(candidate -> (DateForm) candidate.form)
                .filter(form -> best.size() == 1 || form.order() == options.dates())
                .findFirst()
                .map(form -> found(form, ""))
                .orElse(
                        found(
                                null,
                                "its dates may begin with the day or with the month: say --date-order day-first or month-first"));
    }

    private Wanted number(List<Candidate> best) {
        Candidate point = best.stream().filter(Candidate::hasPoint).findFirst().orElse(best.get(0));
        Candidate comma = best.stream()
                .filter(candidate -> !candidate.hasPoint())
                .findFirst()
                .orElse(point);
        boolean pointIsPlain = point.is(".", "");
        // Whole numbers are the same with both; commas or points that may be either need a choice.
        boolean open = pointIsPlain ? comma.is(",", ".") && pointed > 0 : point.is(".", ",") && comma.is(",", "");
        if (!open) {
            return found(point.form, "");
        }
        boolean semicolons = delimiter == ';';
        boolean takesComma = options.decimal() == null ? !pointIsPlain && semicolons : options.decimal() == ',';
        boolean clear = options.decimal() != null || pointIsPlain && !semicolons;
        boolean groups = takesComma == pointIsPlain;
        String doubt = Text.of(
                "%s is read as %s: say --decimal %s if it is %s",
                pointIsPlain ? "1.234" : "1,234",
                groups ? "1234" : "1 and a fraction",
                groups == pointIsPlain ? "point" : "comma",
                groups ? "1 and a fraction" : "1234");
        return found((takesComma ? comma : point).form, clear ? "" : doubt);
    }
}
