package dev.crosscheck.limits;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.text.Nearest;
import dev.crosscheck.text.Printable;
import dev.crosscheck.text.Text;
import java.util.Collection;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks for the members of a record, used in its constructor. The exception names the member, what was expected and what was found. */
public final class Members {
    /** What a text should be. */
    public static final String WHOLE = "a whole number";

    /** Longest part of a text that a message quotes, in characters. */
    private static final int QUOTED = 80;

    private Members() {}

    /** A record's member has a value outside its range. */
    public static final class Unfit extends CrosscheckException {
        private static final long serialVersionUID = 1L;

        private final String member;
        private final String rest;

        private Unfit(String member, String rest) {
            super(member + ": " + rest, "Give it such a value.");
            this.member = member;
            this.rest = rest;
        }

        public String member() {
            return member;
        }

        /** @return the message without the member's name */
        public String rest() {
            return rest;
        }

        /** @return the same as said of the setting whose value has the member */
        public Unfit of(String setting) {
            return new Unfit(setting, getMessage());
        }
    }

    /**
     * @param name of the member, or of an element, such as {@code classes/1}
     * @param fits whether the value is allowed
     * @param expected the allowed values, in words
     * @param found the value
     * @throws Unfit if it does not fit: {@code name: expected ..., found ....}
     */
    public static void require(String name, boolean fits, String expected, Object found) {
        if (!fits) {
            throw new Unfit(name, "expected " + expected + ", found " + shown(found) + ".");
        }
    }

    /**
     * @param names of the possible values, if they have names
     * @return the refusal of a text that is no value, with the nearest name for the first of its words with slashes between that is none: {@code
     *     name: expected ..., found '...'.} Of a {@link #WHOLE} number it says if it is too large or too small.
     */
    public static Unfit unread(String name, String expected, String text, Collection<String> names) {
        String size = text.startsWith("-") ? "a larger" : "a smaller";
        String fit = expected.equals(WHOLE) && text.matches("[+-]?\\d+") ? size + " whole number" : expected;
        String misspelt = Stream.of(text.split("/", -1))
                .filter(word -> !names.contains(word))
                .findFirst()
                .orElse(text);
        return new Unfit(
                name,
                "expected " + fit + ", found '" + Printable.excerpt(text) + "'" + Nearest.hint(misspelt, names) + ".");
    }

    private static String shown(Object value) {
        if (value instanceof Double number) {
            return Text.plain(number);
        }
        if (!(value instanceof String text)) {
            return String.valueOf(value);
        }
        return text.length() > QUOTED ? "\"" + text.substring(0, QUOTED) + "[...]\"" : "\"" + text + "\"";
    }

    /** Requires {@code least <= value <= most}. */
    public static void whole(String name, long value, long least, long most) {
        if (value < least || value > most) { // build the message only on failure: tens of thousands of records are read
            require(name, false, least == most ? least + "" : "a whole number from " + least + " to " + most, value);
        }
    }

    /** The same of a member that may be null. */
    public static void whole(String name, @Nullable Integer value, long least, long most) {
        if (value != null) {
            whole(name, value.longValue(), least, most);
        }
    }

    /** Requires {@code least <= value <= most}; NaN fails. */
    public static void number(String name, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            require(name, false, "a number from " + Text.plain(least) + " to " + Text.plain(most), value);
        }
    }

    /** The same of a member that may be null. */
    public static void number(String name, @Nullable Double value, double least, double most) {
        if (value != null) {
            number(name, value.doubleValue(), least, most);
        }
    }

    /** Requires a text of {@code least} to {@code most} characters without terminal control characters. */
    public static void plain(String name, String text, int least, int most) {
        boolean fits =
                text.length() >= least && text.length() <= most && text.chars().noneMatch(Character::isISOControl);
        if (!fits) {
            require(name, false, "a text of " + least + " to " + most + " plain characters", text);
        }
    }

    /**
     * Requires a text of {@code least} to {@code most} characters of any kind. Code that prints it must escape control characters ({@link
     * Printable}).
     */
    public static void length(String name, String text, int least, int most) {
        if (text.length() < least || text.length() > most) {
            require(name, false, "a text of " + least + " to " + most + " characters", text);
        }
    }

    /** Requires that a list or map has {@code least} to {@code most} elements. */
    public static void size(String name, int size, int least, int most) {
        if (size < least || size > most) {
            require(name, false, least + " to " + most + " elements", size);
        }
    }
}
