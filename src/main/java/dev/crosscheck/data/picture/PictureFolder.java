package dev.crosscheck.data.picture;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.Normalisation;
import dev.crosscheck.data.PictureOptions;
import dev.crosscheck.files.Digest;
import dev.crosscheck.math.Shape;
import dev.crosscheck.text.Printable;
import dev.crosscheck.text.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a data set of picture files: one sub-folder per class, directly in the folder or in its {@code train/} and {@code test/}.
 *
 * <p>Pictures are scaled to a common size and keep their proportions; they become grey if no class of the training pictures uses colours. Handwriting
 * is prepared as MNIST's was ({@link DigitForm}), so that a photograph is as a network of digits knows them. Other files and folders within
 * classes are not used, which the warnings say; hidden files and folders belong to other programs and are passed over.
 */
public final class PictureFolder {
    static final String REMEDY =
            "A folder of pictures has one sub-folder per class, with PNG or JPEG files in it; these"
                    + " sub-folders may also be in train/ and test/.";

    /** A larger size must be requested with {@code --size}, because training on it is slow. */
    private static final int LONGEST_BY_DEFAULT = 96;

    /**
     * A class uses colours from this mean difference of a pixel's largest and smallest level on; less is that of grey pictures that were
     * compressed as if they had colours.
     */
    private static final double LEAST_COLOUR = 2;

    private static final int COLOURS = 3;

    private static final int NAMED = 3;

    /** One unreadable picture in so many is left out; more say that the folder is another one, or damaged. */
    private static final int LEAST_READABLE = 20;

    private final Path folder;
    private final PictureOptions options;
    private final List<String> unreadable = new ArrayList<>();

    private final List<Path> unused = new ArrayList<>();

    /** A picture file and its class. */
    private record Labelled(Path file, int label) {}

    /** The levels of a picture in the common size, of as many channels as it has. */
    private record Fitted(
            Shape shape, byte[] levels, int label, @Nullable String doubt) {
        /** @return the mean difference of a pixel's largest and smallest level */
        double colour() {
            int pixels = shape.rows() * shape.columns();
            double sum = 0;
            for (int i = 0; shape.channels() > 1 && i < pixels; i++) {
                sum += ImageForm.colour(levels[i] & 0xff, levels[pixels + i] & 0xff, levels[2 * pixels + i] & 0xff);
            }
            return sum / pixels;
        }

        byte[] as(int channels) {
            return Picture.converted(levels, shape.channels(), channels);
        }
    }

    private PictureFolder(Path folder, PictureOptions options) {
        this.folder = folder;
        this.options = options;
    }

    /**
     * Reads a folder of pictures, or of IDX files if it has these or no sub-folders.
     *
     * @param options how pictures are read
     * @throws CrosscheckException with the file, what was expected and what was found
     */
    public static ImageData read(Path folder, PictureOptions options) {
        if (Files.isDirectory(folder)
                && !ImageData.isIn(folder)
                && !folders(folder).isEmpty()) {
            return new PictureFolder(folder, options).read();
        }
        ImageData read = ImageData.read(folder);
        return options.handwriting() ? read.as(read.form().with(true), folder.toString()) : read;
    }

    private ImageData read() {
        boolean parted = Files.isDirectory(folder.resolve("train"));
        Path trainFolder = parted ? folder.resolve("train") : folder;
        Path testFolder = folder.resolve("test");
        boolean hasTest = parted && Files.isDirectory(testFolder);
        if (parted) {
            inside(folder).stream()
                    .filter(path -> !path.equals(trainFolder) && !path.equals(testFolder))
                    .forEach(unused::add);
        }
        List<String> classes = classes(trainFolder);
        List<Labelled> files = files(trainFolder, classes);
        List<Labelled> tests = hasTest ? files(testFolder, classes) : List.of();
        PictureOptions.Size size = options.size() != null ? options.size() : median(files);
        int all = files.size() + tests.size();
        List<Fitted> train = fitted(files, size, 0, all);
        List<Fitted> test = fitted(tests, size, files.size(), all);
        reportUnreadable(all);
        warnOfUnused();
        if (!hasTest) {
            List<Fitted> whole = train;
            boolean[] held = held(whole, classes.size());
            Map<Boolean, List<Fitted>> parts = IntStream.range(0, whole.size())
                    .boxed()
                    .collect(Collectors.partitioningBy(
                            i -> held[i], Collectors.mapping(whole::get, Collectors.toList())));
            train = parts.get(false);
            test = parts.get(true);
        }
        if (test.isEmpty()) {
            throw CrosscheckException.expected(folder.toString(), "pictures to test on", "none", REMEDY);
        }
        int channels =
                options.channels() != null ? options.channels() : usesColour(train, classes.size()) ? COLOURS : 1;
        warnOfColour(channels, train, test);
        Shape shape = new Shape(channels, size.rows(), size.columns());
        byte[] pixels = pixels(train, shape);
        Normalisation normalisation = options.handwriting() ? Normalisation.MNIST : Normalisation.of(pixels);
        ImageForm form = new ImageForm(shape, normalisation, classes, options.handwriting());
        ImageSet training = images(pixels, train, form);
        ImageSet testing = images(pixels(test, shape), test, form);
        Map<String, String> sha256 = new LinkedHashMap<>();
        sha256.put(ImageData.TRAINING_PICTURES, sha256(training));
        sha256.put(ImageData.TEST_PICTURES, sha256(testing));
        return new ImageData(training, testing, sha256, hasTest ? null : options.split());
    }

