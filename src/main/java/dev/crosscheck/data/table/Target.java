package dev.crosscheck.data.table;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.crosscheck.Members;
import java.util.List;

/** What a network answers for a row. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Target.OfClasses.class, name = "classes"),
    @JsonSubTypes.Type(value = Target.OfNumber.class, name = "number")
})
public sealed interface Target {
    /** @return the column's name */
    String name();

    /** @return what it is to learn */
    Task task();

    /**
     * One of some classes.
     *
     * @param name the column
     * @param numbers whether the labels are numbers, so that 1.0 is the label 1
     * @param labels at least 2 and at most {@link TargetColumn#MOST_CLASSES}, sorted: texts by their characters, numbers by size
     */
    record OfClasses(String name, boolean numbers, List<String> labels) implements Target {
        /** @throws Members.Unfit for labels of another number or order */
        public OfClasses {
            Input.checkName(name);
            labels = List.copyOf(labels);
            Input.checkTexts("labels", labels, 2, TargetColumn.MOST_CLASSES);
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

        /** @return the place of a cell's class among the labels, or -1 for none of them */
        public int indexOf(String cell) {
            String label = cell.strip();
            if (numbers) {
                label = Decimal.text(Decimal.parse(label));
            }
            return labels.indexOf(label);
        }
    }

    /**
     * A number; networks learn {@code (x - mean)/deviation}.
     *
     * @param name the column
     * @param mean of the training part
     * @param deviation standard deviation of the training part, above 0
     */
    record OfNumber(String name, double mean, double deviation) implements Target {
        /** @throws Members.Unfit for a mean that is not finite or a deviation that is not positive */
        public OfNumber {
            Input.checkName(name);
            Input.checkScale(mean, deviation);
        }

        @Override
        public Task task() {
            return Task.REGRESSION;
        }

        /** @return what a network is to learn for this number */
        public double standardised(double value) {
            return (value - mean) / deviation;
        }

        /** @return the number for what a network answered */
        public double value(double standardised) {
            return mean + deviation * standardised;
        }
    }
}
