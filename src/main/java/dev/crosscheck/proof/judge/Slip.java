package dev.crosscheck.proof.judge;

import dev.crosscheck.course.errata.BackwardSlip;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Convolution;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Layer;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.nn.optim.Adam;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A known mistake in training a network: a question to the author of the program, a hint where to look, and patches of {@link ReferenceTraining}
 * that make the mistake. Some slips can be made in several ways, such as by several wrong constants, or so that the written arrays show it or do not.
 */
public enum Slip {
    TRANSPOSED_START(
            "are the starting weights read column by column, as (inputs, units)?",
            "weights such as fc1.weight are (units, inputs), row by row: one unit's weights after the other's",
            Stream.of(new Way(Slip::turned, Slip::turnedBack), new Way(Slip::transposedIfSquare))
                    .flatMap(Way::patches)),
    KERNEL_FLIPPED(
            "are the kernels turned by 180 degrees, forward or backward?",
            "forward: z[r, c] = b + sum of x[r + u - p, c + v - p] w[u, v], as everywhere in the field; the gradient by"
                    + " the inputs alone takes them turned",
            Stream.concat(
                    new Way(Slip::kernelsTurned).patches(),
                    Stream.of(
                            p -> p.weights = (name, w) -> kernelsTurned(p, name, w),
                            p -> p.gradient = (name, g) -> kernelsTurned(p, name, g),
                            p -> p.backward = (name, w) -> kernelsTurned(p, name, w)))),
    PADDING(
            "is a picture padded by something else than zeros?",
            "a kernel of side s with the letter s in the network's line has (s - 1)/2 zeros on each side",
            borders(
                    (i, size, p) -> Math.max(0, Math.min(size - 1, i)),
                    (i, size, p) -> Math.floorMod(i, size),
                    (i, size, p) -> i < 0 ? -i : i < size ? i : 2 * size - 2 - i,
                    (i, size, p) -> i < 0 ? -i - 1 : i < size ? i : 2 * size - 1 - i)),
    PADDING_ON_ONE_SIDE(
            "are all zeros of the padding on one side?",
            "a kernel of side s has (s - 1)/2 zeros on each side: pad on the left and the right, above and below",
            borders((i, size, p) -> i + p, (i, size, p) -> i - p)),
    POOLING_GRADIENT(
            "does the gradient of a pooled window go elsewhere than to its first largest value?",
            "it goes as a whole to the place that the maximum came from, and to no other",
            pooling((pooled, dz, y, z) -> {
                Places places = Places.unpooled(pooled);
                Matrix isLargest = y.combine(places.of(z), (v, largest) -> v == largest ? 1 : 0);
                return places.of(dz).hadamard(isLargest);
            }),
            pooling((pooled, dz, y, z) -> Places.unpooled(pooled).of(dz)),
            pooling((pooled, dz, y, z) -> Places.unpooled(pooled).of(dz).map(d -> d / 4)),
            pooling((pooled, dz, y, z) -> corner(pooled, 0).of(dz)),
            pooling((pooled, dz, y, z) -> corner(pooled, 1).of(dz))),
    BIAS_OF_ONE_PLACE(
            "is the gradient of a convolution's bias that of one place, or an average over the places?",
            "a bias is added at each place of its map: sum dz over the rows and columns, too",
            p -> p.biasGradient = ofPlaces((places, n) -> n == 0 ? 1 : 0),
            p -> p.biasGradient = ofPlaces((places, n) -> n == places - 1 ? 1 : 0),
            p -> p.biasGradient = ofPlaces((places, n) -> 1.0 / places)),
    ORDER_IGNORED(
            "are the rows taken in the order of the file, or every epoch in that of the first?",
            "each row of \"order\" names the rows of one epoch, from 0",
            rows((p, batch) -> unshuffled(batch)),
            rows((p, batch) -> ofEpoch(p, batch, 0))),
    LABELS_NOT_SHUFFLED(
            "are inputs shuffled without their targets, or targets without their inputs?",
            "row n of t belongs to row n of x: take both by the same index",
            rows((p, batch) -> batch.inputs(), (p, batch) -> unshuffled(batch)),
            rows((p, batch) -> unshuffled(batch), (p, batch) -> batch.targets())),
    LABELS_SHIFTED(
            "are the targets those of a neighbouring row?",
            "row n of t belongs to row n of x: count both from 0",
            Stream.of(1, -1).flatMap(Slip::shifted)),
    LAST_BATCH_DROPPED(
            "is the last, smaller batch of an epoch left out?",
            "the rows that do not fill a batch are a step, too",
            rows(Slip::whole)),
    LAST_BATCH_FILLED(
            "does the last, smaller batch still hold rows of the batch before?",
            "take as many rows of a buffer as the batch has, or make it anew",
            Stream.of(rows(Slip::filled), p -> p.keepsRows = true)
                    .flatMap(stale -> Stream.of(stale, all(stale, Slip::byRowsOfRest)))),
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
            gradientTimes((p, n) -> n)),
    ALL_SUMMED(
            "is the loss summed over the batch, not averaged?",
            "divide loss and gradient by the batch's rows",
            all(p -> p.lossFactor = n -> n, gradientTimes((p, n) -> n))),
    DIVIDED_TWICE(
            "is the gradient divided by the batch's rows twice?",
            "if the output's delta is divided by the rows, the sums over the rows are averages already",
            gradientTimes((p, n) -> 1.0 / n)),
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
            p -> p.shown = (name, m) -> name.equals(Recording.LOSS) ? m.map(v -> p.meanLossSince(p.epoch())) : m,
            p -> p.shown = (name, m) -> name.equals(Recording.LOSS) ? m.map(v -> p.meanLossSince(0)) : m),
    GUARDED_LOGARITHM(
            "is a small number added to the probability before the logarithm is taken?",
            "take it from logits: log softmax is z - max - ln sum e^(z-max), which needs no guard",
            IntStream.rangeClosed(-15, -5)
                    .mapToDouble(n -> Math.pow(10, n))
                    .mapToObj(guard -> p -> p.loss = (z, y, t) -> guarded(p, y, t, guard))),
    SOFTMAX_WITHOUT_MAX(
            "is the softmax taken without subtracting the largest logit?",
            "e^z overflows: e^(z-max) gives the same probabilities and does not",
            Slip::withoutMax),
    SOFTMAX_OVER_BATCH(
            "is the softmax taken over the rows of the batch, not over the classes?",
            "the probabilities of one row add up to 1: sum over its classes (PyTorch: dim=1)",
            p -> overBatch(p, (y, t) -> p.objective.gradientOfLogits(y, t)),
            p -> overBatch(p, Slip::throughRows),
            Slip::softmaxOverBatchBefore),
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
            p -> p.backward = (name, w) -> turned(w)),
    DERIVATIVE_OF_OUTPUT(
            "is the activation's derivative taken of its output, not of its input?",
            "f' is of z; if it is written by a = f(z), as in 1 - a^2, do not apply f again",
            p -> p.slope = (k, z, a) -> BackwardSlip.derivativeOfOutput(p.hidden(k), a)),
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
            p -> p.biasGradient = (layer, dz) -> layer.biasGradient(dz.row(0)),
            p -> p.biasGradient = (layer, dz) -> layer.biasGradient(dz.row(dz.rows() - 1))),
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
            p -> p.gradient = sums(),
            p -> p.used = sums()),
    STEP_BEFORE_BACKWARD(
            "does the update take the gradient of the step before?",
            "first the backward pass, then the update (PyTorch: loss.backward(), then optimizer.step())",
            p -> p.used = ofStepBefore(),
            all(p -> p.used = ofStepBefore(), p -> p.startsLate = true, p -> p.count = t -> t - 1)),
    SIGN(
            "is a sign reversed, in the gradient or in the update?",
            "theta = theta - lr dLoss/dtheta",
            p -> p.direction = -1,
            all(p -> p.direction = -1, gradientTimes((p, n) -> -1)),
            gradientTimes((p, n) -> -1)),
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
            all(Slip::withoutDecay, p -> p.used = (name, g) -> plusDecay(p, name, g)),
            all(Slip::withoutDecay, p -> p.gradient = (name, g) -> plusDecay(p, name, g))),
    DECAY_WITHOUT_RATE(
            "is the weight decay not multiplied by the learning rate?",
            "theta = theta - lr decay theta",
            p -> p.decayRate = name -> 1),
    DECAY_MISSING(
            "is the weight decay missing?",
            "AdamW: theta = theta - lr decay theta before Adam's step",
            Slip::withoutDecay),
    DECAY_NOT_OF_BIASES(
            "do only the weights decay, not the biases?",
            "all parameters decay here, as in PyTorch's AdamW",
            Slip::decayOfWeights),
    DECAY_AFTER_STEP(
            "does the decay come after Adam's step?",
            "decay first, then the step, as in PyTorch's AdamW",
            p -> p.decaysAfter = true);

    /** Replaces parts of a training. */
    public interface Patch {
        Patch NONE = p -> {};

        void apply(ReferenceTraining p);
    }

    private interface Factor {
        double of(ReferenceTraining p, int rows);
    }

    final String question; // to the author, starting in lower case
    final String lookAt;
    public final List<Patch> patches; // the ways to make it, at least one

    Slip(String question, String lookAt, Patch... patches) {
        this(question, lookAt, Stream.of(patches));
    }

    Slip(String question, String lookAt, Stream<Patch> patches) {
        this.question = question;
        this.lookAt = lookAt;
        this.patches = patches.toList();
    }

    /** @return the name in JSON: lower case with hyphens */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @return the question and, in brackets, the hint */
    public String words() {
        return question + " (" + lookAt + ")";
    }

    /** @return the patches one after the other, of which later ones may build on what earlier ones have put in place */
    public static Patch all(Patch... patches) {
        return p -> List.of(patches).forEach(patch -> patch.apply(p));
    }

    private static Stream<Patch> each(DoubleFunction<Patch> ofConstant, double... values) {
        return Arrays.stream(values).mapToObj(ofConstant);
    }

    /** Another way to read an array, and the way back. */
    private record Way(Change there, Change back) {
        private interface Change {
            Matrix of(ReferenceTraining p, String name, Matrix m);
        }

        /** @param both a way that is its own reverse */
        Way(Change both) {
            this(both, both);
        }

        Way(UnaryOperator<Matrix> there, UnaryOperator<Matrix> back) {
            this((p, name, m) -> there.apply(m), (p, name, m) -> back.apply(m));
        }

        /** @return patches that read the start in this way, and write in the same way: everything, nothing, all but gradients, or all but parameters */
        Stream<Patch> patches() {
            return Stream.of(
                    written(name -> true),
                    p -> p.read = (name, m) -> there.of(p, name, m),
                    written(name -> !name.startsWith(Recording.GRADIENT)),
                    p -> written(name -> !p.run.start().containsKey(name)).apply(p));
        }

        private Patch written(Predicate<String> back) {
            return p -> {
                p.read = (name, m) -> there.of(p, name, m);
                p.reread = (name, m) -> back.test(name) ? there.of(p, p.run.parameter(name), m) : m;
                p.shown = (name, m) -> back.test(name) ? this.back.of(p, p.run.parameter(name), m) : m;
            };
        }
    }

    /** Reads an array (units, inputs) as if it were written as (inputs, units). */
    static Matrix turned(Matrix m) {
        return new Matrix(m.columns(), m.rows(), m.data()).transpose();
    }

    /** The reverse of {@link #turned}. */
    static Matrix turnedBack(Matrix m) {
        return new Matrix(m.rows(), m.columns(), m.transpose().data());
    }

    private static Matrix transposedIfSquare(ReferenceTraining p, String name, Matrix m) {
        return m.rows() == m.columns() ? m.transpose() : m;
    }

    private static Matrix kernelsTurned(ReferenceTraining p, String name, Matrix m) {
        return name.endsWith("bias")
                ? m
                : p.run.convolution(name)
                        .map(layer -> kernelsTurned(m, layer.side()))
                        .orElse(m);
    }

    /** Turns each kernel of a convolution by 180 degrees. */
    static Matrix kernelsTurned(Matrix m, int side) {
        int places = side * side;
        Matrix turned = m.copy();
        for (int i = 0; i < turned.data().length; i++) {
            turned.data()[i / places * places + places - 1 - i % places] = m.data()[i];
        }
        return turned;
    }

    private static Stream<Patch> borders(Places.Border... borders) {
        return Stream.of(borders).map(border -> p -> p.border = border);
    }

    private interface OfWindows {
        /** @return dLoss/dY from dLoss/dZ, Y and Z */
        Matrix of(Convolution pooled, Matrix dz, Matrix y, Matrix z);
    }

    private static Patch pooling(OfWindows gradient) {
        return p -> p.pooling = (layer, a, w, b, dz) -> layer instanceof Convolution pooled && pooled.pools()
                ? gradient.of(pooled, dz, pooled.unpooled().z(a, w, b), pooled.z(a, w, b))
                : dz;
    }

    /** @return of each window one corner alone: 0 for the first place, 1 for the last */
    private static Places corner(Convolution pooled, int corner) {
        IntUnaryOperator half = i -> i % 2 == corner ? i / 2 : -1;
        return new Places(pooled.output(), pooled.full(), half, half);
    }

    /** Weighs the places of a convolution's maps in the gradient of its biases. */
    private static BiFunction<Layer, Matrix, Matrix> ofPlaces(ToDoubleBiFunction<Integer, Integer> weight) {
        return (layer, dy) -> {
            if (layer instanceof Convolution convolution) {
                int places = convolution.full().rows() * convolution.full().columns();
                Matrix weighed = dy.copy();
                for (int i = 0; i < weighed.data().length; i++) {
                    weighed.data()[i] *= weight.applyAsDouble(places, i % places);
                }
                return layer.biasGradient(weighed);
            }
            return layer.biasGradient(dy);
        };
    }

    private interface Rows {
        int[] of(ReferenceTraining p, ReferenceTraining.Batch batch);
    }

    private static Patch rows(Rows both) {
        return rows(both, both);
    }

    private static Patch rows(Rows inputs, Rows targets) {
        return p -> p.batch = batch ->
                new ReferenceTraining.Batch(batch.epoch(), batch.from(), inputs.of(p, batch), targets.of(p, batch));
    }

    private static int[] unshuffled(ReferenceTraining.Batch batch) {
        return IntStream.range(batch.from(), batch.from() + batch.inputs().length)
                .toArray();
    }

    private static int[] ofEpoch(ReferenceTraining p, ReferenceTraining.Batch batch, int epoch) {
        return Arrays.copyOfRange(p.run.epochs().get(epoch), batch.from(), batch.from() + batch.inputs().length);
    }

    private static int[] whole(ReferenceTraining p, ReferenceTraining.Batch batch) {
        return batch.inputs().length < p.run.batch() ? new int[0] : batch.inputs();
    }

    /** @return the rows of a smaller batch, filled up with those of the batch before that had the same places */
    private static int[] filled(ReferenceTraining p, ReferenceTraining.Batch batch) {
        int[] rows = batch.inputs();
        if (rows.length == p.run.batch() || batch.from() == 0) {
            return rows;
        }
        int[] filled =
                Arrays.copyOfRange(p.run.epochs().get(batch.epoch()), batch.from() - p.run.batch(), batch.from());
        System.arraycopy(rows, 0, filled, 0, rows.length);
        return filled;
    }

    /** Divides the gradient of a filled batch by the number of rows that it should have. */
    private static void byRowsOfRest(ReferenceTraining p) {
        int rest = p.run.examples().size() % p.run.batch();
        gradientTimes((q, n) -> p.isLastOfEpoch() && rest > 0 ? (double) p.run.batch() / rest : 1)
                .apply(p);
    }

    /** @return targets that are shifted by some rows: within the batch, the epoch or the file */
    private static Stream<Patch> shifted(int by) {
        return Stream.of(
                rows((p, batch) -> batch.inputs(), (p, batch) -> rolled(batch.targets(), by)),
                rows((p, batch) -> batch.inputs(), (p, batch) -> ofRolledEpoch(p, batch, by)),
                rows(
                        (p, batch) -> batch.inputs(),
                        (p, batch) -> Arrays.stream(batch.targets())
                                .map(row ->
                                        Math.floorMod(row + by, p.run.examples().size()))
                                .toArray()));
    }

    private static int[] rolled(int[] rows, int by) {
        return IntStream.range(0, rows.length)
                .map(n -> rows[Math.floorMod(n + by, rows.length)])
                .toArray();
    }

    private static int[] ofRolledEpoch(ReferenceTraining p, ReferenceTraining.Batch batch, int by) {
        return Arrays.copyOfRange(
                rolled(p.run.epochs().get(batch.epoch()), by), batch.from(), batch.from() + batch.targets().length);
    }

    private static Patch gradientTimes(Factor factor) {
        return p -> p.gradient = (name, g) -> g.map(v -> v * factor.of(p, p.rows()));
    }

    /** @return each gradient added to those of the steps before */
    private static BiFunction<String, Matrix, Matrix> sums() {
        Map<String, Matrix> sums = new HashMap<>();
        return (name, g) -> sums.merge(name, g, (a, b) -> a.combine(b, Double::sum));
    }

    private static BiFunction<String, Matrix, Matrix> ofStepBefore() {
        Map<String, Matrix> before = new HashMap<>();
        return (name, g) -> {
            Matrix last = before.put(name, g);
            return last == null ? g.map(v -> 0) : last;
        };
    }

    private static Matrix plusDecay(ReferenceTraining p, String name, Matrix g) {
        return g.combine(p.parametersBefore.get(name), (gi, v) -> gi + p.optimizer.weightDecay() * v);
    }

    private static void withoutDecay(ReferenceTraining p) {
        p.decayRate = name -> 0;
    }

    /** Softmax down the rows of the batch instead of over the classes. */
    private static Matrix overRows(Matrix z) {
        return Softmax.SOFTMAX.forward(z.transpose()).transpose();
    }

    private static void overBatch(ReferenceTraining p, BinaryOperator<Matrix> delta) {
        if (p.network.outputActivation() == Softmax.SOFTMAX) {
            p.output = Slip::overRows;
            p.loss = (z, y, t) -> guarded(p, y, t, 0);
            p.delta = (z, y, t) -> delta.apply(y, t);
        }
    }

    /** The gradient of the loss with {@link #overRows}. */
    private static Matrix throughRows(Matrix y, Matrix t) {
        Matrix ofColumns = t.columnSums();
        Matrix delta = y.copy();
        for (int i = 0; i < delta.data().length; i++) {
            double sum = ofColumns.data()[i % y.columns()];
            delta.data()[i] = (y.data()[i] * sum - t.data()[i]) / y.rows();
        }
        return delta;
    }

    private static void softmaxOverBatchBefore(ReferenceTraining p) {
        if (p.network.outputActivation() == Softmax.SOFTMAX) {
            p.logits = Slip::overRows;
            p.throughLogits = (z, y, d) -> Softmax.SOFTMAX
                    .backward(z.transpose(), y.transpose(), d.transpose())
                    .transpose();
        }
    }

    /** @return for each factor the loss, the gradient and both multiplied by it */
    private static Stream<Patch> scaled(Factor... factors) {
        return Stream.of(factors).flatMap(factor -> {
            Patch loss = p -> p.lossFactor = n -> factor.of(p, n);
            Patch gradient = gradientTimes(factor);
            return Stream.of(loss, gradient, all(loss, gradient));
        });
    }

    private static double elementsOrRows(ReferenceTraining p) {
        int outputs = p.run.examples().outputs();
        return switch (p.objective.loss()) {
            case CATEGORICAL_CROSS_ENTROPY, HALF_SQUARED_ERROR -> 1.0 / outputs;
            default -> outputs;
        };
    }

    private static double guarded(ReferenceTraining p, Matrix y, Matrix t, double guard) {
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

    private static void withoutMax(ReferenceTraining p) {
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

    private static void softmaxTwice(ReferenceTraining p) {
        if (p.network.outputActivation() == Softmax.SOFTMAX) {
            p.logits = Softmax.SOFTMAX::forward;
            p.throughLogits = Softmax.SOFTMAX::backward;
        }
    }

    private static void activationOnOutput(ReferenceTraining p) {
        if (p.layers > 1) {
            Elementwise f = p.hidden(p.layers - 1);
            p.logits = f::forward;
            p.throughLogits = f::backward;
        }
    }

    private static void derivativeTwice(ReferenceTraining p, boolean jacobian) {
        ReferenceTraining.OfOutputs<Matrix> once = p.delta;
        Activation f = p.network.outputActivation();
        p.delta = (z, y, t) -> f == Softmax.SOFTMAX && !jacobian
                ? Elementwise.SIGMOID.backward(z, y, once.of(z, y, t))
                : f.backward(z, y, once.of(z, y, t));
    }

    /** Takes another derivative of one activation. */
    public static void slope(ReferenceTraining p, Elementwise f, BinaryOperator<Matrix> ofInputAndOutput) {
        ReferenceTraining.OfLayer others = p.slope;
        p.slope = (k, z, a) -> p.hidden(k) == f ? ofInputAndOutput.apply(z, a) : others.of(k, z, a);
    }

    private static void activation(
            ReferenceTraining p, Elementwise f, DoubleUnaryOperator value, DoubleUnaryOperator slope) {
        ReferenceTraining.OfLayer others = p.value;
        p.value = (k, z, a) -> p.hidden(k) == f ? z.map(value) : others.of(k, z, a);
        slope(p, f, (z, a) -> z.map(slope));
    }

    private static void mixedUp(ReferenceTraining p) {
        slope(p, Elementwise.TANH, (z, a) -> a.map(v -> v * (1 - v)));
        slope(p, Elementwise.SIGMOID, (z, a) -> a.map(v -> 1 - v * v));
    }

    private static void atZero(ReferenceTraining p, double slope) {
        slope(p, Elementwise.RELU, (z, a) -> z.map(v -> v == 0 ? slope : v > 0 ? 1 : 0));
        slope(p, Elementwise.LEAKY_RELU, (z, a) -> z.map(v -> v >= 0 ? 1 : Elementwise.LEAK));
    }

    private static void leak(ReferenceTraining p, double leak) {
        activation(p, Elementwise.LEAKY_RELU, v -> v > 0 ? v : leak * v, v -> v > 0 ? 1 : leak);
    }

    /** {@code z σ(c'z)} is {@code f(rz)/r} for {@code f(z) = z σ(cz)} and {@code r = c'/c}; its derivative is {@code f'(rz)}. */
    static void geluInDouble(ReferenceTraining p) {
        double r = 1.702 / Elementwise.GELU_SCALE;
        DoubleUnaryOperator value = v -> Elementwise.GELU.value(r * v) / r;
        DoubleUnaryOperator slope = v -> Elementwise.GELU.derivative(r * v, 0);
        activation(p, Elementwise.GELU, value, slope);
        if (p.network.outputActivation() == Elementwise.GELU) {
            p.output = z -> z.map(value);
            p.delta = (z, y, t) -> p.objective.gradient(y, t).hadamard(z.map(slope));
        }
    }

    /** The inputs of this step, and the activations of the step before. */
    private static List<Matrix> hiddenBefore(List<Matrix> now, List<Matrix> before) {
        return IntStream.range(0, now.size())
                .mapToObj(k -> (k == 0 ? now : before).get(k))
                .toList();
    }

    private static void decayOfWeights(ReferenceTraining p) {
        ToDoubleFunction<String> all = p.decayRate;
        p.decayRate = name -> name.endsWith("bias") ? 0 : all.applyAsDouble(name);
    }
}
