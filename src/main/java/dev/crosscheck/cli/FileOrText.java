package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.table.Share;
import java.nio.file.Path;

/**
 * The value of an option that may name a file, which is then read.
 *
 * @param file null for a text
 * @param text null for a file
 */
record FileOrText(Path file, String text) {
    /** Reads the examples of {@code --validation} or {@code --test}: {@code 500}, {@code 20%}, {@code none} or {@code rows.csv}. */
    static FileOrText ofExamples(String value) {
        Path file = TableDataOptions.file(value);
        FileOrText examples = new FileOrText(file, file == null ? value : null);
        try {
            examples.share();
            return examples;
        } catch (CrosscheckException e) {
            throw Conversions.refused("a number such as 500, a share such as 20% or a file", value);
        }
    }

    /** @return how many of the data; null for a file */
    Share share() {
        return text == null ? null : text.equals("none") ? Share.NONE : Share.parse("", text);
    }
}
