package dev.crosscheck.proof.judge;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.BinaryOperator;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A known mistake in training a network: patches of the right {@link Training}, with a question to the author of the program and a hint where to look.
 * Some slips have several patches, for instance one for each constant that is taken by mistake, or according to whether the written arrays show the slip.
 */
enum Slip {
    TRANSPOSED_START(
            "are the starting weights read column by column, as (inputs, units)?",
            "fc1.weight is (units, inputs), row by row: one unit's weights after the other's",
            Slip::transposed,
            p -> p.read = Slip::turned,
            all(Slip::transposed, p -> p.shown = (name, m) -> name.startsWith(Run.GRADIENT) ? m : turnedBack(m)),
            all(
                    Slip::transposed,
                    p -> p.reread = (name, m) -> p.run.start().containsKey(name) ? m : turned(m),
                    p -> p.shown = (name, m) -> p.run.start().containsKey(name) ? m : turnedBack(m))),
    ORDER_IGNORED(
            "are the rows taken in the order of the file, or every epoch in that of the first?",
            "each row of \"order\" names the rows of one epoch, from 0",
            p -> rows(p, e -> unshuffled(p, e)),
            p -> rows(p, e -> p.run.epochs().get(0))),
    LABELS_NOT_SHUFFLED(
            "are inputs shuffled without their targets, or targets without their inputs?",
            "row n of t belongs to row n of x: take both by the same index",
            p -> p.targetRows = e -> unshuffled(p, e),
            p -> p.inputRows = e -> unshuffled(p, e)),
    LAST_BATCH_DROPPED(
            "is the last, smaller batch of an epoch left out?",
            "the rows that do not fill a batch are a step, too",
            p -> p.dropsRest = true),
    LAST_BATCH_FULL_DIVISOR(
            "is the last, smaller batch divided by the full batch size?",
            "divide by the rows that the batch has",
            scaled((p, n) -> (double) n / p.run.batch())),
    LOSS_SUMMED(
            "is the loss that is written summed over the batch, not averaged?",
            "divide the loss by the batch's rows",
            p -> p.lossFactor = n -> n),
    GRADIENT_SUMMED(
            "is the gradient summed over the batch, not averaged?",
            "divide the gradient by the batch's rows, once",
            p -> p.gradientFactor = n -> n),
    ALL_SUMMED(
            "is the loss summed over the batch, not averaged?",
            "divide loss and gradient by the batch's rows",
            all(p -> p.lossFactor = n -> n, p -> p.gradientFactor = n -> n)),
    DIVIDED_TWICE(
            "is the gradient divided by the batch's rows twice?",
            "if the output's delta is divided by the rows, the sums over the rows are averages already",
            p -> p.gradientFactor = n -> 1.0 / n),
    DIVIDED_BY_ALL(
            "is it divided by all rows of the data, not by those of the batch?",
            "divide by the rows of the batch",
            scaled((p, n) -> (double) n / p.run.examples().size())),
    ELEMENTS_AND_ROWS(
            "is it divided by rows times outputs where it should be by rows, or the reverse?",
            "cross-entropy and half-squared-error: by rows; mse, bce and huber: by rows times outputs",
            scaled((p, n) -> elementsOrRows(p))),
    FACTOR_TWO(
            "is there a factor 2 or 1/2 too many, or one missing?",
            "the derivative of (y-t)^2 is 2(y-t); that of (y-t)^2/2 is y-t",
            scaled((p, n) -> 0.5, (p, n) -> 2)),
    LOSS_AFTER_UPDATE(
            "is the loss computed after the update?",
            "the loss of a step is that of the parameters before it changes them",
            p -> p.lossAfterUpdate = true),
    LOSS_OF_SEVERAL_STEPS(
            "is the loss that is written an average over the steps so far?",
            "write the loss of this step's batch alone",
            p -> p.shown = (name, m) -> name.equals(Run.LOSS) ? m.map(v -> p.meanLossSince(p.epoch())) : m,
            p -> p.shown = (name, m) -> name.equals(Run.LOSS) ? m.map(v -> p.meanLossSince(0)) : m),
    GUARDED_LOGARITHM(
            "is a small number added to the probability before the logarithm is taken?",
            "take it from logits: log softmax is z - max - ln sum e^(z-max), which needs no guard",
            each(guard -> p -> p.loss = (z, y, t) -> guarded(p, y, t, guard), decades(-15, -5))),
    SOFTMAX_WITHOUT_MAX(
            "is the softmax taken without subtracting the largest logit?",
            "e^z overflows: e^(z-max) gives the same probabilities and does not",
            Slip::withoutMax),
    SOFTMAX_TWICE(
            "does the network end in a softmax, and the loss takes one more?",
            "a cross-entropy of logits has the softmax inside (PyTorch's CrossEntropyLoss): give it the logits",
            Slip::softmaxTwice),
    ACTIVATION_ON_OUTPUT(
            "is the hidden activation applied to the output layer, too?",
            "the last layer's z goes straight into the loss or its output activation",
            Slip::activationOnOutput),
    OUTPUT_DERIVATIVE_TWICE(
            "is the derivative of the output activation taken twice?",
            "with softmax or sigmoid and its cross-entropy, p - t is the gradient by z already",
            p -> derivativeTwice(p, false),
            p -> derivativeTwice(p, true)),
    OUTPUT_DERIVATIVE_MISSING(
            "is the derivative of the output activation missing?",
            "dLoss/dz is dLoss/dy times the output activation's derivative",
            p -> p.delta = (z, y, t) -> p.objective.gradient(y, t)),
    TRANSPOSED_WEIGHTS(
            "are the weights transposed in the backward pass?",
            "the gradient by a layer's inputs is dz W, with the same W (units, inputs) as in z = W a + b, not its transpose",
            p -> p.backward = Slip::turned),
    DERIVATIVE_OF_OUTPUT(
            "is the activation's derivative taken of its output, not of its input?",
            "f' is of z; if it is written by a = f(z), as in 1 - a^2, do not apply f again",
            p -> p.slope = (k, z, a) ->
                    a.map(v -> p.hidden(k).derivative(v, p.hidden(k).value(v)))),
    DERIVATIVE_OF_INPUT(
            "is the derivative's formula for the output used with the input?",
            "1 - a^2 and a (1 - a) are of the output a, not of z",
            p -> p.slope = (k, z, a) -> z.map(v -> p.hidden(k).derivative(v, v))),
    DERIVATIVES_MIXED_UP(
            "is the derivative of the sigmoid used for tanh, or the reverse?",
            "tanh: 1 - a^2; sigmoid: a (1 - a)",
            Slip::mixedUp),
    HIDDEN_DERIVATIVE_MISSING(
            "is the derivative of the hidden activation missing?",
            "dz of a hidden layer is da times f'(z)",
            p -> p.slope = (k, z, a) -> z.map(v -> 1)),
    HIDDEN_ACTIVATION_MISSING("is the hidden activation missing?", "a hidden layer's output is f(z), not z", p -> {
        p.value = (k, z, a) -> z;
        p.slope = (k, z, a) -> z.map(v -> 1);
    }),
    RELU_AT_ZERO(
            "is the derivative of relu at exactly 0 taken as 1, or as 1/2?",
            "relu'(0) = 0 is what PyTorch and TensorFlow take: z > 0, not z >= 0",
            p -> atZero(p, 1),
            p -> atZero(p, 0.5)),
    LEAK(
            "is the slope of the leaky relu below 0 another one than 0.01?",
            "it is 0.01 here",
            each(leak -> p -> leak(p, leak), 0.1, 0.2, 0.3, 0.001)),
    BIAS_MISSING("are the biases not added in the forward pass?", "z = W a + b", p -> p.bias = b -> b.map(v -> 0)),
    BIAS_NOT_SUMMED(
            "is the bias's gradient that of one row, not the sum over the batch's rows?",
            "sum the deltas down the batch",
            p -> p.biasGradient = (layer, dz) -> dz.row(0),
            p -> p.biasGradient = (layer, dz) -> dz.row(dz.rows() - 1)),
    BIAS_DIVIDED_TWICE(
            "is the bias's gradient divided by the batch's rows twice?",
            "if the deltas are divided by the rows, sum them and do not average",
            p -> p.biasGradient = (layer, dz) -> dz.columnSums().map(v -> v / dz.rows())),
    BIAS_NOT_DIVIDED(
            "is the bias's gradient summed over the batch, and not averaged as the weights' is?",
            "both have the same factor 1/N",
            p -> p.biasGradient = (layer, dz) -> dz.columnSums().map(v -> v * dz.rows())),
    BIAS_FROZEN(
            "are the biases not updated?", "biases take the same step as weights", frozen((p, name) -> isBias(name))),
    HIDDEN_FROZEN(
            "is only the last layer updated?",
            "every layer takes a step",
            frozen((p, name) -> !name.startsWith("fc" + p.layers + "."))),
    STALE_ACTIVATIONS(
            "are the activations, or the parameters, those of the step before?",
            "the backward pass needs the activations of the same batch's forward pass, with the parameters as they are now",
            p -> p.below = (now, before) -> before,
            p -> p.below = Slip::hiddenBefore,
            p -> p.delayed = true),
    UPDATE_BEFORE_BACKWARD(
            "is a layer updated before its weights have passed the gradient on to the layer below?",
            "first all gradients, then all updates",
            p -> p.updatesAtOnce = true),
    ACCUMULATED(
            "are gradients added to those of the steps before?",
            "set them to zero before each step (PyTorch: optimizer.zero_grad())",
            all(p -> p.addsUp = true, p -> p.shown = gradients((name, g) -> p.sums.get(name))),
            p -> p.addsUp = true),
    SIGN(
            "is a sign reversed, in the gradient or in the update?",
            "theta = theta - lr dLoss/dtheta",
            p -> p.direction = -1,
            all(p -> p.direction = -1, p -> p.gradientFactor = n -> -1),
            p -> p.gradientFactor = n -> -1),
    LEARNING_RATE(
            "is the learning rate another one?",
            "\"lr:\" in the setup line says it",
            each(factor -> p -> p.rateFactor = factor, 0.01, 0.1, 0.5, 2, 10, 100)),
    MOMENTUM_DAMPENED(
            "is the gradient damped, v = mu v + (1 - mu) g?",
            "here v = mu v + g, as in PyTorch's SGD",
            p -> p.intoVelocity = t -> 1 - p.momentum,
            p -> p.intoVelocity = t -> t > 1 ? 1 - p.momentum : 1),
    NESTEROV("is it Nesterov's momentum?", "here theta = theta - lr v, without a look ahead", p -> p.looksAhead = true),
    MOMENTUM_MISSING("is the momentum missing?", "v = mu v + g and theta = theta - lr v", p -> p.momentum = 0),
    VELOCITY_WITH_RATE(
            "does the velocity that is written contain the learning rate?",
            "the steps are the same; write v = mu v + g, or leave v out",
            p -> velocityTimes(p, p.optimizer.learningRate()),
            p -> velocityTimes(p, -p.optimizer.learningRate())),
    ADAM_UNCORRECTED(
            "does Adam work without its bias corrections, or with one of them?",
            "divide m by 1 - beta1^t and v by 1 - beta2^t",
            all(p -> p.corrects1 = false, p -> p.corrects2 = false),
            p -> p.corrects1 = false,
            p -> p.corrects2 = false),
    ADAM_STEP_COUNT(
            "does Adam's t start at another number than 1, or count epochs?",
            "t is 1 in the first step",
            p -> p.count = t -> t - 1,
            p -> p.count = t -> t + 1,
            p -> p.count = t -> p.epoch() + 1,
            all(p -> p.count = t -> t - 1, p -> p.correctionOfNone = 1),
            p -> p.count = t -> Math.max(1, t - 1)),
    EPSILON_ELSEWHERE(
            "is Adam's epsilon inside the root, or added to the other root?",
            "sqrt(v / (1 - beta2^t)) + epsilon as in the paper and PyTorch (epsilon:corrected), or sqrt(v) + epsilon (epsilon:raw)",
            p -> p.root = (v, c) -> Math.sqrt(v / c + p.epsilon),
            p -> p.root = p.optimizer.epsilon() == Adam.Epsilon.ON_RAW ? p::onCorrected : p::onRaw,
            p -> p.root = (v, c) -> Math.sqrt(v / c + p.epsilon / c)),
    EPSILON_SIZE(
            "is Adam's epsilon another number than 1e-8?",
            "Keras has 1e-7",
            each(epsilon -> p -> p.epsilon = epsilon, 0, 1e-12, 1e-10, 1e-9, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3)),
    L2_FOR_DECAY(
            "is the weight decay added to the gradient (L2), not taken off the parameters as in AdamW?",
            "theta = theta - lr decay theta, apart from Adam's step (PyTorch: AdamW, not Adam with weight_decay)",
            p -> p.decayInGradient = true,
            all(
                    p -> p.decayInGradient = true,
                    p -> p.shown = gradients((name, g) ->
                            g.combine(p.parametersBefore.get(name), (gi, v) -> gi + p.optimizer.weightDecay() * v)))),
    DECAY_WITHOUT_RATE(
            "is the weight decay not multiplied by the learning rate?",
            "theta = theta - lr decay theta",
            p -> p.decayRate = name -> 1),
    DECAY_MISSING(
            "is the weight decay missing?",
            "AdamW: theta = theta - lr decay theta before Adam's step",
            p -> p.decayRate = name -> 0),
    DECAY_NOT_OF_BIASES(
            "do only the weights decay, not the biases?",
            "all parameters decay here, as in PyTorch's AdamW",
            Slip::decayOfWeights),
    DECAY_AFTER_STEP(
            "does the decay come after Adam's step?",
            "decay first, then the step, as in PyTorch's AdamW",
            p -> p.decaysAfter = true);

