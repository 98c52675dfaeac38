package dev.crosscheck.using.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.Normalisation;
import dev.crosscheck.data.picture.PictureFile;
import dev.crosscheck.data.table.Importance;
import dev.crosscheck.math.Shape;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.using.predict.Exported;
import dev.crosscheck.using.predict.ImageClassifier;
import dev.crosscheck.using.predict.PenguinModels;
import dev.crosscheck.using.predict.Prediction;
import dev.crosscheck.using.predict.TableModel;
import dev.crosscheck.using.predict.TrainedModel;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages of both kinds of models in a real browser, drawn on and filled in as people do. */
class PageIT {
    /** Strokes in shares of the drawing area's sides. */
    private static final double[][] SEVEN = {{0.3, 0.22}, {0.7, 0.22}, {0.62, 0.4}, {0.52, 0.6}, {0.45, 0.82}};

    private static final double[][] ONE = {{0.55, 0.15}, {0.52, 0.4}, {0.5, 0.6}, {0.47, 0.85}};

    private static final String BLANK = "document.getElementById('digit').textContent === '–'";

    /** The answer to the next request comes when {@code release()} is called. */
    private static final String HOLD_THE_NEXT_ANSWER = """
            (() => {
              const fetch = window.fetch;
              const released = new Promise((go) => { window.release = async () => go(); });
              window.fetch = async (...request) => {
                window.fetch = fetch;
                window.held = true;
                const text = await (await fetch(...request)).text();
                await released;
                return new Response(text);
              };
            })()""";

    @TempDir
    private Path folder;

    private Chromium browser;
    private WebServer server;

    @BeforeEach
    void start() throws IOException {
        browser = Chromium.start();
    }

    @AfterEach
    void close() throws IOException {
        browser.nothingWentWrong(server.url());
        browser.close();
        server.close();
    }

    private void open(ImageClassifier classifier) throws IOException {
        server = WebServer.start("127.0.0.1", 0, classifier, ModelFacts.of("small", classifier, "test"));
        browser.open(
                server.url(),
                "document.getElementById('model').textContent.includes('"
                        + classifier.network().title().replace('-', '–') + "') && document.body.dataset.digit === ''");
    }

    private void open(TableModel model) throws IOException {
        List<Importance.Column> columns = model.preprocessing().columns().stream()
                .map(column -> new Importance.Column(column, 0.25, 0.1))
                .toList();
        Importance importance = new Importance(Importance.Part.VALIDATION, 55, null, 5, 0.5, columns);
        server = WebServer.start("127.0.0.1", 0, model, TableFacts.of("m", model, importance, 0.5, "test"));
        browser.open(server.url(), "document.body.dataset.state === 'answered'");
    }

    private double[] point(double... share) throws IOException {
        JsonNode box = browser.evaluate(
                "(() => { const b = document.getElementById('pad').getBoundingClientRect(); return [b.x, b.y, b.width]; })()");
        double side = box.path(2).asDouble();
        return new double[] {
            box.path(0).asDouble() + share[0] * side, box.path(1).asDouble() + share[1] * side
        };
    }

    private void draw(double[]... path) throws IOException {
        List<double[]> points = new ArrayList<>();
        for (double[] share : path) {
            points.add(point(share));
        }
        browser.mouse("mousePressed", points.get(0)[0], points.get(0)[1]);
        for (double[] at : points) {
            browser.mouse("mouseMoved", at[0], at[1]);
        }
        browser.mouse("mouseReleased", points.get(0)[0], points.get(0)[1]);
    }

    private void awaitDigit(String digit) throws IOException {
        browser.await("document.body.dataset.digit === '" + digit
                + "' && document.getElementById('digit').textContent === '" + (digit.isEmpty() ? "–" : digit) + "'");
    }

    /** Chooses a picture of MNIST's test digit 0, a seven, by the chooser with this id. */
    private void choose(String chooser) throws IOException {
        choose(
                chooser,
                Files.write(
                        folder.resolve("seven.jpg"),
                        Exported.JPEG.file(IdxBytes.mnist().test().pixels(0))));
    }

    private void choose(String chooser, Path file) throws IOException {
        String node = browser.call(
                        "Runtime.evaluate", Map.of("expression", "document.getElementById('" + chooser + "')"))
                .at("/result/objectId")
                .asText();
        browser.call("DOM.setFileInputFiles", Map.of("files", List.of(file.toString()), "objectId", node));
    }

