package dev.crosscheck.train.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.crosscheck.data.table.ColumnUse;
import dev.crosscheck.device.DeviceChoice;
import dev.crosscheck.device.Environment;
import dev.crosscheck.files.Digest;
import dev.crosscheck.limits.Members;
import dev.crosscheck.measure.Worth;
import dev.crosscheck.nn.StopRules;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.train.EpochMetrics;
import dev.crosscheck.train.Evaluation;
import dev.crosscheck.train.RunIdentity;
import dev.crosscheck.train.StopReason;
import dev.crosscheck.train.TrainingConfig;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The record of a run: the content of {@code run.json}.
 *
 * @param command the command
 * @param status how it ended
 * @param stop why training ended; null while it runs and if it failed
 * @param failure what went wrong; null if nothing did
 * @param id unique to the run
 * @param start when it started, ISO 8601 in UTC
 * @param resumed when it was resumed
 * @param lastSign time of the run's last write of the record, ISO 8601 in UTC: once per epoch, at most once per second, and at the end
 * @param seconds duration, including tests and files
 * @param config its configuration, including the seed
 * @param optimizer the optimizer's constants, and what its epsilon is added to
 * @param device the decision on the device
 * @param environment versions, processor, BLAS and threads
 * @param code SHA-256 of the program's classes that began the run, and of each other build that resumed it
 * @param data the data folder, and SHA-256 of each file's raw content
 * @param epochs every finished epoch
 * @param steps number of steps done, including those of an unfinished epoch
 * @param bestEpoch the epoch with the lowest validation loss, from which the model is; 0 if it is from the last step
 * @param worth comparison with guessing and a linear model; null until it is known, and for IDX files
 * @param modelSha256 SHA-256 of {@code model.safetensors}, if it was written: equal for equal runs
 * @param parametersSha256 SHA-256 of the parameters, as little-endian floats, array after array: equal for equal models
 */