    /** Replaces parts of the right training. */
    interface Patch {
        /** Replaces none. */
        Patch NONE = p -> {};

        void apply(Training p);
    }

    private interface Factor {
        double of(Training p, int rows);
    }

    final String question; // to the author, starting in lower case
    final String lookAt;
    final List<Patch> patches; // the ways to make it, at least one

    Slip(String question, String lookAt, Patch... patches) {
        this.question = question;
        this.lookAt = lookAt;
        this.patches = List.of(patches);
    }

    /** @return the name in JSON: lower case with hyphens */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Patch all(Patch... patches) {
        return p -> List.of(patches).forEach(patch -> patch.apply(p));
    }

    private static double[] decades(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToDouble(n -> Math.pow(10, n)).toArray();
    }

    private static Patch[] each(DoubleFunction<Patch> ofConstant, double... values) {
        return Arrays.stream(values).mapToObj(ofConstant).toArray(Patch[]::new);
    }

    /** Reads an array (units, inputs) as if it were written as (inputs, units). */
    private static Matrix turned(Matrix m) {
        return new Matrix(m.columns(), m.rows(), m.data()).transpose();
    }

    /** The reverse of {@link #turned}. */
    private static Matrix turnedBack(Matrix m) {
        return new Matrix(m.rows(), m.columns(), m.transpose().data());
    }

