package dev.crosscheck.nn.optim;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Members;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An optimizer and its settings.
 *
 * @param kind which one
 * @param learningRate η, above 0
 * @param momentum μ in [0, 1), of {@link Kind#MOMENTUM}; 0 for the others
 * @param weightDecay λ, 0 or more and below 1/η, of {@link Kind#ADAMW}; 0 for the others
 * @param epsilon what ε is added to, of {@link Kind#ADAM} and {@link Kind#ADAMW}
 */
public record OptimizerSpec(Kind kind, double learningRate, double momentum, double weightDecay, Adam.Epsilon epsilon) {

    /** The optimizers, each with the settings that it has unless told otherwise. */
    public enum Kind {
        /** {@link Sgd}. */
        SGD(0.1, 0, 0, 0),
        /** {@link Momentum}, whose steps along a steady gradient are as long as those of SGD: 0.01/(1 - 0.9) is 0.1. */
        MOMENTUM(0.01, 0.9, 0, 1),
        /** {@link Adam}, with ε on the raw root as in DL4J. */
        ADAM(0.001, 0, 0, 2),
        /** {@link AdamW}, likewise; λ is PyTorch's. */
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

        /** @return numbers that it remembers for each parameter from step to step */
        public int state() {
            return state;
        }

        /** @return the name in lower case */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @return this optimizer with the settings that it has unless told otherwise */
        public OptimizerSpec byDefault() {
            return new OptimizerSpec(this, learningRate, momentum, weightDecay);
        }
    }

    /** With ε on the raw root, as in DL4J. */
    public OptimizerSpec(Kind kind, double learningRate, double momentum, double weightDecay) {
        this(kind, learningRate, momentum, weightDecay, Adam.Epsilon.ON_RAW);
    }

    /** Checks the ranges. */
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

    /** @return the same at another learning rate */
    public OptimizerSpec at(double rate) {
        return new OptimizerSpec(kind, rate, momentum, weightDecay, epsilon);
    }

    /** @return the same with ε elsewhere */
    public OptimizerSpec with(Adam.Epsilon placement) {
        return new OptimizerSpec(kind, learningRate, momentum, weightDecay, placement);
    }

    /** @return the optimizer, which has seen no gradient yet */
    public Optimizer start() {
        return switch (kind) {
            case SGD -> new Sgd(learningRate);
            case MOMENTUM -> new Momentum(learningRate, momentum);
            case ADAM -> new Adam(learningRate, epsilon);
            case ADAMW -> new AdamW(learningRate, weightDecay, epsilon);
        };
    }

    /**
     * @param memory what it remembers of the steps before, as {@link Optimizer#memory} has it; kept and changed
     * @param steps steps done, above 0
     * @return the optimizer, which goes on from there
     */
    public Optimizer resumed(Map<String, List<double[]>> memory, int steps) {
        return switch (kind) {
            case SGD -> new Sgd(learningRate);
            case MOMENTUM -> new Momentum(learningRate, momentum).resumed(memory.get("v"));
            case ADAM -> new Adam(learningRate, epsilon).resumed(memory.get("m"), memory.get("v"), steps);
            case ADAMW ->
                new AdamW(
                        new Adam(learningRate, epsilon).resumed(memory.get("m"), memory.get("v"), steps),
                        learningRate,
                        weightDecay);
        };
    }
}
