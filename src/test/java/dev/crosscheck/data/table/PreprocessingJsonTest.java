package dev.crosscheck.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.run.Mismatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreprocessingJsonTest {
    private static final Preprocessing SMALL = Inputs.preprocessing(
            List.of("NA"),
            List.of(
                    Inputs.number("x", 0.1, Double.MIN_VALUE, -1 / 3.0, 0.25, true),
                    Inputs.texts("c", List.of("\n\u202e", "é \"quoted\"", "😀"), true)),
            List.of(new Preprocessing.LeftOut("id", "as asked for")),
            new Target.OfClasses("y", true, List.of("-1", "2", "10")));

    private static final String JSON = new String(SMALL.json(), StandardCharsets.UTF_8);

    private static Preprocessing parse(String json) throws Mismatch {
        return Preprocessing.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatIsWrittenIsReadAsTheSame() throws IOException {
        assertEquals(SMALL, Preprocessing.parse(SMALL.json()));
        assertFalse(JSON.contains("\u202e"), "no text commands a terminal");
        Table table = Table.read(TableTest.PENGUINS, TableOptions.FOUND);
        for (String name : List.of("species", "body_mass_g")) {
            TargetColumn target = TargetColumn.of(table, name, null);
            Preprocessing fitted = Preprocessing.fit(table, target, target.rows(), null);
            assertEquals(fitted, Preprocessing.parse(fitted.json()));
        }
        List<Input> most = IntStream.range(0, CsvFile.MOST_COLUMNS)
                .mapToObj(i -> Inputs.number("c" + i, i / 3.0, 1 / 11.0, i / 7.0, i / 1.7, true))
                .toList();
        Preprocessing large = Inputs.preprocessing(List.of(), most, List.of(), new Target.OfNumber("y", 0, 1));
        assertEquals(large, Preprocessing.parse(large.json()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"format\" : 3 | \"format\" : 2",
                "\"format\" : 3 | \"format\" : 3, \"more\" : 1",
                "[ \"NA\" ] | [ \"N\\nA\" ]",
                "\"median\" : 0.1 | \"median\" : 1e101",
                "\"median\" : 0.1 | \"median\" : NaN",
                "\"scale\" : 4.9E-324 | \"scale\" : 0",
                "\"scale\" : 4.9E-324 | \"scale\" : 1e-400",
                "\"low\" : -0.3333333333333333 | \"low\" : 0.3",
                "\"least\" : -0.3333333333333333 | \"least\" : -0.2",
                "\"most\" : 0.25 | \"most\" : 0.05",
                "\"high\" : 0.25 | \"high\" : 1.1e100",
                "\"type\" : \"one-hot\" | \"type\" : \"java.lang.Runtime\"",
                "\"type\" : \"one-hot\" | \"type\" : \"scale\"",
                "\"categories\" : 3 | \"categories\" : 2",
                "\"rest\" : null | \"rest\" : \"z\"",
                "\"column\" : \"c\" | \"column\" : \"\"",
                "\"column\" : \"c\" | \"column\" : \"x\"",
                "\"column\" : \"c\" | \"column\" : \"y\"",
                "\"😀\" | \"\"",
                "\"😀\" | \"A\"",
                "\"😀\" | \"é \\\"quoted\\\"\"",
                "\"10\" | \"two\"",
                "\"-1\", \"2\", | ",
                "\"type\" : \"classes\" | \"type\" : \"number\"",
                "\"why\" : | \"who\" :"
            })
    void whatDiffersIsRefused(String from, String to) {
        assertTrue(JSON.contains(from), JSON);
        String changed = JSON.replace(from, to == null ? "" : to);
        String words =
                assertThrows(Mismatch.class, () -> parse(changed), changed).getMessage();
        assertTrue(words.chars().noneMatch(Character::isISOControl), words);
    }

    @Test
    void whatIsNoneOrTooMuchIsRefused() {
        for (String more : new String[] {
            "",
            "null",
            "[]",
            "{}",
            JSON.replace("\"😀\"", "\"" + "😀".repeat(600) + "\""),
            JSON.replace("\"column\" : \"c\"", "\"column\" : \"" + "c".repeat(201) + "\""),
            JSON.replace("[ \"NA\" ]", "[" + "\"a\",".repeat(100) + "\"b\"]"),
            JSON + " ".repeat(32 << 20)
        }) {
            assertThrows(Mismatch.class, () -> parse(more));
        }
    }

    @Test
    void manyCategoriesOfManyColumnsAreTooManyFeatures() {
        String texts =
                IntStream.range(1000, 2000).mapToObj(i -> "\"" + i + "\"").collect(Collectors.joining(","));
        String rest = "\",\"reading\":{\"type\":\"category\",\"rest\":null,\"texts\":[" + texts
                + "]},\"encoding\":{\"type\":\"one-hot\",\"categories\":1000,\"missing\":false}},";
        String columns = IntStream.range(0, 101)
                .mapToObj(i -> "{\"column\":\"c" + i + rest)
                .collect(Collectors.joining());
        String json = JSON.replace("\"inputs\" : [ ", "\"inputs\" : [ " + columns)
                .replace("\"column\" : \"c\"", "\"column\" : \"d\"");
        Mismatch e = assertThrows(Mismatch.class, () -> parse(json));
        assertEquals("/inputs: expected at most 100000 features of them, found 101006", e.getMessage());
    }
}
