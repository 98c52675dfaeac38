package dev.crosscheck.npz;

import dev.crosscheck.CrosscheckException;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The arrays of an {@code .npz} file: a zip archive, stored or compressed, with one {@code NAME.npy} for each.
 *
 * <p>The file is read whole, checked and closed. Memory is bounded by limits on what comes out of the archive, whatever
 * its directory claims. A damaged archive is refused at once; a member that is no array of a type that is read (text, say) does
 * no harm until {@link #array} asks for it. Every refusal is a {@link CrosscheckException} that names the file.
 */
public final class NpzFile {
    /** As long a name as an array may have. */
    private static final int MAX_NAME = 100;

    private static final int NAMES_SHOWN = 12;
    private static final Pattern PRINTABLE = Pattern.compile("[\\P{C}&&[^\\p{Zl}\\p{Zp}\\\\:]]{1," + MAX_NAME + "}");
    private static final Pattern CLIMBING = Pattern.compile("(.*/)?(|\\.|\\.\\.)(/.*)?");
    private static final byte[] ZIP_MAGIC = {'P', 'K'};
    private static final String REMEDY = "Name a file that numpy.savez or numpy.savez_compressed has written.";

    /**
     * What may come out of one archive.
     *
     * @param arrayBytes bytes of the values of one array
     * @param totalBytes bytes of the values of all arrays, and of the archive itself
     * @param members arrays
     */
    record Limits(long arrayBytes, long totalBytes, int members) {
        /** Far above any run of this course, far below any heap. */
        static final Limits DEFAULT = new Limits(64 << 20, 128 << 20, 1024);
    }

    private final Path file;
    private final Map<String, Supplier<NpyArray>> members = new LinkedHashMap<>();
    private final Limits limits;
    private long bytesLeft;

    private NpzFile(Path file, Limits limits) {
        this.file = file;
        this.limits = limits;
        this.bytesLeft = limits.totalBytes();
    }

    /**
     * Reads an archive.
     *
     * @param file the file
     * @throws CrosscheckException if it is missing, no {@code .npz}, damaged, unsafe or too large
     */
    public static NpzFile read(Path file) {
        return read(file, Limits.DEFAULT);
    }

    /** As {@link #read(Path)}, under other limits. */
    static NpzFile read(Path file, Limits limits) {
        NpzFile npz = new NpzFile(file, limits);
        try {
            npz.checkStart();
            npz.readMembers();
        } catch (IOException | IllegalArgumentException e) {
            // The first releases of Java 17 report a comment in a broken encoding as an illegal argument.
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new CrosscheckException(
                    file + ": truncated or damaged archive: " + NpyFormat.quoted(reason) + ".",
                    "Copy or record the file anew.",
                    e);
        }
        return npz;
    }

    /** @return the names of the members, without {@code .npy}, in the archive's order */
    public Set<String> names() {
        return Collections.unmodifiableSet(members.keySet());
    }

    /** @return whether there is a member of this name */
    public boolean has(String name) {
        return members.containsKey(name);
    }

    /**
     * @param name an array's name, such as {@code W1}
     * @return the array
     * @throws CrosscheckException if it is missing, or not an array of a type that is read
     */
    public NpyArray array(String name) {
        Supplier<NpyArray> member = members.get(name);
        if (member == null) {
            String found = members.keySet().stream().limit(NAMES_SHOWN).collect(Collectors.joining(", "));
            String rest = members.size() > NAMES_SHOWN ? " and " + (members.size() - NAMES_SHOWN) + " more" : "";
            throw refusal("an array " + name, found.isEmpty() ? "no arrays" : "only " + found + rest);
        }
        return member.get();
    }

    private void checkStart() throws IOException {
        if (!Files.isRegularFile(file)) {
            throw refusal("an .npz file", Files.exists(file) ? "a folder or device" : "none at this path");
        }
        if (!Files.isReadable(file)) {
            throw refusal("a readable .npz file", "one that this user may not read");
        }
        if (Files.size(file) > limits.totalBytes()) {
            throw refusal("at most " + limits.totalBytes() + " bytes", Files.size(file) + "");
        }
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(NpyHeader.MAGIC.length);
        }
        if (Arrays.equals(start, NpyHeader.MAGIC)) {
            throw refusal("an .npz archive", "a single .npy array");
        }
        if (!Arrays.equals(Arrays.copyOf(start, ZIP_MAGIC.length), ZIP_MAGIC)) {
            throw refusal("an .npz archive", start.length == 0 ? "an empty file" : "other content");
        }
    }

    private void readMembers() throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            if (zip.size() > limits.members()) {
                throw refusal("at most " + limits.members() + " arrays", zip.size() + "");
            }
            Map<String, ZipEntry> entries = new LinkedHashMap<>();
            for (ZipEntry entry : Collections.list(zip.entries())) {
                String name = nameOf(entry);
                if (entries.put(name, entry) != null) {
                    throw refusal("each array once", name + " twice");
                }
            }
            for (Map.Entry<String, ZipEntry> entry : entries.entrySet()) {
                members.put(entry.getKey(), readMember(zip, entry.getValue(), entry.getKey()));
            }
        }
    }

    private String nameOf(ZipEntry entry) {
        String path = entry.getName();
        if (!PRINTABLE.matcher(path).matches() || CLIMBING.matcher(path).matches()) {
            throw refusal(
                    "array names of 1 to " + MAX_NAME + " printable characters that stay inside the archive",
                    NpyFormat.quoted(path));
        }
        return path.endsWith(".npy") ? path.substring(0, path.length() - ".npy".length()) : path;
    }

    private Supplier<NpyArray> readMember(ZipFile zip, ZipEntry entry, String name) throws IOException {
        NpyArray array;
        try (InputStream in = zip.getInputStream(entry);
                CheckedInputStream checked = new CheckedInputStream(in, new CRC32())) {
            array = NpyFormat.read(file + ": array " + name, checked, limits.arrayBytes());
            if (checked.getChecksum().getValue() != entry.getCrc()) {
                throw new IOException("checksum of " + name + " differs");
            }
        } catch (CrosscheckException refused) {
            return () -> {
                throw refused;
            };
        }
        bytesLeft -= array.littleEndian().length;
        if (bytesLeft < 0) {
            throw refusal("at most " + limits.totalBytes() + " bytes of values", "more");
        }
        return () -> array;
    }

    private CrosscheckException refusal(String expected, String found) {
        return new CrosscheckException(file + ": expected " + expected + ", found " + found + ".", REMEDY);
    }
}
