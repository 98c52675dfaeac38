package dev.crosscheck.train;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.train.byhand.FloatNetwork;
import dev.crosscheck.train.byhand.KernelChoice;
import dev.crosscheck.train.byhand.NetworkState;

/** The answers of a trained network to many examples. */
public final class Answers {
    private static final int MOST_AT_ONCE = 256;

    /** Largest number of a layer's values that are computed at once: 4 MiB. */
    private static final int VALUES_AT_ONCE = 1 << 20;

    private Answers() {}

    /**
     * Runs the network on all processors: in double, or if it has convolutions, which would take ten times as long, by the engine. An
     * example's answer does not depend on the others.
     *
     * @param examples prepared for it
     * @return (examples, outputs), row-major
     */
    public static float[] of(Model model, Examples examples) {
        NetworkSpec spec = model.spec();
        if (!spec.beginsWithConvolution()) {
            return model.answers(examples);
        }
        int widest = model.network().widths().stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElseThrow();
        int batch = Math.max(1, Math.min(MOST_AT_ONCE, VALUES_AT_ONCE / widest));
        Setup setup = new Setup(spec, new TrainingSpec(OptimizerSpec.Kind.SGD.byDefault(), batch, 1, 0));
        NetworkState state = new NetworkState(model.answeringValues(), new float[0], 0, 0);
        int threads = Runtime.getRuntime().availableProcessors();
        try (FloatNetwork network = KernelChoice.AUTO.network(setup, state, new Batches(examples, batch), threads)) {
            return network.probabilities(examples);
        }
    }
}
