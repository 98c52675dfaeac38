package dev.crosscheck.run;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What a JSON value from outside may be: its kind, its range, and for an object which members it may have.
 *
 * <p>Texts are checked while they are parsed, before anything is built from them: nothing is kept, and no member is
 * entered that the shape does not name, so the shape bounds depth and memory, whatever the text claims.
 */
public interface JsonShape {
    /** Longer than any number or string that this program or DL4J writes; whatever is longer is not one of theirs. */
    int LONGEST_VALUE = Json.LONGEST_VALUE;

    /**
     * Checks the value that the parser is at, to its end.
     *
     * @param at where it is, for messages
     * @throws Mismatch if it does not fit
     */
    void check(JsonParser json, String at) throws IOException;

    /**
     * Checks a whole text.
     *
     * @throws Mismatch if it is not JSON, does not fit, has a member twice, or goes on after the value
     */
    default void check(byte[] text) throws Mismatch {
        JsonParsing.check(text, this);
    }

    /** A whole number from {@code least} to {@code most}, both included. */
    static JsonShape whole(long least, long most) {
        return (json, at) -> {
            boolean fits = json.currentToken() == JsonToken.VALUE_NUMBER_INT
                    && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                    && json.getLongValue() >= least
                    && json.getLongValue() <= most;
            if (!fits) {
                throw JsonParsing.wrong(json, at, "a whole number from " + least + " to " + most);
            }
        };
    }

    /** A number from {@code least} to {@code most}, both included, and not NaN. */
    static JsonShape number(double least, double most) {
        return (json, at) -> {
            boolean fits = json.currentToken() != null
                    && json.currentToken().isNumeric()
                    && json.getDoubleValue() >= least
                    && json.getDoubleValue() <= most;
            if (!fits) {
                throw JsonParsing.wrong(json, at, "a number from " + least + " to " + most);
            }
        };
    }

    /** Any text of at most {@code longest} characters, without control characters. */
    static JsonShape text(int longest) {
        return text(
                "a text of at most " + longest + " plain characters",
                text -> text.length() <= longest && text.chars().noneMatch(Character::isISOControl));
    }

    /** One of these texts. */
    static JsonShape oneOf(String... texts) {
        Set<String> known = new TreeSet<>(List.of(texts));
        return text("one of " + String.join(", ", known), known::contains);
    }

    /** A constant's name. */
    static JsonShape oneOf(Enum<?>[] constants) {
        String[] names = new String[constants.length];
        for (int i = 0; i < names.length; i++) {
            names[i] = constants[i].name();
        }
        return oneOf(names);
    }

    /**
     * A text of some form.
     *
     * @param what it is called
     * @param form whether a text is one
     */
    static JsonShape text(String what, Predicate<String> form) {
        return (json, at) -> {
            if (json.currentToken() != JsonToken.VALUE_STRING || !form.test(json.getText())) {
                throw JsonParsing.wrong(json, at, what);
            }
        };
    }

    /** True or false. */
    static JsonShape flag() {
        return (json, at) -> {
            if (json.currentToken() == null || !json.currentToken().isBoolean()) {
                throw JsonParsing.wrong(json, at, "true or false");
            }
        };
    }

    /** This truth value alone. */
    static JsonShape oneOf(boolean only) {
        return (json, at) -> {
            if (json.currentToken() != (only ? JsonToken.VALUE_TRUE : JsonToken.VALUE_FALSE)) {
                throw JsonParsing.wrong(json, at, Boolean.toString(only));
            }
        };
    }

    /** Nothing but null. */
    static JsonShape nothing() {
        return (json, at) -> {
            if (json.currentToken() != JsonToken.VALUE_NULL) {
                throw JsonParsing.wrong(json, at, "null");
            }
        };
    }

    /** Null, or something of this shape. */
    default JsonShape orNull() {
        return (json, at) -> {
            if (json.currentToken() != JsonToken.VALUE_NULL) {
                check(json, at);
            }
        };
    }

