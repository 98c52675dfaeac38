package dev.crosscheck.data.tensors;

import dev.crosscheck.CrosscheckException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/** Lets the fuzzers in to this package's reader. */
public final class TensorsDoor {
    private TensorsDoor() {}

    /** Reads a file and all that is in it. */
    public static void tensors(byte[] file) {
        try {
            SafeTensors read = open(file);
            for (String name : read.shapes().keySet()) {
                if (name.startsWith("losses")) {
                    read.doubles(name);
                } else {
                    read.floats(name);
                }
            }
        } catch (IOException e) {
            throw new CrosscheckException(e.getMessage(), "Name another file.", e);
        }
    }

    static SafeTensors open(byte[] file) throws IOException {
        return SafeTensors.open(new SeekableInMemoryByteChannel(file), 1 << 20);
    }

    /** A file of two texts, an array of float64 and several of float32, one of them empty. */
    public static byte[] seed() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("losses", Tensor.of(List.of(2), new double[] {0.1, 1e-300}));
        tensors.put("fc1.weight", Tensor.of(List.of(2, 3), new float[] {1, 2, 3, 4, 5, -6.5f}));
        tensors.put("none", Tensor.of(List.of(0, 3), new float[0]));
        tensors.put("fc1.bias", Tensor.of(List.of(2), new float[] {0, 1e-45f}));
        tensors.put("one", Tensor.of(List.of(), new float[] {7}));
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("seed", "1");
        metadata.put("name", "\"a\"\n\u2603");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SafeTensors.write(out, metadata, tensors);
        return out.toByteArray();
    }
}
