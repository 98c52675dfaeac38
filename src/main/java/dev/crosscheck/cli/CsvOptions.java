package dev.crosscheck.cli;

import dev.crosscheck.data.table.TableOptions;
import java.nio.charset.Charset;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** How a CSV file is split into cells. What is not given is detected. */
class CsvOptions {
    @Option(
            names = "--delimiter",
            paramLabel = "CHAR",
            converter = Delimiter.class,
            description = "Between cells: a character, tab or space. Default: detected.")
    private Character delimiter;

    @Option(
            names = "--header",
            negatable = true,
            description = "The first line has names. Default: yes if no cell is a number.")
    private Boolean header;

    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            description = "Such as windows-1252. Default: UTF-8, or what the file's bytes say.")
    private Charset encoding;

    /** Accepts words for characters that are hard to type. */
    static final class Delimiter implements ITypeConverter<Character> {
        @Override
        public Character convert(String value) {
            return switch (value) {
                case "tab", "\\t" -> '\t';
                case "space" -> ' ';
                default -> {
                    if (value.length() != 1) {
                        throw Conversions.refused("one character, tab or space", value);
                    }
                    yield value.charAt(0);
                }
            };
        }
    }

    /** @return how to read a file's cells, with detected columns */
    final TableOptions csv() {
        return TableOptions.FOUND.withFormat(delimiter, header, encoding);
    }
}
