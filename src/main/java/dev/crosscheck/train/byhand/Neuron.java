package dev.crosscheck.train.byhand;

import dev.crosscheck.math.FloatMath;
import dev.crosscheck.nn.Elementwise;

/** The hidden layers' activations in float, {@code a = f(z)}, and their derivatives. At a kink the left derivative is used. */
public final class Neuron {
    private static final float LEAK = 0.01f;
    private static final float GELU_SCALE = 1.702f;
    private static final float SELU_ABOVE = 1.0507009873554805f; // λ
    private static final float SELU_BELOW = 1.7580993408473766f; // λ α

    private Neuron() {}

    /** Replaces each of the first {@code count} z by {@code max(z, 0)}. */
    public static void relu(float[] z, int count) {
        for (int i = 0; i < count; i++) {
            z[i] = Math.max(z[i], 0f);
        }
    }

    /**
     * Replaces the first {@code count} gradients of ReLU's activations by those of their z. The derivative is 1 above 0, and 0 at 0 and
     * below. There is no branch, since it would be mispredicted half the time: an activation is never below 0, so the bits of -bits(a) >>
     * 31 are all 1 where a is above 0 and all 0 where it is 0.
     */
    public static void keepWherePositive(float[] a, float[] da, int count) {
        for (int i = 0; i < count; i++) {
            int keep = -Float.floatToRawIntBits(a[i]) >> 31;
            da[i] = Float.intBitsToFloat(Float.floatToRawIntBits(da[i]) & keep);
        }
    }

    /** @return f(z) */
    static float value(Elementwise f, float z) {
        return switch (f) {
            case SIGMOID -> FloatMath.sigmoid(z);
            case RELU -> Math.max(z, 0f);
            case TANH -> FloatMath.tanh(z);
            case LEAKY_RELU -> z > 0 ? z : LEAK * z;
            case ELU -> z > 0 ? z : FloatMath.expm1(z);
            case GELU -> z * FloatMath.sigmoid(GELU_SCALE * z);
            case SOFTPLUS -> FloatMath.softplus(z);
            case SELU -> z > 0 ? SELU_ABOVE * z : SELU_BELOW * FloatMath.expm1(z);
            case MISH -> z * mishGate(z, FloatMath.exp(-Math.abs(z)));
            case IDENTITY -> z;
        };
    }

    /** @return {@code tanh(ln(1+e^z))}, computed from {@code e = e^-|z|} as {@link Elementwise#MISH} does */
    private static float mishGate(float z, float e) {
        return z > 0 ? (1f + 2f * e) / (1f + 2f * e + 2f * e * e) : e * (e + 2f) / (e * (e + 2f) + 2f);
    }

    /** @return f'(z) */
    static float slope(Elementwise f, float z) {
        return switch (f) {
            case SIGMOID -> FloatMath.sigmoid(z) * FloatMath.sigmoid(-z);
            case RELU -> z > 0 ? 1f : 0f;
            case TANH -> {
                float e = FloatMath.exp(-2f * Math.abs(z)); // 1 - a² as 4 e/(1 + e)², without cancellation
                yield 4f * e / ((1f + e) * (1f + e));
            }
            case LEAKY_RELU -> z > 0 ? 1f : LEAK;
            case ELU -> z > 0 ? 1f : FloatMath.exp(z);
            case GELU -> {
                float s = FloatMath.sigmoid(GELU_SCALE * z);
                yield s + GELU_SCALE * z * (s * FloatMath.sigmoid(-GELU_SCALE * z));
            }
            case SOFTPLUS -> FloatMath.sigmoid(z);
            case SELU -> z > 0 ? SELU_ABOVE : SELU_BELOW * FloatMath.exp(z);
            case MISH -> {
                float e = FloatMath.exp(-Math.abs(z));
                float divisor = z > 0 ? 1f + 2f * e + 2f * e * e : e * (e + 2f) + 2f;
                float gateSlope = 4f * (z > 0 ? e * e : e) * (1f + e) / (divisor * divisor);
                yield mishGate(z, e) + z * gateSlope;
            }
            case IDENTITY -> 1f;
        };
    }
}
