package dev.crosscheck.proof.verify;

import dev.crosscheck.data.LogicGate;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Perceptron;
import dev.crosscheck.nn.PerceptronTraining;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.nn.optim.Momentum;
import dev.crosscheck.nn.optim.Optimizer;
import dev.crosscheck.nn.optim.Sgd;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.MutantOutcome;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.verify.Wrong.WrongActivation;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Mutants: implementations that are wrong on purpose, each by one slip, which must fail the same checks that the correct ones pass. A check that accepts
 * one proves nothing. Each check also runs on the correct implementation, so that a failure is caused by the slip.
 */
public final class Mutants {
    private static final double RATE = 0.1;
    private static final int EPOCHS = 25;
    private static final List<Integer> IN_ORDER = List.of(0, 1, 2, 3);

    private Mutants() {}

    /** A mutant with its check, which has not run yet. */
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
    static final class Family<T> {
        private final Function<T, Findings> check;
        private final T right;
        private Findings ofRight;

        Family(Function<T, Findings> check, T right) {
            this.check = check;
            this.right = right;
        }

        /**
         * @param name the slip in a few words
         * @param slip what the mutant computes, and what is correct
         */
        Mutant mutant(String name, String slip, T wrong) {
            return new Mutant(name, slip, this::ofRight, () -> check.apply(wrong));
        }

        private synchronized Findings ofRight() {
            ofRight = ofRight == null ? check.apply(right) : ofRight;
            return ofRight;
        }
    }

    /** @return every mutant */
    public static List<Mutant> all() {
        Family<BackpropCheck.Candidate> course =
                training(Network.of(2, List.of(3), 1, Elementwise.TANH, Elementwise.IDENTITY));
        return Stream.of(
                        perceptrons(),
                        elementwise(),
                        softmaxes(),
                        losses(),
                        backprops(course),
                        trainings(course),
                        optimizers(),
                        TrainerMutants.all(),
                        MadeTable.mutants(),
                        EvaluationCheck.mutants(),
                        InitializationCheck.mutants(),
                        NeuronCheck.mutants(),
                        BestEpochCheck.mutants(),
                        FoldsCheck.mutants())
                .flatMap(Function.identity())
                .toList();
    }

    private static Stream<Mutant> perceptrons() {
        return Stream.of(
                perceptron(Perceptron.initial(2, 1))
                        .mutant(
                                "perceptron without bias update",
                                "b stays; right: b += η e",
                                (before, x, t, rate) -> new Perceptron(
                                        before.corrected(x, t, rate).weights(), before.bias())),
                perceptron(new Perceptron(new double[2], 0))
                        .mutant(
                                "step that is 0 at 0",
                                "an error of t - 1[z > 0]; right: t - 1[z ≥ 0]",
                                (before, x, t, rate) -> before.preActivation(x) == 0
                                        ? before.corrected(x, t + 1, rate)
                                        : before.corrected(x, t, rate)));
    }

    private static Family<PerceptronTraining.Rule> perceptron(Perceptron start) {
        return new Family<>(
                rule -> PerceptronCheck.findings(LogicGate.AND, start, RATE, EPOCHS, rule), Perceptron::corrected);
    }

    private static Stream<Mutant> elementwise() {
        return Stream.of(
                activation(
                        "sigmoid's slope without 1 - s",
                        "s; right: s(1 - s)",
                        Elementwise.SIGMOID,
                        WrongActivation.slope(Elementwise.SIGMOID, (z, a, da) -> a.hadamard(da))),
                activation(
                        "ReLU's slope 1 below 0",
                        "1; right: 1[z > 0]",
                        Elementwise.RELU,
                        WrongActivation.slope(Elementwise.RELU, (z, a, da) -> da)),
                activation(
                        "GELU without the product rule",
                        "σ(cz); right: σ(cz) + cz σ'(cz)",
                        Elementwise.GELU,
                        WrongActivation.slope(
                                Elementwise.GELU,
                                (z, a, da) -> da.hadamard(
                                        Elementwise.SIGMOID.forward(z.map(x -> Elementwise.GELU_SCALE * x))))),
                activation(
                        "softplus that overflows",
                        "ln(1 + e^z) as it stands; right: max(0, z) + ln(1 + e^-|z|)",
                        Elementwise.SOFTPLUS,
                        WrongActivation.value(Elementwise.SOFTPLUS, z -> z.map(x -> Math.log1p(Math.exp(x))))));
    }

