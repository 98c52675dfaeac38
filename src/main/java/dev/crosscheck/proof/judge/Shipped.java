package dev.crosscheck.proof.judge;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.Batches;
import dev.crosscheck.device.Device;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.proof.compare.Rounding;
import dev.crosscheck.train.Trainer;
import dev.crosscheck.train.TrainerChoice;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Repeats a run with one of the trainers of {@code train}, in float. */
final class Shipped implements Player {
    private final Run run;
    private final TrainingMethod method;
    private Trainer trainer;

    Shipped(Run run, TrainingMethod method) {
        this.run = run;
        this.method = method;
    }

    @Override
    public void start(Map<String, Matrix> state, int done) {
        close();
        NetworkState from = new NetworkState(
                Matrix.floats(run.flat(state, List.of(""))), Matrix.floats(run.flat(state, run.moments())), done, 0);
        trainer = method.newTrainer(Device.CPU, run.setup(), from, new Batches(run.examples(), run.batch()));
    }

    @Override
    public Map<String, Matrix> step(int step) {
        int index = (step - 1) % run.stepsPerEpoch();
        double loss = trainer.step(run.epochs().get((step - 1) / run.stepsPerEpoch()), index, run.rate(step));
        NetworkState now = trainer.state(0);
        Map<String, Matrix> written = new LinkedHashMap<>(Map.of(Run.LOSS, new Matrix(1, 1, loss)));
        written.putAll(run.named(Matrix.doubles(now.parameters()), Matrix.doubles(now.moments())));
        return written;
    }

    /** @return the reason why the trainers of {@code train} cannot repeat a run; null if they can */
    static @Nullable String obstacle(Run run) {
        int examples = run.examples().size();
        if (run.epochs().stream().anyMatch(epoch -> epoch.length != examples)) {
            return "their epochs use each of the " + examples + " examples once, and the recorded ones do not.";
        }
        try {
            run.setup().network().requireTrainable();
            return run.u() == Rounding.FLOAT ? null : "they compute in float, and the recorded run in double.";
        } catch (CrosscheckException e) {
            return e.getMessage() + " is for the networks in double.";
        }
    }

    /** @return whether the DL4J trainer can train such a network */
    static boolean hasDl4j(Run run) {
        try {
            TrainerChoice.DL4J.requireTrains(run.setup());
            return true;
        } catch (CrosscheckException e) {
            return false;
        }
    }

    @Override
    public void close() {
        if (trainer != null) {
            trainer.close();
        }
    }
}
