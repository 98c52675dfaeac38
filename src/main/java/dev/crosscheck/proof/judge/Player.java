package dev.crosscheck.proof.judge;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.PyTorchLayout;
import dev.crosscheck.proof.twin.FlatParameters;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** An implementation other than the judge's own that can repeat a recorded run from any of its states. */
abstract class Player implements AutoCloseable {
    final Run run;
    final String name;
    final double u;
    final FlatParameters layout;

    /**
     * @param name its name in reports
     * @param u the unit roundoff of what it computes in
     */
    Player(Run run, String name, double u) {
        this.run = run;
        this.name = name;
        this.u = u;
        this.layout = new FlatParameters(run.setup().network().sizes());
    }

    /**
     * Continues from a state.
     *
     * @param state parameters and all moments by name; unchanged
     * @param done the number of steps done before
     */
    abstract void start(Map<String, Matrix> state, int done);

    /**
     * Does the next step.
     *
     * @param step its number, from 1
     * @return the loss before the update, parameters and moments, and the gradients if this implementation exposes them, with the names of {@link Run#steps}
     */
    abstract Map<String, Matrix> step(int step);

    @Override
    public void close() {}

    /** @return the moments of a state one after the other, each in DL4J's flat order */
    double[] moments(Map<String, Matrix> state) {
        return run.moments().stream()
                .map(prefix -> flat(state, prefix))
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }

    /** @return the parameters of a state, or what has this prefix before their names, in DL4J's flat order */
    double[] flat(Map<String, Matrix> state, String prefix) {
        Map<String, Matrix> arrays = new LinkedHashMap<>();
        run.start().keySet().forEach(parameter -> arrays.put(parameter, state.get(prefix + parameter)));
        return layout.flatten(PyTorchLayout.parameters(arrays, layout.sizes().size() - 1));
    }

    /** @return the loss, and by name the arrays that flat ones hold: the parameters, then the moments in their order */
    Map<String, Matrix> named(double loss, double[] parameters, double[] moments) {
        Map<String, Matrix> named = new LinkedHashMap<>(Map.of(Run.LOSS, new Matrix(1, 1, loss)));
        putNamed(named, "", parameters);
        int length = parameters.length;
        for (int i = 0; i < run.moments().size(); i++) {
            putNamed(named, run.moments().get(i), Arrays.copyOfRange(moments, i * length, (i + 1) * length));
        }
        return named;
    }

    private void putNamed(Map<String, Matrix> named, String prefix, double... flat) {
        PyTorchLayout.arrays(layout.parameters(flat)).forEach((array, matrix) -> named.put(prefix + array, matrix));
    }
}
