package dev.crosscheck.proof.replay;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.proof.twin.FlatParameters;
import dev.crosscheck.proof.twin.NetworkTwin;
import dev.crosscheck.proof.twin.OptimizerTwin;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Repeats a run with DL4J's stock layers and updaters, in double. Needs ND4J started. */
final class Stock implements Player {
    private final Recording recording;
    private final NetworkTwin twin;
    private final FlatParameters layout;
    private OptimizerTwin.Updated now;
    private Gradients gradients;

    Stock(Recording recording) {
        this.recording = recording;
        this.twin = new NetworkTwin(recording.network(), recording.objective());
        this.layout = new FlatParameters(recording.network().sizes());
    }

    @Override
    public String name() {
        return "DL4J twin";
    }

    @Override
    public void start(State state, int done) {
        now = new OptimizerTwin.Updated(layout.flatten(state.parameters()), state.flatMoments(layout, kind()));
    }

    private OptimizerSpec.Kind kind() {
        return recording.setup().training().optimizer().kind();
    }

    @Override
    public double step(int step) {
        Matrix x = recording.x(step);
        Matrix t = recording.t(step);
        twin.setParameters(layout.parameters(now.parameters()));
        NetworkTwin.Derivative derivative = twin.derivative(x, t);
        gradients = derivative.gradients();
        OptimizerSpec spec = recording.setup().training().optimizer().at(recording.rate(step));
        now = OptimizerTwin.update(spec, now, layout.flatten(gradients), step - 1);
        return derivative.loss();
    }

    @Override
    public Gradients gradients() {
        return gradients;
    }

    @Override
    public State state() {
        Map<String, Parameters> moments = new LinkedHashMap<>();
        int length = now.parameters().length;
        List<String> letters = State.letters(kind());
        for (int i = 0; i < letters.size(); i++) {
            double[] flat = Arrays.copyOfRange(now.moments(), i * length, (i + 1) * length);
            moments.put(letters.get(i), layout.parameters(flat));
        }
        return new State(layout.parameters(now.parameters()), moments);
    }
}
