package dev.crosscheck.model;

import dev.crosscheck.files.Digest;
import dev.crosscheck.limits.Members;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The origin of a network.
 *
 * @param program name and version of the program that made it
 * @param seed of the run; null if there was none
 * @param optimizer that trained it, with its initial rate; null if unknown
 * @param dataSha256 SHA-256 of the data's files, by name; for a table without a file that is only for testing; empty if unknown
 */
public record Origin(
        String program, @Nullable Long seed, @Nullable OptimizerSpec optimizer, Map<String, String> dataSha256) {
    private static final int LONGEST_NAME = 255;

    /** @throws Members.Unfit if a value is out of range */
    public Origin {
        dataSha256 = Collections.unmodifiableMap(
                new TreeMap<>(dataSha256)); // a fixed order, so that equal models give equal files
        Digest.check("dataSha256", dataSha256, 0);
        Members.length("program", program, 0, LONGEST_NAME);
    }
}
