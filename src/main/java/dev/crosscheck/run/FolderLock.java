package dev.crosscheck.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Marks a folder as used by a process, by locking the file {@code .lock} in it. The operating system releases the lock when the process
 * ends for any reason, so a lock that can be taken means that no process is using the folder. The file is never deleted: deleting it could
 * give two waiting processes a lock each.
 */
public final class FolderLock implements AutoCloseable {
    static final String NAME = ".lock";

    // On some systems closing any channel of a file releases the process's lock on it, so a second channel is never
    // opened.
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @param folder exists
     * @return the lock; empty if any process, including this one, holds it
     * @throws IOException if the folder cannot be written to
     */
    public static Optional<FolderLock> take(Path folder) throws IOException {
        AtomicFile.target(folder);
        Path real = folder.toRealPath();
        if (!HELD_HERE.add(real)) {
            return Optional.empty();
        }
        FileChannel channel = null;
        boolean taken = false;
        try {
            channel = FileChannel.open(
                    real.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            taken = channel.tryLock() != null;
            return taken ? Optional.of(new FolderLock(real, channel)) : Optional.empty();
        } finally {
            if (!taken) {
                HELD_HERE.remove(real);
                if (channel != null) {
                    channel.close();
                }
            }
        }
    }

    /**
     * Checks whether any process holds a folder's lock, without taking it or writing to the folder.
     *
     * @param folder exists
     * @throws IOException if the lock cannot be checked
     */
    public static boolean isHeld(Path folder) throws IOException {
        Path real = folder.toRealPath();
        Path file = real.resolve(NAME);
        if (!HELD_HERE.add(real)) {
            return true;
        }
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
                    FileLock shared = channel.tryLock(0, Long.MAX_VALUE, true)) {
                return shared == null;
            }
        } finally {
            HELD_HERE.remove(real);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        HELD_HERE.remove(folder);
    }
}
