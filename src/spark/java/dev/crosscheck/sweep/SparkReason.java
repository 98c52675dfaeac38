package dev.crosscheck.sweep;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/**
 * Finds out why the executors of a standalone cluster end. Spark only logs the reason: a job only learns that there are no executors, or
 * fails somewhere in a context that has stopped.
 */
final class SparkReason implements AutoCloseable {
    private static final String BACKEND = "org.apache.spark.scheduler.cluster.StandaloneSchedulerBackend";
    private static final Pattern REASON =
            Pattern.compile("(?:Application has been killed\\. Reason: |Executor \\S+ removed: )(.+)");

    private final Logger log;
    private final Listener listener = new Listener();
    private volatile String last;

    private final class Listener extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            Matcher reason = REASON.matcher(event.getFormattedMessage());
            if (reason.find()) {
                last = reason.group(1);
            }
        }
    }

    /** Listens to the log from now on. Under spark-submit, which has a log of its own, it receives nothing. */
    SparkReason() {
        log = LoggerFactory.getILoggerFactory() instanceof LoggerContext context ? context.getLogger(BACKEND) : null;
        if (log != null) {
            listener.setContext(log.getLoggerContext());
            listener.start();
            log.addAppender(listener);
        }
    }

    /** @return the last reason, on one line */
    Optional<String> last() {
        return Optional.ofNullable(last);
    }

    @Override
    public void close() {
        if (log != null) {
            log.detachAppender(listener);
            listener.stop();
        }
    }
}
