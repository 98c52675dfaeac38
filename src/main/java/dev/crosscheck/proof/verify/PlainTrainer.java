package dev.crosscheck.proof.verify;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Objective;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.WeightedLoss;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.proof.twin.FlatParameters;
import dev.crosscheck.train.Trainer;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntBinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** A simple trainer for mutants, with the course's gradients in double and its state in float. It is correct unless a slip replaces one of its parts. */
final class PlainTrainer implements Trainer {
    /** Kingma and Ba (2015), with ε on the raw root: {@code m √(1 - β2ᵗ) / ((1 - β1ᵗ) (√v + ε))}. */
    static final AdamStep RIGHT_STEP =
            (m, v, t) -> m * Math.sqrt(1 - Math.pow(0.999, t)) / ((1 - Math.pow(0.9, t)) * (Math.sqrt(v) + 1e-8));

    private final TrainingConfig config;
    private final NetworkSpec spec;
    private final Batches batches;
    private final Network network;
    private final FlatParameters layout;
    private final float[] parameters;
    private final float[] moments;
    private int steps;

    /** Computes the gradients. */
    Backprop backprop = Backprop.BY_HAND;

    /** Applies them. */
    Rule rule = adam(RIGHT_STEP);

    /** The number of rows of a batch that are used, given its rows and those of the largest batch. */
    IntBinaryOperator rows = (count, largest) -> count;

    /** Changes the class weights. */
    UnaryOperator<List<Double>> weights = UnaryOperator.identity();

    /** Updates parameters and moments with a gradient, at step t from 1. */
    interface Rule {
        void update(OptimizerSpec spec, float[] parameters, float[] moments, double[] gradient, int t);
    }

    /** Adam's step for one parameter from its moments, at step t from 1, to be multiplied by the learning rate and subtracted. */
    interface AdamStep {
        double of(double m, double v, int t);
    }

    private PlainTrainer(TrainingConfig config, NetworkState start, Batches batches) {
        this.config = config;
        this.batches = batches;
        Examples examples = batches.examples();
        this.spec = config.network().of(examples.shape(), examples.outputs());
        this.network = spec.network();
        this.layout = new FlatParameters(network);
        this.parameters = start.parameters().clone();
        this.moments = start.moments().clone();
        this.steps = start.steps();
    }

    /** @return makes trainers with a slip */
    static TrainerCheck.Maker with(Consumer<PlainTrainer> slip) {
        return (config, start, batches) -> {
            PlainTrainer trainer = new PlainTrainer(config, start, batches);
            slip.accept(trainer);
            return trainer;
        };
    }

    static Rule adam(AdamStep step) {
        return adam(0.999, 0.001, step);
    }

    /** @param rest the factor of g² in {@code v = β2 v + rest g²} */
    static Rule adam(double beta2, double rest, AdamStep step) {
        return (spec, parameters, moments, gradient, t) -> {
            int length = parameters.length;
            for (int i = 0; i < length; i++) {
                float m = (float) (0.9 * moments[i] + 0.1 * gradient[i]);
                float v = (float) (beta2 * moments[length + i] + rest * gradient[i] * gradient[i]);
                moments[i] = m;
                moments[length + i] = v;
                parameters[i] = (float) (parameters[i] - spec.learningRate() * step.of(m, v, t));
            }
        };
    }

    /** @param mu μ of {@code v = μ v + g} */
    static Rule momentum(double mu) {
        return (spec, parameters, velocity, gradient, t) -> {
            for (int i = 0; i < parameters.length; i++) {
                velocity[i] = (float) (mu * velocity[i] + gradient[i]);
                parameters[i] = (float) (parameters[i] - spec.learningRate() * velocity[i]);
            }
        };
    }

    @Override
    public double step(int[] order, int index, double learningRate) {
        Examples examples = batches.examples();
        int count = rows.applyAsInt(batches.size(index), batches.largest());
        int from = index * batches.largest();
        MatrixExamples batch = MatrixExamples.inFloat(examples, Arrays.copyOfRange(order, from, from + count));
        Matrix t = batch.targets();
        Parameters theta = layout.parameters(Matrix.doubles(parameters));
        ForwardPass pass = network.forward(theta, batch.x());
        List<Double> classWeights = weights.apply(TrainerCheck.classWeights(config.training(), examples));
        Objective objective = WeightedLoss.of(spec.loss(), classWeights);
        double[] gradient = layout.flatten(backprop.gradients(network, theta, pass, t, objective));
        rule.update(config.training().optimizer().at(learningRate), parameters, moments, gradient, ++steps);
        return objective.value(pass.output(), t);
    }

    @Override
    public NetworkState state(int epochs) {
        return new NetworkState(parameters.clone(), moments.clone(), steps, epochs);
    }

    @Override
    public float[] probabilities(Examples examples) {
        int[] rows = IntStream.range(0, examples.size()).toArray();
        Matrix x = MatrixExamples.inFloat(examples, rows).x();
        Parameters theta = layout.parameters(Matrix.doubles(parameters));
        return Matrix.floats(network.forward(theta, x).output().data());
    }

    @Override
    public void close() {
        // holds nothing
    }
}
