package dev.crosscheck.using.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.Normalisation;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.using.predict.Exported;
import dev.crosscheck.using.predict.ImageClassifier;
import dev.crosscheck.using.predict.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, drawn on as people do; pictures of it are left in target/screenshots. */
class PageIT {
    /** Strokes in shares of the drawing area's sides. */
    private static final double[][] SEVEN = {{0.3, 0.22}, {0.7, 0.22}, {0.62, 0.4}, {0.52, 0.6}, {0.45, 0.82}};

    private static final double[][] ONE = {{0.55, 0.15}, {0.52, 0.4}, {0.5, 0.6}, {0.47, 0.85}};

    private static final String BLANK = "document.getElementById('digit').textContent === '–'";

    @TempDir
    private Path folder;

    /** What people do on a page. */
    @FunctionalInterface
    private interface Walk {
        void go(Chromium browser) throws IOException;
    }

    private static void walk(
            ImageClassifier classifier, int width, int height, boolean mobile, String scheme, Walk walk)
            throws IOException {
        ModelFacts facts = ModelFacts.of("small", classifier, 0.5, "test");
        try (Chromium browser = Chromium.start();
                WebServer server = WebServer.start("127.0.0.1", 0, classifier, facts)) {
            browser.emulate(width, height, mobile, scheme);
            browser.open(
                    server.url(),
                    "document.getElementById('model').textContent.includes('"
                            + classifier.network().sizes().get(0) + "') && document.body.dataset.digit === ''");
            walk.go(browser);
            browser.nothingWentWrong(server.url());
        }
    }

    private static double[] point(Chromium browser, double... share) throws IOException {
        JsonNode box = browser.evaluate(
                "(() => { const b = document.getElementById('pad').getBoundingClientRect(); return [b.x, b.y, b.width]; })()");
        double side = box.path(2).asDouble();
        return new double[] {
            box.path(0).asDouble() + share[0] * side, box.path(1).asDouble() + share[1] * side
        };
    }

    private static void draw(Chromium browser, double[]... path) throws IOException {
        List<double[]> points = new ArrayList<>();
        for (double[] share : path) {
            points.add(point(browser, share));
        }
        browser.mouse("mousePressed", points.get(0)[0], points.get(0)[1]);
        for (double[] at : points) {
            browser.mouse("mouseMoved", at[0], at[1]);
        }
        browser.mouse("mouseReleased", points.get(0)[0], points.get(0)[1]);
    }

    private static void awaitDigit(Chromium browser, String digit) throws IOException {
        browser.await("document.body.dataset.digit === '" + digit
                + "' && document.getElementById('digit').textContent === '" + (digit.isEmpty() ? "–" : digit) + "'");
    }

    /** Chooses a picture of MNIST's test digit 0, a seven, by the chooser with this id. */
    private void choose(Chromium browser, String chooser) throws IOException {
        Path file = Files.write(
                folder.resolve("seven.jpg"),
                Exported.JPEG.file(IdxBytes.mnist().test().pixels(0)));
        String node = browser.call(
                        "Runtime.evaluate", Map.of("expression", "document.getElementById('" + chooser + "')"))
                .at("/result/objectId")
                .asText();
        browser.call("DOM.setFileInputFiles", Map.of("files", List.of(file.toString()), "objectId", node));
    }

    @Test
    void theMouseTheKeyboardAndAPhotographAreAnswered() throws IOException {
        walk(TrainedModel.classifier(), 1100, 900, false, "light", browser -> {
            draw(browser, SEVEN);
            awaitDigit(browser, "7");
            assertEquals("7", browser.text("#bars .best .label"));
            browser.screenshot("desktop.png");
            browser.press("Escape", "Escape", 27);
            awaitDigit(browser, "");
            browser.evaluate("document.getElementById('pad').focus()");
            for (int i = 0; i < 12; i++) {
                browser.press("ArrowUp", "ArrowUp", 38);
            }
            browser.press(" ", "Space", 32);
            for (int i = 0; i < 24; i++) {
                browser.press("ArrowDown", "ArrowDown", 40);
            }
            awaitDigit(browser, "1");
            choose(browser, "file");
            awaitDigit(browser, "7");
            browser.press("Escape", "Escape", 27);
            for (int i = 0; i < 12; i++) {
                double x = 0.2 + 0.2 * (i % 4);
                double y = 0.2 + 0.3 * (i / 4);
                draw(browser, new double[] {x, y}, new double[] {x + 0.03, y});
            }
            browser.await(
                    "document.getElementById('says').textContent === 'This does not look like one digit.' && " + BLANK);
        });
    }

    @Test
    void aPhoneHasAFingerAndACamera() throws IOException {
        walk(TrainedModel.classifier(), 390, 844, true, "dark", browser -> {
            for (double[] share : SEVEN) {
                double[] at = point(browser, share);
                browser.call(
                        "Input.dispatchTouchEvent",
                        Map.of(
                                "type",
                                share == SEVEN[0] ? "touchStart" : "touchMove",
                                "touchPoints",
                                List.of(Map.of("x", at[0], "y", at[1]))));
            }
            browser.call("Input.dispatchTouchEvent", Map.of("type", "touchEnd", "touchPoints", List.of()));
            awaitDigit(browser, "7");
            assertEquals(0, browser.evaluate("scrollY").asInt(), "drawing does not scroll");
            browser.screenshot("phone.png");
            browser.evaluate("document.getElementById('clear').click()");
            awaitDigit(browser, "");
            choose(browser, "photo");
            awaitDigit(browser, "7");
        });
    }

    /** Its classes are named, and nothing is answered before something is drawn. */
    @Test
    void otherImagesAreDrawn() throws IOException {
        ImageForm form = new ImageForm(8, 8, Normalisation.MNIST, List.of("circle", "square"));
        Network network = Network.of(64, List.of(6), 2, Elementwise.RELU, Softmax.SOFTMAX);
        walk(new ImageClassifier(network, network.initial(3), form, null), 800, 700, false, "dark", browser -> {
            browser.await("document.body.dataset.name === '' && " + BLANK);
            draw(browser, ONE);
            browser.await("/circle|square/.test(document.getElementById('digit').textContent)");
            browser.press("Escape", "Escape", 27);
            browser.await(BLANK);
        });
    }
}
