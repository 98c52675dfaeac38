package dev.crosscheck.data.table;

import static dev.crosscheck.data.table.Expression.Function.COSINE;
import static dev.crosscheck.data.table.Expression.Function.EQUAL;
import static dev.crosscheck.data.table.Expression.Function.FLOOR;
import static dev.crosscheck.data.table.Expression.Function.LESS;
import static dev.crosscheck.data.table.Expression.Function.MINUS;
import static dev.crosscheck.data.table.Expression.Function.OVER;
import static dev.crosscheck.data.table.Expression.Function.PLUS;
import static dev.crosscheck.data.table.Expression.Function.SINE;
import static dev.crosscheck.data.table.Expression.Function.TIMES;

import dev.crosscheck.Members;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A date, given in seconds since 1970, as several numbers, each scaled on its own.
 *
 * @param parts those that differ in the training part, in the order of {@link Part}
 */
public record Calendar(List<Scaled> parts) implements Encoding {
    private static final double SECONDS_PER_HOUR = 3600;
    private static final double SECONDS_PER_DAY = 86_400;
    private static final double CENTURY = 36_525 * SECONDS_PER_DAY;

    /** The numbers that a network may be given of a date. */
    public enum Part {
        YEAR("year"),
        MONTH("month"),
        /** 1 for Monday. */
        WEEKDAY("weekday"),
        /** The sine of the part of the year that has passed, so that 31 December is next to 1 January. */
        SINE("day of year, sine"),
        COSINE("day of year, cosine"),
        /** The hour, with minutes as a fraction. */
        HOUR("hour"),
        /** Days since 1970, with the time as a fraction; after scaling the same as days since the first. */
        DAYS("days");

        private final String words;

        Part(String words) {
            this.words = words;
        }
    }

    /** A part and its scale. */
    public record Scaled(Part part, Scale scale) {}

    public Calendar {
        parts = List.copyOf(parts);
        Members.size("parts", parts.size(), 1, Part.values().length);
        for (int i = 1; i < parts.size(); i++) {
            boolean rises = parts.get(i - 1).part().compareTo(parts.get(i).part()) < 0;
            Members.require("parts/" + i, rises, "parts in order", parts.get(i).part());
        }
    }

    /**
     * The parts of a date in the Gregorian calendar. Years are counted from 1 March, so that a leap day is the last of its year: 400 of them have
     * 146,097 days, and the months from March on begin on day (153 m + 2)/5 (Hinnant 2013, "chrono-compatible low-level date algorithms").
     */
    static Map<Part, Expression> all() {
        Expression seconds = new Expression.Cell(1);
        Expression days = floor(seconds, SECONDS_PER_DAY);
        Expression sinceMarch0 = days.with(PLUS, 719_468);
        Expression era = floor(sinceMarch0, 146_097);
        Expression dayOfEra = rest(sinceMarch0, 146_097, era);
        Expression leapDays =
                floor(dayOfEra, 1460).with(MINUS, floor(dayOfEra, 36_524)).with(PLUS, floor(dayOfEra, 146_096));
        Expression yearOfEra = floor(dayOfEra.with(MINUS, leapDays), 365);
        Expression before =
                yearOfEra.with(TIMES, 365).with(PLUS, floor(yearOfEra, 4)).with(MINUS, floor(yearOfEra, 100));
        Expression day = dayOfEra.with(MINUS, before); // 0 for 1 March
        Expression month = floor(day.with(TIMES, 5).with(PLUS, 2), 153); // 0 for March
        Expression early = Expression.of(9).with(LESS, month); // January or February
        Expression year = era.with(TIMES, 400).with(PLUS, yearOfEra).with(PLUS, early);
        Expression leap = multiple(year, 4).with(MINUS, multiple(year, 100)).with(PLUS, multiple(year, 400));
        Expression passed =
                early.choose(day.with(MINUS, 306), day.with(PLUS, 59).with(PLUS, leap));
        Expression angle =
                passed.with(TIMES, 2 * Math.PI).with(OVER, Expression.of(365).with(PLUS, leap));
        Expression fromMonday = days.with(PLUS, 3); // 1 January 1970 was a Thursday
        Map<Part, Expression> all = new EnumMap<>(Part.class);
        all.put(Part.YEAR, year);
        all.put(Part.MONTH, month.with(PLUS, early.choose(Expression.of(-9), Expression.of(3))));
        all.put(Part.WEEKDAY, rest(fromMonday, 7, floor(fromMonday, 7)).with(PLUS, 1));
        all.put(Part.SINE, angle.with(SINE));
        all.put(Part.COSINE, angle.with(COSINE));
        all.put(Part.HOUR, rest(seconds, SECONDS_PER_DAY, days).with(OVER, SECONDS_PER_HOUR));
        all.put(Part.DAYS, seconds.with(OVER, SECONDS_PER_DAY));
        return all;
    }

    private static Expression floor(Expression a, double b) {
        return a.with(OVER, b).with(FLOOR);
    }

    private static Expression rest(Expression a, double b, Expression floor) {
        return a.with(MINUS, floor.with(TIMES, b));
    }

    /** 1 for multiples. */
    private static Expression multiple(Expression a, double b) {
        return floor(a, b).with(TIMES, b).with(EQUAL, a);
    }

    @Override
    public Expression features() {
        Map<Part, Expression> all = all();
        List<Expression> features = new ArrayList<>();
        parts.forEach(scaled -> features.add(scaled.scale().features(all.get(scaled.part()))));
        return Expression.row(features.toArray(Expression[]::new));
    }

    @Override
    public List<String> names(String column, List<String> texts) {
        return parts.stream()
                .flatMap(scaled -> scaled.scale().names(column + ": " + scaled.part().words, texts).stream())
                .toList();
    }

    @Override
    public boolean trainsMissing() {
        return parts.get(0).scale().indicator();
    }

    @Override
    public String kind() {
        return "date";
    }

    @Override
    public String words(Reading reading) {
        return reading.words() + ", as " + parts.size() + (parts.size() == 1 ? " number: " : " numbers: ")
                + parts.stream().map(scaled -> scaled.part().words).collect(Collectors.joining("; "))
                + (trainsMissing() ? "; one more input each for missing dates" : "");
    }

    @Override
    public String instead() {
        return trainsMissing() ? "a second feature of each part is 1" : "the medians of its parts are used";
    }

    /** The median day at midnight; 1970 if all days are the same. */
    @Override
    public double usual() {
        return parts.stream()
                .filter(scaled -> scaled.part() == Part.DAYS)
                .mapToDouble(scaled -> Math.rint(scaled.scale().median()) * SECONDS_PER_DAY)
                .findFirst()
                .orElse(0);
    }

    /** Usual dates are from 1970 to 2070, and extreme ones up to a thousand years from them. */
    @Override
    public double number(double share) {
        return Math.floor(CENTURY * Math.max(-10, Math.min(10, share)));
    }
}
