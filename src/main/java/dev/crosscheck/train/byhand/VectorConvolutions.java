package dev.crosscheck.train.byhand;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The operations of a convolution with the Vector API: a vector holds the same number of several images. Sixteen sums at a time hide the latency of an
 * addition and share what is loaded: four channels by four places, or four channels by four taps. Where channels, places or taps are no multiple of
 * four, the last four overlap those before, and are computed again, with the same bits.
 */
final class VectorConvolutions implements ConvolutionKernels {
    private static final VectorSpecies<Float> SPECIES =
            FloatVector.SPECIES_PREFERRED.length() <= LANES ? FloatVector.SPECIES_PREFERRED : FloatVector.SPECIES_512;

    private static final int WIDTH = SPECIES.length();
    private static final int TILE = 4;

    @Override
    public void convolve(Taps taps, float[] start, ArrayPart x, ArrayPart w, int channels, int columns, ArrayPart z) {
        for (int lane = 0; lane < LANES; lane += WIDTH) {
            for (int o = 0; o < channels; o += TILE) {
                int channel = Math.min(o, Math.max(0, channels - TILE));
                for (int j = 0; j < columns; j += TILE) {
                    int column = Math.min(j, Math.max(0, columns - TILE));
                    int at = x.at() + column * LANES + lane;
                    int to = z.at() + channel * z.stride() + column * LANES + lane;
                    int of = w.at() + channel * w.stride();
                    if (channels >= TILE && columns >= TILE) {
                        tile(taps, start, channel, x.array(), at, w.array(), of, w.stride(), z.array(), to, z.stride());
                    } else {
                        few(
                                taps,
                                start,
                                channel,
                                x,
                                at,
                                w,
                                of,
                                Math.min(TILE, channels),
                                Math.min(TILE, columns),
                                z,
                                to);
                    }
                }
            }
        }
    }

    private static void few(
            Taps taps,
            float[] start,
            int channel,
            ArrayPart x,
            int at,
            ArrayPart w,
            int of,
            int channels,
            int columns,
            ArrayPart z,
            int to) {
        for (int o = 0; o < channels; o++) {
            for (int j = 0; j < columns; j++) {
                FloatVector sum = FloatVector.broadcast(SPECIES, start.length == 0 ? 0f : start[channel + o]);
                for (int t = 0; t < taps.count(); t++) {
                    FloatVector value = FloatVector.fromArray(SPECIES, x.array(), at + taps.x()[t] + j * LANES);
                    sum = value.fma(FloatVector.broadcast(SPECIES, w.array()[of + taps.w()[t] + o * w.stride()]), sum);
                }
                sum.intoArray(z.array(), to + o * z.stride() + j * LANES);
            }
        }
    }

