package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.Soak;
import dev.crosscheck.data.Pictures;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code train --with class-weights:balanced}. */
class ClassWeightsIT extends TableRuns {
    /** One row in twenty is of the rare class, which lies in the other's midst. */
    private void unevenTable() throws IOException {
        StringBuilder text = new StringBuilder("x,y,kind\n");
        Random random = new Random(1);
        for (int i = 0; i < 1000; i++) {
            double shift = i % 20 == 0 ? 1 : 0;
            text.append(random.nextGaussian() + shift).append(',').append(random.nextGaussian() + shift);
            text.append(i % 20 == 0 ? ",rare\n" : ",usual\n");
        }
        Files.writeString(folder.resolve("uneven.csv"), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bce", "cross-entropy"})
    void aRareClassIsNotLost(String loss) throws IOException {
        unevenTable();
        String options = "DIR/uneven.csv --target kind --epochs 10 --batch 64 --validation none --with loss:" + loss;
        assertEquals(0, train(options + " --out DIR/plain").code());
        Cli weighted = train(options + " --with class-weights:balanced --out DIR/weighted");
        assertEquals(0, weighted.code(), weighted.err());
        // Of 800 rows to train on 40 are rare: 800 / (2 * 40) and 800 / (2 * 760).
        assertTrue(weighted.out().contains("\nClass weights: rare 10.00, usual 0.5263\n"), weighted.out());
        double plain = balanced("plain");
        double better = balanced("weighted");
        // Two normal distributions 1.4 deviations apart: 76 % at best; unweighted hardly a row is called rare, which
        // makes 50 %.
        assertTrue(plain < 0.6 && better > 0.65, plain + " and " + better);
        assertTrue(json("weighted/run.json").at("/config/setup").asText().contains(" class-weights:balanced "));
        assertTrue(Files.readString(folder.resolve("weighted/run.html")).contains("class-weights:balanced"));
    }

    private double balanced(String run) throws IOException {
        return json(run + "/measures.json").at("/network/balancedAccuracy").asDouble();
    }

    @Test
    @Tag(Soak.TAG)
    void aResumedRunHasTheSameBits() throws IOException {
        String options = PENGUINS + " --target species --with class-weights:balanced --validation 20%";
        assertEquals(
                0,
                train(options + " --with schedule:constant --epochs 4 --out DIR/whole")
                        .code());
        assertEquals(
                0,
                train(options + " --with schedule:constant --epochs 2 --out DIR/parts")
                        .code());
        assertEquals(0, run("train --device cpu --resume DIR/parts --epochs 4").code());
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("whole/model.safetensors")),
                Files.readAllBytes(folder.resolve("parts/model.safetensors")));
        assertEquals(
                2, run("train --resume DIR/parts --with class-weights:none").code());
        Cli checked = trainChecked(
                PENGUINS + " --target species --with class-weights:balanced --epochs 1 --check --out DIR/check");
        assertEquals(0, checked.code(), checked.err());
        assertTrue(checked.out().contains("class-weights:0.7"), checked.out());
        assertTrue(checked.sentences().contains(": everything agrees."), checked.out());
    }

    @Test
    void picturesToo() {
        String pictures = Pictures.write(folder.resolve("pictures"), Pictures.NAMES, 10, 12, 8)
                .toString();
        Cli result = trainChecked(pictures + " --with class-weights:balanced --epochs 1 --hidden 16 --out DIR/run");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("\nClass weights: "), result.out());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data/penguins/penguins.csv --target body_mass_g | balanced class weights and the loss mse. Take them with",
                "data/penguins/penguins.csv --target sex --with class-weights:even | class-weights: expected balanced, none or a number for each class with slashes between, found 'even'"
            })
    void whatDoesNotGoTogetherIsRefused(String options, String part) {
        String weights = options.contains("even") ? "" : " --with class-weights:balanced";
        Cli result = train(options + weights + " --out DIR/run");
        assertEquals(2, result.code(), result.err());
        assertTrue(result.err().contains(part), result.err());
        assertFalse(Files.exists(folder.resolve("run")));
    }
}
