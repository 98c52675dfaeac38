package dev.crosscheck.data.table;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.crosscheck.limits.Members;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a network predicts for a row. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Target.OfClasses.class, name = "classes"),
    @JsonSubTypes.Type(value = Target.OfNumber.class, name = "number")
})
public sealed interface Target {
    String name();

    default Task task() {
        return this instanceof OfClasses ? Task.CLASSES : Task.REGRESSION;
    }

    /** @return what it is, in a few words */
    String words();

    /**
     * A class.
     *
     * @param numbers whether the labels are numbers, so that 1.0 has the label 1
     * @param labels 2 to {@link TargetColumn#MOST_CLASSES}, sorted as texts or as numbers
     */
    record OfClasses(String name, boolean numbers, List<String> labels) implements Target {
        public OfClasses {
            Input.checkName(name);
            labels = List.copyOf(labels);
            Texts.check("labels", labels, 2, TargetColumn.MOST_CLASSES);
            for (int i = 1; i < labels.size(); i++) {
                String last = labels.get(i - 1);
                String next = labels.get(i);
                boolean rises = numbers ? Decimal.parse(last) < Decimal.parse(next) : last.compareTo(next) < 0;
                Members.require("labels/" + i, rises, "sorted labels, each once", next);
            }
        }

        @Override
        public String words() {
            return "target, " + labels.size() + " classes";
        }

        /** @return the index of a cell's class, or -1 if it is unknown */
        public int indexOf(String cell) {
            String label = cell.strip();
            int index = numbers
                    ? Collections.binarySearch(
                            labels, label, Comparator.comparingDouble(text -> Decimal.parse(text) + 0.0))
                    : Collections.binarySearch(labels, label);
            return Math.max(-1, index);
        }
    }

    /**
     * A number. Networks are trained on {@code (x - mean)/deviation}.
     *
     * @param mean of the training part
     * @param deviation standard deviation of the training part, above 0
     * @param limits of the answers; null for none, as in models of versions before these were recorded
     */
    record OfNumber(
            String name,
            double mean,
            double deviation,
            @Nullable Limits limits) implements Target {
        public OfNumber {
            Input.checkName(name);
            Members.number("mean", mean, -Decimal.LARGEST, Decimal.LARGEST);
            Members.number("deviation", deviation, Double.MIN_VALUE, Decimal.LARGEST);
        }

        @Override
        public String words() {
            return "target, a number";
        }

        public double standardised(double value) {
            return (value - mean) / deviation;
        }

        /** @return the number in the target's own unit */
        public double value(double standardised) {
            return mean + deviation * standardised;
        }

        /** @return the answer for an output of a network, standardised: the output, or the limit that it is beyond */
        public double limited(double output) {
            return limits == null
                    ? output
                    : Math.min(Math.max(output, standardised(limits.low)), standardised(limits.high));
        }

        /** @return what is said of the answer for an output of a network; empty if it is not limited */
        public String unusual(double output) {
            double answer = limited(output);
            return answer == output
                    ? ""
                    : Decimal.rounded(value(output))
                            + " by the network, far from all that it was trained on: limited to "
                            + Decimal.rounded(value(answer));
        }
    }

    /**
     * The answers of a model for a number, in the target's own unit. A network may be far off for a row unlike those that it was trained on; its
     * output then counts as the nearer limit.
     */
    record Limits(double low, double high) {
        /** Share of the training part's range: on tables of 150 rows without noise, a twentieth would limit right answers. */
        private static final double MARGIN = 0.1;

        public Limits {
            Members.number("low", low, -2 * Decimal.LARGEST, 2 * Decimal.LARGEST);
            Members.number("high", high, low, 2 * Decimal.LARGEST);
        }

        /** @return the range of the training part's numbers, with a margin on both sides */
        static Limits of(double... numbers) {
            double least = Arrays.stream(numbers).min().orElseThrow();
            double most = Arrays.stream(numbers).max().orElseThrow();
            double margin = MARGIN * (most - least);
            return new Limits(least - margin, most + margin);
        }
    }
}
