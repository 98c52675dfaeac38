package dev.crosscheck.tables;

import dev.crosscheck.course.guide.Guide;
import dev.crosscheck.limits.Members;
import dev.crosscheck.math.DoubleMath;
import dev.crosscheck.measure.Ranking;
import dev.crosscheck.measure.StandardError;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Setting;
import dev.crosscheck.nn.Settings;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.text.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The networks between which a run on a table chooses, by their loss on rows that they were not trained on: its validation rows or, if there
 * are few rows, each of several folds of the training rows, where the others are trained on.
 *
 * @param entries the candidates, simplest first: the first has no hidden layers
 * @param findsLoss whether the loss, of squares, becomes Huber's if the first one's residuals have outliers
 * @param verdict the choice; null until all are trained
 */
@SuppressWarnings("NullAway") // asked only once they are decided
public record Candidates(
        List<Entry> entries,
        int folds,
        boolean findsLoss,
        @Nullable Verdict verdict) {
    private static final int MOST = 10;
    private static final int LONGEST = 1000;

    /** A candidate's first training has its most epochs halved so many times: 12 of 200. */
    private static final int HALVINGS = 4;

    private static final int HALVINGS_OF_DEEP = 6;

    private static final int MOST_EPOCHS_OF_DEEP = 50;

    private static final int SURE = 3;

    /** The area under the ROC curve by guessing. */
    private static final double CHANCE = 0.5;

    /** @throws Members.Unfit if there are no candidates, a number is out of range, or none was chosen that has a score */
    public Candidates {
        entries = List.copyOf(entries);
        Members.size("entries", entries.size(), 1, MOST);
        Members.whole("folds", folds, 0, TrainingSpec.MOST_FOLDS);
        if (verdict != null) {
            boolean known =
                    entries.stream().anyMatch(entry -> entry.name().equals(verdict.chosen()) && entry.score() != null);
            Members.require("verdict/chosen", known, "a candidate with a score", verdict.chosen());
        }
    }

    /**
     * A candidate.
     *
     * @param setup the network and how it is trained, with the most epochs
     * @param score its result; null until it is trained, and if its training diverged
     */
    public record Entry(String name, Setup setup, @Nullable Score score) {
        public Entry {
            Members.plain("name", name, 1, LONGEST);
        }

        /**
         * @return the lengths of its trainings, each of which is a new one from the seed: the most epochs halved so often that the first is
         *     3 of 200 for several hidden layers, whose epochs take most of the time and of which few are enough, else 12
         */
        List<Integer> lengths() {
            int most = setup.training().epochs();
            boolean deep = setup.network().hidden().size() > 1;
            return IntStream.iterate(
                            deep ? HALVINGS_OF_DEEP : HALVINGS, halvings -> halvings >= 0, halvings -> halvings - 1)
                    .map(halvings -> most >> halvings)
                    .filter(epochs -> epochs >= 1 && (!deep || epochs <= MOST_EPOCHS_OF_DEEP))
                    .boxed()
                    .toList();
        }

        Entry with(@Nullable Score found) {
            return new Entry(name, setup, found);
        }

        /** @return the same with fewer epochs, and a cosine that ends with them */
        Entry of(int epochs) {
            Settings settings = new Settings();
            settings.set(Setting.EPOCHS, Integer.toString(epochs));
            return new Entry(name, settings.over(setup), score);
        }
    }

    /**
     * A candidate's result after its best epoch.
     *
     * @param epochs number of epochs after which the rate was 0
     * @param epoch the epoch with the lowest loss; of folds the same for all, with the lowest mean
     * @param loss mean loss; of classes after temperature scaling
     * @param accuracyPercent share of right answers in percent; null for numbers
     * @param rmse root of the mean squared error, in the target's own unit; null for classes
     */
    public record Score(
            int epochs,
            int epoch,
            double loss,
            @Nullable Double accuracyPercent,
            @Nullable Double rmse) {
        /** @throws Members.Unfit for values out of range, and unless there is either accuracy or RMSE */
        public Score {
            Members.whole("epochs", epochs, 1, TrainingSpec.MOST_EPOCHS);
            Members.whole("epoch", epoch, 1, epochs);
            boolean one = (accuracyPercent == null) != (rmse == null);
            Members.require("rmse", one, "either a number or accuracyPercent", rmse);
        }

        /** @return what {@link #measure} is */
        public String name() {
            return rmse != null ? "RMSE" : "accuracy";
        }

        /** @return accuracy or RMSE, as in tables */
        public String measure() {
            return rmse != null ? Text.number(rmse, 5) : Text.of("%.2f %%", accuracyPercent);
        }
    }

    /**
     * The choice.
     *
     * @param guessing mean loss of guessing: the classes' shares, or the mean
     * @param words the choice and its reason, in sentences
     */
    public record Verdict(String chosen, int rows, double guessing, String words) {
        public Verdict {
            Members.plain("chosen", chosen, 1, LONGEST);
            Members.whole("rows", rows, 0, Integer.MAX_VALUE);
            Members.plain("words", words, 1, LONGEST);
        }
    }

    /** @return about how many processor seconds all take at most, on so many rows */
    public double mostSeconds(int rows) {
        return entries.stream()
                .mapToDouble(entry -> Guide.secondsPerEpoch(rows, entry.setup().network())
                        * entry.lengths().stream().mapToInt(epochs -> epochs).sum())
                .sum();
    }

    public boolean areOpen() {
        return verdict == null;
    }

    /** @return the same as they were before any was trained */
    public Candidates untrained() {
        List<Entry> untrained = entries.stream().map(entry -> entry.with(null)).toList();
        Candidates open = new Candidates(untrained, folds, findsLoss, null);
        return changedLoss() ? open.with(Loss.MEAN_SQUARED_ERROR) : open;
    }

    Candidates with(Loss loss) {
        List<Entry> others = entries.stream()
                .map(entry -> {
                    NetworkSpec network = entry.setup().network().with(loss);
                    return new Entry(
                            entry.name(), new Setup(network, entry.setup().training()), entry.score());
                })
                .toList();
        return new Candidates(others, folds, findsLoss, verdict);
    }

    /** @return whether the loss was found to be Huber's */
    public boolean changedLoss() {
        return findsLoss && entries.get(0).setup().network().loss() == Loss.HUBER;
    }

    /** @return whether the last and largest candidate was chosen, with its loss unchanged */
    public boolean choseLargest() {
        return chosen() == entries.get(entries.size() - 1) && !changedLoss();
    }

    public Entry chosen() {
        return entries.stream()
                .filter(entry -> entry.name().equals(verdict.chosen()))
                .findFirst()
                .orElseThrow();
    }

    /** @return the rows that decide, in words */
    public String rows() {
        return verdict.rows() + (folds == 0 ? " validation rows" : " training rows, in " + folds + " folds");
    }

    /**
     * What decides about a candidate.
     *
     * @param score its result
     * @param rank of the rows by the probability of the rarest class; null for numbers
     */
    record Judged(Score score, double[] losses, @Nullable Ranking rank) {}

    /**
     * Chooses the candidate with the lowest mean loss, or the first one, the linear model, if it is as good: if its loss is higher by no more
     * than the standard error of the difference, s/√n with s the standard deviation of the rows' differences (the one-standard-error rule of
     * Breiman and others, 1984). The best one must beat guessing by {@value #SURE} standard errors, since the best of many epochs and
     * networks is better by chance; if it does not, the linear model is taken too. With a rare class the loss depends on few rows, so it is enough
     * if the rows of the rarest class rank higher than by chance, by as many standard errors.
     *
     * @param judged of each candidate; null for one that diverged
     * @param guessing losses of guessing, by row
     * @param groups the group of each row, which errors count instead of rows; null if each is on its own
     * @param about what is said after the reason; may be empty
     * @return the candidates with scores and verdict
     */
    Candidates decided(List<Judged> judged, double[] guessing, int @Nullable [] groups, String about) {
        List<Entry> scored = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            scored.add(entries.get(i)
                    .with(judged.get(i) == null ? null : judged.get(i).score()));
        }
        int best = IntStream.range(0, scored.size())
                .filter(i -> scored.get(i).score() != null)
                .boxed()
                .min(Comparator.comparingDouble(i -> scored.get(i).score().loss()))
                .orElseThrow();
        double[] lowest = judged.get(best).losses();
        Ranking rank = judged.get(best).rank();
        double[] linear = judged.get(0) == null ? null : judged.get(0).losses();
        boolean beats = mean(guessing, lowest) > SURE * error(guessing, lowest, groups);
        boolean ranks = rank != null && rank.rocAuc() - CHANCE > SURE * rank.chanceError();
        String reason;
        int chosen = best;
        if (!beats && !ranks) {
            chosen = linear != null ? 0 : best;
            reason = Text.of(
                    "Nothing beats guessing by more than three standard errors, neither by the loss (%.4f)%s: the columns may"
                            + " have no information about the target. The %s is taken.",
                    DoubleMath.mean(guessing),
                    rank == null ? "" : " nor by rank (" + words(rank) + ")",
                    entries.get(chosen).name());
        } else if (best == 0) {
            reason = "The linear model is taken: no other candidate has a lower loss.";
        } else if (linear != null && mean(linear, lowest) <= error(linear, lowest, groups)) {
            chosen = 0;
            reason = Text.of(
                    "The linear model is taken: its loss is %.4f above the lowest, no more than the standard error of the"
                            + " difference, %.4f.",
                    mean(linear, lowest), error(linear, lowest, groups));
        } else {
            reason = Text.of(
                    "The %s is taken: it has the lowest loss.",
                    entries.get(best).name());
        }
        if (!beats && ranks) {
            reason += " It beats guessing by rank (" + words(rank) + "), but hardly by the loss: the class is rare.";
        }
        Verdict found =
                new Verdict(entries.get(chosen).name(), guessing.length, DoubleMath.mean(guessing), reason + about);
        return new Candidates(scored, folds, findsLoss, found);
    }

    private static String words(Ranking rank) {
        return Text.of(
                "AUC of the rarest class %.3f, by guessing 0.5 with a standard error of %.3f",
                rank.rocAuc(), rank.chanceError());
    }

    private static double mean(double[] a, double[] b) {
        return DoubleMath.mean(differences(a, b));
    }

    private static double error(double[] a, double[] b, int @Nullable [] groups) {
        return StandardError.of(StandardError.off(differences(a, b)), groups);
    }

    private static double[] differences(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] - b[i]).toArray();
    }
}
