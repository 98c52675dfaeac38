package dev.crosscheck.train.dl4j;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.Mismatch;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Lets the fuzzers in to this package's readers. */
public final class ModelDoor {
    /** Floats in the arrays of a model: few, so that many inputs are tried. */
    public static final int FLOATS = 6;

    private ModelDoor() {}

    /** Reads a whole model file. */
    public static void model(byte[] file) {
        ModelContent content = ModelFile.read("input", file);
        for (float value : content.parameters()) {
            if (!Float.isFinite(value)) {
                throw new AssertionError("a parameter " + value);
            }
        }
    }

    /** Something that a model file's entry is read by. */
    private interface EntryReader {
        void read() throws IOException;
    }

    /** As {@link ModelFile} does, takes a mismatch as a refusal; any other failure is none. */
    private static void entry(EntryReader reader) {
        try {
            reader.read();
        } catch (Mismatch e) {
            throw new CrosscheckException(e.getMessage(), "none");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a model's parameters. */
    public static void coefficients(byte[] entry) {
        entry(() -> ModelArrays.read(new ByteArrayInputStream(entry), FLOATS));
    }

    /** Reads the state of a model's updater. */
    public static void updater(byte[] entry) {
        entry(() -> ModelArrays.check(new ByteArrayInputStream(entry), FLOATS));
    }

    /** Reads a model's configuration. */
    public static void configuration(byte[] entry) {
        entry(() -> ModelConfiguration.read(entry));
    }
}
