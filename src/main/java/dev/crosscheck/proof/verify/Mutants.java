package dev.crosscheck.proof.verify;

import dev.crosscheck.data.Examples;
import dev.crosscheck.data.LogicGate;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.Convolution;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Perceptron;
import dev.crosscheck.nn.PerceptronTraining;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.nn.WeightedLoss;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.nn.optim.Optimizer;
import dev.crosscheck.nn.optim.Sgd;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.MutantOutcome;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.judge.ReferenceTraining;
import dev.crosscheck.proof.judge.Slip;
import dev.crosscheck.proof.judge.Slip.Patch;
import dev.crosscheck.proof.judge.SlipTrainer;
import dev.crosscheck.proof.verify.NetworkCheck.Candidate;
import dev.crosscheck.proof.verify.NetworkCheck.Form;
import dev.crosscheck.train.Evaluation;
import dev.crosscheck.train.TrainingMethod;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Mutants: implementations that are wrong on purpose, each by one slip of another kind, which must fail the same checks that the correct ones pass. A
 * check that accepts one proves nothing. Each check also runs on the correct implementation, so that a failure is caused by the slip. Needs ND4J started.
 *
 * <p>Backpropagation and trainers are {@link ReferenceTraining} with a patch: one of those of a {@link Slip}, for which the judge looks, or one of its own.
 */
public final class Mutants {
    private static final double RATE = 0.1;
    private static final int EPOCHS = 25;

    private Mutants() {}

    /**
     * A mutant with its check, which has not run yet.
     *
     * @param name the slip in a few words
     * @param slip what the programmer did wrong, in a sentence
     * @param right checks the correct implementation
     * @param wrong checks the mutant
     */
    public record Mutant(String name, String slip, Supplier<Findings> right, Supplier<Findings> wrong) {

        /** Checks the correct implementation, then the mutant. */
        public MutantOutcome run() {
            return new MutantOutcome(
                    name, slip, right.get().passed(), wrong.get().verdicts());
        }
    }

    /**
     * A check of something, for mutants that share it. The correct implementation is checked once.
     *
     * @param <T> what is checked
     */
    private static final class Family<T> {
        private final Function<T, Findings> check;
        private final T right;
        private Findings ofRight;

        Family(Function<T, Findings> check, T right) {
            this.check = check;
            this.right = right;
        }

        Mutant mutant(String name, String slip, T wrong) {
            return new Mutant(name, slip, this::ofRight, () -> check.apply(wrong));
        }

        /** @param way the number of the slip's patch */
        static Mutant mutant(Family<Patch> family, String name, Slip slip, int way) {
            return family.mutant(name, slip.words(), slip.patches.get(way));
        }

        private synchronized Findings ofRight() {
            ofRight = ofRight == null ? check.apply(right) : ofRight;
            return ofRight;
        }
    }

