package dev.crosscheck.cli;

import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.PictureOptions;
import dev.crosscheck.data.PictureSource;
import dev.crosscheck.data.table.Share;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a folder of pictures becomes a data set, and what to test on. IDX files need no such options. */
final class PictureDataOptions {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,5})[xX](\\d{1,5})");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--size",
            paramLabel = "WxH",
            description =
                    "Scale pictures to this many columns and rows. Default: the training pictures' median, at most 96 a side.")
    private PictureOptions.Size size;

    @Option(
            names = "--test",
            paramLabel = "P%|FILE",
            description =
                    "Share of each class's pictures to test on, or of a table's rows; of rows also a number or a CSV file."
                            + " Default: 20%%; no effect where the folder has test/.")
    private FileOrText test;

    /** Reads columns and rows. */
    static PictureOptions.Size size(String text) {
        Matcher sides = SIZE.matcher(text);
        if (sides.matches()) {
            int columns = Integer.parseInt(sides.group(1));
            int rows = Integer.parseInt(sides.group(2));
            if (ImageForm.fits(rows, columns)) {
                return new PictureOptions.Size(columns, rows);
            }
        }
        throw Conversions.refused("columns and rows as 64x48, at most " + ImageForm.MOST_FEATURES + " pixels", text);
    }

    /** @return how many rows of a table to test on */
    Share test() {
        if (test == null || test.share() == null) {
            return new Share(PictureOptions.USUAL.split().testShare(), 0);
        }
        if (test.share().equals(Share.NONE)) {
            throw Checks.invalid(command, "--test", "a share above 0% or a number from 1", "none");
        }
        return test.share();
    }

    /** @return a file of a table's rows to test on, or null */
    Path testFile() {
        return test == null ? null : test.file();
    }

    /**
     * @param data the run's data folder
     * @param from the form of the images of the model that it starts from; null for none
     * @param said whether somebody says that the pictures are handwriting
     * @return how the pictures of a new run are read
     */
    PictureSource source(Path data, ImageForm from, boolean said) {
        if ((size != null || test != null) && Files.isDirectory(data) && ImageData.isIn(data)) {
            throw Checks.wrong(
                    command,
                    (size != null ? "--size" : "--test") + ": " + data
                            + " has IDX files, whose size and test images are their own. Leave it out.");
        }
        if (testFile() != null || test().rows() > 0) {
            String found = testFile() != null ? testFile().toString() : "" + test().rows();
            throw Checks.invalid(command, "--test", "a share above 0% and below 100%, as 20%", "'" + found + "'");
        }
        boolean handwriting = said || from != null && from.handwriting();
        ImageForm usual = handwriting && from == null ? ImageForm.MNIST : from;
        PictureOptions.Size wanted =
                size != null || usual == null ? size : new PictureOptions.Size(usual.columns(), usual.rows());
        if (handwriting) {
            requireFit(command, wanted.rows(), wanted.columns());
        }
        Integer channels = usual == null ? null : usual.channels();
        return new PictureSource(wanted, channels, test().fraction(), handwriting);
    }

    /** Refuses handwriting of another size than MNIST's. */
    static void requireFit(CommandSpec command, int rows, int columns) {
        if (rows != ImageForm.MNIST.rows() || columns != ImageForm.MNIST.columns()) {
            throw Checks.wrong(
                    command,
                    "Handwriting has 28x28 pixels, as MNIST's, and the pictures " + columns + "x" + rows + ".");
        }
    }

    /** Refuses to read pictures of other size or classes as handwriting. */
    static void requireFit(CommandSpec command, ImageForm form) {
        requireFit(command, form.rows(), form.columns());
        if (!form.classes().equals(ImageForm.MNIST.classes())) {
            throw Checks.wrong(
                    command,
                    "Handwriting has the ten classes 0 to 9, as MNIST, and the pictures have " + form.classesInShort()
                            + ". Name the folders so, or read the pictures as they are, without handwriting.");
        }
    }
}
