package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands of course sections 1 to 4 and the errata, as a user sees them. */
class CourseCommandsIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private Cli run(String... args) {
        Stream<String> alone = args[0].equals("errata") ? Stream.of() : Stream.of("--no-check");
        Stream<String> more = Stream.concat(alone, Stream.of("--out", out().toString()));
        Cli result = Cli.run(Stream.of(Stream.of("course"), Stream.of(args), more)
                .flatMap(words -> words)
                .toArray(String[]::new));
        assertEquals("", result.err());
        assertEquals(0, result.code());
        return result;
    }

    private Path out() {
        return folder.resolve("run");
    }

    private JsonNode json(String name) throws IOException {
        return JSON.readTree(out().resolve(name).toFile());
    }

    private void assertPicture(String name, int width, int height) throws IOException {
        BufferedImage image = ImageIO.read(out().resolve(name).toFile());
        assertEquals(width + "x" + height, image.getWidth() + "x" + image.getHeight(), name);
        Set<Integer> colours = new HashSet<>();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                colours.add(image.getRGB(x, y));
            }
        }
        assertTrue(colours.size() > 10, name + " is not blank");
    }

    /** As wide as a notebook shows it; how high depends on how wide this machine's font is. */
    private void assertGraph() throws IOException {
        int height = ImageIO.read(out().resolve("graph.png").toFile()).getHeight();
        assertTrue(height > 800 && height < 1600, height + " rows");
        assertPicture("graph.png", 760, height);
    }

    @Test
    void andIsLearnedWithTheDefaults() throws IOException {
        assertEquals("""
                Gate AND, learning rate 0.1, seed 167, at most 10 epochs
                Epoch 1, Total Error: 2
                Epoch 2, Total Error: 2
                Epoch 3, Total Error: 2
                Epoch 4, Total Error: 1
                Epoch 5, Total Error: 2
                Epoch 6, Total Error: 2
                Epoch 7, Total Error: 1
                Epoch 8, Total Error: 0
                No error in epoch 8: training ends.
                Input (0, 0)  Prediction: 0  Expected: 0
                Input (0, 1)  Prediction: 0  Expected: 0
                Input (1, 0)  Prediction: 0  Expected: 0
                Input (1, 1)  Prediction: 1  Expected: 1
                Run: %s
                """.replace("%s", out().toString()), run("perceptron").out());
        assertEquals(
                Set.of("decision.png", "explore.html", "perceptron.json", "log.txt"), TrainAndEvaluateIT.files(out()));
        assertPicture("decision.png", 760, 780);
        JsonNode numbers = json("perceptron.json");
        assertEquals(8, numbers.path("totalErrors").size());
        assertEquals(8, numbers.path("epochsNeeded").asInt());
        assertTrue(Files.readString(out().resolve("log.txt")).contains("perceptron wrote "));
    }

    @ParameterizedTest
    @CsvSource({"OR, 7", "nand, 10", "NOR, 9"})
    void theOtherGatesAreLearnedFromTheSameStart(String gate, int epochs) {
        Cli result = run("perceptron", "--gate", gate);
        assertTrue(result.out().contains("No error in epoch " + epochs + ": training ends."), result.out());
    }

    @Test
    void aStartThatNeedsMoreEpochsNamesThem() throws IOException {
        Cli result = run("perceptron", "--seed", "11");
        assertTrue(
                result.sentences()
                        .contains("\nEpoch 10, Total Error: 2\nNot converged after 10 epochs; from this start the"
                                + " first epoch without an error is epoch 18.\n"),
                result.out());
        assertFalse(json("perceptron.json").path("converged").asBoolean());
        assertTrue(
                Cli.run(
                                "course",
                                "perceptron",
                                "--no-check",
                                "--seed",
                                "11",
                                "--epochs",
                                "18",
                                "--out",
                                folder + "/more")
                        .out()
                        .contains("Epoch 18, Total Error: 0\nNo error in epoch 18"),
                "the number named is right");
    }

    @Test
    void aRateTooSmallForAnyNumberOfEpochsThatIsTriedSaysSo() {
        Cli result = run("perceptron", "--lr", "1e-12", "--epochs", "2");
        assertTrue(
                result.sentences()
                        .contains("\nNot converged after 2 epochs, nor would it be after 100000; a larger --lr needs"
                                + " fewer.\n"),
                result.out());
    }

    @Test
    void xorIsReportedAsNotSeparable() throws IOException {
        Cli result = run("perceptron", "--gate", "XOR");
        assertTrue(
                result.sentences()
                        .contains("\nXOR is not linearly separable: no line divides its classes, so no number of"
                                + " epochs is enough.\n"),
                result.out());
        assertFalse(json("perceptron.json").path("linearlySeparable").asBoolean());
        assertTrue(json("perceptron.json").path("epochsNeeded").isNull());
    }

    @Test
    void activationsAreTabulatedAndDrawn() throws IOException {
        Cli result = run("activations");
        for (String line : new String[] {
            "\ntanh        tanh x                             1 - f^2\n",
            "\nsoftmax     (0, 1), each row    no                     0.25  one exponential per\n"
                    + "            sums to 1                                        class, and their\n",
            "\nidentity    nowhere                            output of a regression\n",
            "\n  output, two classes     sigmoid: the probability of class 1.\n"
        }) {
            assertTrue(result.out().contains(line), line + " in " + result.out());
        }
        assertAscii(result.out());
        assertPicture("functions.png", 920, 772);
        assertPicture("derivatives.png", 1380, 412);
        assertPicture("variants.png", 1380, 772);
        JsonNode numbers = json("activations.json");
        assertEquals(9, numbers.path("characteristics").size());
        assertEquals(4, numbers.path("functions").path("panels").size());
        assertEquals(3, numbers.path("derivatives").path("panels").size());
        assertEquals(5, numbers.path("variants").path("panels").size());
    }

    @Test
    void lossesAreTabulatedAndDrawn() throws IOException {
        Cli result = run("losses");
        for (String line : new String[] {
            "\nHuber loss                 sum h(r) / (N O), h = 1/2 r^2  clip(r, -1, 1) / (N O)\n"
                    + "                           if |r| <= 1, else |r| - 1/2\n",
            "\nhalf squared error         1/2 sum r^2 / N                r / N\n",
            "\ncategorical cross-entropy  softmax       several classes that exclude each other\n",
            "\n  binary       sum [ln(1 + e^z) - t z] / (N O)     dL/dz = (y - t) / (N O)\n"
        }) {
            assertTrue(result.out().contains(line), line + " in " + result.out());
        }
        assertAscii(result.out());
        assertPicture("losses.png", 1380, 412);
        assertPicture("huber.png", 920, 412);
        assertEquals(3, json("losses.json").path("losses").path("panels").size());
    }

    private static void assertAscii(String text) {
        assertTrue(text.chars().allMatch(c -> c < 128), text);
    }

    @Test
    void xorIsLearnedWithTheDefaults() throws IOException {
        Cli result = run("backprop");
        String start = """
                Network 2-3-1, activation tanh, learning rate 0.1, seed 775, 10000 epochs
                Epoch 0, Loss: 0.72069
                Epoch 1000, Loss: 0.099372
                Epoch 2000, Loss: 0.098095
                Epoch 3000, Loss:""";
        assertTrue(result.out().startsWith(start), result.out());
        String end = """
                Input (0, 0)  Prediction: 0.0000  Expected: 0
                Input (0, 1)  Prediction: 1.0000  Expected: 1
                Input (1, 0)  Prediction: 1.0000  Expected: 1
                Input (1, 1)  Prediction: 0.0000  Expected: 0
                XOR is learned: no output is off by more than""";
        assertTrue(result.out().contains(end), result.out());
        assertEquals(
                10,
                result.out().lines().filter(line -> line.startsWith("Epoch ")).count());
        assertEquals(
                Set.of("graph.png", "decision.png", "loss.png", "explore.html", "backprop.json", "log.txt"),
                TrainAndEvaluateIT.files(out()));
        assertGraph();
        assertPicture("decision.png", 760, 780);
        assertPicture("loss.png", 900, 560);
        JsonNode numbers = json("backprop.json");
        assertTrue(numbers.path("solved").asBoolean());
        assertEquals(10_000, numbers.path("meanLosses").size());
        assertEquals(6, numbers.path("trained").path("W1").size());
    }

    @Test
    void otherSizesAndActivationsAreLearnedToo() throws IOException {
        Cli result = run("backprop", "--hidden", "8,8", "--activation", "ReLU", "--seed", "3", "--epochs", "500");
        assertTrue(result.out().startsWith("Network 2-8-8-1, activation relu,"), result.out());
        assertTrue(result.out().contains("\nEpoch 450, Loss: "), result.out());
        assertTrue(result.out().contains("\nXOR is learned"), result.out());
        assertGraph();
    }

    @Test
    void aStartThatStaysInAPlateauSaysSo() throws IOException {
        Cli result = run("backprop", "--seed", "178");
        assertTrue(
                result.sentences()
                        .matches("(?s).*\\nXOR is not learned from this start: the output for \\(\\d, \\d\\) is"
                                + " off by 0\\.\\d{4}\\. Try more --epochs or another --seed\\.\\n.*"),
                result.out());
        assertFalse(json("backprop.json").path("solved").asBoolean());
    }

    @Test
    void aNetworkWhoseLossGrowsIsNotToldToGoOn() throws IOException {
        Cli result = run("backprop", "--hidden", "64,64,64,64", "--epochs", "20");
        assertTrue(
                result.out()
                        .replaceAll("\\s+", " ")
                        .matches(
                                ".* XOR is not learned: training diverged\\. The mean loss is \\S+ and no longer falls;"
                                        + " answering 0\\.5 to everything has 0\\.125\\. Try a lower --lr, such as 0\\.01, or"
                                        + " fewer units\\. .*"),
                result.out());
        assertFalse(result.out().contains("--epochs"), result.out());
        assertTrue(json("backprop.json").path("diverged").asBoolean());
    }

    @Test
    void aFewEpochsPrintEveryOne() {
        Cli result = run("backprop", "--epochs", "3");
        assertTrue(result.out().contains("\nEpoch 1, Loss: "), result.out());
        assertTrue(result.out().contains("\nEpoch 2, Loss: "), result.out());
    }

    @Test
    void divergenceIsAFailureWithARemedy() {
        Cli result = Cli.run("course", "backprop", "--lr", "1000", "--out", out().toString());
        assertEquals(1, result.code());
        assertTrue(
                result.err()
                        .matches("The loss became \\w+ in epoch \\d+\\nTry a lower --lr, another --seed or fewer"
                                + " units\\.\\n"),
                result.err());
    }

    @Test
    void jsonOnStandardOutputIsAllThereIsAndQuietPrintsNothing() throws IOException {
        JsonNode numbers = JSON.readTree(run("perceptron", "--json", "-").out());
        assertEquals("AND", numbers.path("gate").asText());
        assertEquals(
                "",
                Cli.run(
                                "course",
                                "losses",
                                "--no-check",
                                "-q",
                                "--out",
                                folder.resolve("quiet").toString())
                        .out());
    }

    @Test
    void errataShowBothForms() throws IOException {
        Cli result = run("errata");
        assertAscii(result.out());
        for (String line : new String[] {
            "\nSection 4, backward pass\n",
            "\nvalues for 100 points                        1    100\n",
            "\nsum of row (1, 2, 3) above row (3, 2, 1)               1.5      1\n"
        }) {
            assertTrue(result.out().contains(line), line + " in " + result.out());
        }
        assertEquals(8, json("errata.json").size());
    }
}
