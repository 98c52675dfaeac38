package dev.crosscheck.using.export;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.train.record.RunJson;
import java.io.IOException;

/** Lets the fuzzers in to this package's readers. */
public final class ExportDoor {
    private ExportDoor() {}

    /** Reads a run's record, and what is told of a model from it. */
    public static void runJson(byte[] text) {
        try {
            Provenance.of(RunJson.read(text));
        } catch (IOException e) {
            // Whoever reads a record goes on without it.
            throw new CrosscheckException(e.getMessage(), "none", e);
        }
    }
}
