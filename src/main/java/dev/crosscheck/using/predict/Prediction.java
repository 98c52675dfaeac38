package dev.crosscheck.using.predict;

import dev.crosscheck.data.picture.DigitForm.Look;
import dev.crosscheck.math.Argmax;
import dev.crosscheck.math.Matrix;
import java.util.List;
import java.util.Optional;

/**
 * The result of classifying an image.
 *
 * @param input (rows × columns) pixels that the network received, row-major, unsigned
 * @param look how the picture compares with the training images of digits; always usual for other images
 * @param probabilities (classes), with sum 1
 * @param hidden the outputs of each hidden layer, first layer first; each (1, units)
 */
public record Prediction(byte[] input, Look look, double[] probabilities, List<Matrix> hidden) {

    /** @return the most probable class; on a tie the lower one */
    public int label() {
        return Argmax.of(probabilities);
    }

    /** @return the second most probable class */
    public int runnerUp() {
        double[] others = probabilities.clone();
        others[label()] = Double.NEGATIVE_INFINITY;
        return Argmax.of(others);
    }

    /** @return the probability of {@link #label()} */
    public double probability() {
        return probabilities[label()];
    }

    /** @return the pixels of the input as numbers from 0 to 255 */
    public int[] inputLevels() {
        int[] levels = new int[input.length];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = input[i] & 0xff;
        }
        return levels;
    }

    /** @return false if a digit is expected and the picture cannot be one, so that the probabilities are meaningless */
    public boolean oneDigit() {
        return look != Look.NO_DIGIT;
    }

    /** @return why the result is not reliable; empty if the picture looks as it should */
    public Optional<String> doubt() {
        return look == Look.USUAL ? Optional.empty() : Optional.of(look.text());
    }

    /** @return whether the picture looks as it should and the most probable class has at least this probability */
    public boolean sure(double threshold) {
        return look == Look.USUAL && probability() >= threshold;
    }
}
