package dev.crosscheck.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads numbers, paths and switches, and says in words what was expected where that fails. */
final class Conversions {
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+");

    private Conversions() {}

    /** Makes every command read its options this way. */
    static CommandLine register(CommandLine commands) {
        ITypeConverter<Integer> whole = value -> whole(value, Integer::valueOf);
        ITypeConverter<Long> wholeLong = value -> whole(value, Long::valueOf);
        ITypeConverter<Double> number = value -> read(value, Double::valueOf, "a number");
        return commands.registerConverter(Integer.class, whole)
                .registerConverter(int.class, whole)
                .registerConverter(Long.class, wholeLong)
                .registerConverter(long.class, wholeLong)
                .registerConverter(Double.class, number)
                .registerConverter(double.class, number)
                .registerConverter(Boolean.class, Conversions::yesOrNo)
                .registerConverter(boolean.class, Conversions::yesOrNo)
                .registerConverter(Path.class, value -> read(value, Path::of, "a path"));
    }

    private static <T> T whole(String value, Function<String, T> reader) {
        boolean whole = WHOLE.matcher(value).matches();
        String size = value.startsWith("-") ? "larger " : "smaller ";
        return read(value, reader, "a " + (whole ? size : "") + "whole number");
    }

    /**
     * @param expected what the value should be, for the message
     * @throws TypeConversionException if the reader refuses the value
     */
    static <T> T read(String value, Function<String, T> reader, String expected) {
        try {
            return reader.apply(value);
        } catch (NumberFormatException | InvalidPathException e) {
            throw new TypeConversionException("expected " + expected + ", found '" + value + "'.");
        }
    }

    private static boolean yesOrNo(String value) {
        if (!value.equals("true") && !value.equals("false")) {
            throw new TypeConversionException("expected true or false, found '" + value + "'.");
        }
        return value.equals("true");
    }
}
