package dev.crosscheck.run;

import dev.crosscheck.CrosscheckException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that are there whole or not at all: each is written beside its place under a temporary name, then moved there. A process that is
 * killed may leave the temporary file, {@code .name.pid.tmp}.
 */
public final class AtomicFile {
    private static final Logger LOG = LoggerFactory.getLogger(AtomicFile.class);
    private static final Pattern UNFINISHED = Pattern.compile("\\..+\\.\\d+\\.tmp");

    private AtomicFile() {}

    /** Writes a file's content to the path it is given. */
    @FunctionalInterface
    public interface Writer {
        /** @param file where to write */
        void write(Path file) throws IOException;
    }

    /** Gives a finished file its name. */
    private interface Mover {
        void move(Path from, Path to) throws IOException;
    }

    /**
     * Writes a file, over any older one.
     *
     * @throws CrosscheckException if it cannot be written; the older one is unchanged then
     */
    public static void write(Path file, Writer writer) {
        try {
            replace(file, writer);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /** The same for a file that must outlast a power failure from then on: see {@link #publish}. */
    public static void writeDurably(Path file, Writer writer) {
        try {
            replace(file, writer, AtomicFile::publish);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private static CrosscheckException unwritable(Path file, IOException e) {
        return new CrosscheckException(
                file + ": cannot be written: " + e, "Check the folder, its rights and the free space.", e);
    }

    /** Does what {@link #write} does, for callers with a message of their own. */
    public static void replace(Path file, Writer writer) throws IOException {
        replace(file, writer, AtomicFile::move);
    }

    private static void replace(Path file, Writer writer, Mover mover) throws IOException {
        Path temporary = unfinished(file);
        try {
            writer.write(temporary);
            mover.move(temporary, file);
        } finally {
            deleteQuietly(temporary);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /**
     * Publishes a finished file: its content is on the disk before its name is, so that not even a power failure leaves
     * a name with half its content.
     *
     * @param from the finished file
     * @param to its place, in the same folder
     */
    public static void publish(Path from, Path to) throws IOException {
        try (FileChannel content = FileChannel.open(from, StandardOpenOption.WRITE)) {
            content.force(true);
        }
        move(from, to);
        force(to.toAbsolutePath().getParent());
    }

    /** Forces a folder's names to the disk, where the system can. */
    public static void force(Path folder) {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        } catch (IOException e) {
            // Some systems, Windows among them, do not open folders; they write names when they like.
            LOG.debug("{}: the folder cannot be forced to disk", folder, e);
        }
    }

    /** @return the temporary name of a file's unfinished content, in the same folder */
    public static Path unfinished(Path file) {
        return file.resolveSibling(
                "." + file.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
    }

    /** Deletes what killed processes left unfinished. Nobody else may be writing to the folder. */
    public static void deleteUnfinished(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file ->
                            UNFINISHED.matcher(file.getFileName().toString()).matches())
                    .forEach(AtomicFile::deleteQuietly);
        }
    }

    /** Deletes a temporary file. One that cannot be deleted does no harm. */
    public static void deleteQuietly(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            // The write's own failure, if any, is what the user needs to hear.
        }
    }
}
