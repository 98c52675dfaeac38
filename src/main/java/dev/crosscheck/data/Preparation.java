package dev.crosscheck.data;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.crosscheck.limits.Members;
import dev.crosscheck.math.Shape;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Converts raw data to a network's inputs, and gives its answers their meaning. Part of a model's file, where JSON names its kind; kinds of
 * other data than images are registered as {@link dev.crosscheck.run.JsonKinds}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes(@JsonSubTypes.Type(value = Preparation.Images.class, name = "images"))
public interface Preparation {
    /** @return what it prepares, for messages */
    String words();

    /** @return number of a network's inputs */
    int features();

    /** @return the names of the classes, by label; empty for a regression */
    List<String> classes();

    /** @return whether a single output, the probability of the second class, may answer for two classes */
    boolean takesOneOutput();

    /** @return the largest absolute value of an input */
    double largestInput();

    /** @return the number that the last layer's outputs are divided by; 1 for none */
    default double temperature() {
        return 1;
    }

    /** @return the answer for an output: a number within the limits of answers, if it has some */
    default double limited(double output) {
        return output;
    }

    /**
     * The preparation of images.
     *
     * @param channels of an image, 1 for grey or 3 for red, green and blue
     * @param rows of an image
     * @param columns of an image
     * @param mean of pixels over 255, which is subtracted
     * @param deviation by which they are then divided
     * @param classes the classes' names, by label
     * @param split how pictures were split; null if files or folders determine which are for testing
     * @param ranges what the training images look like; null for handwriting, which {@code DigitForm} judges
     * @param handwriting whether the images are handwriting
     */
    record Images(
            int channels,
            int rows,
            int columns,
            double mean,
            double deviation,
            List<String> classes,
            PictureOptions.@Nullable Split split,
            @Nullable ImageRanges ranges,
            boolean handwriting)
            implements Preparation {
        /** Smallest deviation; for images of a single grey level, which have none, {@link Normalisation} uses 1. */
        private static final double LEAST_DEVIATION = 1e-6;

        private static final int COLOURS = 3;

        public Images {
            classes = List.copyOf(classes);
            boolean known = channels == 1 || channels == COLOURS;
            Members.require("channels", known, "1 for grey or 3 for colour", channels);
            String pixels = "images of at most " + ImageForm.MOST_FEATURES + " pixels";
            Members.require("rows", ImageForm.fits(rows, columns), pixels, columns + "x" + rows);
            Members.require("mean", mean >= 0 && mean <= 1, "a mean from 0 to 1", mean);
            boolean divides = deviation >= LEAST_DEVIATION && deviation <= 1;
            Members.require("deviation", divides, "a deviation from " + LEAST_DEVIATION + " to 1", deviation);
            boolean several = classes.size() >= 2 && classes.size() <= ImageForm.MOST_CLASSES;
            Members.require("classes", several, "from 2 to " + ImageForm.MOST_CLASSES + " classes", classes.size());
            boolean once = new HashSet<>(classes).size() == classes.size();
            String expected = "each class once, by a name of at most " + ImageForm.LONGEST_NAME + " plain characters";
            Members.require("classes", once && classes.stream().allMatch(ImageForm::isName), expected, "others");
            boolean splits = split == null || split.testShare() > 0 && split.testShare() < 1;
            Members.require("split", splits, "a share of pictures to test on between 0 and 1", split);
            boolean writes = !handwriting || ImageForm.MNIST.shape().equals(new Shape(channels, rows, columns));
            Members.require(
                    "handwriting", writes, "no for images of other than 28x28 grey pixels", columns + "x" + rows);
        }

        /** @return the preparation of images of this form */
        static Images of(ImageForm form, PictureOptions.Split split, @Nullable ImageRanges ranges) {
            return new Images(
                    form.channels(),
                    form.rows(),
                    form.columns(),
                    form.normalisation().mean(),
                    form.normalisation().deviation(),
                    form.classes(),
                    split,
                    ranges,
                    form.handwriting());
        }

        @Override
        public String words() {
            return "one of images";
        }

        @Override
        public int features() {
            return form().features();
        }

        @Override
        public boolean takesOneOutput() {
            return false;
        }

        @Override
        public double largestInput() {
            Normalisation normalisation = form().normalisation();
            return Math.max(Math.abs(normalisation.of(0)), Math.abs(normalisation.of(255)));
        }

        /** @return the form of the images */
        public ImageForm form() {
            return new ImageForm(
                    new Shape(channels, rows, columns), new Normalisation(mean, deviation), classes, handwriting);
        }
    }
}
