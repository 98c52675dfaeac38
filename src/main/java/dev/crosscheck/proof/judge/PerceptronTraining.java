package dev.crosscheck.proof.judge;

import dev.crosscheck.math.Matrix;
import java.util.LinkedHashMap;
import java.util.Map;

/** A perceptron with the Heaviside step (course section 1): {@code y = 1[w x + b ≥ 0]}, {@code w += η (t - y) x}, {@code b += η (t - y)}, one row a step. */
final class PerceptronTraining implements Repeated, Rounding.Inputs {
    /** The names of the weights (1, I) and the bias (1, 1). */
    static final String WEIGHTS = "w";

    static final String BIAS = "b";

    private final Run run;
    private final Rounding rounding;
    private final Map<String, Matrix> parameters = new LinkedHashMap<>();
    private Matrix z;
    private int t;

    PerceptronTraining(Run run, Rounding rounding) {
        this.run = run;
        this.rounding = rounding;
        parameters.putAll(run.start());
    }

    @Override
    public boolean hasNext() {
        return t < run.epochs().size() * run.stepsPerEpoch();
    }

    @Override
    public Map<String, Matrix> step() {
        int[] rows = run.rows(++t);
        Matrix x = Run.features(run.examples(), rows);
        Matrix w = parameters.get(WEIGHTS);
        Matrix b = parameters.get(BIAS);
        z = rounding.sum(x.timesTranspose(rounding.sum(w)).plusRow(b));
        double y = rounding.kinks(1, z, z.map(v -> v >= 0 ? 1 : 0), 1).get(0, 0);
        double e = Run.targets(run.examples(), rows).get(0, 0) - y;
        double rate = run.perceptronRate();
        parameters.put(WEIGHTS, rounding.few(w.combine(x, (wi, xi) -> wi + rate * e * xi)));
        parameters.put(BIAS, rounding.few(b.map(v -> v + rate * e)));
        Map<String, Matrix> written = new LinkedHashMap<>();
        written.put(Run.LOSS, new Matrix(1, 1, Math.abs(e)));
        written.putAll(parameters);
        return written;
    }

    @Override
    public Matrix z(int k) {
        return z;
    }

    @Override
    public Map<String, Matrix> state() {
        return new LinkedHashMap<>(parameters);
    }

    @Override
    public void resume(Map<String, Matrix> written) {
        parameters.replaceAll((name, own) -> written.getOrDefault(name, own));
    }
}