    @Test
    void theMouseTheKeyboardAndAPhotographAreAnswered() throws IOException {
        browser.emulate(1100, 900, false, "light");
        open(TrainedModel.classifier());
        draw(SEVEN);
        awaitDigit("7");
        assertEquals("7", browser.text("#bars .best .label"));
        browser.press("Escape", "Escape", 27);
        awaitDigit("");
        browser.evaluate("document.getElementById('pad').focus()");
        for (int i = 0; i < 12; i++) {
            browser.press("ArrowUp", "ArrowUp", 38);
        }
        browser.press(" ", "Space", 32);
        for (int i = 0; i < 24; i++) {
            browser.press("ArrowDown", "ArrowDown", 40);
        }
        awaitDigit("1");
        browser.evaluate(HOLD_THE_NEXT_ANSWER);
        browser.press("ArrowDown", "ArrowDown", 40);
        browser.await("window.held"); // else the file's answer may be the one that is held
        choose("file");
        awaitDigit("7");
        browser.evaluate("release().then(() => new Promise(requestAnimationFrame))");
        awaitDigit("7");
        browser.press("Escape", "Escape", 27);
        for (int i = 0; i < 12; i++) {
            double x = 0.2 + 0.2 * (i % 4);
            double y = 0.2 + 0.3 * (i / 4);
            draw(new double[] {x, y}, new double[] {x + 0.03, y});
        }
        browser.await(
                "document.getElementById('says').textContent === 'This does not look like one digit.' && " + BLANK);
    }

    @Test
    void aPhoneHasAFingerAndACamera() throws IOException {
        browser.emulate(390, 844, true, "dark");
        open(TrainedModel.classifier());
        for (double[] share : SEVEN) {
            double[] at = point(share);
            browser.call(
                    "Input.dispatchTouchEvent",
                    Map.of(
                            "type",
                            share == SEVEN[0] ? "touchStart" : "touchMove",
                            "touchPoints",
                            List.of(Map.of("x", at[0], "y", at[1]))));
        }
        browser.call("Input.dispatchTouchEvent", Map.of("type", "touchEnd", "touchPoints", List.of()));
        awaitDigit("7");
        assertEquals(0, browser.evaluate("scrollY").asInt(), "drawing does not scroll");
        browser.evaluate("document.getElementById('clear').click()");
        awaitDigit("");
        choose("photo");
        awaitDigit("7");
    }

    /** Its classes are named, and nothing is answered before something is drawn. */
    @Test
    void otherImagesAreDrawn() throws IOException {
        ImageForm form = new ImageForm(8, 8, Normalisation.MNIST, List.of("circle", "square"));
        Network network = Network.of(64, List.of(6), 2, Elementwise.RELU, Softmax.SOFTMAX);
        open(new ImageClassifier(network, network.initial(3), form, null));
        browser.await("document.body.dataset.name === '' && " + BLANK);
        draw(ONE);
        browser.await("/circle|square/.test(document.getElementById('digit').textContent)");
    }

    /** It is shown as the network sees it; nothing is drawn. */
    @Test
    void aPictureInColourIsChosen() throws IOException {
        Network network = Setup.parse("3x8x12-conv4x3s-pool2-6-2 relu cross-entropy")
                .network()
                .network();
        ImageForm form = new ImageForm(new Shape(3, 8, 12), Normalisation.MNIST, List.of("apple", "sky"), false);
        ImageClassifier classifier = new ImageClassifier(network, network.initial(3), form, null);
        browser.emulate(390, 844, true, "light");
        open(classifier);
        draw(ONE);
        browser.await("document.body.dataset.name === '' && " + BLANK);
        assertEquals("No picture is chosen yet.", browser.text("#says"));
        BufferedImage picture = new BufferedImage(60, 40, BufferedImage.TYPE_INT_RGB);
        picture.createGraphics().fillRect(0, 0, 60, 40);
        for (int i = 0; i < 30 * 40; i++) {
            picture.setRGB(i % 30, i / 30, 0xc81e28);
        }
        Path file = folder.resolve("half.png");
        ImageIO.write(picture, "png", file.toFile());
        choose("file", file);
        Prediction expected = classifier.classify(PictureFile.read(file)).orElseThrow();
        browser.await("document.body.dataset.name === '" + form.classes().get(expected.label()) + "'");
        JsonNode seen = browser.evaluate(
                "(row => [12, 8, ...row.slice(0, 4), ...row.slice(-4)])([...document.getElementById('seen').getContext('2d').getImageData(0, 7, 12, 1).data])");
        assertEquals("[12,8,200,30,40,255,255,255,255,255]", seen.toString());
        assertEquals(
                "[12,8]",
                browser.evaluate(
                                "[...document.querySelectorAll('#hidden canvas')].slice(0, 1).flatMap(c => [c.width, c.height])")
                        .toString());
    }

