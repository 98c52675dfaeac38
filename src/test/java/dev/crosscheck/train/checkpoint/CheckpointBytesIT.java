package dev.crosscheck.train.checkpoint;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.crosscheck.HostileBytes;
import dev.crosscheck.HostileKind;
import java.io.IOException;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

class CheckpointBytesIT extends HostileBytes {
    @FuzzTest
    void checkpoint(byte[] file) throws IOException {
        hold(HostileKind.CHECKPOINT, file, () -> read(file));
    }

    /** Reads a checkpoint under the name that its content asks for. */
    static void read(byte[] file) {
        try {
            CheckpointFile.read(new SeekableInMemoryByteChannel(file), null);
        } catch (IOException e) {
            throw CheckpointFile.wrong("input", e);
        }
    }
}
