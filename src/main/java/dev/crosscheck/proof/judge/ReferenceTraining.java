package dev.crosscheck.proof.judge;

import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.Convolution;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.Initialization;
import dev.crosscheck.nn.Layer;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Objective;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.proof.compare.Rounding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The training of a network, written out from the formulas. A {@link Slip} replaces its public fields; as they stand here, the training is right.
 *
 * <p>Layer k, from 1, has weights W_k (units, inputs), as in PyTorch, and computes {@code Z_k = A_k-1 W_kᵀ + b_k}, or a convolution, whose W_k is (maps,
 * fan-in), and {@code A_k = f(Z_k)} for the N rows of a batch. A perceptron is a layer of one unit with the Heaviside step instead of f; its rule {@code w += η (t - y) x} is gradient
 * descent with the half squared error's gradient.
 */
public final class ReferenceTraining {
    /** A function of a layer's inputs and outputs. */
    public interface OfLayer {
        Matrix of(int k, Matrix z, Matrix a);
    }

    /** The gradient before pooling from the one behind it, as {@link Layer#beforePooling}. */
    public interface OfPooling {
        Matrix of(Layer layer, Matrix a, Matrix w, Matrix b, Matrix dz);
    }

    /** A function of the network's logits Z, outputs Y and targets T. */
    public interface OfOutputs<R> {
        R of(Matrix z, Matrix y, Matrix t);
    }

    // Data: the rows of each batch; a batch without rows is left out.
    public UnaryOperator<Batch> batch = b -> b;
    public boolean keepsRows; // a smaller batch is filled up with rows of the batch before

    // Forward.
    public Places.@Nullable Border border; // what padding consists of; null for zeros

    public BiFunction<String, Matrix, Matrix> weights = (name, w) -> w;
    public UnaryOperator<Matrix> bias = b -> b;
    public OfLayer value = (k, z, a) -> hidden(k).forward(z);
    public UnaryOperator<Matrix> logits = z -> z;
    public UnaryOperator<Matrix> output;
    public Objective objective;
    public OfOutputs<Double> loss = this::loss;
    public IntToDoubleFunction lossFactor = rows -> 1;
    public boolean lossAfterUpdate;
    public boolean delayed; // by a step: the forward pass has the parameters before the last update

    // Backward.
    public OfOutputs<Matrix> delta = this::delta;
    public OfOutputs<Matrix> throughLogits = (z, logits, d) -> d;
    public OfLayer slope = (k, z, a) -> z.combine(a, hidden(k)::derivative);
    public BiFunction<String, Matrix, Matrix> backward = (name, w) -> w;
    public OfPooling pooling = Layer::beforePooling;
    public BiFunction<Layer, Matrix, Matrix> biasGradient = Layer::biasGradient;
    public BiFunction<String, Matrix, Matrix> gradient = (name, g) -> g;
    public BinaryOperator<List<Matrix>> below = (now, before) -> now;
    public boolean updatesAtOnce; // each layer, before its weights pass the gradient on

    // Update.
    public BiFunction<String, Matrix, Matrix> used = (name, g) -> g;
    public boolean startsLate; // the first step updates nothing
    public double direction = 1;
    public double rateFactor = 1;
    public double momentum;
    public IntToDoubleFunction intoVelocity = step -> 1;
    public boolean looksAhead;
    public IntToDoubleFunction count = step -> step;
    public double beta2 = 0.999; // with which v is remembered, and nothing else
    public boolean corrects1 = true;
    public boolean corrects2 = true;
    public double correctionOfNone; // takes the place of 1 - β⁰
    public double epsilon = Adam.EPSILON;
    public DoubleBinaryOperator root;
    public boolean decaysAfter;
    public ToDoubleFunction<String> decayRate = name -> rate();

    // What is written, and read.
    public BiFunction<String, Matrix, Matrix> read = (name, m) -> m;
    public BiFunction<String, Matrix, Matrix> reread = (name, m) -> m;
    public BiFunction<String, Matrix, Matrix> shown = (name, m) -> m;

