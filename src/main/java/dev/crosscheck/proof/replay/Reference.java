package dev.crosscheck.proof.replay;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.optim.Optimizer;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Repeats a run with the hand-written backpropagation and optimizers, in double. */
final class Reference implements Player {
    private final Recording recording;
    private final Change change;
    private final Network network;
    private Parameters parameters;
    private Map<String, Parameters> moments;
    private Gradients gradients;

    Reference(Recording recording) {
        this(recording, (step, used) -> used);
    }

    /** @param change is applied to the gradients of each step before they are used */
    Reference(Recording recording, Change change) {
        this.recording = recording;
        this.change = change;
        this.network = recording.network();
    }

    /** Changes the gradients of a step. */
    interface Change {
        Gradients of(int step, Gradients gradients);
    }

    @Override
    public String name() {
        return "by hand";
    }

    @Override
    public void start(State state, int done) {
        State own = copy(state);
        parameters = own.parameters();
        moments = own.moments();
    }

    @Override
    public double step(int step) {
        Matrix t = recording.t(step);
        ForwardPass pass = network.forward(parameters, recording.x(step));
        gradients = change.of(step, Backprop.BY_HAND.gradients(network, parameters, pass, t, recording.objective()));
        updateInPlace(recording, step, new State(parameters, moments), gradients);
        return network.loss(pass, t, recording.objective());
    }

    /** Updates parameters and moments in place, by the optimizer of the run at the learning rate of the step. */
    static void updateInPlace(Recording recording, int step, State state, Gradients gradients) {
        OptimizerSpec spec = recording.setup().training().optimizer().at(recording.rate(step));
        Map<String, List<double[]>> memory = new LinkedHashMap<>();
        state.moments()
                .forEach((letter, arrays) -> memory.put(
                        letter, arrays.matrices().stream().map(Matrix::data).toList()));
        Optimizer optimizer = spec.resumed(memory, step - 1);
        optimizer.updateInPlace(state.parameters().matrices(), gradients.matrices());
    }

    @Override
    public Gradients gradients() {
        return gradients;
    }

    @Override
    public State state() {
        return new State(parameters, moments);
    }

    static State copy(State state) {
        Map<String, Parameters> moments = new LinkedHashMap<>();
        state.moments().forEach((letter, arrays) -> moments.put(letter, arrays.copy()));
        return new State(state.parameters().copy(), moments);
    }
}