    private void warnOfUnused() {
        if (!unused.isEmpty()) {
            List<String> names = unused.stream()
                    .map(path -> Printable.excerpt(folder.relativize(path).toString()))
                    .toList();
            warn(
                    "%s: not used, as no PNG or JPEG file of a class (%,d): %s.",
                    folder, names.size(), inShort(names, ", ", " and %,d more"));
        }
    }

    private void warn(String format, Object... values) {
        options.warnings().accept(Text.of(format, values));
    }

    /** @return the first few texts, and how many more there are */
    private static String inShort(List<String> texts, String between, String more) {
        int left = texts.size() - NAMED;
        return String.join(between, texts.subList(0, Math.min(NAMED, texts.size())))
                + (left > 0 ? Text.of(more, left) : "");
    }

    /** The names of the sub-folders, sorted, without those that have no pictures. */
    private List<String> classes(Path folder) {
        List<String> classes = folders(folder).stream()
                .filter(sub -> !pictures(sub).isEmpty())
                .map(sub -> sub.getFileName().toString())
                .toList();
        if (classes.size() < 2 || classes.size() > ImageForm.MOST_CLASSES) {
            throw CrosscheckException.expected(
                    folder.toString(),
                    "2 to " + ImageForm.MOST_CLASSES + " sub-folders, one per class",
                    classes.size() == 1 ? "only " + Printable.quoted(classes.get(0)) : Integer.toString(classes.size()),
                    REMEDY);
        }
        classes.stream().filter(name -> !ImageForm.isName(name)).forEach(name -> {
            throw CrosscheckException.expected(
                    folder + ", a sub-folder",
                    "a name of 1 to " + ImageForm.LONGEST_NAME + " plain characters",
                    Printable.quoted(name),
                    "Rename it.");
        });
        return classes;
    }

    private List<Labelled> files(Path from, List<String> classes) {
        List<Labelled> files = new ArrayList<>();
        for (Path sub : inside(from)) {
            List<Path> pictures = Files.isDirectory(sub) ? pictures(sub) : List.of();
            if (pictures.isEmpty()) {
                unused.add(sub);
                continue;
            }
            String name = sub.getFileName().toString();
            int label = classes.indexOf(name);
            if (label < 0) {
                throw CrosscheckException.expected(
                        from.toString(),
                        "sub-folders as in train/",
                        "also " + Printable.quoted(name),
                        "Remove it, or give pictures of that class to train on.");
            }
            pictures.forEach(path -> files.add(new Labelled(path, label)));
            inside(sub).stream().filter(path -> !isPicture(path)).forEach(unused::add);
        }
        return files;
    }

    private static List<Path> folders(Path folder) {
        return inside(folder).stream().filter(Files::isDirectory).toList();
    }

    private static List<Path> pictures(Path folder) {
        return inside(folder).stream().filter(PictureFolder::isPicture).toList();
    }

    private static boolean isPicture(Path path) {
        return Files.isRegularFile(path) && PictureFile.isNamedAsPicture(path);
    }

