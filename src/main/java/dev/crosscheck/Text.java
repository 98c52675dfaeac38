package dev.crosscheck;

import java.util.List;
import java.util.Locale;

/** Texts with values in them. */
public final class Text {
    private Text() {}

    /** @return the text by {@link String#format}, the same in all languages */
    public static String of(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** @return the names, joined by commas and a final "or" */
    public static String or(List<String> names) {
        return String.join(", ", names).replaceFirst(", ([^,]*)$", " or $1");
    }
}
