package dev.crosscheck.train.record;

import dev.crosscheck.run.Json;
import dev.crosscheck.run.Mismatch;
import dev.crosscheck.train.record.RunRecord.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a run's {@code run.json}. */
public final class RunRecordFile {
    /** Largest file, in bytes: enough for the largest number of epochs, 500 bytes each. */
    private static final long LARGEST = 50 << 20;

    private RunRecordFile() {}

    /**
     * Reads a record.
     *
     * @throws Mismatch if it is not a run's record
     */
    public static RunRecord read(Path file) throws IOException {
        return read(bytes(file));
    }

    /** @return whether there is a record that may be that of a running run; reading it would take far longer */
    static boolean mayRun(Path file) throws IOException {
        return Files.isRegularFile(file)
                && new String(bytes(file), StandardCharsets.ISO_8859_1).contains("\"" + Status.RUNNING + "\"");
    }

    private static byte[] bytes(Path file) throws IOException {
        long size = Files.size(file);
        if (size > LARGEST) {
            throw new Mismatch("expected at most " + LARGEST + " bytes, found " + size);
        }
        return Files.readAllBytes(file);
    }

    /** Reads a record from memory. */
    public static RunRecord read(byte[] text) throws IOException {
        return Json.read(text, RunRecord.class);
    }
}