    /** What is not hidden, sorted by name. */
    private static List<Path> inside(Path folder) {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.filter(path -> !path.getFileName().toString().startsWith("."))
                    .sorted(Comparator.comparing(path -> path.getFileName().toString()))
                    .toList();
        } catch (IOException e) {
            throw CrosscheckException.unreadable(folder, e);
        }
    }

    /** The median width and the median height of the pictures, scaled down if a side is longer than 96 pixels. */
    private static PictureOptions.Size median(List<Labelled> files) {
        List<PictureOptions.Size> sizes = new ArrayList<>();
        for (Labelled labelled : files) {
            try {
                sizes.add(PictureFile.size(labelled.file()));
            } catch (CrosscheckException e) {
                continue; // reported when all are read
            }
        }
        if (sizes.isEmpty()) {
            return new PictureOptions.Size(1, 1);
        }
        int columns = middle(sizes.stream().mapToInt(PictureOptions.Size::columns));
        int rows = middle(sizes.stream().mapToInt(PictureOptions.Size::rows));
        return new PictureOptions.Size(columns, rows).within(LONGEST_BY_DEFAULT);
    }

    private static int middle(IntStream sides) {
        int[] sorted = sides.sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /**
     * @param before number of pictures that were read before
     * @param of number of all pictures
     */
    private List<Fitted> fitted(List<Labelled> files, PictureOptions.Size size, int before, int of) {
        Shape grey = new Shape(1, size.rows(), size.columns());
        Shape coloured = new Shape(COLOURS, size.rows(), size.columns());
        List<Fitted> fitted = new ArrayList<>();
        int read = before;
        for (Labelled labelled : files) {
            options.progress().accept(read++, of);
            try {
                Picture picture = PictureFile.read(labelled.file());
                if (options.handwriting()) {
                    DigitForm digit = digit(labelled.file(), picture.grey());
                    fitted.add(new Fitted(
                            grey, digit.pixels(), labelled.label(), digit.look().text()));
                } else {
                    Shape shape = picture.planes().size() == 1 ? grey : coloured;
                    fitted.add(new Fitted(shape, picture.fitted(shape), labelled.label(), null));
                }
            } catch (CrosscheckException e) {
                unreadable.add(e.getMessage());
            }
        }
        return fitted;
    }

    /** @return whether the pictures of any class use colours, in their mean */
    private static boolean usesColour(List<Fitted> pictures, int classes) {
        double[] sums = new double[classes];
        int[] counts = new int[classes];
        for (Fitted picture : pictures) {
            sums[picture.label()] += picture.colour();
            counts[picture.label()]++;
        }
        return IntStream.range(0, classes).anyMatch(c -> sums[c] > LEAST_COLOUR * counts[c]);
    }

    private void warnOfColour(int channels, List<Fitted> train, List<Fitted> test) {
        long coloured = Stream.concat(train.stream(), test.stream())
                .filter(picture -> picture.colour() > LEAST_COLOUR)
                .count();
        if (channels == 1 && coloured > 0) {
            warn(
                    "%s: the network sees lightness alone, as hardly any training picture has colours: of %,d pictures, %,d.",
                    folder, train.size() + test.size(), coloured);
        }
    }

    private byte[] pixels(List<Fitted> pictures, Shape shape) {
        if ((long) pictures.size() * shape.size() > Integer.MAX_VALUE - 8) {
            throw CrosscheckException.expected(
                    folder.toString(),
                    "pictures of at most 2 GiB together",
                    pictures.size() + " of " + shape.columns() + "x" + shape.rows() + " pixels",
                    "Give a smaller --size.");
        }
        byte[] pixels = new byte[pictures.size() * shape.size()];
        for (int i = 0; i < pictures.size(); i++) {
            System.arraycopy(pictures.get(i).as(shape.channels()), 0, pixels, i * shape.size(), shape.size());
        }
        return pixels;
    }

    private static ImageSet images(byte[] pixels, List<Fitted> pictures, ImageForm form) {
        int[] labels = pictures.stream().mapToInt(Fitted::label).toArray();
        return new ImageSet(
                pixels,
                labels,
                form,
                pictures.stream()
                        .map(picture -> Optional.ofNullable(picture.doubt()))
                        .toList());
    }

    private static DigitForm digit(Path file, GreyPicture picture) {
        return DigitForm.of(picture)
                .orElseThrow(() -> CrosscheckException.expected(
                        file.toString(), "a digit", "nothing that is drawn", "Remove the file, or draw on it."));
    }

    /** @param pictures how many there are, readable or not */
    private void reportUnreadable(int pictures) {
        if (unreadable.size() * LEAST_READABLE <= pictures) {
            unreadable.forEach(problem -> options.warnings().accept("Left out: " + problem));
            return;
        }
        throw new CrosscheckException(
                inShort(unreadable, " ", " The same applies to %,d more."),
                "More than 1 in " + LEAST_READABLE + " of " + pictures
                        + " pictures cannot be read: remove or repair them.");
    }

    /**
     * Chooses the test images: the same fraction of each class, drawn by the seed. At least one image of a class stays in the training set.
     */
    private boolean[] held(List<Fitted> all, int classes) {
        boolean[] held = new boolean[all.size()];
        for (int label = 0; label < classes; label++) {
            int wanted = label;
            int[] members = IntStream.range(0, all.size())
                    .filter(i -> all.get(i).label() == wanted)
                    .toArray();
            SplittableRandom random =
                    new SplittableRandom(new SplittableRandom(options.split().seed()).nextLong() - label);
            int count = (int)
                    Math.min(members.length - 1L, Math.round(options.split().testShare() * members.length));
            for (int i = 0; i < count; i++) {
                int j = i + random.nextInt(members.length - i);
                int drawn = members[j];
                members[j] = members[i];
                members[i] = drawn;
                held[drawn] = true;
            }
        }
        return held;
    }

    /** Digest of the decoded pixels and the labels, independent of the file format. */
    private static String sha256(ImageSet set) {
        MessageDigest digest = Digest.sha256();
        ByteBuffer labels = ByteBuffer.allocate(Integer.BYTES * set.size());
        labels.asIntBuffer().put(set.labels());
        digest.update(set.pixels());
        digest.update(labels);
        return Digest.hex(digest);
    }
}
