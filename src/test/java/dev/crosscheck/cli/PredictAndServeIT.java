package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.using.predict.Exported;
import dev.crosscheck.using.predict.TrainedModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class PredictAndServeIT {
    private static final ImageSet TEST = IdxBytes.mnist().test();
    private static final String MODEL = TrainedModel.folder().toString();

    @TempDir
    private Path folder;

    private Path picture(String name, int index) throws IOException {
        return Files.write(folder.resolve(name), Exported.ENLARGED.file(TEST.pixels(index)));
    }

    @Test
    void aFolderIsAnsweredInOrder() throws IOException {
        picture("b.PNG", 1);
        picture("a.png", 0);
        Files.writeString(folder.resolve("notes.txt"), "no picture");
        Files.createDirectories(folder.resolve("deeper.png"));
        Cli result = Cli.run("predict", MODEL, folder.toString());
        assertEquals(0, result.code(), result.err());
        assertEquals("", result.err());
        List<String> lines = result.out().lines().toList();
        assertEquals(4, lines.size(), result.out());
        assertTrue(lines.get(0).matches("File +Answer +Likeliest +Next"), lines.get(0));
        assertTrue(lines.get(2).matches(".*a\\.png +7 +7  \\d+\\.\\d% +\\d  \\d+\\.\\d%"), lines.get(2));
        assertTrue(lines.get(3).matches(".*b\\.PNG +2 +2  .*"), lines.get(3));
    }

    @Test
    void oneBadPictureIsToldAndTheOthersAreAnswered() throws IOException {
        Path good = picture("good.png", 0);
        Path bad = Files.writeString(folder.resolve("bad.png"), "hello");
        Path none = folder.resolve("none.png");
        Cli result = Cli.run("predict", MODEL, bad.toString(), none.toString(), good.toString(), "--json", "-");
        assertEquals(1, result.code());
        assertEquals(
                bad + ": expected a picture (PNG, JPEG), found something else.\n"
                        + "Give a PNG or JPEG picture, or convert it to PNG.\n" + none + ": no such file.\n"
                        + "Give a PNG or JPEG picture, or convert it to PNG.\n",
                result.err());
        JsonNode json = new ObjectMapper().readTree(result.out());
        assertEquals(2, json.path("failed").size());
        JsonNode image = json.path("images").path(0);
        assertEquals(good.toString(), image.path("file").asText());
        assertEquals(7, image.path("digit").asInt());
        assertEquals("7", image.path("answer").asText());
        assertEquals(784, image.path("input").size());
        double sum = 0;
        for (JsonNode probability : image.path("probabilities")) {
            sum += probability.asDouble();
        }
        assertEquals(1, sum, 1e-12, "ten doubles");
        assertEquals(10, image.path("probabilities").size());
    }

    @Test
    void hostilePicturesCostTheOthersNothing() throws IOException {
        Path first = picture("a.png", 0);
        Path bmp = Files.write(folder.resolve("bad.bmp"), new byte[] {'B', 'M'});
        Path cut = Files.write(folder.resolve("cut.png"), Arrays.copyOf(Files.readAllBytes(first), 60));
        Path last = picture("b.png", 1);
        Cli result = Cli.run("predict", MODEL, first.toString(), bmp.toString(), cut.toString(), last.toString());
        assertEquals(1, result.code());
        assertEquals(
                bmp
                        + ": expected a picture (PNG, JPEG), found something else.\nGive a PNG or JPEG picture, or convert it to PNG.\n"
                        + cut
                        + ": expected a whole picture, found one that is damaged, ends too early, or has an unusual form.\n"
                        + "Give a PNG or JPEG picture, or convert it to PNG.\n",
                result.err());
        assertTrue(result.out().matches("(?s).*a\\.png +7 .*b\\.png +2 .*"), result.out());
    }

    @Test
    void doubtAndBlanknessAreAnswers() throws IOException {
        Path seven = picture("seven.png", 0);
        Path white = Files.write(folder.resolve("white.png"), Exported.INVERTED.file(new byte[784]));
        Path sheet = folder.resolve("sheet.png");
        Cli result = Cli.run(
                "predict",
                MODEL,
                seven.toString(),
                white.toString(),
                "--threshold",
                "1",
                "--all",
                "--sheet",
                sheet.toString());
        assertEquals(0, result.code(), result.err());
        List<String> lines = result.out().lines().toList();
        assertTrue(lines.get(0).matches("File .* 0 +1 +2 +3 +4 +5 +6 +7 +8 +9"), lines.get(0));
        assertTrue(lines.get(2).matches(".*seven\\.png +not sure( +\\d+\\.\\d){10}"), lines.get(2));
        assertTrue(lines.get(3).matches(".*white\\.png +blank +-( +-){9}"), lines.get(3));
        assertTrue(ImageIO.read(sheet.toFile()).getHeight() > 112);
    }

    @Test
    void chartsAreNoDigits() throws IOException {
        String accuracy = Path.of(MODEL, "accuracy.png").toString();
        String confusion = Path.of(MODEL, "confusion.png").toString();
        Path sheet = folder.resolve("sheet.png");
        Cli result = Cli.run("predict", MODEL, accuracy, confusion, "--sheet", sheet.toString());
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().matches("(?s).*accuracy\\.png +no digit +- +-\\R.*"), result.out());
        assertTrue(result.out().matches("(?s).*confusion\\.png +no digit +- +-\\R.*"), result.out());
        assertTrue(Files.exists(sheet), "what the network saw is worth seeing");

        Cli json = Cli.run("predict", MODEL, accuracy, "--json", "-");
        JsonNode image = new ObjectMapper().readTree(json.out()).path("images").path(0);
        assertEquals("no digit", image.path("answer").asText());
        assertTrue(image.path("digit").isNull() && image.path("probability").isNull(), image.toString());
        assertEquals(10, image.path("probabilities").size());
        assertEquals(784, image.path("input").size());
    }

    @Test
    void aSheetOfNothingIsNotDrawn() throws IOException {
        Path sheet = folder.resolve("sheet.png");
        Path bad = Files.writeString(folder.resolve("bad.png"), "hello");
        Cli unread = Cli.run("predict", MODEL, bad.toString(), "--sheet", sheet.toString());
        assertEquals(1, unread.code());
        assertTrue(unread.err().endsWith(sheet + ": not drawn, since there is nothing to show.\n"), unread.err());
        assertTrue(Files.notExists(sheet));

        Path white = Files.write(folder.resolve("white.png"), Exported.INVERTED.file(new byte[784]));
        Cli blank = Cli.run("predict", MODEL, white.toString(), "--sheet", sheet.toString());
        assertEquals(0, blank.code());
        assertEquals(sheet + ": not drawn, since there is nothing to show.\n", blank.err());
        assertTrue(Files.notExists(sheet));
    }

    @Test
    void noModelAndNoPicturesAreFailures() {
        Cli model = Cli.run("predict", folder.resolve("none").toString(), "x.png");
        assertEquals(1, model.code());
        assertTrue(model.err().startsWith(folder.resolve("none") + ": no such file."), model.err());
        Cli empty = Cli.run("predict", MODEL, folder.toString());
        assertEquals(1, empty.code());
        assertTrue(empty.err().startsWith(folder + ": expected pictures in it"), empty.err());
    }

    private static int status(String url) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding())
                .statusCode();
    }

    private static String url(String line) {
        assertTrue(line != null && line.matches("Open http://127\\.0\\.0\\.1:\\d+/ \\(Ctrl-C ends\\)"), line);
        return line.split(" ")[1];
    }

    @Test
    void serveSaysWhereItIsAndEndsWhenInterrupted() throws IOException, InterruptedException {
        StringWriter err = new StringWriter();
        PipedWriter pipe = new PipedWriter();
        CompletableFuture<Integer> code = new CompletableFuture<>();
        try (BufferedReader out = new BufferedReader(new PipedReader(pipe))) {
            Thread thread = new Thread(() -> code.complete(CrosscheckCommand.execute(
                    new PrintWriter(pipe, true), new PrintWriter(err, true), "serve", MODEL, "--port", "0")));
            thread.start();
            String url = url(out.readLine());
            assertEquals(200, status(url));
            thread.interrupt();
            assertEquals(0, code.join(), err.toString());
            assertEquals("", err.toString());
            assertThrows(ConnectException.class, () -> status(url));
        }
    }

    @Test
    void aTakenPortIsAFailure() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Cli result = Cli.run("serve", MODEL, "--port", Integer.toString(taken.getLocalPort()));
            assertEquals(1, result.code());
            assertTrue(result.err().startsWith("127.0.0.1, port " + taken.getLocalPort()), result.err());
            assertEquals(2, result.err().lines().count());
            assertEquals("", result.out());
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "ending a process is not a signal there")
    void serveEndsCleanlyWhenAskedTo() throws IOException, InterruptedException {
        Path err = folder.resolve("err.txt");
        Process process = Launcher.process("serve", MODEL, "--port", "0")
                .redirectError(err.toFile())
                .start();
        try (BufferedReader lines = process.inputReader()) {
            String url = url(lines.readLine());
            assertEquals(200, status(url));
            process.toHandle().destroy();
            assertEquals(List.of(), lines.lines().toList(), "nothing more is printed");
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            assertEquals(143, process.exitValue(), "128 and the signal's number");
            assertFalse(process.isAlive());
            assertEquals(List.of(Launcher.INCUBATOR), Files.readAllLines(err));
        } finally {
            process.destroyForcibly();
        }
    }
}
