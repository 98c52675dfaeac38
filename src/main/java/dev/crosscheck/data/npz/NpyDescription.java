package dev.crosscheck.data.npz;

import dev.crosscheck.CrosscheckException;
import java.nio.ByteOrder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code descr} of a header, such as {@code <f8}: how elements are stored.
 *
 * @param type the element type
 * @param order the byte order; that of this machine if {@code descr} says native or nothing
 */
record NpyDescription(NpyType type, ByteOrder order) {
    private static final Pattern FORM = Pattern.compile("([<>=|])([A-Za-z])([0-9]*)");
    private static final String READ = "float16 to float64, int8 to int64, uint8 to uint32 or bool";

    /**
     * @param label name of the array and its file, for messages
     * @param descr the text between the quotes
     * @throws CrosscheckException if the type is not one of {@link NpyType}
     */
    static NpyDescription parse(String label, String descr) {
        Matcher matcher = FORM.matcher(descr);
        if (!matcher.matches()) {
            throw unread(label, "the type " + NpyFormat.quoted(descr));
        }
        String code = matcher.group(2) + matcher.group(3);
        for (NpyType type : NpyType.values()) {
            if (type.code().equals(code)) {
                return new NpyDescription(type, order(matcher.group(1).charAt(0)));
            }
        }
        throw unread(label, kind(code.charAt(0)) + " " + NpyFormat.quoted(descr));
    }

    /** @return the error for an unsupported type, which is described by {@code found} */
    static CrosscheckException unread(String label, String found) {
        return CrosscheckException.expected(
                label, READ, found, "Convert it before saving it, for instance with array.astype(numpy.float64).");
    }

    private static ByteOrder order(char mark) {
        return switch (mark) {
            case '<' -> ByteOrder.LITTLE_ENDIAN;
            case '>' -> ByteOrder.BIG_ENDIAN;
            default -> ByteOrder.nativeOrder();
        };
    }

    private static String kind(char kind) {
        return switch (kind) {
            case 'O' -> "pickled Python objects";
            case 'V' -> "structured records";
            case 'c' -> "complex numbers";
            case 'f' -> "floating-point numbers";
            case 'i' -> "integers";
            case 'u' -> "unsigned integers";
            case 'S', 'a', 'U' -> "text";
            case 'M', 'm' -> "dates or time spans";
            default -> "the type";
        };
    }
}
