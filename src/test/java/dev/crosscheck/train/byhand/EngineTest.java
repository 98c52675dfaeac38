package dev.crosscheck.train.byhand;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.data.Normalisation;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.ClassWeights;
import dev.crosscheck.nn.Convolution;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Initialization;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.OnlineTraining;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.nn.optim.Optimizer;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.nn.optim.OptimizerSpec.Kind;
import dev.crosscheck.nn.optim.Sgd;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine in every form that it trains: its step on one page against the reference in double, and its fast kernels against that page, bit by bit. */
class EngineTest {
    private static final int FEATURES = 30;
    private static final int ROWS = 37;
    private static final double RATE = 0.02;

    /**
     * What is trained on what: the kernels, the data ({@link #examples}) and the setup. Z stands for each activation, UPDATE for one optimizer after the
     * other. Maps of convolutions are no multiple of four, odd ones before pooling, one of one place; their kernels have all sides, and their batches are
     * no multiple of 16.
     */
    private static final String CASES = """
            sparse | images    | 30-70-10 Z cross-entropy UPDATE lr:0.02 batch:16
            dense  | 3 classes | 30-3-65-3 Z cross-entropy UPDATE lr:0.02 batch:16
            sparse | images    | 30-66-9-10 Z cross-entropy adam lr:0.02 dropout:0.3 batch:7
            both   | 2 digits  | 30-2 cross-entropy adam lr:0.02 batch:1
            both   | images    | 30-63-10 relu cross-entropy adam lr:0.02 batch:7
            both   | 20 images | 30-64-10 relu cross-entropy adam lr:0.02 batch:20
            both   | 20 images | 30-192-10 relu cross-entropy adam lr:0.02 batch:8
            both   | images    | 30-300-10 relu cross-entropy adam lr:0.02 batch:1000
            both   | 2 digits  | 30-1-1-2 relu cross-entropy adam lr:0.02 batch:1
            both   | images    | 30-64-128-10 relu cross-entropy adam lr:0.02 batch:20
            both   | images    | 30-130-3-10 relu cross-entropy adam lr:0.02 batch:7
            both   | images    | 30-130-300-70-10 relu cross-entropy adam lr:0.02 batch:16
            both   | images    | 30-20-9-8-7-66-10 relu cross-entropy adam lr:0.02 batch:6
            both   | bands     | 400-70-10 relu cross-entropy momentum lr:0.02 batch:9
            sparse | blocks    | 12-5-10 relu cross-entropy adam lr:0.02 batch:500
            dense  | 3 classes | 30-3 cross-entropy adam lr:0.02 batch:7
            dense  | 70 classes | 30-70 cross-entropy adam lr:0.02 batch:16
            dense  | 18 numbers | 30-18 huber momentum lr:0.02 batch:37
            dense  | 1 number  | 30-64-130-1 tanh mse adam lr:0.02 batch:36
            dense  | 18 numbers | 30-64-130-18 tanh mse adam lr:0.02 batch:1
            dense  | 1 number  | 30-64-130-1 tanh huber adam lr:0.02 batch:36
            dense  | 18 numbers | 30-64-130-18 tanh huber adam lr:0.02 batch:1
            dense  | 2 classes | 30-64-130-1 relu bce adam lr:0.02 dropout:0.5 batch:8 class-weights:0.25/4
            dense  | 3 classes | 30-128-64-1-3 gelu cross-entropy adamw weight-decay:0.1 lr:0.02 dropout:0.1 batch:37 class-weights:0.5/2/1.25
            dense  | 10x9      | 10x9-conv5x3-pool2-conv6x3s-pool2-20-10 cross-entropy adam lr:0.02 batch:16
            dense  | 10x9      | 10x9-conv8x5s-pool2-conv3x3-70-10 cross-entropy adamw weight-decay:0.1 dropout:0.3 batch:7
            dense  | 7x8       | 7x8-conv4x1-pool2-10 cross-entropy momentum batch:36
            dense  | 9x9       | 9x9-conv9x7s-conv2x5-pool2-conv7x1-10 cross-entropy sgd batch:1
            dense  | 6x12      | 6x12-conv1x3s-conv10x3s-pool2-66-10 cross-entropy adam batch:512
            dense  | 7x7       | 7x7-conv5x7-9-10 cross-entropy adam class-weights:1/2/1/1/1/1/1/1/1/0.5 batch:20""";

    private static final BigInteger WORD = BigInteger.ONE.shiftLeft(64);

