package dev.crosscheck.proof.judge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.proof.compare.Rounding;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunTextTest {
    private static final Run START = Start.all(Judge.setup("2-3 cross-entropy momentum batch:2", 1))
            .get(0)
            .run();

    private static Run read(String text) {
        return RunText.read("answer", text, START);
    }

    @Test
    void theStartingTextSaysAllThatTheStartHas() {
        String text = RunText.of(START);
        assertTrue(text.startsWith("setup 2-3 cross-entropy momentum lr:0.01 batch:2 epochs:2 seed:1\n"), text);
        List<String> lines = text.lines().toList();
        assertEquals(
                List.of("x 4 2", "t 4 3", "order 2 4", "fc1.weight 3 2", "fc1.bias 1 3"),
                lines.stream().filter(line -> line.matches("[a-z].* \\d+ \\d+")).toList());
        assertArrayEquals(
                START.epochs().get(1),
                numbers(lines.get(lines.indexOf("order 2 4") + 2))
                        .mapToInt(v -> (int) v)
                        .toArray());
        assertArrayEquals(
                START.start().get("fc1.weight").row(2).data(),
                numbers(lines.get(lines.indexOf("fc1.weight 3 2") + 3)).toArray());
    }

    private static DoubleStream numbers(String line) {
        return Arrays.stream(line.split(" ")).mapToDouble(Double::parseDouble);
    }

    @Test
    void aStepBeginsWithItsLoss() {
        Run answer = read("loss 1 1\n0.1234567890123\n# for people\nfc1.bias 1 3 1 2\n3\n\nloss 1 1 0.5\n");
        assertEquals(2, answer.steps().size());
        assertEquals(
                List.of("loss", "fc1.bias"), List.copyOf(answer.steps().get(0).keySet()));
        assertEquals(3, answer.steps().get(0).get("fc1.bias").get(0, 2));
    }

    @ParameterizedTest
    @CsvSource({
        "nan, NaN",
        "-nan, NaN",
        "-nan(ind), NaN",
        "1.#QNAN, NaN",
        "inf, Infinity",
        "-Infinity, -Infinity",
        "1.#INF, Infinity",
        "-0.0, -0.0",
        "+.5e-3, 5e-4"
    })
    void everyLanguagesNotANumberAndInfinity(String word, double value) {
        assertEquals(value, read("loss 1 1 " + word).steps().get(0).get("loss").get(0, 0));
    }

    /** Where there are parameters, they decide. */
    @ParameterizedTest
    @CsvSource({
        "FLOAT, 0.123456791",
        "FLOAT, 0.12345679104328156",
        "DOUBLE, 0.12345679123",
        "DOUBLE, 0.1234567910433816",
        "DOUBLE, 0.123456791 fc1.bias 1 3 0.1234567912345678 0.2 0.3"
    })
    void floatsAreToldFromDoublesByTheirDigits(String precision, String numbers) {
        double u = precision.equals("FLOAT") ? Rounding.FLOAT : Rounding.DOUBLE;
        assertEquals(u, read("loss 1 1 " + numbers.replace(" fc1", "\nfc1")).u());
    }

    @Test
    void whatDigitsLeaveOpenIsAllowed() {
        Run nine = read("loss 1 1 0.123456789\nloss 1 1 12.3456789");
        assertEquals(5e-10, open(nine, 0.123456789), 1e-15);
        assertEquals(5e-9, open(read("loss 1 1 1.2345679e-1"), 0.12345679), 1e-14, "no one float's alone");
        assertEquals(0, open(read("loss 1 1 1.2345678901234567e-01"), 0.12345678901234567));
        assertEquals(5e-11, open(read("loss 1 1 0.0123456789\nloss 1 1 1.2345678901"), 0.0123456789), 1e-16);
    }

    private static double open(Run run, double value) {
        return run.open().get("loss").applyAsDouble(value);
    }

    /** A new line is a stroke here. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            ~~ | no step
            # nothing | no step
            Epoch 1 done | line 1: expected NAME ROWS COLUMNS, found "Epoch 1 done"
            loss 1 1 | loss of line 1: expected 1 numbers, 1 x 1, found "the end" after 0
            # first / loss 1 1 0.5 0.6 | line 2: after the 1 x 1 numbers of loss of line 2: expected NAME ROWS COLUMNS, found "0.6"
            loss 1 1 0,5 | line 1: loss of line 1: expected 1 numbers, 1 x 1, found "0,5" after 0
            loss 1 1 0x1p3 | found "0x1p3"
            loss 1 1 1f | found "1f"
            loss 1 1 0.5 fc1.bias 1 3 1 2 loss 1 1 0.5 | fc1.bias of line 1: expected 3 numbers, 1 x 3
            loss 1 2 0.5 0.6 | line 1: loss: expected 1 x 1, found 1 x 2
            loss 0 1 | expected 1 x 1, found 0 x 1
            loss 99999999 99999999 | expected 1 x 1, found 99999999 x 99999999
            fc1.bias 1 3 1 2 3 | line 1: fc1.bias: before the first loss
            loss 1 1 0.5 / fc1.bias 1 3 1 2 3 / fc1.bias 1 3 1 2 3 | line 3: fc1.bias: twice in a step
            loss 1 1 0.5 / fc1.wieght 3 2 1 2 3 4 5 6 | (did you mean fc1.weight?)
            loss 1 1 0.5 / m.fc1.bias 1 3 1 2 3 | m.fc1.bias: no array of this training
            loss 1 1 0.5 / fc1.bias 3 1 1 2 3 | fc1.bias: expected 1 x 3, found 3 x 1
            loss 1 1 0.5 / fc1.weight 2 3 1 2 3 4 5 6 | line 2: fc1.weight: expected 3 x 2, found 2 x 3.
            loss 1 1 0.693147 / loss 1 1 0.512345 | line 1: loss: expected numbers with 9 significant digits or more, found at most 6
            """)
    void refusesWhatIsNoTraining(String text, String problem) {
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> read(text.replace(" / ", "\n")));
        assertTrue(e.getMessage().contains(problem), e.getMessage());
        assertTrue(e.getMessage().startsWith("answer"), e.getMessage());
        assertTrue(!text.contains("fc1.weight") || e.remedy().contains("weights are (units, inputs)"), e.remedy());
    }
}
