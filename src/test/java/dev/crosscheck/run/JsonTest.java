package dev.crosscheck.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.crosscheck.limits.Members;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused in any text that is read as a record. */
class JsonTest {
    private enum Colour {
        RED,
        BLUE
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Shape.Circle.class, name = "circle"),
        @JsonSubTypes.Type(value = Shape.Square.class, name = "square")
    })
    private sealed interface Shape {
        record Circle(double radius) implements Shape {}

        record Square(double side) implements Shape {}
    }

    private record Part(int count, String name) {
        Part {
            Members.whole("count", count, 1, 9);
            Members.plain("name", name, 1, 5);
        }
    }

    private record Whole(
            int whole,
            long large,
            double number,
            boolean flag,
            String text,
            Colour colour,
            Part part,
            List<Part> parts,
            List<String> words,
            Set<String> set,
            Map<String, String> map,
            int[][] table,
            Shape shape,
            @Nullable Integer maybeWhole,
            @Nullable Double maybeNumber,
            @Nullable Character maybeCharacter,
            @Nullable Charset maybeCharset,
            @Nullable Part maybePart,
            Shape.@Nullable Circle maybeCircle,
            int @Nullable [] maybeTable) {
        Whole {} // compact, as most are
    }

    private static final Part PART = new Part(2, "two");
    private static final Whole WHOLE = new Whole(
            1,
            2,
            0.5,
            true,
            "some",
            Colour.BLUE,
            PART,
            List.of(PART),
            List.of("word"),
            Set.of("one"),
            Map.of("key", "value"),
            new int[][] {{1, 2}, {3, 4}},
            new Shape.Circle(1.5),
            3,
            0.25,
            ';',
            StandardCharsets.UTF_8,
            PART,
            new Shape.Circle(2.5),
            new int[] {5, 6});

    private static Whole read(String text) throws Mismatch {
        return Json.read(text.getBytes(StandardCharsets.UTF_8), Whole.class);
    }

    @Test
    void whatIsWrittenIsReadAsTheSame() throws Mismatch {
        Whole read = read(Json.text(WHOLE));
        assertEquals(Json.text(WHOLE), Json.text(read));
        assertArrayEquals(WHOLE.table, read.table);
        assertEquals(WHOLE.shape, read.shape);
    }

    @Test
    void whatMayBeNullMayBeLeftOut() throws Mismatch {
        String line = Json.line(WHOLE);
        String without = line.substring(0, line.indexOf(",\"maybeWhole\"")) + "}";
        String nulls = line.substring(0, line.indexOf(",\"maybeWhole\""))
                + ",\"maybeWhole\":null,\"maybeNumber\":null,\"maybeCharacter\":null,\"maybeCharset\":null,\"maybePart\":null,\"maybeCircle\":null,\"maybeTable\":null}";
        assertEquals(Json.text(read(without)), Json.text(read(nulls)));
        assertEquals(null, read(without).maybePart);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"whole\":1, |  | expected a member \"whole\", found none",
                "\"whole\":1 | \"whole\":null | /whole: expected a whole number, found null",
                "\"text\":\"some\" | \"text\":null | /text: expected a text, found null",
                "\"part\":{\"count\":2,\"name\":\"two\"} | \"part\":null | /part: expected an object, found null",
                "[\"word\"] | [\"word\",null] | /words/1: expected a text, found null",
                "\"set\":[\"one\"] | \"set\":[null] | /set/0: expected a text, found null",
                "\"key\":\"value\" | \"key\":null | /map/key: expected a text, found null",
                "[[1,2],[3,4]] | [[1,null]] | /table/0/1: expected ",
                "[[1,2],[3,4]] | [[1,2.5]] | /table/0/1: expected a whole number, found 2.5",
                "\"parts\":[ | \"parts\":[null, | /parts/0: expected an object, found null",
                "\"whole\":1 | \"whole\":1,\"more\":2 | expected no member \"more\"",
                "\"radius\":1.5 | \"radius\":1.5,\"side\":2 | /shape: expected no member \"side\"",
                "\"whole\":1 | \"whole\":1,\"whole\":1 | unreadable JSON in line 1: Duplicate",
                "\"key\":\"value\" | \"key\":\"value\",\"key\":\"value\" | unreadable JSON in line 1: Duplicate",
                "\"whole\":1 | \"whole\":\"1\" | /whole: expected a whole number, found \"1\"",
                "\"whole\":1 | \"whole\":1.5 | /whole: expected a whole number, found 1.5",
                "\"whole\":1 | \"whole\":1.0 | /whole: expected a whole number, found 1.0",
                "\"whole\":1 | \"whole\":2147483648 | /whole: expected a smaller whole number, found 2147483648",
                "\"large\":2 | \"large\":9223372036854775808 | /large: expected a smaller whole number, found 9223372036854775808",
                "\"number\":0.5 | \"number\":\"0.5\" | /number: expected a number, found \"0.5\"",
                "\"number\":0.5 | \"number\":NaN | unreadable JSON in line 1",
                "\"number\":0.5 | \"number\":1e999 | /number: expected a number, found 1e999",
                "\"flag\":true | \"flag\":\"true\" | /flag: expected true or false, found \"true\"",
                "\"text\":\"some\" | \"text\":1 | /text: expected a text, found 1",
                "[\"word\"] | \"word\" | /words: expected a list, found \"word\"",
                "\"colour\":\"BLUE\" | \"colour\":\"blue\" | /colour: expected one of RED, BLUE, found \"blue\"",
                "\"part\":{\"count\":2,\"name\":\"two\"} | \"part\":[] | /part: expected an object, found a list",
                "\"count\":2 | \"count\":0 | /part/count: expected a whole number from 1 to 9, found 0",
                "\"two\" | \"a\\u001bb\" | /part/name: expected a text of 1 to 5 plain characters, found \"a\\u001Bb\"",
                "\"circle\" | \"java.lang.Runtime\" | /shape: expected an object of a known kind, found \"java.lang.Runtime\"",
                "\"type\":\"circle\", |  | /shape: expected an object of a known kind, found nothing",
                "\"maybeCircle\":{\"type\":\"circle\",\"radius\":2.5} | \"maybeCircle\":\"a\" | /maybeCircle: expected an object of a known kind, found \"a\"",
                "\"circle\" | \"square\" | /shape: expected a member \"side\", found none",
                "\"maybeWhole\":3 | \"maybeWhole\":\"3\" | /maybeWhole: expected a whole number, found \"3\"",
                "\"maybeCharacter\":\";\" | \"maybeCharacter\":\";;\" | /maybeCharacter: expected a character, found \";;\"",
                "\"UTF-8\" | \"UTF-9\" | /maybeCharset: expected the name of an encoding, found \"UTF-9\"",
                "\"UTF-8\" | \"?\" | /maybeCharset: expected the name of an encoding, found \"?\"",
            })
    void whatIsOtherwiseIsRefused(String from, String to, String message) {
        String line = Json.line(WHOLE);
        assertTrue(line.contains(from), line);
        String changed = line.replace(from, to == null ? "" : to);
        Mismatch e = assertThrows(Mismatch.class, () -> read(changed), changed);
        assertTrue(e.getMessage().startsWith(message), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | expected an object, found nothing",
                "null | expected an object, found null",
                "[] | expected an object, found a list",
                "{ | unreadable JSON in line 1",
                "{count: 1} | unreadable JSON in line 1",
                "{\"count\":1,} | unreadable JSON in line 1",
                "{\"count\":1,\"name\":\"a\"} {} | expected one value, found more after it",
                "{\"count\":1,\"name\":\"a\"} x | unreadable JSON in line 1",
                "// | unreadable JSON in line 1",
            })
    void aTextThatIsNoneIsRefused(String text, String message) {
        Mismatch e = assertThrows(Mismatch.class, () -> Json.read(text.getBytes(StandardCharsets.UTF_8), Part.class));
        assertTrue(e.getMessage().startsWith(message), e.getMessage());
    }

    /** Where the values would be refused in any case, the limits are met first. */
    @Test
    void deepAndLongTextsAreRefused() {
        String line = Json.line(WHOLE);
        String deep = "\"x\":" + "[".repeat(40) + "]".repeat(40) + ",\"type\":\"circle\"";
        for (String hostile : List.of(
                line.replace("\"type\":\"circle\"", deep),
                line.replace("\"whole\"", "\"" + "x".repeat(10_001) + "\""))) {
            Mismatch e = assertThrows(Mismatch.class, () -> read(hostile));
            assertTrue(e.getMessage().startsWith("unreadable JSON"), e.getMessage());
        }
    }

    @Test
    void aTextThatIsNotInUtf8IsRefused() {
        byte[] text = Json.line(WHOLE).replace("some", "\u00ff").getBytes(StandardCharsets.ISO_8859_1);
        String message =
                assertThrows(Mismatch.class, () -> Json.read(text, Whole.class)).getMessage();
        assertTrue(message.startsWith("unreadable JSON"), message);
    }
}
