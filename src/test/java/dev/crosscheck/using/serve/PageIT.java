package dev.crosscheck.using.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.Normalisation;
import dev.crosscheck.data.picture.GreyPicture;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.using.predict.ImageClassifier;
import dev.crosscheck.using.predict.Photograph;
import dev.crosscheck.using.predict.TrainedModel;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, drawn on as people do; pictures of it are left in target/screenshots. */
class PageIT {
    /** Strokes in shares of the drawing area's sides. */
    private static final double[][] SEVEN = {{0.3, 0.22}, {0.7, 0.22}, {0.62, 0.4}, {0.52, 0.6}, {0.45, 0.82}};

    private static final double[][] ONE = {{0.55, 0.15}, {0.52, 0.4}, {0.5, 0.6}, {0.47, 0.85}};

    @TempDir
    private static Path folder;

    private static WebServer server;
    private static Chromium browser;

    @BeforeAll
    static void open() throws IOException {
        browser = Chromium.start();
        ImageClassifier classifier = TrainedModel.classifier();
        server = WebServer.start("127.0.0.1", 0, classifier, ModelFacts.of("small", classifier, 0.5, "test"));
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private static void load(int width, int height, boolean mobile, String scheme) throws IOException {
        browser.emulate(width, height, mobile, scheme);
        browser.call("Page.navigate", Map.of("url", server.url()));
        browser.await(
                "location.href === '" + server.url() + "' && document.readyState === 'complete'"
                        + " && document.getElementById('model').textContent.includes('784') && document.body.dataset.digit === ''");
    }

    private static double[] point(double[] share) throws IOException {
        JsonNode box = browser.evaluate(
                "(() => { const b = document.getElementById('pad').getBoundingClientRect(); return [b.x, b.y, b.width]; })()");
        double side = box.path(2).asDouble();
        return new double[] {
            box.path(0).asDouble() + share[0] * side, box.path(1).asDouble() + share[1] * side
        };
    }

    private static void mouse(String type, double[] share) throws IOException {
        double[] at = point(share);
        browser.call(
                "Input.dispatchMouseEvent",
                Map.of("type", type, "x", at[0], "y", at[1], "button", "left", "buttons", 1, "clickCount", 1));
    }

    private static void drawWithMouse(double[]... path) throws IOException {
        mouse("mousePressed", path[0]);
        for (double[] share : path) {
            mouse("mouseMoved", share);
        }
        mouse("mouseReleased", path[path.length - 1]);
    }

    private static void touch(String type, double[]... shares) throws IOException {
        List<Map<String, Double>> points = new ArrayList<>();
        for (double[] share : shares) {
            double[] at = point(share);
            points.add(Map.of("x", at[0], "y", at[1]));
        }
        browser.call("Input.dispatchTouchEvent", Map.of("type", type, "touchPoints", points));
    }

    private static void press(String key, String code, int number) throws IOException {
        Map<String, Object> event = Map.of("key", key, "code", code, "windowsVirtualKeyCode", number);
        Map<String, Object> down = new HashMap<>(event);
        down.put("type", "keyDown");
        browser.call("Input.dispatchKeyEvent", down);
        Map<String, Object> up = new HashMap<>(event);
        up.put("type", "keyUp");
        browser.call("Input.dispatchKeyEvent", up);
    }

    private static void awaitDigit(String digit) throws IOException {
        browser.await("document.body.dataset.digit === '" + digit + "'");
    }

    @Test
    void whatIsNoDigitIsSaidToBeNone() throws IOException {
        load(1100, 900, false, "light");
        for (int i = 0; i < 12; i++) {
            double x = 0.2 + 0.2 * (i % 4);
            double y = 0.2 + 0.3 * (i / 4);
            drawWithMouse(new double[] {x, y}, new double[] {x + 0.03, y});
        }
        browser.await("document.getElementById('says').textContent === 'This does not look like one digit.'");
        assertEquals(
                "–",
                browser.evaluate("document.getElementById('digit').textContent").asText());
        browser.screenshot("no-digit.png");
        browser.nothingWentWrong(server.url());
    }

    /** Chooses a photograph of MNIST's test digit 0, a seven, by the chooser with this id. */
    private static void choose(String chooser, Photograph.Flaw... flaws) throws IOException {
        GreyPicture photograph = Photograph.of(IdxBytes.mnist().test().pixels(0), new Random(1), flaws);
        BufferedImage image = new BufferedImage(photograph.width(), photograph.height(), BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setDataElements(0, 0, image.getWidth(), image.getHeight(), photograph.light());
        Path file = folder.resolve("photograph.jpg");
        ImageIO.write(image, "jpeg", file.toFile());
        String node = browser.call(
                        "Runtime.evaluate", Map.of("expression", "document.getElementById('" + chooser + "')"))
                .path("result")
                .path("objectId")
                .asText();
        browser.call(
                "DOM.setFileInputFiles",
                Map.of("files", List.of(file.toAbsolutePath().toString()), "objectId", node));
    }

    @Test
    void aPhotographIsChosenAndDrawnOver() throws IOException {
        load(1366, 768, false, "light");
        assertEquals(
                "none",
                browser.evaluate("getComputedStyle(document.querySelector('.camera')).display")
                        .asText());
        choose("file", Photograph.Flaw.SQUARED, Photograph.Flaw.SHADE_50);
        awaitDigit("7");
        browser.screenshot("photograph.png");
        drawWithMouse(ONE);
        awaitDigit("1");
        browser.nothingWentWrong(server.url());
    }

    @Test
    void aPhoneHasACamera() throws IOException {
        load(390, 844, true, "light");
        choose("photo", Photograph.Flaw.RULED, Photograph.Flaw.TILT);
        awaitDigit("7");
        assertTrue(browser.evaluate("document.documentElement.scrollWidth <= innerWidth")
                .asBoolean());
        browser.screenshot("photograph-phone.png");
        browser.nothingWentWrong(server.url());
    }

    @Test
    void theMouseDrawsAndEscapeClears() throws IOException {
        load(1100, 900, false, "light");
        drawWithMouse(SEVEN);
        awaitDigit("7");
        assertEquals(
                "7",
                browser.evaluate("document.getElementById('digit').textContent").asText());
        assertEquals(
                "7",
                browser.evaluate("document.querySelector('#bars .best .label').textContent")
                        .asText());
        assertEquals(
                8,
                browser.evaluate("document.querySelector('#hidden canvas').width")
                        .asInt(),
                "64 units");
        browser.screenshot("desktop.png");
        press("Escape", "Escape", 27);
        awaitDigit("");
        assertEquals(
                "0.0 %",
                browser.evaluate("document.querySelectorAll('#bars .share')[7].textContent")
                        .asText());
        drawWithMouse(ONE);
        awaitDigit("1");
        browser.evaluate("document.getElementById('clear').click()");
        awaitDigit("");
        browser.nothingWentWrong(server.url());
    }

    @Test
    void aFingerDrawsOnAPhone() throws IOException {
        load(390, 844, true, "dark");
        touch("touchStart", SEVEN[0]);
        for (double[] share : SEVEN) {
            touch("touchMove", share);
        }
        touch("touchEnd");
        awaitDigit("7");
        assertEquals(0, browser.evaluate("scrollY").asInt(), "drawing does not scroll");
        browser.screenshot("phone.png");
        browser.nothingWentWrong(server.url());
    }

    @Test
    void theKeyboardDraws() throws IOException {
        load(800, 700, false, "dark");
        browser.evaluate("document.getElementById('pad').focus()");
        for (int i = 0; i < 12; i++) {
            press("ArrowUp", "ArrowUp", 38);
        }
        press(" ", "Space", 32);
        for (int i = 0; i < 24; i++) {
            press("ArrowDown", "ArrowDown", 40);
        }
        awaitDigit("1");
        browser.screenshot("keyboard.png");
        browser.nothingWentWrong(server.url());
    }

    @Test
    void nothingIsAnsweredBeforeSomethingIsDrawn() throws IOException {
        ImageForm form = new ImageForm(8, 8, Normalisation.MNIST, List.of("circle", "square"));
        Network network = Network.of(64, List.of(6), 2, Elementwise.RELU, Softmax.SOFTMAX);
        ImageClassifier shapes = new ImageClassifier(network, network.initial(3), form, null);
        String digit = "document.getElementById('digit').textContent";
        try (WebServer other = WebServer.start("127.0.0.1", 0, shapes, ModelFacts.of("shapes", shapes, 0.5, "test"))) {
            browser.call("Page.navigate", Map.of("url", other.url()));
            browser.await(
                    "location.href === '" + other.url() + "' && document.readyState === 'complete'"
                            + " && document.getElementById('model').textContent.includes('64') && document.body.dataset.name !== undefined");
            for (int i = 0; i < 2; i++) {
                assertEquals("–", browser.evaluate(digit).asText());
                drawWithMouse(ONE);
                browser.await(digit + ".match(/circle|square/) !== null");
                press("Escape", "Escape", 27);
                browser.await(digit + " === '–'");
            }
            browser.nothingWentWrong(server.url(), other.url());
            browser.call("Page.navigate", Map.of("url", "about:blank"));
            browser.await("location.href === 'about:blank'");
            browser.forgetEvents();
            browser.forgetEvents();
        }
    }
}
