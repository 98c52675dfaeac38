package dev.crosscheck.train;

import dev.crosscheck.files.Digest;
import dev.crosscheck.limits.Members;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.nn.StopRules;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.run.Mismatch;
import java.util.List;
import java.util.Map;

/**
 * The position of a run between two steps. An epoch's order follows from the seed and its number, so only the position in it is stored.
 *
 * @param config the run's configuration
 * @param dataSha256 SHA-256 of each data file's raw content
 * @param epoch the current epoch, from 1
 * @param batch number of its steps done so far
 * @param steps number of the run's steps done so far
 * @param lossSum sum of the epoch's step losses, each times its batch's size
 * @param epochSeconds seconds that the epoch has taken so far, without tests
 * @param seconds seconds that the run has taken so far, everything included
 * @param epochs every finished epoch
 * @param bestEpoch the epoch with the lowest validation loss; 0 if there is none
 */
public record Progress(
        TrainingConfig config,
        Map<String, String> dataSha256,
        int epoch,
        int batch,
        int steps,
        double lossSum,
        double epochSeconds,
        double seconds,
        List<EpochMetrics> epochs,
        int bestEpoch) {

    /** @throws Members.Unfit for an impossible position */
    public Progress {
        Digest.check("dataSha256", dataSha256, 0);
        Members.whole("epoch", epoch, 1, TrainingSpec.MOST_EPOCHS + 1);
        Members.whole("batch", batch, 0, Integer.MAX_VALUE);
        Members.whole("steps", steps, 0, Integer.MAX_VALUE);
        Members.number("epochSeconds", epochSeconds, 0, StopRules.LONGEST_TIME);
        Members.number("seconds", seconds, 0, StopRules.LONGEST_TIME);
        Members.size("epochs", epochs.size(), 0, TrainingSpec.MOST_EPOCHS);
        Members.whole("bestEpoch", bestEpoch, 0, TrainingSpec.MOST_EPOCHS);
    }

    /** @return the position of a run before its first step */
    static Progress begin(TrainingConfig config, Map<String, String> dataSha256) {
        return new Progress(config, dataSha256, 1, 0, 0, 0, 0, 0, List.of(), 0);
    }

    /** @return the same with another configuration, for a run that has taken some seconds */
    Progress with(TrainingConfig other, double allSeconds) {
        return new Progress(
                other, dataSha256, epoch, batch, steps, lossSum, epochSeconds, allSeconds, epochs, bestEpoch);
    }

    /** @return number of epochs in which at least one step is done */
    public int epochsBegun() {
        return batch > 0 ? epoch : epoch - 1;
    }

    /**
     * Checks, without the data, that the parts belong to one run.
     *
     * @throws Mismatch if they do not
     */
    public void requireOneRun() throws Mismatch {
        boolean validates = config.training().validates();
        require(config.network().inputs() > 0, "inputs and outputs");
        require(!config.ofImages() || config.network().outputActivation() == Softmax.SOFTMAX, "the network");
        require(epochs.size() == epoch - 1 && epochs.size() <= config.training().epochs(), "the epochs");
        require(bestEpoch <= epochs.size() && (validates && !epochs.isEmpty()) == bestEpoch > 0, "the best epoch");
        for (int i = 0; i < epochs.size(); i++) {
            EpochMetrics metrics = epochs.get(i);
            boolean fits = metrics.epoch() == i + 1
                    && validates == (metrics.validation() != null)
                    && isOfNumbers(metrics.test()) == config.network().learnsNumbers()
                    && (!validates
                            || isOfNumbers(metrics.validation())
                                    == config.network().learnsNumbers());
            require(fits, "epoch " + (i + 1));
            boolean shown = i == epochs.size() - 1 || i == bestEpoch - 1;
            require(!shown || metrics.test().counts() == null, "epoch " + (i + 1)); // its confusion matrix is shown
        }
    }

    private static boolean isOfNumbers(Evaluation evaluation) {
        return evaluation.numbers() != null;
    }

    private static void require(boolean condition, String what) throws Mismatch {
        if (!condition) {
            throw new Mismatch("expected parts of one run, found " + what + " of another");
        }
    }
}