    private static void tile(
            Taps taps,
            float[] start,
            int channel,
            float[] x,
            int at,
            float[] w,
            int of,
            int stride,
            float[] z,
            int to,
            int apart) {
        int[] xs = taps.x();
        int[] ws = taps.w();
        float a = start.length == 0 ? 0f : start[channel];
        FloatVector a0 = FloatVector.broadcast(SPECIES, a);
        float b = start.length == 0 ? 0f : start[channel + 1];
        FloatVector b0 = FloatVector.broadcast(SPECIES, b);
        float c = start.length == 0 ? 0f : start[channel + 2];
        FloatVector c0 = FloatVector.broadcast(SPECIES, c);
        float d = start.length == 0 ? 0f : start[channel + 3];
        FloatVector d0 = FloatVector.broadcast(SPECIES, d);
        FloatVector a1 = FloatVector.broadcast(SPECIES, a);
        FloatVector a2 = FloatVector.broadcast(SPECIES, a);
        FloatVector a3 = FloatVector.broadcast(SPECIES, a);
        FloatVector b1 = FloatVector.broadcast(SPECIES, b);
        FloatVector b2 = FloatVector.broadcast(SPECIES, b);
        FloatVector b3 = FloatVector.broadcast(SPECIES, b);
        FloatVector c1 = FloatVector.broadcast(SPECIES, c);
        FloatVector c2 = FloatVector.broadcast(SPECIES, c);
        FloatVector c3 = FloatVector.broadcast(SPECIES, c);
        FloatVector d1 = FloatVector.broadcast(SPECIES, d);
        FloatVector d2 = FloatVector.broadcast(SPECIES, d);
        FloatVector d3 = FloatVector.broadcast(SPECIES, d);
        for (int t = 0; t < xs.length; t++) {
            int i = at + xs[t];
            int k = of + ws[t];
            FloatVector x0 = FloatVector.fromArray(SPECIES, x, i);
            FloatVector x1 = FloatVector.fromArray(SPECIES, x, i + LANES);
            FloatVector x2 = FloatVector.fromArray(SPECIES, x, i + 2 * LANES);
            FloatVector x3 = FloatVector.fromArray(SPECIES, x, i + 3 * LANES);
            FloatVector wa = FloatVector.broadcast(SPECIES, w[k]);
            a0 = x0.fma(wa, a0);
            a1 = x1.fma(wa, a1);
            a2 = x2.fma(wa, a2);
            a3 = x3.fma(wa, a3);
            FloatVector wb = FloatVector.broadcast(SPECIES, w[k + stride]);
            b0 = x0.fma(wb, b0);
            b1 = x1.fma(wb, b1);
            b2 = x2.fma(wb, b2);
            b3 = x3.fma(wb, b3);
            FloatVector wc = FloatVector.broadcast(SPECIES, w[k + 2 * stride]);
            c0 = x0.fma(wc, c0);
            c1 = x1.fma(wc, c1);
            c2 = x2.fma(wc, c2);
            c3 = x3.fma(wc, c3);
            FloatVector wd = FloatVector.broadcast(SPECIES, w[k + 3 * stride]);
            d0 = x0.fma(wd, d0);
            d1 = x1.fma(wd, d1);
            d2 = x2.fma(wd, d2);
            d3 = x3.fma(wd, d3);
        }
        a0.intoArray(z, to);
        a1.intoArray(z, to + LANES);
        a2.intoArray(z, to + 2 * LANES);
        a3.intoArray(z, to + 3 * LANES);
        b0.intoArray(z, to + apart);
        b1.intoArray(z, to + apart + LANES);
        b2.intoArray(z, to + apart + 2 * LANES);
        b3.intoArray(z, to + apart + 3 * LANES);
        c0.intoArray(z, to + 2 * apart);
        c1.intoArray(z, to + 2 * apart + LANES);
        c2.intoArray(z, to + 2 * apart + 2 * LANES);
        c3.intoArray(z, to + 2 * apart + 3 * LANES);
        d0.intoArray(z, to + 3 * apart);
        d1.intoArray(z, to + 3 * apart + LANES);
        d2.intoArray(z, to + 3 * apart + 2 * LANES);
        d3.intoArray(z, to + 3 * apart + 3 * LANES);
    }

    @Override
    public void correlate(
            Taps taps, ArrayPart x, ArrayPart dy, int row, int rows, int columns, int channels, float[] dw, int at) {
        if (taps.count() < TILE || channels < TILE) {
            ConvolutionKernels.super.correlate(taps, x, dy, row, rows, columns, channels, dw, at);
            return;
        }
        float[] sums = new float[TILE * TILE * LANES];
        for (int t = 0; t < taps.count(); t += TILE) {
            int tap = Math.min(t, taps.count() - TILE);
            for (int o = 0; o < channels; o += TILE) {
                int channel = Math.min(o, channels - TILE);
                for (int lane = 0; lane < LANES; lane += WIDTH) {
                    tile(
                            taps.x(),
                            tap,
                            x.array(),
                            x.at() + lane,
                            x.stride(),
                            dy.array(),
                            dy.at() + channel * dy.stride() + lane,
                            dy.stride(),
                            row,
                            rows,
                            columns,
                            sums,
                            lane);
                }
                for (int i = 0; i < TILE; i++) {
                    for (int k = 0; k < TILE; k++) {
                        dw[at + (tap + i) * channels + channel + k] = sum(sums, (i * TILE + k) * LANES);
                    }
                }
            }
        }
    }

