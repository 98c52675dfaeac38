package dev.crosscheck.proof.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a difference. */
class DifferenceTest {
    @ParameterizedTest
    @CsvSource({"3, 1, 0.5, 4", "3, 1, 0, Infinity", "1, 1, 0, 0", "Infinity, 1, 1, 0", "NaN, 1, 1, 0"})
    void aDifferenceIsAsClearAsTheMultipleOfItsBound(double yours, double ours, double allowed, double clarity) {
        assertEquals(clarity, new Difference("start", 1, "w", 0, 0, yours, ours, allowed, "").clarity());
    }
}
