package dev.crosscheck.data.table;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.crosscheck.limits.Members;
import dev.crosscheck.text.Text;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a column writes dates, with or without times of day: {@code 2020-12-31}, {@code 31.12.2020 23:59}, {@code 12/31/20 11:59 PM} or {@code Dec 31 2020}. A time zone
 * after a time is not taken into account.
 *
 * @param order that of most cells
 * @param also orders that are tried in turn for the other cells; null for none
 */
public record DateForm(
        Order order,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Order> also,
        OddCells odd) implements Reading {
    private static final double SECONDS_PER_DAY = 86_400;
    private static final String ISO = "(?<year>\\d{4})(?<mark>[-/.])(?<month>\\d{1,2})\\k<mark>(?<day>\\d{1,2})";
    private static final String OTHER = "(?<%s>\\d{1,2})(?<mark>[-/.])(?<%s>\\d{1,2})\\k<mark>(?<year>\\d{4}|\\d{2})";
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final String NAME = "(?<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?:[a-z]{1,6})?";
    private static final String TIME =
            "(?:(?:T| +)(?<hour>\\d{1,2}):(?<minute>\\d{2})(?::(?<second>\\d{2})(?:[.,]\\d+)?)?(?: ?(?<half>[AaPp])[Mm])?"
                    + "(?:Z| ?UTC| ?[+-]\\d{2}:?\\d{2})?)?";

    /** Orders of year, month and day. */
    public enum Order {
        /** ISO 8601: 2020-12-31. */
        YEAR_FIRST("year-month-day", "uuuu-MM-dd", ISO),
        DAY_FIRST("day.month.year", "dd.MM.uuuu", Text.of(OTHER, "day", "month")),
        MONTH_FIRST("month/day/year", "MM/dd/uuuu", Text.of(OTHER, "month", "day")),
        /** As Oct 11 2002, or October 11, 2002. */
        NAMED_MONTH_FIRST("month day year", "MMM dd uuuu", NAME + "\\.? (?<day>\\d{1,2}),? (?<year>\\d{4})"),
        /** As 11 Oct 2002, or 11-Oct-2002. */
        NAMED_MONTH(
                "day month year",
                "dd MMM uuuu",
                "(?<day>\\d{1,2})\\.?[- ]" + NAME + "\\.?,?[- ](?<year>\\d{4}|\\d{2})");

        private final String words;
        private final String written;
        private final String pattern;

        Order(String words, String written, String pattern) {
            this.words = words;
            this.written = written;
            this.pattern = pattern;
        }
    }

    public DateForm {
        Members.require("order", order != null, "one of " + List.of(Order.values()), "none");
        also = also == null || also.isEmpty() ? null : List.copyOf(also);
    }

    @Override
    public DateForm with(OddCells cells) {
        return new DateForm(order, also, cells);
    }

    private Stream<Order> orders() {
        return Stream.concat(Stream.of(order), Stream.ofNullable(also).flatMap(List::stream));
    }

    /** @return for each order a regular expression with the groups year, month, day, hour, minute, second and half (of a day: a or p) */
    private Stream<String> patterns() {
        return orders().map(each -> each.pattern + TIME);
    }

    /** Gives seconds since 1970. */
    @Override
    public ToDoubleFunction<String> reader() {
        Pattern[] patterns = patterns().map(Pattern::compile).toArray(Pattern[]::new);
        return cell -> {
            double seconds = Double.NaN;
            for (int i = 0; i < patterns.length && Double.isNaN(seconds); i++) {
                seconds = parse(patterns[i].matcher(cell));
            }
            return seconds;
        };
    }

    /** A year of two digits is from 1969 to 2068, as in POSIX. */
    private static double parse(Matcher cell) {
        if (!cell.matches()) {
            return Double.NaN;
        }
        int year = number(cell, "year");
        int month = number(cell, "month");
        if (month > 12) {
            return Double.NaN; // Usual where days and months are not told apart yet, and an exception takes long.
        }
        boolean isShort = cell.group("year").length() == 2;
        int hour = number(cell, "hour");
        String half = cell.group("half");
        if (half != null) {
            boolean fits = hour >= 1 && hour <= 12;
            hour = fits ? hour % 12 + (half.equalsIgnoreCase("p") ? 12 : 0) : 24;
        }
        try {
            return LocalDateTime.of(
                            isShort ? year + (year < 69 ? 2000 : 1900) : year,
                            month,
                            number(cell, "day"),
                            hour,
                            number(cell, "minute"),
                            number(cell, "second"))
                    .toEpochSecond(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return Double.NaN;
        }
    }

    private static int number(Matcher cell, String group) {
        String text = cell.group(group);
        return text == null
                ? 0
                : Character.isLetter(text.charAt(0)) ? 1 + MONTHS.indexOf(text) / 3 : Integer.parseInt(text);
    }

    private static LocalDateTime time(double seconds) {
        return LocalDateTime.ofEpochSecond((long) seconds, 0, ZoneOffset.UTC);
    }

    @Override
    public List<DateForm> forms() {
        return orders().map(each -> new DateForm(each, null, odd)).toList();
    }

    /** ISO 8601, without its time if that is midnight. */
    @Override
    public String text(double seconds) {
        LocalDateTime time = time(seconds);
        return seconds % SECONDS_PER_DAY == 0 ? time.toLocalDate().toString() : time.toString();
    }

    /** With a time unless that is midnight. */
    @Override
    public String write(double seconds) {
        LocalDateTime time = time(seconds);
        boolean midnight = seconds % SECONDS_PER_DAY == 0;
        return time.format(DateTimeFormatter.ofPattern(order.written + (midnight ? "" : " HH:mm:ss"), Locale.ENGLISH));
    }

    @Override
    public String java(UnaryOperator<String> literal) {
        return patterns().map(literal).collect(Collectors.joining(", ", "date(cell, ", ")"));
    }

    @Override
    public String expected() {
        return "a date, " + orderWords();
    }

    @Override
    public String words() {
        return "dates, " + orderWords();
    }

    private String orderWords() {
        return orders().map(each -> each.words).collect(Collectors.joining(" or "));
    }
}
