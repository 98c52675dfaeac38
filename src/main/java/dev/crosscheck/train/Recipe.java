package dev.crosscheck.train;

import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.RateSchedule;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.util.Locale;

/**
 * Settings for handwritten digits that go together. Whatever they do not name is as in {@link NetworkSpec#digits}.
 *
 * <p>docs/internals/race.md has how those of {@link #FAST98} were chosen, and what both come to.
 */
public enum Recipe {
    /** The course's: {@code 784-256-10}, one rate. */
    DEFAULT(TrainingSpec.EPOCHS, 0.001, RateSchedule.Kind.CONSTANT),

    /** On MNIST more than 98 % of the test images right in the mean over seeds, in as little time as was found. */
    FAST98(3, 0.003, RateSchedule.Kind.COSINE);

    private static final int HIDDEN = 256;
    private static final int BATCH = 64;
    private static final long SEED = 1;

    private final int epochs;
    private final double learningRate;
    private final RateSchedule.Kind schedule;

    Recipe(int epochs, double learningRate, RateSchedule.Kind schedule) {
        this.epochs = epochs;
        this.learningRate = learningRate;
        this.schedule = schedule;
    }

    /** @return its name as it is written in options */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @return network and training, but for the schedule */
    public Setup setup() {
        OptimizerSpec adam = OptimizerSpec.Kind.ADAM.byDefault().at(learningRate);
        return new Setup(NetworkSpec.digits(HIDDEN), new TrainingSpec(adam, BATCH, epochs, SEED));
    }

    /** @return how the rate changes; a cosine falls to 0 */
    public RateSchedule.Kind schedule() {
        return schedule;
    }
}
