package dev.crosscheck.run;

/** Quotes text from a file in a message: its beginning, on one line, with control characters replaced by question marks. */
public final class Excerpt {
    private static final int LONGEST = 80;

    /** Longer than any message that quotes nothing long. */
    private static final int LONGEST_MESSAGE = 2000;

    /** In brackets, since a sentence's full stop may follow. */
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

    /** @return a message that quotes such text, on one line without its full stop */
    static String line(String message) {
        return plain(message(message.endsWith(".") ? message.substring(0, message.length() - 1) : message));
    }

    /** @return the beginning of the text in quotation marks */
    public static String quoted(String text) {
        return "\"" + of(text) + "\"";
    }

    /** @return the message, or its beginning if it quotes something long in full */
    public static String message(String text) {
        return text.length() > LONGEST_MESSAGE ? text.substring(0, LONGEST_MESSAGE) + MORE : text;
    }
}