    /** As {@link ConvolutionKernels#sum}. */
    private static float sum(float[] s, int at) {
        float s0 = s[at] + s[at + 8] + (s[at + 4] + s[at + 12]);
        float s1 = s[at + 1] + s[at + 9] + (s[at + 5] + s[at + 13]);
        float s2 = s[at + 2] + s[at + 10] + (s[at + 6] + s[at + 14]);
        float s3 = s[at + 3] + s[at + 11] + (s[at + 7] + s[at + 15]);
        return s0 + s2 + (s1 + s3);
    }

    private static void tile(
            int[] taps,
            int tap,
            float[] x,
            int from,
            int xRow,
            float[] dy,
            int of,
            int stride,
            int dyRow,
            int rows,
            int columns,
            float[] sums,
            int lane) {
        FloatVector a0 = FloatVector.zero(SPECIES);
        FloatVector a1 = FloatVector.zero(SPECIES);
        FloatVector a2 = FloatVector.zero(SPECIES);
        FloatVector a3 = FloatVector.zero(SPECIES);
        FloatVector b0 = FloatVector.zero(SPECIES);
        FloatVector b1 = FloatVector.zero(SPECIES);
        FloatVector b2 = FloatVector.zero(SPECIES);
        FloatVector b3 = FloatVector.zero(SPECIES);
        FloatVector c0 = FloatVector.zero(SPECIES);
        FloatVector c1 = FloatVector.zero(SPECIES);
        FloatVector c2 = FloatVector.zero(SPECIES);
        FloatVector c3 = FloatVector.zero(SPECIES);
        FloatVector d0 = FloatVector.zero(SPECIES);
        FloatVector d1 = FloatVector.zero(SPECIES);
        FloatVector d2 = FloatVector.zero(SPECIES);
        FloatVector d3 = FloatVector.zero(SPECIES);
        int t0 = taps[tap];
        int t1 = taps[tap + 1];
        int t2 = taps[tap + 2];
        int t3 = taps[tap + 3];
        int i = from;
        int j = of;
        int left = columns;
        for (int place = 0;
                place < rows * columns;
                place++) { // one loop: the compiler puts sums of nested ones on the heap
            FloatVector y0 = FloatVector.fromArray(SPECIES, dy, j);
            FloatVector y1 = FloatVector.fromArray(SPECIES, dy, j + stride);
            FloatVector y2 = FloatVector.fromArray(SPECIES, dy, j + 2 * stride);
            FloatVector y3 = FloatVector.fromArray(SPECIES, dy, j + 3 * stride);
            FloatVector x0 = FloatVector.fromArray(SPECIES, x, i + t0);
            a0 = x0.fma(y0, a0);
            a1 = x0.fma(y1, a1);
            a2 = x0.fma(y2, a2);
            a3 = x0.fma(y3, a3);
            FloatVector x1 = FloatVector.fromArray(SPECIES, x, i + t1);
            b0 = x1.fma(y0, b0);
            b1 = x1.fma(y1, b1);
            b2 = x1.fma(y2, b2);
            b3 = x1.fma(y3, b3);
            FloatVector x2 = FloatVector.fromArray(SPECIES, x, i + t2);
            c0 = x2.fma(y0, c0);
            c1 = x2.fma(y1, c1);
            c2 = x2.fma(y2, c2);
            c3 = x2.fma(y3, c3);
            FloatVector x3 = FloatVector.fromArray(SPECIES, x, i + t3);
            d0 = x3.fma(y0, d0);
            d1 = x3.fma(y1, d1);
            d2 = x3.fma(y2, d2);
            d3 = x3.fma(y3, d3);
            i += LANES;
            j += LANES;
            if (--left == 0) {
                left = columns;
                i += xRow - columns * LANES;
                j += dyRow - columns * LANES;
            }
        }
        a0.intoArray(sums, lane);
        a1.intoArray(sums, lane + LANES);
        a2.intoArray(sums, lane + 2 * LANES);
        a3.intoArray(sums, lane + 3 * LANES);
        b0.intoArray(sums, lane + 4 * LANES);
        b1.intoArray(sums, lane + 5 * LANES);
        b2.intoArray(sums, lane + 6 * LANES);
        b3.intoArray(sums, lane + 7 * LANES);
        c0.intoArray(sums, lane + 8 * LANES);
        c1.intoArray(sums, lane + 9 * LANES);
        c2.intoArray(sums, lane + 10 * LANES);
        c3.intoArray(sums, lane + 11 * LANES);
        d0.intoArray(sums, lane + 12 * LANES);
        d1.intoArray(sums, lane + 13 * LANES);
        d2.intoArray(sums, lane + 14 * LANES);
        d3.intoArray(sums, lane + 15 * LANES);
    }

