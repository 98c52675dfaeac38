package dev.crosscheck.run;

import dev.crosscheck.CrosscheckException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of a run's files, each of which is written atomically.
 *
 * @param path the folder; exists and is writable
 */
public record RunFolder(Path path) {
    /** Names of a run's files and of the folder with its checkpoints. */
    public static final String RECORD = "run.json";

    public static final String MODEL = "model.safetensors";
    public static final String DL4J_MODEL = "model.zip";
    public static final String CHECKPOINTS = "checkpoints";
    public static final String METRICS = "metrics.csv";
    public static final String MEASURES = "measures.json";
    public static final String PAGE = "run.html";
    public static final String LOG = "log.txt";

    /** Names of a sweep's files and of the folder with its runs. */
    public static final String PLAN = "sweep.json";

    public static final String TRIALS = "trials";
    public static final String SUMMARY = "summary.json";
    public static final String SWEEP_PAGE = "sweep.html";

    private static final Logger LOGGER = LoggerFactory.getLogger(RunFolder.class);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    /** Reserved space, in bytes: record and page of a failed run take some 5 KB each, and about 300 bytes per epoch. */
    private static final int RESERVE = 64 * 1024;

    /** Deepest level of this program's files: sweep, trials, trial, checkpoints, file. */
    private static final int DEPTH = 4;

    private static final Set<String> OWN = Set.of(
            RECORD,
            MODEL,
            DL4J_MODEL,
            CHECKPOINTS,
            METRICS,
            MEASURES,
            PAGE,
            LOG,
            PLAN,
            TRIALS,
            SUMMARY,
            SWEEP_PAGE,
            FolderLock.NAME);

    /** Files that identify such a folder; other folders may have links for good reasons. */
    private static final List<String> SIGNS = List.of(RECORD, PLAN, MODEL, CHECKPOINTS);

    private static final String NO_LINKS =
            "Copy the files that you trust to a new folder, or name the model.safetensors itself where one is asked for.";

    /**
     * Creates the folder.
     *
     * @param out the requested folder; must be new or empty, except for a lock file that a run left
     * @throws CrosscheckException if it contains files or cannot be written to
     */
    public static RunFolder at(Path out) {
        return at("--out", out);
    }

    /** As {@link #at(Path)}, for a folder that another option names. */
    public static RunFolder at(String option, Path out) {
        String named = option + " " + out;
        String remedy = remedy(option);
        try {
            AtomicFile.target(out);
            Files.createDirectories(out);
            try (Stream<Path> files = Files.list(out)) {
                // To open a pipe of that name would wait for its reader.
                if (files.anyMatch(file ->
                        !file.endsWith(FolderLock.NAME) || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))) {
                    throw new CrosscheckException(
                            named + ": expected a new or empty folder, found files in it.", remedy);
                }
            }
            Files.delete(Files.createTempFile(out, "writable", ".tmp"));
            return new RunFolder(out);
        } catch (FileAlreadyExistsException e) {
            throw new CrosscheckException(named + ": expected a folder, found a file.", remedy, e);
        } catch (IOException e) {
            throw new CrosscheckException(
                    named + ": cannot be written to: " + CrosscheckException.reason(e) + ".", remedy, e);
        }
    }

    private static String remedy(String option) {
        return "Name a new or empty folder that you may write to with " + option + ".";
    }

    /**
     * Creates a folder {@code runs/<command>-<time>} in the working directory, with a number appended if it exists. No two calls, from one
     * or several processes, get the same folder.
     *
     * @throws CrosscheckException if {@code runs} cannot be written to
     */
    public static RunFolder create(String command) {
        Path runs = Path.of("runs");
        String name = command + "-" + TIME.format(LocalDateTime.now());
        try {
            AtomicFile.target(runs);
            Files.createDirectories(runs);
            Path free = runs.resolve(name);
            for (int i = 2; !claim(free); i++) {
                free = runs.resolve(name + "-" + i);
            }
            return new RunFolder(free);
        } catch (FileAlreadyExistsException e) {
            throw new CrosscheckException(runs + ": expected a folder, found a file.", remedy("--out"), e);
        } catch (IOException e) {
            throw new CrosscheckException(
                    runs + ": no folder can be made in it: " + CrosscheckException.reason(e) + ".", remedy("--out"), e);
        }
    }

    /** Creates a folder. Returns whether this call created it: of concurrent callers exactly one does. */
    private static boolean claim(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    /**
     * Writes a text in UTF-8.
     *
     * @throws CrosscheckException if it cannot be written; nothing of it is then left
     */
    public void writeText(String name, CharSequence text) {
        AtomicFile.writeText(path.resolve(name), text);
    }

    /**
     * Draws a picture into the folder. A failure is only reported, since a machine without fonts cannot draw but its numbers are still
     * valid.
     *
     * @return the problem, on one line, if the picture could not be drawn
     */
    public Optional<String> draw(String name, AtomicFile.Writer writer) {
        try {
            AtomicFile.write(path.resolve(name), writer);
            return Optional.empty();
        } catch (CrosscheckException e) {
            throw e;
        } catch (RuntimeException | LinkageError | InternalError e) {
            LOGGER.warn("{} cannot be drawn", name, e);
            return Optional.of(name + " cannot be drawn: " + e + ". Java needs fontconfig and a font to draw text.");
        }
    }

    /**
     * Reserves some disk space, so that a run can still record its failure if the disk is full at the end.
     *
     * @return a file to delete at that time; a killed run leaves it behind as an unfinished one
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

    /** Deletes a folder with everything in it, if it exists. */
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

    /**
     * Rejects the folder of a run or a sweep, which may come from someone else, if it contains a link, before anything in it is read: a planted symbolic
     * link could make this program write to a file elsewhere. The folder itself may be reached through links.
     *
     * @param path the folder; other paths are ignored
     * @throws CrosscheckException naming the file that is a symbolic link, a device or a pipe, or a folder that cannot be read
     */
    public static void requireNoLinks(Path path) {
        if (Files.isDirectory(path) && !(Files.isReadable(path) && Files.isExecutable(path))) {
            throw CrosscheckException.unreadable(path, new AccessDeniedException(path.toString()));
        }
        if (isOne(path)) {
            walk(path);
        }
    }

    /** @return whether whoever reads a folder reads a file in it: in that of a run or a sweep only its own files, else all */
    static boolean reads(Path folder, Path file) throws IOException {
        Path real = folder.toRealPath();
        Path found = file.toRealPath();
        return found.startsWith(real)
                && (!isOne(real)
                        || OWN.contains(real.relativize(found).getName(0).toString()));
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
            throw CrosscheckException.unreadable(folder, e);
        }
    }

    private static void requirePlain(Path file, BasicFileAttributes attributes) {
        if (attributes.isSymbolicLink() || attributes.isOther()) {
            throw CrosscheckException.expected(
                    file.toString(),
                    "a file or a folder",
                    attributes.isSymbolicLink() ? "a symbolic link" : "a device or a pipe",
                    NO_LINKS);
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
                    file.toString(), "a file with one name, since it is written to", "a hard link", NO_LINKS);
        }
    }
}
