package dev.crosscheck.using.predict;

import dev.crosscheck.math.Argmax;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.using.predict.DigitForm.Look;
import java.util.List;
import java.util.Optional;

/**
 * What the network makes of an image.
 *
 * @param input (rows × columns) pixels that it saw, row-major, unsigned
 * @param probabilities (classes): of each class, with sum 1
 * @param look how the picture looks beside those of digits that the network was trained on; of other images always usual
 * @param hidden the outputs of each hidden layer's units, first layer first; each (1, units)
 */
public record Prediction(byte[] input, Look look, double[] probabilities, List<Matrix> hidden) {

    /** @return the most probable class, the lower of two that are equally probable */
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

    /** @return the input's pixels as numbers from 0 to 255 */
    public int[] inputLevels() {
        int[] levels = new int[input.length];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = input[i] & 0xff;
        }
        return levels;
    }

    /** @return false if a digit is asked for and the picture cannot be one: what the network says of it means nothing then */
    public boolean oneDigit() {
        return look != Look.NO_DIGIT;
    }

    /** @return why the answer means little, in words; nothing if the picture looks as it should */
    public Optional<String> doubt() {
        return look == Look.USUAL ? Optional.empty() : Optional.of(look.text());
    }

    /** @return whether the picture looks as it should and the network gives the likeliest at least this probability */
    public boolean sure(double threshold) {
        return look == Look.USUAL && probability() >= threshold;
    }
}
