package dev.crosscheck.nn.optim;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.limits.Members;
import java.util.Locale;

/**
 * An optimizer and its settings.
 *
 * @param kind which optimizer
 * @param learningRate η, above 0 and at most {@link Optimizer#MOST_RATE}
 * @param momentum μ in [0, 1), for {@link Kind#MOMENTUM}; 0 for the others
 * @param weightDecay λ, 0 or more and below 1/η, for {@link Kind#ADAMW}; 0 for the others
 * @param epsilon what ε is added to, for {@link Kind#ADAM} and {@link Kind#ADAMW}
 */
public record OptimizerSpec(Kind kind, double learningRate, double momentum, double weightDecay, Adam.Epsilon epsilon) {

    /** The optimizers, each with its default settings. */
    public enum Kind {
        /** {@link Sgd}. */
        SGD(0.1, 0, 0, 0),
        /** {@link Momentum}. With a constant gradient its default steps are as long as SGD's: 0.01/(1 - 0.9) is 0.1. */
        MOMENTUM(0.01, 0.9, 0, 1),
        /** {@link Adam}, with ε on the raw root as in DL4J. */
        ADAM(0.001, 0, 0, 2),
        /** {@link AdamW}, with ε on the raw root; the default λ is PyTorch's. */
        ADAMW(0.001, 0, 0.01, 2);

        private final double learningRate;
        private final double momentum;
        private final double weightDecay;
        private final int state;

        Kind(double learningRate, double momentum, double weightDecay, int state) {
            this.learningRate = learningRate;
            this.momentum = momentum;
            this.weightDecay = weightDecay;
            this.state = state;
        }

        /** @return number of state values that it keeps for each parameter */
        public int state() {
            return state;
        }

        /** @return whether it is Adam or AdamW, which have β1, β2 and ε */
        public boolean isAdam() {
            return this == ADAM || this == ADAMW;
        }

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        public OptimizerSpec byDefault() {
            return new OptimizerSpec(this, learningRate, momentum, weightDecay);
        }
    }

    /** Creates a specification with ε on the raw root, as in DL4J. */
    public OptimizerSpec(Kind kind, double learningRate, double momentum, double weightDecay) {
        this(kind, learningRate, momentum, weightDecay, Adam.Epsilon.ON_RAW);
    }

    public OptimizerSpec {
        Optimizer.requireLearningRate(learningRate);
        require(kind == Kind.MOMENTUM || momentum == 0, "momentum", momentum, "with the optimizer momentum only");
        Members.require("momentum", momentum >= 0 && momentum < 1, "a number from 0 to below 1", momentum);
        require(kind == Kind.ADAMW || weightDecay == 0, "weight decay", weightDecay, "with the optimizer adamw only");
        require(
                weightDecay >= 0 && learningRate * weightDecay < 1,
                "weight decay",
                weightDecay,
                "from 0 to below 1/" + learningRate + ", one over the learning rate");
    }

    private static void require(boolean holds, String setting, double value, String expected) {
        if (!holds) {
            throw new CrosscheckException(
                    "A " + setting + " of " + value + " is not possible here", "It may be set " + expected + ".");
        }
    }

    public OptimizerSpec at(double rate) {
        return new OptimizerSpec(kind, rate, momentum, weightDecay, epsilon);
    }

    public OptimizerSpec with(Adam.Epsilon placement) {
        return new OptimizerSpec(kind, learningRate, momentum, weightDecay, placement);
    }

    /** @return a new optimizer without state */
    public Optimizer start() {
        return switch (kind) {
            case SGD -> new Sgd(learningRate);
            case MOMENTUM -> new Momentum(learningRate, momentum);
            case ADAM -> new Adam(learningRate, epsilon);
            case ADAMW -> new AdamW(learningRate, weightDecay, epsilon);
        };
    }
}
