package dev.crosscheck.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    private static final List<String> KNOWN =
            List.of("relu", "gelu", "elu", "sigmoid", "softmax", "species", "mse", "cpu", "age", "x1");

    @ParameterizedTest
    @CsvSource({
        "relu,relu", // nothing to mend
        "rleu,relu", // swapped
        "rellu,relu", // put in
        "reu,relu", // left out; elu is as near, and later in the alphabet... by one change
        "segmoid,sigmoid", // changed
        "sofmx,softmax", // two
        "spezie,species", // two
        "sigmd,sigmoid",
        "cqu,cpu", // of three letters one, not the first
    })
    void aSlipIsMended(String written, String meant) {
        assertEquals(meant, Nearest.of(written, KNOWN).orElse("none"));
    }

    @ParameterizedTest
    @CsvSource({"tanh", "m", "xyz", "softplusses", "''", "tpu", "gpu", "name", "x2", "c", "mean"})
    void anotherWordIsLeftAlone(String written) {
        assertEquals("none", Nearest.of(written, KNOWN).orElse("none"));
    }

    @Test
    void ofTwoThatAreAsNearTheFirstByTheAlphabetIsTaken() {
        assertEquals("gelu", Nearest.of("xelu", List.of("relu", "gelu")).orElseThrow());
    }
}
