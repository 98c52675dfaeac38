package dev.crosscheck.cuda.ptx;

import static dev.crosscheck.cuda.ptx.PtxModule.Kind.INT;
import static dev.crosscheck.cuda.ptx.PtxModule.Kind.LONG;
import static dev.crosscheck.cuda.ptx.Warp.LANES;

import dev.crosscheck.cuda.ptx.Operations.Maker;
import dev.crosscheck.cuda.ptx.Program.Operation;
import java.util.Map;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;

/** Integers of 32 and 64 bits. */
final class IntOperations {
    private IntOperations() {}

    /** A function of three integers. */
    private interface Ternary {
        int of(int a, int b, int c);
    }

    /** A long of two integers. */
    private interface Wide {
        long of(int a, int b);
    }

    /** A long of two longs. */
    private interface LongBinary {
        long of(long a, long b);
    }

    static void addTo(Map<String, Maker> makers) {
        makers.put("add.s32", IntOperations::add);
        makers.put("sub.s32", assembler -> binary(assembler, (a, b) -> a - b));
        makers.put("mul.lo.s32", assembler -> binary(assembler, (a, b) -> a * b));
        makers.put("mad.lo.s32", assembler -> ternary(assembler, (a, b, c) -> a * b + c));
        makers.put("div.u32", IntOperations::divide);
        makers.put("min.s32", assembler -> binary(assembler, Math::min));
        makers.put("max.s32", assembler -> binary(assembler, Math::max));
        makers.put("and.b32", assembler -> binary(assembler, (a, b) -> a & b));
        makers.put("or.b32", assembler -> binary(assembler, (a, b) -> a | b));
        makers.put("not.b32", assembler -> unary(assembler, a -> ~a));
        // Java takes a distance modulo 32, PTX one beyond 31 as it is: nothing is left but zeros or the sign.
        makers.put("shl.b32", assembler -> binary(assembler, (a, b) -> beyond(b, 32) ? 0 : a << b));
        makers.put("shr.u32", assembler -> binary(assembler, (a, b) -> beyond(b, 32) ? 0 : a >>> b));
        makers.put("shr.s32", assembler -> binary(assembler, (a, b) -> a >> (beyond(b, 32) ? 31 : b)));
        makers.put("bfi.b32", IntOperations::insertBits);
        makers.put("mov.u32", assembler -> unary(assembler, a -> a));
        makers.put("mul.wide.s32", assembler -> wide(assembler, (a, b) -> (long) a * b));
        makers.put(
                "mul.wide.u32",
                assembler -> wide(assembler, (a, b) -> Integer.toUnsignedLong(a) * Integer.toUnsignedLong(b)));
        makers.put("add.s64", IntOperations::addLong);
        makers.put("and.b64", assembler -> longs(assembler, (a, b) -> a & b));
        makers.put("shl.b64", IntOperations::shiftLong);
        makers.put("mov.u64", IntOperations::copyLong);
        makers.put("cvta.to.global.u64", IntOperations::copyLong);
        makers.put("cvt.s64.s32", assembler -> widen(assembler, -1L));
        makers.put("cvt.u64.u32", assembler -> widen(assembler, 0xffffffffL));
    }

    private static boolean beyond(int distance, int bits) {
        return Integer.compareUnsigned(distance, bits) >= 0;
    }

    private static Operation divide(Assembler assembler) {
        int to = assembler.target(INT, 3) * LANES;
        int a = assembler.source(INT, 1, 3) * LANES;
        int b = assembler.source(INT, 2, 3) * LANES;
        return Operations.each((warp, lane) -> {
            if (warp.ints[b + lane] == 0) {
                warp.lane(lane);
                throw new PtxFault("DIVISION_BY_ZERO", "divides by 0, of which PTX says no result");
            }
            warp.ints[to + lane] = Integer.divideUnsigned(warp.ints[a + lane], warp.ints[b + lane]);
        });
    }

    private static Operation unary(Assembler assembler, IntUnaryOperator function) {
        int to = assembler.target(INT, 2) * LANES;
        int a = assembler.source(INT, 1, 2) * LANES;
        return (warp, mask) -> {
            int[] r = warp.ints;
            for (int left = mask; left != 0; left &= left - 1) {
                int lane = Integer.numberOfTrailingZeros(left);
                r[to + lane] = function.applyAsInt(r[a + lane]);
            }
        };
    }

    private static Operation binary(Assembler assembler, IntBinaryOperator function) {
        int to = assembler.target(INT, 3) * LANES;
        int a = assembler.source(INT, 1, 3) * LANES;
        int b = assembler.source(INT, 2, 3) * LANES;
        return (warp, mask) -> {
            int[] r = warp.ints;
            for (int left = mask; left != 0; left &= left - 1) {
                int lane = Integer.numberOfTrailingZeros(left);
                r[to + lane] = function.applyAsInt(r[a + lane], r[b + lane]);
            }
        };
    }

