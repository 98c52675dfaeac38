package dev.crosscheck.proof.replay;

import dev.crosscheck.math.Matrix;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Parameters after some of a run's steps.
 *
 * @param steps which steps, from 1, ascending
 * @param values for each parameter that was traced, (steps, elements): one row per traced step, of its elements row by
 *     row
 */
public record Trace(int[] steps, Map<String, Matrix> values) {
    /** Nothing traced. */
    public static final Trace NONE = new Trace(new int[0], Map.of());

    /**
     * @param index which of the traced steps, from 0
     * @param shapes matrices in the parameters' shapes
     * @return the traced parameters after that step
     */
    Map<String, Matrix> at(int index, Map<String, Matrix> shapes) {
        Map<String, Matrix> parameters = new LinkedHashMap<>();
        values.forEach((name, rows) -> {
            Matrix shape = shapes.get(name);
            parameters.put(
                    name,
                    new Matrix(shape.rows(), shape.columns(), rows.row(index).data()));
        });
        return parameters;
    }
}
