package dev.crosscheck.run;

import dev.crosscheck.CrosscheckException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder that a run leaves its files in, each of which is there whole or not at all.
 *
 * @param path the folder; exists and can be written to
 */
public record RunFolder(Path path) {
    private static final Logger LOG = LoggerFactory.getLogger(RunFolder.class);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    /** The record and the page of a failed run: some 5 KB each, and about 300 bytes per epoch. */
    private static final int RESERVE = 64 * 1024;

    private static final String REMEDY = "Name a new or empty folder that you may write to with --out.";

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
     * Makes a folder {@code runs/<command>-<time>} in the working directory, with a number added if it exists. No two
     * calls get the same folder, whether from one process or several.
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

    /** Creates a folder; of all callers at the same moment only one can. Returns whether this one did. */
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
    public Path write(String name, AtomicFile.Writer writer) {
        Path file = path.resolve(name);
        AtomicFile.write(file, writer);
        return file;
    }

    /** The same for a text in UTF-8. */
    public void writeText(String name, CharSequence text) {
        AtomicFile.writeText(path.resolve(name), text);
    }

    /**
     * Draws a picture into the folder. A machine that cannot draw, for lack of fonts, still has its numbers: that is no
     * reason to fail.
     *
     * @param name the file's name
     * @param writer draws it
     * @return what went wrong, in a line, if it could not be drawn
     */
    public Optional<String> draw(String name, AtomicFile.Writer writer) {
        return draw(path.resolve(name), writer);
    }

    /** The same for a picture anywhere. */
    public static Optional<String> draw(Path file, AtomicFile.Writer writer) {
        try {
            AtomicFile.write(file, writer);
            return Optional.empty();
        } catch (CrosscheckException e) {
            throw e;
        } catch (RuntimeException | LinkageError | InternalError e) {
            LOG.warn("{} cannot be drawn", file, e);
            return Optional.of(
                    file.getFileName() + " cannot be drawn: " + e + ". Java needs fontconfig and a font to draw text.");
        }
    }

    /**
     * Reserves some disk space, so that a run can still record its failure if the disk is full at the end.
     *
     * @return a file to delete then; a killed run leaves it behind as an unfinished one
     * @throws CrosscheckException if there is no space
     */
    public Path reserve() {
        byte[] content = new byte[RESERVE];
        new Random().nextBytes(content); // Some file systems take no space for zeros.
        try {
            return AtomicFile.scratch(path.resolve("reserve"), content);
        } catch (IOException e) {
            throw AtomicFile.unwritable(path, e);
        }
    }

    /** Deletes a folder with all that is in it, if it is there. */
    public static void deleteAll(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Collections.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
