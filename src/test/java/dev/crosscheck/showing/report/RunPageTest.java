package dev.crosscheck.showing.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
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
import javax.swing.text.MutableAttributeSet;
import javax.swing.text.html.HTML;
import javax.swing.text.html.HTMLEditorKit;
import javax.swing.text.html.parser.ParserDelegator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunPageTest {
    private static final String MARKUP = "<script>alert(\"1\")</script>&'";

    private static final Instant WRITTEN = Instant.parse("2026-01-02T03:04:05Z");

    private static RunView view(boolean running, List<RunView.Epoch> epochs, RunView.Weights weights) {
        return view(running, epochs, 0, weights);
    }

    private static RunView view(boolean running, List<RunView.Epoch> epochs, int best, RunView.Weights weights) {
        boolean started = !epochs.isEmpty();
        byte[] pixels = new byte[4];
        pixels[1] = (byte) 255;
        return new RunView(
                MARKUP,
                MARKUP,
                running,
                WRITTEN,
                3,
                epochs,
                best,
                epochs.isEmpty() ? 0 : best > 0 && !running ? best : epochs.size(),
                started ? new int[][] {{5, 1}, {0, 4}} : new int[0][],
                List.of(MARKUP, "1"),
                weights,
                started ? List.of(new RunView.Mistake(pixels, 2, MARKUP)) : List.of(),
                started ? List.of(new RunView.Column(MARKUP, MARKUP, 2)) : List.of(),
                Map.of(MARKUP, MARKUP));
    }

    private static String finished() {
        RunView.Epoch first = new RunView.Epoch(1, 0.5, null, 0.4, 91.25, 1.5);
        RunView.Epoch second = new RunView.Epoch(2, 0.25, null, 0.3, 93.5, 1.5);
        float[] weights = {0, 0.5f, -1, 0, 2, 0, 0, 0};
        return RunPage.html(view(false, List.of(first, second), new RunView.Weights(weights, 2, 2, 2)));
    }

    private static List<String> elements(String page) throws IOException {
        List<String> found = new ArrayList<>();
        new ParserDelegator()
                .parse(
                        new StringReader(page),
                        new HTMLEditorKit.ParserCallback() {
                            @Override
                            public void handleStartTag(HTML.Tag tag, MutableAttributeSet attributes, int position) {
                                found.add(tag.toString());
                            }
                        },
                        true);
        return found;
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
    void thePageIsWholeBeforeAnyEpochAndLoadsItselfWhileTheRunGoesOn() throws IOException {
        String page = RunPage.html(view(true, List.of(), null));
        assertNested(page);
        assertTrue(page.contains("<meta http-equiv=\"refresh\" content=\"2\">"), page);
        assertTrue(page.contains("No epoch is done yet."), page);
        assertTrue(page.contains("0 of 3"), page);
        assertTrue(elements(page).containsAll(List.of("h1", "table")), page);
        String time = "<time datetime=\"2026-01-02T03:04:05Z\">" + RunPage.time(WRITTEN) + "</time>";
        assertTrue(page.contains("Last sign of life: " + time + "</p>"), page);
    }

    @Test
    void timesHaveTheirZone() {
        TimeZone before = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("America/St_Johns"));
            assertEquals("2026-01-01 23:34:05 UTC-03:30", RunPage.time(WRITTEN));
            TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
            assertEquals("2026-01-02 03:04:05 UTC+00:00", RunPage.time(WRITTEN));
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void aPageIsEndedAfterwardsAsIfItHadBeenWrittenSo() {
        String running = RunPage.html(view(true, List.of(), null));
        String ended = RunPage.html(view(false, List.of(), null));
        assertTrue(RunPage.isRunning(running) && !RunPage.isRunning(ended));
        assertEquals(ended, RunPage.ended(running, MARKUP));
        assertEquals(ended, RunPage.ended(ended, MARKUP));
    }

    @Test
    void aPageWithoutEndsIsLeftAtOnce() {
        String page = "<p class=\"summary\">".repeat(200_000);
        assertEquals(page, assertTimeoutPreemptively(Duration.ofSeconds(20), () -> RunPage.ended(page, MARKUP)));
        String script = "<p class=\"summary\"></p>\n" + "<script>".repeat(200_000);
        assertTrue(RunPage.ended(script, MARKUP).endsWith("<script><script>"));
    }

    @Test
    void aFinishedRunShowsAllOfItAndLoadsNothing() throws IOException {
        String page = finished();
        assertNested(page);
        String policy = "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'none';";
        assertTrue(page.contains(policy), page);
        assertFalse(page.replace(policy, "").contains("http"), "nothing comes from outside or is loaded again");
        assertTrue(page.contains("93.50 %"), page);
        assertTrue(page.contains("<td class=\"wrong\" style=\"--share:1.00\">1</td>"), page);
        assertTrue(page.contains("<td class=\"right\" style=\"--share:0.83\">5</td>"), page);
        assertFalse(page.contains("validation\" points"), "there is no validation");
        assertTrue(page.contains("class=\"curve training\" points=\"56.0,"), page);
    }

    @Test
    void hostileTextStaysText() throws IOException {
        String page = finished();
        assertFalse(page.contains(MARKUP), page);
        assertFalse(elements(page).contains("script"), page);
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
    void theBestEpochIsMarkedInChartsAndTable() {
        List<RunView.Epoch> epochs = List.of(
                new RunView.Epoch(1, 0.5, 0.6, 0.4, 91.25, 1.5),
                new RunView.Epoch(2, 0.25, 0.5, 0.3, 93.5, 1.5),
                new RunView.Epoch(3, 0.125, 0.7, 0.35, 92.5, 1.5));
        for (boolean running : new boolean[] {true, false}) {
            String page = RunPage.html(view(running, epochs, 2, null));
            assertNested(page);
            assertEquals(2, page.split("<line class=\"best\"", -1).length - 1, "in both charts");
            assertTrue(
                    page.contains("<tr class=\"best\"><td>2</td><td>0.2500</td><td>0.5000</td><td>0.3000</td>"), page);
            assertTrue(page.contains(
                    running
                            ? "<strong>92.50 %</strong><span>test accuracy of epoch 3</span>"
                            : "<strong>93.50 %</strong><span>test accuracy of epoch 2</span>"));
        }
        assertFalse(finished().contains("class=\"best\""), "without validation no epoch is the best");
    }

    @Test
    void whileItRunsTheAxisHasRoomForWhatIsPlannedAndThenEndsWithTheLastEpoch() {
        List<RunView.Epoch> epochs = List.of(
                new RunView.Epoch(1, 0.5, null, 0.4, 91.25, 1.5), new RunView.Epoch(2, 0.5, null, 0.4, 92, 1.5));
        String third = "text-anchor=\"middle\" x=\"536.0\" y=\"274.0\">3<";
        String second = "text-anchor=\"middle\" x=\"536.0\" y=\"274.0\">2<";
        String running = RunPage.html(view(true, epochs, null));
        assertTrue(running.contains(third) && !running.contains(second), "the third is planned");
        String ended = RunPage.html(view(false, epochs, null));
        assertTrue(ended.contains(second) && !ended.contains(third), ended);
    }

    @Test
    void aSingleEpochsDotsHaveTheirValues() {
        RunView.Epoch epoch = new RunView.Epoch(1, 0.5, null, 0.4, 91.25, 1.5);
        String page = RunPage.html(view(false, List.of(epoch), null));
        assertTrue(page.contains(">training 0.5000<") && page.contains(">test 0.4000<"), page);
        assertTrue(page.contains(">test 91.25<"), page);
        assertFalse(finished().contains(">test 93.50<"), "a curve needs none");
    }

    /** Left of the axis there is room for so many characters. */
    @ParameterizedTest
    @ValueSource(doubles = {81.1594, 0.0291, 98765.4321})
    void theAxisOfASingleEpochHasLabelsThatFit(double value) {
        String svg = Curves.svg("a curve", Map.of("test", List.of(value)), 1, 0, false);
        List<String> labels = Pattern.compile("<text class=\"axis\" text-anchor=\"end\"[^>]*>([^<]*)<")
                .matcher(svg)
                .results()
                .map(label -> label.group(1))
                .toList();
        assertTrue(labels.size() > 1, svg);
        assertTrue(labels.stream().allMatch(label -> label.length() <= 6), labels::toString);
    }

    @Test
    void theOrderOfTheMistakesIsSaid() {
        assertTrue(finished().contains("largest first"), finished());
    }

    @Test
    void aPageThatStaysListsItsSections() {
        List<String> sections = Pattern.compile("<h2 id=\"([^\"]+)\">")
                .matcher(finished())
                .results()
                .map(match -> match.group(1))
                .toList();
        assertEquals(6, sections.size());
        sections.forEach(id -> assertTrue(finished().contains("<li><a href=\"#" + id + "\">"), id));
        RunView.Epoch epoch = new RunView.Epoch(1, 0.5, null, 0.4, 91.25, 1.5);
        assertFalse(RunPage.html(view(true, List.of(epoch), null)).contains("<nav"), "while it loads itself again");
        assertFalse(RunPage.html(view(false, List.of(), null)).contains("<nav"), "one section needs no list");
    }

    @Test
    void manyEpochsAndFlatCurvesAreDrawn() {
        List<RunView.Epoch> epochs = new ArrayList<>();
        for (int i = 1; i <= 200; i++) {
            epochs.add(new RunView.Epoch(i, 0, 0.0, 0, 100, 1));
        }
        String page = RunPage.html(view(true, epochs, null));
        assertNested(page);
        assertFalse(page.contains("NaN") || page.contains("Infinity"), "no coordinate is lost");
        assertTrue(page.contains("curve validation"), page);
    }
}
