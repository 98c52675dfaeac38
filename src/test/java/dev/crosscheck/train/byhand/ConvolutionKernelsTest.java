package dev.crosscheck.train.byhand;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crosscheck.train.byhand.ConvolutionKernels.ArrayPart;
import dev.crosscheck.train.byhand.ConvolutionKernels.Taps;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A convolution's operations with vectors against their definitions in plain Java, to the bit, with equal numbers, both zeros, infinity and NaN. */
class ConvolutionKernelsTest {
    private static final int LANES = ConvolutionKernels.LANES;
    private static final int MOST = 9; // channels, columns and taps: below, at and above multiples of a tile
    private static final ConvolutionKernels PLAIN = KernelChoice.plain().convolutions();
    private static final ConvolutionKernels FAST = KernelChoice.fastest().convolutions();

    /** One operation, which fills an array. */
    private interface Operation {
        void by(ConvolutionKernels kernels, float[] into);
    }

    /** What it does not write stays. */
    private static void assertSame(int size, Operation operation) {
        float[] right = new float[size];
        Arrays.fill(right, 7);
        float[] found = right.clone();
        operation.by(PLAIN, right);
        operation.by(FAST, found);
        assertArrayEquals(right, found);
    }

    /** Numbers of a coarse grid, and of each 100 some ten zeros, two infinite ones and a NaN, if asked for. */
    private static float[] drawn(int size, boolean special, SplittableRandom random) {
        float[] drawn = new float[size];
        for (int i = 0; i < size; i++) {
            float some = Math.round(4 * random.nextGaussian()) * 0.3f;
            drawn[i] = switch (special ? random.nextInt(100) : 50) {
                case 0 -> Float.NaN;
                case 1 -> Float.POSITIVE_INFINITY;
                case 2 -> Float.NEGATIVE_INFINITY;
                case 3, 4, 5, 6, 7 -> -0f;
                case 8, 9, 10, 11, 12 -> 0f;
                default -> some;
            };
        }
        return drawn;
    }

    @Test
    void vectorsGiveTheBitsOfTheDefinitions() {
        assertVectorsAgree();
    }

    /** Also with vectors of other widths ({@link HashesIT}). */
    static void assertVectorsAgree() {
        SplittableRandom random = new SplittableRandom(1);
        for (int channels = 1; channels <= MOST; channels++) {
            for (int columns = 1; columns <= MOST; columns++) {
                for (boolean special : new boolean[] {false, true}) {
                    sums(channels, columns, special, random);
                    pooling(columns, special, random);
                }
            }
        }
    }

    private static void sums(int channels, int columns, boolean special, SplittableRandom random) {
        int rows = 3;
        Taps taps = new Taps(new int[1 + (channels * columns) % MOST], new int[1 + (channels * columns) % MOST]);
        for (int t = 0; t < taps.count(); t++) {
            taps.x()[t] = random.nextInt(4) * LANES;
            taps.w()[t] = random.nextInt(8);
        }
        int row = (columns + 4) * LANES;
        ArrayPart x = new ArrayPart(drawn((rows + 1) * row, special, random), LANES, row);
        ArrayPart w = new ArrayPart(drawn(8 + 4 * channels, special, random), 1, 3);
        float[] start = channels % 2 == 0 ? new float[0] : drawn(channels, special, random);
        int size = channels * row + 2 * LANES;
        assertSame(
                size,
                (kernels, z) -> kernels.convolve(taps, start, x, w, channels, columns, new ArrayPart(z, LANES, row)));
        ArrayPart dy = new ArrayPart(drawn(channels * (rows + 1) * row, special, random), 0, (rows + 1) * row);
        assertSame(
                2 + taps.count() * channels,
                (kernels, dw) -> kernels.correlate(taps, x, dy, row, rows, columns, channels, dw, 1));
    }

    private static void pooling(int columns, boolean special, SplittableRandom random) {
        int row = 2 * columns * LANES;
        float[] y = drawn(2 * row + LANES, special, random);
        float[] winner = new float[columns * LANES];
        assertSame(2 * columns * LANES + 2, (kernels, a) -> {
            kernels.pool(new ArrayPart(y, LANES, row), columns, a, 1, winner, 0);
            System.arraycopy(winner, 0, a, columns * LANES + 1, winner.length);
        });
        float[] a = drawn(columns * LANES, special, random);
        float[] da = drawn(columns * LANES, special, random);
        float[] db = drawn(LANES, special, random);
        assertSame(2 * row + LANES, (kernels, dy) -> {
            float[] sums = db.clone();
            kernels.unpool(a, 0, winner, 0, da, columns, new ArrayPart(dy, 0, row), sums);
            System.arraycopy(sums, 0, dy, 2 * row, LANES);
        });
    }

    /** Of equal values the left one and the upper one; a NaN wins where it is first, and never else; of zeros none is above the other. */
    @Test
    void whichOfAWindowWins() {
        float nan = Float.NaN;
        float[][] windows = {
            {1, 2, 3, 4},
            {2, 2, 2, 2},
            {1, 2, 2, 1},
            {1, 1, 2, 2},
            {0f, -0f, -0f, 0f},
            {-0f, 0f, 0f, 0f},
            {nan, 5, 6, 7},
            {5, nan, 4, 3},
            {1, 2, nan, 9},
            {-3, -2, -5, -4}
        };
        float[] winners = {3, 0, 1, 2, 0, 0, 0, 0, 1, 1};
        float[] largest = {4, 2, 2, 2, 0, 0, nan, 5, 2, 0};
        for (ConvolutionKernels kernels : new ConvolutionKernels[] {PLAIN, FAST}) {
            for (int i = 0; i < windows.length; i++) {
                float[] y = new float[4 * LANES];
                for (int k = 0; k < y.length; k++) {
                    y[k] = windows[i][k / LANES];
                }
                float[] a = new float[LANES];
                float[] winner = new float[LANES];
                kernels.pool(new ArrayPart(y, 0, 2 * LANES), 1, a, 0, winner, 0);
                assertEquals(winners[i], winner[3], "window " + i);
                assertEquals(largest[i], a[3], "window " + i);
            }
        }
    }
}
