package dev.crosscheck.run;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import dev.crosscheck.Members;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Converts Jackson's errors to this program's messages: where, what was expected, what was found. */
final class JsonFault {
    private JsonFault() {}

    static Mismatch of(JsonProcessingException e) {
        Throwable cause = e.getCause();
        boolean isLarge = cause instanceof InputCoercionException;
        if (!(e instanceof JsonMappingException mapping) || cause instanceof IOException && !isLarge) {
            return unreadable(cause instanceof JsonProcessingException parsing ? parsing : e);
        }
        List<Reference> path = mapping.getPath();
        String at = place(path);
        String parent = place(path.subList(0, Math.max(0, path.size() - 1)));
        if (e instanceof UnrecognizedPropertyException unknown) {
            return at(parent, "expected no member " + Excerpt.quoted(unknown.getPropertyName()));
        }
        if (e instanceof ValueInstantiationException) {
            String refused = Excerpt.line(String.valueOf(cause.getMessage()));
            return cause instanceof Members.Unfit ? new Mismatch(at + "/" + refused) : at(at, refused);
        }
        if (e.getOriginalMessage().startsWith("Missing ")) {
            String name = path.get(path.size() - 1).getFieldName();
            return at(parent, "expected a member \"" + name + "\", found none");
        }
        Class<?> type = e instanceof MismatchedInputException wrong ? wrong.getTargetType() : null;
        String expected = isLarge
                ? "a smaller whole number"
                : e instanceof InvalidTypeIdException ? "an object of a known kind" : expected(type);
        return at(at, "expected " + expected + ", found " + found((JsonParser) mapping.getProcessor()));
    }

    /** The parser's message on one line; Jackson's has several. */
    private static Mismatch unreadable(JsonProcessingException e) {
        String place =
                e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr();
        return new Mismatch("unreadable JSON" + place + ": " + Excerpt.of(e.getOriginalMessage()));
    }

    private static String place(List<Reference> path) {
        return path.stream()
                .map(part -> "/" + (part.getFieldName() == null ? part.getIndex() : Excerpt.of(part.getFieldName())))
                .collect(Collectors.joining());
    }

    private static Mismatch at(String place, String message) {
        return new Mismatch(place.isEmpty() ? message : place + ": " + message);
    }

    /** @return the JSON name of a type, in words */
    static String expected(Class<?> type) {
        if (type == null) {
            return "another value";
        }
        if (type.isEnum()) {
            return "one of "
                    + Stream.of(type.getEnumConstants())
                            .map(constant -> ((Enum<?>) constant).name())
                            .collect(Collectors.joining(", "));
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return "a whole number";
        }
        if (type == double.class || type == Double.class) {
            return "a number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == String.class) {
            return "a text";
        }
        if (type == Character.class) {
            return "a character";
        }
        if (Charset.class.isAssignableFrom(type)) {
            return "the name of an encoding";
        }
        return type.isArray() || Collection.class.isAssignableFrom(type) ? "a list" : "an object";
    }

    /** @return the parser's current value, in words */
    static String found(JsonParser json) {
        JsonToken token = json == null ? null : json.currentToken();
        if (token == JsonToken.START_OBJECT || token == JsonToken.FIELD_NAME) {
            return "an object";
        }
        if (token == JsonToken.START_ARRAY) {
            return "a list";
        }
        if (token == null || !token.isScalarValue()) {
            return "nothing";
        }
        try {
            return token == JsonToken.VALUE_STRING ? Excerpt.quoted(json.getText()) : Excerpt.of(json.getText());
        } catch (IOException e) {
            return "a value that cannot be read";
        }
    }
}