public record RunRecord(
        String command,
        Status status,
        @Nullable StopReason stop,
        @Nullable String failure,
        String id,
        String start,
        List<String> resumed,
        String lastSign,
        double seconds,
        TrainingConfig config,
        String optimizer,
        DeviceChoice device,
        @Nullable Environment environment,
        List<String> code,
        Data data,
        List<Epoch> epochs,
        int steps,
        int bestEpoch,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Worth worth,
        @Nullable String modelSha256,
        @Nullable String parametersSha256) {

    /** Longest message, name or reason that a run records. */
    private static final int LONGEST_WORDS = 1000;

    private static final double ALL = 100;

    public RunRecord {
        Members.require("command", command.equals("train"), "\"train\"", command);
        Members.require("failure", failure != null || status != Status.FAILED, "what went wrong", failure);
        RunIdentity.check(id, start, resumed);
        resumed = List.copyOf(resumed);
        RunIdentity.checkTime("lastSign", lastSign);
        Members.number("seconds", seconds, 0, StopRules.LONGEST_TIME);
        Members.plain("optimizer", optimizer, 0, LONGEST_WORDS);
        boolean ranOn = environment != null || status != Status.COMPLETED;
        Members.require("environment", ranOn, "what the completed run ran on", environment);
        epochs = List.copyOf(epochs);
        Members.size("epochs", epochs.size(), 0, TrainingSpec.MOST_EPOCHS);
        Members.whole("steps", steps, 0, Integer.MAX_VALUE);
        Members.whole("bestEpoch", bestEpoch, 0, epochs.size());
        code = RunIdentity.checkedCode(code);
        Digest.checkIfThere("modelSha256", modelSha256);
        Digest.checkIfThere("parametersSha256", parametersSha256);
    }

    public enum Status {
        /** It is running; or its process was killed, and no command has looked at it since. */
        RUNNING,
        /** It ended regularly: all epochs are done, or a stop rule applied. */
        COMPLETED,
        INTERRUPTED,
        /** An error ended it before its model was written. */
        FAILED,
        /**
         * Its process ended without notice, as with {@code kill -9} or a power failure. The next command that looks at the run sets this
         * status.
         */
        KILLED
    }

    /**
     * The data: images or a table's rows; members that do not apply are omitted.
     *
     * @param folder from which they were read
     * @param trainingImages images trained on
     * @param validationImages training images held out
     * @param testImages images tested on
     * @param trainingRows rows trained on
     * @param validationRows rows validated on
     * @param testRows rows tested on
     * @param columnUse the use of each of a table's columns, with the reason for omitted ones
     * @param sha256 of the raw content, by file
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Data(
            String folder,
            @Nullable Integer trainingImages,
            @Nullable Integer validationImages,
            @Nullable Integer testImages,
            @Nullable Integer trainingRows,
            @Nullable Integer validationRows,
            @Nullable Integer testRows,
            @Nullable List<ColumnUse> columnUse,
            Map<String, String> sha256) {

        public Data {
            Members.whole("trainingImages", trainingImages, 0, Integer.MAX_VALUE);
            Members.whole("validationImages", validationImages, 0, Integer.MAX_VALUE);
            Members.whole("testImages", testImages, 0, Integer.MAX_VALUE);
            Members.whole("trainingRows", trainingRows, 0, Integer.MAX_VALUE);
            Members.whole("validationRows", validationRows, 0, Integer.MAX_VALUE);
            Members.whole("testRows", testRows, 0, Integer.MAX_VALUE);
            Digest.check("sha256", sha256, 0);
        }
    }

    /**
     * An epoch's line, as in {@code metrics.csv}.
     *
     * @param epoch the epoch, from 1
     * @param trainLoss mean loss over the epoch's steps
     * @param validationLoss mean loss over the held-out images or rows; null if there are none
     * @param validationAccuracyPercent accuracy on them, in percent; null if there are none, and for a regression
     * @param validationRmse root of the mean squared error on them, for a regression; else omitted
     * @param validationR2 explained share of the variance on them, for a regression; else omitted
     * @param testLoss mean loss over the test set
     * @param testCorrect number of test images or rows classified correctly; null for a regression
     * @param testAccuracyPercent accuracy on the test set, in percent; null for a regression
     * @param testRmse root of the mean squared error on the test set, for a regression; else omitted
     * @param testR2 explained share of the variance on the test set, for a regression; else omitted
     * @param seconds spent training
     * @param imagesPerSecond training images divided by seconds; omitted for a table
     * @param rowsPerSecond a table's training rows divided by seconds; omitted for images
     * @param parametersSha256 SHA-256 of the parameters after the epoch
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Epoch(
            int epoch,
            double trainLoss,
            @JsonInclude @Nullable Double validationLoss,
            @JsonInclude @Nullable Double validationAccuracyPercent,
            @Nullable Double validationRmse,
            @Nullable Double validationR2,
            double testLoss,
            @JsonInclude @Nullable Integer testCorrect,
            @JsonInclude @Nullable Double testAccuracyPercent,
            @Nullable Double testRmse,
            @Nullable Double testR2,
            double seconds,
            @Nullable Double imagesPerSecond,
            @Nullable Double rowsPerSecond,
            String parametersSha256) {

        public Epoch {
            Members.whole("epoch", epoch, 1, TrainingSpec.MOST_EPOCHS);
            Members.number("validationAccuracyPercent", validationAccuracyPercent, 0, ALL);
            Members.whole("testCorrect", testCorrect, 0, Integer.MAX_VALUE);
            Members.number("testAccuracyPercent", testAccuracyPercent, 0, ALL);
            Members.number("seconds", seconds, 0, StopRules.LONGEST_TIME);
            Members.number("imagesPerSecond", imagesPerSecond, 0, Double.POSITIVE_INFINITY);
            Members.number("rowsPerSecond", rowsPerSecond, 0, Double.POSITIVE_INFINITY);
            Digest.check("parametersSha256", parametersSha256);
        }

        /**
         * Creates the line of an epoch.
         *
         * @param ofRows whether the run learns from a table's rows, not from images
         */
        public static Epoch of(EpochMetrics metrics, boolean ofRows) {
            Evaluation validation = metrics.validation();
            Evaluation test = metrics.test();
            Evaluation.Numbers validated = validation == null ? null : validation.numbers();
            Evaluation.Numbers tested = test.numbers();
            boolean ofClasses = tested == null;
            return new Epoch(
                    metrics.epoch(),
                    metrics.trainLoss(),
                    validation == null ? null : validation.loss(),
                    validation == null || !ofClasses ? null : validation.accuracyPercent(),
                    validated == null ? null : validated.rmse(),
                    validated == null ? null : validated.r2(),
                    test.loss(),
                    ofClasses ? test.correct() : null,
                    ofClasses ? test.accuracyPercent() : null,
                    ofClasses ? null : tested.rmse(),
                    ofClasses ? null : tested.r2(),
                    metrics.seconds(),
                    ofRows ? null : metrics.imagesPerSecond(),
                    ofRows ? metrics.imagesPerSecond() : null,
                    metrics.parametersSha256());
        }
    }
}
