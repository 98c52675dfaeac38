package dev.crosscheck.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageDataTest {
    private static final ImageSet TWO = new ImageSet(new byte[2 * 4], new byte[] {3, 9}, 2, 2);

    @TempDir
    private Path folder;

    @Test
    void theCommittedFilesAreThoseThatTheReadmeDescribes() throws IOException {
        ImageData mnist = IdxBytes.mnist();
        assertEquals(60_000, mnist.train().size());
        assertEquals(10_000, mnist.test().size());
        assertEquals(784, mnist.test().features());
        Map<String, String> documented = Pattern.compile("`([a-z0-9-]+-ubyte)`.*`([0-9a-f]{64})`")
                .matcher(Files.readString(Path.of("data", "README.md")))
                .results()
                .collect(Collectors.toMap(match -> match.group(1), match -> match.group(2)));
        assertEquals(documented, mnist.sha256());
    }

    @Test
    void thereAreAsManyClassesAsLabelsTell() throws IOException {
        IdxBytes.write(folder, TWO, TWO.first(1));
        Files.write(folder.resolve("t10k-labels-idx1-ubyte"), IdxBytes.idx(new byte[] {(byte) 200}, 1));
        ImageData read = ImageData.read(folder);
        assertEquals(2, read.train().size());
        assertEquals(4, read.train().features());
        assertEquals(201, read.form().classes().size());
        assertEquals("200", read.form().classes().get(200));
    }

    @Test
    void mnistIsNormalisedAsTheCourseSaysAndOthersByTheirTrainingImages() throws IOException {
        assertEquals(ImageForm.MNIST, IdxBytes.mnist().form());
        byte[] pixels = {0, (byte) 255, 0, (byte) 255, 51, 51, 51, 51};
        IdxBytes.write(folder, new ImageSet(pixels, new byte[] {3, 9}, 2, 2), TWO);
        Normalisation normalisation = ImageData.read(folder).form().normalisation();
        assertEquals((0.5 + 0.2) / 2, normalisation.mean(), 1e-15);
        // Two of 0, two of 1 and four of 0.2: their mean square is 0.27.
        assertEquals(Math.sqrt((2 + 4 * 0.04) / 8 - 0.35 * 0.35), normalisation.deviation(), 1e-15);
    }

    /** Of the same size and classes as MNIST, such as Fashion-MNIST. */
    @Test
    void onlyMnistsOwnFilesAreKnownAsHandwriting() {
        ImageData others = ImageData.read(IdxBytes.subset(folder, 50, 20));
        assertEquals(ImageForm.MNIST.classes(), others.form().classes());
        for (ImageData data : List.of(others, IdxBytes.mnist())) {
            Preparation.Images prepared = (Preparation.Images) data.preparation();
            assertEquals(data != others, prepared.handwriting());
            assertEquals(data.form(), prepared.form());
            assertEquals(data != others, prepared.ranges() == null, "whether something else judges pictures");
        }
    }

    /** Red, green and blue one after the other, in files of four dimensions. */
    @Test
    void imagesInColourHaveFourDimensions() throws IOException {
        IdxBytes.write(folder, TWO, TWO);
        byte[] pixels = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24};
        for (String part : List.of("train", "t10k")) {
            Files.delete(folder.resolve(part + "-images-idx3-ubyte"));
            Files.write(folder.resolve(part + "-images-idx4-ubyte"), IdxBytes.idx(pixels, 2, 3, 2, 2));
        }
        ImageData data = ImageData.read(folder);
        assertEquals(new Shape(3, 2, 2), data.form().shape());
        assertArrayEquals(Arrays.copyOfRange(pixels, 12, 24), data.test().pixels(1));
        Files.write(folder.resolve("t10k-images-idx4-ubyte"), IdxBytes.idx(pixels, 2, 2, 2, 3));
        refused(folder, "expected (images, channels, rows, columns) with 1 or 3 channels, found 2 channels.");
    }

    @Test
    void whatIsNoDataSetIsRefused() throws IOException {
        ImageSet one = new ImageSet(new byte[4], new byte[1], 2, 2);
        refused(IdxBytes.write(folder, one, one), "expected images of at least two classes, found the label 0 alone.");
        ImageSet large = new ImageSet(new byte[1025 * 1024], new byte[1], 1025, 1024);
        refused(
                IdxBytes.write(folder, large, large),
                "expected images of at most 65535 pixels a side and 1048576 pixels, found 1024x1025.");
        IdxBytes.write(folder, TWO, new ImageSet(new byte[6], new byte[] {1}, 2, 3));
        refused(folder, "expected test images of 2x2 as in training, found 3x2.");
        Files.write(folder.resolve("train-labels-idx1-ubyte"), IdxBytes.idx(new byte[] {1, 2, 3}, 3));
        refused(
                folder,
                "train-labels-idx1-ubyte: expected 2 labels, as many as train-images-idx3-ubyte has images, found 3.");
    }

    private static void refused(Path folder, String part) {
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> ImageData.read(folder));
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }

    private static final ImageSet THREE = new ImageSet(new byte[] {0, 1, 10, 11, 20, 21}, new byte[] {7, 8, 9}, 1, 2);

    @Test
    void selectedImagesKeepTheirLabelsAndComeInTheOrderAskedFor() {
        ImageSet selected = THREE.select(2, 0, 0);
        assertArrayEquals(new byte[] {20, 21, 0, 1, 0, 1}, selected.pixels());
        assertArrayEquals(new int[] {9, 7, 7}, selected.labels());
        assertEquals(1, selected.rows());
        assertEquals(2, selected.columns());
        selected.pixels()[0] = 99;
        assertEquals(20, THREE.pixels()[4], "copies");
    }
}
