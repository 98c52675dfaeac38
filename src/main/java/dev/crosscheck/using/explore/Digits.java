package dev.crosscheck.using.explore;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.BackwardPass;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;

/**
 * The digit network on one image: what it computes, what each pixel does to that, and how its units grew. It is trained when it is
 * first asked for, in the background.
 */
final class Digits {
    private static final int PIXELS = DigitTraining.PIXELS;
    private static final int HIDDEN = DigitTraining.HIDDEN;
    private static final int CLASSES = DigitTraining.CLASSES;
    private static final int FULL = 255;

    /** Units of an answer with their pictures: those that the answer owes most to. */
    private static final int TOP = 6;

    private static final String FORM = "{\"test\": 7} or {\"pixels\": [784 numbers from 0 to 1]}";
    private static final Network NETWORK = DigitTraining.NETWORK;

    private final Path data;
    private CompletableFuture<DigitTraining> training;

    /** @param data MNIST's folder */
    Digits(Path data) {
        this.data = data;
    }

    /** An image: one of the test images, or its pixels from 0 (paper) to 1 (ink). */
    record Request(double[] pixels, Integer test) {}

    /**
     * A hidden unit.
     *
     * @param weights W1's column, as a picture
     * @param towards W2's row: what the unit adds to each logit per activation
     */
    record Unit(int unit, double activation, double[] weights, double[] towards) {}

    /**
     * An image's way through the network.
     *
     * @param pixels from 0 to 1
     * @param label of a test image; null of another
     * @param gradientOf the class whose logit or loss is differentiated
     * @param gradient of the loss for the label by the pixels; without a label, of the likeliest class's logit
     * @param top the units that add most to the likeliest class's logit
     */
    record Answer(
            double[] pixels,
            Integer label,
            double[] hidden,
            double[] logits,
            double[] probabilities,
            int gradientOf,
            double[] gradient,
            List<Unit> top) {}

    /** A unit's weights after each epoch, the start first. */
    record Growth(int unit, int[] epochs, double[][] weights, double[] accuracy) {}

    Answer answer(byte[] body) {
        return answer(Wire.read(body, Request.class, FORM));
    }

    Answer answer(Request request) {
        DigitTraining trained = trained();
        if (request.test() != null && request.pixels() == null) {
            int index = Wire.within("test", request.test(), 0, trained.tests().size() - 1);
            double[] pixels = new double[PIXELS];
            Arrays.setAll(pixels, i -> (trained.tests().pixels()[index * PIXELS + i] & 0xff) / (double) FULL);
            return answer(trained, pixels, trained.tests().labels()[index]);
        }
        if (request.pixels() == null || request.pixels().length != PIXELS || request.test() != null) {
            throw Wire.expected("pixels", PIXELS + " numbers, or a test image's number", "something else");
        }
        for (double pixel : request.pixels()) {
            Wire.within("pixels", pixel, 0, 1);
        }
        return answer(trained, request.pixels(), null);
    }

    private static Answer answer(DigitTraining trained, double[] pixels, Integer label) {
        ImageForm form = trained.tests().form();
        double mean = form.normalisation().mean();
        double deviation = form.normalisation().deviation();
        Matrix x = new Matrix(
                1,
                PIXELS,
                Arrays.stream(pixels).map(p -> (p - mean) / deviation).toArray());
        Parameters parameters = trained.last();
        ForwardPass pass = NETWORK.forward(parameters, x);
        double[] logits = pass.z(2).data();
        int best = IntStream.range(0, CLASSES)
                .boxed()
                .max(Comparator.comparingDouble(c -> logits[c]))
                .orElseThrow();
        double[] gradient = label == null
                ? ofLogit(parameters, pass, best)
                : BackwardPass.of(NETWORK, parameters, pass, oneHot(label), Loss.CATEGORICAL_CROSS_ENTROPY)
                        .da(0)
                        .data();
        // By the pixel itself, of which the input is (pixel - mean) / deviation.
        double[] byPixel = Arrays.stream(gradient).map(g -> g / deviation).toArray();
        return new Answer(
                pixels,
                label,
                pass.a(1).data(),
                logits,
                pass.output().data(),
                label == null ? best : label,
                byPixel,
                top(parameters, pass.a(1).data(), best));
    }

    /** The likeliest class's logit by the inputs: back through the same network with a linear output. */
    private static double[] ofLogit(Parameters parameters, ForwardPass pass, int best) {
        Network linear = Network.of(PIXELS, List.of(HIDDEN), CLASSES, Elementwise.RELU, Elementwise.IDENTITY);
        return BackwardPass.from(linear, parameters, pass, oneHot(best)).da(0).data();
    }

    private static Matrix oneHot(int label) {
        Matrix row = Matrix.zeros(1, CLASSES);
        row.data()[label] = 1;
        return row;
    }

    private static List<Unit> top(Parameters parameters, double[] hidden, int best) {
        Matrix w2 = parameters.weights(2);
        return IntStream.range(0, HIDDEN)
                .boxed()
                .sorted(Comparator.comparingDouble(unit -> -hidden[unit] * w2.get(unit, best)))
                .limit(TOP)
                .map(unit -> new Unit(
                        unit,
                        hidden[unit],
                        column(parameters.weights(1), unit),
                        w2.row(unit).data()))
                .toList();
    }

    private static double[] column(Matrix matrix, int column) {
        double[] values = new double[matrix.rows()];
        Arrays.setAll(values, i -> matrix.get(i, column));
        return values;
    }

    Growth growth(Map<String, String> query) {
        int unit = Wire.whole(query, "unit", null, 0, HIDDEN - 1);
        DigitTraining trained = trained();
        return new Growth(
                unit,
                IntStream.range(0, trained.epochs().size()).toArray(),
                trained.epochs().stream()
                        .map(epoch -> column(epoch.weights(1), unit))
                        .toArray(double[][]::new),
                trained.accuracy());
    }

    /** Trains the network now. */
    synchronized void train() {
        training = CompletableFuture.completedFuture(DigitTraining.run(data));
    }

    /** @return the trained network; begins training it if nobody has asked before */
    private synchronized DigitTraining trained() {
        if (training == null) {
            training = CompletableFuture.supplyAsync(() -> DigitTraining.run(data));
        }
        if (!training.isDone()) {
            throw new Refusal(
                    Refusal.BUSY, "The digit network is being trained.", "Wait a moment: it takes some seconds.");
        }
        try {
            return training.join();
        } catch (CompletionException e) {
            training = null; // the next one who asks begins anew
            throw e.getCause() instanceof CrosscheckException known ? known : e;
        }
    }
}