    public final Recording run;
    final OptimizerSpec optimizer;
    final int layers;
    public final NetworkSpec network;
    final Rounding rounding;
    private final ReferenceTraining exact;
    private final Map<String, Matrix> parameters = new LinkedHashMap<>();
    private final Map<String, Matrix> moments = new LinkedHashMap<>();
    private final List<Double> losses = new ArrayList<>();
    private final List<Batch> batches = new ArrayList<>();
    Map<String, Matrix> parametersBefore;
    private Pass pass;
    private int t;

    /**
     * The rows of a step.
     *
     * @param from how many rows of the epoch come before it
     */
    public record Batch(int epoch, int from, int[] inputs, int[] targets) {}

    /** A forward pass, with the parameters as they were moved. */
    private record Pass(
            List<Matrix> w, List<Matrix> b, List<Matrix> z, List<Matrix> a, Matrix logits, Matrix y, Matrix targets) {

        /** @return this with the last rows of another one, which has more */
        Pass withRowsOf(Pass other) {
            return new Pass(
                    w,
                    b,
                    filled(z, other.z),
                    filled(a, other.a),
                    filled(logits, other.logits),
                    filled(y, other.y),
                    filled(targets, other.targets));
        }

        private static List<Matrix> filled(List<Matrix> all, List<Matrix> others) {
            return IntStream.range(0, all.size())
                    .mapToObj(k -> filled(all.get(k), others.get(k)))
                    .toList();
        }

        private static Matrix filled(Matrix m, Matrix other) {
            Matrix filled = other.copy();
            System.arraycopy(m.data(), 0, filled.data(), 0, m.data().length);
            return filled;
        }
    }

    ReferenceTraining(Recording run, Slip.Patch slip) {
        this(run, slip, Rounding.NONE, null);
    }

    /**
     * Creates a copy whose numbers {@code rounding} moves.
     *
     * @param exact the same training without moves, which is one step ahead; null if this is that training
     */
    ReferenceTraining(Recording run, Slip.Patch slip, Rounding rounding, @Nullable ReferenceTraining exact) {
        this.run = run;
        this.rounding = rounding;
        this.exact = exact == null ? this : exact;
        this.network = run.setup().network();
        this.optimizer = run.setup().training().optimizer();
        this.objective = run.setup().objective();
        this.layers = network.layers().size();
        this.momentum = optimizer.momentum();
        this.output = network.outputActivation()::forward;
        this.root = optimizer.epsilon() == Adam.Epsilon.ON_RAW ? this::onRaw : this::onCorrected;
        if (run.isPerceptron()) {
            output = z -> kinks(1, z, z.map(v -> v >= 0 ? 1 : 0), 1);
            loss = (z, y, t) -> Math.abs(t.get(0, 0) - y.get(0, 0));
        }
        slip.apply(this);
        run.start().forEach((name, array) -> parameters.put(name, read.apply(name, array)));
        cut();
    }

    /**
     * Does only the update of a step.
     *
     * @param before parameters and moments before the step
     * @param written gradients; missing ones are computed
     * @return parameters and moments after the step
     */
    static Map<String, Matrix> updated(
            Recording run, int step, Map<String, Matrix> before, Map<String, Matrix> written) {
        ReferenceTraining training = new ReferenceTraining(
                run, p -> p.gradient = (name, g) -> written.getOrDefault(Recording.GRADIENT + name, g));
        training.t = step - 1;
        training.resume(before);
        training.step();
        return training.state();
    }

    /** @return backpropagation with a slip */
    public static Backprop backprop(Slip.Patch slip) {
        return (network, parameters, pass, targets, loss) -> {
            NetworkSpec spec = new NetworkSpec(
                    network.inputs(),
                    network.layers().subList(0, network.depth() - 1),
                    network.outputs(),
                    loss.loss(),
                    network.outputActivation(),
                    0,
                    Initialization.TORCH);
            TrainingSpec oneStep = new TrainingSpec(OptimizerSpec.Kind.SGD.byDefault(), targets.rows(), 1, 1);
            MatrixExamples batch = new MatrixExamples(pass.a(0), targets, 0);
            Recording run = Recording.ofBatch(new Setup(spec, oneStep), batch, network.named(parameters));
            Slip.Patch differentiated = p -> p.objective = loss;
            Map<String, Matrix> written = new ReferenceTraining(run, Slip.all(differentiated, slip)).step();
            Map<String, Matrix> gradients = new LinkedHashMap<>(run.start());
            gradients.replaceAll((name, parameter) -> written.get(Recording.GRADIENT + name));
            return new Gradients(network.parameters(gradients).matrices());
        };
    }

