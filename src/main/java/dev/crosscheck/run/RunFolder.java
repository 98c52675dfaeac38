package dev.crosscheck.run;

import dev.crosscheck.CrosscheckException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder that a run leaves its files in. Each file is written beside its place and then moved there, so that none is
 * ever seen half-written.
 *
 * @param path the folder; exists and can be written to
 */
public record RunFolder(Path path) {
    private static final Logger LOG = LoggerFactory.getLogger(RunFolder.class);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);
    private static final Pattern UNFINISHED = Pattern.compile("\\..+\\.\\d+\\.tmp");

    /** The record and the page of a failed run: some 5 KB each, and about 300 bytes an epoch. */
    private static final int RESERVE = 64 * 1024;

    private static final String REMEDY = "Name a new or empty folder that you may write to with --out.";

    /** Writes a file's content to the path it is given. */
    @FunctionalInterface
    public interface Writer {
        /** @param file where to write */
        void write(Path file) throws IOException;
    }

    /**
     * Makes the folder.
     *
     * @param out the folder asked for; must be new or empty, but for a lock that a run left in it
     * @throws CrosscheckException if it holds files or cannot be written to
     */
    public static RunFolder at(Path out) {
        try {
            Files.createDirectories(out);
            try (Stream<Path> files = Files.list(out)) {
                if (files.anyMatch(file -> !file.endsWith(FolderLock.NAME))) {
                    throw new CrosscheckException(
                            "--out " + out + ": expected a new or empty folder, found files in it.", REMEDY);
                }
            }
            Files.delete(Files.createTempFile(out, "writable", ".tmp"));
            return new RunFolder(out);
        } catch (FileAlreadyExistsException e) {
            throw new CrosscheckException("--out " + out + ": expected a folder, found a file.", REMEDY, e);
        } catch (IOException e) {
            throw new CrosscheckException("--out " + out + ": cannot be written to: " + e, REMEDY, e);
        }
    }

    /**
     * Makes a folder {@code runs/<command>-<time>} in the working directory, with a number added if it exists. No two calls
     * get the same folder, be they of one process or of several.
     *
     * @param command the command's name
     * @throws CrosscheckException if {@code runs} cannot be written to
     */
    public static RunFolder create(String command) {
        return create(Path.of("runs"), command);
    }

    /** The same below another folder than {@code runs}. */
    static RunFolder create(Path runs, String command) {
        String name = command + "-" + TIME.format(LocalDateTime.now());
        try {
            Files.createDirectories(runs);
            Path free = runs.resolve(name);
            for (int i = 2; !claim(free); i++) {
                free = runs.resolve(name + "-" + i);
            }
            return new RunFolder(free);
        } catch (FileAlreadyExistsException e) {
            throw new CrosscheckException(runs + ": expected a folder, found a file.", REMEDY, e);
        } catch (IOException e) {
            throw new CrosscheckException(runs + ": no folder can be made in it: " + e, REMEDY, e);
        }
    }

    /** Makes a folder, which of all who try at the same moment only one can; returns whether this was the one. */
    private static boolean claim(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    /**
     * Writes a file of the folder.
     *
     * @param name the file's name
     * @param writer writes its content
     * @return the file
     * @throws CrosscheckException if it cannot be written; nothing is left of it then
     */
    public Path write(String name, Writer writer) {
        Path file = path.resolve(name);
        writeAtomically(file, writer);
        return file;
    }

    /**
     * Draws a picture of the folder. A machine that cannot draw, for want of fonts, still has its numbers: that is no reason
     * to fail.
     *
     * @param name the file's name
     * @param writer draws it
     * @return what went wrong, in a line, if it could not be drawn
     */
    public Optional<String> draw(String name, Writer writer) {
        return draw(path.resolve(name), writer);
    }

    /** The same for a picture anywhere. */
    public static Optional<String> draw(Path file, Writer writer) {
        try {
            writeAtomically(file, writer);
            return Optional.empty();
        } catch (CrosscheckException e) {
            throw e;
        } catch (RuntimeException | LinkageError | InternalError e) {
            LOG.warn("{} cannot be drawn", file, e);
            return Optional.of(
                    file.getFileName() + " cannot be drawn: " + e + ". Java needs fontconfig and a font to draw text.");
        }
    }

    /** Writes any file so that it is there whole or not at all. */
    public static void writeAtomically(Path file, Writer writer) {
        write(file, writer, RunFolder::move);
    }

    /** The same for a file that must outlast a power failure from then on: see {@link #publish}. */
    public static void writeDurably(Path file, Writer writer) {
        write(file, writer, RunFolder::publish);
    }

    /** Gives a finished file its name. */
    private interface Mover {
        void move(Path from, Path to) throws IOException;
    }

    private static void write(Path file, Writer writer, Mover mover) {
        Path temporary = unfinished(file);
        try {
            writer.write(temporary);
            mover.move(temporary, file);
        } catch (IOException e) {
            throw new CrosscheckException(
                    file + ": cannot be written: " + e, "Check the folder, its rights and the free space.", e);
        } finally {
            deleteQuietly(temporary);
        }
    }

    /**
     * Publishes a finished file: its content is on the disk before its name is, so that not even a power failure leaves a
     * name with half a content.
     *
     * @param from the finished file
     * @param to its place, in the same folder
     */
    public static void publish(Path from, Path to) throws IOException {
        try (FileChannel content = FileChannel.open(from, StandardOpenOption.WRITE)) {
            content.force(true);
        }
        move(from, to);
        try (FileChannel names = FileChannel.open(to.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            names.force(true);
        } catch (IOException e) {
            // Some systems, Windows among them, do not open folders; they write names in their own time.
            LOG.debug("{}: the folder cannot be forced to disk", to, e);
        }
    }

    /** Deletes what a process that was killed had not finished. Nobody else may be writing to the folder. */
    public static void deleteUnfinished(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file ->
                            UNFINISHED.matcher(file.getFileName().toString()).matches())
                    .forEach(RunFolder::deleteQuietly);
        }
    }

    /**
     * Takes some space of the disk, for what is still to be said should the disk be full at the end.
     *
     * @return a file to delete then; a run that is killed leaves it as unfinished
     */
    public Path reserve() {
        Path reserve = unfinished(path.resolve("reserve"));
        byte[] content = new byte[RESERVE];
        new Random().nextBytes(content); // Some file systems take no space for zeros.
        try {
            Files.write(reserve, content);
        } catch (IOException e) {
            LOG.debug("{}: no space can be set aside", path, e);
        }
        return reserve;
    }

    /** @return a name beside a file for its unfinished content */
    public static Path unfinished(Path file) {
        return file.resolveSibling(
                "." + file.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
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
