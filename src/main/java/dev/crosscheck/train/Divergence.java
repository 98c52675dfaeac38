package dev.crosscheck.train;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.text.Text;
import java.util.regex.Pattern;

/**
 * Detects, at the end of an epoch, a run whose loss or parameters explode although they are still finite.
 *
 * <p>Both limits are far from the values of any run that learns, however badly it begins:
 *
 * <ul>
 *   <li>A network that gives every class the same probability has the loss ln(classes), and one that predicts the mean has a squared error
 *       of 1; any network can reach that with weights of 0. A hundred times this loss, as the mean of the epoch's second half, means logits
 *       that are off by hundreds for every image.
 *   <li>Inputs are normalised to about 1. A weight of a million makes logits of millions, and float's seven digits give it a resolution of
 *       0.06.
 * </ul>
 */
public final class Divergence {
    /** In units of ln(classes). */
    private static final double MOST_LOSS = 100;

    /** Largest absolute value of a parameter, unless the run started from larger ones. */
    private static final double LARGEST_PARAMETER = 1e6;

    /** The messages for a run that diverges: those of this class, and those for a loss that is not finite. */
    private static final Pattern MESSAGES =
            Pattern.compile("Training diverges: .*|The [a-z]+ loss became .*|The loss became .*", Pattern.DOTALL);

    private Divergence() {}

    /**
     * @param failure message of a failed run
     * @return whether the run diverged, so that it would diverge again
     */
    public static boolean isReportedBy(String failure) {
        return MESSAGES.matcher(failure).matches();
    }

    /**
     * @param config has learning rate and optimizer, for the remedy
     * @param epoch the epoch that ended
     * @param history with the losses of all its steps
     * @param steps number of steps of the epoch
     * @param classes number of classes; 0 for a regression, whose targets are standardised
     * @param largest absolute value of a parameter
     * @param largestAtStart largest absolute value of a parameter when training began
     * @throws CrosscheckException if the run diverges
     */
    static void requireNone(
            TrainingConfig config,
            int epoch,
            History history,
            int steps,
            int classes,
            double largest,
            double largestAtStart) {
        double loss = history.meanOfLast((steps + 1) / 2);
        double guessing = classes == 0 ? 1 : Math.log(classes);
        if (!(loss <= Math.max(MOST_LOSS * guessing, history.firstLoss()))) {
            throw new CrosscheckException(
                    Text.of(
                            "Training diverges: the second half of epoch %d has a mean loss of %s, with --lr %s; guessing"
                                    + " has %s.",
                            epoch, Text.number(loss, 4), Text.plain(config.learningRate()), Text.number(guessing, 4)),
                    remedy(config));
        }
        if (!(largest <= LARGEST_PARAMETER) && largestAtStart <= LARGEST_PARAMETER) {
            throw new CrosscheckException(
                    Text.of(
                            "Training diverges: after epoch %d the largest parameter is %s, with --lr %s.",
                            epoch, Text.number(largest, 4), Text.plain(config.learningRate())),
                    remedy(config));
        }
    }

    static String remedy(TrainingConfig config) {
        double usual = config.training().optimizer().kind().byDefault().learningRate();
        return config.learningRate() > usual
                ? "Try a lower --lr; " + usual + " is usual with "
                        + config.training().optimizer().kind().label() + "."
                : "Try a lower --lr, such as " + (float) (config.learningRate() / 10)
                        + ", or fewer layers, or another --init.";
    }

    /** @return the largest absolute value; NaN if one is NaN */
    static double largest(float... values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
