package dev.crosscheck.train;

import dev.crosscheck.nn.NetworkForm;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.util.Locale;

/**
 * Settings for handwritten digits that go together. Whatever they do not name is as in {@link NetworkForm#digits}.
 *
 * <p>docs/race.md has how those of {@link #FAST98} were chosen, and what both come to.
 */
public enum Recipe {
    /** The course's: {@code 784-256-10}, one rate. */
    DEFAULT(256, 10, 64, 0.001, RateSchedule.Kind.CONSTANT),

    /** On MNIST more than 98 % of the test images right in the mean over seeds, in as little time as was found. */
    FAST98(256, 3, 64, 0.003, RateSchedule.Kind.COSINE);

    private final int hidden;
    private final int epochs;
    private final int batch;
    private final double learningRate;
    private final RateSchedule.Kind schedule;

    Recipe(int hidden, int epochs, int batch, double learningRate, RateSchedule.Kind schedule) {
        this.hidden = hidden;
        this.epochs = epochs;
        this.batch = batch;
        this.learningRate = learningRate;
        this.schedule = schedule;
    }

    /** @return its name as it is written in options */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @return units of the hidden layer */
    public int hidden() {
        return hidden;
    }

    /** @return passes over the training images */
    public int epochs() {
        return epochs;
    }

    /** @return images per step */
    public int batch() {
        return batch;
    }

    /** @return Adam's η at the start */
    public double learningRate() {
        return learningRate;
    }

    /**
     * @param optimizer which one trains
     * @return η at the start: the recipe's is Adam's, others have their own
     */
    public double learningRate(OptimizerSpec.Kind optimizer) {
        return optimizer == NetworkForm.digits().optimizer()
                ? learningRate
                : optimizer.byDefault().learningRate();
    }

    /** @return how the rate changes; a cosine falls to 0 */
    public RateSchedule.Kind schedule() {
        return schedule;
    }
}
