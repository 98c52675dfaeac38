package dev.crosscheck.cli;

import dev.crosscheck.data.table.TableOptions;
import java.nio.charset.Charset;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** How a CSV file is cut into cells. Options that are not given are detected. */
class CsvOptions {
    @Option(
            names = "--delimiter",
            paramLabel = "CHARACTER",
            converter = Delimiter.class,
            description = "What stands between cells: a character, tab or space. Default: found.")
    private Character delimiter;

    @Option(
            names = "--header",
            negatable = true,
            description =
                    "The first line has the columns' names, or has not. Default: it has if no cell of it is a number.")
    private Boolean header;

    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            converter = Encoding.class,
            description = "The file's encoding, such as windows-1252. Default: UTF-8, or what a byte order mark says.")
    private Charset encoding;

    /** Takes words for characters that are hard to write. */
    static final class Delimiter implements ITypeConverter<Character> {
        @Override
        public Character convert(String value) {
            return switch (value) {
                case "tab", "\\t" -> '\t';
                case "space" -> ' ';
                default -> {
                    if (value.length() != 1) {
                        throw new TypeConversionException(
                                "expected one character, tab or space, found '" + value + "'.");
                    }
                    yield value.charAt(0);
                }
            };
        }
    }

    /** Finds an encoding that this Java has. */
    static final class Encoding implements ITypeConverter<Charset> {
        @Override
        public Charset convert(String value) {
            try {
                return Charset.forName(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(
                        "expected an encoding such as UTF-8, windows-1252 or UTF-16, found '" + value + "'.");
            }
        }
    }

    /** @return how to read a file's cells; its columns count as they are found */
    final TableOptions csv() {
        return TableOptions.FOUND.withDelimiter(delimiter).withHeader(header).withCharset(encoding);
    }

    /** @return whether anything is asked for */
    boolean given() {
        return delimiter != null || header != null || encoding != null;
    }

    /** Refuses what images have no use for. */
    final void requireNone(CommandSpec command) {
        if (given()) {
            String option = delimiter != null ? "--delimiter" : header != null ? "--header" : "--encoding";
            throw new ParameterException(
                    command.commandLine(), option + " is for a table's file, and the model is one of images.");
        }
    }
}
