package dev.crosscheck.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crosscheck.files.Digest;
import dev.crosscheck.model.Model;
import dev.crosscheck.run.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;
import javax.imageio.ImageIO;

/** The folder that a training run has left, however it ended. */
record RunFiles(Path folder) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern CHECKPOINT = Pattern.compile("step-\\d+-([0-9a-f]{64})\\.safetensors");

    /** Says in a line what is wrong with a file, if something is. */
    private interface Check {
        boolean isWhole(Path file) throws IOException;
    }

    /** Names of files that must be whole whenever they are there: they are moved into place when they are finished. */
    private static final Map<String, Check> WHOLE = Map.of(
            "run.json", file -> JSON.readTree(file.toFile()).has("status"),
            "metrics.csv", file -> Files.readString(file).endsWith("\n"),
            "run.html", file -> Files.readString(file).endsWith("</html>\n"),
            "model.safetensors", file -> Model.load(file).values().length > 0,
            "model.zip", RunFiles::isZip,
            "accuracy.png", file -> ImageIO.read(file.toFile()) != null,
            "confusion.png", file -> ImageIO.read(file.toFile()) != null);

    /** The files that are there but not whole, and those that should not be there, a line each. */
    List<String> damages() throws IOException {
        List<String> damages = new ArrayList<>();
        for (Path file : files(folder)) {
            Check check = WHOLE.get(file.getFileName().toString());
            if (check != null && !isWhole(check, file)) {
                damages.add(file + " is not whole");
            }
        }
        for (Path file : files(folder.resolve("checkpoints"))) {
            Matcher name = CHECKPOINT.matcher(file.getFileName().toString());
            if (file.toString().endsWith(".damaged")
                    || name.matches() && !Digest.sha256(file).equals(name.group(1))) {
                damages.add(file + " is damaged");
            }
        }
        return damages;
    }

    private static boolean isWhole(Check check, Path file) {
        try {
            return check.isWhole(file);
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    /** @return whether there is anything to resume from */
    boolean hasCheckpoint() {
        return !checkpoints().isEmpty();
    }

    List<Path> checkpoints() {
        return files(folder.resolve("checkpoints")).stream()
                .filter(file ->
                        CHECKPOINT.matcher(file.getFileName().toString()).matches())
                .toList();
    }

    /** @return how the run ended by its record; empty where there is none */
    String status() throws IOException {
        Path record = folder.resolve("run.json");
        return Files.exists(record)
                ? JSON.readTree(record.toFile()).path("status").asText()
                : "";
    }

    /** @return files that were being written when the process ended */
    List<Path> unfinished() {
        return Stream.of(folder, folder.resolve("checkpoints"))
                .flatMap(in -> files(in).stream())
                .filter(file -> file.toString().endsWith(".tmp"))
                .toList();
    }

    /**
     * How a run ended, but for its times and its name: what the record says, the epochs' lines and the model, the same for the same
     * run however often it was stopped.
     */
    Map<String, String> end() throws IOException {
        Map<String, String> end = new TreeMap<>();
        JsonNode record = JSON.readTree(folder.resolve("run.json").toFile());
        for (String name : List.of("status", "stop", "config", "data", "bestEpoch", "parametersSha256")) {
            end.put(name, record.path(name).toString());
        }
        for (JsonNode epoch : record.path("epochs")) {
            ((ObjectNode) epoch).remove(List.of("seconds", "imagesPerSecond", "rowsPerSecond"));
            end.merge("epochs", epoch.toString(), String::concat);
        }
        for (String line : Files.readAllLines(folder.resolve("metrics.csv"))) {
            end.merge("metrics.csv", line.replaceFirst(",[^,]*,[^,]*$", "\n"), String::concat);
        }
        end.put("model", Digest.sha256(folder.resolve("model.safetensors")));
        return end;
    }

    /** @return the summary of a sweep, and the SHA-256 of each trial's parameters */
    static Map<String, String> ofSweep(Path sweep) throws IOException {
        Map<String, String> found = new TreeMap<>(Map.of("summary", Files.readString(sweep.resolve("summary.json"))));
        for (Path trial : files(sweep.resolve("trials"))) {
            JsonNode record = JSON.readTree(trial.resolve("run.json").toFile());
            found.put(
                    trial.getFileName().toString(),
                    record.path("parametersSha256").asText());
        }
        return found;
    }

    private static boolean isZip(Path file) throws IOException {
        int entries = 0;
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(file))) {
            while (in.getNextEntry() != null) {
                in.readAllBytes();
                entries++;
            }
        }
        return entries == 3;
    }

    /** Copies the folder as it is, with the times at which its files were written. */
    RunFiles copyTo(Path other) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.toList()) {
                Files.copy(file, other.resolve(folder.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return new RunFiles(other);
    }

    void delete() throws IOException {
        RunFolder.deleteAll(folder);
    }

    private static List<Path> files(Path in) {
        try (Stream<Path> files = Files.list(in)) {
            return files.toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of(); // Not there yet, or just being replaced.
        }
    }
}
