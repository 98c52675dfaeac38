package dev.crosscheck.train.byhand;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import dev.crosscheck.math.FloatMath;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * SELU and Mish with the Vector API, with the operations of {@link Neuron} and {@link FloatMath} in the same order, so that the bits are the same.
 *
 * <p>Both branches of a condition are computed, and each lane takes one. Each activation has a loop of its own, because the JIT compiler
 * stops inlining in the middle of a method that becomes too large.
 */
final class VectorActivations {
    private static final VectorSpecies<Float> SPECIES = VectorProducts.SPECIES;
    private static final int LANES = SPECIES.length();

    private VectorActivations() {}

    /**
     * Replaces z by selu(z).
     *
     * @param count how many, a multiple of 16
     * @param a z, then selu(z)
     * @param slope receives selu'(z)
     */
    static void selu(int count, float[] a, float[] slope) {
        for (int i = 0; i < count; i += LANES) {
            FloatVector z = FloatVector.fromArray(SPECIES, a, i);
            VectorMask<Float> above = z.compare(GT, 0f);
            FloatVector exp = exp(z);
            FloatVector near = polynomial(z).mul(z).fma(z, z);
            FloatVector less = near.blend(exp.sub(1f), z.compare(LT, FloatMath.SERIES_FROM));
            less.mul(Neuron.SELU_BELOW).blend(z.mul(Neuron.SELU_ABOVE), above).intoArray(a, i);
            exp.mul(Neuron.SELU_BELOW).blend(Neuron.SELU_ABOVE, above).intoArray(slope, i);
        }
    }

    /**
     * Replaces z by mish(z).
     *
     * @param count how many, a multiple of 16
     * @param a z, then mish(z)
     * @param slope receives mish'(z)
     */
    static void mish(int count, float[] a, float[] slope) {
        for (int i = 0; i < count; i += LANES) {
            FloatVector z = FloatVector.fromArray(SPECIES, a, i);
            VectorMask<Float> above = z.compare(GT, 0f);
            FloatVector e = exp(z.abs().neg());
            FloatVector twice = e.mul(2f);
            FloatVector onePlus = twice.add(1f);
            FloatVector product = e.mul(e.add(2f));
            FloatVector divisor = product.add(2f).blend(onePlus.add(twice.mul(e)), above);
            FloatVector gate = product.blend(onePlus, above).div(divisor);
            FloatVector gateSlope =
                    e.blend(e.mul(e), above).mul(4f).mul(e.add(1f)).div(divisor.mul(divisor));
            z.mul(gate).intoArray(a, i);
            gate.add(z.mul(gateSlope)).intoArray(slope, i);
        }
    }

    /** {@link FloatMath#exp} of each lane; lanes above 0 have no meaning. */
    private static FloatVector exp(FloatVector x) {
        FloatVector shifted = x.fma(
                FloatVector.broadcast(SPECIES, FloatMath.LOG2_E), FloatVector.broadcast(SPECIES, FloatMath.TO_INTEGER));
        FloatVector k = shifted.sub(FloatMath.TO_INTEGER);
        FloatVector r = k.fma(FloatVector.broadcast(SPECIES, -FloatMath.LN2_HIGH), x);
        r = k.fma(FloatVector.broadcast(SPECIES, -FloatMath.LN2_LOW), r);
        FloatVector one = FloatVector.broadcast(SPECIES, 1f);
        FloatVector q = polynomial(r).fma(r, one).fma(r, one);
        FloatVector power =
                shifted.reinterpretAsInts().lanewise(LSHL, 23).add(0x3f800000).reinterpretAsFloats();
        return q.mul(power).blend(0f, x.compare(LT, FloatMath.LEAST_EXPONENT));
    }

    private static FloatVector polynomial(FloatVector r) {
        FloatVector q =
                FloatVector.broadcast(SPECIES, FloatMath.Q4).fma(r, FloatVector.broadcast(SPECIES, FloatMath.Q3));
        q = q.fma(r, FloatVector.broadcast(SPECIES, FloatMath.Q2));
        q = q.fma(r, FloatVector.broadcast(SPECIES, FloatMath.Q1));
        return q.fma(r, FloatVector.broadcast(SPECIES, FloatMath.Q0));
    }
}
