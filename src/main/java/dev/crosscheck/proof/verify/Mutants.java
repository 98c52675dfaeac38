package dev.crosscheck.proof.verify;

import dev.crosscheck.data.Examples;
import dev.crosscheck.data.LogicGate;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Perceptron;
import dev.crosscheck.nn.PerceptronTraining;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.nn.optim.Optimizer;
import dev.crosscheck.nn.optim.Sgd;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.MutantOutcome;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.verify.NetworkCheck.Candidate;
import dev.crosscheck.proof.verify.NetworkCheck.Form;
import dev.crosscheck.proof.verify.Wrong.Unpooling;
import dev.crosscheck.proof.verify.Wrong.WrongActivation;
import dev.crosscheck.train.Evaluation;
import dev.crosscheck.train.TrainingMethod;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Mutants: implementations that are wrong on purpose, each by one slip of another kind, which must fail the same checks that the correct ones pass. A
 * check that accepts one proves nothing. Each check also runs on the correct implementation, so that a failure is caused by the slip. Needs ND4J started.
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
        Family<Form> xor = xor(training);
        XorForm deeper = training(3, 3);
        Family<Supplier<Optimizer>> adam = optimizer(OptimizerCheck.ADAM);
        Family<Consumer<PlainTrainer>> trainer = trainer("tanh cross-entropy");
        Sgd sgd = new Sgd(RATE);
        Family<Backprop> pictures = pictures("6x6-conv2x3s-pool2-3");
        Setup sure = Setup.parse("3-5-2 tanh batch:4 cross-entropy");
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
                xor.mutant(
                        "sign of the error",
                        "Backpropagation begins with t - y, and should begin with y - t.",
                        with(training, Wrong.gradient("", g -> g.map(x -> -x)))),
                xor.mutant(
                        "bias gradient dropped",
                        "db1 is never computed and stays 0; it is the sum of dZ's rows.",
                        with(training, Wrong.gradient("b1", g -> g.map(x -> 0)))),
                xor.mutant(
                        "one part in a million",
                        "A constant in the gradient of W1 is mistyped in its seventh digit.",
                        with(training, Wrong.gradient("W1", g -> g.map(x -> x * 1.000001)))),
                xor.mutant(
                        "mean over the batch forgotten",
                        "Gradients are summed over the batch, and should be divided by N.",
                        with(training, Wrong.withoutMean())),
                xor(deeper)
                        .mutant(
                                "transposed weight",
                                "The error is passed back as dZ W, and should be dZ Wᵀ.",
                                with(deeper, Wrong.transposedWeight())),
                new Family<>(Form::findings, NetworkCheck.sureOutputs(sure, Backprop.BY_HAND))
                        .mutant(
                                "sure softmax clipped",
                                "Probabilities are clipped before the logarithm, so that a sure and wrong answer has no gradient; it is y - t.",
                                NetworkCheck.sureOutputs(sure, Wrong.clipped())),
                xor.mutant(
                        "rows off by one",
                        "The examples of an epoch are read as 1, 2, 3, 0, and should be 0, 1, 2, 3.",
                        form(training, Backprop.BY_HAND, sgd, 1, 2, 3, 0)),
                xor.mutant(
                        "updater that adds",
                        "The step goes uphill, θ += η dθ, and should be θ -= η dθ.",
                        with(training, Wrong.gradients(sgd, g -> g.map(x -> -x)))),
                xor.mutant(
                        "weights in single precision",
                        "Weights are kept as float, and should be double.",
                        with(training, Wrong.inSinglePrecision(sgd))),
                adam.mutant(
                        "Adam's epsilon in its other place",
                        "ε is added to √v̂, and here to √v.",
                        () -> new Adam(OptimizerCheck.LEARNING_RATE, Adam.Epsilon.ON_CORRECTED)),
                adam.mutant(
                        "Adam without bias correction",
                        "The step is η m/√v, and should be η m̂/√v̂.",
                        () -> Wrong.uncorrectedAdam(OptimizerCheck.PARAMETERS)),
                optimizer(OptimizerCheck.ADAMW)
                        .mutant(
                                "AdamW without decay",
                                "AdamW does Adam's step alone, and should subtract η λ θ too.",
                                () -> new Adam(OptimizerCheck.LEARNING_RATE, Adam.Epsilon.ON_RAW)),
                numbers(Elementwise.TANH)
                        .mutant(
                                "a tanh's slope of one unit in 20,000",
                                "A polynomial in the place of tanh's slope is 1.00005 times as large.",
                                plain -> plain.backprop = Wrong.hiddenActivation(WrongActivation.slope(
                                        Elementwise.TANH,
                                        (z, a, da) ->
                                                da.combine(z, (d, x) -> 1.00005 * d / (Math.cosh(x) * Math.cosh(x)))))),
                trainer("gelu cross-entropy")
                        .mutant(
                                "a trainer's GELU with the slope of another scale",
                                "GELU's scale is 1.7 in the backward pass and 1.702 in the forward pass.",
                                plain -> plain.backprop = Wrong.hiddenActivation(
                                        WrongActivation.slope(Elementwise.GELU, Mutants::geluOfAnotherScale))),
                trainer("tanh cross-entropy class-weights:balanced")
                        .mutant(
                                "a trainer's class weights swapped",
                                "The weights of the classes are used in the opposite order.",
                                plain -> plain.weights = weights -> {
                                    List<Double> swapped = new ArrayList<>(weights);
                                    Collections.reverse(swapped);
                                    return swapped;
                                }),
                trainer.mutant(
                        "a trainer that forgets its steps",
                        "A resumed training counts Adam's steps from 2,000 at most, and should go on where it stopped.",
                        plain -> plain.rule =
                                PlainTrainer.adam((m, v, t) -> PlainTrainer.RIGHT_STEP.of(m, v, Math.min(t, 2000)))),
                trainer.mutant(
                        "a trainer's memory of v short",
                        "β2 is 0.99 where v is remembered, and should be 0.999 everywhere.",
                        plain -> plain.rule = PlainTrainer.adam(0.99, 0.001, PlainTrainer.RIGHT_STEP)),
                trainer.mutant(
                        "a trainer without a smaller batch's last row",
                        "The loop over an epoch's last, smaller batch ends one row early.",
                        plain -> plain.rows = (count, largest) -> count > 1 && count < largest ? count - 1 : count),
                trainer.mutant(
                        "a trainer without the last column of dW2",
                        "A vector loop leaves out the column that does not fill a vector.",
                        plain -> plain.backprop = Wrong.gradient("W2", Wrong::withoutLastColumn)),
                pictures("6x6-conv2x3s-conv2x3s-3")
                        .mutant(
                                "kernels turned",
                                "The gradient of the inputs is summed with kernels turned by half a turn, and they are not turned forwards.",
                                Wrong.turnedKernels()),
                pictures.mutant(
                        "padding off by one",
                        "Weights get their gradients from pictures that are one column further to the right.",
                        Wrong.shiftedPictures()),
                pictures.mutant(
                        "a window's gradient to every largest value",
                        "Of equal values in a pooled window each gets the gradient, and one alone should.",
                        Wrong.convolution(Wrong.window(true), Wrong.window(true))),
                pictures.mutant(
                        "a window's gradient to the wrong place",
                        "The first value of a pooled window gets the gradient, and the largest should.",
                        Wrong.convolution(Wrong.window(false), Wrong.window(false))),
                pictures.mutant(
                        "a map's bias summed over one place",
                        "db is the sum over the images at a map's first place, and should be over all places.",
                        Wrong.convolution(Unpooling.RIGHT, Wrong.firstPlace())),
                trainer("8x8-conv3x3-pool2", "relu cross-entropy")
                        .mutant(
                                "a trainer without dW of the last images",
                                "Images are summed in groups of 16, and dW of a last group with fewer is left out.",
                                plain -> plain.backprop = Wrong.convolution(Wrong.fullGroups(16), Unpooling.RIGHT)),
                new Family<EvaluationCheck.Evaluator>(EvaluationCheck::findings, Evaluation::of)
                        .mutant(
                                "true and predicted classes exchanged",
                                "The confusion matrix is counted as [predicted][true], and should be [true][predicted].",
                                Mutants::exchangedClasses));
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

    private static Family<Form> xor(XorForm training) {
        return new Family<>(Form::findings, with(training, Backprop.BY_HAND));
    }

    private static Form with(XorForm training, Backprop backprop) {
        return form(training, backprop, new Sgd(RATE), 0, 1, 2, 3);
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

    private static Family<Backprop> pictures(String layers) {
        Setup setup = Setup.parse(layers + " cross-entropy batch:4");
        return new Family<>(
                backprop -> NetworkCheck.form(
                                setup, new Candidate(backprop, setup.training().optimizer()::start))
                        .findings(),
                Backprop.BY_HAND);
    }

    private static Family<Consumer<PlainTrainer>> trainer(String words) {
        return trainer("9-7-5", words);
    }

    private static Family<Consumer<PlainTrainer>> trainer(String layers, String words) {
        List<Setup> form = List.of(TrainerChecks.setup(layers, words));
        TrainingMethod method = TrainingMethod.byDefault();
        return new Family<>(
                slip -> TrainerChecks.findings("trainer", PlainTrainer.with(slip), method, form, 1), plain -> {});
    }

    private static Family<Consumer<PlainTrainer>> numbers(Elementwise activation) {
        return new Family<>(
                slip -> NumberForms.of(activation, PlainTrainer.with(plain -> {
                            plain.rule = PlainTrainer.momentum(0.9);
                            slip.accept(plain);
                        }))
                        .findings(),
                plain -> {});
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

    private static Matrix geluOfAnotherScale(Matrix z, Matrix a, Matrix da) {
        return da.combine(z, (d, x) -> {
            double s = Elementwise.SIGMOID.value(1.7 * x);
            return d * (s + 1.7 * x * s * (1 - s));
        });
    }
}
