package dev.crosscheck.train.record;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.Mismatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a run's {@code run.json}: as any version of this program wrote it, and nothing else. */
public final class RunJson {
    /** Room for the most epochs that a run can have, 400 bytes each. */
    private static final long LARGEST = 40 << 20;

    private RunJson() {}

    /**
     * Reads a record.
     *
     * @param file an existing file
     * @throws Mismatch if it is not a run's record
     */
    public static ObjectNode read(Path file) throws IOException {
        long size = Files.size(file);
        if (size > LARGEST) {
            throw new Mismatch("expected at most " + LARGEST + " bytes, found " + size);
        }
        return read(Files.readAllBytes(file));
    }

    /** The same for a text in memory. */
    public static ObjectNode read(byte[] text) throws IOException {
        RunShapes.RECORD.check(text);
        return Json.read(text, ObjectNode.class);
    }
}
