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
     * @param cell for a number {@link OfNumber#scaled}, or NaN if it is missing; for a category {@link OfCategory#indexOf}, {@link
     *     OfCategory#indexOfMissing} or {@link OfCategory#NONE}
     * @param into must contain zeros where the features are written
     * @param at index of the first feature
     */
    void write(float cell, float[] into, int at);

    /** @throws Members.Unfit if a text cannot be a column's name */
    static void checkName(String name) {
        Members.plain("name", name, 1, CsvFile.LONGEST_NAME);
    }

    /** @throws Members.Unfit if the number or the lengths of categories, or of class labels, are out of range */
    static void checkTexts(String member, List<String> texts, int least, int most) {
        Members.size(member, texts.size(), least, most);
        for (int i = 0; i < texts.size(); i++) {
            Members.length(member + "/" + i, texts.get(i), 1, OfCategory.LONGEST);
        }
    }

    /**
     * A number, centred by the median, divided by the interquartile range, and smoothly clipped to (-3, 3): {@code z = (x - median)/scale}, {@code
     * z/√(1 + (z/3)²)} (RealMLP, Holzmüller and others 2024). A missing number is 0, like the median, and may have a second feature, which is 1 if
     * the number is missing and 0 otherwise.
     *
     * @param name the column
     * @param median of the training part
     * @param scale interquartile range of the training part; if this is 0, half of its range; if all numbers are equal, 1
     * @param low 1 % quantile of the training part
     * @param high 99 % quantile of the training part
     * @param indicator whether there is a second feature: if and only if values were missing in the training part, since a feature that never
     *     changed there would not be trained
     */
    record OfNumber(String name, double median, double scale, double low, double high, boolean indicator)
            implements Input {
        /** The bound of the features. */
        public static final double BOUND = 3;

        /** In cells. */
        public static final double LARGEST = Decimal.LARGEST;

        /** From here on, the feature is the bound to the last bit of a double; the square of a much larger number would overflow. */
        public static final double FARTHEST = 1e9;

        /** @throws Members.Unfit if a number is not finite, the scale is not positive, or low is above high */
        public OfNumber {
            checkName(name);
            Members.number("median", median, -LARGEST, LARGEST);
            Members.number("scale", scale, Double.MIN_VALUE, 2 * LARGEST);
            Members.number("low", low, -LARGEST, LARGEST);
            Members.number("high", high, low, LARGEST);
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
            if (!Float.isNaN(cell)) {
                into[at] = cell;
            } else if (indicator) {
                into[at + 1] = 1;
            }
        }

        /** @return the first feature for a number */
        public double scaled(double value) {
            double z = Math.max(-FARTHEST, Math.min(FARTHEST, (value - median) / scale));
            double share = z / BOUND;
            return z / Math.sqrt(1 + share * share);
        }
    }

    /**
     * A category. Two categories are one feature, -1 for the first and 1 for the second; others are one-hot encoded: a feature for each category, 1
     * for that of the cell and 0 for the others. For a category that does not occur in the training part all features are 0, since its own feature
     * would not have been trained. For a missing value they are 0, too, but for an additional last one.
     *
     * @param name the column
     * @param categories of the training part, sorted
     * @param missing whether there is a last feature, which is 1 for a missing value: if and only if values are missing in the training part
     */
    record OfCategory(String name, List<String> categories, boolean missing) implements Input {
        /** More values are hardly categories, and each needs a feature. */
        static final int MOST = 1000;

        /** In characters; longer texts are prose. */
        static final int LONGEST = 1000;

        /** The cell of an unknown category, and of a missing value without a feature. */
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

        /** @return whether there are two categories, which share a feature */
        public boolean binary() {
            return categories.size() == 2;
        }

        @Override
        public List<String> features() {
            List<String> names = new ArrayList<>();
            for (String category : binary() ? categories.subList(1, 2) : categories) {
                names.add(name + "=" + category);
            }
            if (missing) {
                names.add(name + " missing");
            }
            return names;
        }

        @Override
        public int width() {
            return (binary() ? 1 : categories.size()) + (missing ? 1 : 0);
        }

        @Override
        public boolean trainsMissing() {
            return missing;
        }

        @Override
        public void write(float cell, float[] into, int at) {
            int index = (int) cell;
            if (index == categories.size()) {
                into[at + width() - 1] = 1;
            } else if (binary() && index >= 0) {
                into[at] = index == 0 ? -1 : 1;
            } else if (index >= 0) {
                into[at + index] = 1;
            }
        }

        /** @return the cell of a missing value */
        int indexOfMissing() {
            return missing ? categories.size() : NONE;
        }

        /** @return the index of a category; negative if it is unknown */
        int indexOf(String category) {
            return Collections.binarySearch(categories, category);
        }
    }
}
