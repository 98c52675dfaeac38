package dev.crosscheck.using.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.cli.CrosscheckCommand;
import dev.crosscheck.model.Model;
import dev.crosscheck.using.explore.ExplorePage;
import dev.crosscheck.using.predict.ImageClassifier;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Makes the README's pictures anew, {@code mvn test -Dtest=ReadmePicturesIT -Dpictures.refresh}: real runs, in a real browser. */
@EnabledIfSystemProperty(
        named = "pictures.refresh",
        matches = "true",
        disabledReason = "mvn test -Dtest=ReadmePicturesIT -Dpictures.refresh makes them")
class ReadmePicturesIT {
    private static final Path IMAGES = Path.of("docs", "images");
    private static final int WIDTH = 1200;
    private static final int HEIGHT = 900;

    @TempDir
    private Path folder;

    private Chromium browser;

    @Test
    void showWhatTheProgramDoes() throws Exception {
        Files.createDirectories(IMAGES);
        run("train", "--trainer", "by-hand", "--out", folder.resolve("first").toString());
        run("verify", "--quiet", "--out", folder.resolve("proof").toString());
        inBrowser(() -> {
            drawing();
            page(folder.resolve("first").resolve("run.html"), "run.png");
            page(folder.resolve("proof").resolve("comparison.html"), "report.png");
        });
    }

    @Test
    void showTheExplorer() throws Exception {
        Files.createDirectories(IMAGES);
        inBrowser(this::exploring);
    }

    /** What is done in the browser. */
    @FunctionalInterface
    private interface Work {
        void go() throws IOException;
    }

    private void inBrowser(Work work) throws IOException {
        browser = Chromium.start();
        try {
            browser.emulate(WIDTH, HEIGHT, false, "light");
            browser.call("Emulation.setScrollbarsHidden", Map.of("hidden", true));
            work.go();
        } finally {
            browser.close();
        }
    }

    /** XOR half learned, and on the way back through one example, at the weights of the first layer. */
    private void exploring() throws IOException {
        browser.emulate(1366, 768, false, "light");
        try (WebServer server = WebServer.start("127.0.0.1", 0, ExplorePage.of(Path.of("data", "mnist")))) {
            browser.call("Page.navigate", Map.of("url", server.url() + "#backprop"));
            browser.await(
                    "document.body && document.body.dataset.ready === 'backprop' && globalThis.katex !== undefined");
            browser.evaluate("document.getElementById('epochs-on').click()");
            browser.await("document.querySelector('.transport').dataset.step === '1000'");
            browser.evaluate("(() => { const s = document.querySelector('.slider input'); s.value = 60;"
                    + " s.dispatchEvent(new Event('input')); })()");
            browser.await("document.querySelector('.transport').dataset.step === '60'");
            browser.evaluate("document.getElementById('walk-next').click()");
            browser.await("document.querySelector('[data-group=\"dW:1\"]') !== null");
            browser.evaluate("document.querySelector('[data-group=\"dW:1\"]').click()");
            for (String stop : List.of("dW:1:0:0", "dW:1:0:1", "dW:1:0:2", "dW:1:1:0")) {
                browser.await("document.querySelector('.walk').dataset.now === '" + stop + "'");
                browser.evaluate("document.getElementById('walk-next').click()");
            }
            browser.await("document.querySelector('.walk').dataset.now === 'dW:1:1:1'");
            browser.evaluate("scrollBy(0, document.querySelector('.stage').getBoundingClientRect().top - 12)");
            save("explore.png");
        }
    }

    private static void run(String... arguments) {
        PrintWriter console = new PrintWriter(System.err, true);
        assertEquals(0, CrosscheckCommand.execute(console, console, arguments));
    }

    private void drawing() throws IOException {
        ImageClassifier classifier = ImageClassifier.of(Model.load(folder.resolve("first")));
        try (WebServer server =
                WebServer.start("127.0.0.1", 0, classifier, ModelFacts.of("first", classifier, 0.5, "0.1.0"))) {
            browser.open(server.url(), "document.body.dataset.digit === ''");
            JsonNode box = browser.evaluate(
                    "(() => { const b = document.getElementById('pad').getBoundingClientRect(); return [b.x, b.y, b.width]; })()");
            double left = box.path(0).asDouble();
            double top = box.path(1).asDouble();
            double side = box.path(2).asDouble();
            List<double[]> points = new ArrayList<>();
            for (int degrees = -150; degrees <= 90; degrees += 10) {
                points.add(onArc(left, top, side, 0.33, 0.155, degrees));
            }
            for (int degrees = -90; degrees <= 150; degrees += 10) {
                points.add(onArc(left, top, side, 0.66, 0.175, degrees));
            }
            browser.mouse("mousePressed", points.get(0)[0], points.get(0)[1]);
            for (double[] point : points) {
                browser.mouse("mouseMoved", point[0], point[1]);
            }
            browser.mouse("mouseReleased", points.get(0)[0], points.get(0)[1]);
            browser.await("document.body.dataset.digit === '3'");
            save("serve.png");
        }
    }

    /** A point of one of a three's two bows, in the middle of the drawing area; shares of its side. */
    private static double[] onArc(double left, double top, double side, double middle, double radius, int degrees) {
        double angle = Math.toRadians(degrees);
        double x = 0.48 + radius * Math.cos(angle);
        double y = middle + radius * Math.sin(angle);
        return new double[] {left + x * side, top + y * side};
    }

    private void page(Path html, String picture) throws IOException {
        browser.open(html.toUri().toString(), "true");
        save(picture);
    }

    private void save(String picture) throws IOException {
        String data =
                browser.call("Page.captureScreenshot", Map.of()).path("data").asText();
        Files.write(IMAGES.resolve(picture), Base64.getDecoder().decode(data));
    }
}
