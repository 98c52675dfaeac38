package dev.crosscheck.proof.judge;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Perceptron;
import dev.crosscheck.nn.PyTorchLayout;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.proof.twin.FlatParameters;
import dev.crosscheck.proof.twin.NetworkTwin;
import dev.crosscheck.proof.twin.OptimizerTwin;
import dev.crosscheck.proof.twin.PerceptronTwin;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** Repeats a run with DL4J's stock layers and updaters, in double. Needs ND4J started. */
final class Stock implements Player {
    private final Run run;
    private final NetworkTwin twin;
    private final FlatParameters layout;
    private OptimizerTwin.Updated now;

    private Stock(Run run) {
        this.run = run;
        Network network = run.setup().network().network();
        this.twin = new NetworkTwin(network, run.setup().objective());
        this.layout = new FlatParameters(network.sizes());
    }

    static Player of(Run run) {
        return run.setup() == null ? new OfPerceptron(run) : new Stock(run);
    }

    @Override
    public String name() {
        return "DL4J twin";
    }

    @Override
    public void start(Map<String, Matrix> state, int done) {
        now = new OptimizerTwin.Updated(flat(state, layout, ""), moments(run, state, layout));
    }

    /** @return the arrays of a state with this prefix, in DL4J's flat order */
    static double[] flat(Map<String, Matrix> state, FlatParameters layout, String prefix) {
        Map<String, Matrix> arrays = new LinkedHashMap<>();
        state.forEach((name, array) -> {
            if (name.startsWith(prefix)) {
                arrays.put(name.substring(prefix.length()), array);
            }
        });
        return layout.flatten(PyTorchLayout.parameters(arrays, layout.sizes().size() - 1));
    }

    /** @return the moments of a state one after the other, each in DL4J's flat order */
    static double[] moments(Run run, Map<String, Matrix> state, FlatParameters layout) {
        return run.moments().stream()
                .map(letter -> flat(state, layout, letter + "."))
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }

    /** @return by name the arrays that flat ones hold: the parameters, then the moments in the order of their letters */
    static Map<String, Matrix> named(Run run, FlatParameters layout, double[] parameters, double[] moments) {
        Map<String, Matrix> named = new LinkedHashMap<>();
        List<String> prefixes = Stream.concat(
                        Stream.of(""), run.moments().stream().map(letter -> letter + "."))
                .toList();
        double[] all = DoubleStream.concat(DoubleStream.of(parameters), DoubleStream.of(moments))
                .toArray();
        for (int i = 0; i < prefixes.size(); i++) {
            String prefix = prefixes.get(i);
            Parameters arrays =
                    layout.parameters(Arrays.copyOfRange(all, i * parameters.length, (i + 1) * parameters.length));
            PyTorchLayout.arrays(arrays).forEach((name, array) -> named.put(prefix + name, array));
        }
        return named;
    }

    @Override
    public Map<String, Matrix> step(int step) {
        int[] rows = run.rows(step);
        twin.setParameters(layout.parameters(now.parameters()));
        NetworkTwin.Derivative derivative =
                twin.derivative(Run.features(run.examples(), rows), Run.targets(run.examples(), rows));
        OptimizerSpec spec = run.setup().training().optimizer().at(run.rate(step));
        now = OptimizerTwin.update(spec, now, layout.flatten(derivative.gradients()), step - 1);
        Map<String, Matrix> written = new LinkedHashMap<>();
        written.put(Run.LOSS, new Matrix(1, 1, derivative.loss()));
        PyTorchLayout.arrays(new Parameters(derivative.gradients().matrices()))
                .forEach((name, g) -> written.put(Run.GRADIENT + name, g));
        written.putAll(named(run, layout, now.parameters(), now.moments()));
        return written;
    }

    /** A perceptron in DL4J. */
    private record OfPerceptron(Run run, PerceptronTwin[] now) implements Player {
        OfPerceptron(Run run) {
            this(run, new PerceptronTwin[1]);
        }

        @Override
        public String name() {
            return "DL4J twin";
        }

        @Override
        public void start(Map<String, Matrix> state, int done) {
            double[] weights = state.get(PerceptronTraining.WEIGHTS).data();
            double bias = state.get(PerceptronTraining.BIAS).get(0, 0);
            now[0] = new PerceptronTwin(new Perceptron(weights, bias), run.perceptronRate());
        }

        @Override
        public Map<String, Matrix> step(int step) {
            Matrix x = Run.features(run.examples(), run.rows(step));
            Matrix t = Run.targets(run.examples(), run.rows(step));
            double loss = Math.abs(t.get(0, 0) - now[0].output(x).get(0, 0));
            now[0].step(x, t);
            Perceptron after = now[0].perceptron();
            return Map.of(
                    Run.LOSS, new Matrix(1, 1, loss),
                    PerceptronTraining.WEIGHTS, Matrix.rowOf(after.weights()),
                    PerceptronTraining.BIAS, new Matrix(1, 1, after.bias()));
        }
    }
}
