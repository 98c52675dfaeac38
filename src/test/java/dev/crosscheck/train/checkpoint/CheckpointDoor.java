package dev.crosscheck.train.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/** Lets the fuzzers in to this package's reader. */
public final class CheckpointDoor {
    private CheckpointDoor() {}

    /** Reads a checkpoint under the name that its content asks for. */
    public static void checkpoint(byte[] file) {
        try {
            CheckpointFile.read(new SeekableInMemoryByteChannel(file), null);
        } catch (IOException e) {
            throw CheckpointFile.wrong("input", e);
        }
    }

    /** A checkpoint of seven parameters, after seven steps, with a best epoch. */
    public static byte[] seed() throws IOException {
        Path folder = Files.createTempDirectory("checkpoint");
        CheckpointFile.write(folder, CheckpointFiles.IDENTITY, CheckpointFiles.checkpoint(7));
        try (Stream<Path> files = Files.list(folder)) {
            return Files.readAllBytes(files.findAny().orElseThrow());
        }
    }
}