    /** Weights are read, and all arrays written, as (inputs, units). */
    private static void transposed(Training p) {
        p.read = Slip::turned;
        p.reread = (name, m) -> turned(m);
        p.shown = (name, m) -> turnedBack(m);
    }

    private static int[] unshuffled(Training p, int epoch) {
        return IntStream.range(0, p.run.epochs().get(epoch).length).toArray();
    }

    private static void rows(Training p, IntFunction<int[]> ofEpoch) {
        p.inputRows = ofEpoch;
        p.targetRows = ofEpoch;
    }

    /** @return for each factor the loss, the gradient and both multiplied by it */
    private static Patch[] scaled(Factor... factors) {
        return Arrays.stream(factors)
                .flatMap(factor -> {
                    Patch loss = p -> p.lossFactor = n -> factor.of(p, n);
                    Patch gradient = p -> p.gradientFactor = n -> factor.of(p, n);
                    return Stream.of(loss, gradient, all(loss, gradient));
                })
                .toArray(Patch[]::new);
    }

    private static double elementsOrRows(Training p) {
        int outputs = p.run.examples().outputs();
        return switch (p.objective.loss()) {
            case CATEGORICAL_CROSS_ENTROPY, HALF_SQUARED_ERROR -> 1.0 / outputs;
            default -> outputs;
        };
    }

