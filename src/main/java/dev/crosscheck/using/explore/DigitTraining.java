package dev.crosscheck.using.explore;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Argmax;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.train.byhand.FloatNetwork;
import dev.crosscheck.train.byhand.KernelChoice;
import dev.crosscheck.train.byhand.NetworkState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Trains the digit network briefly, like {@code train --trainer by-hand}. */
final class DigitTraining {
    static final ImageForm FORM = ImageForm.ofDigits(DigitNetwork.SIDE, DigitNetwork.SIDE);

    /** After five epochs the weights of the units hardly change. */
    static final int EPOCHS = 5;

    private static final int HIDDEN = 256;
    private static final int CLASSES = 10;
    static final Network NETWORK =
            Network.of(FORM.features(), List.of(HIDDEN), CLASSES, Elementwise.RELU, Softmax.SOFTMAX);

    private static final double RATE = 0.001;
    private static final int BATCH = 64;
    private static final int SEED = 1;

    /** Half of MNIST's training images, to finish within seconds. */
    private static final int IMAGES = 30_000;

    private DigitTraining() {}

    /**
     * Trains the network.
     *
     * @param folder the folder of MNIST
     * @return the network, with its initialization and each epoch as snapshots
     * @throws CrosscheckException if the folder does not contain MNIST
     */
    static DigitNetwork run(Path folder) {
        ImageData data = ImageData.read(folder);
        if (!data.form().equals(FORM)) {
            throw CrosscheckException.expected(
                    folder.toString(), "MNIST", "other images", "Name the folder of MNIST with --data.");
        }
        Batches batches = new Batches(data.train().first(IMAGES), BATCH);
        Setup setup = new Setup(
                NetworkSpec.digits(HIDDEN).of(FORM.features(), CLASSES),
                new TrainingSpec(OptimizerSpec.Kind.ADAM.byDefault().at(RATE), BATCH, EPOCHS, SEED));
        NetworkState start = NetworkState.drawn(setup);
        List<DigitNetwork.Moment> moments = new ArrayList<>();
        try (FloatNetwork network = KernelChoice.AUTO.network(setup, start, batches, 1)) {
            for (int epoch = 0; epoch <= EPOCHS; epoch++) {
                if (epoch > 0) {
                    train(network, batches, epoch);
                }
                Parameters parameters = network.state(epoch).parameters(NETWORK.sizes());
                moments.add(new DigitNetwork.Moment(
                        epoch * batches.count(), epoch, parameters, accuracy(network, data.test())));
            }
        }
        return new DigitNetwork(null, NETWORK, moments.get(EPOCHS).parameters(), moments, FORM, data.test());
    }

    private static void train(FloatNetwork network, Batches batches, int epoch) {
        int[] order = batches.shuffled(SEED, epoch);
        for (int index = 0; index < batches.count(); index++) {
            network.steps(order, index, RATE);
        }
    }

    private static double accuracy(FloatNetwork network, ImageSet tests) {
        Matrix probabilities = Matrix.zeros(tests.size(), CLASSES);
        float[] values = network.probabilities(tests);
        Arrays.setAll(probabilities.data(), i -> values[i]);
        int right = 0;
        for (int n = 0; n < tests.size(); n++) {
            right += tests.labels()[n] == Argmax.of(probabilities.row(n).data()) ? 1 : 0;
        }
        return (double) right / tests.size();
    }
}
