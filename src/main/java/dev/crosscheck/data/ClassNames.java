package dev.crosscheck.data;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads a text file with the names of a data set's classes, one per line, the first for label 0. */
public final class ClassNames {
    /** File name in the data folder. */
    static final String FILE = "labels.txt";

    /** Maximum bytes: 1000 names of maximum length, with four bytes per character. */
    private static final long LARGEST = 512 << 10;

    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final String REMEDY = "Write one name per line in UTF-8, the first for label 0.";

    private ClassNames() {}

    /**
     * Reads the names of a file.
     *
     * @throws CrosscheckException with the file and line, if the file is not text, or a name is empty, too long or repeated
     */
    static List<String> read(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw CrosscheckException.expected(
                        file.toString(), "at most " + LARGEST + " bytes", Files.size(file) + " bytes", REMEDY);
            }
            return read(file.toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new CrosscheckException(
                    file + ": cannot be read: " + e.getClass().getSimpleName() + ".", REMEDY, e);
        }
    }

    /** Reads names from memory; messages use {@code label} as the file's name. */
    static List<String> read(String label, byte[] text) {
        List<String> names =
                decoded(label, text).stripTrailing().lines().map(String::strip).toList();
        if (names.size() < 2 || names.size() > ImageForm.MOST_CLASSES) {
            throw CrosscheckException.expected(
                    label, "2 to " + ImageForm.MOST_CLASSES + " names", Integer.toString(names.size()), REMEDY);
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            String line = label + ", line " + (i + 1);
            require(line, names.get(i), REMEDY);
            if (!seen.add(names.get(i))) {
                throw CrosscheckException.expected(
                        line,
                        "another name than before",
                        Printable.quoted(names.get(i)) + " again",
                        "Give each class its own name.");
            }
        }
        return names;
    }

    private static String decoded(String label, byte[] text) {
        try {
            String decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text))
                    .toString();
            return !decoded.isEmpty() && decoded.charAt(0) == BYTE_ORDER_MARK ? decoded.substring(1) : decoded;
        } catch (CharacterCodingException e) {
            throw CrosscheckException.expected(label, "text in UTF-8", "other bytes", REMEDY, e);
        }
    }

    /**
     * Rejects a text that cannot be the name of a class.
     *
     * @param what which name it is, for the message
     */
    public static void require(String what, String name, String remedy) {
        if (!ImageForm.isName(name)) {
            throw CrosscheckException.expected(
                    what,
                    "a name of 1 to " + ImageForm.LONGEST_NAME + " plain characters",
                    name.isEmpty() ? "an empty line" : Printable.quoted(name),
                    remedy);
        }
    }
}
