package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.Digest;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportCommandIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path shared;

    private static String data;
    private static String run;

    @TempDir
    private Path folder;

    @BeforeAll
    static void train() {
        data = IdxBytes.subset(shared.resolve("data"), 1000, 300).toString();
        run = shared.resolve("run").toString();
        Cli trained =
                Cli.run("train", "--no-check", "--data", data, "--epochs", "1", "--hidden", "16", "--out", run, "-q");
        assertEquals(0, trained.code(), trained.err());
    }

    private Path out() {
        return folder.resolve("out");
    }

    private Cli export(String... more) {
        String[] start = {"export", "--data", data, "--out", out().toString()};
        return Cli.run(Stream.of(start, more).flatMap(Stream::of).toArray(String[]::new));
    }

    private Set<String> files() throws IOException {
        try (Stream<Path> files = Files.list(out())) {
            Set<String> names = new TreeSet<>();
            files.forEach(file -> names.add(file.getFileName().toString()));
            return names;
        }
    }

    @Test
    void aRunIsExportedInEveryFormatWithItsCard() throws IOException {
        Cli result = export(run);
        assertEquals(0, result.code(), result.err());
        assertEquals(
                Set.of(
                        "model.onnx",
                        "model.safetensors",
                        "model.zip",
                        "DigitModel.java",
                        "model-card.md",
                        "model-card.json"),
                files());
        assertEquals(
                4,
                result.out()
                        .lines()
                        .filter(line -> line.matches(".* 300 .* ok"))
                        .count(),
                result.out());
        assertTrue(result.out().contains("Run: " + out()), result.out());

        JsonNode card = JSON.readTree(out().resolve("model-card.json").toFile());
        JsonNode record = JSON.readTree(Path.of(run, "run.json").toFile());
        assertEquals(record.path("parametersSha256"), card.path("model").path("parametersSha256"));
        assertEquals(1, card.path("training").path("seed").asLong());
        assertEquals(record.path("epochs").path(0).path("testCorrect"), card.at("/test/measures/correct"));

        String text = Files.readString(out().resolve("model-card.md"));
        for (String part : new String[] {
            "# Digit network 784-16-10\n",
            "On 300 examples of ",
            "\n- setup: 784-16-10 relu cross-entropy adam ",
            "`" + Digest.sha256(out().resolve("model.onnx")) + "`",
            "| `model.safetensors` |",
            "300 of 300"
        }) {
            assertTrue(text.contains(part), part);
        }
    }

    @Test
    void formatsCanBeChosenAndJsonIsAllThereIs() throws IOException {
        Cli result = export(
                Path.of(run, "model.safetensors").toString(),
                "--format",
                "SAFETENSORS,java",
                "--format",
                "safetensors",
                "--json",
                "-");
        assertEquals(0, result.code(), result.err());
        assertEquals("", result.err());
        assertEquals(Set.of("model.safetensors", "DigitModel.java", "model-card.md", "model-card.json"), files());
        JsonNode card = JSON.readTree(result.out());
        assertTrue(card.path("agrees").asBoolean());
        assertEquals(2, card.path("files").size());
        assertEquals(
                300,
                card.path("files")
                        .path(0)
                        .path("verification")
                        .path("sameAnswers")
                        .asInt());
    }

    @Test
    void aModelWithoutItsRecordIsExportedAsOfUnknownOrigin() throws IOException {
        Path alone = Files.copy(Path.of(run, "model.safetensors"), folder.resolve("model.safetensors"));
        assertEquals(
                0, export(alone.toString(), "--format", "safetensors", "-q").code());
        String text = Files.readString(out().resolve("model-card.md"));
        assertTrue(text.contains("Source: unknown: there is no run.json beside the model.\n\n- seed: unknown\n"), text);
    }

    @Test
    void aDamagedModelIsRefusedAndNothingIsMade() throws IOException {
        byte[] bytes = Files.readAllBytes(Path.of(run, "model.safetensors"));
        Path cut = Files.write(folder.resolve("cut.safetensors"), Arrays.copyOf(bytes, bytes.length / 2));
        Cli result = export(cut.toString());
        assertEquals(1, result.code());
        assertTrue(result.err().startsWith(cut + ": expected a model"), result.err());
        assertEquals(2, result.err().lines().count());
        assertTrue(Files.notExists(out()));
    }

    @Test
    void aModelForOtherImagesIsRefused() {
        ImageSet small = new ImageSet(new byte[8], new byte[] {0, 9}, 2, 2);
        Path other = IdxBytes.write(folder.resolve("small"), small, small);
        Cli result = Cli.run("export", run, "--data", other.toString(), "--out", out().toString());
        assertEquals(1, result.code());
        assertTrue(result.err().contains("expected images of 28x28 pixels, found data of 2x2."), result.err());
    }

    @Test
    void aFolderWithFilesIsLeftAsItIs() throws IOException {
        Files.createDirectories(out());
        Files.writeString(out().resolve("mine.txt"), "keep");
        Cli result = export(run);
        assertEquals(1, result.code());
        assertTrue(result.err().startsWith("--out " + out() + ": expected a new or empty folder"), result.err());
        assertEquals(Set.of("mine.txt"), files());
    }

    @Test
    void aPlaceThatCannotBeAFolderIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        Cli result = Cli.run(
                "export", run, "--data", data, "--out", file.resolve("below").toString());
        assertEquals(1, result.code());
        assertTrue(result.err().startsWith("--out " + file.resolve("below") + ": "), result.err());
    }
}
