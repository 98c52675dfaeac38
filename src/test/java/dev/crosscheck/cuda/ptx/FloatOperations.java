package dev.crosscheck.cuda.ptx;

import static dev.crosscheck.cuda.ptx.PtxModule.Kind.FLOAT;
import static dev.crosscheck.cuda.ptx.PtxModule.Kind.INT;
import static dev.crosscheck.cuda.ptx.Warp.LANES;

import dev.crosscheck.cuda.ptx.Operations.Maker;
import dev.crosscheck.cuda.ptx.Program.Operation;
import dev.crosscheck.cuda.ptx.PtxModule.Operand;
import java.util.Map;

/**
 * Floats. Only forms that say how they round ({@code .rn}: to nearest, as Java does) are known: {@code add.f32} may be fused with a
 * multiplication by whoever translates the text, {@code add.rn.f32} may not.
 */
final class FloatOperations {
    private FloatOperations() {}

    /** A function of a float. */
    private interface Unary {
        float of(float a);
    }

    /** A function of two floats. */
    private interface Binary {
        float of(float a, float b);
    }

    static void addTo(Map<String, Maker> makers) {
        makers.put("add.rn.f32", assembler -> binary(assembler, Float::sum));
        makers.put("sub.rn.f32", assembler -> binary(assembler, (a, b) -> a - b));
        makers.put("mul.rn.f32", assembler -> binary(assembler, (a, b) -> a * b));
        makers.put("div.rn.f32", assembler -> binary(assembler, (a, b) -> a / b));
        makers.put("fma.rn.f32", FloatOperations::multiplyAdd);
        // The root in double, rounded to float, is the rounded root: double has more than twice a float's digits.
        makers.put("sqrt.rn.f32", assembler -> unary(assembler, a -> (float) Math.sqrt(a)));
        makers.put("neg.f32", assembler -> unary(assembler, a -> -a));
        makers.put("mov.f32", assembler -> unary(assembler, a -> a));
        makers.put("mov.b32", FloatOperations::copyBits);
        makers.put("cvt.rn.f32.s32", FloatOperations::ofInt);
    }

    private static Operation unary(Assembler assembler, Unary function) {
        int to = assembler.target(FLOAT, 2) * LANES;
        int a = assembler.source(FLOAT, 1, 2) * LANES;
        return (warp, mask) -> {
            float[] f = warp.floats;
            for (int left = mask; left != 0; left &= left - 1) {
                int lane = Integer.numberOfTrailingZeros(left);
                f[to + lane] = function.of(f[a + lane]);
            }
        };
    }

    private static Operation binary(Assembler assembler, Binary function) {
        int to = assembler.target(FLOAT, 3) * LANES;
        int a = assembler.source(FLOAT, 1, 3) * LANES;
        int b = assembler.source(FLOAT, 2, 3) * LANES;
        return (warp, mask) -> {
            float[] f = warp.floats;
            for (int left = mask; left != 0; left &= left - 1) {
                int lane = Integer.numberOfTrailingZeros(left);
                f[to + lane] = function.of(f[a + lane], f[b + lane]);
            }
        };
    }

    /** The commonest of all. */
    private static Operation multiplyAdd(Assembler assembler) {
        int to = assembler.target(FLOAT, 4) * LANES;
        int a = assembler.source(FLOAT, 1, 4) * LANES;
        int b = assembler.source(FLOAT, 2, 4) * LANES;
        int c = assembler.source(FLOAT, 3, 4) * LANES;
        return (warp, mask) -> {
            float[] f = warp.floats;
            if (mask == -1) {
                for (int lane = 0; lane < LANES; lane++) {
                    f[to + lane] = Math.fma(f[a + lane], f[b + lane], f[c + lane]);
                }
                return;
            }
            for (int left = mask; left != 0; left &= left - 1) {
                int lane = Integer.numberOfTrailingZeros(left);
                f[to + lane] = Math.fma(f[a + lane], f[b + lane], f[c + lane]);
            }
        };
    }

    /** Between a register for floats and one for integers. */
    private static Operation copyBits(Assembler assembler) {
        if (assembler.operand(0, 2) instanceof Operand.Register register && register.kind() == FLOAT) {
            int to = assembler.target(FLOAT, 2) * LANES;
            int a = assembler.source(INT, 1, 2) * LANES;
            return Operations.each((warp, lane) -> warp.floats[to + lane] = Float.intBitsToFloat(warp.ints[a + lane]));
        }
        int to = assembler.target(INT, 2) * LANES;
        int a = assembler.source(FLOAT, 1, 2) * LANES;
        return Operations.each((warp, lane) -> warp.ints[to + lane] = Float.floatToRawIntBits(warp.floats[a + lane]));
    }

    private static Operation ofInt(Assembler assembler) {
        int to = assembler.target(FLOAT, 2) * LANES;
        int a = assembler.source(INT, 1, 2) * LANES;
        return Operations.each((warp, lane) -> warp.floats[to + lane] = (float) warp.ints[a + lane]);
    }
}
