package dev.crosscheck.cli;

import dev.crosscheck.Nearest;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Initialization;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Softmax;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads what {@link FormOptions} are given. */
final class FormWords {
    private FormWords() {}

    /** Where parameters start: one of the two. */
    record Start(Initialization named, Path file) {
        String label() {
            return file == null ? named.label() : file.toString();
        }
    }

    static final class HiddenLayers implements ITypeConverter<List<Integer>> {
        @Override
        public List<Integer> convert(String value) {
            if (value.equals("0") || value.equals("none")) {
                return List.of();
            }
            List<Integer> units = Conversions.read(
                    value,
                    text -> Arrays.stream(text.split(",", -1))
                            .map(Integer::valueOf)
                            .toList(),
                    "whole numbers from 1 to " + NetworkSpec.MOST_UNITS + ", separated by commas, or 0");
            if (units.size() > NetworkSpec.MOST_LAYERS) {
                throw new TypeConversionException(
                        "expected at most " + NetworkSpec.MOST_LAYERS + " hidden layers, found " + units.size() + ".");
            }
            return units;
        }
    }

    static final class ActivationName implements ITypeConverter<Elementwise> {
        @Override
        public Elementwise convert(String value) {
            if (value.equalsIgnoreCase(Softmax.SOFTMAX.label())) {
                throw new TypeConversionException("softmax is the output layer's; hidden layers may have "
                        + Conversions.list(Elementwise.values(), Elementwise::label) + ".");
            }
            return Conversions.oneOf(value, Elementwise.values(), Elementwise::label);
        }
    }

    static final class StartName implements ITypeConverter<Start> {
        @Override
        public Start convert(String value) {
            for (Initialization named : Initialization.values()) {
                if (named.label().equals(value.toLowerCase(Locale.ROOT))) {
                    return new Start(named, null);
                }
            }
            Path file = Conversions.read(value, Path::of, "a path");
            if (!value.toLowerCase(Locale.ROOT).endsWith(".npz") && !Files.exists(file)) {
                throw new TypeConversionException("expected he, xavier, torch, normal or a file, found '" + value + "'"
                        + Nearest.hint(
                                value,
                                Arrays.stream(Initialization.values())
                                        .map(Initialization::label)
                                        .toList())
                        + ".");
            }
            return new Start(null, file);
        }
    }
}
