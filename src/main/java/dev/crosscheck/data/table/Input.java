package dev.crosscheck.data.table;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.crosscheck.Members;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A column that a network takes, and what becomes of its cells: one feature or several. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Input.OfNumber.class, name = "number"),
    @JsonSubTypes.Type(value = Input.OfCategory.class, name = "category")
})
public sealed interface Input {
    /** @return the column's name */
    String name();

    /** @return the names of its features, in their order */
    List<String> features();

    /** @return how many features it makes */
    int width();

    /** @return whether a missing value has a feature of its own: values were missing in the training part */
    boolean trainsMissing();

    /**
     * Writes the features of a cell.
     *
     * @param cell of a number {@link OfNumber#standardised} or NaN for a missing one; of a category the place of its feature or {@link
     *     OfCategory#NONE}
     * @param into zeros where the features belong
     * @param at the place of the first one
     */
    void write(float cell, float[] into, int at);

    /** Refuses what is no column's name. */
    static void checkName(String name) {
        Members.plain("name", name, 1, CsvFile.LONGEST_NAME);
    }

    /** Refuses what no standard scale has. */
    static void checkScale(double mean, double deviation) {
        Members.number("mean", mean, -Decimal.LARGEST, Decimal.LARGEST);
        Members.number("deviation", deviation, Double.MIN_VALUE, Decimal.LARGEST);
    }

    /** Refuses categories, or labels of classes, of another number or length. */
    static void checkTexts(String member, List<String> texts, int least, int most) {
        Members.size(member, texts.size(), least, most);
        for (int i = 0; i < texts.size(); i++) {
            Members.length(member + "/" + i, texts.get(i), 1, OfCategory.LONGEST);
        }
    }

    /**
     * A number, standardised: {@code (x - mean)/deviation}, with the median in place of a missing one, and perhaps a second feature that is
     * 1 where it is missing and 0 elsewhere.
     *
     * @param name the column
     * @param median of the training part's values
     * @param mean of the training part after the median was put where values are missing
     * @param deviation likewise, the standard deviation (over n), above 0
     * @param indicator whether there is the second feature: if and only if values were missing in the training part, since a feature that never
     *     changed there would not be trained
     */
    record OfNumber(String name, double median, double mean, double deviation, boolean indicator) implements Input {
        /**
         * Features further from the mean, in deviations, are refused: such a number is a mistake or another unit, and sums of floats would hold
         * nothing else beside it.
         */
        public static final double MOST_DEVIATIONS = 1e9;

        /** @throws Members.Unfit for numbers that are not finite or a deviation that is not positive */
        public OfNumber {
            checkName(name);
            Members.number("median", median, -Decimal.LARGEST, Decimal.LARGEST);
            checkScale(mean, deviation);
        }

        @Override
        public List<String> features() {
            return indicator ? List.of(name, name + " missing") : List.of(name);
        }

        @Override
        public int width() {
            return indicator ? 2 : 1;
        }

        @Override
        public boolean trainsMissing() {
            return indicator;
        }

        @Override
        public void write(float cell, float[] into, int at) {
            boolean absent = Float.isNaN(cell);
            into[at] = absent ? (float) standardised(median) : cell;
            if (absent && indicator) {
                into[at + 1] = 1;
            }
        }

        /** @return the first feature for a number, or for a missing one, which is NaN */
        double standardised(double value) {
            return ((Double.isNaN(value) ? median : value) - mean) / deviation;
        }
    }

    /**
     * A category: a feature for each of them, 1 for the cell's own and 0 for the others. A category that the training part did not have is 0 in
     * all: a feature of its own would never have been trained.
     *
     * @param name the column
     * @param categories of the training part, sorted by their characters
     * @param missing whether a missing value is a category of its own, the last: if and only if it occurred in the training part
     */
    record OfCategory(String name, List<String> categories, boolean missing) implements Input {
        /** More are hardly categories; each costs a feature. */
        static final int MOST = 1000;

        /** In characters; longer texts are prose. */
        static final int LONGEST = 1000;

        /** The cell of a category that has no feature. */
        static final int NONE = -1;

        /** @throws Members.Unfit if there are none or too many, or they are not sorted */
        public OfCategory {
            checkName(name);
            categories = List.copyOf(categories);
            checkTexts("categories", categories, 1, MOST);
            for (int i = 1; i < categories.size(); i++) {
                boolean rises = categories.get(i - 1).compareTo(categories.get(i)) < 0;
                Members.require("categories/" + i, rises, "sorted categories, each once", categories.get(i));
            }
        }

        @Override
        public List<String> features() {
            List<String> names = new ArrayList<>();
            for (String category : categories) {
                names.add(name + "=" + category);
            }
            if (missing) {
                names.add(name + " missing");
            }
            return names;
        }

        @Override
        public int width() {
            return categories.size() + (missing ? 1 : 0);
        }

        @Override
        public boolean trainsMissing() {
            return missing;
        }

        @Override
        public void write(float cell, float[] into, int at) {
            if (cell >= 0) {
                into[at + (int) cell] = 1;
            }
        }

        /** @return the place of the feature of a missing value */
        int placeOfMissing() {
            return missing ? categories.size() : NONE;
        }

        /** @return the place of a category's feature, or something negative for none */
        int indexOf(String category) {
            return Collections.binarySearch(categories, category);
        }
    }
}
