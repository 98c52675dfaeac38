package dev.crosscheck.proof.judge;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Perceptron;
import dev.crosscheck.nn.PyTorchLayout;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.proof.twin.NetworkTwin;
import dev.crosscheck.proof.twin.OptimizerTwin;
import dev.crosscheck.proof.twin.PerceptronTwin;
import java.util.Map;

/** Repeats a run with DL4J's stock layers and updaters, in double. Needs ND4J started. */
final class Stock extends Player {
    private static final String NAME = "DL4J twin";

    private final NetworkTwin twin;
    private OptimizerTwin.Updated now;

    private Stock(Run run) {
        super(run, NAME, Precision.DOUBLE);
        this.twin = new NetworkTwin(run.setup().network().network(), run.setup().objective());
    }

    static Player of(Run run) {
        return run.isPerceptron() ? new OfPerceptron(run) : new Stock(run);
    }

    @Override
    void start(Map<String, Matrix> state, int done) {
        now = new OptimizerTwin.Updated(parameters(state), moments(state));
    }

    @Override
    Map<String, Matrix> step(int step) {
        int[] rows = run.rows(step);
        twin.setParameters(layout.parameters(now.parameters()));
        NetworkTwin.Derivative derivative =
                twin.derivative(Run.features(run.examples(), rows), Run.targets(run.examples(), rows));
        OptimizerSpec spec = run.setup().training().optimizer().at(run.rate(step));
        now = OptimizerTwin.update(spec, now, layout.flatten(derivative.gradients()), step - 1);
        Map<String, Matrix> written = named(derivative.loss(), now.parameters(), now.moments());
        PyTorchLayout.arrays(new Parameters(derivative.gradients().matrices()))
                .forEach((array, g) -> written.put(Run.GRADIENT + array, g));
        return written;
    }

    /** A perceptron in DL4J. */
    private static final class OfPerceptron extends Player {
        private PerceptronTwin now;

        OfPerceptron(Run run) {
            super(run, NAME, Precision.DOUBLE);
        }

        @Override
        void start(Map<String, Matrix> state, int done) {
            Perceptron from =
                    new Perceptron(state.get(Run.W).data(), state.get(Run.B).get(0, 0));
            now = new PerceptronTwin(from, run.rate(done + 1));
        }

        @Override
        Map<String, Matrix> step(int step) {
            Matrix x = Run.features(run.examples(), run.rows(step));
            Matrix t = Run.targets(run.examples(), run.rows(step));
            double loss = Math.abs(t.get(0, 0) - now.output(x).get(0, 0));
            now.step(x, t);
            Perceptron after = now.perceptron();
            return Map.of(
                    Run.LOSS, new Matrix(1, 1, loss),
                    Run.W, Matrix.rowOf(after.weights()),
                    Run.B, new Matrix(1, 1, after.bias()));
        }
    }
}
