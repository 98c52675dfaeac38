package dev.crosscheck.using.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crosscheck.cli.CrosscheckCommand;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.train.dl4j.HandCopy;
import dev.crosscheck.train.dl4j.ModelFile;
import dev.crosscheck.using.predict.ImageClassifier;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Makes the README's pictures anew, {@code mvn -Ppictures test}: real runs, in a real browser. */
@EnabledIfSystemProperty(
        named = "pictures.refresh",
        matches = "true",
        disabledReason = "mvn -Ppictures test makes them")
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
        run("backprop", "--quiet", "--out", folder.resolve("xor").toString());
        run("verify", "--quiet", "--out", folder.resolve("proof").toString());
        Files.copy(
                folder.resolve("xor").resolve("decision.png"),
                IMAGES.resolve("xor.png"),
                StandardCopyOption.REPLACE_EXISTING);
        browser = new Chromium(Chromium.find().orElseThrow(), folder.resolve("profile"));
        try {
            browser.call(
                    "Emulation.setDeviceMetricsOverride",
                    Map.of("width", WIDTH, "height", HEIGHT, "deviceScaleFactor", 1, "mobile", false));
            browser.call( // no bar is caught on its way
                    "Emulation.setEmulatedMedia",
                    Map.of("features", List.of(Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
            drawing();
            page(folder.resolve("first").resolve("run.html"), "run.png");
            page(folder.resolve("proof").resolve("comparison.html"), "report.png");
        } finally {
            browser.close();
        }
    }

    private static void run(String... arguments) {
        PrintWriter console = new PrintWriter(System.err, true);
        assertEquals(0, CrosscheckCommand.execute(console, console, arguments));
    }

    private void drawing() throws IOException {
        HandCopy trained = HandCopy.of(ModelFile.load(folder.resolve("first")));
        ImageClassifier classifier =
                new ImageClassifier(trained.network(), trained.parameters(), ImageForm.ofDigits(28, 28));
        try (WebServer server =
                WebServer.start("127.0.0.1", 0, classifier, ModelFacts.of("first", classifier, 0.5, "0.1.0"))) {
            browser.call("Page.navigate", Map.of("url", server.url()));
            browser.await("document.body && document.body.dataset.digit === ''");
            double left = browser.evaluate("document.getElementById('pad').getBoundingClientRect().x")
                    .asDouble();
            double top = browser.evaluate("document.getElementById('pad').getBoundingClientRect().y")
                    .asDouble();
            double side = browser.evaluate("document.getElementById('pad').getBoundingClientRect().width")
                    .asDouble();
            List<double[]> points = new ArrayList<>();
            for (int degrees = -150; degrees <= 90; degrees += 10) {
                points.add(onArc(left, top, side, 0.33, 0.155, degrees));
            }
            for (int degrees = -90; degrees <= 150; degrees += 10) {
                points.add(onArc(left, top, side, 0.66, 0.175, degrees));
            }
            mouse("mousePressed", points.get(0));
            for (double[] point : points) {
                mouse("mouseMoved", point);
            }
            mouse("mouseReleased", points.get(points.size() - 1));
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

    private void mouse(String type, double[] at) throws IOException {
        browser.call(
                "Input.dispatchMouseEvent",
                Map.of("type", type, "x", at[0], "y", at[1], "button", "left", "buttons", 1, "clickCount", 1));
    }

    private void page(Path html, String picture) throws IOException {
        browser.call("Page.navigate", Map.of("url", html.toUri().toString()));
        browser.await("document.readyState === 'complete' && location.href.endsWith('" + html.getFileName() + "')");
        save(picture);
    }

    private void save(String picture) throws IOException {
        String data =
                browser.call("Page.captureScreenshot", Map.of()).path("data").asText();
        Files.write(IMAGES.resolve(picture), Base64.getDecoder().decode(data));
    }
}
