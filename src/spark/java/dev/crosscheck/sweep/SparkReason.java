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
 * Why a standalone cluster's executors end, which Spark tells nobody but its log: a job only hears that there are none, or fails somewhere inside
 * a context that has stopped.
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

    /** Listens from now on. Under spark-submit, whose log is another, it hears nothing. */
    SparkReason() {
        log = LoggerFactory.getILoggerFactory() instanceof LoggerContext context ? context.getLogger(BACKEND) : null;
        if (log != null) {
            listener.setContext(log.getLoggerContext());
            listener.start();
            log.addAppender(listener);
        }
    }

    /** @return the last reason, on a line */
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