    private void cut() {
        for (int e = 0; e < run.epochs().size(); e++) {
            int[] rows = run.epochs().get(e);
            for (int from = 0; from < rows.length; from += run.batch()) {
                int[] ofBatch = Arrays.copyOfRange(rows, from, Math.min(rows.length, from + run.batch()));
                Batch cut = batch.apply(new Batch(e, from, ofBatch, ofBatch));
                if (cut.inputs().length > 0) {
                    batches.add(cut);
                }
            }
        }
    }

    boolean hasNext() {
        return t < batches.size();
    }

    /** @return the epoch of the present step, from 0 */
    int epoch() {
        return batches.get(t - 1).epoch();
    }

    /** @return whether the present step is the last one of its epoch */
    boolean isLastOfEpoch() {
        return t == batches.size() || batches.get(t).epoch() > epoch();
    }

    int rows() {
        return pass.y().rows();
    }

    /** @return the mean of the losses so far since the start of an epoch */
    double meanLossSince(int epoch) {
        return IntStream.range(0, t)
                .filter(step -> batches.get(step).epoch() >= epoch)
                .mapToDouble(losses::get)
                .average()
                .orElseThrow();
    }

    /** Does the next step. @return its arrays by the names of {@link Recording#steps}: the loss, gradients, moments and parameters */
    Map<String, Matrix> step() {
        Batch now = batches.get(t++);
        Matrix x = MatrixExamples.of(run.examples(), now.inputs()).x();
        Matrix targets = MatrixExamples.of(run.examples(), now.targets()).targets();
        Pass before = pass;
        pass = forward(x, targets, delayed && parametersBefore != null ? parametersBefore : parameters);
        parametersBefore = new LinkedHashMap<>(parameters);
        double lossNow = loss.of(pass.logits(), pass.y(), targets) * lossFactor.applyAsDouble(x.rows());
        if (keepsRows && before != null && before.y().rows() > x.rows()) {
            pass = pass.withRowsOf(before);
        }
        boolean comparable = before != null && before.y().rows() == rows();
        List<Matrix> inputs = below.apply(pass.a(), comparable ? before.a() : pass.a());
        Map<String, Matrix> gradients = new LinkedHashMap<>();
        Matrix dz = rounding.few(throughLogits.of(
                pass.z().get(layers - 1), pass.logits(), delta.of(pass.logits(), pass.y(), pass.targets())));
        for (int k = layers; k >= 1; k--) {
            Layer layer = layer(k);
            String weight = run.weight(k);
            String bias = run.bias(k);
            Matrix moved = rounding.sum(pooling.of(
                    layer, padded(k, pass.a()), pass.w().get(k - 1), pass.b().get(k - 1), dz));
            Matrix w = parameters.get(weight);
            Matrix dw = layer.weightGradient(padded(k, inputs), moved).transpose();
            gradients.put(weight, gradient.apply(weight, rounding.sum(dw)));
            gradients.put(bias, gradient.apply(bias, rounding.sum(biasGradient.apply(layer, moved))));
            if (updatesAtOnce) {
                update(k, gradients);
                w = parameters.get(weight);
            }
            if (k > 1) {
                Matrix back = backward.apply(weight, rounding.sum(w)).transpose();
                Matrix padded = rounding.sum(layer.inputGradient(moved, back));
                Matrix da = padding(k).map(padding -> padding.back(padded)).orElse(padded);
                Matrix z = pass.z().get(k - 2);
                Matrix slopes = slope.of(k - 1, z, pass.a().get(k - 1));
                dz = rounding.few(da.hadamard(kinks(k - 1, z, slopes, jump(hidden(k - 1)))));
            }
        }
        for (int k = 1; k <= layers && !updatesAtOnce; k++) {
            update(k, gradients);
        }
        if (lossAfterUpdate) {
            Pass after = forward(x, targets, parameters);
            lossNow = loss.of(after.logits(), after.y(), targets);
        }
        Matrix written = rounding.sum(new Matrix(1, 1, lossNow));
        losses.add(written.get(0, 0));
        return written(written, gradients);
    }

