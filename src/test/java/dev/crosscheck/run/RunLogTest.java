package dev.crosscheck.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RunLogTest {
    private final Logger program = (Logger) LoggerFactory.getLogger("dev.crosscheck");

    @Test
    void theLevelIsAsBeforeHoweverTheWorkEnds() {
        Level before = program.getLevel();
        RunLog.toConsole(OutputStream.nullOutputStream(), () -> {
            assertTrue(program.isDebugEnabled());
            return null;
        });
        assertEquals(before, program.getLevel());
        assertThrows(
                IllegalStateException.class,
                () -> RunLog.toConsole(OutputStream.nullOutputStream(), () -> {
                    throw new IllegalStateException();
                }));
        assertEquals(before, program.getLevel());
    }
}
