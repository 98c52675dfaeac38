package dev.crosscheck.data.table;

import dev.crosscheck.limits.Members;
import dev.crosscheck.math.Argmax;
import dev.crosscheck.text.Printable;
import dev.crosscheck.text.Text;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a table network's outputs: probabilities, a class, or an interval. It was chosen after training, on rows that the
 * network was not trained on. Part of the model's file.
 *
 * @param temperature of the probabilities; null if none was fitted, and for numbers
 * @param positive which of two classes is the positive one, and from what probability on; null for numbers and more classes
 * @param interval of predicted numbers; null for classes, and if there were too few rows
 */
public record Decision(
        @Nullable FittedTemperature temperature,
        @Nullable Positive positive,
        @Nullable AnswerInterval interval) {

    /** Nothing was decided: the most probable class is the answer, and numbers have no interval. */
    public static final Decision NONE = new Decision(null, null, null);

    private static final int LONGEST_WORDS = 500;
    private static final double LARGEST = 1e100;

    /**
     * Temperature scaling: the last layer's outputs are divided by {@code value} before softmax or sigmoid.
     *
     * @param value above 1 if the network is too sure of itself
     */
    public record FittedTemperature(double value, int rows) {
        private static final double MOST = 1000;

        public FittedTemperature {
            Members.number("value", value, 1 / MOST, MOST);
            Members.whole("rows", rows, 1, Integer.MAX_VALUE);
        }
    }

    /**
     * The positive class of two, such as the disease or the customer who leaves.
     *
     * @param cutOff from this probability on it is the answer; null if the more probable class is
     */
    public record Positive(int label, @Nullable ChosenCutOff cutOff) {
        public Positive {
            Members.whole("label", label, 0, 1);
        }
    }

    /**
     * The least probability of the positive class.
     *
     * @param probability from 0; above 1 if no row should be called positive
     * @param recall of the positive class on these rows
     * @param precision of the positive class on these rows
     */
    public record ChosenCutOff(double probability, String why, int rows, double recall, double precision) {
        public ChosenCutOff {
            Members.number("probability", probability, 0, Math.nextUp(1.0));
            Members.plain("why", why, 1, LONGEST_WORDS);
            Members.whole("rows", rows, 1, Integer.MAX_VALUE);
            Members.number("recall", recall, 0, 1);
            Members.number("precision", precision, 0, 1);
        }
    }

    /**
     * Intervals of predicted numbers: the prediction plus and minus a half width that depends on it. Between two points it is interpolated linearly;
     * beyond the first and the last it stays the same.
     *
     * @param level the promised share of rows whose true number is inside
     */
    public record AnswerInterval(double level, List<Point> points, int rows) {
        /** Most points: each is measured on some of the rows. */
        public static final int MOST_POINTS = 10;

        public AnswerInterval {
            points = List.copyOf(points);
            Members.number("level", level, Double.MIN_VALUE, Math.nextDown(1.0));
            Members.size("points", points.size(), 1, MOST_POINTS);
            for (int i = 1; i < points.size(); i++) {
                double prediction = points.get(i).prediction();
                boolean above = prediction > points.get(i - 1).prediction();
                Members.require("points/" + i + "/prediction", above, "more than that before", prediction);
            }
            Members.whole("rows", rows, 1, Integer.MAX_VALUE);
        }

        /** @return half the width of a prediction's interval, in the target's unit */
        public double halfWidth(double prediction) {
            double half = points.get(0).halfWidth();
            for (int i = 1; i < points.size(); i++) {
                double from = points.get(i - 1).prediction();
                half += slope(i)
                        * (Math.min(Math.max(prediction, from), points.get(i).prediction()) - from);
            }
            return half;
        }

        /** @return by how much the half width grows with the prediction, from point i - 1 to point i */
        public double slope(int i) {
            Point from = points.get(i - 1);
            Point to = points.get(i);
            return (to.halfWidth() - from.halfWidth()) / (to.prediction() - from.prediction());
        }
    }

    /** The half width of an interval at a prediction, both in the target's unit. */
    public record Point(double prediction, double halfWidth) {
        public Point {
            Members.number("prediction", prediction, -LARGEST, LARGEST);
            Members.number("halfWidth", halfWidth, 0, LARGEST);
        }
    }

    /** @return a share in percent, with as few digits as are needed: {@code 90} */
    public static String percent(double share) {
        return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString();
    }

    public List<String> words(Target target) {
        List<String> words = new ArrayList<>();
        if (temperature != null) {
            words.add(Text.of(
                    "Probabilities have the temperature %.4g, fitted on %d held-out rows.",
                    temperature.value(), temperature.rows()));
        }
        if (cutOff() != null) {
            words.add(Text.of(
                    "\"%s\" is the answer from a probability of %.4g on, for %s: on %d held-out rows recall %.3f, precision %.3f.",
                    Printable.excerpt(((Target.OfClasses) target).labels().get(positive.label())),
                    cutOff().probability(),
                    cutOff().why(),
                    cutOff().rows(),
                    cutOff().recall(),
                    cutOff().precision()));
        }
        if (target instanceof Target.OfNumber number && number.limits() != null) {
            words.add("Answers stay within " + Decimal.rounded(number.limits().low()) + " to "
                    + Decimal.rounded(number.limits().high())
                    + ", the training part's range and a tenth of it on both sides.");
        }
        if (interval != null) {
            Point first = interval.points().get(0);
            Point last = interval.points().get(interval.points().size() - 1);
            String widths = interval.points().size() == 1
                    ? "± " + Text.within(first.halfWidth(), first.halfWidth())
                    : Text.plusMinus(first.prediction(), first.halfWidth()) + " to "
                            + Text.plusMinus(last.prediction(), last.halfWidth());
            words.add(Text.of(
                    "Intervals are for %s%% of rows, by %d held-out rows: %s.",
                    percent(interval.level()), interval.rows(), widths));
        }
        return words;
    }

    /** @return whether it can belong to a model with this target */
    boolean fits(Target target) {
        boolean classes = target instanceof Target.OfClasses;
        boolean two = target instanceof Target.OfClasses known && known.labels().size() == 2;
        return (temperature == null || classes) && (positive == null || two) && (interval == null || !classes);
    }

    /** @return the number that the last layer's outputs are divided by, 1 for none */
    public double scale() {
        return temperature == null ? 1 : temperature.value();
    }

    /** @return the cut-off of two classes; null if the more probable class is the answer */
    public ChosenCutOff cutOff() {
        return positive == null ? null : positive.cutOff();
    }

    /** @return the class that is the answer */
    public int label(double... probabilities) {
        if (cutOff() != null) {
            int label = positive.label();
            return probabilities[label] >= cutOff().probability() ? label : 1 - label;
        }
        return Argmax.of(probabilities);
    }
}
