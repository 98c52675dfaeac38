package dev.crosscheck.run;

/** Text from a file in a message: its beginning, on one line, without what a terminal would take for a command. */
public final class Excerpt {
    private static final int LONGEST = 80;

    /** More than any message has that quotes nothing long. */
    private static final int LONGEST_MESSAGE = 2000;

    /** In brackets, since a sentence may end behind it. */
    private static final String MORE = "[...]";

    private Excerpt() {}

    /** @return the beginning of the text */
    public static String of(String text) {
        String shown = text.length() > LONGEST ? text.substring(0, LONGEST) + MORE : text;
        return plain(shown);
    }

    private static String plain(String text) {
        return text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?");
    }

    /** @return a message that quotes such text, likewise on one line, without its full stop */
    static String line(String message) {
        return plain(message(message.endsWith(".") ? message.substring(0, message.length() - 1) : message));
    }

    /** @return the same, between quotation marks */
    public static String quoted(String text) {
        return "\"" + of(text) + "\"";
    }

    /** @return a message, or its beginning if something long is quoted in it as a whole */
    public static String message(String text) {
        return text.length() > LONGEST_MESSAGE ? text.substring(0, LONGEST_MESSAGE) + MORE : text;
    }
}
