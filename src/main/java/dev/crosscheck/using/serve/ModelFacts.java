package dev.crosscheck.using.serve;

import dev.crosscheck.using.predict.ImageClassifier;
import java.util.List;

/**
 * Facts about the model that answers.
 *
 * @param name the file's or the run folder's name
 * @param layers inputs, units of each hidden layer, outputs
 * @param parameters how many numbers it has learned
 * @param digits whether it knows digits, to which pictures are brought as MNIST's were made
 * @param rows rows of an image as the network sees it
 * @param columns columns of it
 * @param classes the classes' names, in the order of probabilities
 * @param threshold the probability from which on an answer is sure
 * @param version of this program
 */
public record ModelFacts(
        String name,
        List<Integer> layers,
        long parameters,
        boolean digits,
        int rows,
        int columns,
        List<String> classes,
        double threshold,
        String version) {

    /** The facts about a classifier. */
    public static ModelFacts of(String name, ImageClassifier classifier, double threshold, String version) {
        long parameters = classifier.parameters().matrices().stream()
                .mapToLong(matrix -> matrix.data().length)
                .sum();
        return new ModelFacts(
                name,
                classifier.network().sizes(),
                parameters,
                classifier.form().isOfDigits(),
                classifier.form().rows(),
                classifier.form().columns(),
                classifier.form().classes(),
                threshold,
                version);
    }
}
