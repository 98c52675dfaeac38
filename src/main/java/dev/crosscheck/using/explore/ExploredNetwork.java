package dev.crosscheck.using.explore;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Convolution;
import dev.crosscheck.nn.Layer;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * A trained image classifier for the chapter on digits.
 *
 * @param name name of its file or folder
 * @param network any hidden layers, softmax over the classes
 * @param parameters the trained parameters; must not be modified
 * @param moments snapshots of its training, oldest first; empty if none were kept
 * @param form the form of its pictures
 * @param tests test images to choose from, of which the first are kept; empty if there are none
 */
public record ExploredNetwork(
        String name, Network network, Parameters parameters, List<Moment> moments, ImageForm form, ImageSet tests) {
    private static final int MOST_TESTS = 100;
    private static final int TRAINED_ON = 500;

    /**
     * A snapshot of the training.
     *
     * @param step from 0
     * @param epochs number of completed epochs
     * @param parameters the parameters after the step
     * @param accuracy fraction of correctly classified test images; null if it was not measured
     */
    public record Moment(int step, int epochs, Parameters parameters, Double accuracy) {}

    /** @param weights of the first layer */
    private record Kept(int step, int epochs, Double accuracy, String weights) {}

    /**
     * What a page without a model has as JSON ({@code digits.js}): images to learn from; null if there is no such folder. Bytes are deflated and in
     * Base64.
     */
    static Map<String, Object> learning(Path folder) {
        if (!Files.isDirectory(folder)) {
            return null;
        }
        ImageData images = ImageData.read(folder);
        if (!images.form().equals(ImageForm.MNIST) || images.train().size() < TRAINED_ON) {
            throw CrosscheckException.expected(
                    folder.toString(), "MNIST", "other images", "Name the folder of MNIST with --data.");
        }
        Map<String, Object> data = data(ImageForm.MNIST, images.test(), List.of());
        data.put("training", packed(images.train().first(TRAINED_ON)));
        return data;
    }

    /** The data embedded in the page; parameters in single precision, as in model files: W1 row by row, b1, W2, and so on. */
    Map<String, Object> data() {
        Map<String, Object> data = data(form, tests, moments);
        data.put("model", name);
        data.put("sizes", network.widths());
        data.put(
                "activations",
                network.layers().stream()
                        .map(layer -> layer.activation().label())
                        .toList());
        data.put(
                "kernels",
                network.layers().stream().map(ExploredNetwork::kernel).toList());
        data.put("parameters", packed(parameters.matrices()));
        return data;
    }

    /** What engine.js calls a convolution; null for a dense layer. */
    private static Map<String, Object> kernel(Layer layer) {
        return !(layer instanceof Convolution of)
                ? null
                : Map.of(
                        "channels", of.input().channels(),
                        "rows", of.input().rows(),
                        "columns", of.input().columns(),
                        "maps", of.maps(),
                        "side", of.side(),
                        "same", of.same(),
                        "pools", of.pools());
    }

    private static Map<String, Object> data(ImageForm form, ImageSet tests, List<Moment> moments) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("classes", form.classes());
        data.put("ofDigits", form.handwriting());
        data.put("mean", form.normalisation().mean());
        data.put("deviation", form.normalisation().deviation());
        data.put(
                "moments",
                moments.stream()
                        .map(at -> new Kept(at.step, at.epochs, at.accuracy, packed(List.of(at.parameters.weights(1)))))
                        .toList());
        data.put("tests", packed(tests.first(MOST_TESTS)));
        return data;
    }

    /**
     * Checks that the page has room for a form's pictures and for all layers.
     *
     * @param name name of the model, for messages
     * @throws CrosscheckException if it has not
     */
    public static void requireDrawn(String name, Network network, ImageForm form) {
        for (Layer layer : network.layers()) {
            boolean isDrawn = switch (layer.kind()) {
                case DENSE, CONVOLUTION -> true;
                case GROUPED_DENSE -> false;
            };
            if (!isDrawn) {
                throw CrosscheckException.expected(
                        name, "a model of one network", "one of several side by side", "Use serve MODEL.");
            }
        }
        if (!form.shape().equals(ImageForm.MNIST.shape())) {
            throw CrosscheckException.expected(
                    name,
                    "a model of pictures of " + ImageForm.size(ImageForm.MNIST.shape())
                            + " grey pixels, which is what the page draws",
                    "one of " + ImageForm.size(form.shape()),
                    "Use serve MODEL, which takes pictures of any size.");
        }
    }

    private static Map<String, Object> packed(ImageSet images) {
        return Map.of("labels", images.labels(), "pixels", packed(images.pixels()));
    }

    private static String packed(List<Matrix> matrices) {
        int count = matrices.stream().mapToInt(matrix -> matrix.data().length).sum();
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * count).order(ByteOrder.LITTLE_ENDIAN);
        matrices.forEach(matrix -> Arrays.stream(matrix.data()).forEach(value -> bytes.putFloat((float) value)));
        return packed(bytes.array());
    }

    private static String packed(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed, new Deflater(Deflater.BEST_COMPRESSION))) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(packed.toByteArray());
    }
}
