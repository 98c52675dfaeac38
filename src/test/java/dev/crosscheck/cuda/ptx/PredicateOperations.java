package dev.crosscheck.cuda.ptx;

import static dev.crosscheck.cuda.ptx.PtxModule.Kind.FLOAT;
import static dev.crosscheck.cuda.ptx.PtxModule.Kind.INT;
import static dev.crosscheck.cuda.ptx.PtxModule.Kind.PREDICATE;
import static dev.crosscheck.cuda.ptx.Warp.LANES;

import dev.crosscheck.cuda.ptx.Operations.Maker;
import dev.crosscheck.cuda.ptx.Program.Operation;
import java.util.Map;
import java.util.function.IntBinaryOperator;

/** Comparisons, whose results are predicates, and what is done with those. */
final class PredicateOperations {
    private PredicateOperations() {}

    /** Compares integers. */
    private interface Ints {
        boolean holds(int a, int b);
    }

    /** Compares floats; with NaN none of the comparisons here holds. */
    private interface Floats {
        boolean holds(float a, float b);
    }

    static void addTo(Map<String, Maker> makers) {
        ints(makers, "eq.s32", (a, b) -> a == b);
        ints(makers, "eq.b32", (a, b) -> a == b);
        ints(makers, "ne.s32", (a, b) -> a != b);
        ints(makers, "lt.s32", (a, b) -> a < b);
        ints(makers, "le.s32", (a, b) -> a <= b);
        ints(makers, "gt.s32", (a, b) -> a > b);
        ints(makers, "ge.s32", (a, b) -> a >= b);
        ints(makers, "lt.u32", (a, b) -> Integer.compareUnsigned(a, b) < 0);
        ints(makers, "gt.u32", (a, b) -> Integer.compareUnsigned(a, b) > 0);
        ints(makers, "ge.u32", (a, b) -> Integer.compareUnsigned(a, b) >= 0);
        floats(makers, "lt.f32", (a, b) -> a < b);
        floats(makers, "le.f32", (a, b) -> a <= b);
        floats(makers, "gt.f32", (a, b) -> a > b);
        makers.put("and.pred", assembler -> masks(assembler, (a, b) -> a & b));
        makers.put("or.pred", assembler -> masks(assembler, (a, b) -> a | b));
        makers.put("xor.pred", assembler -> masks(assembler, (a, b) -> a ^ b));
        makers.put("not.pred", assembler -> mask(assembler, -1));
        makers.put("mov.pred", assembler -> mask(assembler, 0));
        makers.put("selp.f32", PredicateOperations::select);
        makers.put("selp.b32", PredicateOperations::selectInt);
    }

    private static void ints(Map<String, Maker> makers, String name, Ints comparison) {
        makers.put("setp." + name, assembler -> {
            int to = assembler.target(PREDICATE, 3);
            int a = assembler.source(INT, 1, 3) * LANES;
            int b = assembler.source(INT, 2, 3) * LANES;
            return (warp, mask) -> {
                int result = 0;
                for (int left = mask; left != 0; left &= left - 1) {
                    int lane = Integer.numberOfTrailingZeros(left);
                    result |= comparison.holds(warp.ints[a + lane], warp.ints[b + lane]) ? 1 << lane : 0;
                }
                put(warp, to, mask, result);
            };
        });
    }

    private static void floats(Map<String, Maker> makers, String name, Floats comparison) {
        makers.put("setp." + name, assembler -> {
            int to = assembler.target(PREDICATE, 3);
            int a = assembler.source(FLOAT, 1, 3) * LANES;
            int b = assembler.source(FLOAT, 2, 3) * LANES;
            return (warp, mask) -> {
                int result = 0;
                for (int left = mask; left != 0; left &= left - 1) {
                    int lane = Integer.numberOfTrailingZeros(left);
                    result |= comparison.holds(warp.floats[a + lane], warp.floats[b + lane]) ? 1 << lane : 0;
                }
                put(warp, to, mask, result);
            };
        });
    }

    private static void put(Warp warp, int register, int mask, int result) {
        warp.predicates[register] = warp.predicates[register] & ~mask | result & mask;
    }

    private static Operation masks(Assembler assembler, IntBinaryOperator function) {
        int to = assembler.target(PREDICATE, 3);
        int a = assembler.source(PREDICATE, 1, 3);
        int b = assembler.source(PREDICATE, 2, 3);
        return (warp, mask) -> put(warp, to, mask, function.applyAsInt(warp.predicates[a], warp.predicates[b]));
    }

    private static Operation mask(Assembler assembler, int flip) {
        int to = assembler.target(PREDICATE, 2);
        int a = assembler.source(PREDICATE, 1, 2);
        return (warp, mask) -> put(warp, to, mask, warp.predicates[a] ^ flip);
    }

    /** {@code selp.f32 to, a, b, p}: a where p holds, else b. */
    private static Operation select(Assembler assembler) {
        int to = assembler.target(FLOAT, 4) * LANES;
        int a = assembler.source(FLOAT, 1, 4) * LANES;
        int b = assembler.source(FLOAT, 2, 4) * LANES;
        int predicate = assembler.source(PREDICATE, 3, 4);
        return Operations.each((warp, lane) -> {
            boolean holds = (warp.predicates[predicate] >>> lane & 1) != 0;
            warp.floats[to + lane] = warp.floats[(holds ? a : b) + lane];
        });
    }

    private static Operation selectInt(Assembler assembler) {
        int to = assembler.target(INT, 4) * LANES;
        int a = assembler.source(INT, 1, 4) * LANES;
        int b = assembler.source(INT, 2, 4) * LANES;
        int predicate = assembler.source(PREDICATE, 3, 4);
        return Operations.each((warp, lane) -> {
            boolean holds = (warp.predicates[predicate] >>> lane & 1) != 0;
            warp.ints[to + lane] = warp.ints[(holds ? a : b) + lane];
        });
    }
}