    /** @return Z of each layer in the present step as {@code z.NAME}, and A as {@code a.NAME}, or as {@code output} for the last layer */
    Map<String, Matrix> forward() {
        Map<String, Matrix> forward = new LinkedHashMap<>();
        for (int k = 1; k <= layers; k++) {
            String name = network.network().name(k);
            forward.put("z." + name, pass.z().get(k - 1));
            forward.put(
                    k < layers ? "a." + name : "output", k < layers ? pass.a().get(k) : pass.y());
        }
        return forward;
    }

    private Pass forward(Matrix x, Matrix targets, Map<String, Matrix> theta) {
        List<Matrix> w = new ArrayList<>();
        List<Matrix> b = new ArrayList<>();
        List<Matrix> z = new ArrayList<>();
        List<Matrix> a = new ArrayList<>(List.of(x));
        for (int k = 1; k <= layers; k++) {
            String name = run.weight(k);
            w.add(rounding.sum(weights.apply(name, theta.get(name))).transpose());
            b.add(bias.apply(theta.get(run.bias(k))));
            z.add(rounding.sum(layer(k).z(padded(k, a), w.get(k - 1), b.get(k - 1))));
            if (k < layers) {
                a.add(rounded(hidden(k), value.of(k, z.get(k - 1), null)));
            }
        }
        Matrix last = logits.apply(z.get(layers - 1));
        Matrix y = output.apply(last);
        Matrix moved = network.outputActivation() instanceof Elementwise f ? rounded(f, y) : rounding.few(y);
        return new Pass(w, b, z, a, last, moved, targets);
    }

    /** @return how the inputs of layer k are padded with something else than zeros; empty if they are not */
    private Optional<Places> padding(int k) {
        return border != null
                        && network.layers().get(k - 1) instanceof Convolution convolution
                        && convolution.padding() > 0
                ? Optional.of(Places.padded(convolution, border))
                : Optional.empty();
    }

    private Layer layer(int k) {
        Layer layer = network.layers().get(k - 1);
        return padding(k)
                .map(padding -> ((Convolution) layer).unpadded(padding.to()))
                .map(Layer.class::cast)
                .orElse(layer);
    }

    private Matrix padded(int k, List<Matrix> a) {
        Matrix inputs = a.get(k - 1);
        return padding(k).map(padding -> padding.of(inputs)).orElse(inputs);
    }

    private Matrix rounded(Elementwise f, Matrix a) {
        boolean straight = f == Elementwise.RELU || f == Elementwise.LEAKY_RELU || f == Elementwise.IDENTITY;
        return straight ? a : rounding.curved(a);
    }

    /** Moves the slopes of layer k's units that are at their kink. */
    private Matrix kinks(int k, Matrix z, Matrix slope, double jump) {
        return exact == this ? slope : rounding.kinks(z, exact.pass.z().get(k - 1), slope, jump);
    }

    private static double jump(Elementwise f) {
        return switch (f) {
            case RELU -> 1;
            case LEAKY_RELU -> 1 - Elementwise.LEAK;
            default -> 0;
        };
    }

    Elementwise hidden(int k) {
        return network.activation(k);
    }

    /** @return whether the loss is a cross-entropy of the output activation's probabilities */
    boolean isOfProbabilities() {
        return objective.isFusedWith(network.outputActivation());
    }

    private double loss(Matrix z, Matrix y, Matrix targets) {
        return isOfProbabilities() ? objective.valueOfLogits(z, targets) : objective.value(y, targets);
    }

    /** dLoss/dZ of the last layer. */
    private Matrix delta(Matrix z, Matrix y, Matrix targets) {
        if (isOfProbabilities()) {
            return objective.gradientOfLogits(y, targets);
        }
        Elementwise f = (Elementwise) network.outputActivation();
        Matrix slopes = kinks(layers, z, z.combine(y, f::derivative), jump(f));
        return objective.gradient(y, targets).hadamard(slopes);
    }

    private double rate() {
        return run.rate(t) * rateFactor;
    }

    private void update(int k, Map<String, Matrix> gradients) {
        for (String name : List.of(run.weight(k), run.bias(k))) {
            Matrix g = used.apply(name, gradients.get(name));
            if (!startsLate || t > 1) {
                parameters.compute(name, (key, theta) -> rounding.few(updated(name, theta, g)));
            }
        }
    }

