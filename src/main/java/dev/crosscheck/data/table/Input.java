package dev.crosscheck.data.table;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.crosscheck.Members;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** An input column of a network, and how its cells become features, one or several. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Input.OfNumber.class, name = "number"),
    @JsonSubTypes.Type(value = Input.OfCategory.class, name = "category")
})
public sealed interface Input {
    /** @return the column's name */
    String name();

    /** @return the names of the features, in their order */
    List<String> features();

    /** @return the number of features */
    int width();

    /** @return whether missing values have their own feature, because values were missing in the training part */
    boolean trainsMissing();

    /**
     * Writes the features of a cell.
     *
     * @param cell for a number {@link OfNumber#standardised}, or NaN if it is missing; for a category the index of its feature, or {@link
     *     OfCategory#NONE}
     * @param into must contain zeros where the features are written
     * @param at index of the first feature
     */
    void write(float cell, float[] into, int at);

    /** @throws Members.Unfit if a text cannot be a column's name */
    static void checkName(String name) {
        Members.plain("name", name, 1, CsvFile.LONGEST_NAME);
    }

    /** @throws Members.Unfit if the numbers cannot be a mean and a standard deviation */
    static void checkScale(double mean, double deviation) {
        Members.number("mean", mean, -Decimal.LARGEST, Decimal.LARGEST);
        Members.number("deviation", deviation, Double.MIN_VALUE, Decimal.LARGEST);
    }

    /** @throws Members.Unfit if the number or the lengths of categories, or of class labels, are out of range */
    static void checkTexts(String member, List<String> texts, int least, int most) {
        Members.size(member, texts.size(), least, most);
        for (int i = 0; i < texts.size(); i++) {
            Members.length(member + "/" + i, texts.get(i), 1, OfCategory.LONGEST);
        }
    }

    /**
     * A number, standardised: {@code (x - mean)/deviation}. A missing number is replaced by the median, and may have a second feature, which is 1
     * if the number is missing and 0 otherwise.
     *
     * @param name the column
     * @param median of the training part
     * @param mean of the training part after missing values were replaced
     * @param deviation standard deviation (over n) of the training part after missing values were replaced, above 0
     * @param indicator whether there is a second feature: if and only if values were missing in the training part, since a feature that never
     *     changed there would not be trained
     */
    record OfNumber(String name, double median, double mean, double deviation, boolean indicator) implements Input {
        /**
         * Numbers further from the mean, in standard deviations, are rejected: such a number is a mistake or has another unit, and in sums of
         * floats it would drown all others.
         */
        public static final double MOST_DEVIATIONS = 1e9;

        /** @throws Members.Unfit if a number is not finite or the deviation is not positive */
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

        /** @return the first feature for a number; NaN stands for a missing one */
        public double standardised(double value) {
            return ((Double.isNaN(value) ? median : value) - mean) / deviation;
        }
    }

    /**
     * A category, one-hot encoded: a feature for each category, 1 for that of the cell and 0 for the others. For a category that does not occur in
     * the training part all features are 0, since its own feature would not have been trained.
     *
     * @param name the column
     * @param categories of the training part, sorted
     * @param missing whether a missing value is an additional category, the last one: if and only if it occurs in the training part
     */
    record OfCategory(String name, List<String> categories, boolean missing) implements Input {
        /** More values are hardly categories, and each needs a feature. */
        static final int MOST = 1000;

        /** In characters; longer texts are prose. */
        static final int LONGEST = 1000;

        /** The cell of a category without a feature. */
        static final int NONE = -1;

        /** @throws Members.Unfit if there are no categories or too many, or they are not sorted */
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

        /** @return the index of the feature of a missing value */
        int placeOfMissing() {
            return missing ? categories.size() : NONE;
        }

        /** @return the index of a category's feature; negative if it has none */
        int indexOf(String category) {
            return Collections.binarySearch(categories, category);
        }
    }
}
