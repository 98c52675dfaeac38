package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.Pictures;
import dev.crosscheck.model.Model;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a model reads handwriting: said, recorded and passed on. */
class HandwritingTest extends CommandLines {
    private void trainSmall(String options) {
        train("--trainer by-hand --hidden 4 --epochs 1 " + options);
    }

    private boolean reads(String run) {
        return Model.load(folder.resolve(run)).form().handwriting();
    }

    /** A bar on noise touches the edge, which no handwriting does. */
    private void writeTexture() {
        Pictures.write(folder.resolve("texture.png"), 28, 28, 0, new Random(1));
    }

    /** Ten classes of 28x28 pixels, as of textures or of Fashion-MNIST, are not handwriting because of that. */
    @Test
    void tenClassesOfMnistsSizeAreHandwritingOnlyIfSaidSo() {
        Pictures.write(folder.resolve("textures"), ImageForm.numbered(10), 6, 28, 28);
        trainSmall("--data DIR/textures --out DIR/plain");
        assertFalse(reads("plain"));
        writeTexture();
        Cli answer = ok("predict DIR/plain DIR/texture.png DIR/textures/3/picture-0.png");
        assertFalse(answer.out().contains("no digit") || answer.err().contains("doubtful"), answer.out());
        trainSmall("--data DIR/textures --with handwriting,dropout:0.1 --out DIR/said");
        assertTrue(reads("said"));
    }

    /** A learning rate of nearly 0 leaves the network as it was drawn. */
    @Test
    void afterNothingWasLearntNextNamesWhatHelps() {
        Pictures.write(folder.resolve("digits"), ImageForm.numbered(10), 6, 12, 12);
        Pictures.write(folder.resolve("animals"), Pictures.NAMES.subList(0, 10), 6, 12, 12);
        for (String data : new String[] {"digits", "animals"}) {
            Cli end = train(
                    "--trainer by-hand --hidden 4 --epochs 1 --lr 1e-9 --out DIR/of-" + data + " --data DIR/" + data);
            String out = end.out().replaceAll("\\s+", " ");
            assertTrue(out.contains("does not beat guessing"), out);
            assertTrue(out.contains("Next: give more pictures: the training part has 5 of each class."), out);
            assertTrue(out.contains("--data " + folder.resolve(data) + " --init MODEL"), out);
            assertEquals(data.equals("digits"), out.contains("--with handwriting prepares"), out);
            assertFalse(out.contains("crosscheck serve"), out);
        }
    }

    @Test
    void theNetworkThatARunStartsFromPassesItOn() {
        IdxBytes.subset(folder.resolve("data"), 40, 20);
        trainSmall("--data DIR/data --out DIR/plain");
        trainSmall("--data DIR/data --with HANDWRITING --out DIR/said");
        for (String run : new String[] {"plain", "said"}) {
            trainSmall("--data DIR/data --init DIR/" + run + " --out DIR/from-" + run);
            assertEquals(run.equals("said"), reads("from-" + run), run);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--data DIR/textures --size 32x32 --with handwriting | Handwriting has 28x28 pixels",
                "--data DIR/named --with handwriting | Handwriting has the ten classes 0 to 9, as MNIST, and the pictures have ant, bee",
                "--data DIR/small --with handwriting | Handwriting has 28x28 pixels",
                "--data " + PENGUINS
                        + " --target species --trainer by-hand --hidden 2 --epochs 1 --no-check --with handwriting | --with handwriting is for pictures, not for a table",
            })
    void handwritingOfAnotherKindIsRefused(String options, String start) {
        Pictures.write(folder.resolve("textures"), ImageForm.numbered(10), 2, 28, 28);
        Pictures.write(folder.resolve("named"), Pictures.NAMES.subList(0, 10), 4, 28, 28);
        SmallDigits.write(folder.resolve("small"), 20, 20);
        refused(2, start, "train " + options + " --out DIR/run");
    }
}
