package dev.crosscheck.using.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crosscheck.data.table.Decision;
import dev.crosscheck.data.table.TablePreparation;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.measure.CutOff;
import dev.crosscheck.measure.Predictions;
import dev.crosscheck.measure.Ranking;
import dev.crosscheck.model.DrawnModels;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.using.predict.TableModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is decided where two sides are equal, and where a number is its own threshold: the same everywhere. */
class TiesTest {
    private static final List<String> ROW = List.of("Dream", "40", "2008", "male", "-2.5");

    /** Positive rows have 0.75 and 0.25, the other one 0.5: cut-offs above 1, at 0.625, 0.375 and 0.125. */
    @Test
    void anEqualCutOffIsEnough() {
        double[] scores = {0.75, 0.5, 0.25};
        Ranking ranking = Ranking.of(3, row -> scores[row], row -> row != 1, null);
        assertEquals(0.625, CutOff.ofCosts(ranking, 1, 1).probability(), "one mistake, as at 0.125");
        assertEquals(0.625, CutOff.ofRecall(ranking, 0.5).probability());
        assertEquals(0.125, CutOff.ofPrecision(ranking, 2 / 3.0).orElseThrow().probability());
    }

    /** A network whose parameters are 0 finds all classes equally probable: the first is the answer, or the positive one from a cut-off of 1/2 on. */
    @ParameterizedTest
    @CsvSource({"three, -1, a", "two, -1, 0", "two, 0, 0", "two, 1, 1"})
    void everyAnswerIsTheFirstOrThePositiveClass(String kind, int positive, String label, @TempDir Path folder)
            throws IOException {
        Decision decision = positive < 0
                ? Decision.NONE
                : new Decision(
                        null, new Decision.Positive(positive, new Decision.ChosenCutOff(0.5, "a test", 9, 1, 1)), null);
        Model drawn = DrawnModels.ofTable(TableModels.preprocessing(TableModels.target(kind)), Elementwise.RELU, 4);
        Model model = new Model(
                "ties",
                drawn.spec(),
                new float[drawn.values().length],
                TablePreparation.of(drawn.preparation()).with(decision),
                drawn.origin());
        TestRows rows = new TestRows(TableModel.of(model), List.of(ROW));
        List<String> labels = ((Target.OfClasses) rows.preprocessing().target()).labels();
        double[] equal = new double[labels.size()];
        Arrays.fill(equal, 1.0 / equal.length);
        assertEquals(label, labels.get(decision.label(equal)));
        float[] outputs = new float[equal.length == 2 ? 1 : equal.length];
        Arrays.fill(outputs, (float) equal[0]);
        Predictions predictions = Predictions.of(outputs, outputs.length, 0);
        Predictions decided = positive < 0 ? predictions : predictions.decidedBy(positive, 0.5);
        assertEquals(label, labels.get(decided.predicted(0)));
        assertEquals(
                label,
                rows.model()
                        .answers(Arrays.copyOf(equal, outputs.length))
                        .get(0)
                        .text());
        Path source = folder.resolve(JavaClassFile.className(model) + ".java");
        JavaClassFile.write(model, "ab", source);
        assertEquals(label, CompiledClass.answers(source, rows).get(0).label());
        Path onnx = folder.resolve("model.onnx");
        OnnxFile.write(model, "ab", onnx);
        assertEquals(label, OnnxSession.answers(onnx, rows).get(0).label());
    }

    /** An octal escape has three digits, or the digit after it would be a part of it. */
    @Test
    void aLiteralsEscapeEndsBeforeADigit() {
        assertEquals("\"\\0017\\u00e97\\\"\"", JavaClassFile.literal("\u00017é7\""));
    }
}
