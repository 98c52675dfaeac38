package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.text.Text;
import dev.crosscheck.using.predict.Exported;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Drawn digits from their pictures to the answer, and the server as a command. */
class PredictAndServeIT extends CommandLines {
    /** Doubt and blankness are answers, and charts are no digits. */
    @Test
    void hostilePicturesCostTheOthersNothing() throws IOException {
        byte[] seven = Exported.ENLARGED.file(IdxBytes.mnist().test().pixels(0));
        Path first = Files.write(folder.resolve("a.png"), seven);
        Path bmp = Files.write(folder.resolve("bad.bmp"), new byte[] {'B', 'M'});
        Path cut = Files.write(folder.resolve("cut.png"), Arrays.copyOf(seven, 60));
        Files.write(folder.resolve("white.png"), Exported.INVERTED.file(new byte[784]));
        Cli result = ended(
                1,
                "predict {runs}/digits DIR/a.png DIR/bad.bmp DIR/cut.png DIR/white.png {runs}/digits/accuracy.png --out DIR/answers.csv --json -");
        assertTrue(result.err().contains(bmp + ": expected a picture (PNG, JPEG), found something else.\n"));
        assertTrue(result.err().contains(cut + ": expected a whole picture, found one that is damaged, "));
        JsonNode json = JSON.readTree(result.out());
        assertEquals(2, json.path("failed").size());
        assertEquals(
                List.of("not sure", "blank", "no digit"),
                json.path("images").findValuesAsText("answer"),
                json::toString);
        JsonNode image = json.at("/images/0");
        assertEquals(first.toString(), image.path("file").asText());
        assertEquals(7, image.path("label").asInt());
        double[] probabilities = JSON.convertValue(image.path("probabilities"), double[].class);
        assertEquals(1, Arrays.stream(probabilities).sum(), 1e-12, "ten doubles");
        assertTrue(
                json.at("/images/2/label").isNull()
                        && json.at("/images/2/probability").isNull(),
                json::toString);
        assertEquals(10, json.at("/images/2/probabilities").size());
        List<String> lines = Files.readAllLines(folder.resolve("answers.csv"));
        String named = IntStream.range(0, 10).mapToObj(c -> "probability_" + c).collect(Collectors.joining(","));
        assertEquals("file,answer,probability,doubt," + named, lines.get(0));
        assertEquals(6, lines.size(), lines::toString);
        String answer = Text.of("%s,not sure,%.6g,,%.6g,", first, probabilities[7], probabilities[0]);
        assertTrue(lines.get(1).startsWith(answer), lines.get(1));
        assertEquals(folder.resolve("white.png") + ",blank,,," + ",".repeat(9), lines.get(2));
        assertTrue(lines.get(3).contains(",no digit,,This does not look like one digit."), lines.get(3));
        assertTrue(lines.get(4).startsWith(bmp + ",,,") && lines.get(4).contains("found something else"), lines.get(4));
        assertTrue(lines.get(5).startsWith(cut + ",,,"), lines.get(5));
    }

    private static int status(String url) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void aTakenPortIsAFailure() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            refused(1, "127.0.0.1, port " + taken.getLocalPort(), "serve {runs}/digits --port " + taken.getLocalPort());
        }
    }

    /** The server of a number's model answers as predict does, says where it is, and ends cleanly when asked to. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "ending a process is not a signal there")
    void serveAnswersAsPredictDoesUntilItIsAskedToEnd() throws IOException, InterruptedException {
        ok("predict {runs}/numbers " + PENGUINS + " --out DIR/answers.csv");
        String predicted =
                Files.readAllLines(folder.resolve("answers.csv")).get(1).split(",")[8];
        Path err = folder.resolve("err.txt");
        Process process = Launcher.process(words("serve {runs}/numbers --port 0"))
                .redirectError(err.toFile())
                .start();
        try (BufferedReader lines = process.inputReader()) {
            String line = lines.readLine();
            assertTrue(line != null && line.matches("Open http://127\\.0\\.0\\.1:\\d+/ \\(Ctrl-C ends\\)"), line);
            String url = line.split(" ")[1];
            assertEquals(200, status(url));
            String row =
                    "{\"species\":\"Adelie\",\"island\":\"Torgersen\",\"bill_length_mm\":39.1,\"bill_depth_mm\":18.7,"
                            + "\"flipper_length_mm\":181,\"sex\":\"male\",\"year\":2007}";
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + "api/predict"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(row))
                    .build();
            JsonNode answer = JSON.readTree(HttpClient.newHttpClient()
                    .send(request, BodyHandlers.ofInputStream())
                    .body());
            assertEquals(Double.parseDouble(predicted), answer.path("answer").asDouble(), answer::toString);
            process.toHandle().destroy();
            assertEquals(List.of(), lines.lines().toList(), "nothing more is printed");
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            assertEquals(143, process.exitValue(), "128 and the signal's number");
            assertEquals(List.of(Launcher.INCUBATOR), Files.readAllLines(err));
        } finally {
            process.destroyForcibly();
        }
    }
}