    /** The field of a column, by its label as a reader of the screen finds it. */
    private static String field(String column) {
        return "[...document.querySelectorAll('#fields label')].find(label => label.textContent === '" + column
                + "').control";
    }

    private void type(String column, String text) throws IOException {
        browser.evaluate("(() => { const field = " + field(column) + "; field.focus(); field.select(); })()");
        if (text.isEmpty()) {
            browser.press("Delete", "Delete", 46);
        } else {
            browser.call("Input.insertText", Map.of("text", text));
        }
    }

    private void choose(String column, String category) throws IOException {
        browser.evaluate("(() => { const field = " + field(column)
                + "; field.value = [...field.options].find(option => option.textContent === '" + category
                + "').value; field.dispatchEvent(new Event('input')); })()");
    }

    /** Rows of the file with and without missing cells: the page shows what the model predicts. */
    @ParameterizedTest
    @CsvSource({"species, 4", "body_mass_g, 12"})
    void whatIsFilledInIsAnsweredAsTheModelAnswersIt(String target, int row) throws IOException {
        TableModel model = PenguinModels.of(target);
        List<String> lines = Files.readAllLines(Path.of("data/penguins/penguins.csv"));
        String[] names = lines.get(0).split(",");
        String[] cells = lines.get(row).split(",");
        browser.emulate(1300, 900, false, "light");
        open(model);
        Map<String, String> filled = new HashMap<>();
        for (int i = 0; i < names.length; i++) {
            boolean missing = cells[i].equals("NA");
            filled.put(names[i], missing ? null : cells[i]);
            if (names[i].equals(target)) {
                continue;
            }
            if (browser.evaluate(field(names[i]) + ".tagName").asText().equals("SELECT")) {
                choose(names[i], missing ? "(missing)" : cells[i]);
            } else {
                type(names[i], missing ? "" : cells[i]);
            }
        }
        TableModel.Answer expected = model.predict(filled);
        browser.await("document.body.dataset.answer === '" + expected.text()
                + "' || Number(document.body.dataset.answer) === " + (expected.label() < 0 ? expected.text() : "NaN"));
        if (expected.label() >= 0) {
            assertEquals(expected.text(), browser.text("#answer"));
            assertEquals(expected.text(), browser.text("#bars .best .label"));
            String share = String.format(
                    Locale.ROOT, "%.1f %%", 100 * expected.probabilities().get(expected.label()));
            browser.await("document.querySelector('#bars .best .share').textContent === '" + share + "'");
        }
    }

    /** On a phone: refusals and notes are told at their fields, and a slider is moved by the keyboard. */
    @Test
    void whatCannotBeTakenIsToldAtItsField() throws IOException {
        browser.emulate(390, 600, true, "dark");
        open(PenguinModels.of("species"));
        String field = field("bill_length_mm");
        String invalid = field + ".getAttribute('aria-invalid')";
        type("bill_length_mm", "1e101");
        browser.await("document.body.dataset.state === 'refused'");
        assertTrue(browser.text("#says").startsWith("bill_length_mm: expected a number"), browser.text("#says"));
        assertEquals("true", browser.evaluate(invalid).asText());
        assertEquals("–", browser.text("#answer"));
        type("bill_length_mm", "");
        browser.await("document.body.dataset.state === 'answered' && " + invalid + " === 'false'");
        choose("island", "(other)");
        browser.await("document.querySelector('#note0').textContent.startsWith('the training part had no')");
        browser.evaluate("document.getElementById('again').click()");
        browser.await("document.querySelector('#note0').textContent === '3 categories'");
        String before = browser.text("#bars");
        browser.evaluate("document.querySelector('#fields input[type=range]').focus()");
        for (int i = 0; i < 5; i++) {
            browser.press("PageUp", "PageUp", 33);
        }
        browser.await("document.querySelector('#bars').textContent !== '" + before + "'");
        assertTrue(browser.evaluate(field + ".value === document.querySelector('#fields input[type=range]').value")
                .asBoolean());
    }
}
