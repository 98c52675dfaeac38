package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A network that is worth nothing says so, in its last lines, on its page and in its record. */
class TableWorthIT extends TableRuns {
    /** Columns of noise, and a target that has nothing to do with them. */
    private void noise(int rows, int columns, boolean classes) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder text = new StringBuilder();
        for (int column = 0; column < columns; column++) {
            text.append('x').append(column).append(',');
        }
        text.append("target\n");
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                text.append(String.format(Locale.ROOT, "%.3f,", random.nextDouble()));
            }
            text.append(
                            classes
                                    ? List.of("a", "a", "a", "b", "b", "c").get(random.nextInt(6))
                                    : String.format(Locale.ROOT, "%.4f", random.nextDouble()))
                    .append('\n');
        }
        Files.writeString(folder.resolve("noise.csv"), text);
    }

    private static String end(Cli trained) {
        String all = trained.sentences();
        return all.substring(all.lastIndexOf("\nRun: "));
    }

    @Test
    void classesThatAreGuessedBetter() throws IOException {
        noise(281, 377, true);
        Cli trained = train("DIR/noise.csv --target target --epochs 60 --validation none --out DIR/run");
        assertEquals(0, trained.code(), trained.err());
        JsonNode measures = json("run/measures.json");
        double network = measures.at("/network/logLoss").asDouble();
        double baseline = measures.at("/baseline/logLoss").asDouble();
        assertTrue(network > baseline, measures.toString());
        String words = String.format(
                Locale.ROOT, "The network does not beat guessing on the 56 test rows: log loss %.4f, ", network);
        assertTrue(end(trained).contains("\n" + words), trained.out());
        assertTrue(end(trained).contains("--validation 20%, which"), trained.out());
        assertFalse(measures.at("/worth/beatsBaseline").asBoolean(true), measures.toString());
        assertEquals(network, measures.at("/worth/network").asDouble());
        assertEquals(baseline, measures.at("/worth/baseline").asDouble());
        assertEquals(
                measures.at("/linear model/logLoss").asDouble(),
                measures.at("/worth/linear").asDouble());
        assertEquals(measures.path("worth"), json("run/run.json").path("worth"));
        assertTrue(Files.readString(folder.resolve("run/run.html")).contains(words));
    }

    @Test
    void numbersThatTheirMeanAnswersBetter() throws IOException {
        noise(120, 60, false);
        Cli trained = train("DIR/noise.csv --target target --epochs 60 --with dropout:0.1 --out DIR/run");
        assertEquals(0, trained.code(), trained.err());
        JsonNode worth = json("run/measures.json").path("worth");
        assertEquals("RMSE", worth.path("measure").asText());
        assertFalse(worth.path("beatsBaseline").asBoolean(true), worth.toString());
        assertTrue(
                end(trained).contains("\nThe network does not beat guessing on the 24 test rows: RMSE "),
                trained.out());
        assertFalse(end(trained).contains("dropout:"), trained.out());
    }

    @Test
    void aNetworkThatIsWorthSomethingSaysWhatOnItsPageAndNoMore() throws IOException {
        Cli trained = train(PENGUINS + " --target species --out DIR/run --json DIR/train.json");
        assertEquals(0, trained.code(), trained.err());
        JsonNode worth = json("train.json").at("/run/worth");
        assertTrue(worth.path("beatsBaseline").asBoolean(), worth.toString());
        assertFalse(trained.sentences().contains("does not beat"), trained.out());
        assertTrue(
                Files.readString(folder.resolve("run/run.html"))
                        .contains(worth.path("words").asText()),
                worth.toString());
    }
}
