package dev.crosscheck.run;

/** Text from a file in a message: its beginning, on one line, without what a terminal would take for a command. */
public final class Excerpt {
    private static final int LONGEST = 80;

    /** In brackets, since a sentence may end behind it. */
    private static final String MORE = "[...]";

    private Excerpt() {}

    /** @return the beginning of the text */
    public static String of(String text) {
        String shown = text.length() > LONGEST ? text.substring(0, LONGEST) + MORE : text;
        return shown.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?");
    }

    /** @return the same, between quotation marks */
    public static String quoted(String text) {
        return "\"" + of(text) + "\"";
    }
}
