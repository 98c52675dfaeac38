package dev.crosscheck.train.checkpoint;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.AtomicFile;
import dev.crosscheck.run.FolderLock;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.train.Checkpoint;
import dev.crosscheck.train.RunIdentity;
import dev.crosscheck.train.record.RunRecordFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest three checkpoints of a run, in its folder {@code checkpoints}. While this is open, no other process can train in the run's
 * folder; the operating system releases the lock when the process ends for any reason.
 */
public final class Checkpoints implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
    private static final int KEPT = 3;
    private static final String NO_CHECKPOINT =
            "Train again with \"train\"; a run has checkpoints once it has ended, or with --checkpoint-every.";

    private final Path run;
    private final Path folder;
    private final FolderLock lock;

    private Checkpoints(Path run, Path folder, FolderLock lock) {
        this.run = run;
        this.folder = folder;
        this.lock = lock;
    }

    public static Checkpoints ofNew(RunFolder run) {
        return open(run.path());
    }

    /**
     * Opens the checkpoints of a run to resume.
     *
     * @param run its folder
     * @throws CrosscheckException if it is not a run's folder, contains links, or another process is training in it
     */
    public static Checkpoints ofExisting(Path run) {
        if (!Files.isDirectory(run)) {
            throw CrosscheckException.expected(
                    run.toString(),
                    "the folder of a run",
                    CrosscheckException.whatIsAt(run),
                    "Name the folder of a run with --resume.");
        }
        if (!Files.isDirectory(run.resolve(RunFolder.CHECKPOINTS))) {
            throw new CrosscheckException(run + ": expected a run with checkpoints, found none.", NO_CHECKPOINT);
        }
        RunFolder.requireNoLinks(run);
        return open(run);
    }

    private static Checkpoints open(Path run) {
        Path folder = run.resolve(RunFolder.CHECKPOINTS);
        try {
            Files.createDirectories(folder);
            FolderLock lock = FolderLock.take(run)
                    .orElseThrow(() -> new CrosscheckException(
                            run + ": another process is training in this folder.",
                            "Wait until it has ended, or end it."));
            AtomicFile.deleteUnfinished(run);
            AtomicFile.deleteUnfinished(folder);
            return new Checkpoints(run, folder, lock);
        } catch (IOException e) {
            throw AtomicFile.unwritable(folder, e);
        }
    }

    /**
     * Reads the newest intact checkpoint. Newer, damaged ones are renamed to {@code .damaged}. If no record identifies the run, the newest
     * checkpoint does.
     *
     * @param warn receives a line for each damaged file
     * @throws CrosscheckException if there is none
     */
    public SavedRun newest(Consumer<String> warn) {
        List<CheckpointFile> files = files();
        if (files.isEmpty()) {
            throw new CrosscheckException(run + ": expected a checkpoint to resume from, found none.", NO_CHECKPOINT);
        }
        String id = id().orElse(null);
        if (id == null) {
            warn.accept(run.resolve(RunFolder.RECORD) + ": expected the run's record, found none that can be read;"
                    + " the run continues from its checkpoints.");
        }
        for (int i = 0; i < files.size(); i++) {
            try {
                SavedRun saved = files.get(i).read(id);
                files.subList(0, i).forEach(Checkpoints::putAside);
                return saved;
            } catch (CrosscheckException e) {
                LOG.warn("damaged checkpoint", e);
                warn.accept(e.getMessage());
            }
        }
        throw new CrosscheckException(
                folder + ": expected a checkpoint that can be read, found " + files.size() + " that cannot.",
                NO_CHECKPOINT);
    }

    private Optional<String> id() {
        try {
            return Optional.of(RunRecordFile.read(run.resolve(RunFolder.RECORD)).id());
        } catch (IOException e) {
            LOG.warn("{}: the record cannot be read", run, e);
            return Optional.empty();
        }
    }

    private static void putAside(CheckpointFile damaged) {
        try {
            Files.move(
                    damaged.path(), damaged.path().resolveSibling(damaged.path().getFileName() + ".damaged"));
        } catch (IOException e) {
            LOG.warn("{} cannot be put aside", damaged.path(), e);
        }
    }

    /**
     * Reads a run's checkpoints without changing anything in its folder; the run may be going on.
     *
     * @param run its folder
     * @param warn receives a line for each file that cannot be read
     * @return the run's readable checkpoints, newest first; empty if it is not a run's folder
     */
    public static List<Checkpoint> kept(Path run, Consumer<String> warn) {
        Checkpoints all = new Checkpoints(run, run.resolve(RunFolder.CHECKPOINTS), null);
        String id = Files.isDirectory(all.folder) ? all.id().orElse(null) : null;
        return id == null
                ? List.of()
                : all.files().stream().flatMap(file -> readable(file, id, warn)).toList();
    }

    private static Stream<Checkpoint> readable(CheckpointFile file, String id, Consumer<String> warn) {
        try {
            return Stream.of(file.read(id).checkpoint());
        } catch (CrosscheckException e) {
            if (Files.exists(file.path())) { // else the run has deleted it since
                LOG.warn("damaged checkpoint", e);
                warn.accept(e.getMessage());
            }
            return Stream.empty();
        }
    }

    /** Returns all files with a checkpoint's name, newest first. */
    private List<CheckpointFile> files() {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.map(CheckpointFile::of)
                    .filter(Objects::nonNull)
                    .sorted(Comparator.comparingLong(CheckpointFile::steps)
                            .thenComparingLong(file -> file.path().toFile().lastModified())
                            .reversed())
                    .toList();
        } catch (IOException e) {
            throw CrosscheckException.unreadable(folder, e);
        }
    }

    /**
     * Saves a checkpoint, and deletes all but the newest three.
     *
     * @throws CrosscheckException if it cannot be written
     */
    public void save(RunIdentity identity, Checkpoint checkpoint) {
        try {
            CheckpointFile.write(folder, identity, checkpoint);
            List<CheckpointFile> files = files();
            for (CheckpointFile old : files.subList(Math.min(KEPT, files.size()), files.size())) {
                Files.deleteIfExists(old.path());
            }
        } catch (IOException e) {
            throw new CrosscheckException(
                    folder + ": a checkpoint cannot be written: " + CrosscheckException.reason(e) + ".",
                    AtomicFile.remedy(e) + " " + next(),
                    e);
        }
    }

    /** Returns what the user can do once there is space again. */
    private String next() {
        try {
            if (!files().isEmpty()) {
                return "Then go on with --resume " + run + ".";
            }
        } catch (CrosscheckException e) {
            LOG.debug("the folder is gone", e);
        }
        return "Then train again, with a new folder as --out: in " + run + " there is no checkpoint to go on from.";
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            LOG.warn("{}: the lock cannot be released", folder, e);
        }
    }
}
