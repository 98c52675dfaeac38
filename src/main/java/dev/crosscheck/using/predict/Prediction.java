package dev.crosscheck.using.predict;

import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Argmax;
import dev.crosscheck.math.Matrix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of classifying an image.
 *
 * @param input (channels × rows × columns) pixels that the network received, row-major, unsigned
 * @param oneDigit false if a digit is expected and the picture cannot be one, so that the probabilities are meaningless
 * @param doubt why the result is not reliable; null if the picture looks like the training images
 * @param probabilities (classes), with sum 1
 * @param hidden the outputs of each hidden layer, first layer first; each (1, units)
 */
public record Prediction(
        byte[] input, boolean oneDigit, @Nullable String doubt, double[] probabilities, List<Matrix> hidden) {

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
        return ImageSet.unsigned(input);
    }

    /** @return whether the picture looks as it should and the most probable class has at least this probability */
    public boolean sure(double threshold) {
        return doubt == null && probability() >= threshold;
    }
}
