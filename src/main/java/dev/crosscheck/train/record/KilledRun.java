package dev.crosscheck.train.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.AtomicFile;
import dev.crosscheck.run.FolderLock;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.showing.report.LivePage;
import dev.crosscheck.train.record.RunRecord.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Detects a run whose process was killed: the run could not record this itself, so the next command that looks at it does. */
public final class KilledRun {
    private KilledRun() {}

    /**
     * Checks whether a run was killed: its record says that it is running, but no process uses its folder. Nothing in the folder is
     * changed. A folder whose record cannot be read is ignored.
     *
     * @param path a run's folder, or a file in it
     * @return a message, if it was killed
     * @throws CrosscheckException if the folder contains links
     */
    public static Optional<String> look(Path path) {
        RunFolder.requireNoLinks(path);
        Path run = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
        try {
            // The run may end between reading the record and checking the lock.
            return run != null && RunRecordFile.mayRun(run.resolve(RunFolder.RECORD)) && !FolderLock.isHeld(run)
                    ? record(run)
                            .filter(record -> record.status() == Status.RUNNING)
                            .map(record -> words(run, lastSign(record)))
                    : Optional.empty();
        } catch (IOException e) {
            log().warn("{} cannot be checked", run, e);
            return Optional.empty();
        }
    }

    /**
     * Marks a run that is about to be resumed as ended, in its record and on its page, if these say that it is running but no process uses
     * its folder. A folder that cannot be read or written to is ignored.
     *
     * @param run its folder
     * @return a message, if the run was killed and was not marked yet
     * @throws CrosscheckException if the folder contains links
     */
    public static Optional<String> mark(Path run) {
        if (!Files.isDirectory(run)) {
            return Optional.empty();
        }
        RunFolder.requireNoLinks(run);
        try {
            if (!saysThatItRuns(run)) {
                return Optional.empty();
            }
            try (FolderLock lock = FolderLock.take(run).orElse(null)) {
                // The run may have ended between the check and taking the lock.
                return lock == null || !saysThatItRuns(run) ? Optional.empty() : end(run);
            }
        } catch (IOException | CrosscheckException e) {
            log().warn("{} cannot be marked as ended", run, e);
            return Optional.empty();
        }
    }

    private static boolean saysThatItRuns(Path run) throws IOException {
        Optional<RunRecord> record = record(run);
        return record.isPresent() && (record.get().status() == Status.RUNNING || RunPageFile.saysThatItRuns(run));
    }

    private static Optional<RunRecord> record(Path run) throws IOException {
        Path file = run.resolve(RunFolder.RECORD);
        return Files.isRegularFile(file) ? Optional.of(RunRecordFile.read(file)) : Optional.empty();
    }

    private static Optional<String> end(Path run) throws IOException {
        RunRecord record = record(run).orElseThrow();
        if (record.status() != Status.RUNNING) {
            RunPageFile.end(run, words(record));
            return Optional.empty();
        }
        Instant sign = lastSign(record);
        JsonNode killed = ((ObjectNode) Json.tree(record)).put("status", Status.KILLED.name());
        AtomicFile.writeTextDurably(run.resolve(RunFolder.RECORD), Json.text(killed));
        RunPageFile.end(run, "Stopped without notice. Last sign of life: " + LivePage.time(sign));
        return Optional.of(words(run, sign));
    }

    private static String words(Path run, Instant lastSign) {
        return run + ": the run stopped without notice; its last sign of life was at " + LivePage.time(lastSign) + ".";
    }

    /** The status in the page's words. A record is written before its page, so the record is right if they differ. */
    private static String words(RunRecord record) {
        return switch (record.status()) {
            case FAILED -> RunPageFile.FAILED + record.failure();
            case INTERRUPTED -> "Interrupted.";
            case KILLED -> "Stopped without notice.";
            default -> "Completed.";
        };
    }

    private static Instant lastSign(RunRecord record) {
        return Instant.parse(record.lastSign());
    }

    /** Made when it is needed: as a constant it would start Logback in commands that only read a model, which takes longer than their work. */
    private static Logger log() {
        return LoggerFactory.getLogger(KilledRun.class);
    }
}