    /** @return every mutant: its name, its slip, and the wrong part in the place of the correct one */
    public static List<Mutant> all() {
        Family<PerceptronTraining.Rule> and = perceptron(Perceptron.initial(2, 1));
        Family<PerceptronTraining.Rule> andFromZero = perceptron(new Perceptron(new double[2], 0));
        XorForm training = training(3);
        Sgd sgd = new Sgd(RATE);
        Family<Patch> xor = xor(training);
        Family<Form> xorByHand = new Family<>(Form::findings, form(training, Backprop.BY_HAND, sgd, 0, 1, 2, 3));
        Family<Supplier<Optimizer>> adam = optimizer(OptimizerCheck.ADAM);
        Family<Patch> trainer = trainer("9-7-5", "tanh cross-entropy");
        Family<Patch> pictures = pictures("6x6-conv2x3s-pool2-3");
        return List.of(
                and.mutant(
                        "perceptron without bias update",
                        "After an error the weights are corrected and the bias is forgotten: b stays, and should be b + η e.",
                        (before, x, t, rate) ->
                                new Perceptron(before.corrected(x, t, rate).weights(), before.bias())),
                andFromZero.mutant(
                        "step that is 0 at 0",
                        "The step function is written z > 0, and should be z ≥ 0.",
                        (before, x, t, rate) -> before.preActivation(x) == 0
                                ? before.corrected(x, t + 1, rate)
                                : before.corrected(x, t, rate)),
                activation(Elementwise.SIGMOID)
                        .mutant(
                                "sigmoid's slope without 1 - s",
                                "The derivative of the sigmoid is taken for s, and is s(1 - s).",
                                WrongActivation.slope(Elementwise.SIGMOID, (z, a, da) -> a.hadamard(da))),
                activation(Elementwise.SOFTPLUS)
                        .mutant(
                                "softplus that overflows",
                                "ln(1 + e^z) is computed as it stands, and should be max(0, z) + ln(1 + e^-|z|).",
                                WrongActivation.value(Elementwise.SOFTPLUS, z -> z.map(x -> Math.log1p(Math.exp(x))))),
                activation(Softmax.SOFTMAX)
                        .mutant(
                                "softmax over the whole array",
                                "All rows of a batch are divided by one sum, and each row has its own.",
                                WrongActivation.value(Softmax.SOFTMAX, Mutants::softmaxOfAll)),
                activation(Softmax.SOFTMAX)
                        .mutant(
                                "softmax's Jacobian without its off-diagonal",
                                "Softmax is differentiated element by element, s(1 - s); each output depends on all inputs: s_i(δ_ij - s_j).",
                                WrongActivation.slope(Softmax.SOFTMAX, Elementwise.SIGMOID::backward)),
                loss(Loss.MEAN_SQUARED_ERROR)
                        .mutant(
                                "mean squared error without its 2",
                                "The 2 of the derivative of (y - t)² is left out.",
                                new LossCheck.Candidate(
                                        Loss.MEAN_SQUARED_ERROR::value,
                                        (y, t) -> Loss.MEAN_SQUARED_ERROR
                                                .gradient(y, t)
                                                .map(g -> g / 2))),
                loss(Loss.CATEGORICAL_CROSS_ENTROPY)
                        .mutant(
                                "categorical cross-entropy divided by the classes too",
                                "The mean is taken over all elements, N O, and should be over the N examples.",
                                new LossCheck.Candidate(
                                        (y, t) -> Loss.CATEGORICAL_CROSS_ENTROPY.value(y, t) / y.columns(),
                                        (y, t) -> Loss.CATEGORICAL_CROSS_ENTROPY
                                                .gradient(y, t)
                                                .map(g -> g / y.columns()))),
                Family.mutant(xor, "sign of the gradient", Slip.SIGN, 2),
                xor.mutant(
                        "bias gradient dropped",
                        "db1 is never computed and stays 0; it is the sum of dZ's rows.",
                        gradient("fc1.bias", g -> g.map(x -> 0))),
                xor.mutant(
                        "one part in a million",
                        "A constant in the gradient of W1 is mistyped in its seventh digit.",
                        gradient("fc1.weight", g -> g.map(x -> x * 1.000001))),
                Family.mutant(xor, "mean over the batch forgotten", Slip.GRADIENT_SUMMED, 0),
                Family.mutant(xor(training(3, 3)), "transposed weight", Slip.TRANSPOSED_WEIGHTS, 0),
                new Family<Patch>(Mutants::ofSureOutputs, Patch.NONE)
                        .mutant(
                                "sure softmax clipped",
                                "Probabilities are clipped before the logarithm, so that a sure and wrong answer has no gradient; it is y - t.",
                                CLIPPED),
                xorByHand.mutant(
                        "rows off by one",
                        "The examples of an epoch are read as 1, 2, 3, 0, and should be 0, 1, 2, 3.",
                        form(training, Backprop.BY_HAND, sgd, 1, 2, 3, 0)),
                xorByHand.mutant(
                        "updater that adds",
                        "The step goes uphill, θ += η dθ, and should be θ -= η dθ.",
                        with(
                                training,
                                (parameters, gradients) -> sgd.updateInPlace(
                                        parameters,
                                        gradients.stream()
                                                .map(g -> g.map(x -> -x))
                                                .toList()))),
                xorByHand.mutant(
                        "weights in single precision",
                        "Weights are kept as float, and should be double.",
                        with(training, (parameters, gradients) -> {
                            sgd.updateInPlace(parameters, gradients);
                            parameters.forEach(theta -> Arrays.setAll(theta.data(), i -> (float) theta.data()[i]));
                        })),
                adam.mutant(
                        "Adam's epsilon in its other place",
                        "ε is added to √v̂, and here to √v.",
                        () -> new Adam(OptimizerCheck.LEARNING_RATE, Adam.Epsilon.ON_CORRECTED)),
                adam.mutant(
                        "Adam without bias correction",
                        "The step is η m/√v, and should be η m̂/√v̂.",
                        Mutants::uncorrectedAdam),
                optimizer(OptimizerCheck.ADAMW)
                        .mutant(
                                "AdamW without decay",
                                "AdamW does Adam's step alone, and should subtract η λ θ too.",
                                () -> new Adam(OptimizerCheck.LEARNING_RATE, Adam.Epsilon.ON_RAW)),
                new Family<Patch>(
                                patch -> NumberForms.of(Elementwise.TANH, trainerWith(patch))
                                        .findings(),
                                Patch.NONE)
                        .mutant(
                                "a tanh's slope of one unit in 20,000",
                                "A polynomial in the place of tanh's slope is 1.00005 times as large.",
                                p -> Slip.slope(p, Elementwise.TANH, (z, a) -> a.map(y -> 1.00005 * (1 - y * y)))),
                trainer("9-7-5", "gelu cross-entropy")
                        .mutant(
                                "a trainer's GELU with the slope of another scale",
                                "GELU's scale is 1.7 in the backward pass and 1.702 in the forward pass.",
                                p -> Slip.slope(
                                        p,
                                        Elementwise.GELU,
                                        (z, a) -> z.map(x -> {
                                            double s = Elementwise.SIGMOID.value(1.7 * x);
                                            return s + 1.7 * x * s * (1 - s);
                                        }))),
                trainer("9-7-5", "tanh cross-entropy class-weights:balanced")
                        .mutant(
                                "a trainer's class weights swapped",
                                "The weights of the classes are used in the opposite order.",
                                p -> {
                                    List<Double> weights = new ArrayList<>(((WeightedLoss) p.objective).classWeights());
                                    Collections.reverse(weights);
                                    p.objective = WeightedLoss.of(p.objective.loss(), weights);
                                }),
                trainer.mutant(
                        "a trainer that forgets its steps",
                        "A resumed training counts Adam's steps from 2,000 at most, and should go on where it stopped.",
                        p -> {
                            IntToDoubleFunction right = p.count;
                            p.count = t -> Math.min(right.applyAsDouble(t), 2000);
                        }),
                trainer.mutant(
                        "a trainer's memory of v short",
                        "β2 is 0.99 where v is remembered, and should be 0.999 everywhere.",
                        p -> p.beta2 = 0.99),
                trainer.mutant(
                        "a trainer without a smaller batch's last row",
                        "The loop over an epoch's last, smaller batch ends one row early.",
                        Mutants::withoutLastRow),
                trainer.mutant(
                        "a trainer without dW2 of the last unit",
                        "A vector loop leaves out the column that does not fill a vector.",
                        gradient("fc2.weight", g -> withoutRows(g, g.rows() - 1))),
                Family.mutant(pictures("6x6-conv2x3s-conv2x3s-3"), "kernels turned", Slip.KERNEL_FLIPPED, 6),
                Family.mutant(pictures, "padding on one side", Slip.PADDING_ON_ONE_SIDE, 0),
                Family.mutant(pictures, "a window's gradient to every largest value", Slip.POOLING_GRADIENT, 0),
                Family.mutant(pictures, "a window's gradient to the wrong place", Slip.POOLING_GRADIENT, 3),
                Family.mutant(pictures, "a map's bias summed over one place", Slip.BIAS_OF_ONE_PLACE, 0),
                trainer("8x8-conv3x3-pool2", "relu cross-entropy")
                        .mutant(
                                "a trainer without the gradient of the last images",
                                "Images are summed in groups of 16, and those of a last group with fewer are left out.",
                                p -> p.pooling = (layer, a, w, b, dz) -> {
                                    Matrix dy = layer.beforePooling(a, w, b, dz);
                                    return layer instanceof Convolution ? withoutRows(dy, dy.rows() / 16 * 16) : dy;
                                }),
                new Family<EvaluationCheck.Evaluator>(EvaluationCheck::findings, Evaluation::of)
                        .mutant(
                                "true and predicted classes exchanged",
                                "The confusion matrix is counted as [predicted][true], and should be [true][predicted].",
                                Mutants::exchangedClasses));
    }

