package dev.crosscheck.nn.optim;

import dev.crosscheck.math.Matrix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An optimizer with {@link LayerRates}: each matrix of parameters is updated by an optimizer of its own, at its own rate.
 *
 * <p>The matrices are W1 (I, H), b1 (1, H), W2, and so on: weights and biases in turn, and a weight matrix has as many rows as its layer has
 * inputs.
 */
final class ByLayer implements Optimizer {
    private final OptimizerSpec spec;
    private final Map<String, List<double[]>> start;
    private final int stepsBefore;
    private final List<Optimizer> parts = new ArrayList<>();
    private final List<Integer> rows = new ArrayList<>();

    /**
     * @param spec the optimizer, its rate η and the rates by layer
     * @param start its state, in the form of {@link #memory}; kept and changed
     * @param stepsBefore number of steps done
     */
    ByLayer(OptimizerSpec spec, Map<String, List<double[]>> start, int stepsBefore) {
        this.spec = spec;
        this.start = start;
        this.stepsBefore = stepsBefore;
    }

    @Override
    public void updateInPlace(List<Matrix> parameters, List<Matrix> gradients) {
        for (int k = parts.size(); k < parameters.size(); k++) {
            rows.add(parameters.get(k).rows());
            parts.add(part(k));
        }
        for (int k = 0; k < parameters.size(); k++) {
            parts.get(k).updateInPlace(List.of(parameters.get(k)), List.of(gradients.get(k)));
        }
    }

    private Optimizer part(int k) {
        OptimizerSpec own = spec.at(rate(k, spec.learningRate())).with(LayerRates.EQUAL);
        if (start.isEmpty()) {
            return own.start();
        }
        Map<String, List<double[]>> its = new LinkedHashMap<>();
        start.forEach((letter, arrays) -> its.put(letter, List.of(arrays.get(k))));
        return own.resumed(its, stepsBefore);
    }

    private double rate(int k, double rate) {
        return k % 2 == 0
                ? spec.layerRates().ofWeights(rate, rows.get(k))
                : spec.layerRates().ofBiases(rate);
    }

    @Override
    public Map<String, List<double[]>> memory() {
        if (parts.isEmpty()) {
            return start;
        }
        Map<String, List<double[]>> all = new LinkedHashMap<>();
        parts.forEach(part -> part.memory()
                .forEach((letter, arrays) ->
                        all.computeIfAbsent(letter, none -> new ArrayList<>()).addAll(arrays)));
        return all;
    }

    @Override
    public ByLayer continued(double rate) {
        Map<String, List<double[]>> copy = new LinkedHashMap<>();
        start.forEach((letter, arrays) ->
                copy.put(letter, arrays.stream().map(double[]::clone).toList()));
        ByLayer other = new ByLayer(spec.at(rate), copy, stepsBefore);
        other.rows.addAll(rows);
        for (int k = 0; k < parts.size(); k++) {
            other.parts.add(parts.get(k).continued(rate(k, rate)));
        }
        return other;
    }
}
