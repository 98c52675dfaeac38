package dev.crosscheck.proof.judge;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.PyTorchLayout;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.proof.replay.Recording;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The training that a program is given: network, data, the order of the rows and the initial parameters.
 *
 * <p>All drawn numbers have few binary digits, so that programs in float and in double start from exactly the same ones.
 *
 * @param name a one-word name
 * @param shows the purpose of the start
 * @param setup the network and its training
 * @param arrays {@code x} (N, inputs), {@code t} (N, outputs), {@code order} (epochs, N), then the parameters by PyTorch's names, a bias as a row
 */
record Start(String name, String shows, Setup setup, Map<String, Matrix> arrays) {
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

    /** @return the array of that name */
    Matrix array(String array) {
        return arrays.get(array);
    }

    /** @return the row numbers of each epoch */
    int[][] order() {
        Matrix order = array("order");
        int[][] rows = new int[order.rows()][order.columns()];
        for (int e = 0; e < rows.length; e++) {
            for (int n = 0; n < rows[e].length; n++) {
                rows[e][n] = (int) order.get(e, n);
            }
        }
        return rows;
    }

    /** @return the names of the parameters, layer by layer */
    List<String> parameters() {
        return List.copyOf(setup.network().shapes().keySet());
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
        Setup setup = withTwoEpochs(asked);
        int batch = setup.training().batch();
        SplittableRandom random = new SplittableRandom(setup.training().seed());
        List<Start> starts = new ArrayList<>();
        starts.add(drawn("ordinary", "an ordinary start", setup, 2 * batch, random));
        if (batch > 1) {
            starts.add(drawn("remainder", "a smaller last batch", setup, 2 * batch + Math.max(1, batch / 2), random));
        }
        Start zeros =
                drawn("zeros", "an input row of zeros and hidden units whose z is exactly 0", setup, 2 * batch, random);
        zeros.zeroUnits();
        starts.add(zeros);
        int layers = setup.network().sizes().size() - 1;
        if (setup.network().outputActivation() == Softmax.SOFTMAX) {
            Start huge = drawn("huge", "logits so large that e^z overflows", setup, 2 * batch, random);
            huge.arrays.computeIfPresent(PyTorchLayout.bias(layers), (name, bias) -> bias.map(b -> b + HUGE));
            starts.add(huge);
        }
        OptimizerSpec.Kind kind = setup.training().optimizer().kind();
        if (kind == OptimizerSpec.Kind.ADAM || kind == OptimizerSpec.Kind.ADAMW) {
            Start tiny = drawn("tiny", "gradients about as small as Adam's epsilon", setup, 2 * batch, random);
            Matrix x = tiny.array("x");
            for (int n = 0; n < x.rows(); n++) {
                x.data()[n * x.columns()] *= TINY;
            }
            starts.add(tiny);
        }
        return starts;
    }

    /**
     * @return the start of a recorded run
     * @throws CrosscheckException if slips cannot be searched for in this run, because it is too large or uses something that is not judged
     */
    static Start of(Recording recording) {
        requireJudged(recording.setup());
        require(
                recording.steps() <= MOST_STEPS && recording.examples().size() <= MOST_ROWS,
                "slips are looked for in runs of at most " + MOST_STEPS + " steps on " + MOST_ROWS + " rows",
                "Record a smaller run: a slip shows in a small one, too.");
        Map<String, Matrix> arrays = new LinkedHashMap<>();
        int[] all = IntStream.range(0, recording.examples().size()).toArray();
        arrays.put("x", recording.features(all));
        arrays.put("t", recording.targets(all));
        double[] order = recording.epochs().stream()
                .flatMapToInt(Arrays::stream)
                .asDoubleStream()
                .toArray();
        arrays.put(
                "order",
                new Matrix(recording.epochs().size(), recording.epochs().get(0).length, order));
        arrays.putAll(PyTorchLayout.arrays(recording.start()));
        return new Start("recording", "a recorded run", recording.setup(), arrays);
    }

    private static void requireJudged(Setup setup) {
        NetworkSpec network = setup.network();
        TrainingSpec training = setup.training();
        TrainingSpec plain =
                new TrainingSpec(training.optimizer(), training.batch(), training.epochs(), training.seed());
        List<Activation> activations = network.network().activations();
        require(
                training.equals(plain)
                        && network.dropout() == 0
                        && training.optimizer().hasUsualBetas(),
                "schedules, class weights, smoothed labels, dropout, stop rules and other betas than 0.9 and 0.999 are not judged",
                "Leave them out of --network.");
        require(
                !activations.contains(Elementwise.GELU),
                "there are several functions called gelu, and they are not judged",
                "Judge the program with another activation, such as tanh.");
        require(
                !activations.contains(Elementwise.SELU) && !activations.contains(Elementwise.MISH),
                "selu and mish are not judged",
                "Judge the program with another activation, such as tanh.");
        require(
                network.hidden().stream().allMatch(layer -> layer.activation() instanceof Elementwise),
                "a softmax in a hidden layer is not judged",
                "Take another activation there.");
        require(
                network.parameters() <= MOST_PARAMETERS && training.batch() <= MOST_ROWS,
                "at most " + MOST_PARAMETERS + " parameters and batches of " + MOST_ROWS + " rows are judged",
                "Name a smaller network: a slip shows in a small one, too.");
    }

    private static void require(boolean fine, String problem, String remedy) {
        if (!fine) {
            throw new CrosscheckException("The network to judge: " + problem, remedy);
        }
    }

    private static Setup withTwoEpochs(Setup asked) {
        TrainingSpec training = asked.training();
        return new Setup(
                asked.network(), new TrainingSpec(training.optimizer(), training.batch(), EPOCHS, training.seed()));
    }

    private static Start drawn(String name, String shows, Setup setup, int rows, SplittableRandom random) {
        NetworkSpec network = setup.network();
        Map<String, Matrix> arrays = new LinkedHashMap<>();
        arrays.put("x", onGrid(Matrix.gaussian(rows, network.inputs(), random)));
        arrays.put("t", targets(network, rows, random));
        Matrix order = Matrix.zeros(EPOCHS, rows);
        for (int e = 0; e < EPOCHS; e++) {
            System.arraycopy(shuffled(rows, random), 0, order.data(), e * rows, rows);
        }
        arrays.put("order", order);
        PyTorchLayout.arrays(network.initialization().draw(network.network(), random.nextLong()))
                .forEach((array, matrix) -> arrays.put(array, onGrid(matrix)));
        return new Start(name, shows, setup, arrays);
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

    private static double[] shuffled(int rows, SplittableRandom random) {
        double[] order = new double[rows];
        for (int n = 0; n < rows; n++) {
            int other = random.nextInt(n + 1);
            order[n] = order[other];
            order[other] = n;
        }
        return order;
    }

    /** Sets row 0 of x to 0 and, in every hidden layer, the incoming weights and the bias of unit 0. */
    private void zeroUnits() {
        Matrix x = array("x");
        Arrays.fill(x.data(), 0, x.columns(), 0);
        int hidden = setup.network().hidden().size();
        for (int k = 1; k <= hidden; k++) {
            Matrix weights = array(PyTorchLayout.weight(k));
            Arrays.fill(weights.data(), 0, weights.columns(), 0);
            array(PyTorchLayout.bias(k)).data()[0] = 0;
        }
    }

    /** @return the text that a program reads (docs/judge.md) */
    String text() {
        StringBuilder text = new StringBuilder("setup " + setup + "\n");
        arrays.forEach((array, matrix) -> TextForm.append(text, array, matrix));
        return text.toString();
    }
}