    /** The loss is differentiated by the outputs instead of the logits, so that a cross-entropy clips probabilities. */
    static final Patch CLIPPED =
            p -> p.delta = (z, y, t) -> p.network.outputActivation().backward(z, y, p.objective.gradient(y, t));

    private static Findings ofSureOutputs(Patch patch) {
        return NetworkCheck.sureOutputs(
                        Setup.parse("3-5-2 tanh batch:4 cross-entropy"), ReferenceTraining.backprop(patch))
                .findings();
    }

    /** Changes the gradient of one parameter. */
    private static Patch gradient(String of, UnaryOperator<Matrix> change) {
        return p -> p.gradient = (name, g) -> name.equals(of) ? change.apply(g) : g;
    }

    /** @return the matrix with zeros from a row on */
    private static Matrix withoutRows(Matrix m, int from) {
        Matrix changed = m.copy();
        Arrays.fill(changed.data(), from * m.columns(), m.data().length, 0);
        return changed;
    }

    private static void withoutLastRow(ReferenceTraining p) {
        p.batch = batch -> {
            int size = batch.inputs().length;
            int[] rows = size > 1 && size < p.run.batch() ? Arrays.copyOf(batch.inputs(), size - 1) : batch.inputs();
            return new ReferenceTraining.Batch(batch.epoch(), batch.from(), rows, rows);
        };
    }

