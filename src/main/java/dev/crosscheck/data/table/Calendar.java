package dev.crosscheck.data.table;

import static dev.crosscheck.data.table.Expression.Function.FLOOR;
import static dev.crosscheck.data.table.Expression.Function.MINUS;
import static dev.crosscheck.data.table.Expression.Function.OVER;
import static dev.crosscheck.data.table.Expression.Function.PLUS;
import static dev.crosscheck.data.table.Expression.Function.TIMES;

import dev.crosscheck.limits.Members;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A date, given in seconds since 1970, as several numbers, each scaled on its own.
 *
 * @param parts those that differ in the training part, in the order of {@link Part}
 */
public record Calendar(List<Scaled> parts) implements Encoding {
    private static final double SECONDS_PER_HOUR = 3600;
    private static final double SECONDS_PER_DAY = 86_400;
    private static final double DAYS_PER_YEAR = 365.2425;
    private static final double CENTURY = 100 * DAYS_PER_YEAR * SECONDS_PER_DAY;

    /** The numbers that a network may be given of a date. */
    public enum Part {
        /** Days since 1970, with the time as a fraction; after scaling the same as days since the first. */
        DAYS("days"),
        /** The sine of the part of a mean year that has passed, so that 31 December is next to 1 January. */
        SINE("season, sine"),
        COSINE("season, cosine"),
        /** 0 for Monday. */
        WEEKDAY("weekday"),
        /** The hour, with minutes as a fraction. */
        HOUR("hour");

        private final String words;

        Part(String words) {
            this.words = words;
        }

        Expression of(Expression seconds) {
            Expression days = seconds.with(OVER, SECONDS_PER_DAY);
            Expression season = days.with(TIMES, 2 * Math.PI / DAYS_PER_YEAR);
            return switch (this) {
                case DAYS -> days;
                case SINE -> season.with(Expression.Function.SINE);
                case COSINE -> season.with(Expression.Function.COSINE);
                case WEEKDAY -> rest(days.with(FLOOR).with(PLUS, 3), 7); // 1 January 1970 was a Thursday
                case HOUR -> rest(seconds, SECONDS_PER_DAY).with(OVER, SECONDS_PER_HOUR);
            };
        }

        private static Expression rest(Expression a, double b) {
            return a.with(MINUS, a.with(OVER, b).with(FLOOR).with(TIMES, b));
        }
    }

    public record Scaled(Part part, Scale scale) {}

    public Calendar {
        parts = List.copyOf(parts);
        Members.size("parts", parts.size(), 1, Part.values().length);
        for (int i = 1; i < parts.size(); i++) {
            boolean rises = parts.get(i - 1).part().compareTo(parts.get(i).part()) < 0;
            Members.require("parts/" + i, rises, "parts in order", parts.get(i).part());
        }
    }

    @Override
    public Expression features() {
        Expression seconds = new Expression.Cell(1);
        return Expression.row(parts.stream()
                .map(scaled -> scaled.scale().features(scaled.part().of(seconds)))
                .toArray(Expression[]::new));
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
        Scaled first = parts.get(0);
        return first.part() == Part.DAYS ? Math.rint(first.scale().median()) * SECONDS_PER_DAY : 0;
    }

    /** Usual dates are from 1970 to 2070, and extreme ones up to a thousand years from them. */
    @Override
    public double number(double share) {
        return Math.floor(CENTURY * Math.max(-10, Math.min(10, share)));
    }
}
