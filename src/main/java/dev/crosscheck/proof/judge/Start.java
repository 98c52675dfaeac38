package dev.crosscheck.proof.judge;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Convolution;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Layer;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.proof.compare.Rounding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The training that a program is given: network, data, the order of the rows and the initial parameters.
 *
 * <p>All drawn numbers have few binary digits, so that programs in float and in double start from exactly the same ones.
 *
 * @param run what it starts from, with its name as label
 * @param shows the purpose of the start
 */
record Start(Recording run, String shows) {
    /** Two epochs, so that a program that reuses the order of the first one is noticed. */
    private static final int EPOCHS = 2;

    private static final int MOST_ROWS = 256;
    private static final int MOST_STEPS = 1000;
    private static final int MOST_PARAMETERS = 50_000;

    /** Added to logits, so that e^z overflows even in double. */
    private static final double HUGE = 1024;

    /** A factor of inputs that makes gradients about as small as Adam's epsilon. */
    private static final double TINY = 0x1p-20;

    private static final double GRID = 0x1p-10;

    String name() {
        return run.label();
    }

    /**
     * Draws starts that together reveal most slips: an ordinary one, one with a smaller last batch, one with exact zeros; with a softmax output also
     * one with huge logits, and with Adam one with tiny gradients.
     *
     * @param asked the network to judge, with batch size, seed, optimizer and learning rate
     * @throws CrosscheckException if such a network cannot be judged
     */
    static List<Start> all(Setup asked) {
        requireJudged(asked);
        int batch = asked.training().batch();
        long seed = asked.training().seed();
        Setup setup =
                new Setup(asked.network(), new TrainingSpec(asked.training().optimizer(), batch, EPOCHS, seed));
        SplittableRandom random = new SplittableRandom(seed);
        List<Start> starts = new ArrayList<>();
        starts.add(drawn("ordinary", "an ordinary start", setup, 2 * batch, random));
        if (batch > 1) {
            starts.add(drawn("remainder", "a smaller last batch", setup, 2 * batch + Math.max(1, batch / 2), random));
        }
        boolean hasTies = hasTies(setup.network().layers());
        String equal = hasTies ? ", and a picture whose pixels are all equal" : "";
        Start zeros = drawn(
                "zeros",
                "an input row of zeros and hidden units whose z is exactly 0" + equal,
                setup,
                2 * batch,
                random);
        zeros.zeroUnits();
        if (hasTies) {
            Matrix x = zeros.x();
            Arrays.fill(x.data(), x.columns(), 2 * x.columns(), 1);
        }
        starts.add(zeros);
        if (setup.network().outputActivation() == Softmax.SOFTMAX) {
            Start huge = drawn("huge", "logits so large that e^z overflows", setup, 2 * batch, random);
            String last = huge.run.bias(setup.network().layers().size());
            huge.run.start().computeIfPresent(last, (name, bias) -> bias.map(b -> b + HUGE));
            starts.add(huge);
        }
        if (setup.training().optimizer().kind().state() == 2) {
            Start tiny = drawn("tiny", "gradients about as small as Adam's epsilon", setup, 2 * batch, random);
            Matrix x = tiny.x();
            for (int n = 0; n < x.rows(); n++) {
                x.data()[n * x.columns()] *= TINY;
            }
            starts.add(tiny);
        }
        return starts;
    }

    /** Whether a window may have several maxima: with one convolution they have the same inputs, and it does not matter which one is taken. */
    private static boolean hasTies(List<Layer> layers) {
        List<Convolution> convolutions = layers.stream()
                .filter(Convolution.class::isInstance)
                .map(Convolution.class::cast)
                .toList();
        return convolutions.size() == 1 && convolutions.get(0).pools();
    }

    /** @throws CrosscheckException if slips cannot be searched for in this run, because it is too large or uses something that is not judged */
    static void requireSearchable(Recording recording) {
        requireJudged(recording.setup());
        require(
                recording.steps().size() <= MOST_STEPS && recording.examples().size() <= MOST_ROWS,
                "slips are looked for in runs of at most " + MOST_STEPS + " steps on " + MOST_ROWS + " rows",
                "Record a smaller run: a slip shows in a small one, too.");
    }

