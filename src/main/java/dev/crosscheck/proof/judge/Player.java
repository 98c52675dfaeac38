package dev.crosscheck.proof.judge;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.proof.twin.FlatParameters;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An implementation other than the judge's own that can repeat a recorded run from any of its states. */
abstract class Player {
    final Run run;
    final String name;
    final FlatParameters layout;

    /** @param name its name in reports */
    Player(Run run, String name) {
        this.run = run;
        this.name = name;
        this.layout = new FlatParameters(run.setup().network().network());
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

    /** Ends its threads. */
    void close() {}

    /** @return the arrays of a state with these prefixes before the parameters' names one after the other, each in DL4J's flat order */
    double[] flat(Map<String, Matrix> state, List<String> prefixes) {
        return prefixes.stream()
                .flatMapToDouble(prefix -> {
                    Map<String, Matrix> arrays = new LinkedHashMap<>();
                    run.start().keySet().forEach(parameter -> arrays.put(parameter, state.get(prefix + parameter)));
                    return Arrays.stream(layout.flatten(layout.network().parameters(arrays)));
                })
                .toArray();
    }

    /** @return the loss, and by name the arrays that flat ones hold: the parameters, then the moments in their order */
    Map<String, Matrix> named(double loss, double[] parameters, double[] moments) {
        Map<String, Matrix> named = new LinkedHashMap<>(Map.of(Run.LOSS, new Matrix(1, 1, loss)));
        layout.network().named(layout.parameters(parameters)).forEach(named::put);
        int length = parameters.length;
        for (int i = 0; i < run.moments().size(); i++) {
            String prefix = run.moments().get(i);
            double[] moment = Arrays.copyOfRange(moments, i * length, (i + 1) * length);
            layout.network().named(layout.parameters(moment)).forEach((array, m) -> named.put(prefix + array, m));
        }
        return named;
    }
}
