package dev.crosscheck.using.predict;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.Batches;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import java.util.Optional;

/**
 * Recognises digits by the hand-written forward pass, in double. Immutable, so that threads may share it.
 *
 * @param network 784 inputs, any hidden layers, softmax over the digits
 * @param parameters its parameters; not to be changed
 */
public record DigitClassifier(Network network, Parameters parameters) {
    /**
     * The probability from which an answer counts, unless another is asked for: at one half the digit is likelier than all
     * others together.
     */
    public static final double THRESHOLD = 0.5;

    private static final int FULL = 255;

    /** Refuses a network for images of another size. */
    public DigitClassifier {
        int inputs = network.sizes().get(0);
        if (inputs != DigitForm.SIDE * DigitForm.SIDE) {
            throw new CrosscheckException(
                    "The network takes " + inputs + " inputs, and a digit has 784.", "Train it on images of 28x28.");
        }
    }

    /**
     * Normalises a picture and classifies it. Large ones share memory with those that are being read.
     *
     * @return empty if nothing is drawn on it
     * @throws PictureFile.Busy if others hold the memory for too long
     * @throws CrosscheckException if Java's memory runs out
     */
    public Optional<Prediction> classify(GreyPicture picture) {
        try {
            return PictureMemory.within((long) DigitForm.BYTES * picture.light().length, () -> DigitForm.of(picture))
                    .map(form -> classify(form.pixels(), form.oneDigit()));
        } catch (BadPicture e) {
            throw new CrosscheckException(
                    "The picture: expected " + e.expected() + ", found " + e.getMessage() + ".",
                    "Give a smaller picture.",
                    e);
        }
    }

    /**
     * @param input (28 × 28) pixels in MNIST's form, row-major, unsigned, 255 is full ink
     */
    public Prediction classify(byte[] input) {
        return classify(input, true);
    }

    private Prediction classify(byte[] input, boolean oneDigit) {
        double[] x = new double[input.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = ((input[i] & 0xff) / (double) FULL - Batches.MEAN) / Batches.DEVIATION;
        }
        ForwardPass pass = network.forward(parameters, new Matrix(1, x.length, x));
        for (double probability : pass.output().data()) {
            if (!Double.isFinite(probability)) {
                // Model files that could do this are refused when they are read.
                throw new IllegalStateException("a network whose outputs are not finite");
            }
        }
        return new Prediction(input, oneDigit, pass.output().data(), pass.as().subList(1, network.layers()));
    }
}
