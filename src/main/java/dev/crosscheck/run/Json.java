package dev.crosscheck.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crosscheck.Printable;
import java.io.IOException;
import java.nio.file.Path;

/** How this program writes JSON: indented, keys in the order of the records. It can read what it wrote. */
public final class Json {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final JsonMapper ONE_LINE = new JsonMapper();
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /** @return the value as JSON text, ended by a line feed */
    public static String text(Object value) {
        try {
            // Control characters can only be in strings, where JSON escapes them in the same way.
            return Printable.text(MAPPER.writeValueAsString(value)) + "\n";
        } catch (IOException e) {
            throw new IllegalStateException("a record that is not JSON", e);
        }
    }

    /** @return the value as JSON text on one line */
    public static String line(Object value) {
        try {
            return Printable.text(ONE_LINE.writeValueAsString(value));
        } catch (IOException e) {
            throw new IllegalStateException("a value that is not JSON", e);
        }
    }

    /**
     * Reads a value that was written here.
     *
     * @throws Mismatch if the text is not JSON, or has more, fewer or other members than the type
     * @throws IOException if the text is not in UTF-8
     */
    public static <T> T read(byte[] text, Class<T> type) throws IOException {
        try {
            return STRICT.readValue(text, type);
        } catch (ValueInstantiationException e) {
            throw new Mismatch(Excerpt.of(String.valueOf(e.getCause().getMessage())));
        } catch (JsonProcessingException e) {
            throw JsonParsing.unreadable(e);
        }
    }

    /** Writes the value to a file, whole or not at all. */
    public static void write(Path file, Object value) {
        AtomicFile.writeText(file, text(value));
    }
}