    private static Stream<Mutant> softmaxes() {
        return Stream.of(
                activation(
                        "softmax over the whole array",
                        "one sum for all rows; right: one per row",
                        Softmax.SOFTMAX,
                        WrongActivation.value(Softmax.SOFTMAX, Mutants::softmaxOfAll)),
                activation(
                        "softmax's Jacobian without its off-diagonal",
                        "s(1 - s) element by element; right: s_i(δ_ij - s_j)",
                        Softmax.SOFTMAX,
                        WrongActivation.slope(Softmax.SOFTMAX, Elementwise.SIGMOID::backward)));
    }

    private static Mutant activation(String name, String slip, Activation right, Activation wrong) {
        return new Family<>(candidate -> ActivationCheck.findings(right, candidate), right).mutant(name, slip, wrong);
    }

    private static Matrix softmaxOfAll(Matrix z) {
        Matrix all = Softmax.SOFTMAX.forward(new Matrix(1, z.data().length, z.data()));
        return new Matrix(z.rows(), z.columns(), all.data());
    }

    private static Stream<Mutant> losses() {
        return Stream.of(
                loss(
                        "mean squared error without its 2",
                        "a gradient of (y - t)/(N O); right: 2(y - t)/(N O)",
                        Loss.MEAN_SQUARED_ERROR,
                        Wrong.lossGradient(
                                Loss.MEAN_SQUARED_ERROR,
                                (y, t) -> Loss.MEAN_SQUARED_ERROR.gradient(y, t).map(g -> g / 2))),
                loss(
                        "binary cross-entropy without its second term",
                        "-t ln y; right: -t ln y - (1 - t) ln(1 - y)",
                        Loss.BINARY_CROSS_ENTROPY,
                        categoricalOverElements()),
                loss(
                        "categorical cross-entropy divided by the classes too",
                        "over N O; right: over N",
                        Loss.CATEGORICAL_CROSS_ENTROPY,
                        categoricalOverElements()),
                loss(
                        "Huber's line without its offset",
                        "δ|r|; right: δ(|r| - ½δ)",
                        Loss.HUBER,
                        new LossCheck.Candidate(Mutants::huberWithoutOffset, Loss.HUBER::gradient)));
    }

    private static Mutant loss(String name, String slip, Loss right, LossCheck.Candidate wrong) {
        return new Family<>(candidate -> LossCheck.findings(right, candidate), LossCheck.Candidate.of(right))
                .mutant(name, slip, wrong);
    }

    private static LossCheck.Candidate categoricalOverElements() {
        Loss loss = Loss.CATEGORICAL_CROSS_ENTROPY;
        return new LossCheck.Candidate(
                (y, t) -> loss.value(y, t) / y.columns(),
                (y, t) -> loss.gradient(y, t).map(g -> g / y.columns()));
    }

    private static double huberWithoutOffset(Matrix y, Matrix t) {
        double offset = 0;
        for (double r : y.combine(t, (a, b) -> Math.abs(a - b)).data()) {
            offset += r > Loss.DELTA ? 0.5 * Loss.DELTA * Loss.DELTA : 0;
        }
        return Loss.HUBER.value(y, t) + offset / y.data().length;
    }

    private static Stream<Mutant> backprops(Family<BackpropCheck.Candidate> course) {
        Activation doubleTanh = WrongActivation.slope(
                Elementwise.TANH, (z, a, da) -> da.combine(a, (d, h) -> d * (1 - square(Math.tanh(h)))));
        return Stream.of(
                course.mutant(
                        "sign of the error", "dy = t - y; right: y - t", with(Wrong.gradient("", g -> g.map(x -> -x)))),
                course.mutant(
                        "half forgotten", "dy = 2(y - t); right: y - t", with(Wrong.loss(Loss.MEAN_SQUARED_ERROR))),
                course.mutant(
                        "bias gradient dropped",
                        "db1 = 0; right: the sum of dz's rows",
                        with(Wrong.gradient("b1", g -> g.map(x -> 0)))),
                course.mutant(
                        "double tanh",
                        "dz = dh (1 - tanh(h)²); right: dh (1 - h²)",
                        with(Wrong.hiddenActivation(doubleTanh))),
                course.mutant(
                        "one part in a million",
                        "dW1 too large by 1e-6",
                        with(Wrong.gradient("W1", g -> g.map(x -> x * 1.000001)))),
                course.mutant("mean over the batch forgotten", "sums; right: sums over N", with(Wrong.withoutMean())),
                clipped("sigmoid", Elementwise.SIGMOID, Loss.BINARY_CROSS_ENTROPY),
                clipped("softmax", Softmax.SOFTMAX, Loss.CATEGORICAL_CROSS_ENTROPY),
                training(Network.of(2, List.of(3, 3), 1, Elementwise.TANH, Elementwise.IDENTITY))
                        .mutant("transposed weight", "dA = dZ W; right: dZ Wᵀ", with(Wrong.transposedWeight())));
    }

