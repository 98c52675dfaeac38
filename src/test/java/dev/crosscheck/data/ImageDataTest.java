package dev.crosscheck.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        ImageData mnist = ImageData.read(Path.of("data", "mnist"));
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
    void readsRawFilesOfOtherImages() {
        ImageData read = ImageData.read(IdxBytes.write(folder, TWO, TWO.first(1)));
        assertEquals(2, read.train().size());
        assertEquals(4, read.train().features());
        assertEquals(1, read.test().size());
    }

    @Test
    void thereAreAsManyClassesAsLabelsTell() throws IOException {
        IdxBytes.write(folder, TWO, TWO);
        Files.write(folder.resolve("t10k-labels-idx1-ubyte"), IdxBytes.idx(new byte[] {1, (byte) 200}, 2));
        ImageForm form = ImageData.read(folder).form();
        assertEquals(201, form.classes().size());
        assertEquals("200", form.classes().get(200));
    }

    @Test
    void mnistIsNormalisedAsTheCourseSaysAndOthersByTheirTrainingImages() throws IOException {
        assertEquals(
                ImageForm.ofDigits(28, 28),
                ImageData.read(Path.of("data", "mnist")).form());
        byte[] pixels = {0, (byte) 255, 0, (byte) 255, 51, 51, 51, 51};
        IdxBytes.write(folder, new ImageSet(pixels, new byte[] {3, 9}, 2, 2), TWO);
        Normalisation normalisation = ImageData.read(folder).form().normalisation();
        assertEquals((0.5 + 0.2) / 2, normalisation.mean(), 1e-15);
        // Two of 0, two of 1 and four of 0.2: their mean square is 0.27.
        assertEquals(Math.sqrt((2 + 4 * 0.04) / 8 - 0.35 * 0.35), normalisation.deviation(), 1e-15);
    }

    @Test
    void whatIsNoDataSetIsRefused() throws IOException {
        refused(folder.resolve("none"), "none: no such data folder.");
        ImageSet one = new ImageSet(new byte[4], new byte[1], 2, 2);
        refused(IdxBytes.write(folder, one, one), "expected images of at least two classes, found the label 0 alone.");
        ImageSet large = new ImageSet(new byte[1025 * 1024], new byte[1], 1025, 1024);
        refused(
                IdxBytes.write(folder, large, large),
                "expected images of at most 65535 pixels a side and 1048576 pixels, found 1024x1025.");
        IdxBytes.write(folder, TWO, new ImageSet(new byte[6], new byte[] {1}, 2, 3));
        refused(folder, "expected test images of 2x2 pixels as in training, found 3x2.");
        Files.write(folder.resolve("train-labels-idx1-ubyte"), IdxBytes.idx(new byte[] {1, 2, 3}, 3));
        refused(
                folder,
                "train-labels-idx1-ubyte: expected 2 labels, as many as train-images-idx3-ubyte has images, found 3.");
        IdxBytes.write(folder, TWO, TWO);
        Files.delete(folder.resolve("t10k-labels-idx1-ubyte"));
        refused(folder, "t10k-labels-idx1-ubyte.gz: no such file.");
    }

    private static void refused(Path folder, String part) {
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> ImageData.read(folder));
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }
}
