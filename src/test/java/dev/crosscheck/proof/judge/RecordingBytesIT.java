package dev.crosscheck.proof.judge;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.crosscheck.HostileBytes;
import dev.crosscheck.HostileKind;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.npz.NpzFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

class RecordingBytesIT extends HostileBytes {
    static final Recording START = Start.all(Judge.setup("2-3 cross-entropy momentum batch:2", 1))
            .get(0)
            .run();

    /** A recording of a perceptron, of a small network, or of three digits of 2x2 pixels. */
    @FuzzTest
    void recording(byte[] file) throws IOException {
        hold(
                HostileKind.RECORDING,
                file,
                () -> RecordingFile.read("input", NpzFile.read("input", file), RecordingBytesIT::images));
    }

    /** What a program prints that trained from a start. */
    @FuzzTest
    void answer(byte[] text) throws IOException {
        hold(
                HostileKind.ANSWER,
                text,
                () -> RecordingText.read("input", new String(text, StandardCharsets.UTF_8), START));
    }

    static ImageData images() {
        ImageSet set = new ImageSet(new byte[3 * 2 * 2], new int[] {0, 1, 9}, ImageForm.ofDigits(2, 2));
        return new ImageData(set, set, Map.of());
    }
}
