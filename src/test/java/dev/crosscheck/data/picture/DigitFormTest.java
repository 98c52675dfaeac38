package dev.crosscheck.data.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.Soak;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.picture.DigitForm.Look;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigitFormTest {
    /** Dark ink at 20 on paper at 230. */
    private static GreyPicture rectangle(int width, int height, int left, int top, int right, int bottom) {
        byte[] light = new byte[width * height];
        Arrays.fill(light, (byte) 230);
        for (int row = top; row < bottom; row++) {
            Arrays.fill(light, row * width + left, row * width + right, (byte) 20);
        }
        return new GreyPicture(width, height, light);
    }

    private static GreyPicture inverted(GreyPicture picture) {
        byte[] light = picture.light().clone();
        for (int i = 0; i < light.length; i++) {
            light[i] = (byte) ~light[i];
        }
        return new GreyPicture(picture.width(), picture.height(), light);
    }

    @Test
    void aRectangleByHand() {
        // 20 wide and 40 high becomes 10 by 20; its centre lies between pixels, and the upper left one comes to 14.
        byte[] expected = new byte[28 * 28];
        for (int row = 4; row < 24; row++) {
            Arrays.fill(expected, row * 28 + 9, row * 28 + 19, (byte) 255);
        }
        GreyPicture picture = rectangle(100, 150, 75, 7, 95, 47);
        assertArrayEquals(expected, DigitForm.of(picture).orElseThrow().pixels());
        assertArrayEquals(
                expected, DigitForm.of(inverted(picture)).orElseThrow().pixels(), "light on dark");
    }

    @Test
    void theCentreOfMassDecidesNotTheBox() {
        // An L: 20 high, 4 wide, with a foot of 4 rows to 20 columns. Mass 144, row centre (80·9.5 + 64·17.5)/144 =
        // 13.06.
        GreyPicture upright = rectangle(40, 40, 10, 10, 14, 30);
        GreyPicture foot = rectangle(40, 40, 14, 26, 30, 30);
        byte[] light = upright.light().clone();
        for (int i = 0; i < light.length; i++) {
            light[i] = (byte) Math.min(light[i] & 0xff, foot.light()[i] & 0xff);
        }
        byte[] form = DigitForm.of(new GreyPicture(40, 40, light)).orElseThrow().pixels();
        // Column centre (80·1.5 + 64·11.5)/144 = 5.94: the L begins at row 14 - 13 = 1 and column 14 - 6 = 8.
        assertEquals(0, form[28 + 7]);
        assertEquals(255, form[28 + 8] & 0xff);
        assertEquals(0, form[8]);
        assertEquals(255, form[20 * 28 + 27] & 0xff);
    }

    /** Two bars that meet, of 60 pixels, then so many smaller pieces in their angle. */
    private static GreyPicture pieces(int count, int side) {
        byte[] light = new byte[150 * 100];
        for (int row = 20; row < 50; row++) {
            light[row * 150 + 10] = (byte) 255;
        }
        Arrays.fill(light, 50 * 150 + 10, 50 * 150 + 40, (byte) 255);
        for (int piece = 0; piece < count; piece++) {
            for (int row = 30; row < 30 + side; row++) {
                Arrays.fill(light, row * 150 + 15 + 3 * piece, row * 150 + 15 + 3 * piece + side, (byte) 255);
            }
        }
        return new GreyPicture(150, 100, light);
    }

    private static boolean oneDigit(GreyPicture picture) {
        return look(picture).isOneDigit();
    }

    private static Look look(GreyPicture picture) {
        return DigitForm.of(picture).orElseThrow().look();
    }

    @Test
    void aDigitHasFewPieces() {
        assertTrue(oneDigit(pieces(4, 2)), "five");
        assertFalse(oneDigit(pieces(5, 2)), "six, of which five have 76 of 80 pixels, 95 %");
        assertTrue(oneDigit(pieces(5, 1)), "six, of which five have 64 of 65 pixels, 98.5 %");
        assertFalse(oneDigit(pieces(6, 1)), "seven, of which five have 64 of 66 pixels, 96.97 %");
    }

    /**
     * A digit is at most 2.5 times as wide as high. Ink on 3 % of the border is cut off: of 492 pixels 14 are 2.8 %, and 15 are 3.05 %. A thing is
     * thicker than a stroke: in the field 20 by 6 pixels, twice the area by the circumference is 4.6; and 20 by 20, 10.
     */
    @ParameterizedTest
    @CsvSource({
        "128, 10, 10, 110, 50, USUAL",
        "128, 10, 10, 111, 50, SEVERAL",
        "128, 10, 10, 12, 120, USUAL",
        "128, 50, 0, 64, 80, USUAL",
        "128, 50, 0, 65, 80, CUT_OFF",
        "100, 40, 20, 58, 80, USUAL",
        "100, 20, 20, 80, 80, THICK"
    })
    void aRectangleLooks(int side, int left, int top, int right, int bottom, Look look) {
        GreyPicture picture = rectangle(side, side, left, top, right, bottom);
        assertEquals(look, look(picture));
        assertEquals(look, look(inverted(picture)), "light on dark");
    }

    @Test
    void twoCharactersSideBySideAreNoDigit() {
        for (int other : new int[] {7, 12, 40, 60}) {
            byte[] light = rectangle(100, 100, 20, 20, 24, 70).light().clone();
            for (int row = 20; row < 20 + other; row++) {
                Arrays.fill(light, row * 100 + 30, row * 100 + 34, (byte) 20);
            }
            assertEquals(other == 7, oneDigit(new GreyPicture(100, 100, light)), other + " rows beside 50");
        }
        assertTrue(oneDigit(letter()), "nothing empty between");
    }

    @Test
    void mostOfMnistComesOutAsItWentInAndHardlyAnyIsDoubted() {
        Map<Look, Integer> looks = new EnumMap<>(Look.class);
        int seen = 0;
        int kept = 0;
        for (ImageSet images :
                List.of(IdxBytes.mnist().train(), IdxBytes.mnist().test())) {
            for (int i = 0; i < images.size(); i += Soak.times(100, 1)) {
                byte[] image = images.pixels(i);
                DigitForm form = DigitForm.of(new GreyPicture(28, 28, image)).orElseThrow();
                looks.merge(form.look(), 1, Integer::sum);
                seen++;
                boolean same = true;
                for (int k = 0; k < image.length; k++) {
                    // A strongest pixel of 254 is stretched to 255, and others with it by at most 1.
                    same &= Math.abs((image[k] & 0xff) - (form.pixels()[k] & 0xff)) <= 1;
                }
                kept += same ? 1 : 0;
            }
        }
        int usual = looks.get(Look.USUAL);
        // In all, 15 of 70,000 are of two parts side by side.
        assertTrue(looks.getOrDefault(Look.NO_DIGIT, 0) <= 0.001 * seen && usual >= 0.995 * seen, looks.toString());
        // The others lose an outer column of less than a tenth of full ink, and may move by a pixel for it.
        assertTrue(kept >= 0.8 * seen, kept + " of " + seen + " kept");
    }

    /** An L on 100x100. */
    private static GreyPicture letter() {
        byte[] light = rectangle(100, 100, 40, 20, 52, 80).light().clone();
        for (int row = 68; row < 80; row++) {
            Arrays.fill(light, row * 100 + 52, row * 100 + 76, (byte) 20);
        }
        return new GreyPicture(100, 100, light);
    }

    /** Multiplies the light right of column 50 + slope (row - 50), over an edge of so many pixels. */
    private static byte[] shaded(GreyPicture picture, double left, double right, double slope, double edge) {
        byte[] light = picture.light().clone();
        for (int i = 0; i < light.length; i++) {
            double at = i % 100 - left - slope * (i / 100 - 50);
            double end = right - left - at;
            double share = Math.max(0, Math.min(1, Math.min(at, end) / edge + 0.5));
            light[i] = (byte) Math.round((light[i] & 0xff) * (1 - 0.4 * share));
        }
        return light;
    }

    /** A digit like a seven, whose strokes are as wide as asked. */
    private static GreyPicture seven(int left, int top, int high, int stroke) {
        byte[] light = rectangle(100, 100, left, top, left + high / 2, top + stroke)
                .light()
                .clone();
        GreyPicture down = rectangle(100, 100, left + high / 2 - stroke, top, left + high / 2, top + high);
        for (int i = 0; i < light.length; i++) {
            light[i] = (byte) Math.min(light[i] & 0xff, down.light()[i] & 0xff);
        }
        return new GreyPicture(100, 100, light);
    }

    private static GreyPicture picture(byte[] light) {
        return new GreyPicture(100, 100, light);
    }

    @Test
    void theReasonIsTheRightOne() {
        GreyPicture clean = seven(40, 20, 60, 6);
        assertEquals(Look.USUAL, look(clean));
        assertEquals(Look.USUAL, look(picture(shaded(clean, 5, 35, 0, 1))), "a shadow from edge to edge");
        byte[] ruled = clean.light().clone();
        for (int line = 10; line < 100; line += 15) {
            for (int column = 0; column < 100; column++) {
                int row = Math.min(99, line + column * column / 400);
                ruled[row * 100 + column] = (byte) Math.min(ruled[row * 100 + column] & 0xff, 120);
                ruled[Math.max(0, row - 1) * 100 + column] = ruled[row * 100 + column];
            }
        }
        assertEquals(Look.RULED, look(picture(ruled)), "lines of a bent page");
        assertEquals(Look.BLURRED, look(blurred(seven(40, 35, 30, 4), 5)));
        assertEquals(Look.USUAL, look(blurred(clean, 1)));
        assertEquals(Look.SMALL, look(seven(50, 50, 9, 1)));
        assertEquals(Look.USUAL, look(seven(50, 50, 11, 1)));
        for (int[] of : new int[][] {{30, 40, 60}, {38, 40, 80}, {20, 30, 70}, {35, 30, 62}}) {
            byte[] shaded = clean.light().clone();
            for (int i = 0; i < shaded.length; i++) {
                boolean in = i % 100 < of[0] && i / 100 >= of[1] && i / 100 < of[2];
                shaded[i] = (byte) Math.round((shaded[i] & 0xff) * (in ? 0.6 : 1));
            }
            assertEquals(Look.SHADOW, look(picture(shaded)), "a fingertip's: " + Arrays.toString(of));
        }
        byte[] two = seven(10, 20, 60, 6).light().clone();
        GreyPicture second = seven(60, 20, 60, 6);
        for (int i = 0; i < two.length; i++) {
            two[i] = (byte) Math.min(two[i] & 0xff, second.light()[i] & 0xff);
        }
        assertEquals(Look.SEVERAL, look(picture(two)));
        assertEquals(Look.NO_DIGIT, look(pieces(6, 1)));
    }

    /** The mean of a square, three times. */
    private static GreyPicture blurred(GreyPicture picture, int reach) {
        byte[] light = picture.light();
        for (int pass = 0; pass < 3; pass++) {
            byte[] mean = new byte[light.length];
            for (int i = 0; i < light.length; i++) {
                int left = Math.max(0, i % 100 - reach);
                int top = Math.max(0, i / 100 - reach);
                int right = Math.min(100, i % 100 + reach + 1);
                int bottom = Math.min(100, i / 100 + reach + 1);
                GreyPicture.Box square = new GreyPicture.Box(left, top, right - left, bottom - top);
                mean[i] = (byte) Math.round(picture(light).means(square, 1, 1)[0]);
            }
            light = mean;
        }
        return picture(light);
    }

    @ParameterizedTest
    @CsvSource({"50, 0, 1", "30, 0.7, 1", "50, 0.7, 9", "60, -1, 20", "90, -1.5, 1"})
    void shadowsAreTakenOut(double left, double slope, double edge) {
        GreyPicture clean = seven(40, 20, 60, 6);
        DigitForm form =
                DigitForm.of(picture(shaded(clean, left, 1000, slope, edge))).orElseThrow();
        byte[] expected = DigitForm.of(clean).orElseThrow().pixels();
        assertEquals(Look.USUAL, form.look());
        for (int i = 0; i < expected.length; i++) {
            // A pixel of soft edge more or less is 40 % of one of the box's rows: three pixels of the picture are one
            // here.
            assertEquals(expected[i] & 0xff, form.pixels()[i] & 0xff, 40, "pixel " + i);
        }
    }

    private static void assertSameForm(GreyPicture expected, byte[] light) {
        byte[] form = DigitForm.of(expected).orElseThrow().pixels();
        DigitForm actual = DigitForm.of(new GreyPicture(100, 100, light)).orElseThrow();
        for (int i = 0; i < form.length; i++) {
            // Levels of light are whole numbers: where a shadow leaves 40 %, one is 2.5 of them.
            assertEquals(form[i] & 0xff, actual.pixels()[i] & 0xff, 6, "pixel " + i);
        }
        assertEquals(Look.USUAL, actual.look());
    }

    @Test
    void unevenLightIsTakenOut() {
        byte[] light = letter().light().clone();
        for (int i = 0; i < light.length; i++) {
            light[i] = (byte) Math.round((light[i] & 0xff) * (1 - 0.006 * (i % 100)));
        }
        assertSameForm(letter(), light);
    }

    @Test
    void ruledLinesAndSpecksAreTakenOut() {
        byte[] light = letter().light().clone();
        for (int line = 5; line < 100; line += 15) {
            for (int along = 0; along < 100; along++) {
                light[line * 100 + along] = (byte) Math.min(light[line * 100 + along] & 0xff, 150);
                light[along * 100 + line] = (byte) Math.min(light[along * 100 + line] & 0xff, 150);
            }
        }
        light[12 * 100 + 91] = 20;
        assertSameForm(letter(), light);
    }

    @Test
    void paperAloneIsBlankWithNoiseToo() {
        Random random = new Random(4);
        byte[] noise = new byte[100 * 100];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (byte) (200 + random.nextInt(-15, 16));
        }
        assertTrue(DigitForm.of(new GreyPicture(100, 100, noise)).isEmpty());
        for (int[] size : new int[][] {{1, 1}, {28, 28}, {300, 200}, {1, 500}}) {
            for (int light : new int[] {0, 130, 255}) {
                byte[] pixels = new byte[size[0] * size[1]];
                Arrays.fill(pixels, (byte) light);
                assertTrue(
                        DigitForm.of(new GreyPicture(size[0], size[1], pixels)).isEmpty());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400,400,200,1,201,399",
        "400,400,1,200,399,201",
        "3,3,1,1,2,2",
        "20,9000,3,5,12,8990",
        "50,50,0,10,20,40",
        "50,50,10,0,40,50"
    })
    void thinTinyLongAndTouchingTheBorderAllFit(int width, int height, int left, int top, int right, int bottom) {
        byte[] form = DigitForm.of(rectangle(width, height, left, top, right, bottom))
                .orElseThrow()
                .pixels();
        int strongest = 0;
        for (byte pixel : form) {
            strongest = Math.max(strongest, pixel & 0xff);
        }
        assertEquals(255, strongest);
    }
}
