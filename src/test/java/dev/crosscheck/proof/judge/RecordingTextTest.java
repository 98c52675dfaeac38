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

/** Starts as they are written, and answers that are read; {@link RecordingBytesIT} has those that are refused. */
class RecordingTextTest {
    private static final Recording START = Start.all(Judge.setup("2-3 cross-entropy momentum batch:2", 1))
            .get(0)
            .run();

    private static Recording read(String text) {
        return RecordingText.read("answer", text, START);
    }

    @Test
    void theStartingTextSaysAllThatTheStartHas() {
        String text = RecordingText.of(START);
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
        Recording answer = read("loss 1 1\n0.1234567890123\n# for people\nfc1.bias 1 3 1 2\n3\n\nloss 1 1 0.5\n");
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
        "DOUBLE, 0.123456791 fc1.bias 1 3 0.1234567912345678 0.2 0.3",
        "DOUBLE, 0.5 fc1.bias 1 3 0.25 0.1234567912345678 0.5",
        "DOUBLE, 0.1234567912345678 loss 1 1 0.25",
        "DOUBLE, 0.5 fc1.bias 1 3 0.123456791 0.25 0.5 fc1.weight 3 2 0.1234567912345678 1 2 3 4 5",
        "FLOAT, 0.1234567912345678 fc1.bias 1 3 0.123456791 0.25 0.5",
        "FLOAT, inf loss 1 1 0.123456791"
    })
    void floatsAreToldFromDoublesByTheirDigits(String precision, String numbers) {
        double u = precision.equals("FLOAT") ? Rounding.FLOAT : Rounding.DOUBLE;
        assertEquals(
                u, read("loss 1 1 " + numbers.replaceAll(" (fc1|loss)", "\n$1")).u());
    }

    @Test
    void whatDigitsLeaveOpenIsAllowed() {
        Recording nine = read("loss 1 1 0.123456789\nloss 1 1 12.3456789");
        assertEquals(5e-10 * (1 + 1e-6), open(nine, 0.123456789), 1e-18);
        assertEquals(5e-9, open(read("loss 1 1 1.2345679e-1"), 0.12345679), 1e-14, "no one float's alone");
        assertEquals(0, open(read("loss 1 1 1.2345678901234567e-01"), 0.12345678901234567));
        assertEquals(5e-17, open(read("loss 1 1 1.234567890123456e-1"), 0.1234567890123456), 1e-22);
        Recording exact = read("loss 1 1 0.123456791");
        assertEquals((float) 0.123456791, exact.losses()[0]);
        assertEquals(0, open(exact, exact.losses()[0]), "the digits of one float");
        assertEquals(5e-11, open(read("loss 1 1 0.0123456789\nloss 1 1 1.2345678901"), 0.0123456789), 1e-16);
    }

    @Test
    void digitsThatWereCutOffAndHugeSizesAreRefused() {
        read("loss 1 1 0.12");
        read("loss 1 1 0.12345678");
        for (String refused : List.of("1 0.123", "1 0.1234567", "99999999999")) {
            assertThrows(CrosscheckException.class, () -> read("loss 1 " + refused));
        }
    }

    private static double open(Recording run, double value) {
        return run.open().get("loss").applyAsDouble(value);
    }
}
