package dev.crosscheck.run;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import dev.crosscheck.Printable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/** Directs the log messages of this program, DL4J and ND4J to a run's {@code log.txt} and, on request, to the console. */
public final class RunLog {
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSS} %-5level %logger{30} - %msg%n";

    private final Logger root;
    private final OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();

    /** Escapes control characters, since logs are read in terminals. */
    private static final class PrintableLayout extends PatternLayout {
        @Override
        public String doLayout(ILoggingEvent event) {
            return Printable.text(super.doLayout(event));
        }
    }

    /** @param stream closed by {@link #stop} */
    private RunLog(String name, OutputStream stream) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        this.root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        PatternLayout layout = new PrintableLayout();
        layout.setContext(context);
        layout.setPattern(PATTERN);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setLayout(layout);
        encoder.start();
        appender.setName(name);
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.setOutputStream(stream);
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
        RunLog log = new RunLog("run " + folder, open(folder.resolve(RunFolder.LOG)));
        try {
            return work.get();
        } finally {
            log.stop();
        }
    }

    private static OutputStream open(Path file) {
        try {
            return AtomicFile.append(file);
        } catch (IOException e) {
            throw AtomicFile.unwritable(file, e);
        }
    }

    /**
     * Runs some work while logging to a console, including this program's debug messages.
     *
     * @param console receives whole messages in UTF-8; closed after the work
     */
    public static <T> T toConsole(OutputStream console, Supplier<T> work) {
        RunLog log = new RunLog("console", console);
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
