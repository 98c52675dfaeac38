package dev.crosscheck.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.crosscheck.OrNull;
import dev.crosscheck.data.DataSet;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.Normalisation;
import dev.crosscheck.data.PictureOptions;
import dev.crosscheck.data.table.Importance;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.TableData;
import dev.crosscheck.data.table.Target;
import java.util.HashSet;
import java.util.List;

/** From raw data to what a network takes, and what its answers mean. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Preparation.Images.class, name = "images"),
    @JsonSubTypes.Type(value = Preparation.Rows.class, name = "table")
})
public sealed interface Preparation {
    /** @return the names of the classes, by label; none if a number is answered */
    List<String> classes();

    /**
     * Of images.
     *
     * @param rows of an image
     * @param columns of an image
     * @param mean of pixels over 255, which is subtracted
     * @param deviation by which is divided then
     * @param classes the classes' names, by label
     * @param split how pictures were divided; null where files or folders say which are to test on
     */
    record Images(
            int rows,
            int columns,
            double mean,
            double deviation,
            List<String> classes,
            @OrNull PictureOptions.Split split)
            implements Preparation {
        /** Half a grey level's share of 255, from which on {@link Normalisation} takes a deviation as one. */
        private static final double LEAST_DEVIATION = 1e-6;

        /**
         * Checks the ranges.
         *
         * @throws IllegalArgumentException if one is exceeded
         */
        public Images {
            classes = List.copyOf(classes);
            require(
                    rows >= 1
                            && rows <= ImageForm.LONGEST_SIDE
                            && columns >= 1
                            && columns <= ImageForm.LONGEST_SIDE
                            && (long) rows * columns <= ImageForm.MOST_FEATURES,
                    "images of at most " + ImageForm.MOST_FEATURES + " pixels",
                    columns + "x" + rows);
            require(mean >= 0 && mean <= 1, "a mean from 0 to 1", mean);
            require(
                    deviation >= LEAST_DEVIATION && deviation <= 1,
                    "a deviation from " + LEAST_DEVIATION + " to 1",
                    deviation);
            require(
                    classes.size() >= 2 && classes.size() <= ImageForm.MOST_CLASSES,
                    "from 2 to " + ImageForm.MOST_CLASSES + " classes",
                    classes.size());
            require(
                    classes.stream().allMatch(ImageForm::isName) && new HashSet<>(classes).size() == classes.size(),
                    "each class once, by a name of at most " + ImageForm.LONGEST_NAME + " plain characters",
                    "others");
            require(
                    split == null || split.testShare() > 0 && split.testShare() < 1,
                    "a share of pictures to test on between 0 and 1",
                    split);
        }

        private static void require(boolean fine, String expected, Object found) {
            if (!fine) {
                throw new IllegalArgumentException("expected " + expected + ", found " + found);
            }
        }

        /** @return that of images of this form */
        public static Images of(ImageForm form, PictureOptions.Split split) {
            return new Images(
                    form.rows(),
                    form.columns(),
                    form.normalisation().mean(),
                    form.normalisation().deviation(),
                    form.classes(),
                    split);
        }

        /** @return what the network knows of images */
        public ImageForm form() {
            return new ImageForm(rows, columns, new Normalisation(mean, deviation), classes);
        }
    }

    /**
     * Of a table's rows.
     *
     * @param preprocessing from a row's cells to features, and what answers mean
     * @param importance how much the answers rest on each column; null if it was not found out
     */
    record Rows(Preprocessing preprocessing, @OrNull Importance importance) implements Preparation {
        /**
         * Checks that the two belong together.
         *
         * @throws IllegalArgumentException if they do not
         */
        public Rows {
            if (preprocessing == null || importance != null && !importance.isOf(preprocessing)) {
                throw new IllegalArgumentException(
                        "expected a preprocessing, and finite figures of each input in their order, found others");
            }
        }

        @Override
        public List<String> classes() {
            return preprocessing.target() instanceof Target.OfClasses known ? known.labels() : List.of();
        }
    }

    /** @return that of the data that a network is trained on */
    static Preparation of(DataSet data) {
        return data instanceof TableData table
                ? new Rows(table.preprocessing(), null)
                : Images.of(((ImageData) data).form(), ((ImageData) data).split());
    }
}
