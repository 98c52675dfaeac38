package dev.crosscheck.proof.judge;

/** The floating-point precision of a run. */
public enum Precision {
    /** 24 bits: {@code float32}. */
    SINGLE(0x1p-24),
    /** 53 bits: {@code float64}. */
    DOUBLE(0x1p-53);

    private final double roundoff;

    Precision(double roundoff) {
        this.roundoff = roundoff;
    }

    /** @return u, the largest relative error of one rounding */
    public double roundoff() {
        return roundoff;
    }
}
