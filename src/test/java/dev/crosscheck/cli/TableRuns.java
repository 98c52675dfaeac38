package dev.crosscheck.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Command lines on tables, with {@code DIR} for a folder of the test's own. */
abstract class TableRuns {
    static final String PENGUINS = "data/penguins/penguins.csv";

    @TempDir
    Path folder;

    final Cli run(String line) {
        return Cli.run(line.replace("DIR", folder.toString()).split(" "));
    }

    /** Trains without the check of the network, which takes longer than the training of a small table. */
    final Cli train(String line) {
        return run("train --device cpu --no-check --data " + line);
    }

    final Cli trainChecked(String line) {
        return run("train --device cpu --data " + line);
    }

    final JsonNode json(String name) throws IOException {
        return new ObjectMapper().readTree(folder.resolve(name).toFile());
    }
}
