package dev.crosscheck.proof.judge;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A known mistake in training a network, which {@link Suspect} can make on purpose, with a question to the author of the program and a hint where to
 * look.
 *
 * <p>Some slips have several variants ("ways"), each a number that {@link Suspect} interprets: for instance which row is affected, a factor, or
 * whether the written arrays show the slip.
 */
enum Slip {
    /** The correct training. */
    NONE("", ""),

    TRANSPOSED_START(
            "are the starting weights read column by column, as (inputs, units)?",
            "fc1.weight is (units, inputs), row by row: one unit's weights after the other's",
            4),
    ORDER_IGNORED(
            "are the rows taken in the order of the file, or every epoch in that of the first?",
            "each row of \"order\" names the rows of one epoch, from 0",
            2),
    LABELS_NOT_SHUFFLED(
            "are inputs shuffled without their targets, or targets without their inputs?",
            "row n of t belongs to row n of x: take both by the same index",
            2),
    LAST_BATCH_DROPPED(
            "is the last, smaller batch of an epoch left out?", "the rows that do not fill a batch are a step, too"),
    LAST_BATCH_FULL_DIVISOR(
            "is the last, smaller batch divided by the full batch size?", "divide by the rows that the batch has", 3),

    LOSS_SUMMED(
            "is the loss that is written summed over the batch, not averaged?", "divide the loss by the batch's rows"),
    GRADIENT_SUMMED(
            "is the gradient summed over the batch, not averaged?", "divide the gradient by the batch's rows, once"),
    ALL_SUMMED("is the loss summed over the batch, not averaged?", "divide loss and gradient by the batch's rows"),
    DIVIDED_TWICE(
            "is the gradient divided by the batch's rows twice?",
            "if the output's delta is divided by the rows, the sums over the rows are averages already"),
    DIVIDED_BY_ALL(
            "is the gradient divided by all rows of the data, not by those of the batch?",
            "divide by the rows of the batch",
            2),
    ELEMENTS_AND_ROWS(
            "is it divided by rows times outputs where it should be by rows, or the reverse?",
            "cross-entropy and half-squared-error: by rows; mse, bce and huber: by rows times outputs",
            3),
    FACTOR_TWO(
            "is there a factor 2 or 1/2 too many, or one missing?",
            "the derivative of (y-t)^2 is 2(y-t); that of (y-t)^2/2 is y-t",
            6),
    LOSS_AFTER_UPDATE(
            "is the loss computed after the update?",
            "the loss of a step is that of the parameters before it changes them"),
    LOSS_OF_SEVERAL_STEPS(
            "is the loss that is written an average over the steps so far?",
            "write the loss of this step's batch alone",
            2),
    GUARDED_LOGARITHM(
            "is a small number added to the probability before the logarithm is taken?",
            "take it from logits: log softmax is z - max - ln sum e^(z-max), which needs no guard",
            1e-15,
            1e-12,
            1e-10,
            1e-9,
            1e-8,
            1e-7,
            1e-6,
            1e-5),

    SOFTMAX_WITHOUT_MAX(
            "is the softmax taken without subtracting the largest logit?",
            "e^z overflows: e^(z-max) gives the same probabilities and does not"),
    SOFTMAX_TWICE(
            "does the network end in a softmax, and the loss takes one more?",
            "a cross-entropy of logits has the softmax inside (PyTorch's CrossEntropyLoss): give it the logits"),
    ACTIVATION_ON_OUTPUT(
            "is the hidden activation applied to the output layer, too?",
            "the last layer's z goes straight into the loss or its output activation"),
    OUTPUT_DERIVATIVE_TWICE(
            "is the derivative of the output activation taken twice?",
            "with softmax or sigmoid and its cross-entropy, p - t is the gradient by z already",
            2),
    OUTPUT_DERIVATIVE_MISSING(
            "is the derivative of the output activation missing?",
            "dLoss/dz is dLoss/dy times the output activation's derivative"),

    DERIVATIVE_OF_OUTPUT(
            "is the activation's derivative taken of its output, not of its input?",
            "f' is of z; if it is written by a = f(z), as in 1 - a^2, do not apply f again"),
    DERIVATIVE_OF_INPUT(
            "is the derivative's formula for the output used with the input?",
            "1 - a^2 and a (1 - a) are of the output a, not of z"),
    DERIVATIVES_MIXED_UP(
            "is the derivative of the sigmoid used for tanh, or the reverse?", "tanh: 1 - a^2; sigmoid: a (1 - a)"),
    HIDDEN_DERIVATIVE_MISSING(
            "is the derivative of the hidden activation missing?", "dz of a hidden layer is da times f'(z)"),
    HIDDEN_ACTIVATION_MISSING("is the hidden activation missing?", "a hidden layer's output is f(z), not z"),
    RELU_AT_ZERO(
            "is the derivative of relu at exactly 0 taken as 1, or as 1/2?",
            "relu'(0) = 0 is what PyTorch and TensorFlow take: z > 0, not z >= 0",
            1,
            0.5),
    LEAK("is the slope of the leaky relu below 0 another one than 0.01?", "it is 0.01 here", 0.1, 0.2, 0.3, 0.001),

