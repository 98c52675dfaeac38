package dev.crosscheck.run;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import dev.crosscheck.text.Printable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/** Directs the log messages of this program, DL4J and ND4J to a run's {@code log.txt} and, on request, to the console. */
public final class RunLog {
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSS} %-5level %logger{30} - %msg%n";

    private final Logger root;
    private final Appender<ILoggingEvent> appender;

    /** @param messages receives each, with control characters escaped, since logs are read in terminals */
    private RunLog(Consumer<String> messages) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        PatternLayout layout = new PatternLayout();
        layout.setContext(context);
        layout.setPattern(PATTERN);
        layout.start();
        appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                messages.accept(Printable.text(layout.doLayout(event)));
            }
        };
        appender.setContext(context);
        appender.start();
        root.addAppender(appender);
    }

    /**
     * Runs some work while logging to {@code log.txt} in a folder. If the program runs inside another, such as spark-submit, the host's log
     * is used.
     */
    public static <T> T toFolder(Path folder, Supplier<T> work) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext)) {
            return work.get();
        }
        try (PrintStream file = open(folder.resolve(RunFolder.LOG))) {
            RunLog log = new RunLog(file::print);
            try {
                return work.get();
            } finally {
                log.stop();
            }
        }
    }

    private static PrintStream open(Path file) {
        try {
            return new PrintStream(AtomicFile.append(file), false, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw AtomicFile.unwritable(file, e);
        }
    }

    /**
     * Runs some work while logging to a console, including this program's debug messages.
     *
     * @param console receives each message
     */
    public static <T> T toConsole(Consumer<String> console, Supplier<T> work) {
        RunLog log = new RunLog(console);
        Logger program = log.root.getLoggerContext().getLogger("dev.crosscheck");
        Level before = program.getLevel();
        program.setLevel(Level.DEBUG);
        try {
            return work.get();
        } finally {
            program.setLevel(before);
            log.stop();
        }
    }

    private void stop() {
        root.detachAppender(appender);
        appender.stop();
    }
}
