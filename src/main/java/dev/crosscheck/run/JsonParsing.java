package dev.crosscheck.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;

/** Parses texts that are checked against a {@link JsonShape}, and words what is wrong with them. */
final class JsonParsing {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(JsonShape.LONGEST_VALUE)
                    .maxNumberLength(JsonShape.LONGEST_VALUE)
                    .maxNameLength(JsonShape.LONGEST_VALUE)
                    .build())
            .build();

    private JsonParsing() {}

    static void check(byte[] text, JsonShape shape) throws Mismatch {
        try (JsonParser json = FACTORY.createParser(text)) {
            json.nextToken();
            shape.check(json, "");
            if (json.nextToken() != null) {
                throw new Mismatch("expected one value, found more after it");
            }
        } catch (Mismatch e) {
            throw e;
        } catch (JsonProcessingException e) {
            throw JsonFault.unreadable(e);
        } catch (IOException e) {
            // Bytes in memory; only their encoding can be wrong.
            throw new Mismatch("unreadable JSON: " + Excerpt.of(String.valueOf(e.getMessage())));
        }
    }

    static Mismatch wrong(String at, String message) {
        return new Mismatch(at.isEmpty() ? message : at + ": " + message);
    }

    /** What is wrong with the value that the parser is at. */
    static Mismatch wrong(JsonParser json, String at, String expected) throws IOException {
        return wrong(at, "expected " + expected + ", found " + JsonFault.found(json));
    }
}