    private static double guarded(Training p, Matrix y, Matrix t, double guard) {
        if (!p.isOfProbabilities()) {
            return p.objective.value(y, t);
        }
        boolean classes = p.network.outputActivation() == Softmax.SOFTMAX;
        Matrix terms = y.combine(
                t,
                (yi, ti) -> -(ti == 0 ? 0 : ti * Math.log(yi + guard))
                        - (classes || ti == 1 ? 0 : (1 - ti) * Math.log(1 - yi + guard)));
        return Arrays.stream(terms.data()).sum() / (classes ? y.rows() : (double) y.rows() * y.columns());
    }

    private static void withoutMax(Training p) {
        if (p.network.outputActivation() == Softmax.SOFTMAX) {
            p.output = z -> {
                Matrix powers = z.map(Math::exp);
                Matrix sums =
                        powers.times(Matrix.zeros(z.columns(), z.columns()).map(v -> 1));
                return powers.combine(sums, (power, sum) -> power / sum);
            };
            p.loss = (z, y, t) -> guarded(p, y, t, 0);
        }
    }

    private static void softmaxTwice(Training p) {
        if (p.network.outputActivation() == Softmax.SOFTMAX) {
            p.logits = Softmax.SOFTMAX::forward;
            p.throughLogits = Softmax.SOFTMAX::backward;
        }
    }

