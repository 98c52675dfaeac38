package dev.crosscheck.cli;

import dev.crosscheck.data.npz.NpzFile;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Perceptron;
import dev.crosscheck.nn.PyTorchLayout;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The initial parameters of a hand-written training: drawn from the seed, or the arrays of an .npz file. */
final class InitialArrays {
    @Option(
            names = "--init",
            paramLabel = "FILE.npz",
            description = "Start from the arrays of this file instead of the seed: w (2) and b (1) for perceptron,"
                    + " fc1.weight, fc1.bias, fc2.weight, ... as PyTorch has them, (units, inputs), for backprop.")
    private Path file;

    /** @return w and b from the file, or drawn from N(0,1) */
    Perceptron perceptron(long seed) {
        if (file == null) {
            return Perceptron.initial(2, seed);
        }
        NpzFile npz = NpzFile.read(file);
        return new Perceptron(values(npz, "w", 2), values(npz, "b", 1)[0]);
    }

    /** @return the arrays of the file, which must have the network's shapes, or parameters drawn from N(0,1) */
    Parameters parameters(Network network, long seed) {
        if (file == null) {
            return network.initial(seed);
        }
        NpzFile npz = NpzFile.read(file);
        Map<String, Matrix> arrays = new LinkedHashMap<>();
        for (int k = 1; k <= network.layers(); k++) {
            int inputs = network.sizes().get(k - 1);
            int outputs = network.sizes().get(k);
            String weight = PyTorchLayout.weight(k);
            String bias = PyTorchLayout.bias(k);
            arrays.put(weight, new Matrix(outputs, inputs, values(npz, weight, outputs, inputs)));
            arrays.put(bias, new Matrix(1, outputs, values(npz, bias, outputs)));
        }
        return PyTorchLayout.parameters(arrays, network.layers());
    }

    /** @return the file or the seed, in words */
    String title(long seed) {
        return file == null ? "seed " + seed : "start from " + file;
    }

    private static double[] values(NpzFile npz, String name, int... shape) {
        return npz.array(name).requireShape(shape).requireFinite().doubles();
    }
}
