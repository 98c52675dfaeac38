package dev.crosscheck.using.serve;

import dev.crosscheck.math.Shape;
import dev.crosscheck.nn.Layer;
import dev.crosscheck.using.predict.ImageClassifier;
import java.util.List;

/**
 * Facts about an image model, for {@code /api/model}.
 *
 * @param name name of the file or of the run folder
 * @param title the layers as in a network's line
 * @param layers inputs, units of each hidden layer, outputs
 * @param maps channels, rows and columns of each convolution's outputs, which are the first hidden layers
 * @param parameters number of parameters
 * @param digits whether it reads handwriting, so that pictures are prepared like MNIST's
 * @param channels of an input image: 1 for grey, 3 for red, green and blue
 * @param rows rows of an input image
 * @param columns columns of an input image
 * @param classes names of the classes, in the order of probabilities
 * @param threshold the probability from which an answer counts as sure
 * @param version version of this program
 */
public record ModelFacts(
        String name,
        String title,
        List<Integer> layers,
        List<Shape> maps,
        long parameters,
        boolean digits,
        int channels,
        int rows,
        int columns,
        List<String> classes,
        double threshold,
        String version) {

    public static ModelFacts of(String name, ImageClassifier classifier, String version) {
        return new ModelFacts(
                name,
                classifier.network().title(),
                classifier.network().widths(),
                classifier.network().layers().stream()
                        .map(Layer::output)
                        .takeWhile(shape -> !shape.hasNoPlaces())
                        .toList(),
                classifier.network().parameterCount(),
                classifier.form().handwriting(),
                classifier.form().channels(),
                classifier.form().rows(),
                classifier.form().columns(),
                classifier.form().classes(),
                classifier.threshold(),
                version);
    }
}