    /** A case: what is trained on what. */
    private record Case(Setup setup, Examples examples, KernelChoice kernels, int batch) {
        Batches batches() {
            return new Batches(examples, batch);
        }

        NetworkState start() {
            return NetworkState.drawn(setup);
        }

        FloatNetwork page() {
            return new PlainNetwork(setup, start(), batches(), kernels.input(setup.network(), examples));
        }

        FloatNetwork fast(int threads) {
            return kernels.network(setup, start(), batches(), threads);
        }

        IntStream threads() {
            return IntStream.of(1, 5)
                    .map(threads -> Math.min(threads, kernels.mostThreads(setup)))
                    .distinct();
        }

        /**
         * Some epochs, with a remainder batch in each.
         *
         * @param disturbed whether each step is done twice, once at another rate and taken back, with a look at the examples between
         */
        double[] train(FloatNetwork network, boolean disturbed) {
            Batches batches = batches();
            return IntStream.rangeClosed(1, 3)
                    .mapToObj(epoch -> batches.shuffled(1, epoch))
                    .flatMapToDouble(order -> IntStream.range(0, batches.count())
                            .mapToDouble(index -> {
                                if (disturbed) {
                                    NetworkState before = network.state(0);
                                    network.probabilities(examples);
                                    network.steps(order, 0, 0.5);
                                    network.restore(before);
                                }
                                return network.steps(order, index, RATE)[0];
                            }))
                    .toArray();
        }

        @Override
        public String toString() {
            return setup + ", " + examples.getClass().getSimpleName() + " " + examples.outputs() + ", "
                    + kernels.label() + ", batch " + batch;
        }
    }

    private static Setup form(
            List<Integer> hidden, Elementwise activation, Loss loss, Kind kind, double dropout, Double... weights) {
        double momentum = kind == Kind.MOMENTUM ? 0.9 : 0;
        double decay = kind == Kind.ADAMW ? 0.1 : 0;
        OptimizerSpec optimizer = new OptimizerSpec(kind, RATE, momentum, decay);
        Setup setup = Setups.of(hidden, activation, loss, optimizer, dropout, Initialization.TORCH);
        return Setups.weighted(setup, ClassWeights.of(List.of(weights)));
    }

    private static Setup classes(List<Integer> hidden) {
        return form(hidden, Elementwise.RELU, Loss.CATEGORICAL_CROSS_ENTROPY, Kind.ADAM, 0);
    }

    private static Case of(Setup setup, Examples examples, KernelChoice kernels, int batch) {
        return new Case(setup.of(examples.shape(), examples.outputs()), examples, kernels, batch);
    }

    private static Matrix gaussian(int columns, SplittableRandom random) {
        return Matrix.gaussian(ROWS, columns, random);
    }

    /** Rows of a table; with one output it is 1 for the second of two classes. */
    private static Examples classes(int classes, int outputs) {
        SplittableRandom random = new SplittableRandom(9);
        Matrix x = gaussian(FEATURES, random);
        Matrix targets = Matrix.zeros(ROWS, outputs);
        for (int row = 0; row < ROWS; row++) {
            int label = random.nextInt(classes);
            targets.data()[row * outputs + (outputs == 1 ? 0 : label)] = outputs == 1 ? label : 1;
        }
        return new MatrixExamples(x, targets, classes);
    }

    private static Examples numbers(int outputs) {
        SplittableRandom random = new SplittableRandom(9);
        return new MatrixExamples(gaussian(FEATURES, random), gaussian(outputs, random), 0);
    }

