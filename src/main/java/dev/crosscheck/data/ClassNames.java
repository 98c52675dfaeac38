package dev.crosscheck.data;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Printable;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads a text file with the names of a data set's classes, one per line, the first for label 0. */
public final class ClassNames {
    /** File name in the data folder. */
    static final String FILE = "labels.txt";

    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final String REMEDY = "Write one name per line in UTF-8, the first for label 0.";

    private ClassNames() {}

    /**
     * Reads the names of a file.
     *
     * @throws CrosscheckException with the file and line, if the file is not text, or a name is empty, too long or repeated
     */
    static List<String> read(Path file) {
        List<String> names = text(file)
                .replaceFirst("^" + BYTE_ORDER_MARK, "")
                .stripTrailing()
                .lines()
                .map(String::strip)
                .toList();
        if (names.size() < 2 || names.size() > ImageForm.MOST_CLASSES) {
            throw CrosscheckException.expected(
                    file.toString(),
                    "2 to " + ImageForm.MOST_CLASSES + " names",
                    Integer.toString(names.size()),
                    REMEDY);
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            String line = file + ", line " + (i + 1);
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

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw CrosscheckException.expected(file.toString(), "text in UTF-8", "other bytes", REMEDY, e);
        } catch (IOException e) {
            throw new CrosscheckException(
                    file + ": cannot be read: " + e.getClass().getSimpleName() + ".", REMEDY, e);
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
