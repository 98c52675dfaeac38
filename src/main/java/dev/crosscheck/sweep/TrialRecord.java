package dev.crosscheck.sweep;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Digest;
import dev.crosscheck.Members;
import dev.crosscheck.OrNull;
import dev.crosscheck.Printable;
import dev.crosscheck.run.AtomicFile;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.Mismatch;
import dev.crosscheck.sweep.SweepPlan.Trial;
import dev.crosscheck.train.Divergence;
import dev.crosscheck.train.record.RunJson;
import dev.crosscheck.train.record.RunRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import java.util.TreeMap;

/**
 * The result of a finished trial, stored as {@code trial.json} in its folder. Figures are those of the epoch that the model is from.
 *
 * @param identity SHA-256 of everything that determines the numbers except the data; for a single run, the run's id
 * @param setting index of its setting
 * @param seed its seed
 * @param status how it ended
 * @param failure the message of {@code train} if it diverged; otherwise null
 * @param epochs number of finished epochs
 * @param epoch the epoch that the model is from; 0 if it diverged
 * @param trainLoss mean loss over the epoch's steps; null, like all figures, if it diverged
 * @param validationLoss mean loss over the validation data; null if there are none
 * @param validationAccuracyPercent accuracy on the validation data of a classification; otherwise null
 * @param validationRmse RMSE on the validation data of a regression; otherwise null
 * @param testLoss mean loss over the test set
 * @param testAccuracyPercent accuracy on the test set of a classification; otherwise null
 * @param testRmse RMSE on the test set of a regression; otherwise null
 * @param parametersSha256 SHA-256 of the model's parameters; null if it diverged
 * @param device the device that it ran on
 * @param data SHA-256 of the data, by file name
 * @param seconds duration; the only value that changes when a trial is repeated
 */
public record TrialRecord(
        String identity,
        int setting,
        long seed,
        Status status,
        @OrNull String failure,
        int epochs,
        int epoch,
        @OrNull Double trainLoss,
        @OrNull Double validationLoss,
        @OrNull Double validationAccuracyPercent,
        @OrNull Double validationRmse,
        @OrNull Double testLoss,
        @OrNull Double testAccuracyPercent,
        @OrNull Double testRmse,
        @OrNull String parametersSha256,
        String device,
        Map<String, String> data,
        double seconds) {
    /** File name in a trial's folder. */
    public static final String NAME = "trial.json";

    /** How a trial ended. */
    public enum Status {
        /** Finished with a model. */
        COMPLETED,
        /** The loss or the parameters became too large or non-finite, which happens again if the trial is repeated. */
        DIVERGED
    }

    /** A record that is damaged. */
    static final class Damaged extends CrosscheckException {
        private static final long serialVersionUID = 1L;

        Damaged(String name, IOException e) {
            super(name + ": damaged: " + e.getMessage() + ".", "sweep --resume runs the trial again.", e);
        }
    }

    /** Maximum bytes of a file: ten times the size of a record with 16 data files. */
    private static final long LARGEST = 64 << 10;

    private static final int LONGEST_IDENTITY = 100;

    /** @throws Members.Unfit if the values cannot be the result of a trial */
    public TrialRecord {
        Members.plain("identity", identity, 1, LONGEST_IDENTITY);
        Members.whole("setting", setting, 0, Integer.MAX_VALUE);
        Members.length("failure", failure == null ? "" : failure, 0, Json.LONGEST_VALUE);
        Members.whole("epochs", epochs, 0, Integer.MAX_VALUE);
        Members.whole("epoch", epoch, 0, epochs);
        if (parametersSha256 != null) {
            Digest.check("parametersSha256", parametersSha256);
        }
        Members.length("device", device, 0, Json.LONGEST_VALUE);
        Digest.check("data", data, 0);
        Members.number("seconds", seconds, 0, Double.MAX_VALUE);
    }

    /** Content of the file: the record, and the SHA-256 of its JSON text on one line. */
    private record Sealed(String sha256, TrialRecord trial) {
        static Sealed of(TrialRecord trial) {
            MessageDigest digest = Digest.sha256();
            digest.update(Json.line(trial).getBytes(StandardCharsets.UTF_8));
            return new Sealed(Digest.hex(digest), trial);
        }
    }

    /** @return whether the trial has a model */
    public boolean completed() {
        return status == Status.COMPLETED;
    }

    /**
     * Extracts a trial's record from a run's record.
     *
     * @param identity identity of the run
     * @param run the record of a run that has ended
     * @return the trial's record, or null if the run neither completed nor diverged
     */
    static TrialRecord of(String identity, Trial trial, RunRecord run) {
        boolean completed = run.status() == RunRecord.Status.COMPLETED;
        boolean diverged = run.status() == RunRecord.Status.FAILED
                && run.failure() != null
                && Divergence.isReportedBy(run.failure());
        if (!completed && !diverged) {
            return null;
        }
        int epochs = run.epochs().size();
        int epoch = !completed ? 0 : run.bestEpoch() > 0 ? run.bestEpoch() : epochs;
        RunRecord.Epoch figures = epoch == 0 ? null : run.epochs().get(epoch - 1);
        return new TrialRecord(
                identity,
                trial.setting(),
                trial.seed(),
                completed ? Status.COMPLETED : Status.DIVERGED,
                completed ? null : run.failure(),
                epochs,
                epoch,
                figures == null ? null : figures.trainLoss(),
                figures == null ? null : figures.validationLoss(),
                figures == null ? null : figures.validationAccuracyPercent(),
                figures == null ? null : figures.validationRmse(),
                figures == null ? null : figures.testLoss(),
                figures == null ? null : figures.testAccuracyPercent(),
                figures == null ? null : figures.testRmse(),
                run.parametersSha256(),
                run.device().device().name(),
                new TreeMap<>(run.data().sha256()),
                run.seconds());
    }

    /** The trial's record of the run in a folder; null if the run has no readable record. */
    static TrialRecord ofRun(SweepPlan plan, Trial trial, Path folder) {
        try {
            return of(plan.digest(trial), trial, RunJson.read(folder.resolve("run.json")));
        } catch (IOException e) {
            return null;
        }
    }

    /** Writes the record into a trial's folder. */
    void write(Path folder) {
        AtomicFile.writeTextDurably(folder.resolve(NAME), Json.text(Sealed.of(this)));
    }

    /**
     * Reads a trial's record.
     *
     * @param folder the trial's folder
     * @throws CrosscheckException if it is missing, damaged or not a record
     */
    public static TrialRecord read(Path folder) {
        Path file = folder.resolve(NAME);
        try {
            if (Files.size(file) > LARGEST) {
                throw new Mismatch("expected at most " + LARGEST + " bytes, found " + Files.size(file));
            }
            return read(Files.readAllBytes(file), file.toString());
        } catch (IOException e) {
            throw new Damaged(file.toString(), e);
        }
    }

    /**
     * Reads a record from memory.
     *
     * @param name name of the text, for messages
     */
    public static TrialRecord read(byte[] text, String name) {
        try {
            Sealed sealed = Json.read(text, Sealed.class);
            if (!Sealed.of(sealed.trial).sha256.equals(sealed.sha256)) {
                throw new Mismatch(
                        "expected a content with the SHA-256 " + Printable.excerpt(sealed.sha256) + ", found another");
            }
            return sealed.trial;
        } catch (IOException e) {
            throw new Damaged(name, e);
        }
    }
}