    /** @return the data of a name; a size is that of pictures */
    private static Examples examples(String name) {
        return switch (name) {
            case "images" -> Images.random(ROWS, 6, 5, 10, 0.3);
            case "20 images" -> Images.random(20, 6, 5, 10, 0.3);
            case "2 digits" -> Images.random(20, 6, 5, 2, 0.3);
            case "bands" -> Images.random(20, 20, 20, 10, 0.3); // more than one band of pixels
            case "blocks" -> {
                // More than one block of images, scaled in another way than digits are.
                List<String> names = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
                ImageSet many = Images.random(600, 3, 4, 10, 0.3);
                ImageForm form = new ImageForm(3, 4, new Normalisation(0.5, 0.25), names);
                yield new ImageSet(many.pixels(), many.labels(), form);
            }
            case "2 classes" -> classes(2, 1);
            case "3 classes" -> classes(3, 3);
            case "70 classes" -> classes(70, 70);
            case "1 number" -> numbers(1);
            case "18 numbers" -> numbers(18);
            default -> {
                String[] size = name.split("x");
                yield Images.random(ROWS, Integer.parseInt(size[0]), Integer.parseInt(size[1]), 10, 0.7);
            }
        };
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (String row : CASES.split("\n")) {
            String[] cells = row.split(" *\\| *");
            List<KernelChoice> kernels = cells[0].equals("both")
                    ? KernelChoice.fast()
                    : List.of(KernelChoice.valueOf(cells[0].toUpperCase(Locale.ROOT)));
            Elementwise[] activations =
                    cells[2].contains(" Z ") ? Elementwise.values() : new Elementwise[] {Elementwise.RELU};
            for (Elementwise activation : activations) {
                Kind kind = Kind.values()[activation.ordinal() % Kind.values().length];
                String update = kind.label() + (kind == Kind.ADAMW ? " weight-decay:0.1" : "");
                Setup setup = Setup.parse(
                        cells[2].replace(" Z ", " " + activation.label() + " ").replace("UPDATE", update));
                kernels.forEach(choice -> cases.add(
                        of(setup, examples(cells[1]), choice, setup.training().batch())));
            }
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theFastKernelsGiveThePagesBits(Case one) {
        try (FloatNetwork page = one.page()) {
            double[] losses = one.train(page, false);
            assertTrue(Arrays.stream(losses).allMatch(Double::isFinite), "losses: " + Arrays.toString(losses));
            NetworkState expected = page.state(0);
            float[] outputs = page.probabilities(one.examples());
            float[] logits = page.logits(one.examples());
            assertArrayEquals(outputs, OutputLoss.outputs(one.setup(), logits.clone()), "of the logits");
            one.threads().forEach(threads -> {
                try (FloatNetwork fast = one.fast(threads)) {
                    assertArrayEquals(losses, one.train(fast, threads > 1), "losses, " + threads + " threads");
                    assertArrayEquals(expected.parameters(), fast.state(0).parameters(), "parameters");
                    assertArrayEquals(expected.moments(), fast.state(0).moments(), "moments");
                    assertEquals(expected.steps(), fast.state(0).steps());
                    assertArrayEquals(outputs, fast.probabilities(one.examples()), "outputs");
                    assertArrayEquals(logits, fast.logits(one.examples()), "logits");
                    int width = one.examples().outputs();
                    for (int row : new int[] {one.examples().size() - 1, 0}) {
                        assertArrayEquals(
                                Arrays.copyOfRange(outputs, row * width, (row + 1) * width),
                                fast.probabilities(one.examples().select(row)),
                                "of other examples");
                    }
                }
            });
        }
    }

    /**
     * Zeros below 0, subnormal numbers, infinity and NaN among a convolution's parameters: outputs and what a step makes of them. The output layer follows
     * at once, on 64 units: layers with fewer multiply infinity by the zeros that fill their blocks.
     */
    @ParameterizedTest
    @CsvSource({"-0.0, 0", "-0.0, 1", "Infinity, 0", "-Infinity, 3", "NaN, 1", "3e38, 0", "1e-40, 2"})
    void extremeNumbersOfConvolutionsHaveThePagesBits(float extreme, int from) {
        Examples pictures = Images.random(ROWS, 8, 8, 10, 0.7);
        for (String line :
                List.of("8x8-conv4x3s-pool2-conv4x3s-10 cross-entropy", "8x8-conv16x5-pool2-10 cross-entropy")) {
            Case one = of(Setup.parse(line), pictures, KernelChoice.DENSE, 20);
            int convolutions = one.setup().network().layers().stream()
                    .filter(Convolution.class::isInstance)
                    .mapToInt(layer -> (int) layer.parameters())
                    .sum();
            NetworkState start = one.start();
            for (int i = from; i < convolutions; i += 61) {
                start.parameters()[i] = extreme;
            }
            assertSameStep(one, start);
        }
    }

    private static void assertSameStep(Case one, NetworkState start) {
        int[] order = one.batches().shuffled(1, 1);
        try (FloatNetwork page = one.page();
                FloatNetwork fast = one.fast(2)) {
            page.restore(start);
            fast.restore(start);
            assertArrayEquals(page.logits(one.examples()), fast.logits(one.examples()), one::toString);
            assertArrayEquals(page.steps(order, 0, RATE), fast.steps(order, 0, RATE), one::toString);
            assertArrayEquals(page.state(1).parameters(), fast.state(1).parameters(), one::toString);
            assertArrayEquals(page.state(1).moments(), fast.state(1).moments(), one::toString);
        }
    }

    /** Sums of halves, exact in float: in many windows the largest are equal, of different pixels. */
    @Test
    void amongEqualSumsOfAConvolutionTheSamePlaceWins() {
        SplittableRandom random = new SplittableRandom(3);
        Matrix x = Matrix.zeros(ROWS, 64).map(zero -> random.nextInt(2));
        Matrix t = Matrix.zeros(ROWS, 2);
        for (int row = 0; row < ROWS; row++) {
            t.data()[2 * row + random.nextInt(2)] = 1;
        }
        Setup setup = Setup.parse("8x8-conv4x3s-pool2-conv5x3s-pool2-2 cross-entropy");
        Case one = of(setup, new MatrixExamples(x, t, 2), KernelChoice.DENSE, ROWS);
        NetworkState start = one.start();
        Arrays.fill(start.parameters(), 0, 40, 0.5f);
        assertSameStep(one, start);
    }

    /** Several steps in one call, of which the last has a smaller batch, are those of several calls; a network goes on from a state. */
    @ParameterizedTest
    @EnumSource(value = KernelChoice.class, mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void stepsMayBeTakenInOneCall(KernelChoice kernels) {
        Case one = of(classes(List.of(130, 65)), Images.random(10, 6, 5, 10, 0.3), kernels, 3);
        int[] order = one.batches().shuffled(1, 1);
        try (FloatNetwork each = one.fast(1);
                FloatNetwork together = one.fast(1)) {
            double[] losses = together.steps(order, 1, 0.01, 0.02, 0.03);
            for (int i = 0; i < losses.length; i++) {
                assertEquals(losses[i], each.steps(order, 1 + i, 0.01 * (i + 1))[0]);
            }
            assertArrayEquals(each.state(0).parameters(), together.state(0).parameters());
            try (FloatNetwork resumed = kernels.network(one.setup(), each.state(0), one.batches(), 1)) {
                assertEquals(each.steps(order, 0, 0.01)[0], resumed.steps(order, 0, 0.01)[0]);
                assertArrayEquals(each.state(0).parameters(), resumed.state(0).parameters());
                assertArrayEquals(each.state(0).moments(), resumed.state(0).moments());
                assertEquals(4, resumed.state(0).steps());
            }
        }
    }

    /** Of cases that differ in what decides a gradient, which the optimizer does not. */
    static Stream<Case> gradients() {
        return cases().stream()
                .map(one -> {
                    NetworkSpec given = one.setup().network();
                    NetworkSpec form = new NetworkSpec( // the reference has no dropout
                            given.inputs(),
                            given.hidden(),
                            given.outputs(),
                            given.loss(),
                            null,
                            0,
                            given.initialization());
                    TrainingSpec descending = one.setup().training().with(new OptimizerSpec(Kind.SGD, 1, 0, 0));
                    return new Case(new Setup(form, descending), one.examples(), one.kernels(), one.batch());
                })
                .distinct();
    }

    /**
     * With plain gradient descent at the rate 1 a step subtracts the gradient, which the double reference has by backpropagation.
     */
    @ParameterizedTest
    @MethodSource("gradients")
    void outputsAndGradientsAreThoseOfTheReferenceInDouble(Case one) {
        Batches batches = one.batches();
        int[] order = batches.shuffled(1, 1);
        int last = batches.count() - 1;
        int n = batches.size(last);
        Examples examples = one.examples();
        float[] x = new float[n * examples.features()];
        float[] t = new float[n * examples.outputs()];
        batches.gather(order, last, x, t);
        Matrix rows = new Matrix(n, examples.features(), Matrix.doubles(x));
        Network network = one.setup().network().network();
        Parameters start = one.start().parameters(network);
        Parameters exact = one.start().parameters(network);
        double[] outputs = network.forward(start, rows).output().data();
        double expected = new OnlineTraining(network, one.setup().objective(), Backprop.BY_HAND)
                .stepInPlace(exact, new Sgd(1), rows, new Matrix(n, examples.outputs(), Matrix.doubles(t)));
        try (FloatNetwork fast = one.fast(2)) {
            int[] inBatch = IntStream.range(0, n)
                    .map(row -> batches.example(order, last, row))
                    .toArray();
            // Float logits of size one are right to about 1e-6; a probability moves by at most half as much.
            assertArrayEquals(outputs, Matrix.doubles(fast.probabilities(examples.select(inBatch))), 4e-6, "outputs");
            assertEquals(expected, fast.steps(order, last, 1)[0], 2e-6 * Math.max(1, expected), "loss");
            double[] after = flat(exact);
            double[] before = flat(start);
            double largest = 0;
            for (int i = 0; i < after.length; i++) {
                largest = Math.max(largest, Math.abs(after[i] - before[i]));
            }
            // Sums of up to 400 terms in float, and a subtraction from parameters of size one at most.
            assertTrue(largest > 1e-3, "gradients of " + largest);
            assertArrayEquals(after, Matrix.doubles(fast.state(0).parameters()), 2e-6 * largest + 1e-7, "gradients");
        }
    }

    /** W1 column by column, b1, W2 column by column, b2, and so on. */
    private static double[] flat(Parameters parameters) {
        return parameters.matrices().stream()
                .flatMapToDouble(matrix -> Arrays.stream(matrix.transpose().data()))
                .toArray();
    }

    /**
     * Every optimizer's step against the reference in double, fed the same gradients: 6,000 steps at a rate that changes, so that the corrections of
     * Adam's moments have all but gone.
     */
    @ParameterizedTest
    @EnumSource
    void everyUpdateIsThatOfTheReference(Kind kind) {
        int length = 8;
        double first = 0.003;
        double rate = first;
        OptimizerSpec optimizer =
                new OptimizerSpec(kind, first, kind == Kind.MOMENTUM ? 0.8 : 0, kind == Kind.ADAMW ? 0.05 : 0);
        Optimizer reference = optimizer.start();
        SplittableRandom random = new SplittableRandom(4);
        Matrix theta = Matrix.zeros(1, length);
        float[] found = new float[length + 1];
        float[] m = new float[length + 1];
        float[] v = new float[length + 1];
        for (int i = 0; i < length; i++) {
            found[i + 1] = (float) random.nextGaussian();
            theta.data()[i] = found[i + 1];
        }
        for (int step = 0; step < 6000; step++) {
            if (step % 1000 == 999) {
                rate /= 2;
            }
            Matrix gradient = Matrix.zeros(1, length);
            float[] g = new float[length];
            for (int i = 0; i < length; i++) {
                g[i] = (float) (random.nextGaussian() + 0.3 * found[i + 1]);
                gradient.data()[i] = g[i];
            }
            double[] before = theta.data().clone();
            float[] wasFound = found.clone();
            reference.updateInPlace(List.of(theta), List.of(gradient));
            Update.after(optimizer, step, rate).move(g, found, m, v, 1, length);
            for (int i = 0; i < length; i++) {
                // For the same gradients and θ each optimizer's change is a multiple of its rate.
                double expected = (theta.data()[i] - before[i]) * rate / first;
                theta.data()[i] = before[i] + expected;
                // The change is rounded as a part of θ, of size one, and some ten roundings of its own; the moments'
                // roundings do not add up, since each step forgets a part of them.
                assertEquals(
                        expected, found[i + 1] - wasFound[i + 1], 3e-7 + 1e-5 * Math.abs(expected), "step " + step);
            }
        }
        assertEquals(0, found[0], "what comes before is not touched");
    }

    /**
     * A unit that lit up once and never again: its second moment takes 2,000 steps to fall from 1e-37 to where floats become subnormal, in which
     * processors are slow. A moment of ordinary size keeps every bit of the formula.
     */
    @ParameterizedTest
    @EnumSource(names = {"MOMENTUM", "ADAM"})
    void noMomentBecomesSubnormal(Kind kind) {
        OptimizerSpec optimizer = kind.byDefault();
        for (float first : new float[] {1e-17f, -1e-17f}) {
            float[] theta = {0.1f};
            float[] gradient = {first};
            float[][] moments = new float[2][1];
            for (int step = 0; step < 4000; step++) {
                Update.after(optimizer, step, 0.001).move(gradient, theta, moments[0], moments[1], 0, 1);
                for (float[] moment : moments) {
                    float size = Math.abs(moment[0]);
                    assertTrue(size == 0 || size >= Float.MIN_NORMAL, moment[0] + " after step " + step);
                }
                gradient[0] = 0;
            }
        }
        for (float g = 1e4f; g > 1e-6f; g *= 0.7f) {
            float[] m = {g / 3};
            float[] v = {g * g / 7};
            float expected = kind == Kind.ADAM ? 0.9f * m[0] + 0.1f * g : 0.9f * m[0] + g;
            Update.after(optimizer, 0, 0.001).move(new float[] {g}, new float[] {1}, m, v, 0, 1);
            assertEquals(expected, m[0]);
        }
    }

    /** Logits of a size whose exponentials have no end, in the middle of longer arrays; where a slope jumps, the left one is taken. */
    @Test
    void formulasAtTheirEdges() {
        float[] z = {9, 9, 800, 801, -800, 9};
        float[] p = new float[5];
        OutputLoss.softmax(z, 2, p, 1, 3);
        double second = 1 / (1 + Math.exp(-1));
        assertArrayEquals(new float[] {0, (float) (1 - second), (float) second, 0, 0}, p, 1e-6f);
        float[] dz = new float[6];
        float loss = OutputLoss.ofClasses(0, 2f, 3, 4, z, dz, 2);
        assertEquals(2 * Math.log1p(Math.exp(1)), loss, 1e-5); // 2 (ln(e^-1 + 1 + e^-1601) + 801 - 800)
        assertArrayEquals(new float[] {0, 0, (float) (-second / 2), (float) (second / 2), 0, 0}, dz, 1e-6f);
        for (Elementwise f : Elementwise.values()) {
            for (float large : new float[] {-1e30f, -200, 200, 1e30f}) {
                assertTrue(Float.isFinite(Neuron.value(f, large)), f + " of " + large);
                assertTrue(Float.isFinite(Neuron.slope(f, large)), f + "' of " + large);
            }
        }
        assertEquals(0f, Neuron.slope(Elementwise.RELU, 0f));
        assertEquals(0.01f, Neuron.slope(Elementwise.LEAKY_RELU, 0f));
    }

    /** Nothing is clipped: a row that is as wrong as can be has the loss |z| and the whole gradient. */
    @Test
    void aRowThatIsVeryWrongIsLearntFrom() {
        Examples row = new MatrixExamples(Matrix.rowOf(1), Matrix.rowOf(1), 2);
        Setup form = form(List.of(), Elementwise.RELU, Loss.BINARY_CROSS_ENTROPY, Kind.SGD, 0)
                .of(1, 1);
        NetworkState start = new NetworkState(new float[] {-500, -300}, new float[0], 0, 0);
        try (FloatNetwork network = KernelChoice.AUTO.network(form, start, new Batches(row, 1), 1)) {
            assertEquals(800, network.steps(new int[1], 0, 1)[0]);
            assertArrayEquals(new float[] {-499, -299}, network.state(0).parameters());
        }
    }

    /** SplitMix64's output function, in arithmetic without a limit. */
    private static BigInteger mix(BigInteger value) {
        BigInteger bits = value.mod(WORD);
        bits = bits.xor(bits.shiftRight(30))
                .multiply(new BigInteger("bf58476d1ce4e5b9", 16))
                .mod(WORD);
        bits = bits.xor(bits.shiftRight(27))
                .multiply(new BigInteger("94d049bb133111eb", 16))
                .mod(WORD);
        return bits.xor(bits.shiftRight(31));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 0.9})
    void dropoutChoosesByTheNumberOfAPlace(double rate) {
        for (long seed : new long[] {0, 7, -3}) {
            for (int layer = 1; layer <= 2; layer++) {
                for (long done : new long[] {0, 5}) {
                    BigInteger place = mix(mix(mix(BigInteger.valueOf(seed)).add(BigInteger.valueOf(layer)))
                            .add(BigInteger.valueOf(done)));
                    Dropout dropout = Dropout.of(rate, seed, layer, done, 9);
                    for (int i = 0; i < 27; i++) {
                        BigInteger step = new BigInteger("9e3779b97f4a7c15", 16).multiply(BigInteger.valueOf(i + 1));
                        double uniform = mix(place.add(step)).shiftRight(11).doubleValue() / (1L << 53);
                        float expected = uniform < rate ? 0f : (float) (1 / (1 - rate));
                        assertEquals(expected, dropout.factor(i / 9, i % 9), "place " + i);
                    }
                }
            }
        }
    }

    /** Threads that work beside the caller begin with the network and end with it. */
    @Test
    void closingEndsTheThreads() {
        Case one = of(classes(List.of(128, 65)), Images.random(8, 6, 5, 10, 0.3), KernelChoice.DENSE, 8);
        Set<Thread> others = helpers();
        try (FloatNetwork network = one.fast(2)) {
            network.steps(one.batches().inOrder(), 0, RATE);
            assertEquals(others.size() + 1, helpers().size());
        }
        assertEquals(others, helpers());
    }

    private static Set<Thread> helpers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("by-hand-"))
                .collect(Collectors.toSet());
    }
}
