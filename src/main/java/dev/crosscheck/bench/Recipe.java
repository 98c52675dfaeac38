package dev.crosscheck.bench;

import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.RateSchedule;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.util.Locale;

/**
 * The settings of a race: groups of settings for handwritten digits. Other settings are as in {@link NetworkSpec#digits}.
 *
 * <p>docs/internals/race.md explains how {@link #FAST98} was chosen, and has the results of both.
 */
public enum Recipe {
    /** The course's: {@code 784-256-10} at a constant rate. */
    DEFAULT(TrainingSpec.EPOCHS, 0.001, RateSchedule.Kind.CONSTANT),

    /** More than 98 % test accuracy on MNIST, as the mean over seeds, in the shortest time that was found. */
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

    /** @return its name in options */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @return network and training, without the schedule */
    public Setup setup() {
        OptimizerSpec adam = OptimizerSpec.Kind.ADAM.byDefault().at(learningRate);
        return new Setup(NetworkSpec.digits(HIDDEN), new TrainingSpec(adam, BATCH, epochs, SEED));
    }

    /** @return the schedule of the learning rate; a cosine falls to 0 */
    public RateSchedule.Kind schedule() {
        return schedule;
    }
}