    private static Mutant clipped(String name, Activation output, Loss loss) {
        Network network = Network.of(3, List.of(5), 2, Elementwise.TANH, output);
        return new Family<Backprop>(backprop -> BackpropCheck.ofSureOutputs(network, loss, backprop), Backprop.BY_HAND)
                .mutant(
                        "sure " + name + " clipped",
                        "dz = 0 where a probability is within 1e-12 of 0 or 1; right: y - t",
                        Wrong.clipped());
    }

    private static BackpropCheck.Candidate with(Backprop backprop) {
        return new BackpropCheck.Candidate(backprop, new Sgd(RATE), IN_ORDER);
    }

    private static Stream<Mutant> trainings(Family<BackpropCheck.Candidate> course) {
        Sgd sgd = new Sgd(RATE);
        return Stream.of(
                course.mutant(
                        "rows off by one",
                        "examples 1, 2, 3, 0; right: 0, 1, 2, 3",
                        new BackpropCheck.Candidate(Backprop.BY_HAND, sgd, List.of(1, 2, 3, 0))),
                course.mutant(
                        "updater that adds",
                        "θ += η dθ; right: θ -= η dθ",
                        with(Wrong.gradients(sgd, g -> g.map(x -> -x)))),
                course.mutant("learning rate in single precision", "0.1f; right: 0.1", with(new Sgd(0.1f))),
                course.mutant(
                        "weights in single precision", "rounded after each step", with(Wrong.inSinglePrecision(sgd))));
    }

    private static BackpropCheck.Candidate with(Optimizer optimizer) {
        return new BackpropCheck.Candidate(Backprop.BY_HAND, optimizer, IN_ORDER);
    }

    private static Family<BackpropCheck.Candidate> training(Network network) {
        return new Family<>(
                candidate -> BackpropCheck.findings(
                        network,
                        network.initial(1),
                        Loss.HALF_SQUARED_ERROR,
                        RATE,
                        EPOCHS,
                        candidate,
                        BackpropCheck.Extent.EVERY,
                        ProgressListener.NONE),
                BackpropCheck.Candidate.byHand(RATE));
    }

    private static Stream<Mutant> optimizers() {
        double rate = OptimizerCheck.LEARNING_RATE;
        Family<Supplier<Optimizer>> adam = optimizer(OptimizerCheck.ADAM);
        return Stream.of(
                adam.mutant(
                        "Adam's epsilon in its other place",
                        "√v̂ + ε; right here: √v + ε",
                        () -> new Adam(rate, Adam.Epsilon.ON_CORRECTED)),
                adam.mutant("Adam without bias correction", "m/√v; right: m̂/√v̂", Wrong.UncorrectedAdam::new),
                adam.mutant(
                        "Adam's β2 0.99",
                        "0.99; right: 0.999",
                        () -> new Adam(rate, 0.9, 0.99, 1e-8, Adam.Epsilon.ON_RAW)),
                optimizer(OptimizerCheck.MOMENTUM)
                        .mutant(
                                "momentum's μ in single precision",
                                "0.9f; right: 0.9",
                                () -> new Momentum(rate / 10, 0.9f)),
                optimizer(OptimizerCheck.ADAMW)
                        .mutant(
                                "AdamW without decay",
                                "θ -= Adam's step; right: that and η λ θ",
                                () -> new Adam(rate, Adam.Epsilon.ON_RAW)));
    }

    /** Optimizers have state, so each run creates its own. */
    private static Family<Supplier<Optimizer>> optimizer(OptimizerCheck check) {
        return new Family<>(made -> check.findings(made.get()), check::byHand);
    }

    private static double square(double x) {
        return x * x;
    }
}
