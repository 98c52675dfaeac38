package dev.crosscheck.train.byhand;

import dev.crosscheck.data.Normalisation;

/**
 * The normalisation of pixels in a form that lets the first layer skip dark pixels. A normalised pixel is {@code x = s·p - t} with
 * {@code s = 1/(255 σ)} and {@code t = μ/σ}. With both taken out of the product, {@code X·W + b = s·(P·W) + (b - t·Σ rows of W)} and
 * {@code Xᵀ·dZ = s·(Pᵀ·dZ) - t·Σ rows of dZ}: exact except for rounding, and P is 0 except for lit pixels, which are one in five of
 * MNIST's.
 *
 * @param shift t
 * @param levels s·p for each p from 0 to 255, rounded from double
 */
public record PixelInput(float shift, float[] levels) {
    private static final double FULL = 255;

    public static PixelInput of(Normalisation normalisation) {
        float[] levels = new float[256];
        for (int pixel = 0; pixel < levels.length; pixel++) {
            levels[pixel] = (float) (pixel / (FULL * normalisation.deviation()));
        }
        return new PixelInput((float) (normalisation.mean() / normalisation.deviation()), levels);
    }
}
