package dev.crosscheck.train.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.Normalisation;
import dev.crosscheck.math.Shape;
import dev.crosscheck.showing.report.LivePage;
import dev.crosscheck.train.EpochMetrics;
import dev.crosscheck.train.Evaluation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

class RunPageTest {
    private static final String MARKUP = "<script>alert(\"1\")</script>&'";

    private static final Instant WRITTEN = Instant.parse("2026-01-02T03:04:05Z");

    /** Two images of 2 x 2 pixels; a class's name is hostile. */
    private static ImageData data() {
        ImageForm form = new ImageForm(2, 2, Normalisation.MNIST, List.of(MARKUP, "1")).with(true);
        ImageSet set = new ImageSet(new byte[] {0, -1, 0, 0, 0, 0, 0, 0}, new int[] {0, 1}, form);
        return new ImageData(set, set, Map.of());
    }

    private static EpochMetrics epoch(int number, double training, Double validation, double test, int wrong) {
        return new EpochMetrics(
                number,
                training,
                validation == null ? null : new Evaluation(validation, new int[][] {{5, 0}, {0, 5}}),
                new Evaluation(test, new int[][] {{6 - wrong, wrong}, {0, 4}}),
                1.5,
                10,
                "0".repeat(64));
    }

    private static String page(boolean running, List<EpochMetrics> epochs, int best, float... weights) {
        int shown = best > 0 && !running ? best : epochs.size();
        List<Evaluation.Mistake> mistakes = shown == 0 ? List.of() : List.of(new Evaluation.Mistake(0, 0, 1, 0.9, 2.3));
        RunPage.State state = new RunPage.State(
                MARKUP,
                running,
                WRITTEN,
                3,
                epochs,
                best,
                new RunPage.Shown(
                        shown,
                        weights.length == 0 ? null : new RunPage.Tiles(weights, new Shape(1, 2, 2)),
                        List.of(),
                        mistakes));
        return new RunPage(MARKUP, state, data(), Map.of(MARKUP, MARKUP), null).html();
    }

    private static String finished() {
        List<EpochMetrics> epochs = List.of(epoch(1, 0.5, null, 0.4, 2), epoch(2, 0.25, null, 0.3, 1));
        return page(false, epochs, 0, 0, 0.5f, -1, 0, 2, 0, 0, 0);
    }

    /** Every element that is opened is closed, in order. */
    private static void assertNested(String page) {
        List<String> open = new ArrayList<>();
        Matcher matcher =
                Pattern.compile("<(/?)([a-z][a-z0-9]*)[^>]*?(/?)>").matcher(page.replace("<!DOCTYPE html>", ""));
        while (matcher.find()) {
            String tag = matcher.group(2);
            if (matcher.group(1).isEmpty()) {
                if (matcher.group(3).isEmpty() && !List.of("meta", "img", "br").contains(tag)) {
                    open.add(tag);
                }
            } else {
                assertEquals(open.remove(open.size() - 1), tag, "at " + matcher.start());
            }
        }
        assertTrue(open.isEmpty(), open::toString);
    }

    @Test
    @ResourceLock(Resources.TIME_ZONE)
    void thePageIsWholeBeforeAnyEpochAndLoadsItselfWhileTheRunGoesOn() throws IOException {
        String page = page(true, List.of(), 0);
        assertNested(page);
        assertTrue(page.contains("<meta http-equiv=\"refresh\" content=\"2\">"), page);
        assertTrue(page.contains("0 of 3"), page);
        TimeZone before = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("America/St_Johns"));
            assertEquals("2026-01-01 23:34:05 UTC-03:30", LivePage.time(WRITTEN));
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void aFinishedRunShowsAllOfItAndLoadsNothing() throws IOException {
        String page = finished();
        assertNested(page);
        String policy = "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'none';";
        assertTrue(page.contains(policy), page);
        assertFalse(page.replace(policy, "").contains("http"), "nothing comes from outside or is loaded again");
        assertTrue(page.contains("90.00 %"), page);
        assertTrue(page.contains("<td class=\"wrong\" style=\"--share:1.00\">1</td>"), page);
        assertTrue(page.contains("<td class=\"right\" style=\"--share:0.83\">5</td>"), page);
        assertFalse(page.contains(">validation</text>"), "there is no validation");
        assertTrue(page.contains(">training</text>"), page);
    }

    private static String curves(double validation) {
        String page = page(true, List.of(epoch(1, 0.5, 0.7, 0.4, 2), epoch(2, 0.25, validation, 0.3, 1)), 0);
        return page.substring(page.indexOf("<svg"), page.indexOf("</svg>"));
    }

    @Test
    void theCurveOfValidationIsOfItsLosses() {
        assertNotEquals(curves(0.6), curves(0.65));
    }

    @Test
    void hostileTextStaysText() throws IOException {
        String page = finished();
        assertFalse(page.contains(MARKUP), page);
        assertTrue(page.contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;"), page);
    }

    @Test
    void picturesHoldTheDigitAndTheUnitsByNorm() throws IOException {
        List<byte[]> pictures = Pattern.compile("src=\"data:image/png;base64,([^\"]+)\"")
                .matcher(finished())
                .results()
                .map((MatchResult match) -> Base64.getDecoder().decode(match.group(1)))
                .toList();
        assertEquals(2, pictures.size());
        var digit = ImageIO.read(new ByteArrayInputStream(pictures.get(0)));
        assertEquals(0xffffffff, digit.getRGB(0, 0), "paper");
        assertEquals(0xff000000, digit.getRGB(1, 0), "ink");
        var units = ImageIO.read(new ByteArrayInputStream(pictures.get(1)));
        assertEquals(5, units.getWidth(), "two tiles and a gap");
        assertEquals(0xffb3470d, units.getRGB(0, 0), "the unit with the larger norm is first");
        assertEquals(0xff1f5fa8, units.getRGB(3, 1), "the other's most negative weight");
        assertEquals(0xffffffff, units.getRGB(3, 0), "its weight of 0");
        assertEquals(0, units.getRGB(2, 0), "the gap is clear");
    }

    @Test
    void manyEpochsAndFlatCurvesAreDrawn() {
        List<EpochMetrics> epochs = new ArrayList<>();
        for (int i = 1; i <= 2000; i++) {
            epochs.add(epoch(i, 0, 0.0, 0, 0));
        }
        String page = page(true, epochs, 0);
        assertNested(page);
        String drawn = page.substring(page.indexOf("<svg"), page.lastIndexOf("</svg>"));
        assertFalse(drawn.contains("NaN") || drawn.contains("Infinity"), "no coordinate is lost");
        assertTrue(drawn.contains(">validation</text>"), page);
        assertTrue(drawn.length() < 300_000, "a line needs no dots then: " + drawn.length());
    }
}