    @Override
    public void pool(ArrayPart upper, int columns, float[] a, int at, float[] winner, int winnerAt) {
        float[] y = upper.array();
        for (int j = 0; j < columns * LANES; j += WIDTH) {
            int left = upper.at() + j / LANES * 2 * LANES + j % LANES;
            FloatVector y0 = FloatVector.fromArray(SPECIES, y, left);
            FloatVector y1 = FloatVector.fromArray(SPECIES, y, left + LANES);
            FloatVector y2 = FloatVector.fromArray(SPECIES, y, left + upper.stride());
            FloatVector y3 = FloatVector.fromArray(SPECIES, y, left + upper.stride() + LANES);
            VectorMask<Float> right = y0.lt(y1);
            FloatVector best = y0.blend(y1, right);
            FloatVector which = FloatVector.zero(SPECIES).blend(1f, right);
            right = y2.lt(y3);
            FloatVector lower = y2.blend(y3, right);
            VectorMask<Float> below = best.lt(lower);
            best = best.blend(lower, below);
            which = which.blend(FloatVector.broadcast(SPECIES, 2f).blend(3f, right), below);
            best.max(0f).intoArray(a, at + j);
            which.intoArray(winner, winnerAt + j);
        }
    }

    @Override
    public void unpool(
            float[] a, int at, float[] winner, int winnerAt, float[] da, int columns, ArrayPart upper, float[] db) {
        float[] y = upper.array();
        FloatVector zero = FloatVector.zero(SPECIES);
        for (int lane = 0; lane < LANES; lane += WIDTH) {
            FloatVector sum = FloatVector.fromArray(SPECIES, db, lane);
            for (int j = lane; j < columns * LANES; j += LANES) {
                FloatVector dz = zero.blend(
                        FloatVector.fromArray(SPECIES, da, winnerAt + j),
                        FloatVector.fromArray(SPECIES, a, at + j).compare(VectorOperators.GT, 0f));
                sum = sum.add(dz);
                FloatVector which = FloatVector.fromArray(SPECIES, winner, winnerAt + j);
                int left = upper.at() + (j - lane) * 2 + lane;
                zero.blend(dz, which.eq(0f)).intoArray(y, left);
                zero.blend(dz, which.eq(1f)).intoArray(y, left + LANES);
                zero.blend(dz, which.eq(2f)).intoArray(y, left + upper.stride());
                zero.blend(dz, which.eq(3f)).intoArray(y, left + upper.stride() + LANES);
            }
            sum.intoArray(db, lane);
        }
    }
}
