package dev.crosscheck.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.joran.spi.JoranException;
import org.junit.jupiter.api.Test;

class LogSetupTest {
    /** The tests are such a program, and theirs is logback-test.xml. */
    @Test
    void anotherProgramsOwnConfigurationIsObeyed() throws JoranException {
        assertEquals("tests", configured().getName());
    }

    @Test
    void theProgramReadsNoneAndWritesNothingToTheConsole() throws JoranException {
        System.setProperty(LogSetup.PROGRAM, "true");
        try {
            LoggerContext context = configured();
            assertNotEquals("tests", context.getName());
            Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
            assertEquals(Level.INFO, root.getLevel());
            assertFalse(root.iteratorForAppenders().hasNext());
        } finally {
            System.clearProperty(LogSetup.PROGRAM);
        }
    }

    private static LoggerContext configured() throws JoranException {
        LoggerContext context = new LoggerContext();
        new ContextInitializer(context).autoConfig();
        return context;
    }
}
