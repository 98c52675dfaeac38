package dev.crosscheck.using.export;

import dev.crosscheck.Resource;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills the slots of texts beside this class, such as {@code @TITLE@}. */
final class Template {
    private static final Pattern SLOT = Pattern.compile("@([A-Z_]+)@");

    private final Map<String, String> values = new HashMap<>();

    /** Determines what stands in a slot. */
    void put(String slot, Object value) {
        values.put(slot, String.valueOf(value));
    }

    /** @param name of a text, with its extension. @return the text with its slots filled, of which none may be left */
    String filled(String name) {
        String text = Resource.text(Template.class, name + ".txt");
        return SLOT.matcher(text).replaceAll(slot -> Matcher.quoteReplacement(value(slot.group(1))));
    }

    private String value(String slot) {
        String value = values.get(slot);
        if (value == null) {
            throw new IllegalStateException("nothing for the slot " + slot);
        }
        return value;
    }
}
