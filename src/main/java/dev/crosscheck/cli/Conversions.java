package dev.crosscheck.cli;

import dev.crosscheck.data.LogicGate;
import dev.crosscheck.data.PictureOptions;
import dev.crosscheck.data.table.DateForm;
import dev.crosscheck.data.table.Task;
import dev.crosscheck.device.DeviceRequest;
import dev.crosscheck.limits.Members;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.proof.judge.Told;
import dev.crosscheck.text.Text;
import dev.crosscheck.train.CheckpointInterval;
import dev.crosscheck.train.TrainerChoice;
import dev.crosscheck.using.export.Format;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converters of option values: numbers, paths, switches and names. A refusal says in words what was expected. */
final class Conversions {
    private Conversions() {}

    /** Registers the converters with a command. */
    static CommandLine register(CommandLine command) {
        ITypeConverter<Integer> whole = value -> read(value, Integer::valueOf, Members.WHOLE);
        ITypeConverter<Long> wholeLong = value -> read(value, Long::valueOf, Members.WHOLE);
        ITypeConverter<Double> number = value -> read(value, Double::valueOf, "a number");
        return command.registerConverter(Integer.class, whole)
                .registerConverter(int.class, whole)
                .registerConverter(Long.class, wholeLong)
                .registerConverter(long.class, wholeLong)
                .registerConverter(Double.class, number)
                .registerConverter(double.class, number)
                .registerConverter(Boolean.class, Conversions::yesOrNo)
                .registerConverter(boolean.class, Conversions::yesOrNo)
                .registerConverter(Path.class, value -> read(value, Path::of, "a path"))
                .registerConverter(ResultFile.class, value -> read(value, ResultFile::of, "a path"))
                .registerConverter(Format.class, value -> oneOf(value, Format.values(), Format::label))
                .registerConverter(
                        Charset.class,
                        value -> read(value, Charset::forName, "an encoding such as UTF-8, windows-1252 or UTF-16"))
                .registerConverter(DeviceRequest.class, oneOf(DeviceRequest.class))
                .registerConverter(
                        TrainerChoice.class,
                        value -> oneOf(
                                value,
                                new TrainerChoice[] {TrainerChoice.AUTO, TrainerChoice.BY_HAND, TrainerChoice.DL4J},
                                Conversions::label))
                .registerConverter(NetworkOptions.Layers.class, oneOf(NetworkOptions.Layers.class))
                .registerConverter(Told.Hints.class, oneOf(Told.Hints.class))
                .registerConverter(Task.class, oneOf(Task.class))
                .registerConverter(FileOrText.class, FileOrText::ofExamples)
                .registerConverter(PictureOptions.Size.class, PictureDataOptions::size)
                .registerConverter(CheckpointInterval.class, TrainCommand::interval)
                .registerConverter(
                        DateForm.Order.class,
                        value -> oneOf(
                                value,
                                new DateForm.Order[] {DateForm.Order.DAY_FIRST, DateForm.Order.MONTH_FIRST},
                                Conversions::label))
                .registerConverter(LogicGate.class, value -> oneOf(value, LogicGate.values(), LogicGate::name))
                .registerConverter(
                        Activation.class,
                        value -> oneOf(value, Activation.all().toArray(Activation[]::new), Activation::label));
    }

    /** Finds a constant by its {@link #label}. */
    private static <E extends Enum<E>> ITypeConverter<E> oneOf(Class<E> type) {
        return value -> oneOf(value, type.getEnumConstants(), Conversions::label);
    }

    /** @return the name of a constant in options: in lower case, with hyphens */
    static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * @param names of the possible values, if they have names
     * @return the refusal of a value, which picocli completes with the option
     */
    static TypeConversionException refused(String expected, String value, String... names) {
        return new TypeConversionException(
                Members.unread("", expected, value, List.of(names)).rest());
    }

    /**
     * @param expected what the value should be, for the message
     * @throws TypeConversionException if the reader refuses the value
     */
    static <T> T read(String value, Function<String, T> reader, String expected) {
        try {
            return reader.apply(value);
        } catch (IllegalArgumentException e) {
            throw refused(expected, value);
        }
    }

    /**
     * @param value a name, in any case
     * @param all the candidates
     * @param name gives the name of a candidate
     * @throws TypeConversionException if no candidate has this name; lists all names and suggests the nearest
     */
    static <T> T oneOf(String value, T[] all, Function<T, String> name) {
        for (T candidate : all) {
            if (name.apply(candidate).equalsIgnoreCase(value)) {
                return candidate;
            }
        }
        String[] names = Arrays.stream(all).map(name).toArray(String[]::new);
        throw refused(Text.or(List.of(names)), value, names);
    }

    private static boolean yesOrNo(String value) {
        if (!value.equals("true") && !value.equals("false")) {
            throw refused("true or false", value);
        }
        return value.equals("true");
    }
}
