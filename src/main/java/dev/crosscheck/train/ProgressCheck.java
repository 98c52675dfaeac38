package dev.crosscheck.train;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.Mnist;
import dev.crosscheck.run.Mismatch;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Whether a run's progress, as a file has it, can be true. */
public final class ProgressCheck {
    private ProgressCheck() {}

    /**
     * Checks what a text's shape leaves open and what needs no data: that its parts are of one run.
     *
     * @throws Mismatch if they are not
     */
    public static void check(Progress progress) throws Mismatch {
        TrainingConfig config = progress.config();
        List<EpochMetrics> epochs = progress.epochs();
        boolean validates = config.validation() > 0;
        require(epochs.size() == progress.epoch() - 1 && epochs.size() <= config.epochs(), "the epochs");
        require(
                progress.bestEpoch() <= epochs.size() && (validates && !epochs.isEmpty()) == progress.bestEpoch() > 0,
                "the best epoch");
        for (int i = 0; i < epochs.size(); i++) {
            EpochMetrics metrics = epochs.get(i);
            require(metrics.epoch() == i + 1 && validates == (metrics.validation() != null), "epoch " + (i + 1));
        }
    }

    private static void require(boolean condition, String what) throws Mismatch {
        if (!condition) {
            throw new Mismatch("expected parts of one run, found " + what + " of another");
        }
    }

    /**
     * Checks that a checkpoint goes with the data and the configuration of the run that goes on from it.
     *
     * @throws CrosscheckException naming the file that is not the one trained on, or what does not fit
     */
    static void fits(Checkpoint checkpoint, TrainingConfig config, Mnist data) {
        Progress progress = checkpoint.progress();
        Set<String> files = new TreeSet<>(data.sha256().keySet());
        files.addAll(progress.dataSha256().keySet());
        for (String file : files) {
            String expected = progress.dataSha256().get(file);
            String found = data.sha256().get(file);
            if (!Objects.equals(expected, found)) {
                throw new CrosscheckException(
                        file + ": expected SHA-256 " + expected + ", on which the run was trained, found " + found
                                + ".",
                        "Name the folder with the same data with --data.");
            }
        }
        int images = data.train().size() - config.validation();
        long batches = (images + config.batchSize() - 1L) / config.batchSize();
        long parameters = (data.train().features() + 1L) * config.hidden() + (config.hidden() + 1L) * Mnist.CLASSES;
        if (progress.batch() > batches
                || progress.steps() != (progress.epoch() - 1) * batches + progress.batch()
                || checkpoint.network().parameters().length != parameters
                || progress.epochs().stream().anyMatch(epoch -> !counts(epoch, config, data))) {
            throw new CrosscheckException(
                    "The checkpoint's position or network does not fit its configuration and data.",
                    "Resume from another run, or train anew.");
        }
    }

    /** Whether an epoch's tables count as many images as there are. */
    private static boolean counts(EpochMetrics epoch, TrainingConfig config, Mnist data) {
        return epoch.test().total() == data.test().size()
                && (epoch.validation() == null || epoch.validation().total() == config.validation());
    }
}
