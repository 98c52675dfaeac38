package dev.crosscheck.proof.judge;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.device.Device;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.proof.compare.Rounding;
import dev.crosscheck.proof.twin.FlatParameters;
import dev.crosscheck.proof.twin.NetworkTwin;
import dev.crosscheck.proof.twin.OptimizerTwin;
import dev.crosscheck.train.Trainer;
import dev.crosscheck.train.TrainerChoice;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An implementation other than the judge's own that can repeat a recorded run from any of its states. */
interface Player {
    /**
     * Continues from a state.
     *
     * @param state parameters and all moments by name; unchanged
     * @param done the number of steps done before
     */
    void start(Map<String, Matrix> state, int done);

    /**
     * Does the next step.
     *
     * @param step its number, from 1
     * @return the loss before the update, parameters and moments, and the gradients if this implementation exposes them, with the names of {@link Recording#steps}
     */
    Map<String, Matrix> step(int step);

    /** Ends its threads. */
    default void close() {}

    /** Repeats a run with DL4J's stock layers and updaters, in double. Needs ND4J started. */
    final class Stock implements Player {
        private final Recording run;
        private final FlatParameters layout;
        private final NetworkTwin twin;
        private OptimizerTwin.Updated now;

        Stock(Recording run) {
            this.run = run;
            this.layout = new FlatParameters(run.setup().network().network());
            this.twin =
                    new NetworkTwin(run.setup().network().network(), run.setup().objective());
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
            Map<String, Matrix> written =
                    new LinkedHashMap<>(Map.of(Recording.LOSS, new Matrix(1, 1, derivative.loss())));
            written.putAll(run.named(now.parameters(), now.moments()));
            layout.network()
                    .named(new Parameters(derivative.gradients().matrices()))
                    .forEach((array, g) -> written.put(Recording.GRADIENT + array, g));
            return written;
        }
    }

    /** Repeats a run with one of the trainers of {@code train}, in float. */
    final class Shipped implements Player {
        private final Recording run;
        private final TrainingMethod method;
        private Trainer trainer;

        Shipped(Recording run, TrainingMethod method) {
            this.run = run;
            this.method = method;
        }

        @Override
        public void start(Map<String, Matrix> state, int done) {
            close();
            NetworkState from = new NetworkState(
                    Matrix.floats(run.flat(state, List.of(""))),
                    Matrix.floats(run.flat(state, run.moments())),
                    done,
                    0);
            trainer = method.newTrainer(Device.CPU, run.setup(), from, new Batches(run.examples(), run.batch()));
        }

        @Override
        public Map<String, Matrix> step(int step) {
            int index = (step - 1) % run.stepsPerEpoch();
            double loss = trainer.step(run.epochs().get((step - 1) / run.stepsPerEpoch()), index, run.rate(step));
            NetworkState now = trainer.state(0);
            Map<String, Matrix> written = new LinkedHashMap<>(Map.of(Recording.LOSS, new Matrix(1, 1, loss)));
            written.putAll(run.named(Matrix.doubles(now.parameters()), Matrix.doubles(now.moments())));
            return written;
        }

        /** @return the reason why the trainers of {@code train} cannot repeat a run; null if they can */
        static @Nullable String obstacle(Recording run) {
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
        static boolean hasDl4j(Recording run) {
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
}
