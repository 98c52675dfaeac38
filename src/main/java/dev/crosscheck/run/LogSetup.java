package dev.crosscheck.run;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * Logback's configuration, which Logback finds as a service. Nothing is written to the console by default; {@link RunLog} adds targets. It
 * is in code, since reading XML takes a tenth of a command's start. In another program it does nothing, and that program's own counts.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {
    /** The system property that says that the program is Crosscheck. */
    public static final String PROGRAM = "crosscheck.program";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (!Boolean.getBoolean(PROGRAM)) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
