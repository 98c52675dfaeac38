package dev.crosscheck.data.npz;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.ZipArchive;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/**
 * The arrays of an {@code .npz} file: a zip archive, stored or compressed, with an entry {@code NAME.npy} for each array.
 *
 * <p>The file is read completely, checked and closed. Limits on the unpacked size bound the memory, whatever the archive's directory
 * claims. A damaged archive is rejected at once; an entry that is not a readable array (text, for example) is rejected only when
 * {@link #array} asks for it. Every rejection is a {@link CrosscheckException} with the file.
 */
public final class NpzFile {
    /** Maximum length of an array's name. */
    private static final int MAX_NAME = 100;

    private static final int NAMES_SHOWN = 12;
    private static final Pattern NAME = Pattern.compile("[\\P{C}&&[^\\p{Zl}\\p{Zp}]]{1," + MAX_NAME + "}");
    private static final byte[] ZIP_MAGIC = {'P', 'K'};
    private static final String REMEDY = "Name a file that numpy.savez or numpy.savez_compressed has written.";

    /** Bytes of the values of one array: the weights of 20,000 hidden units. */
    private static final long ARRAY_BYTES = 64 << 20;

    /** Bytes of all entries, readable or not, and of the archive itself; with the memory for reading this stays below 128 MB. */
    private static final long TOTAL_BYTES = 96 << 20;

    /** The longest recording of this course has 40 arrays. */
    private static final int MEMBERS = 1024;

    private final String file;

    /** Each supplies its array, or throws the error that was found when the archive was read. */
    private final Map<String, Supplier<NpyArray>> members = new LinkedHashMap<>();

    private NpzFile(String file, SeekableByteChannel source) {
        this.file = file;
        try {
            readMembers(source);
        } catch (IOException e) {
            throw damaged(file, e);
        }
    }

    /**
     * Reads an archive.
     *
     * @param file the file
     * @throws CrosscheckException if it is missing, not an {@code .npz} file, damaged or too large
     */
    public static NpzFile read(Path file) {
        requireFile(file);
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
        return new NpzFile(label, new SeekableInMemoryByteChannel(archive));
    }

    private static CrosscheckException damaged(String file, IOException e) {
        String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new CrosscheckException(
                file + ": truncated or damaged archive: " + NpyFormat.quoted(reason) + ".",
                "Copy or record the file again.",
                e);
    }

    /** @return the names of the entries, without {@code .npy}, in the archive's order */
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
            String found = members.keySet().stream().limit(NAMES_SHOWN).collect(Collectors.joining(", "));
            String rest = members.size() > NAMES_SHOWN ? " and " + (members.size() - NAMES_SHOWN) + " more" : "";
            throw CrosscheckException.expected(
                    file, "an array " + name, found.isEmpty() ? "no arrays" : "only " + found + rest, REMEDY);
        }
        return member.get();
    }

    private static void requireFile(Path path) {
        String file = path.toString();
        if (!Files.isRegularFile(path)) {
            throw CrosscheckException.expected(
                    file, "an .npz file", Files.exists(path) ? "a folder or device" : "none at this path", REMEDY);
        }
        if (!Files.isReadable(path)) {
            throw CrosscheckException.expected(file, "a readable .npz file", "one that this user may not read", REMEDY);
        }
    }

    private void checkStart(SeekableByteChannel source) throws IOException {
        if (source.size() > TOTAL_BYTES) {
            throw CrosscheckException.expected(file, "at most " + TOTAL_BYTES + " bytes", source.size() + "", REMEDY);
        }
        byte[] start = new byte[NpyFormat.MAGIC.length];
        int length = source.read(ByteBuffer.wrap(start));
        if (Arrays.equals(start, NpyFormat.MAGIC)) {
            throw CrosscheckException.expected(file, "an .npz archive", "a single .npy array", REMEDY);
        }
        if (!Arrays.equals(Arrays.copyOf(start, ZIP_MAGIC.length), ZIP_MAGIC)) {
            throw CrosscheckException.expected(
                    file, "an .npz archive", length <= 0 ? "an empty file" : "other content", REMEDY);
        }
    }

    private void readMembers(SeekableByteChannel source) throws IOException {
        checkStart(source);
        ZipArchive zip = new ZipArchive(source, MEMBERS);
        Map<String, String> entries = new LinkedHashMap<>();
        long bytes = 0;
        for (String entry : zip.names()) {
            String name = nameOf(entry);
            if (entries.put(name, entry) != null) {
                throw CrosscheckException.expected(file, "each array once", name + " twice", REMEDY);
            }
            bytes += zip.size(entry);
        }
        // Unreadable entries were unpacked as well, so they count too.
        if (bytes > TOTAL_BYTES) {
            throw CrosscheckException.expected(
                    file, "at most " + TOTAL_BYTES + " bytes in all arrays", bytes + "", REMEDY);
        }
        for (Map.Entry<String, String> entry : entries.entrySet()) {
            members.put(entry.getKey(), readMember(zip, entry.getValue(), entry.getKey()));
        }
    }

    private String nameOf(String path) {
        if (!NAME.matcher(path).matches()) {
            throw CrosscheckException.expected(
                    file, "array names of 1 to " + MAX_NAME + " printable characters", NpyFormat.quoted(path), REMEDY);
        }
        return path.endsWith(".npy") ? path.substring(0, path.length() - ".npy".length()) : path;
    }

    private Supplier<NpyArray> readMember(ZipArchive zip, String member, String name) throws IOException {
        try (InputStream in = zip.open(member)) {
            NpyArray array = NpyFormat.read(file + ": array " + name, in, zip.size(member), ARRAY_BYTES);
            in.read(); // compares the checksum of an array without values
            return () -> array;
        } catch (CrosscheckException refused) {
            return () -> {
                throw refused;
            };
        }
    }
}
