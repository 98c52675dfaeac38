package dev.crosscheck.data;

import dev.crosscheck.math.Matrix;

/**
 * The two-input gates of course sections 1 and 4: four examples each, in the order (0,0) (0,1) (1,0) (1,1).
 *
 * <p>Only XOR is not linearly separable.
 */
public enum LogicGate {
    /** 1 if both inputs are 1. */
    AND(0, 0, 0, 1),
    /** 1 if at least one input is 1. */
    OR(0, 1, 1, 1),
    /** 0 if both inputs are 1. */
    NAND(1, 1, 1, 0),
    /** 0 if at least one input is 1. */
    NOR(1, 0, 0, 0),
    /** 1 if the inputs differ. */
    XOR(0, 1, 1, 0);

    private final double[] outputs;

    LogicGate(double... outputs) {
        this.outputs = outputs;
    }

    /** @return the four inputs, (4, 2); the same for every gate */
    public static Matrix inputs() {
        return new Matrix(4, 2, 0, 0, 0, 1, 1, 0, 1, 1);
    }

    /** @return the gate's outputs, (4, 1) */
    public Matrix targets() {
        return new Matrix(4, 1, outputs.clone());
    }
}