    BIAS_MISSING("are the biases not added in the forward pass?", "z = W a + b"),
    BIAS_NOT_SUMMED(
            "is the bias's gradient that of one row, not the sum over the batch's rows?",
            "sum the deltas down the batch",
            2),
    BIAS_DIVIDED_TWICE(
            "is the bias's gradient divided by the batch's rows twice?",
            "if the deltas are divided by the rows, sum them and do not average"),
    BIAS_NOT_DIVIDED(
            "is the bias's gradient summed over the batch, and not averaged as the weights' is?",
            "both have the same factor 1/N"),
    BIAS_FROZEN("are the biases not updated?", "biases take the same step as weights", 2),
    HIDDEN_FROZEN("is only the last layer updated?", "every layer takes a step", 2),
    STALE_ACTIVATIONS(
            "are the activations, or the parameters, those of the step before?",
            "the backward pass needs the activations of the same batch's forward pass, with the parameters as they are now",
            3),
    UPDATE_BEFORE_BACKWARD(
            "is a layer updated before its weights have passed the gradient on to the layer below?",
            "first all gradients, then all updates"),
    ACCUMULATED(
            "are gradients added to those of the steps before?",
            "set them to zero before each step (PyTorch: optimizer.zero_grad())",
            2),
    SIGN("is a sign reversed, in the gradient or in the update?", "theta = theta - lr dLoss/dtheta", 3),
    LEARNING_RATE("is the learning rate another one?", "\"lr:\" in the setup line says it", 0.01, 0.1, 0.5, 2, 10, 100),

    MOMENTUM_DAMPENED("is the gradient damped, v = mu v + (1 - mu) g?", "here v = mu v + g, as in PyTorch's SGD", 2),
    NESTEROV("is it Nesterov's momentum?", "here theta = theta - lr v, without a look ahead"),
    MOMENTUM_MISSING("is the momentum missing?", "v = mu v + g and theta = theta - lr v"),
    VELOCITY_WITH_RATE(
            "does the velocity that is written contain the learning rate?",
            "the steps are the same; write v = mu v + g, or leave v out",
            1,
            -1),

    ADAM_UNCORRECTED(
            "does Adam work without its bias corrections, or with one of them?",
            "divide m by 1 - beta1^t and v by 1 - beta2^t",
            3),
    ADAM_STEP_COUNT(
            "does Adam's t start at another number than 1, or count epochs?", "t is 1 in the first step", -1, 1, 0),
    EPSILON_ELSEWHERE(
            "is Adam's epsilon inside the root, or added to the other root?",
            "sqrt(v / (1 - beta2^t)) + epsilon as in the paper and PyTorch (epsilon:corrected), or sqrt(v) + epsilon (epsilon:raw)",
            3),
    EPSILON_SIZE(
            "is Adam's epsilon another number than 1e-8?",
            "Keras has 1e-7",
            0,
            1e-12,
            1e-10,
            1e-9,
            1e-7,
            1e-6,
            1e-5,
            1e-4,
            1e-3),
    L2_FOR_DECAY(
            "is the weight decay added to the gradient (L2), not taken off the parameters as in AdamW?",
            "theta = theta - lr decay theta, apart from Adam's step (PyTorch: AdamW, not Adam with weight_decay)",
            2),
    DECAY_WITHOUT_RATE("is the weight decay not multiplied by the learning rate?", "theta = theta - lr decay theta"),
    DECAY_MISSING("is the weight decay missing?", "AdamW: theta = theta - lr decay theta before Adam's step"),
    DECAY_NOT_OF_BIASES(
            "do only the weights decay, not the biases?", "all parameters decay here, as in PyTorch's AdamW"),
    DECAY_AFTER_STEP("does the decay come after Adam's step?", "decay first, then the step, as in PyTorch's AdamW");

    private final String question;
    private final String lookAt;
    private final List<Double> ways;

    Slip(String question, String lookAt) {
        this(question, lookAt, 1);
    }

    /** @param count the number of ways, which are numbered from 1 */
    Slip(String question, String lookAt, int count) {
        this(question, lookAt, IntStream.rangeClosed(1, count).asDoubleStream().toArray());
    }

    Slip(String question, String lookAt, double... ways) {
        this.question = question;
        this.lookAt = lookAt;
        this.ways = Arrays.stream(ways).boxed().toList();
    }

    /** @return a question to the author, starting in lower case */
    String question() {
        return question;
    }

    /** @return what to look at */
    String lookAt() {
        return lookAt;
    }

    /** @return the numbers of its variants; at least one */
    List<Double> ways() {
        return ways;
    }

    /** @return the name in JSON: lower case with hyphens */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
