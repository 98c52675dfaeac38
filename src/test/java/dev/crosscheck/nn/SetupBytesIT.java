package dev.crosscheck.nn;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.crosscheck.HostileBytes;
import dev.crosscheck.HostileKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A line of settings, which records, recordings and options have. */
class SetupBytesIT extends HostileBytes {
    @FuzzTest
    void setup(byte[] line) throws IOException {
        hold(HostileKind.SETUP, line, () -> Setup.parse(new String(line, StandardCharsets.UTF_8)));
    }
}
