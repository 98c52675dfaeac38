package dev.crosscheck.using.explore;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.run.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * What the page's chapter on digits works with ({@code digits.js}), as JSON in the page: images, and the network of a model if one is shown. Bytes are
 * deflated and in Base64; parameters are in single precision, as model files have them.
 *
 * @param model its name; null if the page trains a network of its own
 * @param mean of the pixels, which the network's input is normalised by
 * @param deviation of the pixels
 * @param sizes of a model's layers, with the input; null without a model
 * @param activations of its layers
 * @param parameters W1 row by row, b1, W2, and so on
 * @param moments of its training, oldest first
 * @param tests images to choose from
 * @param training images to learn from; null with a model
 */
record DigitData(
        String model,
        List<String> classes,
        boolean ofDigits,
        double mean,
        double deviation,
        List<Integer> sizes,
        List<String> activations,
        String parameters,
        List<Moment> moments,
        Images tests,
        Images training) {
    private static final ImageForm MNIST = ImageForm.ofDigits(DigitNetwork.SIDE, DigitNetwork.SIDE);
    private static final int TRAINED_ON = 500;

    /** @param weights of the first layer */
    record Moment(int step, int epochs, Double accuracy, String weights) {}

    record Images(int[] labels, String pixels) {
        private static Images of(ImageSet images) {
            return new Images(images.labels(), packed(images.pixels()));
        }
    }

    /** A page's data without a network; null if there is no such folder. */
    static DigitData ofMnist(Path folder) {
        if (!Files.isDirectory(folder)) {
            return null;
        }
        ImageData data = ImageData.read(folder);
        if (!data.form().equals(MNIST) || data.train().size() < TRAINED_ON) {
            throw CrosscheckException.expected(
                    folder.toString(), "MNIST", "other images", "Name the folder of MNIST with --data.");
        }
        return new DigitData(
                null,
                MNIST.classes(),
                true,
                MNIST.normalisation().mean(),
                MNIST.normalisation().deviation(),
                null,
                null,
                null,
                List.of(),
                Images.of(data.test().first(DigitNetwork.MOST_TESTS)),
                Images.of(data.train().first(TRAINED_ON)));
    }

    static DigitData of(DigitNetwork given) {
        ImageForm form = given.form();
        return new DigitData(
                given.name(),
                form.classes(),
                form.isOfDigits(),
                form.normalisation().mean(),
                form.normalisation().deviation(),
                given.network().sizes(),
                given.network().activations().stream().map(Activation::label).toList(),
                packed(given.parameters().matrices()),
                given.moments().stream().map(DigitData::moment).toList(),
                Images.of(given.tests()),
                null);
    }

    private static Moment moment(DigitNetwork.Moment moment) {
        Matrix weights = moment.parameters().weights(1);
        return new Moment(moment.step(), moment.epochs(), moment.accuracy(), packed(List.of(weights)));
    }

    private static String packed(List<Matrix> matrices) {
        int count = matrices.stream().mapToInt(matrix -> matrix.data().length).sum();
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * count).order(ByteOrder.LITTLE_ENDIAN);
        for (Matrix matrix : matrices) {
            for (double value : matrix.data()) {
                bytes.putFloat((float) value);
            }
        }
        return packed(bytes.array());
    }

    private static String packed(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed, deflater)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deflater.end();
        }
        return Base64.getEncoder().encodeToString(packed.toByteArray());
    }

    /** @return an element for the page, whose content is no script */
    String element() {
        String json = Json.line(this).replace("<", "\\u003c"); // names are foreign, and must not end the element
        return "<script type=\"application/json\" id=\"digits\">" + json + "</script>";
    }
}
