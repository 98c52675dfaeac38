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
 * Checks that the folder of a run or a sweep, which may come from someone else, contains only plain files and folders: a planted symbolic
 * link could make this program write to a file elsewhere.
 */
public final class FolderCheck {
    /** Deepest level of this program's files: sweep, under-way, trial, checkpoints, file. */
    private static final int DEPTH = 4;

    /** Files that identify such a folder; other folders may have links for good reasons. */
    private static final List<String> SIGNS = List.of("run.json", "sweep.json", "model.safetensors", "checkpoints");

    private static final String REMEDY =
            "Copy the files that you trust to a new folder, or name the model.safetensors itself where one is asked for.";

    private FolderCheck() {}

    /**
     * Rejects the folder of a run or a sweep that contains a link, before anything in it is read. The folder itself may be reached through
     * links.
     *
     * @param path the folder; other paths are ignored
     * @throws CrosscheckException naming the file that is a symbolic link, or neither a file nor a folder
     */
    public static void requireNoLinks(Path path) {
        if (isOne(path)) {
            walk(path);
        }
    }

    private static boolean isOne(Path path) {
        return Files.isDirectory(path)
                && SIGNS.stream().anyMatch(name -> Files.exists(path.resolve(name), LinkOption.NOFOLLOW_LINKS));
    }

    private static void walk(Path folder) {
        try {
            // The folder itself may be a link, so the real path is walked.
            Path real = folder.toRealPath();
            Files.walkFileTree(real, EnumSet.noneOf(FileVisitOption.class), DEPTH, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) throws IOException {
                    return path.equals(real) ? FileVisitResult.CONTINUE : visitFile(path, attributes);
                }

                @Override
                public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                    requirePlain(folder.resolve(real.relativize(path)), attributes);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path path, IOException e) throws IOException {
                    if (e instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE; // a running process has moved it meanwhile
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

    /** Rejects a file that is not a plain one, or that has a second name (hard link). */
    static void requireNoLink(Path file) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        requirePlain(file, attributes);
        if (attributes.isRegularFile()
                && file.getFileSystem().supportedFileAttributeViews().contains("unix")
                && (Integer) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS) > 1) {
            throw CrosscheckException.expected(
                    file.toString(), "a file with one name, since it is written to", "a hard link", REMEDY);
        }
    }
}
