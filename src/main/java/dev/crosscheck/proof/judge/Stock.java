package dev.crosscheck.proof.judge;

import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.proof.twin.FlatParameters;
import dev.crosscheck.proof.twin.NetworkTwin;
import dev.crosscheck.proof.twin.OptimizerTwin;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Repeats a run with DL4J's stock layers and updaters, in double. Needs ND4J started. */
final class Stock implements Player {
    private final Run run;
    private final FlatParameters layout;
    private final NetworkTwin twin;
    private OptimizerTwin.Updated now;

    Stock(Run run) {
        this.run = run;
        this.layout = new FlatParameters(run.setup().network().network());
        this.twin = new NetworkTwin(run.setup().network().network(), run.setup().objective());
    }

    @Override
    public void start(Map<String, Matrix> state, int done) {
        now = new OptimizerTwin.Updated(run.flat(state, List.of("")), run.flat(state, run.moments()));
    }

    @Override
    public Map<String, Matrix> step(int step) {
        MatrixExamples batch = MatrixExamples.of(run.examples(), run.rows(step));
        twin.setParameters(layout.parameters(now.parameters()));
        NetworkTwin.Derivative derivative = twin.derivative(batch.x(), batch.targets());
        OptimizerSpec spec = run.setup().training().optimizer().at(run.rate(step));
        now = OptimizerTwin.update(spec, now, layout.flatten(derivative.gradients()), step - 1);
        Map<String, Matrix> written = new LinkedHashMap<>(Map.of(Run.LOSS, new Matrix(1, 1, derivative.loss())));
        written.putAll(run.named(now.parameters(), now.moments()));
        layout.network()
                .named(new Parameters(derivative.gradients().matrices()))
                .forEach((array, g) -> written.put(Run.GRADIENT + array, g));
        return written;
    }
}
