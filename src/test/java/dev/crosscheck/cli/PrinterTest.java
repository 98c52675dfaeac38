package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A standard stream whose reader the test is. */
class PrinterTest {
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private final Printer out = new Printer(read, StandardCharsets.UTF_8);

    private String text() {
        return read.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
    }

    private static Optional<String> finished(String failure) {
        Printer failing = new Printer(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException(failure);
                    }
                },
                StandardCharsets.UTF_8);
        failing.println("lost");
        failing.println("lost too");
        return failing.finish();
    }

    @Test
    void aFailureIsReportedUnlessTheReaderHasGone() {
        assertEquals(Optional.empty(), finished("Broken pipe"));
        assertEquals(Optional.empty(), finished("The pipe is being closed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u001B[2J", "\u0007", "\u009B1m", "\u202E", "\u2066", "\u200F", "\u2028", "\b", "\u007F"})
    void nothingCommandsTheTerminal(String command) {
        out.println("name" + command + "\t.png");
        String code = String.format(Locale.ROOT, "\\u%04X", (int) command.charAt(0));
        assertEquals("name" + code + command.substring(1) + "\t.png\n", text());
        assertFalse(text().contains(command));
    }
}
