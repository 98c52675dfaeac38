package dev.crosscheck.proof.judge;

import static dev.crosscheck.proof.judge.Slip.*;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.PyTorchLayout;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * One training run, either correct or with one {@link Slip}, written out from the formulas, with a rounding bound for each number.
 *
 * <p>Layer k, from 1, has weights W_k (units, inputs), as in PyTorch, and computes {@code Z_k = A_k-1 W_kᵀ + b_k} and {@code A_k = f(Z_k)}
 * for the N rows of a batch. Each place where a slip changes the training is marked by a call of {@link #is}.
 */
final class Suspect {
    // Adam's constants, as in Kingma and Ba (2015).
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final Start start;
    private final Slip slip;
    private final double way;
    private final double u;
    private final OptimizerSpec optimizer;
    private final Loss loss;
    private final int layers;
    private final List<int[]> inputRows = new ArrayList<>();
    private final List<int[]> targetRows = new ArrayList<>();
    private final List<Integer> epochs = new ArrayList<>();

    private final List<Bounded> weights = new ArrayList<>();
    private final List<Bounded> biases = new ArrayList<>();
    private final Map<String, Bounded> moments = new LinkedHashMap<>();
    private final Map<String, Bounded> sums = new LinkedHashMap<>();
    private final List<Bounded> losses = new ArrayList<>();
    private List<Bounded> activationsBefore;
    private List<Bounded> weightsBefore;
    private List<Bounded> biasesBefore;
    private int t;

    /**
     * @param start the network, data and initial parameters
     * @param slip the slip to make, or {@link Slip#NONE}
     * @param way one of its {@link Slip#ways}
     * @param u the relative difference of one rounding on each side, {@link ProgramAnswer#unit}
     */
    Suspect(Start start, Slip slip, double way, double u) {
        this.start = start;
        this.slip = slip;
        this.way = way;
        this.u = u;
        this.optimizer = start.setup().training().optimizer();
        this.loss = start.setup().network().loss();
        this.layers = start.setup().network().sizes().size() - 1;
        for (int k = 1; k <= layers; k++) {
            Bounded w = Bounded.exact(start.array(PyTorchLayout.weight(k)), u);
            weights.add(is(TRANSPOSED_START) ? w.reshape(w.columns(), w.rows()).transpose() : w);
            biases.add(Bounded.exact(start.array(PyTorchLayout.bias(k)), u));
        }
        batches();
    }

    private boolean is(Slip one) {
        return slip == one;
    }

    private boolean is(Slip one, double oneWay) {
        return slip == one && way == oneWay;
    }

    /** Cuts the order of each epoch into batches, of which the last may be smaller. */
    private void batches() {
        int[][] order = start.order();
        int size = start.setup().training().batch();
        for (int e = 0; e < order.length; e++) {
            int[] plain = IntStream.range(0, order[e].length).toArray();
            int[] right = is(ORDER_IGNORED, 1) ? plain : is(ORDER_IGNORED, 2) ? order[0] : order[e];
            for (int from = 0; from < right.length; from += size) {
                int to = Math.min(right.length, from + size);
                if (is(LAST_BATCH_DROPPED) && to - from < size) {
                    continue;
                }
                inputRows.add(Arrays.copyOfRange(is(LABELS_NOT_SHUFFLED, 2) ? plain : right, from, to));
                targetRows.add(Arrays.copyOfRange(is(LABELS_NOT_SHUFFLED, 1) ? plain : right, from, to));
                epochs.add(e);
            }
        }
    }

    /** @return the number of steps of the run */
    int steps() {
        return inputRows.size();
    }

    /**
     * Does the next step.
     *
     * @return with the names of docs/judge.md: the loss before the update, the gradients, and the parameters and moments after the update
     */
    Map<String, Bounded> step() {
        t++;
        Bounded x = Bounded.exact(start.array("x"), u).pick(inputRows.get(t - 1));
        Bounded targets = Bounded.exact(start.array("t"), u).pick(targetRows.get(t - 1));
        int n = x.rows();
        boolean delayed = is(STALE_ACTIVATIONS, 3) && weightsBefore != null;
        Pass pass = forward(x, delayed ? weightsBefore : weights, delayed ? biasesBefore : biases);
        weightsBefore = List.copyOf(weights);
        biasesBefore = List.copyOf(biases);
        Bounded value = loss(pass.logits, targets).scale(lossFactor(n));

        Map<String, Bounded> gradients = new LinkedHashMap<>();
        Bounded dz = outputDelta(pass, targets).scale(gradientFactor(n));
        for (int k = layers; k >= 1; k--) {
            Bounded below = pass.a.get(k - 1);
            if ((is(STALE_ACTIVATIONS, 1) || is(STALE_ACTIVATIONS, 2) && k > 1)
                    && activationsBefore != null
                    && activationsBefore.get(k - 1).rows() == n) {
                below = activationsBefore.get(k - 1);
            }
            gradients.put(
                    PyTorchLayout.weight(k),
                    summed(PyTorchLayout.weight(k), dz.transpose().times(below)));
            gradients.put(PyTorchLayout.bias(k), summed(PyTorchLayout.bias(k), biasGradient(dz)));
            if (is(UPDATE_BEFORE_BACKWARD)) {
                update(k, gradients);
            }
            if (k > 1) {
                dz = hiddenDelta(dz.times(weights.get(k - 1)), pass.z.get(k - 2), pass.a.get(k - 1), k - 1);
            }
        }
        activationsBefore = pass.a;
        for (int k = 1; k <= layers && !is(UPDATE_BEFORE_BACKWARD); k++) {
            update(k, gradients);
        }
        if (is(LOSS_AFTER_UPDATE)) {
            value = loss(forward(x, weights, biases).logits, targets);
        }
        losses.add(value);
        return written(gradients);
    }

    private record Pass(List<Bounded> z, List<Bounded> a, Bounded logits) {}

    private Pass forward(Bounded x, List<Bounded> someWeights, List<Bounded> someBiases) {
        List<Bounded> z = new ArrayList<>();
        List<Bounded> a = new ArrayList<>(List.of(x));
        for (int k = 1; k <= layers; k++) {
            Bounded bias = someBiases.get(k - 1);
            z.add(a.get(k - 1).dense(someWeights.get(k - 1), is(BIAS_MISSING) ? bias.scale(0) : bias));
            if (k < layers) {
                a.add(is(HIDDEN_ACTIVATION_MISSING) ? z.get(k - 1) : value(hidden(k), z.get(k - 1)));
            }
        }
        Bounded last = z.get(layers - 1);
        if (is(SOFTMAX_TWICE) && loss == Loss.CATEGORICAL_CROSS_ENTROPY) {
            last = softmax(last);
        } else if (is(ACTIVATION_ON_OUTPUT) && layers > 1) {
            last = value(hidden(layers - 1), last);
        }
        return new Pass(z, a, last);
    }

    private Elementwise hidden(int k) {
        return start.setup().network().activation(k);
    }

    private Elementwise output() {
        return (Elementwise) start.setup().network().outputActivation();
    }

    /** f(Z), element by element. */
    private Bounded value(Elementwise f, Bounded z) {
        return switch (f) {
            case LEAKY_RELU -> z.map(v -> v > 0 ? v : leak() * v);
            case RELU, IDENTITY -> z.map(f::value, 0);
            // Implementations by exponentials have an absolute error of a rounding of 1.
            case TANH, ELU, SOFTPLUS, SIGMOID -> z.map(f::value, 1);
            case GELU, SELU, MISH -> throw new IllegalArgumentException(f.label() + " is not judged");
        };
    }

    private double leak() {
        return is(LEAK) ? way : Elementwise.LEAK;
    }

    /** f'(Z), with A = f(Z). */
    private Bounded slope(Elementwise f, Bounded z, Bounded a) {
        Bounded ones = Bounded.exact(z.value().map(v -> 1), u);
        boolean mixed = is(DERIVATIVES_MIXED_UP);
        return switch (f) {
            case RELU -> z.stepAtZero(0, is(RELU_AT_ZERO) ? way : 0, 1);
            case LEAKY_RELU -> z.stepAtZero(leak(), is(RELU_AT_ZERO) ? 1 : leak(), 1);
            case TANH -> mixed ? a.hadamard(ones.minus(a)) : ones.minus(a.hadamard(a));
            case SIGMOID -> mixed ? ones.minus(a.hadamard(a)) : a.hadamard(ones.minus(a));
            case ELU -> z.map(v -> v > 0 ? 1 : Math.exp(v), 1);
            case SOFTPLUS -> z.map(Elementwise.SIGMOID::value, 1);
            case IDENTITY -> ones;
            case GELU, SELU, MISH -> throw new IllegalArgumentException(f.label() + " is not judged");
        };
    }

    private Bounded hiddenDelta(Bounded da, Bounded z, Bounded a, int k) {
        if (is(HIDDEN_DERIVATIVE_MISSING) || is(HIDDEN_ACTIVATION_MISSING)) {
            return da;
        }
        Elementwise f = hidden(k);
        if (is(DERIVATIVE_OF_OUTPUT)) {
            return da.hadamard(slope(f, a, value(f, a)));
        }
        return da.hadamard(slope(f, z, is(DERIVATIVE_OF_INPUT) ? z : a));
    }

    /** {@code e^(z - max z) / Σ e^(z - max z)} of each row. */
    private Bounded softmax(Bounded z) {
        int columns = z.columns();
        Matrix value = Matrix.zeros(z.rows(), columns);
        Matrix radius = Matrix.zeros(z.rows(), columns);
        for (int n = 0; n < z.rows(); n++) {
            double[] row = z.value().row(n).data();
            double[] bounds = z.radius().row(n).data();
            double max = is(SOFTMAX_WITHOUT_MAX) ? 0 : Arrays.stream(row).max().orElseThrow();
            double sum = Arrays.stream(row).map(v -> Math.exp(v - max)).sum();
            double[] relative = new double[columns];
            double ofSum = 0;
            for (int i = 0; i < columns; i++) {
                // An implementation as e^(z - log sum) rounds at the magnitude of the logit and of the logarithm.
                relative[i] = 2 * bounds[i] + 4 * u * (Math.abs(row[i]) + Math.abs(max) + columns + 4);
                ofSum += relative[i] * Math.exp(row[i] - max) / sum;
            }
            for (int i = 0; i < columns; i++) {
                double p = Math.exp(row[i] - max) / sum;
                value.data()[n * columns + i] = p;
                radius.data()[n * columns + i] = p * Math.expm1(relative[i] + ofSum);
            }
        }
        return new Bounded(value, radius, u);
    }

    /** The mean loss of a batch, (1, 1). */
    private Bounded loss(Bounded logits, Bounded targets) {
        Bounded y = outputs(logits);
        Bounded terms = y.combine(
                targets, (p, q) -> term(p, q)[0], (p, rp, q, rq) -> term(p, q)[1] * rp + 8 * u * term(p, q)[2]);
        Bounded perRow = terms.times(Bounded.exact(Matrix.zeros(y.columns(), 1).map(v -> 1), u));
        return perRow.columnSums().scale(1 / divisor(y));
    }

    private Bounded outputs(Bounded logits) {
        return loss == Loss.CATEGORICAL_CROSS_ENTROPY ? softmax(logits) : value(output(), logits);
    }

    private double divisor(Bounded y) {
        return isOverRows() ? y.rows() : (double) y.rows() * y.columns();
    }

    /** Whether the loss is summed over outputs and averaged over rows, instead of averaged over both. */
    private boolean isOverRows() {
        return loss == Loss.CATEGORICAL_CROSS_ENTROPY || loss == Loss.HALF_SQUARED_ERROR;
    }

    /** @return for one output y and its target q: the term of the loss, the magnitude of its derivative by y, and the magnitude at which it rounds */
    private double[] term(double y, double q) {
        double d = Math.abs(y - q);
        double guard = is(GUARDED_LOGARITHM) ? way : 0;
        return switch (loss) {
            case CATEGORICAL_CROSS_ENTROPY -> {
                double log = q == 0 ? 0 : -q * Math.log(y + guard);
                yield new double[] {log, q == 0 ? 0 : q / y, Math.abs(log) + q};
            }
            case BINARY_CROSS_ENTROPY -> {
                double log = -(q * Math.log(y + guard) + (1 - q) * Math.log(1 - y + guard));
                yield new double[] {log, q / y + (1 - q) / (1 - y), Math.abs(log) + 1 + (1 - q) / (1 - y)};
            }
            case MEAN_SQUARED_ERROR -> new double[] {d * d, 2 * d + u, d * d};
            case HALF_SQUARED_ERROR -> new double[] {0.5 * d * d, d + u, d * d};
            case HUBER -> new double[] {d <= 1 ? 0.5 * d * d : d - 0.5, Math.min(1, d) + u, d * d + d};
        };
    }

    /** dLoss/dZ of the last layer. */
    private Bounded outputDelta(Pass pass, Bounded targets) {
        Bounded y = outputs(pass.logits);
        Bounded z = pass.z.get(layers - 1);
        Bounded ones = Bounded.exact(y.value().map(v -> 1), u);
        // In whatever form the chain rule is written, it has a few roundings of numbers of the magnitude of y and t.
        Bounded d = y.combine(
                targets,
                (p, q) -> p - q,
                (p, rp, q, rq) -> rp + (isOfProbabilities() ? 16 : 4) * u * (Math.abs(p) + Math.abs(q)));
        Bounded delta = switch (loss) {
            case CATEGORICAL_CROSS_ENTROPY, BINARY_CROSS_ENTROPY, HALF_SQUARED_ERROR -> d;
            case MEAN_SQUARED_ERROR -> d.scale(2);
            case HUBER -> d.map(v -> Math.max(-1, Math.min(1, v)));
        };
        if (isOfProbabilities()) {
            boolean softmax = loss == Loss.CATEGORICAL_CROSS_ENTROPY;
            if (is(OUTPUT_DERIVATIVE_TWICE)) {
                delta = softmax && way == 2 ? throughSoftmax(y, delta) : delta.hadamard(y.hadamard(ones.minus(y)));
            } else if (is(OUTPUT_DERIVATIVE_MISSING)) {
                delta = y.combine(
                        targets,
                        (p, q) -> softmax ? -q / p : (p - q) / (p * (1 - p)),
                        (p, rp, q, rq) -> (rp + 16 * u) / (p * p) + 16 * u / p);
            }
        } else if (!is(OUTPUT_DERIVATIVE_MISSING)) {
            delta = delta.hadamard(slope(output(), pass.logits, y));
            if (is(OUTPUT_DERIVATIVE_TWICE)) {
                delta = delta.hadamard(slope(output(), pass.logits, y));
            }
        }
        if (is(SOFTMAX_TWICE) && loss == Loss.CATEGORICAL_CROSS_ENTROPY) {
            delta = throughSoftmax(pass.logits, delta);
        } else if (is(ACTIVATION_ON_OUTPUT) && layers > 1) {
            delta = delta.hadamard(slope(hidden(layers - 1), z, pass.logits));
        }
        return delta.scale(1 / divisor(y)).widened(v -> 8 * u * Math.abs(v));
    }

    private boolean isOfProbabilities() {
        return loss == Loss.CATEGORICAL_CROSS_ENTROPY || loss == Loss.BINARY_CROSS_ENTROPY;
    }

    /** {@code dz_j = s_j (ds_j - Σ ds_i s_i)}, with S a softmax of Z. */
    private Bounded throughSoftmax(Bounded s, Bounded ds) {
        Bounded ones = Bounded.exact(Matrix.zeros(s.columns(), s.columns()).map(v -> 1), u);
        return s.hadamard(ds.minus(s.hadamard(ds).times(ones)));
    }

    private Bounded biasGradient(Bounded dz) {
        int n = dz.rows();
        if (is(BIAS_NOT_SUMMED)) {
            return dz.pick(way == 1 ? 0 : n - 1);
        }
        return dz.columnSums().scale(is(BIAS_DIVIDED_TWICE) ? 1.0 / n : is(BIAS_NOT_DIVIDED) ? n : 1);
    }

    /** @return the factor by which the slip multiplies the correct loss of a batch of n rows */
    private double lossFactor(int n) {
        return switch (slip) {
            case LOSS_SUMMED, ALL_SUMMED -> n;
            case ELEMENTS_AND_ROWS -> way == 1 ? 1 : elementsOrRows();
            case FACTOR_TWO -> way < 3 ? 1 : way % 2 == 1 ? 0.5 : 2;
            case LAST_BATCH_FULL_DIVISOR -> way == 1 ? 1 : ofFullBatch(n);
            case DIVIDED_BY_ALL -> way == 1 ? 1 : ofAll(n);
            default -> 1;
        };
    }

    /** @return the factor by which the slip multiplies the correct gradient of a batch of n rows */
    private double gradientFactor(int n) {
        return switch (slip) {
            case GRADIENT_SUMMED, ALL_SUMMED -> n;
            case DIVIDED_TWICE -> 1.0 / n;
            case ELEMENTS_AND_ROWS -> way == 2 ? 1 : elementsOrRows();
            case FACTOR_TWO -> way == 3 || way == 4 ? 1 : way % 2 == 1 ? 0.5 : 2;
            case LAST_BATCH_FULL_DIVISOR -> way == 2 ? 1 : ofFullBatch(n);
            case DIVIDED_BY_ALL -> ofAll(n);
            case SIGN -> way == 1 ? 1 : -1;
            default -> 1;
        };
    }

    private double elementsOrRows() {
        int outputs = start.array("t").columns();
        return isOverRows() ? 1.0 / outputs : outputs;
    }

    private double ofFullBatch(int n) {
        return (double) n / start.setup().training().batch();
    }

    private double ofAll(int n) {
        return (double) n / start.array("x").rows();
    }

    private Bounded summed(String name, Bounded gradient) {
        if (is(ACCUMULATED)) {
            sums.merge(name, gradient, Bounded::plus);
        }
        return is(ACCUMULATED, 1) ? sums.get(name) : gradient;
    }

    private void update(int k, Map<String, Bounded> gradients) {
        String weight = PyTorchLayout.weight(k);
        String bias = PyTorchLayout.bias(k);
        if (!(is(HIDDEN_FROZEN) && k < layers)) {
            weights.set(k - 1, updated(weight, weights.get(k - 1), gradient(weight, gradients)));
            if (!is(BIAS_FROZEN)) {
                biases.set(k - 1, updated(bias, biases.get(k - 1), gradient(bias, gradients)));
            }
        }
    }

    private Bounded gradient(String name, Map<String, Bounded> gradients) {
        return is(ACCUMULATED, 2) ? sums.get(name) : gradients.get(name);
    }

    /** @return θ after one update with gradient g */
    private Bounded updated(String name, Bounded theta, Bounded g) {
        double rate = optimizer.learningRate() * (is(LEARNING_RATE) ? way : 1);
        double direction = is(SIGN, 1) || is(SIGN, 2) ? -1 : 1;
        return switch (optimizer.kind()) {
            case SGD -> theta.minus(g.scale(direction * rate));
            case MOMENTUM -> theta.minus(velocity(name, g).scale(direction * rate));
            case ADAM -> theta.minus(adam(name, g).scale(direction * rate));
            case ADAMW -> {
                double decay = optimizer.weightDecay();
                if (is(L2_FOR_DECAY)) {
                    yield theta.minus(adam(name, g.plus(theta.scale(decay))).scale(direction * rate));
                }
                boolean none = is(DECAY_MISSING) || is(DECAY_NOT_OF_BIASES) && name.endsWith("bias");
                double kept = 1 - (none ? 0 : is(DECAY_WITHOUT_RATE) ? decay : rate * decay);
                Bounded step = adam(name, g).scale(direction * rate);
                yield is(DECAY_AFTER_STEP)
                        ? theta.minus(step).scale(kept)
                        : theta.scale(kept).minus(step);
            }
        };
    }

    private Bounded moment(String name, Bounded like) {
        return moments.getOrDefault(name, Bounded.exact(like.value().map(v -> 0), u));
    }

    /** {@code v = μ v + g}. */
    private Bounded velocity(String name, Bounded g) {
        if (is(MOMENTUM_MISSING)) {
            moments.put("v." + name, g);
            return g;
        }
        double mu = optimizer.momentum();
        boolean damped = is(MOMENTUM_DAMPENED, 1) || is(MOMENTUM_DAMPENED, 2) && t > 1;
        Bounded v = moment("v." + name, g).scale(mu).plus(damped ? g.scale(1 - mu, 2 * u) : g);
        moments.put("v." + name, v);
        return is(NESTEROV) ? g.plus(v.scale(mu)) : v;
    }

    /** {@code m̂ / (√v̂ + ε)}. */
    private Bounded adam(String name, Bounded g) {
        Bounded m = moment("m." + name, g).scale(BETA1).plus(g.scale(1 - BETA1, 2 * u));
        Bounded v = moment("v." + name, g).scale(BETA2).plus(g.hadamard(g).scale(1 - BETA2, 2 * u));
        moments.put("m." + name, m);
        moments.put("v." + name, v);
        double count = is(ADAM_STEP_COUNT) ? way == 0 ? epochs.get(t - 1) + 1 : t + way : t;
        double correction1 = is(ADAM_UNCORRECTED) && way != 3 ? 1 : 1 - Math.pow(BETA1, count);
        double correction2 = is(ADAM_UNCORRECTED) && way != 2 ? 1 : 1 - Math.pow(BETA2, count);
        double ofPowers = (2 * t + 4) * u; // each factor of βᵗ is rounded, and the product
        Bounded mean = m.scale(1 / correction1, ofPowers / (correction1 * correction1));
        boolean raw = optimizer.epsilon() == Adam.Epsilon.ON_RAW != is(EPSILON_ELSEWHERE, 2);
        double epsilon = is(EPSILON_SIZE) ? way : EPSILON;
        double added = raw || is(EPSILON_ELSEWHERE, 3) ? epsilon / Math.sqrt(correction2) : epsilon;
        double inside = is(EPSILON_ELSEWHERE, 1) ? epsilon : is(EPSILON_ELSEWHERE, 3) ? epsilon / correction2 : 0;
        double outside = inside > 0 ? 0 : added;
        Bounded square = v.scale(1 / correction2, ofPowers / (correction2 * correction2));
        return mean.combine(
                square,
                (a, b) -> a / (Math.sqrt(b + inside) + outside),
                (a, ra, b, rb) -> quotientBound(a, ra, b + inside, rb, outside));
    }

    /** @return the bound of a / (√b + ε): its largest change within the bounds of a and b, plus 10 roundings */
    private double quotientBound(double a, double ra, double b, double rb, double epsilon) {
        double quotient = a / (Math.sqrt(b) + epsilon);
        double most = 0;
        for (double root : new double[] {Math.sqrt(Math.max(0, b - rb)), Math.sqrt(b + rb)}) {
            for (double over : new double[] {a - ra, a + ra}) {
                double moved = over == 0 ? 0 : over / (root + epsilon);
                most = Math.max(most, Math.abs(moved - quotient));
            }
        }
        return most + 10 * u * Math.abs(quotient);
    }

    /** @return the arrays that a program with this slip writes */
    private Map<String, Bounded> written(Map<String, Bounded> gradients) {
        Map<String, Bounded> written = new LinkedHashMap<>();
        written.put(ProgramAnswer.LOSS, writtenLoss());
        for (int k = layers; k >= 1; k--) {
            for (String name : List.of(PyTorchLayout.weight(k), PyTorchLayout.bias(k))) {
                Bounded g = gradients.get(name);
                boolean zero = is(BIAS_FROZEN, 2) && name.endsWith("bias") || is(HIDDEN_FROZEN, 2) && k < layers;
                Bounded theta = parameter(name, k);
                g = is(L2_FOR_DECAY, 2) ? g.plus(theta.scale(optimizer.weightDecay())) : g;
                written.put(ProgramAnswer.GRADIENT + name, laidOut(zero ? g.scale(0) : g, is(TRANSPOSED_START, 3)));
            }
        }
        for (int k = 1; k <= layers; k++) {
            for (String name : List.of(PyTorchLayout.weight(k), PyTorchLayout.bias(k))) {
                written.put(name, laidOut(parameter(name, k), is(TRANSPOSED_START, 4)));
            }
        }
        double inVelocity = is(VELOCITY_WITH_RATE) ? way * optimizer.learningRate() : 1;
        moments.forEach((name, moment) -> written.put(
                name,
                laidOut(optimizer.kind() == OptimizerSpec.Kind.MOMENTUM ? moment.scale(inVelocity) : moment, false)));
        return written;
    }

    private Bounded parameter(String name, int k) {
        return (name.endsWith("bias") ? biases : weights).get(k - 1);
    }

    private Bounded writtenLoss() {
        int last = losses.size() - 1;
        int from = is(LOSS_OF_SEVERAL_STEPS, 2) ? 0 : epochs.indexOf(epochs.get(last));
        if (!is(LOSS_OF_SEVERAL_STEPS)) {
            return losses.get(last);
        }
        return losses.subList(from, last + 1).stream()
                .reduce(Bounded::plus)
                .orElseThrow()
                .scale(1.0 / (last + 1 - from));
    }

    /** Undoes the transposition of weights that were read as (inputs, units), in the variants of the slip that write them in the order in which they were read. */
    private Bounded laidOut(Bounded array, boolean turned) {
        return is(TRANSPOSED_START) && way != 2 && !turned
                ? array.transpose().reshape(array.rows(), array.columns())
                : array;
    }

    /** Continues from the parameters that the program wrote, each known within its bound. */
    void continueFrom(Map<String, Bounded> parameters) {
        for (int k = 1; k <= layers; k++) {
            Bounded w = parameters.get(PyTorchLayout.weight(k));
            Bounded b = parameters.get(PyTorchLayout.bias(k));
            if (w != null) {
                boolean asRead = is(TRANSPOSED_START, 1) || is(TRANSPOSED_START, 3);
                weights.set(k - 1, asRead ? w.reshape(w.columns(), w.rows()).transpose() : w);
            }
            if (b != null) {
                biases.set(k - 1, b);
            }
        }
    }
}
