package dev.crosscheck.data.npz;

import dev.crosscheck.CrosscheckException;
import java.util.Arrays;

/**
 * Parses the Python dictionary in the header of a {@code .npy} file; no other Python is accepted.
 *
 * <p>It has the keys {@code descr} (a string), {@code fortran_order} ({@code True} or {@code False}) and {@code shape} (a tuple of
 * integers), each once, in any order, with any white space and an optional trailing comma.
 */
final class HeaderParser {
    private static final String KEYS = "descr, fortran_order and shape, each once";

    private final String label;
    private final String text;
    private int position;

    private NpyDescription description;
    private Boolean fortranOrder;
    private int[] shape;

    /**
     * @param label name of the array and its file, for messages
     * @param text text of the header
     */
    HeaderParser(String label, String text) {
        this.label = label;
        this.text = text;
    }

    /**
     * @param bytes size of the whole header
     * @throws CrosscheckException with the position at which the text is not such a dictionary
     */
    NpyHeader parse(int bytes) {
        expect('{', "{");
        boolean more = !accept('}');
        while (more) {
            entry();
            boolean comma = accept(',');
            more = !accept('}');
            if (more && !comma) {
                throw malformed(", or }");
            }
        }
        skipSpace();
        if (position < text.length()) {
            throw malformed("nothing after }");
        }
        if (description == null || fortranOrder == null || shape == null) {
            throw CrosscheckException.expected(
                    label, "a header with " + KEYS, NpyFormat.quoted(text.strip()), NpyFormat.REMEDY);
        }
        return new NpyHeader(description, fortranOrder, shape, bytes);
    }

    private void entry() {
        String key = string("a key in quotes");
        expect(':', ":");
        if (key.equals("descr") && description == null) {
            description = description();
        } else if (key.equals("fortran_order") && fortranOrder == null) {
            fortranOrder = truth();
        } else if (key.equals("shape") && shape == null) {
            shape = tuple();
        } else {
            throw CrosscheckException.expected(
                    label, "a header with " + KEYS, "the key " + NpyFormat.quoted(key), NpyFormat.REMEDY);
        }
    }

    private NpyDescription description() {
        if (peek() == '[' || peek() == '(') {
            throw NpyDescription.unread(label, "structured records");
        }
        return NpyDescription.parse(label, string("a type in quotes"));
    }

    private String string(String expected) {
        char quote = peek();
        if (quote != '\'' && quote != '"') {
            throw malformed(expected);
        }
        int end = text.indexOf(quote, position + 1);
        if (end < 0) {
            throw malformed("a string that ends");
        }
        String content = text.substring(position + 1, end);
        position = end + 1;
        return content;
    }

    private boolean truth() {
        skipSpace();
        for (String word : new String[] {"True", "False"}) {
            if (text.startsWith(word, position)) {
                position += word.length();
                return word.equals("True");
            }
        }
        throw malformed("True or False");
    }

    private int[] tuple() {
        int[] sizes = new int[NpyHeader.MAX_RANK];
        int rank = 0;
        expect('(', "a tuple of sizes");
        boolean more = !accept(')');
        while (more) {
            if (rank == sizes.length) {
                throw malformed("at most " + NpyHeader.MAX_RANK + " dimensions");
            }
            sizes[rank++] = size();
            boolean comma = accept(',');
            more = !accept(')');
            if (!comma && (more || rank == 1)) {
                throw malformed(", in the tuple of sizes");
            }
        }
        return Arrays.copyOf(sizes, rank);
    }

    private int size() {
        int start = position;
        long size = 0;
        while (position < text.length() && text.charAt(position) >= '0' && text.charAt(position) <= '9') {
            size = 10 * size + text.charAt(position) - '0';
            position++;
            if (size > Integer.MAX_VALUE) {
                throw CrosscheckException.expected(
                        label, "sizes of at most " + Integer.MAX_VALUE, "a larger one", NpyFormat.REMEDY);
            }
        }
        if (position == start) {
            throw malformed("a size");
        }
        return (int) size;
    }

    private void expect(char wanted, String expected) {
        if (!accept(wanted)) {
            throw malformed(expected);
        }
    }

    private boolean accept(char wanted) {
        if (peek() != wanted) {
            return false;
        }
        position++;
        return true;
    }

    /** Skips white space and returns the next character, or 0 at the end. */
    private char peek() {
        skipSpace();
        return position < text.length() ? text.charAt(position) : 0;
    }

    private void skipSpace() {
        while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
    }

    private CrosscheckException malformed(String expected) {
        String found = position < text.length()
                ? NpyFormat.quoted(text.substring(position).strip())
                : "the end of the header";
        return CrosscheckException.expected(label, "a header with " + expected, found, NpyFormat.REMEDY);
    }
}
