package dev.crosscheck.using.export;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.crosscheck.HostileBytes;
import dev.crosscheck.HostileKind;
import dev.crosscheck.train.record.RunRecordFile;
import java.io.IOException;

class RecordBytesIT extends HostileBytes {
    /** A run's record, and what is told of a model from it. */
    @FuzzTest
    void record(byte[] text) throws IOException {
        hold(HostileKind.RECORD, text, () -> Provenance.of(RunRecordFile.read(text)));
    }
}
