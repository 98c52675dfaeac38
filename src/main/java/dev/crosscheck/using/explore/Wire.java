package dev.crosscheck.using.explore;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Printable;
import dev.crosscheck.using.serve.RequestJson;
import dev.crosscheck.using.serve.Site;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Reads requests strictly (a misspelled name is an error and is never ignored) and writes answers as JSON. */
final class Wire {
    /** Deepest nesting of a request: a list of points in an object in an object. */
    private static final int DEEPEST = 6;

    private static final JsonMapper MAPPER =
            RequestJson.mapper(RequestJson.limits(DEEPEST)).build();

    /** Nulls are left out; NaN and infinities are written as the strings "NaN", "Infinity" and "-Infinity". */
    private static final JsonMapper WRITER = JsonMapper.builder()
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();

    private Wire() {}

    /** @return the value as JSON, with numbers in the shortest form that reads back as the same value */
    static String text(Object value) {
        try {
            return WRITER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record that is not JSON", e);
        }
    }

    /** @return the value as an answer */
    static Site.File json(Object value) {
        return new Site.File(Site.JSON, text(value).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads a JSON body.
     *
     * @param form an example of the expected form, for messages
     * @throws CrosscheckException if the body has another form
     */
    static <T> T read(byte[] body, Class<T> type, String form) {
        try {
            T value = MAPPER.readValue(body, type);
            if (value == null) {
                throw new CrosscheckException("body: expected an object, found null.", "Send " + form + ".");
            }
            return value;
        } catch (JsonMappingException e) {
            if (e.getCause() instanceof CrosscheckException known) {
                throw known;
            }
            throw new CrosscheckException("body: " + place(e) + "not what is expected.", "Send " + form + ".", e);
        } catch (JsonProcessingException e) {
            throw new CrosscheckException("body: not JSON.", "Send " + form + ".", e);
        } catch (IOException e) {
            throw new CrosscheckException("body: cannot be read.", "Send " + form + ".", e);
        }
    }

    private static String place(JsonMappingException e) {
        StringBuilder place = new StringBuilder();
        for (JsonMappingException.Reference reference : e.getPath()) {
            if (reference.getFieldName() == null) {
                place.append('[').append(reference.getIndex()).append(']');
            } else {
                String name = reference.getFieldName();
                place.append(place.isEmpty() ? "" : ".").append(name, 0, Math.min(name.length(), 40));
            }
        }
        return place.isEmpty() ? "" : Printable.line(place.toString()) + ": ";
    }

    /** @return an integer parameter of the query */
    static int whole(Map<String, String> query, String name, Integer byDefault, int least, int most) {
        String text = query.get(name);
        if (text == null && byDefault != null) {
            return byDefault;
        }
        try {
            int value = Integer.parseInt(text == null ? "" : text);
            return within(name, value, least, most);
        } catch (NumberFormatException e) {
            throw expected(name, "a whole number from " + least + " to " + most, text == null ? "none" : text);
        }
    }

    /** @return a numeric parameter of the query */
    static double number(Map<String, String> query, String name, double least, double most) {
        String text = query.getOrDefault(name, "");
        try {
            return within(name, Double.parseDouble(text), least, most);
        } catch (NumberFormatException e) {
            throw expected(name, "a number from " + least + " to " + most, text.isEmpty() ? "none" : text);
        }
    }

    /** @return the value, if it is in the range */
    static int within(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw expected(name, "a whole number from " + least + " to " + most, "" + value);
        }
        return value;
    }

    /** @return the value, if it is in the range and not NaN */
    static double within(String name, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw expected(name, "a number from " + least + " to " + most, "" + value);
        }
        return value;
    }

    static CrosscheckException expected(String what, String expected, String found) {
        String shown = found.length() > 40 ? found.substring(0, 40) + "..." : found;
        return CrosscheckException.expected(what, expected, Printable.line(shown), "Choose " + expected + ".");
    }
}
