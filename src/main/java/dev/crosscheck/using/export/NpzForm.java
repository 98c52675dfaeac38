package dev.crosscheck.using.export;

import dev.crosscheck.data.npz.NpyArray;
import dev.crosscheck.data.npz.NpzWriter;
import dev.crosscheck.train.PyTorchLayout;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The parameters as a NumPy archive with PyTorch's names and layout, float32. */
final class NpzForm {
    private NpzForm() {}

    /** Writes the archive. */
    static void write(Subject subject, Path file) {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        PyTorchLayout.arrays(subject.parameters())
                .forEach((name, array) ->
                        arrays.put(name, NpyArray.of(Floats.of(array), PyTorchLayout.shape(name, array))));
        NpzWriter.write(file, arrays);
    }
}
