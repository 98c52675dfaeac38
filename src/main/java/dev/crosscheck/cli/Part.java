package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.table.Share;
import java.nio.file.Path;

/**
 * The examples of {@code --validation} or {@code --test}: some of the data, or the rows of another file.
 *
 * @param share how many of the data; null for a file
 * @param file a CSV file; null for a share
 */
record Part(Share share, Path file) {
    /** Reads {@code 500}, {@code 20%}, {@code none} or {@code rows.csv}. */
    static Part of(String value) {
        if (value.equals("none")) {
            return new Part(Share.NONE, null);
        }
        Path file = TableDataOptions.file(value);
        try {
            return file != null ? new Part(null, file) : new Part(Share.parse("", value), null);
        } catch (CrosscheckException e) {
            throw Conversions.refused("a number such as 500, a share such as 20% or a file", value);
        }
    }
}