    private static void requireJudged(Setup setup) {
        NetworkSpec network = setup.network();
        TrainingSpec training = setup.training();
        TrainingSpec plain =
                new TrainingSpec(training.optimizer(), training.batch(), training.epochs(), training.seed());
        require(
                training.equals(plain) && network.dropout() == 0,
                "schedules, class weights, dropout, shifts and stop rules are not judged",
                "Leave them out of --network.");
        require(
                network.layers().stream().noneMatch(layer -> layer.activation() == Elementwise.GELU)
                        && network.hidden().stream().allMatch(layer -> layer.activation() instanceof Elementwise),
                "gelu (there are several functions called gelu) and a softmax in a hidden layer are not judged",
                "Judge the program with another activation, such as tanh.");
        require(
                network.layers().stream().allMatch(Start::isJudged),
                "networks side by side are not judged",
                "Name one network, such as --network 4-8-3 or --network 6x6-conv2x3-pool2-3.");
        require(
                network.parameters() <= MOST_PARAMETERS && training.batch() <= MOST_ROWS,
                "at most " + MOST_PARAMETERS + " parameters and batches of " + MOST_ROWS + " rows are judged",
                "Name a smaller network: a slip shows in a small one, too.");
    }

    private static boolean isJudged(Layer layer) {
        return switch (layer.kind()) {
            case DENSE, CONVOLUTION -> true;
            case GROUPED_DENSE -> false;
        };
    }

    private static void require(boolean fine, String problem, String remedy) {
        if (!fine) {
            throw new CrosscheckException("The network to judge: " + problem, remedy);
        }
    }

    private static Start drawn(String name, String shows, Setup setup, int rows, SplittableRandom random) {
        NetworkSpec network = setup.network();
        Matrix x = onGrid(Matrix.gaussian(rows, network.inputs(), random));
        MatrixExamples examples = new MatrixExamples(x, targets(network, rows, random), 0);
        List<int[]> epochs = new ArrayList<>();
        for (int e = 0; e < EPOCHS; e++) {
            epochs.add(shuffled(rows, random));
        }
        Map<String, Matrix> parameters = new LinkedHashMap<>();
        Parameters initial = network.initialization().draw(network.network(), random.nextLong());
        network.network().named(initial).forEach((array, matrix) -> parameters.put(array, onGrid(matrix)));
        return new Start(
                new Recording(name, setup, examples, epochs, Rounding.DOUBLE, parameters, List.of(), Map.of(), null),
                shows);
    }

    private static Matrix onGrid(Matrix drawn) {
        return drawn.map(v -> Math.rint(v / GRID) * GRID);
    }

    /** One-hot rows or bits for the cross-entropies, otherwise numbers within or near the range of the output activation. */
    private static Matrix targets(NetworkSpec network, int rows, SplittableRandom random) {
        Matrix t = Matrix.zeros(rows, network.outputs());
        boolean positive = network.outputActivation() != Elementwise.IDENTITY;
        for (int n = 0; n < rows; n++) {
            int one = random.nextInt(network.outputs());
            for (int o = 0; o < network.outputs(); o++) {
                t.data()[n * network.outputs() + o] = switch (network.loss()) {
                    case CATEGORICAL_CROSS_ENTROPY -> o == one ? 1 : 0;
                    case BINARY_CROSS_ENTROPY -> random.nextInt(2);
                    case MEAN_SQUARED_ERROR, HUBER, HALF_SQUARED_ERROR ->
                        Math.rint(random.nextDouble(positive ? 0 : -1, 1) / GRID) * GRID;
                };
            }
        }
        return t;
    }

    private static int[] shuffled(int rows, SplittableRandom random) {
        int[] order = new int[rows];
        for (int n = 0; n < rows; n++) {
            int other = random.nextInt(n + 1);
            order[n] = order[other];
            order[other] = n;
        }
        return order;
    }

    private Matrix x() {
        return ((MatrixExamples) run.examples()).x();
    }

    /** Sets row 0 of x to 0 and, in every hidden layer, the incoming weights and the bias of unit 0. */
    private void zeroUnits() {
        Arrays.fill(x().data(), 0, x().columns(), 0);
        int hidden = run.setup().network().hidden().size();
        for (int k = 1; k <= hidden; k++) {
            Matrix weights = run.start().get(run.weight(k));
            Arrays.fill(weights.data(), 0, weights.columns(), 0);
            run.start().get(run.bias(k)).data()[0] = 0;
        }
    }
}
