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
import dev.crosscheck.data.table.Ranges;
import dev.crosscheck.data.table.TableData;
import dev.crosscheck.data.table.Target;
import java.util.HashSet;
import java.util.List;

/** Converts raw data to a network's inputs, and gives its answers their meaning. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Preparation.Images.class, name = "images"),
    @JsonSubTypes.Type(value = Preparation.Rows.class, name = "table")
})
public sealed interface Preparation {
    /** @return the names of the classes, by label; empty for a regression */
    List<String> classes();

    /**
     * The preparation of images.
     *
     * @param rows of an image
     * @param columns of an image
     * @param mean of pixels over 255, which is subtracted
     * @param deviation by which they are then divided
     * @param classes the classes' names, by label
     * @param split how pictures were split; null if files or folders determine which are for testing
     */
    record Images(
            int rows,
            int columns,
            double mean,
            double deviation,
            List<String> classes,
            @OrNull PictureOptions.Split split)
            implements Preparation {
        /** Smallest deviation; for images of a single grey level, which have none, {@link Normalisation} uses 1. */
        private static final double LEAST_DEVIATION = 1e-6;

        /** @throws IllegalArgumentException if a value is out of range */
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

        /** @return the preparation of images of this form */
        public static Images of(ImageForm form, PictureOptions.Split split) {
            return new Images(
                    form.rows(),
                    form.columns(),
                    form.normalisation().mean(),
                    form.normalisation().deviation(),
                    form.classes(),
                    split);
        }

        /** @return size, normalisation and classes of the images */
        public ImageForm form() {
            return new ImageForm(rows, columns, new Normalisation(mean, deviation), classes);
        }
    }

    /**
     * The preparation of a table's rows.
     *
     * @param preprocessing of a row's cells to features, and the meaning of answers
     * @param ranges of the columns in the training part; null if unknown
     * @param importance of each column for the answers; null if it was not computed
     * @param decision what follows from the network's outputs; null if nothing was decided
     */
    record Rows(
            Preprocessing preprocessing,
            @OrNull Ranges ranges,
            @OrNull Importance importance,
            @OrNull Decision decision)
            implements Preparation {
        /** @throws IllegalArgumentException if these do not belong together */
        public Rows {
            if (preprocessing == null || importance != null && !importance.isOf(preprocessing)) {
                throw new IllegalArgumentException(
                        "expected a preprocessing, and finite figures of each input in their order, found others");
            }
            if (ranges != null && !ranges.isOf(preprocessing)) {
                throw new IllegalArgumentException("expected ranges of the inputs, found others");
            }
            if (decision != null && !decision.fits(preprocessing.target())) {
                throw new IllegalArgumentException(
                        "expected a temperature of classes, a positive class of two or an interval of numbers, found others");
            }
        }

        /** A table's rows, before anything is known of the trained network. */
        public Rows(Preprocessing preprocessing, Ranges ranges) {
            this(preprocessing, ranges, null, null);
        }

        @Override
        public List<String> classes() {
            return preprocessing.target() instanceof Target.OfClasses known ? known.labels() : List.of();
        }
    }

    /** @return the preparation of the data that a network is trained on */
    static Preparation of(DataSet data) {
        return data instanceof TableData table
                ? new Rows(table.preprocessing(), table.ranges())
                : Images.of(((ImageData) data).form(), ((ImageData) data).split());
    }
}
