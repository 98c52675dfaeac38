package dev.crosscheck.data.table;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.crosscheck.Members;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** What a network predicts for a row. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Target.OfClasses.class, name = "classes"),
    @JsonSubTypes.Type(value = Target.OfNumber.class, name = "number")
})
public sealed interface Target {
    String name();

    Task task();

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
        public Task task() {
            return Task.CLASSES;
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
     */
    record OfNumber(String name, double mean, double deviation) implements Target {
        public OfNumber {
            Input.checkName(name);
            Members.number("mean", mean, -Decimal.LARGEST, Decimal.LARGEST);
            Members.number("deviation", deviation, Double.MIN_VALUE, Decimal.LARGEST);
        }

        @Override
        public Task task() {
            return Task.REGRESSION;
        }

        @Override
        public String words() {
            return "target, a number";
        }

        public double standardised(double value) {
            return (value - mean) / deviation;
        }

        /** @return the number in the target's own unit for an output of a network */
        public double value(double standardised) {
            return mean + deviation * standardised;
        }
    }
}
