package dev.crosscheck.train.record;

import dev.crosscheck.device.DeviceChoice;
import dev.crosscheck.device.Environment;
import dev.crosscheck.train.EpochMetrics;
import dev.crosscheck.train.Evaluation;
import dev.crosscheck.train.StopReason;
import dev.crosscheck.train.TrainingConfig;
import java.util.List;
import java.util.Map;

/**
 * Where a trained network comes from: what {@code run.json} holds.
 *
 * @param command the command
 * @param status how it ended
 * @param stop why training ended; null while it runs and where it failed
 * @param failure what went wrong, where it did
 * @param id tells the run from all others
 * @param start when it started, ISO 8601 in UTC
 * @param resumed when it went on after it had stopped
 * @param lastSign when the record was last written by the run itself, ISO 8601 in UTC: once an epoch, at most once a second,
 *     and when it ended
 * @param seconds it has run, tests and files included
 * @param config what it was to do, the seed included
 * @param optimizer Adam's constants, and where its epsilon goes
 * @param device the decision on the device
 * @param environment versions, processor, BLAS and threads
 * @param data the data folder, and SHA-256 of each file's raw content
 * @param epochs every finished epoch
 * @param bestEpoch the epoch that {@code model.zip} is of, by the lowest validation loss; 0 if it is after the last step
 * @param modelSha256 SHA-256 of {@code model.zip}, where it was written: equal for equal runs
 * @param parametersSha256 SHA-256 of the parameters, as little-endian floats in DL4J's order: equal for equal models
 */
public record RunRecord(
        String command,
        Status status,
        StopReason stop,
        String failure,
        String id,
        String start,
        List<String> resumed,
        String lastSign,
        double seconds,
        TrainingConfig config,
        String optimizer,
        DeviceChoice device,
        Environment environment,
        Data data,
        List<Epoch> epochs,
        int bestEpoch,
        String modelSha256,
        String parametersSha256) {

    /** How a run ended. */
    public enum Status {
        /** It has not ended; or its process was killed, and nobody has looked at it since. */
        RUNNING,
        /** It went as far as it was to: all epochs, or until a rule ended it. */
        COMPLETED,
        /** Asked to stop before. */
        INTERRUPTED,
        /** Ended by an error, before its model was written. */
        FAILED,
        /** Its process ended without notice, as by {@code kill -9} or a power failure. Whoever looks at it next says so. */
        KILLED
    }

    /**
     * Which data were used.
     *
     * @param folder where they were read from
     * @param trainingImages images trained on
     * @param validationImages training images held out
     * @param testImages images tested on
     * @param sha256 of the raw content, by file
     */
    public record Data(
            String folder, int trainingImages, int validationImages, int testImages, Map<String, String> sha256) {}

    /**
     * An epoch's line, as in {@code metrics.csv}.
     *
     * @param epoch the epoch, from 1
     * @param trainLoss mean loss over the epoch's steps
     * @param validationLoss mean loss over the held-out images; null where there are none
     * @param validationAccuracyPercent on them, in percent; null where there are none
     * @param testLoss mean loss over the test set
     * @param testCorrect test images classified rightly
     * @param testAccuracyPercent in percent
     * @param seconds of training
     * @param imagesPerSecond of training
     */
    public record Epoch(
            int epoch,
            double trainLoss,
            Double validationLoss,
            Double validationAccuracyPercent,
            double testLoss,
            int testCorrect,
            double testAccuracyPercent,
            double seconds,
            double imagesPerSecond) {

        /** The line of an epoch. */
        static Epoch of(EpochMetrics metrics) {
            Evaluation validation = metrics.validation();
            return new Epoch(
                    metrics.epoch(),
                    metrics.trainLoss(),
                    validation == null ? null : validation.loss(),
                    validation == null ? null : validation.accuracyPercent(),
                    metrics.test().loss(),
                    metrics.test().correct(),
                    metrics.test().accuracyPercent(),
                    metrics.seconds(),
                    metrics.imagesPerSecond());
        }
    }
}
