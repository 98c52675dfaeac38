package dev.crosscheck.layers;

import java.util.Arrays;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The products with only the inputs that differ from the background, with the Vector API.
 *
 * <p>With the background c taken out, {@code x W + b = (x - c) W + (c Σ rows of W + b)} and
 * {@code xᵀ dz = (x - c)ᵀ dz + c Σ rows of dz}: exact, and x - c is 0 except for the lit inputs. Each sum runs over inputs,
 * or rows, in their order.
 */
final class VectorLitProducts implements InputProducts {
    private static final VectorSpecies<Float> SPECIES =
            FloatVector.SPECIES_PREFERRED.length() <= 16 ? FloatVector.SPECIES_PREFERRED : FloatVector.SPECIES_512;
    private static final int LANES = SPECIES.length();
    private static final int BLOCK = 4 * LANES; // four sums at a time hide the latency of an addition
    private static final int UNITS = 64; // outputs per piece of the forward pass, a multiple of a block
    private static final int ROWS = 8; // rows searched for lit inputs per piece
    private static final int INPUTS = 56; // inputs whose weights are fetched, or whose gradient is computed, per piece

    private final int inputs;
    private final int outputs;
    private final float background;
    private final float[] weights; // (I, H)
    private final float[] gradient; // (I, H)
    private float[] rows = {}; // x (N, I)
    private int[] positions = {}; // by row: which inputs are lit,
    private float[] values = {}; // and x - c of each
    private int[] counts = {}; // and how many
    private final int[] everyInput; // 0 to I - 1
    private final float[] ones; // (I)
    private final int[] starts; // by input: where its entries begin; at the end, where the last one's end
    private int[] litRows = {}; // the row of each entry,
    private float[] litValues = {}; // and its x - c