    private static Family<PerceptronTraining.Rule> perceptron(Perceptron start) {
        return new Family<>(
                rule -> PerceptronCheck.findings(LogicGate.AND, start, RATE, EPOCHS, rule, ProgressListener.NONE),
                Perceptron::corrected);
    }

    private static Family<Activation> activation(Activation right) {
        return new Family<>(candidate -> ActivationCheck.findings(right, candidate), right);
    }

    private static Matrix softmaxOfAll(Matrix z) {
        Matrix all = Softmax.SOFTMAX.forward(new Matrix(1, z.data().length, z.data()));
        return new Matrix(z.rows(), z.columns(), all.data());
    }

    private static Family<LossCheck.Candidate> loss(Loss right) {
        return new Family<>(candidate -> LossCheck.findings(right, candidate), LossCheck.Candidate.of(right));
    }

    private static XorForm training(Integer... hidden) {
        Network network = Network.of(2, List.of(hidden), 1, Elementwise.TANH, Elementwise.IDENTITY);
        return new XorForm(network, network.initial(1), Loss.HALF_SQUARED_ERROR, RATE, EPOCHS, true);
    }

    private static Family<Patch> xor(XorForm training) {
        return new Family<>(
                patch -> form(training, ReferenceTraining.backprop(patch), new Sgd(RATE), 0, 1, 2, 3)
                        .findings(),
                Patch.NONE);
    }

