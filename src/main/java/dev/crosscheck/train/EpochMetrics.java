package dev.crosscheck.train;

import dev.crosscheck.files.Digest;
import dev.crosscheck.limits.Members;
import dev.crosscheck.nn.StopRules;
import dev.crosscheck.nn.TrainingSpec;
import org.jspecify.annotations.Nullable;

/**
 * One epoch of training and the tests after it.
 *
 * @param epoch the epoch, from 1
 * @param trainLoss mean of the step losses, weighted by batch size
 * @param validation results on the held-out training images after the epoch; null if there are none
 * @param test results on the test set after the epoch
 * @param seconds time spent training, without tests
 * @param imagesPerSecond training images, or rows, divided by seconds
 * @param parametersSha256 SHA-256 of the parameters after the epoch as little-endian floats, of folds those of all networks
 */
public record EpochMetrics(
        int epoch,
        double trainLoss,
        @Nullable Evaluation validation,
        Evaluation test,
        double seconds,
        double imagesPerSecond,
        String parametersSha256) {

    public EpochMetrics {
        Members.whole("epoch", epoch, 1, TrainingSpec.MOST_EPOCHS);
        Members.number("seconds", seconds, 0, StopRules.LONGEST_TIME);
        Members.number("imagesPerSecond", imagesPerSecond, 0, Double.POSITIVE_INFINITY);
        Digest.check("parametersSha256", parametersSha256);
    }

    EpochMetrics inShort() {
        return new EpochMetrics(
                epoch,
                trainLoss,
                validation == null ? null : validation.inShort(),
                test.inShort(),
                seconds,
                imagesPerSecond,
                parametersSha256);
    }
}
