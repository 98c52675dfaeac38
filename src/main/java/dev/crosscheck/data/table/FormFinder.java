package dev.crosscheck.data.table;

import dev.crosscheck.data.table.ColumnBuilder.Wanted;
import dev.crosscheck.data.table.DateForm.Order;
import dev.crosscheck.text.Printable;
import dev.crosscheck.text.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds how a column is to be read: the form that nearly all of its cells have, which may be a mixture of units or of orders of dates. */
final class FormFinder {
    /** A column with more units is not read as numbers with units. */
    private static final int MOST_UNITS = 4;

    /** After so many cells, rare forms are no longer tried. */
    private static final int ENOUGH = 4096;

    /** After so many forms in a table, no further units are tried: the regular expression of each form takes several KB. */
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
            + "eE+-]*?[" + NumberForm.BLANKS + "]*(" + UNIT
            + "|\u00b0?\\p{L}{1,6}[\u00b2\u00b3]?|\\p{L}{1,4}/\\p{L}{1,3}|\u00b0)?["
            + NumberForm.BLANKS + "]*\\)?");

    /** Suffixes that multiply a number: 2k is not 2. */
    private static final Set<String> MULTIPLES = Set.of("k", "K", "M", "B", "bn", "Mio", "Mrd");

    private static final Set<String> CURRENCIES = Currency.getAvailableCurrencies().stream()
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toUnmodifiableSet());

    private final TableOptions options;
    private final char delimiter;
    private final Map<Reading, ToDoubleFunction<String>> readers;
    private final Set<List<String>> units = new HashSet<>();

    /** The ways to write digits, each with the units of the column. */
    private final List<PossibleForm> numbers = new ArrayList<>();

    /** Dates in each order. */
    private final Map<Order, Integer> dates = new EnumMap<>(Order.class);

    /** Dates that may begin with the day or with the month. */
    private int either;

    /** Plain numbers with and without a point. */
    private int pointed;

    private int whole;

    /** Whole numbers that begin with a zero, as codes do. */
    private int zeros;

    private int others;

    /** The first cell that is not a plain number, with its place; null if there is none. */
    private String first;

    /** A possible form of numbers, and how many cells have it, besides plain numbers. */
    private final class PossibleForm {
        private final NumberForm form;
        private final ToDoubleFunction<String> reader;
        private int fits;

        PossibleForm(NumberForm form) {
            this.form = form;
            this.reader = readers.computeIfAbsent(form, Reading::reader);
        }

        private void add(String text) {
            fits += Double.isNaN(reader.applyAsDouble(text)) ? 0 : 1;
        }
    }

    /** Numbers in one form, with several units or none. */
    private record Mixture(NumberForm form, int fits) {}

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
                numbers.stream()
                        .filter(bare -> bare.form.is(",", ".") && !bare.form.hasUnit())
                        .forEach(bare -> bare.add(text));
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
        if (mayBeDate) {
            List<Order> orders = Stream.of(Order.values())
                    .filter(order -> !Double.isNaN(
                            readers.computeIfAbsent(new DateForm(order, null, OddCells.NONE), Reading::reader)
                                    .applyAsDouble(text)))
                    .toList();
            orders.forEach(order -> dates.merge(order, 1, Integer::sum));
            either += orders.size() > 1 ? 1 : 0;
        }
        numbers.forEach(candidate -> candidate.add(text));
        if (others == ENOUGH) {
            numbers.removeIf(candidate -> OddCells.areFew(fits(candidate), ENOUGH));
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
            NumberForm.all().stream()
                    .filter(form -> none || form.units() == null)
                    .forEach(form -> numbers.add(new PossibleForm(form.with(prefix, suffix))));
        }
    }

    private List<PossibleForm> bare() {
        return numbers.stream().filter(candidate -> !candidate.form.hasUnit()).toList();
    }

    /** @return those that some cells have, with the same separators and a unit; the most frequent first */
    private List<PossibleForm> withUnits(PossibleForm bare) {
        return numbers.stream()
                .filter(other -> other.form.hasUnit()
                        && other.fits > 0
                        && other.form.is(bare.form.decimal(), bare.form.grouping()))
                .sorted(Comparator.comparingInt(other -> -other.fits))
                .toList();
    }

    private int fits(PossibleForm candidate) {
        boolean plain = !candidate.form.hasUnit();
        return candidate.fits + (plain ? whole : 0) + (plain && candidate.form.hasPoint() ? pointed : 0);
    }

    /** @return numbers without a unit, mixed with those that have the main unit, which must be known or frequent, or one that can be converted to it */
    private Mixture mixture(PossibleForm bare) {
        Mixture alone = new Mixture(bare.form, fits(bare));
        List<PossibleForm> found = withUnits(bare);
        if (found.isEmpty() || !isKnown(found.get(0)) && OddCells.areFew(found.get(0).fits, present())) {
            return alone;
        }
        // A unit on both sides is the form's prefix, since a form's further units stand only after numbers.
        PossibleForm main = found.stream()
                .filter(one -> one.form.prefix().equals(found.get(0).form.unit()))
                .findFirst()
                .orElse(found.get(0));
        if (MULTIPLES.contains(main.form.suffix())) {
            return alone.fits() > main.fits ? alone : new Mixture(main.form, main.fits);
        }
        Map<String, Double> factors = new HashMap<>();
        int fits = alone.fits() + main.fits;
        for (PossibleForm other : found) {
            Double factor = main.form.factor(other.form);
            if (other != main && factor != null) {
                factors.put(other.form.unit(), factor);
                fits += other.fits;
            }
        }
        return new Mixture(main.form.with(factors), fits);
    }

    private static boolean isKnown(PossibleForm candidate) {
        String suffix = candidate.form.suffix();
        return suffix.isEmpty()
                || !Character.isLetter(suffix.charAt(0))
                || NumberForm.KINDS.stream().anyMatch(kind -> kind.containsKey(suffix))
                || CURRENCIES.contains(suffix);
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

    /** @return why a column is text although its cells look like numbers, or most are; empty if they are not */
    private String oddity() {
        for (PossibleForm bare : bare()) {
            List<PossibleForm> units = withUnits(bare);
            int fits = fits(bare) + units.stream().mapToInt(unit -> unit.fits).sum();
            boolean known = units.stream().anyMatch(FormFinder::isKnown)
                    || units.stream().allMatch(unit -> MULTIPLES.contains(unit.form.suffix()));
            if (known && OddCells.areFew(present() - fits, present())) {
                return Stream.concat(units.stream(), Stream.of(bare).filter(one -> fits(one) > 0))
                        .map(unit -> unit.form.write(1))
                        .collect(Collectors.joining(
                                ", ", "its cells look like numbers in several units (", "): write them in one"));
            }
        }
        int plain = present() - others;
        return others == 0 || others > plain
                ? ""
                : Text.of(
                        "%,d of %,d cells are numbers; %s is %s",
                        plain, present(), first, others == 1 ? "not" : "the first that is not");
    }

    /** @return the form of nearly all cells, if there is one: of several the one that fits most */
    private Wanted found() {
        addUnit("", "");
        List<Mixture> mixtures = bare().stream().map(this::mixture).toList();
        int most = mixtures.stream().mapToInt(Mixture::fits).max().orElse(0);
        int inDates = dates.values().stream().mapToInt(cells -> cells).sum() - either;
        if (inDates > most) {
            return date(inDates);
        }
        return most == 0 || !OddCells.areFew(present() - most, present())
                ? found(null, oddity())
                : number(mixtures.stream().filter(one -> one.fits() == most).toList());
    }

    /** Dates that may begin with the day or with the month follow the user's choice, or the others if all of these agree. */
    private Wanted date(int all) {
        int days = dates.getOrDefault(Order.DAY_FIRST, 0) - either;
        int months = dates.getOrDefault(Order.MONTH_FIRST, 0) - either;
        List<Order> orders = new ArrayList<>(dates.keySet());
        orders.sort(Comparator.comparingInt(order -> -dates.get(order)));
        int unread = 0;
        if (options.dates() != null) {
            // A cell that is no date in this order may be one in the other.
            Order other = options.dates() == Order.DAY_FIRST ? Order.MONTH_FIRST : Order.DAY_FIRST;
            orders.removeIf(order -> order == other && dates.get(order) == either);
            orders.sort(Comparator.comparing(other::equals));
        } else {
            unread = days == months ? days + months + either : Math.min(days, months);
            orders.removeIf(order ->
                    order == Order.DAY_FIRST && days <= months || order == Order.MONTH_FIRST && months <= days);
        }
        String doubt = days + months == 0
                ? (either == present() ? "its" : Text.of("%,d of its", either))
                        + " dates may begin with the day or with the month"
                : Text.of(
                        "%,d of its dates begin with the day, %,d with the month, and %,d may do either",
                        days, months, either);
        boolean few = OddCells.areFew(present() - all + unread, present());
        return found(
                few ? new DateForm(orders.get(0), orders.subList(1, orders.size()), OddCells.NONE) : null,
                unread == 0 ? "" : doubt + ": say --date-order day-first or month-first");
    }

    private Wanted number(List<Mixture> best) {
        Mixture point =
                best.stream().filter(one -> one.form().hasPoint()).findFirst().orElse(best.get(0));
        Mixture comma =
                best.stream().filter(one -> !one.form().hasPoint()).findFirst().orElse(point);
        boolean pointIsPlain = point.form().is(".", "");
        // Whole numbers read the same either way; a comma or point with two meanings needs a choice.
        boolean open = pointIsPlain
                ? comma.form().is(",", ".") && pointed > 0
                : point.form().is(".", ",") && comma.form().is(",", "");
        if (!open) {
            return found(point.form(), "");
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
        return found((takesComma ? comma : point).form(), clear ? "" : doubt);
    }
}
