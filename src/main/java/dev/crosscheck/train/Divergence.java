package dev.crosscheck.train;

import dev.crosscheck.CrosscheckException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Recognises, at an epoch's end, a run whose loss or parameters explode though they are still numbers.
 *
 * <p>Both limits are far from what a run that learns can come to, however badly it begins:
 *
 * <ul>
 *   <li>A network that answers every class with the same probability has the loss ln(classes), and one that answers with the mean a squared
 *       error of 1; every network comes to that by weights of 0. A hundred times as much, as the mean of the epoch's second half, is that of logits which are off by hundreds for every image.
 *   <li>Inputs are normalised to about 1. A weight of a million makes logits of millions, and float's seven digits leave it steps of 0.06.
 * </ul>
 */
public final class Divergence {
    /** Times ln(classes). */
    private static final double MOST_LOSS = 100;

    /** Of a parameter, unless the run started from larger ones. */
    private static final double LARGEST_PARAMETER = 1e6;

    /** What is said of a run that diverges: here, or of a loss that is no number. */
    private static final Pattern TOLD =
            Pattern.compile("Training diverges: .*|The [a-z]+ loss became .*|The loss became .*", Pattern.DOTALL);

    private Divergence() {}

    /**
     * @param failure what a run that failed said
     * @return whether it diverged, as it would again
     */
    public static boolean isToldBy(String failure) {
        return TOLD.matcher(failure).matches();
    }

    /**
     * @param config learning rate and optimizer, for the advice
     * @param epoch the epoch that has ended
     * @param history with the losses of all its steps
     * @param steps how many these are
     * @param classes what the network tells apart; 0 where it learns a number, standardised
     * @param largest absolute value of a parameter
     * @param largestAtStart the same when training began
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
                    text(
                            "Training diverges: the second half of epoch %d has a mean loss of %.4g, with --lr %s; guessing"
                                    + " has %.4g.",
                            epoch, loss, config.learningRate(), guessing),
                    remedy(config));
        }
        if (!(largest <= LARGEST_PARAMETER) && largestAtStart <= LARGEST_PARAMETER) {
            throw new CrosscheckException(
                    text(
                            "Training diverges: after epoch %d the largest parameter is %.4g, with --lr %s.",
                            epoch, largest, config.learningRate()),
                    remedy(config));
        }
    }

    /** @return what to change where a run diverges */
    static String remedy(TrainingConfig config) {
        double usual = config.training().optimizer().kind().byDefault().learningRate();
        return config.learningRate() > usual
                ? "Try a lower --lr; " + usual + " is usual with "
                        + config.training().optimizer().kind().label() + "."
                : "Try a lower --lr, such as " + (float) (config.learningRate() / 10)
                        + ", or fewer layers, or another --init.";
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
