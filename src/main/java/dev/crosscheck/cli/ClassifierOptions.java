package dev.crosscheck.cli;

import dev.crosscheck.using.predict.ImageClassifier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How sure a trained network must be of an answer. */
final class ClassifierOptions {
    private double threshold = ImageClassifier.THRESHOLD;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--threshold",
            paramLabel = "P",
            description =
                    "Say \"not sure\" where the likeliest answer has less than this probability. Default: 0.5, above"
                            + " which it is likelier than all others together.")
    void setThreshold(double value) {
        if (!(value >= 0 && value <= 1)) {
            throw Checks.invalid(command, "--threshold", "a number from 0 to 1", Double.toString(value));
        }
        threshold = value;
    }

    /** @return the least probability of a sure answer */
    double threshold() {
        return threshold;
    }
}
