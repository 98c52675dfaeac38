package dev.crosscheck.cli;

import dev.crosscheck.train.CheckpointInterval;
import dev.crosscheck.train.CheckpointInterval.Unit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an interval such as 2, 1epoch or 500steps; a number alone is epochs. */
final class Intervals implements ITypeConverter<CheckpointInterval> {
    private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,8})(?:epochs?|(steps?))?");

    @Override
    public CheckpointInterval convert(String value) {
        Matcher parts = FORM.matcher(value);
        if (!parts.matches()) {
            throw new TypeConversionException(
                    "expected epochs such as 2, or steps such as 500steps, found '" + value + "'.");
        }
        return new CheckpointInterval(
                Integer.parseInt(parts.group(1)), parts.group(2) == null ? Unit.EPOCHS : Unit.STEPS);
    }
}
