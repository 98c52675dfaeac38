package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables and options that {@code train} refuses, with a reason and nothing left behind. */
class TableRefusalsIT extends TableRuns {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data/penguins/penguins.csv | 2 | Missing option --target=COLUMN",
                "data/penguins/penguins.csv --target specis | 1 | Did you mean \"species\"?",
                "data/penguins/penguins.csv --target species --trainer dl4j --optimizer momentum | 2 | momentum is Nesterov's",
                "data/penguins/penguins.csv --target body_mass_g --trainer dl4j --with loss:huber | 2 | no Huber loss",
                "data/penguins/penguins.csv --target species --with loss:mse | 2 | not be probabilities",
                "data/penguins/penguins.csv --target sex --with loss:mse | 2 | no probabilities",
                "data/penguins/penguins.csv --target body_mass_g --with loss:bce | 2 | the target is a number",
                "data/penguins/penguins.csv --target body_mass_g --with loss:half-squared-error | 2 | Take mse",
                "data/penguins/penguins.csv --target species --size 8x8 | 2 | is for pictures",
                "data/penguins/penguins.csv --target species --init weights.npz | 2 | starts from he",
                "data/penguins/penguins.csv --target species --validation 60% --test 60% | 1 | Put fewer rows aside.",
                "data/penguins/penguins.csv --target species --with momentum:0.5 | 2 | with the optimizer momentum only.",
                "data/penguins/none.csv --target species | 1 | none.csv",
                "data/mnist --validation 20% | 2 | a share is for tables",
                "data/mnist --test 500 | 2 | has IDX files, whose size and test images are their own"
            })
    void whatCannotBeTrainedIsRefused(String line, int code, String part) {
        Cli result = train(line + " --out DIR/run");
        assertEquals(code, result.code(), result.err());
        assertTrue(result.err().contains(part), result.err());
        assertTrue(result.err().lines().count() <= 3, result.err());
        assertFalse(Files.exists(folder.resolve("run")));
    }

    @ParameterizedTest
    @CsvSource({
        "'x,y\n1,a\n2,a\n3,a\n', y, 'at least two values'",
        "'x,y\n1,a\n2,b\ninf,a\n3,b\n', y, 'finite number'",
        "'x,y\n1,a\n2\n', y, 'line 3'",
        "'x,y\n', y, 'rows'",
        "'', y, 'csv'"
    })
    void aBadTableIsRefused(String text, String target, String part) throws IOException {
        Path file = Files.write(folder.resolve("bad.csv"), text.getBytes(StandardCharsets.UTF_8));
        Cli result = train(file + " --target " + target + " --out DIR/run");
        assertEquals(1, result.code(), result.err());
        assertTrue(result.err().contains(part) && result.err().contains("bad.csv"), result.err());
        assertFalse(result.err().contains("\tat "), result.err());
        assertFalse(Files.exists(folder.resolve("run")));
    }

    @Test
    void divergenceIsToldWithWhatToChange() {
        Cli result = trainChecked(PENGUINS + " --target body_mass_g --lr 1e6 --optimizer sgd --out DIR/run");
        assertEquals(1, result.code(), result.err());
        assertTrue(result.err().contains("lower --lr"), result.err());
    }
}
