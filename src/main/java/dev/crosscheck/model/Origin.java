package dev.crosscheck.model;

import dev.crosscheck.OrNull;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The origin of a network.
 *
 * @param program name and version of the program that made it
 * @param seed of the run; null if there was none
 * @param optimizer that trained it, with its initial rate; null if unknown
 * @param dataSha256 SHA-256 of the data's files, by name; for a table without a file that is only for testing; empty if unknown
 */
public record Origin(
        String program, @OrNull Long seed, @OrNull OptimizerSpec optimizer, Map<String, String> dataSha256) {
    /** Most files: a data set in IDX files has four, and one of pictures has a digest for each of its parts. */
    private static final int MOST_FILES = 16;

    private static final int LONGEST_NAME = 255;
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /** @throws IllegalArgumentException if a value is out of range */
    public Origin {
        dataSha256 = Collections.unmodifiableMap(
                new TreeMap<>(dataSha256)); // a fixed order, so that equal models give equal files
        boolean plain = dataSha256.size() <= MOST_FILES
                && dataSha256.keySet().stream().allMatch(name -> !name.isEmpty() && name.length() <= LONGEST_NAME)
                && dataSha256.values().stream()
                        .allMatch(digest ->
                                digest != null && SHA256.matcher(digest).matches());
        if (!plain || program == null || program.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("expected a program and at most " + MOST_FILES
                    + " names of files with a SHA-256 of 64 hexadecimal digits, found others");
        }
    }
}
