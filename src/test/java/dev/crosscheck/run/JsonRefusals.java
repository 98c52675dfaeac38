package dev.crosscheck.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Texts that differ from a record's in one thing that no reader takes, for each of its members. */
public final class JsonRefusals {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode root;
    private final Set<String> optional;
    private final Set<String> maps;
    private final List<Change> changes = new ArrayList<>();

    /**
     * A changed text.
     *
     * @param name what was changed
     * @param text the whole
     * @param message what the refusal says
     */
    public record Change(String name, byte[] text, String message) {
        @Override
        public String toString() {
            return name;
        }
    }

    private JsonRefusals(byte[] good, Set<String> optional, Set<String> maps) throws IOException {
        root = JSON.readTree(good);
        this.optional = optional;
        this.maps = maps;
    }

    /**
     * @param good a text that is read, with a value for each member
     * @param optional names of members that may be null or missing
     * @param maps names of members whose own members may have any names
     * @return changes of each member; at least one
     */
    public static List<Change> of(byte[] good, Set<String> optional, Set<String> maps) {
        try {
            JsonRefusals refusals = new JsonRefusals(good, optional, maps);
            refusals.walk("", refusals.root);
            refusals.wholes(new String(good, StandardCharsets.UTF_8));
            return refusals.changes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void wholes(String text) {
        add("more after it", text + "{}", "expected one value, found more after it");
        add("words after it", text + "more", "unreadable JSON");
        String first = root.fieldNames().next();
        String again = "{\"" + first + "\":" + root.path(first) + ",";
        add(first + " twice", again + text.substring(text.indexOf('{') + 1), "Duplicate");
    }

    private void add(String name, String text, String message) {
        changes.add(new Change(name, text.getBytes(StandardCharsets.UTF_8), message));
    }

    /** Adds a change of the object or list at a place, which is undone. */
    private void change(String name, JsonNode at, Consumer<JsonNode> edit, Consumer<JsonNode> undo, String message) {
        edit.accept(at);
        add(name, root.toString(), message);
        undo.accept(at);
    }

    private void walk(String place, JsonNode node) {
        if (node instanceof ObjectNode object) {
            boolean map = maps.contains(place.substring(place.lastIndexOf('/') + 1));
            if (!map) {
                change(
                        place + " with a surprise",
                        object,
                        at -> object.put("surprise", 1),
                        at -> object.remove("surprise"),
                        "expected no member \"surprise\"");
            }
            for (Map.Entry<String, JsonNode> member : List.copyOf(object.properties())) {
                member(place, object, member.getKey(), member.getValue(), map);
            }
        } else if (node instanceof ArrayNode list && !list.isEmpty()) {
            value(place + "/0", list.get(0), other -> list.set(0, other));
            walk(place + "/0", list.get(0));
        }
    }

    private void member(String place, ObjectNode object, String name, JsonNode value, boolean map) {
        String here = place + "/" + name;
        if (name.equals("type") || name.equals("kind") && value.isTextual()) {
            return; // of another type all other members are wrong, too
        }
        if (!map && !optional.contains(name)) {
            ObjectNode copy = object.deepCopy();
            change(
                    "no " + here,
                    object,
                    at -> object.remove(name),
                    at -> object.removeAll().setAll(copy),
                    "expected a member \"" + name + "\", found none");
        }
        // An object whose members were set anew has the same values, so those that follow go on with them.
        value(here, value, other -> object.set(name, other));
        walk(here, object.path(name));
    }

    private void value(String here, JsonNode value, Consumer<JsonNode> set) {
        String name = here.substring(here.lastIndexOf('/') + 1);
        if (value.isNull()) {
            return;
        }
        if (!optional.contains(name)) {
            replaced("null", here, value, set, NullNode.getInstance());
        }
        if (value.isIntegralNumber()) {
            replaced("a fraction", here, value, set, new DoubleNode(value.asLong() + 0.5));
        }
        if (value.isTextual()) {
            replaced("a number", here, value, set, new IntNode(7));
        } else {
            replaced("a text", here, value, set, new TextNode(value.isValueNode() ? value.asText() : "some"));
        }
        replaced("a list", here, value, set, value.isArray() ? JSON.createObjectNode() : JSON.createArrayNode());
    }

    private void replaced(String what, String here, JsonNode value, Consumer<JsonNode> set, JsonNode other) {
        change(here + " is " + what, value, at -> set.accept(other), at -> set.accept(value), here + ": expected ");
    }
}
