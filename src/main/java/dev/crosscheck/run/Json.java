package dev.crosscheck.run;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How this program writes JSON: indented, keys in the order of the records. */
public final class Json {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Json() {}

    /** @return the value as JSON text, ended by a line feed */
    public static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value) + "\n";
        } catch (IOException e) {
            throw new IllegalStateException("a record that is not JSON", e);
        }
    }

    /** Writes the value to a file, whole or not at all. */
    public static void write(Path file, Object value) {
        RunFolder.writeAtomically(file, temporary -> Files.writeString(temporary, text(value)));
    }
}
