package dev.crosscheck.train;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.DataSet;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * The state of a run between two steps: everything needed to continue it, and everything it has recorded.
 *
 * @param progress the run's position
 * @param stepLosses mean loss over each step's batch, in order
 * @param network the network after the last step
 * @param best the network after the best epoch; null if there is none
 */
public record Checkpoint(Progress progress, double[] stepLosses, NetworkState network, NetworkState best) {

    public Checkpoint with(TrainingConfig config) {
        return of(config, progress.seconds());
    }

    /**
     * @param seconds that the run has taken, the training of other candidates included
     * @return this state of a candidate's training as that of the run that has chosen it
     */
    public Checkpoint of(TrainingConfig config, double seconds) {
        return new Checkpoint(progress.with(config, seconds), stepLosses, network, best);
    }

    /**
     * @param start of the network
     * @return the state of a run before its first step
     */
    public static Checkpoint begin(TrainingConfig config, DataSet data, NetworkState start) {
        return new Checkpoint(Progress.begin(config.of(data.train()), data.sha256()), new double[0], start, null);
    }

    /**
     * Checks that a run can resume from here with a configuration and data.
     *
     * @throws CrosscheckException naming the data file that differs from the training data, or what does not match
     */
    public void requireFits(TrainingConfig config, DataSet data) {
        requireSameFiles(progress.dataSha256(), data.sha256());
        int images = data.train().size() - config.training().validation();
        long batches =
                (images + config.training().batch() - 1L) / config.training().batch();
        if (progress.batch() > batches
                || progress.steps() != (progress.epoch() - 1) * batches + progress.batch()
                || !config.network()
                        .of(data.train().shape(), data.train().outputs())
                        .title()
                        .equals(progress.config().network().title())
                || progress.epochs().stream().anyMatch(epoch -> !counts(epoch, config, data))) {
            throw new CrosscheckException(
                    "The checkpoint's position or network does not fit its configuration and data.",
                    "Resume from another run, or train again.");
        }
    }

    /**
     * @param recorded SHA-256 of the files that a run was trained on
     * @throws CrosscheckException naming the first file that differs
     */
    public static void requireSameFiles(Map<String, String> recorded, Map<String, String> sha256) {
        Set<String> files = new TreeSet<>(sha256.keySet());
        files.addAll(recorded.keySet());
        for (String file : files) {
            String expected = recorded.get(file);
            String found = sha256.get(file);
            if (!Objects.equals(expected, found)) {
                throw new CrosscheckException(
                        file + ": expected SHA-256 " + expected + ", on which the run was trained, found " + found
                                + ".",
                        "Name the same data, where they are now, with --data.");
            }
        }
    }

    /** Whether an epoch's confusion matrices, or their {@link Evaluation.Counts}, count all images. */
    private static boolean counts(EpochMetrics epoch, TrainingConfig config, DataSet data) {
        int classes = data.train().classes();
        int held = config.training().validation();
        int judged = config.training().folds() > 0 ? data.train().size() : held;
        return counts(epoch.test(), classes, data.test().size())
                && (epoch.validation() == null || counts(epoch.validation(), classes, judged));
    }

    private static boolean counts(Evaluation evaluation, int classes, int examples) {
        int sides = evaluation.counts() == null ? classes : 0;
        return evaluation.confusion().length == sides
                && (evaluation.numbers() == null) == (classes > 0)
                && Arrays.stream(evaluation.confusion()).allMatch(row -> row.length == classes)
                && evaluation.total() == examples;
    }
}
