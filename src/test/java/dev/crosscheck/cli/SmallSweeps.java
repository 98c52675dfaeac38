package dev.crosscheck.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.data.IdxBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps of 600 images, in this process and those of their trials. */
abstract class SmallSweeps {
    @TempDir
    Path folder;

    Path data;

    @BeforeEach
    void writeData() {
        data = IdxBytes.subset(folder.resolve("data"), 600, 100);
    }

    /** Without the check of the network, which takes longer than the training here. */
    final Cli sweep(String line) {
        return sweep(data, line);
    }

    static Cli sweep(Path data, String line) {
        return run("sweep --jobs 1 --device cpu --epochs 2 --batch 50 --validation 100 --no-check --data " + data + " "
                + line);
    }

    static Cli run(String line, String... more) {
        List<String> arguments = new ArrayList<>(List.of(line.split(" ")));
        arguments.addAll(List.of(more));
        return Cli.run(arguments.toArray(String[]::new));
    }

    /** The summary, and the SHA-256 of each trial's parameters. */
    static Map<String, String> result(Path sweep) throws IOException {
        Map<String, String> result = new TreeMap<>(Map.of("summary", Files.readString(sweep.resolve("summary.json"))));
        for (String trial : names(sweep.resolve("trials"))) {
            Path record = sweep.resolve("trials").resolve(trial).resolve("run.json");
            result.put(
                    trial,
                    new ObjectMapper()
                            .readTree(record.toFile())
                            .path("parametersSha256")
                            .asText());
        }
        return result;
    }

    static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
