package dev.crosscheck.proof.judge;

import dev.crosscheck.data.npz.NpyArray;
import dev.crosscheck.data.npz.NpzBytes;
import dev.crosscheck.data.npz.NpzFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** A recording of PyTorch whose arrays a test adds to, removes or changes before {@link #write}. */
public final class ChangedRecording {
    private final Map<String, NpyArray> arrays = new LinkedHashMap<>();

    /** @return ten steps of 3-8-2 tanh in double, batches of 8 of 37 examples, with the state after each */
    public static ChangedRecording backprop() {
        return of(Path.of("src", "test", "resources", "recordings", "honest-10.npz"));
    }

    static ChangedRecording of(Path file) {
        ChangedRecording recording = new ChangedRecording();
        NpzFile read = NpzFile.read(file);
        for (String name : read.names()) {
            NpyArray array = read.array(name);
            boolean text = name.equals("setup"); // of bytes, which are not written again
            recording.put(name, text ? NpzBytes.of(array.longs(), array.shape()) : array);
        }
        return recording;
    }

    /** Adds or replaces an array. */
    ChangedRecording put(String name, NpyArray array) {
        arrays.put(name, array);
        return this;
    }

    /** Adds a number to one value of a float64 array. */
    public ChangedRecording alter(String name, int index, double by) {
        double[] values = arrays.get(name).doubles();
        values[index] += by;
        return put(name, NpzBytes.of(values, arrays.get(name).shape()));
    }

    /** Sets the setup line. */
    ChangedRecording setup(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return put(
                "setup",
                NpzBytes.of(
                        IntStream.range(0, bytes.length)
                                .mapToLong(i -> bytes[i])
                                .toArray(),
                        bytes.length));
    }

    /** Writes the file. */
    public Path write(Path file) {
        return NpzBytes.write(file, arrays);
    }
}
