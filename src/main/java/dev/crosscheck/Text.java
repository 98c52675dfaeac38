package dev.crosscheck;

import java.util.Locale;

/** Texts with numbers in them. */
public final class Text {
    private Text() {}

    /** @return the text by {@link String#format}, the same in all languages */
    public static String of(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
