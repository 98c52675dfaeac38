package dev.crosscheck.train;

import dev.crosscheck.nn.optim.Adam;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Adam (Kingma and Ba, 2015) in one pass over plain Java arrays: what DL4J's {@code Adam} computes, on the CPU, or PyTorch's.
 *
 * <p>{@link dev.crosscheck.nn.optim.AdamStep} has the formula, and says where ε goes.
 *
 * @param learningRate η, above 0
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon ε, above 0
 * @param home what ε is added to
 */
record FusedAdam(
        @JsonProperty("learningRate") double learningRate,
        @JsonProperty("beta1") double beta1,
        @JsonProperty("beta2") double beta2,
        @JsonProperty("epsilon") double epsilon,
        @JsonProperty("home") Adam.Epsilon home)
        implements IUpdater {

    @Override
    public long stateSize(long parameters) {
        return 2 * parameters;
    }

    @Override
    public GradientUpdater<FusedAdam> instantiate(INDArray stateView, boolean initialise) {
        return new FusedAdamUpdater(this, stateView, initialise);
    }

    @Override
    public GradientUpdater<FusedAdam> instantiate(Map<String, INDArray> state, boolean initialise) {
        throw new UnsupportedOperationException("state is one flat view");
    }

    @Override
    public IUpdater clone() {
        return this;
    }

    @Override
    public double getLearningRate(int iteration, int epoch) {
        return learningRate;
    }

    @Override
    public boolean hasLearningRate() {
        return true;
    }

    @Override
    public void setLrAndSchedule(double rate, ISchedule schedule) {
        throw new UnsupportedOperationException("the learning rate is fixed");
    }
}
