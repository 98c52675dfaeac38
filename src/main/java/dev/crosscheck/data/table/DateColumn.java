package dev.crosscheck.data.table;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/** A column of dates, as seconds since 1970 in double; NaN stands for a missing one. Its parts are columns of numbers. */
public final class DateColumn implements Column {
    private final String name;
    private final DateForm form;
    private final double[] seconds;
    private final int missing;
    private final Map<DateForm.Part, NumberColumn> parts = new EnumMap<>(DateForm.Part.class);

    DateColumn(String name, DateForm form, double... seconds) {
        this.name = name;
        this.form = form;
        this.seconds = seconds;
        this.missing = (int) DoubleStream.of(seconds).filter(Double::isNaN).count();
        for (DateForm.Part part : DateForm.Part.values()) {
            double[] values = DoubleStream.of(seconds).map(part::value).toArray();
            parts.put(part, new NumberColumn(part.of(name), values));
        }
    }

    /** @return this column with the rows of another one appended */
    DateColumn followedBy(DateColumn other) {
        double[] joined = Arrays.copyOf(seconds, seconds.length + other.seconds.length);
        System.arraycopy(other.seconds, 0, joined, seconds.length, other.seconds.length);
        return new DateColumn(name, form.with(form.odd().and(other.form.odd())), joined);
    }

    @Override
    public List<NumberColumn> parts() {
        return List.copyOf(parts.values());
    }

    /** @return the days since 1970, with times as fractions: the dates as one number */
    NumberColumn days() {
        return parts.get(DateForm.Part.DAYS);
    }

    @Override
    public DateForm form() {
        return form;
    }

    /** @return the date of a row in seconds since 1970, or NaN */
    double seconds(int row) {
        return seconds[row];
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int missing() {
        return missing;
    }

    @Override
    public boolean isMissing(int row) {
        return Double.isNaN(seconds[row]);
    }

    @Override
    public String text(int row) {
        return isMissing(row) ? "" : DateForm.text(seconds[row]);
    }
}