    /** A list of {@code least} to {@code most} elements of one shape. */
    static JsonShape list(int least, int most, JsonShape element) {
        return (json, at) -> {
            if (json.currentToken() != JsonToken.START_ARRAY) {
                throw JsonParsing.wrong(json, at, "a list");
            }
            int found = 0;
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (found == most) {
                    throw JsonParsing.wrong(at, "expected at most " + most + " elements, found more");
                }
                element.check(json, at + "/" + found++);
            }
            if (found < least) {
                throw JsonParsing.wrong(at, "expected at least " + least + " elements, found " + found);
            }
        };
    }

    /** An object of {@code least} to {@code most} members, with names and values of these shapes. */
    static JsonShape map(int least, int most, Predicate<String> name, JsonShape value) {
        return (json, at) -> {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                throw JsonParsing.wrong(json, at, "an object");
            }
            int found = 0;
            for (; json.nextToken() != JsonToken.END_OBJECT; found++) {
                if (found == most || !name.test(json.currentName())) {
                    throw JsonParsing.wrong(
                            at,
                            "expected at most " + most + " names, found also " + Excerpt.quoted(json.currentName()));
                }
                String member = at + "/" + Excerpt.of(json.currentName());
                json.nextToken();
                value.check(json, member);
            }
            if (found < least) {
                throw JsonParsing.wrong(at, "expected at least " + least + " names, found " + found);
            }
        };
    }

    /** An object without members, to add some to. */
    static Members members() {
        return new Members(Map.of(), Set.of());
    }

    /**
     * An object.
     *
     * @param all the members that it may have, by name
     * @param required names of those that it must have
     */
    record Members(Map<String, JsonShape> all, Set<String> required) implements JsonShape {

        /** The same with a member that it must have. */
        public Members with(String name, JsonShape shape) {
            Set<String> more = new TreeSet<>(required);
            more.add(name);
            return new Members(may(name, shape).all(), more);
        }

        /** The same with a member that it may have. */
        public Members may(String name, JsonShape shape) {
            Map<String, JsonShape> more = new TreeMap<>(all);
            more.put(name, shape);
            return new Members(more, required);
        }

        /** The same with nothing that it must have. */
        public Members allOptional() {
            return new Members(all, Set.of());
        }

        @Override
        public void check(JsonParser json, String at) throws IOException {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                throw JsonParsing.wrong(json, at, "an object");
            }
            json.nextToken();
            rest(json, at);
        }

        /** Checks members from the one whose name the parser is at. */
        private void rest(JsonParser json, String at) throws IOException {
            Set<String> missing = new HashSet<>(required);
            for (; json.currentToken() != JsonToken.END_OBJECT; json.nextToken()) {
                String name = json.currentName();
                JsonShape shape = all.get(name);
                if (shape == null) {
                    throw JsonParsing.wrong(at, "expected no member " + Excerpt.quoted(name));
                }
                json.nextToken();
                shape.check(json, at + "/" + name);
                missing.remove(name);
            }
            if (!missing.isEmpty()) {
                throw JsonParsing.wrong(at, "expected a member \"" + new TreeSet<>(missing).first() + "\", found none");
            }
        }
    }

    /**
     * An object that names its class first, as DL4J writes it.
     *
     * @param member the member that names it
     * @param classes its further members, by the name of the class
     */
    static JsonShape ofClass(String member, Map<String, Members> classes) {
        return (json, at) -> {
            boolean named = json.currentToken() == JsonToken.START_OBJECT
                    && json.nextToken() == JsonToken.FIELD_NAME
                    && json.currentName().equals(member)
                    && json.nextToken() == JsonToken.VALUE_STRING;
            Members members = named ? classes.get(json.getText()) : null;
            if (members == null) {
                throw named
                        ? JsonParsing.wrong(
                                at, "expected a known class, found the class " + Excerpt.quoted(json.getText()))
                        : JsonParsing.wrong(json, at, "an object that begins with its \"" + member + "\"");
            }
            json.nextToken();
            members.rest(json, at);
        };
    }
}
