package dev.crosscheck.layers;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Gradient descent with momentum (Polyak, 1964), which DL4J has with Nesterov's look-ahead only: {@code v = μ v + g}, and {@code θ -= η v}. η stands
 * outside of v, as in PyTorch: where it changes, all of v goes with it.
 */
public final class PlainMomentum implements IUpdater {
    private static final long serialVersionUID = 1L;
    private static final String VELOCITY = "V";

    private final double momentum;
    private double learningRate;
    private ISchedule schedule;

    /**
     * @param learningRate η, above 0
     * @param momentum μ, from 0 to below 1
     */
    public PlainMomentum(@JsonProperty("learningRate") double learningRate, @JsonProperty("momentum") double momentum) {
        this.learningRate = learningRate;
        this.momentum = momentum;
    }

    @JsonProperty("learningRate")
    public double getLearningRate() {
        return learningRate;
    }

    @JsonProperty("momentum")
    public double getMomentum() {
        return momentum;
    }

    @Override
    public long stateSize(long parameters) {
        return parameters;
    }

    @Override
    public GradientUpdater<PlainMomentum> instantiate(INDArray state, boolean initialise) {
        return new Updater(this, state, initialise);
    }

    @Override
    public GradientUpdater<PlainMomentum> instantiate(Map<String, INDArray> state, boolean initialise) {
        return new Updater(this, state.get(VELOCITY), initialise);
    }

    @Override
    public PlainMomentum clone() {
        PlainMomentum copy = new PlainMomentum(learningRate, momentum);
        copy.schedule = schedule;
        return copy;
    }

    @Override
    public double getLearningRate(int iteration, int epoch) {
        return schedule == null ? learningRate : schedule.valueAt(iteration, epoch);
    }

    @Override
    public boolean hasLearningRate() {
        return true;
    }

    @Override
    public void setLrAndSchedule(double rate, ISchedule other) {
        learningRate = rate;
        schedule = other;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PlainMomentum that
                && learningRate == that.learningRate
                && momentum == that.momentum
                && schedule == that.schedule;
    }

    @Override
    public int hashCode() {
        return 31 * Double.hashCode(learningRate) + Double.hashCode(momentum);
    }

    /** The velocities, and what they make of a gradient. */
    private static final class Updater implements GradientUpdater<PlainMomentum> {
        private final PlainMomentum config;
        private INDArray velocity;

        Updater(PlainMomentum config, INDArray state, boolean initialise) {
            this.config = config;
            setStateViewArray(state, state.shape(), 'c', initialise);
        }

        @Override
        public PlainMomentum getConfig() {
            return config;
        }

        @Override
        public void setState(Map<String, INDArray> state, boolean initialise) {
            velocity.assign(state.get(VELOCITY));
        }

        @Override
        public Map<String, INDArray> getState() {
            return Map.of(VELOCITY, velocity);
        }

        @Override
        public void setStateViewArray(INDArray state, long[] shape, char order, boolean initialise) {
            velocity = state;
            if (initialise) {
                velocity.assign(0);
            }
        }

        @Override
        public void applyUpdater(INDArray gradient, int iteration, int epoch) {
            INDArray v = velocity.reshape(gradient.ordering(), gradient.shape());
            v.muli(config.momentum).addi(gradient);
            gradient.assign(v).muli(config.getLearningRate(iteration, epoch));
        }
    }
}
