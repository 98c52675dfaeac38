package dev.crosscheck.using.explore;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Network;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.ToIntFunction;

/** The chapter on digits, with a given trained network or one that is trained in the background at the first request. */
final class Digits {
    private static final int PIXELS = DigitNetwork.SIDE * DigitNetwork.SIDE;
    private static final int FULL = 255;
    private static final String FORM = "{\"test\": 7} or {\"pixels\": [784 numbers from 0 to 1]}";

    private final Path data;
    private final Facts facts;
    private CompletableFuture<DigitNetwork> network;

    /** @param data the folder of MNIST */
    Digits(Path data) {
        this.data = data;
        facts = Facts.of(
                null,
                DigitTraining.NETWORK,
                true,
                DigitTraining.FORM.classes(),
                DigitNetwork.MOST_TESTS,
                DigitTraining.EPOCHS + 1);
    }

    /** @param given the trained network */
    Digits(DigitNetwork given) {
        data = null;
        network = CompletableFuture.completedFuture(given);
        facts = Facts.of(
                given.name(),
                given.network(),
                given.form().isOfDigits(),
                given.form().classes(),
                given.tests().size(),
                given.moments().size());
    }

    record Layer(int inputs, int units, String activation) {
        private static List<Layer> of(Network network) {
            List<Layer> layers = new ArrayList<>();
            for (int k = 1; k <= network.layers(); k++) {
                layers.add(new Layer(
                        network.sizes().get(k - 1),
                        network.sizes().get(k),
                        network.activation(k).label()));
            }
            return layers;
        }
    }

    /**
     * Facts about the network that are known before it is trained.
     *
     * @param model name of its file or folder; null for the one that is trained here
     * @param ofDigits whether its pictures are handwritten digits
     * @param classes names of the classes
     * @param layers sizes and activations of the layers
     * @param parameters number of parameters
     * @param tests number of test images that can be requested
     * @param moments number of snapshots that {@code growth} returns
     */
    record Facts(
            String model,
            boolean ofDigits,
            List<String> classes,
            List<Layer> layers,
            int parameters,
            int tests,
            int moments) {
        private static Facts of(
                String model, Network network, boolean ofDigits, List<String> classes, int tests, int moments) {
            List<Layer> layers = Layer.of(network);
            return new Facts(model, ofDigits, classes, layers, network.parameterCount(), tests, moments);
        }
    }

    /**
     * A request for a picture: one of the test images, or pixels from 0 (paper) to 1 (ink).
     *
     * @param look a unit to include, or null
     */
    record Request(double[] pixels, Integer test, DigitAnswers.Place look) {}

    /**
     * The weights of a unit of the first layer during training, or only the final ones if there are no snapshots.
     *
     * @param steps steps of the snapshots, oldest first; empty if there are none
     * @param epochs number of completed epochs at each snapshot
     * @param weights the unit's column of W1 at each snapshot
     * @param accuracy accuracy at each snapshot; null elements if it was not measured
     */
    record Growth(int unit, int[] steps, int[] epochs, List<double[]> weights, List<Double> accuracy) {}

    Facts facts() {
        return facts;
    }

    DigitAnswers.Answer answer(byte[] body) {
        return answer(Wire.read(body, Request.class, FORM));
    }

    DigitAnswers.Answer answer(Request request) {
        DigitNetwork asked = network();
        requirePlace(asked.network(), request.look());
        DigitAnswers answers = new DigitAnswers(asked);
        if (request.test() != null && request.pixels() == null) {
            int index = test(asked, request.test());
            byte[] bytes = asked.tests().pixels(index);
            double[] pixels = new double[PIXELS];
            Arrays.setAll(pixels, i -> (bytes[i] & 0xff) / (double) FULL);
            return answers.of(pixels, asked.tests().labels()[index], request.look());
        }
        if (request.pixels() == null || request.pixels().length != PIXELS || request.test() != null) {
            throw Wire.expected("pixels", PIXELS + " numbers, or a test image's number", "something else");
        }
        for (double pixel : request.pixels()) {
            Wire.within("pixels", pixel, 0, 1);
        }
        return answers.of(request.pixels(), null, request.look());
    }

    private static int test(DigitNetwork asked, int test) {
        if (asked.tests().size() == 0) {
            throw new CrosscheckException(
                    "This model's test images are not available.", "Name their folder with --data.");
        }
        return Wire.within("test", test, 0, asked.tests().size() - 1);
    }

    private static void requirePlace(Network network, DigitAnswers.Place place) {
        if (place != null) {
            Wire.within("look.layer", place.layer(), 1, network.layers());
            Wire.within("look.unit", place.unit(), 0, network.sizes().get(place.layer()) - 1);
        }
    }

    Growth growth(Map<String, String> query) {
        int unit = Wire.whole(query, "unit", null, 0, facts.layers().get(0).units() - 1);
        DigitNetwork asked = network();
        List<DigitNetwork.Moment> moments = asked.moments();
        List<double[]> weights = moments.isEmpty()
                ? List.of(column(asked.parameters().weights(1), unit))
                : moments.stream()
                        .map(moment -> column(moment.parameters().weights(1), unit))
                        .toList();
        List<Double> accuracy = new ArrayList<>(); // not toList(): elements may be null
        moments.forEach(moment -> accuracy.add(moment.accuracy()));
        return new Growth(
                unit,
                whole(moments, DigitNetwork.Moment::step),
                whole(moments, DigitNetwork.Moment::epochs),
                weights,
                accuracy);
    }

    private static int[] whole(List<DigitNetwork.Moment> moments, ToIntFunction<DigitNetwork.Moment> what) {
        return moments.stream().mapToInt(what).toArray();
    }

    private static double[] column(Matrix matrix, int column) {
        double[] values = new double[matrix.rows()];
        Arrays.setAll(values, i -> matrix.get(i, column));
        return values;
    }

    /** Trains the network now, unless one was given. */
    synchronized void prepare() {
        if (network == null) {
            network = CompletableFuture.completedFuture(DigitTraining.run(data));
        }
    }

    /** @return the trained network; the first call starts the training */
    private synchronized DigitNetwork network() {
        if (network == null) {
            network = CompletableFuture.supplyAsync(() -> DigitTraining.run(data));
        }
        if (!network.isDone()) {
            throw new Refusal(
                    Refusal.BUSY, "The digit network is being trained.", "Wait a moment: it takes some seconds.");
        }
        try {
            return network.join();
        } catch (CompletionException e) {
            network = null; // the next request starts the training again
            throw e.getCause() instanceof CrosscheckException known ? known : e;
        }
    }
}
