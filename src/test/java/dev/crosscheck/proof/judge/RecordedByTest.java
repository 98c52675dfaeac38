package dev.crosscheck.proof.judge;

import dev.crosscheck.data.npz.NpyArray;
import dev.crosscheck.data.npz.NpzBytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Recordings made by the tests, with loops over plain arrays that share no code with the code under test.
 *
 * <p>A test can add, remove or change arrays before {@link #write}.
 */
public final class RecordedByTest {
    private final Map<String, NpyArray> arrays = new LinkedHashMap<>();

    RecordedByTest() {}

    /** Adds or replaces an array. */
    public RecordedByTest put(String name, NpyArray array) {
        arrays.put(name, array);
        return this;
    }

    /** Removes an array. */
    public RecordedByTest without(String name) {
        arrays.remove(name);
        return this;
    }

    /** Adds a number to one value of a float64 array. */
    public RecordedByTest alter(String name, int index, double by) {
        double[] values = arrays.get(name).doubles();
        values[index] += by;
        return put(name, NpzBytes.of(values, arrays.get(name).shape()));
    }

    /** Writes the file. */
    public Path write(Path file) {
        return NpzBytes.write(file, arrays);
    }

    private static double[] gaussian(SplittableRandom random, int count) {
        return random.doubles(count).map(u -> 4 * u - 2).toArray();
    }

    private RecordedByTest example(double[] x, int inputs, double[] t, int outputs, double rate, long[] order) {
        put("x", NpzBytes.of(x, x.length / inputs, inputs));
        put("t", NpzBytes.of(t, t.length / outputs, outputs));
        put("lr", NpzBytes.of(new double[] {rate}));
        return put("order", NpzBytes.of(order, order.length));
    }

    /** A perceptron with two inputs, with its examples in a given order. */
    public static RecordedByTest perceptron(long seed, double[] t, double rate, int steps) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] x = {0, 0, 0, 1, 1, 0, 1, 1};
        double[] w = gaussian(random, 2);
        double[] b = gaussian(random, 1);
        RecordedByTest run = new RecordedByTest();
        run.put("w", NpzBytes.of(w, 2)).put("b", NpzBytes.of(b, 1));
        long[] order = random.longs(steps, 0, 4).toArray();
        double[] losses = new double[steps];
        double[] ofW = new double[2 * steps];
        double[] ofB = new double[steps];
        for (int k = 0; k < steps; k++) {
            int i = (int) order[k];
            double e = t[i] - (w[0] * x[2 * i] + w[1] * x[2 * i + 1] + b[0] >= 0 ? 1 : 0);
            losses[k] = Math.abs(e);
            w[0] += rate * e * x[2 * i];
            w[1] += rate * e * x[2 * i + 1];
            b[0] += rate * e;
            System.arraycopy(w, 0, ofW, 2 * k, 2);
            ofB[k] = b[0];
        }
        run.example(x, 2, t, 1, rate, order).put("losses", NpzBytes.of(losses, steps));
        run.put("state.steps", NpzBytes.of(upTo(steps), steps)).put("state.w", NpzBytes.of(ofW, steps, 2));
        return run.put("state.b", NpzBytes.of(ofB, steps, 1));
    }

    private static long[] upTo(int steps) {
        long[] numbers = new long[steps];
        for (int k = 0; k < steps; k++) {
            numbers[k] = k + 1;
        }
        return numbers;
    }

    /** A network with one hidden layer of tanh on random examples, one per step, in double; its state is recorded after every step. */
    public static RecordedByTest backprop(long seed, int inputs, int hidden, int outputs, int steps) {
        return backprop(seed, inputs, hidden, outputs, steps, 0.05);
    }

    /** The same at another learning rate. */
    static RecordedByTest backprop(long seed, int inputs, int hidden, int outputs, int steps, double rate) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] x = gaussian(random, 5 * inputs);
        double[] t = gaussian(random, 5 * outputs);
        double[] w1 = gaussian(random, inputs * hidden);
        double[] b1 = gaussian(random, hidden);
        double[] w2 = gaussian(random, hidden * outputs);
        double[] b2 = gaussian(random, outputs);
        RecordedByTest run = new RecordedByTest();
        run.setup(inputs + "-" + hidden + "-" + outputs + " tanh half-squared-error sgd lr:" + rate + " batch:1");
        run.put("fc1.weight", NpzBytes.of(transposed(w1, hidden), hidden, inputs))
                .put("fc1.bias", NpzBytes.of(b1, hidden));
        run.put("fc2.weight", NpzBytes.of(transposed(w2, outputs), outputs, hidden));
        run.put("fc2.bias", NpzBytes.of(b2, outputs));
        long[] order = random.longs(steps, 0, 5).toArray();
        double[] losses = new double[steps];
        double[][] states = new double[4][0];
        for (int k = 0; k < steps; k++) {
            losses[k] = step(x, t, (int) order[k], w1, b1, w2, b2, rate);
            double[][] now = {transposed(w1, hidden), b1, transposed(w2, outputs), b2};
            for (int i = 0; i < now.length; i++) {
                states[i] = DoubleStream.concat(DoubleStream.of(states[i]), DoubleStream.of(now[i]))
                        .toArray();
            }
        }
        run.example(x, inputs, t, outputs, rate, order).put("losses", NpzBytes.of(losses, steps));
        run.without("lr").put("state.steps", NpzBytes.of(upTo(steps), steps));
        run.put("state.fc1.weight", NpzBytes.of(states[0], steps, hidden, inputs));
        run.put("state.fc1.bias", NpzBytes.of(states[1], steps, hidden));
        run.put("state.fc2.weight", NpzBytes.of(states[2], steps, outputs, hidden));
        return run.put("state.fc2.bias", NpzBytes.of(states[3], steps, outputs));
    }

    /** Sets the setup line. */
    public RecordedByTest setup(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return put(
                "setup",
                NpzBytes.of(
                        IntStream.range(0, bytes.length)
                                .mapToLong(i -> bytes[i])
                                .toArray(),
                        bytes.length));
    }

    private static double[] transposed(double[] matrix, int columns) {
        double[] transposed = new double[matrix.length];
        int rows = matrix.length / columns;
        for (int n = 0; n < matrix.length; n++) {
            transposed[n % columns * rows + n / columns] = matrix[n];
        }
        return transposed;
    }

    private static double step(
            double[] x, double[] t, int n, double[] w1, double[] b1, double[] w2, double[] b2, double rate) {
        int inputs = w1.length / b1.length;
        double[] h = new double[b1.length];
        double[] dh = new double[b1.length];
        for (int j = 0; j < h.length; j++) {
            double z = b1[j];
            for (int i = 0; i < inputs; i++) {
                z += x[n * inputs + i] * w1[i * h.length + j];
            }
            h[j] = Math.tanh(z);
        }
        double loss = 0;
        for (int o = 0; o < b2.length; o++) {
            double y = b2[o];
            for (int j = 0; j < h.length; j++) {
                y += h[j] * w2[j * b2.length + o];
            }
            double dy = y - t[n * b2.length + o];
            loss += dy * dy / 2;
            b2[o] -= rate * dy;
            for (int j = 0; j < h.length; j++) {
                dh[j] += dy * w2[j * b2.length + o];
                w2[j * b2.length + o] -= rate * dy * h[j];
            }
        }
        for (int j = 0; j < h.length; j++) {
            double dz = dh[j] * (1 - h[j] * h[j]);
            b1[j] -= rate * dz;
            for (int i = 0; i < inputs; i++) {
                w1[i * h.length + j] -= rate * dz * x[n * inputs + i];
            }
        }
        return loss;
    }
}
