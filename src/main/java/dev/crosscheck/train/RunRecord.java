package dev.crosscheck.train;

import dev.crosscheck.device.DeviceChoice;
import dev.crosscheck.device.Environment;
import java.util.List;
import java.util.Map;

/**
 * Where a trained network comes from: what {@code run.json} holds.
 *
 * @param command the command
 * @param status how it ended
 * @param failure what went wrong, where it did
 * @param start when it started, ISO 8601 in UTC
 * @param seconds from start to end, tests and files included
 * @param config what it was to do, the seed included
 * @param optimizer Adam's constants, and where its epsilon goes
 * @param device the decision on the device
 * @param environment versions, processor, BLAS and threads
 * @param data the data folder, and SHA-256 of each file's raw content
 * @param epochs every finished epoch
 * @param modelSha256 SHA-256 of {@code model.zip}, where it was written
 */
public record RunRecord(
        String command,
        Status status,
        String failure,
        String start,
        double seconds,
        TrainingConfig config,
        String optimizer,
        DeviceChoice device,
        Environment environment,
        Data data,
        List<Epoch> epochs,
        String modelSha256) {

    /** How a run ended. */
    public enum Status {
        /** All epochs are done. */
        COMPLETED,
        /** Stopped before; the model is as it was then. */
        INTERRUPTED,
        /** Ended by an error; there is no model. */
        FAILED
    }

    /**
     * Which data were used.
     *
     * @param folder where they were read from
     * @param trainingImages images trained on
     * @param testImages images tested on
     * @param sha256 of the raw content, by file
     */
    public record Data(String folder, int trainingImages, int testImages, Map<String, String> sha256) {}

    /**
     * An epoch's line, as in {@code metrics.csv}.
     *
     * @param epoch the epoch, from 1
     * @param trainLoss mean loss over the epoch's steps
     * @param testLoss mean loss over the test set
     * @param testCorrect test images classified rightly
     * @param testAccuracyPercent in percent
     * @param seconds of training
     * @param imagesPerSecond of training
     */
    public record Epoch(
            int epoch,
            double trainLoss,
            double testLoss,
            int testCorrect,
            double testAccuracyPercent,
            double seconds,
            double imagesPerSecond) {

        /** The line of an epoch. */
        static Epoch of(EpochMetrics metrics) {
            return new Epoch(
                    metrics.epoch(),
                    metrics.trainLoss(),
                    metrics.test().loss(),
                    metrics.test().correct(),
                    metrics.test().accuracyPercent(),
                    metrics.seconds(),
                    metrics.imagesPerSecond());
        }
    }
}
