package dev.crosscheck.train;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.Mnist;
import java.util.List;
import java.util.Map;

/** Whether a run's progress, as a file has it, can be true. */
final class ProgressCheck {
    private ProgressCheck() {}

    /** Checks what can be checked without the data. */
    static void check(Progress progress) {
        TrainingConfig config = progress.config();
        require(config.epochs() >= 1 && config.batchSize() >= 1 && config.hidden() >= 1, "the configuration");
        require(config.learningRate() > 0 && Double.isFinite(config.learningRate()), "the learning rate");
        require(config.schedule() != null && config.schedule().kind() != null, "the schedule");
        TrainingMethod method = config.method();
        require(
                method != null && method.trainer() != null && method.kernels() != null && method.threads() >= 1,
                "the trainer");
        require(config.stop() != null && config.validation() >= 0, "the stop rules");
        require(progress.dataSha256() != null, "the data");
        require(progress.epoch() >= 1 && progress.batch() >= 0 && progress.steps() >= 0, "the position");
        require(Double.isFinite(progress.lossSum()), "the sum of losses");
        require(progress.seconds() >= 0 && progress.epochSeconds() >= 0, "the seconds");
        List<EpochMetrics> epochs = progress.epochs();
        require(epochs.size() == progress.epoch() - 1, "the epochs");
        require(
                progress.bestEpoch() >= 0
                        && progress.bestEpoch() <= epochs.size()
                        && (config.validation() > 0 && !epochs.isEmpty()) == progress.bestEpoch() > 0,
                "the best epoch");
        for (int i = 0; i < epochs.size(); i++) {
            EpochMetrics metrics = epochs.get(i);
            require(
                    metrics.epoch() == i + 1
                            && isWhole(metrics.test())
                            && (config.validation() > 0 ? isWhole(metrics.validation()) : metrics.validation() == null),
                    "epoch " + (i + 1));
        }
    }

    private static boolean isWhole(Evaluation evaluation) {
        if (evaluation == null
                || !Double.isFinite(evaluation.loss())
                || evaluation.confusion().length != Mnist.CLASSES) {
            return false;
        }
        for (int[] row : evaluation.confusion()) {
            if (row == null || row.length != Mnist.CLASSES) {
                return false;
            }
        }
        return true;
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalArgumentException(what + " cannot be");
        }
    }

    /**
     * Checks that a checkpoint goes with the data and the configuration of the run that goes on from it.
     *
     * @throws CrosscheckException naming the file that is not the one trained on, or what does not fit
     */
    static void fits(Checkpoint checkpoint, TrainingConfig config, Mnist data) {
        Progress progress = checkpoint.progress();
        for (Map.Entry<String, String> file : progress.dataSha256().entrySet()) {
            String found = data.sha256().get(file.getKey());
            if (!file.getValue().equals(found)) {
                throw new CrosscheckException(
                        file.getKey() + ": expected SHA-256 " + file.getValue()
                                + ", on which the run was trained, found " + found + ".",
                        "Name the folder with the same data with --data.");
            }
        }
        int images = data.train().size() - config.validation();
        long batches = (images + config.batchSize() - 1L) / config.batchSize();
        long parameters = (data.train().features() + 1L) * config.hidden() + (config.hidden() + 1L) * Mnist.CLASSES;
        if (progress.batch() > batches
                || progress.steps() != (progress.epoch() - 1) * batches + progress.batch()
                || checkpoint.network().parameters().length != parameters) {
            throw new CrosscheckException(
                    "The checkpoint's position or network does not fit its configuration and data.",
                    "Resume from another run, or train anew.");
        }
    }
}
