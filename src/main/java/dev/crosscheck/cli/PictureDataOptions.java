package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.PictureOptions;
import dev.crosscheck.data.PictureSource;
import dev.crosscheck.data.picture.PictureFile;
import dev.crosscheck.data.table.Share;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** How a folder of pictures becomes a data set; IDX files need none of it. */
final class PictureDataOptions {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,5})[xX](\\d{1,5})");
    private static final Pattern PERCENT = Pattern.compile("(\\d{1,2}(?:\\.\\d{1,6})?)%");
    private static final Pattern COUNT = Pattern.compile("[1-9]\\d{0,8}");
    private static final String SHARE = "a share above 0% and below 100%, as 20%";
    private static final double HUNDRED = 100;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--size",
            paramLabel = "WxH",
            converter = Sides.class,
            description =
                    "Scale pictures to this many columns and rows. Default: the size that most of them have, scaled down"
                            + " to at most 64 pixels a side.")
    private PictureOptions.Size size;

    @Option(
            names = "--test",
            paramLabel = "P%|FILE",
            converter = Tests.class,
            description =
                    "How many of each class's pictures to test on, drawn by the seed, or of a table's rows, where it may be a number, too,"
                            + " or a CSV file of rows. Default: 20%%; no effect where the folder has test/.")
    private TestPart test;

    @Option(
            names = "--skip-unreadable",
            description = "Leave out pictures that cannot be read, and name them. Default: refuse the folder.")
    private boolean skipsUnreadable;

    /** What to test on: a share, or a file of a table's rows. */
    private record TestPart(Share share, Path file) {}

    static final class Sides implements ITypeConverter<PictureOptions.Size> {
        @Override
        public PictureOptions.Size convert(String text) {
            Matcher sides = SIZE.matcher(text);
            if (sides.matches()) {
                int columns = Integer.parseInt(sides.group(1));
                int rows = Integer.parseInt(sides.group(2));
                if (Math.min(columns, rows) >= 1
                        && Math.max(columns, rows) <= ImageForm.LONGEST_SIDE
                        && (long) columns * rows <= ImageForm.MOST_FEATURES) {
                    return new PictureOptions.Size(columns, rows);
                }
            }
            throw new TypeConversionException("expected columns and rows as 64x48, at most " + ImageForm.MOST_FEATURES
                    + " pixels, found '" + text + "'.");
        }
    }

    static final class Tests implements ITypeConverter<TestPart> {
        @Override
        public TestPart convert(String text) {
            Matcher percent = PERCENT.matcher(text);
            double share = percent.matches() ? Double.parseDouble(percent.group(1)) / HUNDRED : 0;
            if (share > 0) {
                return new TestPart(new Share(share, 0), null);
            }
            if (COUNT.matcher(text).matches()) {
                return new TestPart(new Share(0, Integer.parseInt(text)), null);
            }
            Path file = TableDataOptions.file(text);
            if (file == null) {
                throw new TypeConversionException("expected " + SHARE + ", found '" + text + "'.");
            }
            return new TestPart(null, file);
        }
    }

    /** @return a table's rows to test on */
    Share test() {
        return test == null || test.share() == null
                ? new Share(PictureOptions.USUAL.split().testShare(), 0)
                : test.share();
    }

    /** @return a file of a table's rows to test on, or null */
    Path testFile() {
        return test == null ? null : test.file();
    }

    /** Refuses what a table has no use for. */
    void requireNone() {
        if (size != null || skipsUnreadable) {
            throw new ParameterException(
                    command.commandLine(),
                    (size != null ? "--size" : "--skip-unreadable") + " is for pictures, and --data is a table.");
        }
    }

    /** @return how the pictures of a new run are read */
    PictureSource source() {
        if (testFile() != null || test().rows() > 0) {
            String found = testFile() != null ? testFile().toString() : "" + test().rows();
            throw Checks.invalid(command, "--test", SHARE, "'" + found + "'");
        }
        return new PictureSource(size, test().fraction(), skipsUnreadable);
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