    /** By itself, as it is among the commonest. */
    private static Operation add(Assembler assembler) {
        int to = assembler.target(INT, 3) * LANES;
        int a = assembler.source(INT, 1, 3) * LANES;
        int b = assembler.source(INT, 2, 3) * LANES;
        return (warp, mask) -> {
            int[] r = warp.ints;
            for (int left = mask; left != 0; left &= left - 1) {
                int lane = Integer.numberOfTrailingZeros(left);
                r[to + lane] = r[a + lane] + r[b + lane];
            }
        };
    }

    private static Operation ternary(Assembler assembler, Ternary function) {
        int to = assembler.target(INT, 4) * LANES;
        int a = assembler.source(INT, 1, 4) * LANES;
        int b = assembler.source(INT, 2, 4) * LANES;
        int c = assembler.source(INT, 3, 4) * LANES;
        return (warp, mask) -> {
            int[] r = warp.ints;
            for (int left = mask; left != 0; left &= left - 1) {
                int lane = Integer.numberOfTrailingZeros(left);
                r[to + lane] = function.of(r[a + lane], r[b + lane], r[c + lane]);
            }
        };
    }

    /** {@code bfi.b32 to, a, b, position, length}: b with some of a's last bits in it. */
    private static Operation insertBits(Assembler assembler) {
        int to = assembler.target(INT, 5) * LANES;
        int a = assembler.source(INT, 1, 5) * LANES;
        int b = assembler.source(INT, 2, 5) * LANES;
        int position = assembler.source(INT, 3, 5) * LANES;
        int length = assembler.source(INT, 4, 5) * LANES;
        return Operations.each((warp, lane) -> {
            int[] r = warp.ints;
            int from = r[position + lane] & 0xff; // PTX takes the last eight bits of both
            int bits = r[length + lane] & 0xff;
            long window = ((1L << Math.min(32, bits)) - 1) << Math.min(32, from);
            long inserted = Integer.toUnsignedLong(r[a + lane]) << Math.min(32, from);
            r[to + lane] = (int) (r[b + lane] & ~window | inserted & window);
        });
    }

    private static Operation wide(Assembler assembler, Wide function) {
        int to = assembler.target(LONG, 3) * LANES;
        int a = assembler.source(INT, 1, 3) * LANES;
        int b = assembler.source(INT, 2, 3) * LANES;
        return (warp, mask) -> {
            int[] r = warp.ints;
            long[] d = warp.longs;
            for (int left = mask; left != 0; left &= left - 1) {
                int lane = Integer.numberOfTrailingZeros(left);
                d[to + lane] = function.of(r[a + lane], r[b + lane]);
            }
        };
    }

    /** By itself, as it is among the commonest. */
    private static Operation addLong(Assembler assembler) {
        int to = assembler.target(LONG, 3) * LANES;
        int a = assembler.source(LONG, 1, 3) * LANES;
        int b = assembler.source(LONG, 2, 3) * LANES;
        return (warp, mask) -> {
            long[] d = warp.longs;
            for (int left = mask; left != 0; left &= left - 1) {
                int lane = Integer.numberOfTrailingZeros(left);
                d[to + lane] = d[a + lane] + d[b + lane];
            }
        };
    }

    private static Operation longs(Assembler assembler, LongBinary function) {
        int to = assembler.target(LONG, 3) * LANES;
        int a = assembler.source(LONG, 1, 3) * LANES;
        int b = assembler.source(LONG, 2, 3) * LANES;
        return (warp, mask) -> {
            long[] d = warp.longs;
            for (int left = mask; left != 0; left &= left - 1) {
                int lane = Integer.numberOfTrailingZeros(left);
                d[to + lane] = function.of(d[a + lane], d[b + lane]);
            }
        };
    }

    private static Operation shiftLong(Assembler assembler) {
        int to = assembler.target(LONG, 3) * LANES;
        int a = assembler.source(LONG, 1, 3) * LANES;
        int b = assembler.source(INT, 2, 3) * LANES;
        return Operations.each((warp, lane) -> warp.longs[to + lane] =
                beyond(warp.ints[b + lane], 64) ? 0 : warp.longs[a + lane] << warp.ints[b + lane]);
    }

    private static Operation copyLong(Assembler assembler) {
        int to = assembler.target(LONG, 2) * LANES;
        int a = assembler.source(LONG, 1, 2) * LANES;
        return Operations.each((warp, lane) -> warp.longs[to + lane] = warp.longs[a + lane]);
    }

    private static Operation widen(Assembler assembler, long keep) {
        int to = assembler.target(LONG, 2) * LANES;
        int a = assembler.source(INT, 1, 2) * LANES;
        return Operations.each((warp, lane) -> warp.longs[to + lane] = warp.ints[a + lane] & keep);
    }
}
