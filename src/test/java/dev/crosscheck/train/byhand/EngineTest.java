package dev.crosscheck.train.byhand;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.ClassWeights;
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
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.nn.optim.OptimizerSpec.Kind;
import dev.crosscheck.nn.optim.Sgd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The engine's step on one page against its fast kernels, bit by bit, in every form that it trains. */
class EngineTest {
    private static final int FEATURES = 30;
    private static final int ROWS = 37;

    /** A case: what is trained on what. */
    private record Case(Setup setup, Examples examples, KernelChoice kernels, int batch) {
        Batches batches() {
            return new Batches(examples, batch);
        }

        NetworkState start() {
            return NetworkState.drawn(setup);
        }

        FloatNetwork network(KernelChoice with, int threads) {
            return with.network(setup, start(), batches(), threads);
        }

        /** Some epochs, with a remainder batch in each. */
        double[] train(FloatNetwork network) {
            Batches batches = batches();
            return IntStream.rangeClosed(1, 3)
                    .mapToObj(epoch -> batches.shuffled(1, epoch))
                    .flatMapToDouble(order -> IntStream.range(0, batches.count())
                            .mapToDouble(index -> network.steps(order, index, 0.02)[0]))
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
        OptimizerSpec optimizer = new OptimizerSpec(kind, 0.02, momentum, decay);
        Setup setup = Setups.of(hidden, activation, loss, optimizer, dropout, Initialization.TORCH);
        return Setups.weighted(setup, ClassWeights.of(List.of(weights)));
    }

    private static Case of(Setup setup, Examples examples, KernelChoice kernels, int batch) {
        return new Case(setup.of(examples.features(), examples.outputs()), examples, kernels, batch);
    }

