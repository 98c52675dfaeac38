package dev.crosscheck.data.npz;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.ZipArchive;
import dev.crosscheck.text.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/**
 * The arrays of an {@code .npz} file: a zip archive, stored or compressed, with an entry {@code NAME.npy} for each array.
 *
 * <p>The file is read completely, checked and closed. Limits on the unpacked size bound the memory, whatever the archive's directory
 * claims. A damaged archive is rejected at once; an entry that is not a readable array (text, for example) is rejected only when
 * {@link #array} asks for it. Every rejection is a {@link CrosscheckException} with the file.
 */
public final class NpzFile {
    private static final String REMEDY = "Name a file that numpy.savez or numpy.savez_compressed has written.";

    /** Bytes of all entries, readable or not, and of the archive itself; with the memory for reading this stays below 128 MB. */
    private static final long TOTAL_BYTES = 96 << 20;

    /** The longest recording of this course has 40 arrays. */
    private static final int MEMBERS = 1024;

    private final String file;

    /** Each supplies its array, or throws the error that was found when the archive was read. */
    private final Map<String, Supplier<NpyArray>> members = new LinkedHashMap<>();

    private NpzFile(String file, SeekableByteChannel source) throws IOException {
        this.file = file;
        requireBytes(source.size());
        ZipArchive zip = new ZipArchive(source, MEMBERS);
        // Unreadable entries are unpacked as well, so they count too.
        requireBytes(zip.names().stream().mapToLong(zip::size).sum());
        for (String entry : zip.names()) {
            String name = entry.endsWith(".npy") ? entry.substring(0, entry.length() - ".npy".length()) : entry;
            if (members.put(name, read(zip, entry, file + ": array " + Printable.excerpt(name))) != null) {
                throw CrosscheckException.expected(file, "each array once", Printable.quoted(name) + " twice", REMEDY);
            }
        }
    }

    /**
     * Reads an archive.
     *
     * @param file the file
     * @throws CrosscheckException if it is missing, not an {@code .npz} file, damaged or too large
     */
    public static NpzFile read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw CrosscheckException.expected(
                    file.toString(), "an .npz file", CrosscheckException.whatIsAt(file), REMEDY);
        }
        try (FileChannel channel = FileChannel.open(file)) {
            return new NpzFile(file.toString(), channel);
        } catch (IOException e) {
            throw damaged(file.toString(), e);
        }
    }

    /**
     * Reads an archive from memory, like {@link #read(Path)}.
     *
     * @param label name of the archive, for messages
     * @throws CrosscheckException if it is not an {@code .npz} file, damaged or too large
     */
    public static NpzFile read(String label, byte[] archive) {
        try {
            return new NpzFile(label, new SeekableInMemoryByteChannel(archive));
        } catch (IOException e) {
            throw damaged(label, e);
        }
    }

    private static CrosscheckException damaged(String file, IOException e) {
        if (e instanceof FileSystemException) {
            return CrosscheckException.unreadable(file, e);
        }
        return CrosscheckException.expected(
                file, "a whole .npz archive", Printable.excerpt(String.valueOf(e.getMessage())), REMEDY, e);
    }

    private void requireBytes(long bytes) {
        if (bytes > TOTAL_BYTES) {
            throw CrosscheckException.expected(file, "at most " + TOTAL_BYTES + " bytes", bytes + "", REMEDY);
        }
    }

    private static Supplier<NpyArray> read(ZipArchive zip, String entry, String label) throws IOException {
        try (InputStream in = zip.open(entry)) {
            NpyArray array = NpyFormat.read(label, in, zip.size(entry));
            in.read(); // compares the checksum of an array without values
            return () -> array;
        } catch (CrosscheckException refused) {
            return () -> {
                throw refused;
            };
        }
    }

    /** @return the names of the entries, without {@code .npy}, in the archive's order; unescaped: code that prints them has to escape them */
    public Set<String> names() {
        return Collections.unmodifiableSet(members.keySet());
    }

    /** @return whether there is an entry with this name */
    public boolean has(String name) {
        return members.containsKey(name);
    }

    /**
     * @param name name of an array, such as {@code W1}
     * @return the array
     * @throws CrosscheckException if it is missing, or not a readable array
     */
    public NpyArray array(String name) {
        Supplier<NpyArray> member = members.get(name);
        if (member == null) {
            String found = Printable.excerpt(String.join(", ", members.keySet()));
            throw CrosscheckException.expected(
                    file, "an array " + name, found.isEmpty() ? "no arrays" : "only " + found, REMEDY);
        }
        return member.get();
    }
}
