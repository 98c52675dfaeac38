package dev.crosscheck.train.byhand;

import dev.crosscheck.math.FloatMath;
import dev.crosscheck.nn.Elementwise;

/** The hidden layers' activations in float, {@code a = f(z)}, and their derivatives. At a kink the left derivative is used. */
public final class Neuron {
    private static final float LEAK = 0.01f;
    private static final float GELU_SCALE = 1.702f;

    private Neuron() {}

    /** Replaces each of the first {@code count} z by {@code max(z, 0)}. */
    public static void relu(float[] z, int count) {
        for (int i = 0; i < count; i++) {
            z[i] = Math.max(z[i], 0f);
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
            case IDENTITY -> z;
        };
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
            case IDENTITY -> 1f;
        };
    }
}
