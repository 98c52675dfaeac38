package dev.crosscheck.model;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.crosscheck.HostileBytes;
import dev.crosscheck.HostileKind;
import java.io.IOException;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

class ModelBytesIT extends HostileBytes {
    /** What was read can be used. */
    @FuzzTest
    void model(byte[] file) throws IOException {
        hold(HostileKind.MODEL, file, () -> {
            Model model = Model.read("input", new SeekableInMemoryByteChannel(file));
            for (float value : model.values()) {
                assertTrue(Float.isFinite(value), () -> "a parameter " + value);
            }
            model.parameters();
        });
    }
}
