package dev.crosscheck.using.predict;

import dev.crosscheck.math.Matrix;
import java.util.List;

/**
 * What the network makes of an image.
 *
 * @param input (28 × 28) pixels that it saw, row-major, unsigned, 255 is full ink
 * @param probabilities (classes): of each digit, with sum 1
 * @param oneDigit whether the picture can be one digit; if not, what the network says of it means nothing
 * @param hidden the outputs of each hidden layer's units, first layer first; each (1, units)
 */
public record Prediction(byte[] input, boolean oneDigit, double[] probabilities, List<Matrix> hidden) {

    /** @return the likeliest digit, the lower of two that are equally likely */
    public int digit() {
        return likeliest(-1);
    }

    /** @return the second likeliest digit */
    public int runnerUp() {
        return likeliest(digit());
    }

    private int likeliest(int except) {
        int best = -1;
        for (int digit = 0; digit < probabilities.length; digit++) {
            if (digit != except && (best < 0 || probabilities[digit] > probabilities[best])) {
                best = digit;
            }
        }
        return best;
    }

    /** @return the probability of {@link #digit()} */
    public double probability() {
        return probabilities[digit()];
    }

    /** @return the input's pixels as numbers from 0 to 255 */
    public int[] inputLevels() {
        int[] levels = new int[input.length];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = input[i] & 0xff;
        }
        return levels;
    }

    /** @return whether the picture can be one digit and the network gives the likeliest at least this probability */
    public boolean sure(double threshold) {
        return oneDigit && probability() >= threshold;
    }
}
