package dev.crosscheck.text;

/**
 * Makes text safe to print: control characters, and characters that change the writing direction, become escapes as in JSON and Java. File
 * names and contents may contain any of them, and may be long.
 */
public final class Printable {
    private static final int LONGEST_EXCERPT = 80;

    /** Longer than any message that quotes nothing long. */
    private static final int LONGEST_MESSAGE = 2000;

    /** In brackets, since a sentence's full stop may follow. */
    private static final String MORE = "[...]";

    private Printable() {}

    /** @return the text with every such character escaped, except tabs and line ends; JSON text keeps its meaning */
    public static String text(String text) {
        return shown(text, "\t\n\r");
    }

    /** @return the text as one line: line ends are escaped too */
    public static String line(String text) {
        return shown(text, "");
    }

    /** @return the beginning of the text, on one line */
    public static String excerpt(String text) {
        return line(text.length() > LONGEST_EXCERPT ? text.substring(0, LONGEST_EXCERPT) + MORE : text);
    }

    /** @return the beginning of the text in quotation marks, on one line */
    public static String quoted(String text) {
        return "\"" + excerpt(text) + "\"";
    }

    /** @return the message, or its beginning if it quotes something long in full */
    public static String message(String text) {
        return text.length() > LONGEST_MESSAGE ? text.substring(0, LONGEST_MESSAGE) + MORE : text;
    }

    private static String shown(String text, String kept) {
        StringBuilder shown = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean hidden = controls(c) && kept.indexOf(c) < 0;
            if (hidden && shown == null) {
                shown = new StringBuilder(text.length() + 8).append(text, 0, i);
            }
            if (shown != null) {
                shown.append(hidden ? Text.of("\\u%04X", (int) c) : c);
            }
        }
        return shown == null ? text : shown.toString();
    }

    private static boolean controls(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            // This category also contains joiners, which some scripts need.
            case Character.FORMAT ->
                turns(Character.getDirectionality(c)) || c == '\u061C' || c == '\u200E' || c == '\u200F';
            default -> false;
        };
    }

    private static boolean turns(byte directionality) {
        return switch (directionality) {
            case Character.DIRECTIONALITY_LEFT_TO_RIGHT_EMBEDDING,
                    Character.DIRECTIONALITY_LEFT_TO_RIGHT_OVERRIDE,
                    Character.DIRECTIONALITY_LEFT_TO_RIGHT_ISOLATE,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_EMBEDDING,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_OVERRIDE,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_ISOLATE,
                    Character.DIRECTIONALITY_FIRST_STRONG_ISOLATE,
                    Character.DIRECTIONALITY_POP_DIRECTIONAL_FORMAT,
                    Character.DIRECTIONALITY_POP_DIRECTIONAL_ISOLATE -> true;
            default -> false;
        };
    }
}
