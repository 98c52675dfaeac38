package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** What a saved page of the explorer answers from, which is packed in it. */
final class SavedRecording {
    private static final Pattern PACKED = Pattern.compile("(?s)id=\"recording\">(.*?)</script>");

    private static final Pattern DIGITS = Pattern.compile("(?s)id=\"digits\">(.*?)</script>");

    private SavedRecording() {}

    /** The data of the chapter on digits. */
    static JsonNode digits(Path page) throws IOException {
        Matcher digits = DIGITS.matcher(Files.readString(page));
        assertTrue(digits.find());
        return new ObjectMapper().readTree(digits.group(1));
    }

    static JsonNode of(Path page) throws IOException {
        Matcher packed = PACKED.matcher(Files.readString(page));
        assertTrue(packed.find());
        ObjectMapper json = new ObjectMapper();
        try (InputStream unpacked =
                new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(packed.group(1))))) {
            return json.readTree(json.readTree(unpacked).get("recording").asText());
        }
    }
}
