package dev.crosscheck.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time such as 90s, 10m or 1h30m; a number alone is seconds. */
final class Durations implements ITypeConverter<Double> {
    private static final Pattern FORM =
            Pattern.compile("(?:(\\d{1,5})h)?(?:(\\d{1,7})m)?(?:(\\d{1,9}(?:\\.\\d{1,3})?)s?)?");

    /** @return seconds, above 0 */
    @Override
    public Double convert(String value) {
        Matcher parts = FORM.matcher(value);
        double seconds = parts.matches() ? 3600 * number(parts, 1) + 60 * number(parts, 2) + number(parts, 3) : 0;
        if (seconds <= 0) {
            throw new TypeConversionException("expected a time such as 90s, 10m or 1h30m, found '" + value + "'.");
        }
        return seconds;
    }

    private static double number(Matcher parts, int group) {
        return parts.group(group) == null ? 0 : Double.parseDouble(parts.group(group));
    }
}
