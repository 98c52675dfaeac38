package dev.crosscheck.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;

/** What Jazzer calls with one input after the other. */
public final class FuzzTarget {
    private static final Reader READER = Reader.named(System.getProperty("fuzz.reader"));
    private static final Rules RULES = rules();

    private FuzzTarget() {}

    private static Rules rules() {
        try {
            return new Rules(Path.of(System.getProperty("fuzz.folder")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Loads the classes that the reader needs: Jazzer changes them as they are loaded, and no input is to be blamed for that time. */
    public static void fuzzerInitialize() {
        for (byte[] seed : Seeds.of(READER).values()) {
            if (seed.length <= READER.longest()) {
                try {
                    READER.read(seed);
                } catch (RuntimeException | Error e) {
                    // It comes again, as an input.
                }
            }
        }
    }

    /** Gives an input to the reader, every other one repaired: some are to end at a wrong checksum. */
    public static void fuzzerTestOneInput(byte[] input) {
        boolean repaired = (Arrays.hashCode(input) & 1) == 0;
        RULES.hold(READER, repaired ? READER.repair().of(input) : input);
    }
}
