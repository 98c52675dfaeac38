package dev.crosscheck.run;

import dev.crosscheck.CrosscheckException;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.List;

/**
 * Whether a folder of a run or a sweep, which may be somebody else's, has only what this program puts there: plain files and folders. Whoever
 * plants a symbolic link in it, or a file of their own, could have this program write to a file elsewhere.
 */
public final class FolderCheck {
    /** As deep as this program's files lie: sweep, under-way, trial, checkpoints, file. */
    private static final int DEPTH = 4;

    /** What tells such a folder from others, which have links for good reasons. */
    private static final List<String> SIGNS = List.of("run.json", "sweep.json", "model.safetensors", "checkpoints");

    private static final String REMEDY =
            "Copy the files that you trust to a new folder, or name the model.safetensors itself where one is asked for.";

    private FolderCheck() {}

    /**
     * Refuses the folder of a run or a sweep that has a link in it, before anything of it is read. The folder itself may be reached through
     * links.
     *
     * @param path the folder; what is not one is left alone
     * @throws CrosscheckException naming the file that is a symbolic link, or neither a file nor a folder
     */
    public static void requireNoLinks(Path path) {
        if (isOne(path)) {
            walk(path, null);
        }
    }

    /**
     * Refuses a folder to go on writing to that has links, or files that belong to another user, who could turn them into links meanwhile. What
     * the system's administrator owns is fine.
     *
     * @param path the folder; what is not one is left alone
     * @throws CrosscheckException naming the file
     */
    public static void requireOurs(Path path) {
        if (isOne(path)) {
            walk(path, null);
            walk(path, ourNumber(path));
        }
    }

    private static boolean isOne(Path path) {
        return Files.isDirectory(path)
                && SIGNS.stream().anyMatch(name -> Files.exists(path.resolve(name), LinkOption.NOFOLLOW_LINKS));
    }

    /** The user who owns what this process writes there; null where the system has no such numbers. */
    private static Object ourNumber(Path folder) {
        try {
            Path probe = AtomicFile.scratch(folder.resolve("owner"), new byte[0]);
            try {
                return owner(probe);
            } finally {
                AtomicFile.deleteQuietly(probe);
            }
        } catch (IOException e) {
            throw new CrosscheckException(
                    folder + ": cannot be written to: " + e, "Check the folder, its rights and the free space.", e);
        }
    }

    private static Object owner(Path file) throws IOException {
        return hasUnix(file) ? Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS) : null;
    }

    private static boolean hasUnix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    /** @param ours the number of the user whose files are fine besides the administrator's; null if anybody's are */
    private static void walk(Path folder, Object ours) {
        try {
            // The folder itself may be a link; the real one is walked.
            Path real = folder.toRealPath();
            Files.walkFileTree(real, EnumSet.noneOf(FileVisitOption.class), DEPTH, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) throws IOException {
                    return path.equals(real) ? FileVisitResult.CONTINUE : visitFile(path, attributes);
                }

                @Override
                public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                    Path named = folder.resolve(real.relativize(path));
                    requirePlain(named, attributes);
                    try {
                        requireOwner(named, path, ours);
                    } catch (NoSuchFileException e) {
                        return visitFileFailed(path, e);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path path, IOException e) throws IOException {
                    if (e instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE; // a run that goes on has moved it
                    }
                    throw e;
                }
            });
        } catch (IOException e) {
            throw new CrosscheckException(folder + ": cannot be read: " + e, "Check the folder and its rights.", e);
        }
    }

    private static void requirePlain(Path file, BasicFileAttributes attributes) {
        if (attributes.isSymbolicLink() || attributes.isOther()) {
            throw CrosscheckException.expected(
                    file.toString(),
                    "a file or a folder",
                    attributes.isSymbolicLink() ? "a symbolic link" : "neither",
                    REMEDY);
        }
    }

    private static void requireOwner(Path named, Path file, Object ours) throws IOException {
        if (ours == null) {
            return;
        }
        Object owner = owner(file);
        if (!owner.equals(ours) && !owner.equals(0)) {
            throw CrosscheckException.expected(
                    named.toString(),
                    "a file of yours, since this folder is written to",
                    "one of user " + Files.getOwner(file, LinkOption.NOFOLLOW_LINKS),
                    "Copy the folder, so that its files are yours, and go on with the copy.");
        }
    }

    /** Refuses a file that is not a plain one, or that has another name elsewhere. */
    static void requireNoLink(Path file) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        requirePlain(file, attributes);
        if (attributes.isRegularFile()
                && hasUnix(file)
                && (Integer) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS) > 1) {
            throw CrosscheckException.expected(
                    file.toString(), "a file with one name, since it is written to", "a hard link", REMEDY);
        }
    }
}
