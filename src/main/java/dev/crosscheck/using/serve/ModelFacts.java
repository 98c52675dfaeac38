package dev.crosscheck.using.serve;

import dev.crosscheck.using.predict.DigitClassifier;
import java.util.List;

/**
 * Facts about the model that answers.
 *
 * @param name the file's or the run folder's name
 * @param layers inputs, units of each hidden layer, outputs
 * @param parameters how many numbers it has learned
 * @param threshold the probability from which an answer is sure
 * @param version of this program
 */
public record ModelFacts(String name, List<Integer> layers, long parameters, double threshold, String version) {

    /** The facts about a classifier. */
    public static ModelFacts of(String name, DigitClassifier classifier, double threshold, String version) {
        long parameters = classifier.parameters().matrices().stream()
                .mapToLong(matrix -> matrix.data().length)
                .sum();
        return new ModelFacts(name, classifier.network().sizes(), parameters, threshold, version);
    }
}
