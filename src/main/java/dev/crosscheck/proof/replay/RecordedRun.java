package dev.crosscheck.proof.replay;

import dev.crosscheck.math.Matrix;
import java.nio.file.Path;
import java.util.Map;

/**
 * What every recording has. Parameters have the names that the file gives them; arrays of one dimension are matrices of one
 * row.
 *
 * @param file where it was read from
 * @param start the parameters before the first step
 * @param finals the parameters after the last step
 * @param losses the loss of each step, before its update
 * @param trace parameters in between, as far as they were recorded
 * @param learningRate η
 */
public record RecordedRun(
        Path file,
        Map<String, Matrix> start,
        Map<String, Matrix> finals,
        double[] losses,
        Trace trace,
        double learningRate) {

    /** @return number of steps */
    public int steps() {
        return losses.length;
    }
}
