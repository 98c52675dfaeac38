package dev.crosscheck;

/** Checks of a record's members, for its constructor: what does not fit is refused by the member's name, what was expected and what was found. */
public final class Members {
    /** Characters of a text that a message quotes. */
    private static final int QUOTED = 80;

    private Members() {}

    /** A member that a record cannot have. */
    public static final class Unfit extends CrosscheckException {
        private static final long serialVersionUID = 1L;

        private Unfit(String problem) {
            super(problem, "Give it such a value.");
        }
    }

    /**
     * @param name of the member; an element's is as {@code classes/1}
     * @param fits whether the value is one of those that it may have
     * @param expected these, in words
     * @param found the value
     * @throws Unfit if it does not fit: {@code name: expected ..., found ....}
     */
    public static void require(String name, boolean fits, String expected, Object found) {
        if (!fits) {
            throw new Unfit(name + ": expected " + expected + ", found " + shown(found) + ".");
        }
    }

    private static String shown(Object value) {
        if (!(value instanceof String text)) {
            return String.valueOf(value);
        }
        return text.length() > QUOTED ? "\"" + text.substring(0, QUOTED) + "[...]\"" : "\"" + text + "\"";
    }

    /** Requires {@code least <= value <= most}. */
    public static void whole(String name, long value, long least, long most) {
        if (value < least
                || value
                        > most) { // the words are made only where they are needed: records are read by the ten thousand
            require(name, false, least == most ? least + "" : "a whole number from " + least + " to " + most, value);
        }
    }

    /** Requires {@code least <= value <= most}, which NaN is not. */
    public static void number(String name, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            require(name, false, "a number from " + least + " to " + most, value);
        }
    }

    /** Requires a text of so many characters, none of which controls a terminal. */
    public static void plain(String name, String text, int least, int most) {
        boolean fits =
                text.length() >= least && text.length() <= most && text.chars().noneMatch(Character::isISOControl);
        if (!fits) {
            require(name, false, "a text of " + least + " to " + most + " plain characters", text);
        }
    }

    /** Requires a text of so many characters, whatever they are: what shows it must not let it control a terminal. */
    public static void length(String name, String text, int least, int most) {
        if (text.length() < least || text.length() > most) {
            require(name, false, "a text of " + least + " to " + most + " characters", text);
        }
    }

    /** Requires that a list or map has so many elements. */
    public static void size(String name, int size, int least, int most) {
        if (size < least || size > most) {
            require(name, false, least + " to " + most + " elements", size);
        }
    }
}
