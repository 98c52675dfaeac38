package dev.crosscheck.using.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestJsonTest {
    private static final JsonMapper MAPPER =
            RequestJson.mapper(RequestJson.limits(2)).build();

    /** The record that is read; only the count is required. */
    record Body(Double number, int count, String text, double[] list) {}

    @Test
    void numbersHaveAtMostAHundredDigits() throws JsonProcessingException {
        String hundred = "1." + "0".repeat(98);
        assertEquals(
                1,
                read("{\"count\": 1, \"number\": " + hundred + ", \"list\": [1]}")
                        .number());
        assertRefused("{\"count\": 1, \"number\": " + hundred + "00}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"count\": 1, \"numbers\": 1}",
                "{\"count\": 1, \"number\": 1, \"number\": 1}",
                "{\"count\": 1, \"number\": \"1\"}",
                "{\"count\": 1.5}",
                "{\"count\": null}",
                "{\"count\": 1, \"list\": [[1]]}",
                "{\"count\": 1} 2"
            })
    void otherFormsAreRefused(String json) {
        assertRefused(json);
    }

    private static Body read(String json) throws JsonProcessingException {
        return MAPPER.readValue(json, Body.class);
    }

    private static void assertRefused(String json) {
        assertThrows(JsonProcessingException.class, () -> read(json), json);
    }
}
