package dev.crosscheck.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageRangesTest {
    /**
     * Two images of 2x2 pixels: 10 30 / 10 30 with mean 20, deviation 10 and steps of 20, and 40 80 / 40 80 with mean 60, deviation 20 and
     * steps of 40. A tenth of the range is allowed on both sides: means from 16 to 64, deviations from 9 to 21, steps from 18 to 42.
     */
    private static final ImageRanges RANGES = ImageRanges.of(new ImageSet(
            new byte[] {10, 30, 10, 30, 40, 80, 40, 80},
            new int[] {0, 1},
            new ImageForm(2, 2, Normalisation.MNIST, List.of("dark", "light"))));

    @ParameterizedTest
    @CsvSource({
        "10, 30, 10, 30, ''",
        "40, 80, 40, 80, ''",
        "44, 84, 44, 84, ''",
        "45, 85, 45, 85, its mean grey level is 65.0; theirs are 20.0 to 60.0",
        "5, 25, 5, 25, its mean grey level is 15.0; theirs are 20.0 to 60.0",
        "32, 48, 32, 48, its contrast (standard deviation of the grey levels) is 8.0; theirs are 10.0 to 20.0",
        "18, 62, 18, 62, its contrast (standard deviation of the grey levels) is 22.0; theirs are 10.0 to 20.0",
        "30, 50, 50, 30, ''",
        "30, 30, 50, 50, its difference between neighbouring pixels is 0.0; theirs are 20.0 to 40.0",
        "255, 255, 255, 255, its mean grey level is 255.0; theirs are 20.0 to 60.0"
    })
    void aPictureBeyondATenthOfTheRangeIsUnlike(int a, int b, int c, int d, String expected) {
        assertEquals(
                expected.isEmpty() ? "" : "It is unlike the training images: " + expected + ".",
                RANGES.unlike(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d}, 2)
                        .orElse(""));
    }
}
