package dev.crosscheck.using.export;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.measure.ClassMeasures;
import dev.crosscheck.measure.Predictions;
import dev.crosscheck.model.DrawnModels;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Elementwise;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CardTextTest {
    private static final Model MODEL = DrawnModels.ofDigits(Elementwise.RELU, 2);

    private static String card(Provenance training, FileVerification verification) {
        float[] probabilities = new float[20];
        probabilities[0] = 1;
        probabilities[10] = 1;
        Map<String, String> sha256 = Map.of("t10k", "cc");
        return CardText.of(
                new ModelCard(
                        "Digit network 784-2-10",
                        "2026-01-02T03:04:05Z",
                        "0.1.0",
                        new ModelCard.Network("model.safetensors", "aa", "bb", "784-2-10, relu, softmax", 1600),
                        MODEL.preparation(),
                        new TestResult(
                                "data",
                                "test images",
                                training.match(sha256),
                                training.caveat(Path.of("data"), sha256).orElse(null),
                                sha256,
                                ClassMeasures.of(Predictions.of(probabilities, 10, 0, 1)),
                                List.of()),
                        training,
                        new ModelCard.Checked(2000, 2000, 0, 0),
                        List.of(new ExportedFile("java", "DigitModel.java", 1234, "dd", verification)),
                        true),
                MODEL);
    }

    private static void contains(String text, String... parts) {
        for (String part : parts) {
            assertTrue(text.contains(part), text);
        }
    }

    @Test
    void whatWasNotRunIsSaidSo() {
        Provenance unknown = new Provenance("unknown: lost", null, null, Map.of(), null, null);
        contains(
                card(unknown, FileVerification.notRun("this Java has no compiler")),
                "| `DigitModel.java` | 1,234 | NOT RUN: this Java has no compiler |  |  | `dd` |\n",
                "\n**It is unknown which data the model was trained on: lost. The figures are of the data in data.**\n");
    }

    @Test
    void otherTrainingDataAreToldAndTextsCannotBeMarkup() {
        Provenance other = new Provenance("run.json", 5L, "<script>`| # x\n", Map.of("t10k", "ee"), "elsewhere", null);
        contains(
                card(other, new FileVerification("Java 17", null, true, 2000, 1e-6, 1e-5, "")),
                "\n**The figures are of the data in data; the model was trained on other data.**\n",
                "| `DigitModel.java` | 1,234 | Java 17 | 2,000 of 2,000 | 1.0e-06 | `dd` |\n",
                "\n- seed: 5\n- setup: \\<script\\>\\`\\| \\# x");
    }
}
