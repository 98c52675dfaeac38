package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.PictureOptions;
import dev.crosscheck.data.PictureSource;
import dev.crosscheck.data.picture.PictureFile;
import dev.crosscheck.data.table.Share;
import dev.crosscheck.data.table.TableSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a folder of pictures becomes a data set; IDX files need none of it. */
final class PictureDataOptions {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,5})[xX](\\d{1,5})");
    private static final Pattern PERCENT = Pattern.compile("(\\d{1,2}(?:\\.\\d{1,6})?)%");
    private static final Pattern COUNT = Pattern.compile("[1-9]\\d{0,8}");
    private static final double HUNDRED = 100;

    private PictureOptions.Size size;
    private boolean sized;
    private Share test;
    private Path testFile;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--skip-unreadable",
            description = "Leave out pictures that cannot be read, and name them. Default: refuse the folder.")
    private boolean skipsUnreadable;

    @Option(
            names = "--size",
            paramLabel = "WxH",
            description =
                    "Scale pictures to this many columns and rows. Default: the size that most of them have, scaled down"
                            + " to at most 64 pixels a side.")
    void setSize(String text) {
        sized = true;
        Matcher sides = SIZE.matcher(text);
        if (sides.matches()) {
            int columns = Integer.parseInt(sides.group(1));
            int rows = Integer.parseInt(sides.group(2));
            boolean fits = Math.min(columns, rows) >= 1
                    && Math.max(columns, rows) <= ImageForm.LONGEST_SIDE
                    && (long) columns * rows <= ImageForm.MOST_FEATURES;
            if (fits) {
                size = new PictureOptions.Size(columns, rows);
                return;
            }
        }
        throw wrong("--size", "columns and rows as 64x48, at most " + ImageForm.MOST_FEATURES + " pixels", text);
    }

    @Option(
            names = "--test",
            paramLabel = "P%|FILE",
            description =
                    "How many of each class's pictures to test on, drawn by the seed, or of a table's rows, where it may be a number, too,"
                            + " or a CSV file of rows. Default: 20%%; no effect where the folder has test/.")
    void setTest(String text) {
        Matcher percent = PERCENT.matcher(text);
        double share = percent.matches() ? Double.parseDouble(percent.group(1)) / HUNDRED : 0;
        if (share > 0) {
            test = new Share(share, 0);
        } else if (COUNT.matcher(text).matches()) {
            test = new Share(0, Integer.parseInt(text));
        } else if (TableOptions.file(text) != null) {
            testFile = TableOptions.file(text);
        } else {
            throw wrong("--test", "a share above 0% and below 100%, as 20%", text);
        }
    }

    /** @return a table's rows to test on */
    Share test() {
        return test == null ? new Share(PictureOptions.USUAL.split().testShare(), 0) : test;
    }

    /** @return a file of a table's rows to test on, or null */
    Path testFile() {
        return testFile;
    }

    /** Refuses what a table has no use for. */
    void requireNone() {
        if (sized || skipsUnreadable) {
            throw new ParameterException(
                    command.commandLine(),
                    (sized ? "--size" : "--skip-unreadable") + " is for pictures, and --data is a table.");
        }
    }

    private ParameterException wrong(String option, String expected, String found) {
        return Checks.invalid(command, option, expected, "'" + found + "'");
    }

    /** @return how the pictures of a new run are read */
    PictureSource source() {
        if (testFile != null) {
            throw wrong("--test", "a share above 0% and below 100%, as 20%", testFile.toString());
        }
        if (test != null && test.rows() > 0) {
            throw wrong("--test", "a share above 0% and below 100%, as 20%", Integer.toString(test.rows()));
        }
        return new PictureSource(size, test().fraction(), skipsUnreadable);
    }

    /**
     * @param saved how those of the run to resume were read; null if it does not say
     * @return how they are read now, which is the same
     */
    PictureSource again(PictureSource saved) {
        if (saved == null) {
            return source();
        }
        Checks.unchanged(command, "--size", sized ? words(size) : null, words(saved.size()));
        Share before = new Share(saved.testShare(), 0);
        Checks.unchanged(command, "--test", testFile != null ? testFile : test, before);
        Checks.unchanged(command, "--skip-unreadable", skipsUnreadable ? true : null, saved.skipsUnreadable());
        return saved;
    }

    /** Refuses another test part than the table has of the run to resume. */
    void requireUnchanged(TableSource saved) {
        Checks.unchanged(command, "--test", test, saved.testFile() == null ? saved.test() : saved.testFile());
        Checks.unchanged(command, "--test", saved.testFile() == null ? testFile : null, saved.test());
    }

    private static String words(PictureOptions.Size size) {
        return size == null ? "the most common size" : size.columns() + "x" + size.rows();
    }

    /** @return the files that are named, and those of pictures in the folders that are */
    static List<Path> files(List<Path> images) {
        List<Path> files = new ArrayList<>();
        for (Path image : images) {
            if (Files.isDirectory(image)) {
                files.addAll(picturesIn(image));
            } else {
                files.add(image);
            }
        }
        return files;
    }

    private static List<Path> picturesIn(Path folder) {
        try (Stream<Path> inside = Files.list(folder)) {
            List<Path> pictures = inside.filter(Files::isRegularFile)
                    .filter(PictureFile::isNamedAsPicture)
                    .sorted()
                    .toList();
            if (pictures.isEmpty()) {
                throw new CrosscheckException(
                        folder + ": expected pictures in it (.png, .jpg, .jpeg), found none.",
                        "Name a folder that has them, or the files.");
            }
            return pictures;
        } catch (IOException e) {
            throw new CrosscheckException(folder + ": cannot be read: " + e, "Check the folder and its rights.", e);
        }
    }
}
