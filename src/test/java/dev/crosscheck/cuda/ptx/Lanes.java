package dev.crosscheck.cuda.ptx;

import dev.crosscheck.cuda.ptx.PtxModule.Kind;
import java.util.SplittableRandom;

/** Values of a register, one for each thread of a warp, as bits: edges and random ones. */
final class Lanes {
    private Lanes() {}

    static void fill(Warp warp, Kind kind, int register, long[] values, SplittableRandom random) {
        for (int lane = 0; lane < Warp.LANES; lane++) {
            values[lane] = switch (kind) {
                case PREDICATE -> random.nextInt(2);
                case INT -> integer(random);
                case FLOAT -> Float.floatToRawIntBits(number(random));
                case LONG -> random.nextInt(3) == 0 ? integer(random) : random.nextLong();
            };
        }
        put(warp, kind, register, values);
    }

    static void put(Warp warp, Kind kind, int register, long... values) {
        warp.set(kind, register, 0);
        for (int lane = 0; lane < Warp.LANES; lane++) {
            switch (kind) {
                case PREDICATE -> warp.predicates[register] |= (int) values[lane] << lane;
                case INT -> warp.ints[register * Warp.LANES + lane] = (int) values[lane];
                case FLOAT -> warp.floats[register * Warp.LANES + lane] = Float.intBitsToFloat((int) values[lane]);
                case LONG -> warp.longs[register * Warp.LANES + lane] = values[lane];
            }
        }
    }

    static long get(Warp warp, Kind kind, int lane) {
        return switch (kind) {
            case PREDICATE -> warp.predicates[0] >>> lane & 1;
            case INT -> warp.ints[lane];
            case FLOAT -> Float.floatToRawIntBits(warp.floats[lane]);
            case LONG -> warp.longs[lane];
        };
    }

    static int integer(SplittableRandom random) {
        int[] edges = {0, 1, -1, 2, 4, 16, 31, 32, 33, 63, 64, 255, 256, Integer.MIN_VALUE, Integer.MAX_VALUE};
        return random.nextBoolean() ? edges[random.nextInt(edges.length)] : random.nextInt();
    }

    static float number(SplittableRandom random) {
        float[] edges = {
            0f,
            -0f,
            1f,
            -1f,
            0.5f,
            Float.MIN_VALUE,
            -Float.MIN_NORMAL,
            Float.MAX_VALUE,
            Float.NaN,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY
        };
        return switch (random.nextInt(3)) {
            case 0 -> edges[random.nextInt(edges.length)];
            case 1 -> Float.intBitsToFloat(random.nextInt());
            default -> (float) random.nextGaussian();
        };
    }
}