    private static void activationOnOutput(Training p) {
        if (p.layers > 1) {
            Elementwise f = p.hidden(p.layers - 1);
            p.logits = f::forward;
            p.throughLogits = f::backward;
        }
    }

    private static void derivativeTwice(Training p, boolean jacobian) {
        Training.OfOutputs<Matrix> once = p.delta;
        Activation f = p.network.outputActivation();
        p.delta = (z, y, t) -> f == Softmax.SOFTMAX && !jacobian
                ? Elementwise.SIGMOID.backward(z, y, once.of(z, y, t))
                : f.backward(z, y, once.of(z, y, t));
    }

    /** Takes another derivative of one activation. */
    private static void slope(Training p, Elementwise f, BinaryOperator<Matrix> ofInputAndOutput) {
        Training.OfLayer others = p.slope;
        p.slope = (k, z, a) -> p.hidden(k) == f ? ofInputAndOutput.apply(z, a) : others.of(k, z, a);
    }

    private static void activation(Training p, Elementwise f, DoubleUnaryOperator value, DoubleUnaryOperator slope) {
        Training.OfLayer others = p.value;
        p.value = (k, z, a) -> p.hidden(k) == f ? z.map(value) : others.of(k, z, a);
        slope(p, f, (z, a) -> z.map(slope));
    }

    private static void mixedUp(Training p) {
        slope(p, Elementwise.TANH, (z, a) -> a.map(v -> v * (1 - v)));
        slope(p, Elementwise.SIGMOID, (z, a) -> a.map(v -> 1 - v * v));
    }

    private static void atZero(Training p, double slope) {
        slope(p, Elementwise.RELU, (z, a) -> z.map(v -> v == 0 ? slope : v > 0 ? 1 : 0));
        slope(p, Elementwise.LEAKY_RELU, (z, a) -> z.map(v -> v >= 0 ? 1 : Elementwise.LEAK));
    }

    private static void leak(Training p, double leak) {
        activation(p, Elementwise.LEAKY_RELU, v -> v > 0 ? v : leak * v, v -> v > 0 ? 1 : leak);
    }

    /** {@code z σ(c'z)} is {@code f(rz)/r} for {@code f(z) = z σ(cz)} and {@code r = c'/c}; its derivative is {@code f'(rz)}. */
    static void geluInDouble(Training p) {
        double r = 1.702 / Elementwise.GELU_SCALE;
        DoubleUnaryOperator value = v -> Elementwise.GELU.value(r * v) / r;
        DoubleUnaryOperator slope = v -> Elementwise.GELU.derivative(r * v, 0);
        activation(p, Elementwise.GELU, value, slope);
        if (p.network.outputActivation() == Elementwise.GELU) {
            p.output = z -> z.map(value);
            p.delta = (z, y, t) -> p.objective.gradient(y, t).hadamard(z.map(slope));
        }
    }

    private static boolean isBias(String name) {
        return name.endsWith("bias");
    }

    /** Parameters that are not updated; and as well zeros that are written as their gradients. */
    private static Patch[] frozen(BiPredicate<Training, String> names) {
        Patch frozen = p -> p.frozen = name -> names.test(p, name);
        Patch zeros = p -> p.shown = gradients((name, g) -> names.test(p, name) ? g.map(v -> 0) : g);
        return new Patch[] {frozen, all(frozen, zeros)};
    }

    /** Writes other gradients than are used, by the names of their parameters. */
    private static BiFunction<String, Matrix, Matrix> gradients(BiFunction<String, Matrix, Matrix> shown) {
        return (name, m) -> name.startsWith(Run.GRADIENT) ? shown.apply(name.substring(Run.GRADIENT.length()), m) : m;
    }

    /** The inputs of this step, and the activations of the step before. */
    private static List<Matrix> hiddenBefore(List<Matrix> now, List<Matrix> before) {
        return IntStream.range(0, now.size())
                .mapToObj(k -> (k == 0 ? now : before).get(k))
                .toList();
    }

    private static void velocityTimes(Training p, double rate) {
        if (p.optimizer.kind() == OptimizerSpec.Kind.MOMENTUM) {
            p.shown = (name, m) -> name.startsWith("v.") ? m.map(v -> v * rate) : m;
            p.reread = (name, m) -> name.startsWith("v.") ? m.map(v -> v / rate) : m;
        }
    }

    private static void decayOfWeights(Training p) {
        ToDoubleFunction<String> all = p.decayRate;
        p.decayRate = name -> isBias(name) ? 0 : all.applyAsDouble(name);
    }
}
