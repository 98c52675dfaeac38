package dev.crosscheck.using.export;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CardTextTest {
    private static ModelCard card(Provenance training, FileVerification verification) {
        return new ModelCard(
                "Digit network 784-2-10",
                "2026-01-02T03:04:05Z",
                new ModelCard.Network("model.zip", "aa", "bb", List.of(784, 2, 10), 1, "relu, softmax", 1600),
                new ModelCard.Images(28, 28, 0.1307, 0.3081, List.of("0", "1"), true),
                null,
                null,
                null,
                new ImageTest(
                        "data",
                        training.match(Map.of("t10k", "cc")),
                        training.caveat(Path.of("data"), Map.of("t10k", "cc")).orElse(null),
                        true,
                        Map.of("t10k", "cc"),
                        2000,
                        1990,
                        99.5,
                        0.01,
                        List.of(new ImageTest.OfClass("0", 0.995, 2000))),
                training,
                null,
                List.of(new ExportedFile("java", "DigitModel.java", 1234, "dd", verification)),
                true,
                Map.of("Java", "17"));
    }

    private static void contains(String text, String part) {
        assertTrue(text.contains(part), text);
    }

    @Test
    void whatWasNotRunIsSaidSo() {
        Provenance unknown = new Provenance("unknown: lost", null, Map.of(), Map.of(), Map.of(), Map.of(), null, null);
        String text = CardText.of(card(unknown, FileVerification.notRun("this Java has no compiler")));
        contains(text, "| `DigitModel.java` | 1,234 | NOT RUN: this Java has no compiler | | | |\n");
        contains(text, "Source: unknown: lost.\n\n- seed: unknown\n");
        contains(text, "99.50% of 2,000 test images right (1,990)");
        contains(
                text,
                "\n**It is unknown which data the model was trained on: lost. The figures are of the data in data.**\n");
        contains(text, "Attribution-ShareAlike 3.0");
    }

    @Test
    void otherTrainingDataAreListed() {
        Provenance other = new Provenance(
                "run.json", 5L, Map.of(), Map.of("seed", "5"), Map.of(), Map.of("t10k", "ee"), "elsewhere", null);
        FileVerification verification =
                new FileVerification("Java 17", null, true, 2000, 1e-5, 1e-6, 1e-4, "logits[0,0]", "");
        String text = CardText.of(card(other, verification));
        contains(text, "\n**The figures are of the data in data; the model was trained on other data.**\n");
        contains(text, "- data: other files than those above, with these SHA-256 digests:\n\n- `t10k`: `ee`\n");
        contains(text, "| `DigitModel.java` | 1,234 | Java 17 | 2,000 of 2,000 | 1.0e-05 | 1.0e-04 |\n");
        contains(text, "\n- seed: 5\n");
    }
}