    private static Form with(XorForm training, Optimizer optimizer) {
        return form(training, Backprop.BY_HAND, optimizer, 0, 1, 2, 3);
    }

    private static Form form(XorForm training, Backprop backprop, Optimizer optimizer, int... order) {
        return training.form(new Candidate(backprop, () -> optimizer), ProgressListener.NONE, order);
    }

    /** Optimizers have state, so each run creates its own. */
    private static Family<Supplier<Optimizer>> optimizer(OptimizerCheck check) {
        return new Family<>(made -> check.findings(made.get()), check::byHand);
    }

    /** Adam for one matrix, without bias corrections. */
    private static Optimizer uncorrectedAdam() {
        double[] m = new double[OptimizerCheck.PARAMETERS];
        double[] v = new double[OptimizerCheck.PARAMETERS];
        return (thetas, gradients) -> Arrays.setAll(thetas.get(0).data(), i -> {
            double g = gradients.get(0).data()[i];
            m[i] = 0.9 * m[i] + 0.1 * g;
            v[i] = 0.999 * v[i] + 0.001 * g * g;
            return thetas.get(0).data()[i] - OptimizerCheck.LEARNING_RATE * m[i] / (Math.sqrt(v[i]) + 1e-8);
        });
    }

    private static Family<Patch> pictures(String layers) {
        Setup setup = Setup.parse(layers + " cross-entropy batch:4");
        Supplier<Optimizer> optimizer = setup.training().optimizer()::start;
        return new Family<>(
                patch -> NetworkCheck.form(setup, new Candidate(ReferenceTraining.backprop(patch), optimizer))
                        .findings(),
                Patch.NONE);
    }

    private static Family<Patch> trainer(String layers, String words) {
        List<Setup> form = List.of(TrainerChecks.setup(layers, words));
        TrainingMethod method = TrainingMethod.byDefault();
        return new Family<>(
                patch -> TrainerChecks.findings("trainer", trainerWith(patch), method, form, 1), Patch.NONE);
    }

    private static TrainerCheck.Maker trainerWith(Patch patch) {
        return (config, start, batches) -> {
            Patch weighted = p -> p.objective = WeightedLoss.of(
                    p.objective.loss(), TrainerCheck.classWeights(config.training(), batches.examples()));
            return new SlipTrainer(config, start, batches, Slip.all(weighted, patch));
        };
    }

    private static Evaluation exchangedClasses(
            float[] outputs, Examples examples, Loss loss, List<Double> classWeights) {
        Evaluation right = Evaluation.of(outputs, examples, loss, classWeights);
        int classes = right.confusion().length;
        int[][] exchanged = new int[classes][classes];
        Arrays.setAll(
                exchanged,
                p -> Arrays.stream(right.confusion()).mapToInt(row -> row[p]).toArray());
        return new Evaluation(right.loss(), exchanged, right.numbers(), null);
    }

    /**
     * An activation with a slip in its forward or its backward pass.
     *
     * @param label the label of the correct activation
     */
    private record WrongActivation(String label, UnaryOperator<Matrix> forwards, Backward backwards)
            implements Activation {
        /** Computes dZ from Z, A and dA. */
        private interface Backward {
            Matrix of(Matrix z, Matrix a, Matrix da);
        }

        /** Correct values with a wrong derivative. */
        static WrongActivation slope(Activation right, Backward backwards) {
            return new WrongActivation(right.label(), right::forward, backwards);
        }

        /** The correct derivative with wrong values. */
        static WrongActivation value(Activation right, UnaryOperator<Matrix> forwards) {
            return new WrongActivation(right.label(), forwards, right::backward);
        }

        @Override
        public Matrix forward(Matrix z) {
            return forwards.apply(z);
        }

        @Override
        public Matrix backward(Matrix z, Matrix a, Matrix da) {
            return backwards.of(z, a, da);
        }
    }
}