    static Stream<Case> cases() {
        Examples images = Images.random(ROWS, 6, 5, 10, 0.3);
        Examples classes = DrawnRows.ofClasses(ROWS, FEATURES, 3, 3);
        Examples two = DrawnRows.ofClasses(ROWS, FEATURES, 2, 1);
        Examples numbers = DrawnRows.ofNumbers(ROWS, FEATURES, 1);
        Examples several = DrawnRows.ofNumbers(ROWS, FEATURES, 18);
        List<Case> cases = new ArrayList<>();
        for (Elementwise activation : Elementwise.values()) {
            for (Kind optimizer : Kind.values()) {
                for (List<Integer> hidden : List.of(List.of(70), List.of(3, 65))) {
                    Setup plain = form(hidden, activation, Loss.CATEGORICAL_CROSS_ENTROPY, optimizer, 0);
                    cases.add(of(plain, images, KernelChoice.SPARSE, 16));
                    cases.add(of(plain, classes, KernelChoice.DENSE, 16));
                }
            }
            Setup dropping = form(List.of(66, 9), activation, Loss.CATEGORICAL_CROSS_ENTROPY, Kind.ADAM, 0.3);
            cases.add(of(dropping, images, KernelChoice.SPARSE, 7));
        }
        Setup none = form(List.of(), Elementwise.RELU, Loss.CATEGORICAL_CROSS_ENTROPY, Kind.ADAM, 0);
        cases.add(of(none, images, KernelChoice.SPARSE, 16));
        cases.add(of(none, classes, KernelChoice.DENSE, 7));
        cases.add(of(none, DrawnRows.ofClasses(ROWS, FEATURES, 70, 70), KernelChoice.DENSE, 16));
        cases.add(
                of(form(List.of(), Elementwise.RELU, Loss.HUBER, Kind.MOMENTUM, 0), several, KernelChoice.DENSE, ROWS));
        List<Integer> hidden = List.of(64, 130);
        for (Loss loss : List.of(Loss.MEAN_SQUARED_ERROR, Loss.HUBER)) {
            Setup form = form(hidden, Elementwise.TANH, loss, Kind.ADAM, 0);
            cases.add(of(form, numbers, KernelChoice.DENSE, 36));
            cases.add(of(form, several, KernelChoice.DENSE, 1));
        }
        Setup binary = form(hidden, Elementwise.RELU, Loss.BINARY_CROSS_ENTROPY, Kind.ADAM, 0.5, 0.25, 4.0);
        cases.add(of(binary, two, KernelChoice.DENSE, 8));
        Setup weighted = form(
                List.of(128, 64, 1), Elementwise.GELU, Loss.CATEGORICAL_CROSS_ENTROPY, Kind.ADAMW, 0.1, 0.5, 2.0, 1.25);
        cases.add(of(weighted, classes, KernelChoice.DENSE, 37));
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theFastKernelsGiveThePagesBits(Case one) {
        try (FloatNetwork page = one.network(KernelChoice.PLAIN, 1)) {
            double[] losses = one.train(page);
            assertTrue(Arrays.stream(losses).allMatch(Double::isFinite), "losses: " + Arrays.toString(losses));
            NetworkState expected = page.state(0);
            float[] outputs = page.probabilities(one.examples());
            float[] logits = page.logits(one.examples());
            assertArrayEquals(outputs, OutputLoss.outputs(one.setup(), logits.clone()), "of the logits");
            for (int threads : new int[] {1, 3}) {
                try (FloatNetwork fast = one.network(one.kernels(), threads)) {
                    assertArrayEquals(losses, one.train(fast), "losses, " + threads + " threads");
                    assertArrayEquals(expected.parameters(), fast.state(0).parameters(), "parameters");
                    assertArrayEquals(expected.moments(), fast.state(0).moments(), "moments");
                    assertArrayEquals(outputs, fast.probabilities(one.examples()), "outputs");
                    assertArrayEquals(logits, fast.logits(one.examples()), "logits");
                }
            }
        }
    }

    /**
     * With plain gradient descent at the rate 1 a step subtracts the gradient, which the double reference has by backpropagation.
     */
    @ParameterizedTest
    @MethodSource("cases")
    void gradientsAreThoseOfTheReferenceInDouble(Case one) {
        NetworkSpec dropping = one.setup().network();
        TrainingSpec training = one.setup().training();
        if (training.optimizer().kind() != Kind.SGD
                && dropping.loss() == Loss.CATEGORICAL_CROSS_ENTROPY
                && training.classWeights().areNone()) {
            return; // the step's gradient is the same with each optimizer
        }
        NetworkSpec form = new NetworkSpec( // the reference has no dropout
                dropping.inputs(),
                dropping.hidden(),
                dropping.outputs(),
                dropping.loss(),
                null,
                0,
                dropping.initialization());
        Setup descending = new Setup(form, training.with(new OptimizerSpec(Kind.SGD, 1, 0, 0)));
        Case same = new Case(descending, one.examples(), one.kernels(), one.batch());
        Batches batches = same.batches();
        int[] order = batches.shuffled(1, 1);
        int last = batches.count() - 1;
        int n = batches.size(last);
        Examples examples = one.examples();
        float[] x = new float[n * examples.features()];
        float[] t = new float[n * examples.outputs()];
        batches.gather(order, last, x, t);
        Network network = form.network();
        Parameters start = Exact.parameters(network, same.start().parameters());
        Parameters exact = Exact.parameters(network, same.start().parameters());
        double expected = new OnlineTraining(network, one.setup().objective())
                .stepInPlace(
                        exact,
                        new Sgd(1),
                        new Matrix(n, examples.features(), Exact.widened(x)),
                        new Matrix(n, examples.outputs(), Exact.widened(t)));
        try (FloatNetwork fast = same.network(one.kernels(), 2)) {
            assertEquals(expected, fast.steps(order, last, 1)[0], 2e-6 * Math.max(1, expected), "loss");
            double[] after = Exact.flat(exact);
            double[] before = Exact.flat(start);
            double largest = 0;
            for (int i = 0; i < after.length; i++) {
                largest = Math.max(largest, Math.abs(after[i] - before[i]));
            }
            // Sums of up to 130 terms in float, and a subtraction from parameters of size one at most.
            assertTrue(largest > 1e-3, "gradients of " + largest);
            assertArrayEquals(after, Exact.widened(fast.state(0).parameters()), 2e-6 * largest + 1e-7, "gradients");
        }
    }

    /** Nothing is clipped: a row that is as wrong as can be has the loss |z| and the whole gradient. */
    @Test
    void aRowThatIsVeryWrongIsLearntFrom() {
        DrawnRows row = new DrawnRows(1, new float[] {1}, 1, new int[] {1}, new float[0]);
        Setup form = form(List.of(), Elementwise.RELU, Loss.BINARY_CROSS_ENTROPY, Kind.SGD, 0)
                .of(1, 1);
        NetworkState start = new NetworkState(new float[] {-500, -300}, new float[0], 0, 0);
        try (FloatNetwork network = KernelChoice.AUTO.network(form, start, new Batches(row, 1), 1)) {
            assertEquals(800, network.steps(new int[1], 0, 1)[0]);
            assertArrayEquals(new float[] {-499, -299}, network.state(0).parameters());
        }
    }

    /** The mean of many choices is the share, and each depends on all that it is computed from. */
    @Test
    void dropoutLeavesOutItsShareAndDependsOnItsPlaceOnly() {
        Dropout dropout = Dropout.of(0.3, 5, 1, 7, 64);
        int out = 0;
        for (int row = 0; row < 1000; row++) {
            for (int unit = 0; unit < 64; unit++) {
                float factor = dropout.factor(row, unit);
                out += factor == 0 ? 1 : 0;
                assertTrue(factor == 0 || factor == (float) (1 / 0.7));
                assertEquals(factor, Dropout.of(0.3, 5, 1, 7, 64).factor(row, unit));
            }
        }
        // Five standard deviations of a share of 64,000.
        assertEquals(0.3, out / 64_000.0, 5 * Math.sqrt(0.3 * 0.7 / 64_000));
        for (Dropout other :
                List.of(Dropout.of(0.3, 6, 1, 7, 64), Dropout.of(0.3, 5, 2, 7, 64), Dropout.of(0.3, 5, 1, 8, 64))) {
            Matrix differ = Matrix.zeros(1, 1);
            for (int unit = 0; unit < 64; unit++) {
                differ.data()[0] += other.factor(0, unit) == dropout.factor(0, unit) ? 0 : 1;
            }
            assertTrue(differ.data()[0] > 0, "the same choices");
        }
        assertTrue(
                IntStream.range(0, 64).anyMatch(unit -> dropout.factor(0, unit) != dropout.factor(1, unit)),
                "the same choices for each row");
    }
}
