package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.using.explore.ExplorePage;
import dev.crosscheck.using.serve.WebServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExploreCommandIT {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private static HttpResponse<byte[]> get(WebServer server, String path) throws IOException, InterruptedException {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(server.url()).resolve(path)).build(), BodyHandlers.ofByteArray());
    }

    private static HttpResponse<byte[]> post(WebServer server, String path, String body)
            throws IOException, InterruptedException {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(server.url()).resolve("/api/explore/" + path))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    @Test
    void thePageIsServed() throws Exception {
        try (WebServer server = WebServer.start("127.0.0.1", 0, new ExplorePage(DataOptions.mnist()))) {
            HttpResponse<byte[]> page = get(server, "/");
            assertEquals(200, page.statusCode());
            assertArrayEquals(ExplorePage.page(""), page.body());
            assertEquals(404, get(server, "/api/explore/sessions").statusCode());
        }
    }

    @Test
    void theDigitNetworkIsTrainedWhileOneWaits() throws Exception {
        try (WebServer server = WebServer.start("127.0.0.1", 0, new ExplorePage(DataOptions.mnist()))) {
            HttpResponse<byte[]> answer = post(server, "digits", "{\"test\": 0}");
            assertEquals(503, answer.statusCode());
            assertEquals("1", answer.headers().firstValue("Retry-After").orElse(""));
            for (int i = 0; i < 600 && answer.statusCode() == 503; i++) {
                Thread.sleep(100);
                answer = post(server, "digits", "{\"test\": 0}");
            }
            JsonNode digit = JSON.readTree(answer.body());
            assertEquals(7, digit.get("label").asInt());
            gradientAgreesWithDifferences(server, digit);
            lossGradientAgreesWithDifferences(server, testImageMistaken(server));
            JsonNode growth = JSON.readTree(
                    get(server, "/api/explore/digits/growth?unit=3").body());
            assertEquals(6, growth.get("weights").size());
            assertTrue(growth.at("/accuracy/0").asDouble() < 0.2
                    && growth.at("/accuracy/5").asDouble() > 0.95);
        }
    }

    /** The gradient of a logit by a pixel, beside what the logit does when the pixel is moved; the network is linear nearby. */
    private static void gradientAgreesWithDifferences(WebServer server, JsonNode digit) throws Exception {
        double[] pixels = new double[784];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = 0.25 + 0.5 * digit.at("/pixels/" + i).asDouble();
        }
        JsonNode drawn = drawn(server, pixels);
        int best = drawn.get("gradientOf").asInt();
        for (int pixel : new int[] {210, 350, 406, 500}) {
            double step = 1e-6;
            double held = pixels[pixel];
            pixels[pixel] = held + step;
            double above = drawn(server, pixels).at("/logits/" + best).asDouble();
            pixels[pixel] = held - step;
            double below = drawn(server, pixels).at("/logits/" + best).asDouble();
            pixels[pixel] = held;
            // Logits of size 10 round by 1e-15, over 2e-6; a ReLU may be on its kink, but hardly for each of four
            // pixels.
            assertEquals(
                    (above - below) / (2 * step), drawn.at("/gradient/" + pixel).asDouble(), 1e-7);
        }
    }

    /**
     * Looks at 200 test images: their probabilities are the logits' softmax, and nearly all are recognised.
     *
     * @return the one that is recognised worst, wrongly: its loss has a gradient to speak of, which is not that of the answer
     */
    private static JsonNode testImageMistaken(WebServer server) throws Exception {
        int right = 0;
        double least = 1;
        JsonNode worst = null;
        for (int test = 0; test < 200; test++) {
            JsonNode image = JSON.readTree(
                    post(server, "digits", "{\"test\": " + test + "}").body());
            int label = image.get("label").asInt();
            assertEquals(label, image.get("gradientOf").asInt());
            for (int digit = 0; digit < 10; digit++) {
                assertEquals(
                        Math.exp(-loss(image, digit)),
                        image.at("/probabilities/" + digit).asDouble(),
                        1e-12);
            }
            double share = image.at("/probabilities/" + label).asDouble();
            right += share > 0.5 ? 1 : 0;
            worst = share < least ? image : worst;
            least = Math.min(share, least);
        }
        assertTrue(right >= 180, right + " of 200");
        assertTrue(least < 0.1, "none is mistaken for another digit");
        return worst;
    }

    /** Cross-entropy by the logits: ln Σ e^z - z of the label. */
    private static double loss(JsonNode answer, int label) {
        double sum = 0;
        for (JsonNode logit : answer.get("logits")) {
            sum += Math.exp(logit.asDouble() - answer.at("/logits/" + label).asDouble());
        }
        return Math.log(sum);
    }

    /** The gradient of a test image's loss by its grey pixels, which can be moved either way. */
    private static void lossGradientAgreesWithDifferences(WebServer server, JsonNode digit) throws Exception {
        double step = 1e-6;
        double[] pixels = new double[784];
        Arrays.setAll(pixels, i -> digit.at("/pixels/" + i).asDouble());
        int label = digit.get("label").asInt();
        int[] grey = IntStream.range(0, pixels.length)
                .filter(i -> pixels[i] > 0.1 && pixels[i] < 0.9)
                .limit(4)
                .toArray();
        assertEquals(4, grey.length);
        double largest = 0;
        for (int pixel : grey) {
            double held = pixels[pixel];
            pixels[pixel] = held + step;
            double above = loss(drawn(server, pixels), label);
            pixels[pixel] = held - step;
            double below = loss(drawn(server, pixels), label);
            pixels[pixel] = held;
            double gradient = digit.at("/gradient/" + pixel).asDouble();
            assertEquals((above - below) / (2 * step), gradient, 1e-7);
            largest = Math.max(largest, Math.abs(gradient));
        }
        assertTrue(largest > 1e-3, "gradients of " + largest + " tell nothing");
    }

    private static JsonNode drawn(WebServer server, double... pixels) throws Exception {
        return JSON.readTree(post(server, "digits", "{\"pixels\": " + JSON.writeValueAsString(pixels) + "}")
                .body());
    }

    @Test
    void pagesAreSaved() throws IOException {
        Path page = folder.resolve("explore.html");
        Cli saved = Cli.run("explore", "--save", page.toString());
        assertEquals(0, saved.code(), saved.err());
        assertArrayEquals(ExplorePage.page(""), Files.readAllBytes(page));
        assertTrue(Files.size(page) <= 1_200_000, Files.size(page) + " bytes");
        for (String course : List.of("perceptron --gate XOR", "backprop --no-check --epochs 10")) {
            Path run = folder.resolve(course.substring(0, 5));
            assertEquals(
                    0,
                    Cli.run(("course " + course + " --out " + run).split(" ")).code());
            String begins = Files.readString(run.resolve("explore.html"));
            assertTrue(begins.contains(
                    "data-start=\"" + (course.startsWith("p") ? "perceptron?gate=XOR&" : "backprop?data=xor&")));
        }
    }

    @Test
    void whatCannotBeIsRefusedAtOnce() {
        Path none = folder.resolve("none");
        Cli missing = Cli.run("explore", "--data", none.toString());
        assertEquals(1, missing.code());
        assertTrue(missing.err().contains(none + ": no such data folder."), missing.err());
    }
}
