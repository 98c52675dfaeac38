package dev.crosscheck.run;

import com.sun.security.auth.module.UnixSystem;
import dev.crosscheck.CrosscheckException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes files atomically: each is written under a temporary name in the same folder, then moved to its place. A process that is killed may
 * leave the temporary file, {@code .name.random.tmp}.
 *
 * <p>Nothing is written through a link, except where the user named it ({@link #writeNamed}): the temporary file is new and has an
 * unpredictable name, and the move replaces a link at the place, not its target. This class opens all files that are written in the folder of a run or a sweep.
 */
public final class AtomicFile {
    private static final Logger LOG = LoggerFactory.getLogger(AtomicFile.class);
    private static final Pattern UNFINISHED = Pattern.compile("\\..+\\.[0-9a-f]{16}\\.tmp");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final OpenOption[] NEW = {
        StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS
    };
    private static final int BUFFER = 1 << 16;

    /** As many as Linux follows. */
    private static final int MOST_LINKS = 40;

    /** Bits of a folder's mode: everyone may write, and remove only what is theirs. */
    private static final int STICKY_FOR_ALL = 01002;

    private AtomicFile() {}

    /** Writes a file's content. */
    @FunctionalInterface
    public interface Writer {
        /** @param out where to write; buffered, and closed afterwards */
        void write(OutputStream out) throws IOException;
    }

    /**
     * Writes a file atomically, replacing an older one.
     *
     * @throws CrosscheckException if it cannot be written; the older one is then unchanged
     */
    public static void write(Path file, Writer writer) {
        try {
            replace(file, writer);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /**
     * Writes a file that the user named for a result: as {@link #write}, but a link is followed, and a pipe or a device is written to. In the
     * folder of a run or a sweep, which may come from someone else, a link is refused.
     *
     * @throws CrosscheckException if it cannot be written; an older file is then unchanged
     */
    public static void writeNamed(Path file, Writer writer) {
        try {
            Path target = target(file);
            if (isSpecial(file)) {
                try (OutputStream out =
                        new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.WRITE), BUFFER)) {
                    writer.write(out);
                }
            } else {
                replace(target, writer);
            }
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /** @return whether {@link #writeNamed} can write the file, as far as this is known without writing */
    public static boolean isWritable(Path file) {
        try {
            Path target = target(file);
            boolean direct = isSpecial(file);
            Path place = direct ? file : target.getParent();
            return Files.isWritable(place) && Files.isDirectory(place) != direct;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isSpecial(Path file) {
        return Files.exists(file) && !Files.isRegularFile(file);
    }

    /**
     * Follows the links of a path that is to be written to.
     *
     * @return the file, which need not exist, by a path without links
     * @throws CrosscheckException if one of them is another user's in a folder where everyone may write, such as {@code /tmp}, or the last in
     *     the folder of a run or a sweep: somebody else may have put it there
     */
    static Path target(Path path) throws IOException {
        Path at = path.toAbsolutePath().getRoot();
        Deque<Path> names = new ArrayDeque<>();
        path.toAbsolutePath().forEach(names::add);
        for (int links = 0; !names.isEmpty(); ) {
            Path next = at.resolve(names.pop());
            if (Files.isSymbolicLink(next)) {
                if (++links > MOST_LINKS) {
                    throw new FileSystemLoopException(path.toString());
                }
                requireNotPlanted(next);
                if (names.isEmpty()) {
                    RunFolder.requireNoLinks(at);
                }
                Path to = Files.readSymbolicLink(next);
                at = to.isAbsolute() ? to.getRoot() : at;
                for (int i = to.getNameCount() - 1; i >= 0; i--) {
                    names.push(to.getName(i));
                }
            } else {
                at = next;
            }
        }
        return at;
    }

    /** Linux refuses such links by itself where {@code fs.protected_symlinks} is 1; whose link it is, it decides in the same way. */
    private static void requireNotPlanted(Path link) throws IOException {
        Path folder = link.getParent();
        if (!link.getFileSystem().supportedFileAttributeViews().contains("unix")
                || ((Integer) Files.getAttribute(folder, "unix:mode") & STICKY_FOR_ALL) != STICKY_FOR_ALL) {
            return;
        }
        Object owner = Files.getAttribute(link, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        if (!owner.equals(Files.getAttribute(folder, "unix:uid")) && !owner.equals((int) new UnixSystem().getUid())) {
            throw CrosscheckException.expected(
                    link.toString(),
                    "a file or a link of yours, since it is written to",
                    "another user's link",
                    "Name another file, or what the link leads to.");
        }
    }

    /**
     * @param result a file that is to be written
     * @param input a file or folder that is read
     * @return whether an input would be replaced: the file itself, also by another name or through links, the record of a run beside it, or a
     *     file of the folder, in that of a run or a sweep only one that training writes. A pipe or a device is not replaced
     */
    public static boolean replaces(Path result, Path input) {
        try {
            return Files.isRegularFile(result)
                    && (Files.isDirectory(input)
                            ? RunFolder.reads(input, result)
                            : isSame(result, input) || isSame(result, input.resolveSibling(RunFolder.RECORD)));
        } catch (IOException e) {
            return false; // It cannot be read.
        }
    }

    private static boolean isSame(Path result, Path input) throws IOException {
        return Files.exists(input) && Files.isSameFile(result, input);
    }

    /** As {@link #write}, for a file that must survive a power failure: its content is forced to disk before it gets its name. */
    public static void writeDurably(Path file, Writer writer) {
        try {
            replace(file, writer, file::getFileName, true);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /** Writes a text in UTF-8 with {@link #write}. */
    public static void writeText(Path file, CharSequence text) {
        write(file, out -> out.write(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    /** Writes a text in UTF-8 with {@link #writeDurably}. */
    public static void writeTextDurably(Path file, CharSequence text) {
        writeDurably(file, out -> out.write(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    /** @return the exception for a file or folder that cannot be written to */
    public static CrosscheckException unwritable(Path file, IOException e) {
        return new CrosscheckException(
                file + ": cannot be written: " + CrosscheckException.reason(e) + ".", remedy(e), e);
    }

    /** @return what to do if a file or folder cannot be written to, as a sentence */
    public static String remedy(IOException e) {
        return e instanceof AccessDeniedException
                ? "Check the rights of the folder, or name another."
                : "Check the folder and its disk: if this is full, free some space, or name a folder on another disk.";
    }

    /** As {@link #write}, for callers with a message of their own. */
    public static void replace(Path file, Writer writer) throws IOException {
        replace(file, writer, file::getFileName, false);
    }

    /**
     * As {@link #writeDurably}, for callers with a message of their own and a file whose content determines its name.
     *
     * @param file gives the folder and the temporary file's name
     * @param name asked for once the content is written
     */
    public static void publish(Path file, Writer writer, Supplier<Path> name) throws IOException {
        replace(file, writer, name, true);
    }

    private static void replace(Path file, Writer writer, Supplier<Path> name, boolean durably) throws IOException {
        Path temporary = unfinished(file);
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary, NEW), BUFFER)) {
                writer.write(out);
            }
            if (durably) {
                try (FileChannel content =
                        FileChannel.open(temporary, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
                    content.force(true);
                }
            }
            Files.move(
                    temporary,
                    temporary.resolveSibling(name.get()),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            if (durably) {
                force(temporary.toAbsolutePath().getParent());
            }
        } finally {
            deleteQuietly(temporary);
        }
    }

    /**
     * Opens a log file for appending, and creates it if needed.
     *
     * @throws CrosscheckException if the file is a link or has a second name (hard link), which would be written to as well
     */
    public static OutputStream append(Path file) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            RunFolder.requireNoLink(file);
        }
        return Files.newOutputStream(
                file, StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Creates a file with an unfinished file's name that no reader ever opens.
     *
     * @param file gives the folder and the name
     * @return the file
     * @throws IOException if it cannot be written; it is then deleted
     */
    static Path scratch(Path file, byte[] content) throws IOException {
        Path scratch = unfinished(file);
        try {
            return Files.write(scratch, content, NEW);
        } catch (IOException e) {
            deleteQuietly(scratch);
            throw e;
        }
    }

    /** Forces a folder's entries to disk, if the system supports that. */
    public static void force(Path folder) {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        } catch (IOException e) {
            // Some systems, Windows among them, cannot open folders and write entries when they choose to.
            LOG.debug("{}: the folder cannot be forced to disk", folder, e);
        }
    }

    /** Returns a new temporary name in the same folder. */
    private static Path unfinished(Path file) {
        return file.resolveSibling(
                "." + file.getFileName() + "." + HexFormat.of().toHexDigits(RANDOM.nextLong()) + ".tmp");
    }

    /** Deletes the temporary files of killed processes. No other process may be writing to the folder. */
    public static void deleteUnfinished(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file ->
                            UNFINISHED.matcher(file.getFileName().toString()).matches())
                    .forEach(AtomicFile::deleteQuietly);
        }
    }

    /** Deletes a temporary file; a failure is ignored, since a leftover does no harm. */
    public static void deleteQuietly(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            // If writing failed, the user must see that failure, not this one.
        }
    }
}
