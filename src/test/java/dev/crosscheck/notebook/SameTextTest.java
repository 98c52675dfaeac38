package dev.crosscheck.notebook;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SameTextTest {

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "loss 0.5000, loss 0.5000",
        "loss 0.5000, loss 0.4999",
        "loss 0.5, loss 0.50000001",
        "-0.0000, 0.0000",
        "0.1234567890123456, 0.1234567890123458",
        "1.5E-12, 1.6E-12",
        "123456.7890123, 123456.7890120",
        "3 of 4, 3 of 4",
        "1.0 and 2.0, 1.0 and 2.0"
    })
    void acceptsEqualTextAndLastDigitsThatTipped(String saved, String now) {
        assertDoesNotThrow(() -> SameText.require("text", saved, now));
    }

    @ParameterizedTest
    @CsvSource({
        "loss 0.5000, loss 0.4998",
        "loss 0.5000, loss -0.5000",
        "loss 0.5000, loss NaN",
        "loss NaN, loss 0.5000",
        "loss 0.5000, loss Infinity",
        "loss 0.5000, loss",
        "loss, loss 0.5000",
        "loss 0.5000, Loss 0.5000",
        "0.1234567890123456, 0.1234567891123456",
        "1.5E-12, 1.5E-11",
        "3 of 4, 2 of 4",
        "3 of 4, 3 of 4 !",
        "1.0 and 2.0, 1.0 or 2.0",
        "1.0 and 2.0, 1.0 and 2.0 and 3.0",
        "1.0 and 2.0, 1.0 and 2.5"
    })
    void refusesWhatDiffers(String saved, String now) {
        CellFailure failure = assertThrows(CellFailure.class, () -> SameText.require("text", saved, now));
        assertTrue(failure.getMessage().startsWith("text: saved "), failure.getMessage());
    }
}
