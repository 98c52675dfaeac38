package dev.crosscheck.train.byhand;

import dev.crosscheck.data.Examples;
import dev.crosscheck.data.ImageSet;

/** Which inputs the first layer's sums run over. */
public enum InputForm {
    /** The lit pixels only; the normalisation's scale and shift are taken out of the product ({@link PixelInput}). */
    LIT,
    /** All inputs of a row. */
    ALL;

    /**
     * Up to about this share of lit pixels the sparse product is faster: its time is proportional to the lit pixels, a third of the dense
     * product's at MNIST's 19 %.
     */
    private static final double MOSTLY_DARK = 0.5;

    /** @return the faster form for these examples */
    static InputForm of(Examples examples) {
        return examples instanceof ImageSet images
                        && images.features() <= LitPixels.LIMIT
                        && LitPixels.density(images) < MOSTLY_DARK
                ? LIT
                : ALL;
    }
}
