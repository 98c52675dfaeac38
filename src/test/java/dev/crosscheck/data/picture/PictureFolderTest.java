package dev.crosscheck.data.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.Normalisation;
import dev.crosscheck.data.PictureOptions;
import dev.crosscheck.data.Pictures;
import dev.crosscheck.math.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFolderTest {
    private static final List<String> TWO = List.of("no", "yes");

    @TempDir
    private Path folder;

    private static PictureOptions asked(double testShare, long seed) {
        return new PictureOptions(null, null, new PictureOptions.Split(testShare, seed), false, warning -> {});
    }

    @Test
    void itIsToldHowManyAreReadOfTrainingAndTestPictures() {
        Pictures.write(folder.resolve("train"), TWO, 3, 8, 8);
        Pictures.write(folder.resolve("test"), TWO, 2, 8, 8);
        List<String> told = new ArrayList<>();
        PictureFolder.read(folder, PictureOptions.USUAL.with((read, of) -> told.add(read + "/" + of)));
        assertEquals("0/10 1/10 2/10 3/10 4/10 5/10 6/10 7/10 8/10 9/10", String.join(" ", told));
    }

    @Test
    void eachSubfolderIsAClassAndTheSeedDrawsAShareOfEach() throws IOException {
        List<String> names = Pictures.NAMES.subList(8, 12);
        Pictures.write(folder, names, 10, 24, 16);
        Files.writeString(folder.resolve("ibis").resolve("notes.txt"), "no picture");
        Files.createDirectories(folder.resolve(".cache"));
        ImageData data = PictureFolder.read(folder, asked(0.3, 5));
        assertEquals(names, data.form().classes());
        assertEquals(24, data.form().columns());
        assertEquals(16, data.form().rows());
        assertEquals(Normalisation.of(data.train().pixels()), data.form().normalisation());
        assertEquals(4 * 7, data.train().size());
        assertEquals(4 * 3, data.test().size());
        for (int c = 0; c < 4; c++) {
            int label = c;
            assertEquals(
                    3,
                    Arrays.stream(data.test().labels()).filter(l -> l == label).count(),
                    "stratified");
        }
        assertEquals(new PictureOptions.Split(0.3, 5), data.split());
        assertEquals(data.sha256(), PictureFolder.read(folder, asked(0.3, 5)).sha256());
        assertNotEquals(data.sha256(), PictureFolder.read(folder, asked(0.3, 6)).sha256());
        Pictures.write(folder, List.of("rare"), 1, 24, 16);
        ImageSet train = PictureFolder.read(folder, asked(0.9, 1)).train();
        assertEquals(5, Arrays.stream(train.labels()).distinct().count(), "also a class of one picture is trained on");
    }

    @Test
    void trainAndTestMayBeFoldersOfTheirOwn() {
        Pictures.write(folder.resolve("train"), TWO, 5, 8, 8);
        Pictures.write(folder.resolve("test"), TWO, 3, 8, 8);
        ImageData data = PictureFolder.read(folder, PictureOptions.USUAL);
        assertEquals(10, data.train().size());
        assertEquals(6, data.test().size());
        assertNull(data.split());
    }

    @Test
    void mixedSizesAreScaledToTheirMedianOfAtMost96PixelsASide() {
        Pictures.write(folder, TWO, 4, 8, 6);
        Pictures.write(folder.resolve("yes").resolve("large.png"), 200, 100, 0, new Random(1));
        assertEquals(new Shape(1, 6, 8), shape(null));
        for (int i = 0; i < 9; i++) {
            Pictures.write(folder.resolve("no").resolve("large-" + i + ".png"), 384, 192, 0, new Random(1));
        }
        assertEquals(new Shape(1, 48, 96), shape(null));
        assertEquals(new Shape(1, 9, 5), shape(new PictureOptions.Size(5, 9)));
    }

    private Shape shape(PictureOptions.Size size) {
        return PictureFolder.read(
                        folder, new PictureOptions(size, null, PictureOptions.USUAL.split(), false, warning -> {}))
                .form()
                .shape();
    }

    @Test
    void everyFormatIsReadAndAPixelIsTheMeanOfItsArea() {
        for (String format : new String[] {"png", "jpeg", "jpg"}) {
            Pictures.write(folder.resolve("no").resolve("a." + format), 8, 8, 0, new Random(1));
            Pictures.write(folder.resolve("yes").resolve("a." + format), 8, 8, 6, new Random(1));
        }
        PictureOptions.Size size = new PictureOptions.Size(4, 4);
        ImageData data = PictureFolder.read(
                folder, new PictureOptions(size, null, new PictureOptions.Split(0.25, 1), false, warning -> {}));
        assertEquals(4, data.train().size());
        for (int i = 0; i < 4; i++) {
            byte[] pixels = data.train().pixels(i);
            int bright = data.train().labels()[i] == 0 ? 0 : 3;
            // Levels of 200 to 249 over two columns; a JPEG's are a little off.
            assertEquals(225, pixels[bright] & 0xff, 20, Arrays.toString(pixels));
            assertEquals(25, pixels[bright == 0 ? 2 : 1] & 0xff, 20, Arrays.toString(pixels));
        }
    }

    /** Of 100 pictures 5 may be unreadable. */
    @Test
    void damagedPicturesAreNamedAndLeftOutUnlessTheyAreMoreThanOneInTwenty() throws IOException {
        Pictures.write(folder, TWO, 48, 8, 8);
        for (int i = 0; i < 5; i++) {
            Files.writeString(folder.resolve("no").resolve("bad" + i + ".png"), "hello");
        }
        List<String> warnings = new ArrayList<>();
        ImageData data = PictureFolder.read(folder, warningTo(warnings));
        assertEquals(96, data.train().size() + data.test().size());
        assertEquals(5, warnings.size());
        assertTrue(warnings.get(0).startsWith("Left out: "), warnings.get(0));
        assertTrue(warnings.get(0).contains("bad0.png: expected a picture"), warnings.get(0));
        Files.writeString(folder.resolve("yes").resolve("bad.png"), "hello");
        CrosscheckException e =
                assertThrows(CrosscheckException.class, () -> PictureFolder.read(folder, PictureOptions.USUAL));
        assertTrue(e.getMessage().contains("bad0.png: expected a picture"), e.getMessage());
        assertTrue(e.getMessage().endsWith("The same applies to 3 more."), e.getMessage());
        assertEquals("More than 1 in 20 of 102 pictures cannot be read: remove or repair them.", e.remedy());
    }

    @Test
    void damagedPicturesOfBothPartsAreCountedTogether() throws IOException {
        for (String part : List.of("train", "test")) {
            Pictures.write(folder.resolve(part), TWO, 20, 8, 8);
        }
        for (int i = 0; i < 4; i++) {
            Files.writeString(folder.resolve("train").resolve("no").resolve("bad" + i + ".png"), "hello");
        }
        assertEquals(4, warnings().size());
    }

    private static PictureOptions warningTo(List<String> warnings) {
        return new PictureOptions(null, null, PictureOptions.USUAL.split(), false, warnings::add);
    }

    private List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        PictureFolder.read(folder, warningTo(warnings));
        return warnings;
    }

    @Test
    void whatIsNotUsedIsNamed() throws IOException {
        Pictures.write(folder, TWO, 5, 8, 8);
        assertEquals(List.of(), warnings());
        String unused = folder + ": not used, as no PNG or JPEG file of a class ";
        Files.createDirectories(folder.resolve("maybe"));
        assertEquals(List.of(unused + "(1): maybe."), warnings());
        for (String name : List.of("a.webp", "b.tif", "c.txt", "d.webp", ".hidden")) {
            Files.writeString(folder.resolve("yes").resolve(name), "?");
        }
        Files.createDirectories(folder.resolve("no").resolve("old"));
        Pictures.write(folder.resolve("loose.png"), 8, 8, 0, new Random(1));
        assertEquals(List.of(unused + "(7): loose.png, maybe, " + Path.of("no", "old") + " and 4 more."), warnings());
        Pictures.write(folder.resolve("train"), TWO, 5, 8, 8);
        Pictures.write(folder.resolve("test"), TWO, 3, 8, 8);
        Files.writeString(folder.resolve("test").resolve("list.csv"), "?");
        assertEquals(List.of(unused + "(5): loose.png, maybe, no and 2 more."), warnings(), "beside train and test");
    }

    /** A class of colours, beside one of grey pictures; a tint of one level, as a grey JPEG may have, is none. */
    @Test
    void picturesAreInColourIfTheTrainingPicturesOfAClassAre() {
        for (String part : List.of("train", "test")) {
            Pictures.write(folder.resolve(part), TWO, 3, 8, 8);
            colour(folder.resolve(part).resolve("yes"), 0x7f8080);
        }
        colour(folder.resolve("test").resolve("yes"), 0xff2010);
        List<String> warnings = new ArrayList<>();
        ImageData grey = PictureFolder.read(folder, warningTo(warnings));
        assertEquals(new Shape(1, 8, 8), grey.form().shape());
        String alone = ": the network sees lightness alone, as hardly any training picture has colours: of ";
        assertEquals(List.of(folder + alone + "14 pictures, 1."), warnings);
        assertEquals((299 * 255 + 587 * 32 + 114 * 16 + 500) / 1000, grey.test().pixels(3)[0] & 255);
        colour(folder.resolve("train").resolve("yes"), 0xff2010);
        ImageData coloured = PictureFolder.read(folder, PictureOptions.USUAL);
        assertEquals(new Shape(3, 8, 8), coloured.form().shape());
        byte[] pixels = coloured.train().pixels(3);
        assertArrayEquals(new int[] {255, 32, 16}, ImageSet.unsigned(pixels[0], pixels[64], pixels[128]));
        byte[] bar = coloured.train().pixels(0);
        assertArrayEquals(Arrays.copyOf(bar, 64), Arrays.copyOfRange(bar, 128, 192), "grey is grey in colour");
        PictureOptions asked = new PictureOptions(null, 1, PictureOptions.USUAL.split(), false, warning -> {});
        assertEquals(1, PictureFolder.read(folder, asked).form().channels());
    }

    /** Writes the picture {@code colour.png}, the first of its class. */
    private static void colour(Path of, int rgb) {
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 64; i++) {
            image.setRGB(i % 8, i / 8, rgb);
        }
        try {
            ImageIO.write(image, "png", of.resolve("colour.png").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is left free beside or above a picture has the mean level of its border. */
    @Test
    void proportionsAreKept() {
        Picture wide = new Picture(new GreyPicture(4, 2, new byte[] {0, 8, 8, 0, 4, 8, 8, 4}));
        // Each half becomes a pixel of level 5. Of the border, whose corners count twice, the mean is 4.
        assertArrayEquals(new byte[] {4, 4, 5, 5, 4, 4, 4, 4}, wide.fitted(new Shape(1, 4, 2)));
    }

    @Test
    void imagesAreSeenAsANetworkSeesThemByTheNamesOfTheirClasses() {
        Pictures.write(folder, TWO, 5, 8, 8);
        ImageData data = PictureFolder.read(folder, PictureOptions.USUAL);
        ImageForm other = new ImageForm(8, 8, new Normalisation(0.5, 0.5), List.of("yes", "perhaps", "no"));
        ImageData seen = data.as(other, "model.zip");
        int[] expected = Arrays.stream(data.test().labels())
                .map(label -> label == 0 ? 2 : 0)
                .toArray();
        assertArrayEquals(expected, seen.test().labels());
        assertEquals(3, seen.test().outputs());
    }

    @Test
    void picturesArePreparedAsMnistsOnlyIfTheyAreHandwriting() {
        for (String part : List.of("train", "test")) {
            Pictures.write(folder.resolve(part), ImageForm.MNIST.classes(), 3, 28, 28);
        }
        GreyPicture first = PictureFile.read(
                        folder.resolve("train").resolve("0").resolve("picture-0.png"))
                .grey();
        ImageData plain = PictureFolder.read(folder, PictureOptions.USUAL);
        assertArrayEquals(first.light(), plain.train().pixels(0));
        assertEquals(Normalisation.of(plain.train().pixels()), plain.form().normalisation());
        PictureOptions said = new PictureOptions(
                new PictureOptions.Size(28, 28), null, PictureOptions.USUAL.split(), true, warning -> {});
        ImageData written = PictureFolder.read(folder, said);
        assertArrayEquals(
                DigitForm.of(first).orElseThrow().pixels(), written.train().pixels(0));
        assertEquals(ImageForm.MNIST, written.form());
    }

    @Test
    void whatIsNoDataSetIsRefused() {
        Pictures.write(folder, List.of("only"), 3, 8, 8);
        refused("expected 2 to 1000 sub-folders, one per class, found only \"only\".");
        Pictures.write(folder, List.of("a\u202Eb"), 2, 8, 8);
        refused(", a sub-folder: expected a name of 1 to 100 plain characters, found \"a\\u202Eb\"");
        Pictures.write(folder.resolve("train"), TWO, 5, 8, 8);
        Pictures.write(folder.resolve("test"), List.of("maybe"), 1, 8, 8);
        refused("sub-folders as in train/, found also \"maybe\".");
    }

    private void refused(String part) {
        CrosscheckException e =
                assertThrows(CrosscheckException.class, () -> PictureFolder.read(folder, PictureOptions.USUAL));
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }
}
