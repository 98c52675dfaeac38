package dev.crosscheck.train.byhand;

import dev.crosscheck.data.Examples;
import dev.crosscheck.data.ImageSet;

/** What the first layer's sums run over. */
public enum InputForm {
    /** Lit pixels, after scale and shift were taken out of the product. */
    LIT,
    /** All numbers of a row. */
    ALL;

    /**
     * The share of lit pixels from about which products with all pixels are faster: a sparse product takes time in proportion to the lit
     * pixels, a third of a dense product's time at MNIST's 19 %.
     */
    private static final double MOSTLY_DARK = 0.5;

    /** @return what is faster for these examples */
    static InputForm of(Examples examples) {
        return examples instanceof ImageSet images
                        && images.features() <= LitPixels.LIMIT
                        && LitPixels.density(images) < MOSTLY_DARK
                ? LIT
                : ALL;
    }
}