    /**
     * @param inputs I
     * @param outputs H
     * @param background c
     */
    VectorLitProducts(int inputs, int outputs, float background) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.background = background;
        this.weights = new float[Math.multiplyExact(inputs, outputs)];
        this.gradient = new float[weights.length];
        this.everyInput = IntStream.range(0, inputs).toArray();
        this.ones = new float[inputs];
        Arrays.fill(ones, 1f);
        this.starts = new int[inputs + 1];
    }

    @Override
    public void forward(int n, FloatPointer x, FloatPointer w, float[] bias, float[] z, boolean training) {
        roomFor(n);
        int searches = pieces(n, ROWS);
        Workers.share(searches + pieces(inputs, INPUTS), piece -> {
            if (piece < searches) {
                search(piece * ROWS, Math.min(n, (piece + 1) * ROWS), x);
            } else {
                int from = (piece - searches) * INPUTS * outputs;
                int to = Math.min(weights.length, from + INPUTS * outputs);
                Native.at(w, from).get(weights, from, to - from);
            }
        });
        int units = pieces(outputs, UNITS);
        Workers.share(training ? units + 1 : units, piece -> {
            if (training && piece == 0) {
                sortByInput(n);
            } else {
                int from = (training ? piece - 1 : piece) * UNITS;
                forward(n, from, Math.min(outputs, from + UNITS), bias, z);
            }
        });
    }

    private void roomFor(int n) {
        if (counts.length < n) {
            int all = Math.multiplyExact(n, inputs);
            rows = new float[all];
            positions = new int[all];
            values = new float[all];
            counts = new int[n];
            litRows = new int[all];
            litValues = new float[all];
        }
    }

    private static int pieces(int all, int each) {
        return (all + each - 1) / each;
    }

    /** Lists the lit inputs of some rows. Each entry is overwritten by the next unless it is lit: no branch can be mispredicted. */
    private void search(int from, int to, FloatPointer x) {
        Native.at(x, (long) from * inputs).get(rows, from * inputs, (to - from) * inputs);
        for (int row = from; row < to; row++) {
            int start = row * inputs;
            int next = start;
            for (int i = 0; i < inputs; i++) {
                float value = rows[start + i];
                positions[next] = i;
                values[next] = value - background;
                next += value == background ? 0 : 1;
            }
            counts[row] = next - start;
        }
    }

    /** Lists the rows in which each input is lit, in order: a counting sort. */
    private void sortByInput(int n) {
        int[] next = new int[inputs + 1];
        for (int row = 0; row < n; row++) {
            int start = row * inputs;
            for (int i = start; i < start + counts[row]; i++) {
                next[positions[i] + 1]++;
            }
        }
        for (int i = 0; i < inputs; i++) {
            next[i + 1] += next[i];
        }
        System.arraycopy(next, 0, starts, 0, starts.length);
        for (int row = 0; row < n; row++) {
            int start = row * inputs;
            for (int i = start; i < start + counts[row]; i++) {
                int at = next[positions[i]]++;
                litRows[at] = row;
                litValues[at] = values[i];
            }
        }
    }

    /** Computes some columns of z. */
    private void forward(int n, int from, int to, float[] bias, float[] z) {
        float[] start = new float[to - from]; // c Σ rows of W + b
        sum(everyInput, ones, 0, inputs, weights, from, to, start, start, 0);
        for (int j = 0; j < start.length; j++) {
            start[j] = background * start[j] + bias[from + j];
        }
        for (int row = 0; row < n; row++) {
            int first = row * inputs;
            sum(positions, values, first, first + counts[row], weights, from, to, start, z, row * outputs + from);
        }
    }

    @Override
    public void weightGradient(int n, FloatPointer x, float[] dz, float[] dBias, FloatPointer dw) {
        float[] start = new float[outputs]; // c Σ rows of dz
        for (int j = 0; j < outputs; j++) {
            start[j] = background * dBias[j];
        }
        Workers.share(pieces(inputs, INPUTS), piece -> {
            int from = piece * INPUTS;
            int to = Math.min(inputs, from + INPUTS);
            for (int i = from; i < to; i++) {
                sum(litRows, litValues, starts[i], starts[i + 1], dz, 0, outputs, start, gradient, i * outputs);
            }
            Native.at(dw, (long) from * outputs).put(gradient, from * outputs, (to - from) * outputs);
        });
    }

    /**
     * Writes the sums of {@code start} and the entries' multiples of rows of a matrix: {@code start[j] + Σ factor · matrix[row][j]}.
     *
     * @param which the row of each entry
     * @param factors what it is multiplied by
     * @param first the first entry
     * @param end the one after the last
     * @param matrix its rows are as long as the layer has outputs
     * @param from the first column
     * @param to the one after the last
     * @param start by column, from the first on
     * @param result receives the sums
     * @param at where the first goes
     */
    private void sum(
            int[] which,
            float[] factors,
            int first,
            int end,
            float[] matrix,
            int from,
            int to,
            float[] start,
            float[] result,
            int at) {
        int j = from;
        for (; j + BLOCK <= to; j += BLOCK) {
            sumBlock(which, factors, first, end, matrix, outputs, j, start, j - from, result, at + j - from);
        }
        for (; j < to; j += LANES) {
            sumRest(which, factors, first, end, matrix, outputs, j, to, start, j - from, result, at + j - from);
        }
    }

    private static void sumBlock(
            int[] which,
            float[] factors,
            int first,
            int end,
            float[] matrix,
            int width,
            int column,
            float[] start,
            int startAt,
            float[] result,
            int at) {
        FloatVector s0 = FloatVector.fromArray(SPECIES, start, startAt);
        FloatVector s1 = FloatVector.fromArray(SPECIES, start, startAt + LANES);
        FloatVector s2 = FloatVector.fromArray(SPECIES, start, startAt + 2 * LANES);
        FloatVector s3 = FloatVector.fromArray(SPECIES, start, startAt + 3 * LANES);
        for (int i = first; i < end; i++) {
            FloatVector x = FloatVector.broadcast(SPECIES, factors[i]);
            int row = which[i] * width + column;
            s0 = FloatVector.fromArray(SPECIES, matrix, row).fma(x, s0);
            s1 = FloatVector.fromArray(SPECIES, matrix, row + LANES).fma(x, s1);
            s2 = FloatVector.fromArray(SPECIES, matrix, row + 2 * LANES).fma(x, s2);
            s3 = FloatVector.fromArray(SPECIES, matrix, row + 3 * LANES).fma(x, s3);
        }
        s0.intoArray(result, at);
        s1.intoArray(result, at + LANES);
        s2.intoArray(result, at + 2 * LANES);
        s3.intoArray(result, at + 3 * LANES);
    }

    /** One vector, or the part of it that is left. */
    private static void sumRest(
            int[] which,
            float[] factors,
            int first,
            int end,
            float[] matrix,
            int width,
            int column,
            int to,
            float[] start,
            int startAt,
            float[] result,
            int at) {
        VectorMask<Float> mask = SPECIES.indexInRange(column, to);
        FloatVector sum = FloatVector.fromArray(SPECIES, start, startAt, mask);
        for (int i = first; i < end; i++) {
            FloatVector x = FloatVector.broadcast(SPECIES, factors[i]);
            sum = FloatVector.fromArray(SPECIES, matrix, which[i] * width + column, mask)
                    .fma(x, sum);
        }
        sum.intoArray(result, at, mask);
    }
}