    private Matrix updated(String name, Matrix theta, Matrix g) {
        double rate = direction * rate();
        return switch (optimizer.kind()) {
            case SGD -> theta.combine(g, (p, gi) -> p - rate * gi);
            case MOMENTUM -> theta.combine(velocity(name, g), (p, v) -> p - rate * v);
            case ADAM -> theta.combine(adam(name, g), (p, step) -> p - rate * step);
            case ADAMW -> {
                double kept = 1 - decayRate.applyAsDouble(name) * optimizer.weightDecay();
                yield theta.combine(
                        adam(name, g), (p, step) -> decaysAfter ? (p - rate * step) * kept : p * kept - rate * step);
            }
        };
    }

    private Matrix moment(String name, Matrix like) {
        Matrix moment = moments.get(name);
        return moment == null ? Matrix.zeros(like.rows(), like.columns()) : moment;
    }

    /** {@code v = μ v + g}. */
    private Matrix velocity(String name, Matrix g) {
        double share = intoVelocity.applyAsDouble(t);
        Matrix v = rounding.few(moment("v." + name, g).combine(g, (vi, gi) -> momentum * vi + share * gi));
        moments.put("v." + name, v);
        return looksAhead ? g.combine(v, (gi, vi) -> gi + momentum * vi) : v;
    }

    /**
     * {@code m̂ / (√v̂ + ε)}, with the constants of Kingma and Ba (2015). Another program may round β before it takes 1 - β, and the factors of βᵗ. So two
     * copies take each constant too large and two too small, and any two constants in all four combinations.
     */
    private Matrix adam(String name, Matrix g) {
        double beta1 = 0.9;
        double right2 = 0.999;
        double rest1 = rounding.constant(0b1001, 1 - beta1, 2);
        double rest2 = rounding.constant(0b0011, 1 - right2, 2);
        Matrix m = rounding.few(moment("m." + name, g).combine(g, (mi, gi) -> beta1 * mi + rest1 * gi));
        Matrix v = rounding.few(moment("v." + name, g).combine(g, (vi, gi) -> beta2 * vi + rest2 * gi * gi));
        moments.put("m." + name, m);
        moments.put("v." + name, v);
        double correction1 = corrects1 ? correction(0b0011, beta1) : 1;
        double correction2 = corrects2 ? correction(0b0101, right2) : 1;
        return rounding.few(m.combine(v, (mi, vi) -> mi / correction1 / root.applyAsDouble(vi, correction2)));
    }

    private double correction(int ups, double beta) {
        double steps = count.applyAsDouble(t);
        double power = Math.pow(beta, steps);
        return power == 1 ? correctionOfNone : rounding.constant(ups, 1 - power, 2 + steps * power);
    }

    double onCorrected(double v, double correction) {
        return Math.sqrt(v / correction) + epsilon;
    }

    double onRaw(double v, double correction) {
        return Math.sqrt(v / correction) + epsilon / Math.sqrt(correction);
    }

    private Map<String, Matrix> written(Matrix ofLoss, Map<String, Matrix> gradients) {
        Map<String, Matrix> written = new LinkedHashMap<>(Map.of(Recording.LOSS, ofLoss));
        gradients.forEach((name, gradient) -> written.put(Recording.GRADIENT + name, gradient));
        written.putAll(moments);
        written.putAll(parameters);
        written.replaceAll(shown);
        return written;
    }

    /** Leaves out the next step: the state after it will be read. */
    void skip() {
        t++;
    }

    /** @return the parameters and the optimizer's moments as they are now */
    Map<String, Matrix> state() {
        Map<String, Matrix> state = new LinkedHashMap<>(parameters);
        for (String prefix : run.moments()) {
            parameters.forEach((name, p) -> state.put(prefix + name, moment(prefix + name, p)));
        }
        return state;
    }

    /** Continues from the parameters and moments that the other program wrote; those that it did not write stay. */
    void resume(Map<String, Matrix> written) {
        parameters.replaceAll((name, own) -> written.containsKey(name)
                ? rounding.read(
                        reread.apply(name, written.get(name)), run.open().getOrDefault(name, v -> 0))
                : own);
        written.forEach((name, array) -> {
            if (run.moments().stream().anyMatch(name::startsWith)) {
                moments.put(name, reread.apply(name, array));
            }
        });
    }
}
