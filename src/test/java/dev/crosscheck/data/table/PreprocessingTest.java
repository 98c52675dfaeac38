package dev.crosscheck.data.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.Mismatch;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreprocessingTest {
    /** Rows 0 to 3 train; what 4 and 5 have must not be seen. */
    private static final String TEXT = """
            x,gap,colour,size,same,y
            1,10,red,L,5,a
            3,,blue,S,5,b
            5,20,red,,5,a
            7,60,blue,S,5,b
            1000,1000,green,XL,6,a
            ,,,,,b
            """;

    private static final int[] TRAINING = {0, 1, 2, 3};
    private static final TableOptions FOUND = TableOptions.FOUND;

    private static final Map<String, Reading> PLAIN = Map.of("x", NumberForm.PLAIN, "gap", NumberForm.PLAIN);

    private static Preprocessing fit(String text, String groups, int... training) {
        return fit(TableTest.table(text), groups, training);
    }

    private static Preprocessing fit(Table table, String groups, int... training) {
        return Preprocessing.fit(table, TargetColumn.of(table, "y", null), training, groups);
    }

    private static Table categorical(String text, String column) {
        return TableTest.table(text, FOUND.withColumns(Set.of(), Set.of(column), Set.of()));
    }

    private static Preprocessing fitted() {
        return fit(TEXT, null, TRAINING);
    }

    @Test
    void figuresAreThoseOfTheTrainingPartByHand() {
        Preprocessing fitted = fitted();
        // x: 1 3 5 7, with quartiles 2.5 and 5.5. gap: 10 20 60, with quartiles 15 and 40. 1 % of the way is 0.03 and
        // 0.02 steps from the least.
        assertEquals(
                List.of(
                        plain("x", new Scale(4, 3, 1, 1.06, 6.9399999999999995, 7, false)),
                        plain("gap", new Scale(20, 25, 10, 10.2, 59.2, 60, true)),
                        Inputs.texts("colour", List.of("blue", "red"), false),
                        Inputs.texts("size", List.of("L", "S"), true)),
                fitted.inputs());
        assertEquals(
                List.of(new Preprocessing.LeftOut("same", "the same value in all training rows")), fitted.leftOut());
        assertEquals(new Target.OfClasses("y", false, List.of("a", "b")), fitted.target());
    }

    private static Input plain(String column, Scale scale) {
        return new Input(column, NumberForm.PLAIN, scale);
    }

    @Test
    void tooManyRareCategoriesAreLeftOutUnlessAskedFor() {
        String text = TableTest.csv("many,x,y", 4004, i -> "c" + i % 1001, i -> i % 7, i -> "ab".charAt(i % 2));
        int[] all = IntStream.range(0, 4004).toArray();
        Preprocessing without = fit(text, null, all);
        assertEquals(List.of("x"), without.features());
        assertEquals(
                List.of(new Preprocessing.LeftOut("many", "1,001 categories, hardly one of them in 10 training rows")),
                without.leftOut());
        Preprocessing asked = fit(categorical(text, "many"), null, all);
        assertEquals(252, asked.width());
        assertEquals("other", ((Texts) asked.inputs().get(0).reading()).rest());
    }

    private static CrosscheckException refused(String message, Executable made) {
        CrosscheckException e = assertThrows(CrosscheckException.class, made);
        assertEquals(message, e.getMessage());
        return e;
    }

    /** The smallest of all differences has no half. */
    @ParameterizedTest
    @CsvSource({
        "4, 4, 4, 4, 4, 10, 3",
        "1, 2, 3, 4, 5, 6, 2.5",
        "1e100, 1e100, 1e100, -1e100, -1e100, -1e100, 2e100",
        "0, 0, 0, 0, 0, 4.9e-324, 4.9e-324"
    })
    void theScaleIsHalfOfTheRangeIfTheQuartilesAreEqual(
            double a, double b, double c, double d, double e, double f, double scale) {
        String text = String.format(Locale.ROOT, "x,y%n%s,a%n%s,b%n%s,a%n%s,b%n%s,a%n%s,b%n", a, b, c, d, e, f);
        Preprocessing fitted = fit(text, null, 0, 1, 2, 3, 4, 5);
        assertEquals(scale, ((Scale) fitted.inputs().get(0).encoding()).scale());
    }

    @Test
    void targetsOfClasses() {
        Preprocessing fitted = fitted();
        assertArrayEquals(new float[] {1, 0}, Inputs.targets(fitted, TableTest.table(TEXT), 3, 4));
        Table other = TableTest.table("x,gap,colour,size,y\n1,2,red,L,a\n1,2,red,L,c\n1,2,red,L,\n");
        assertArrayEquals(new int[] {0, 1}, fitted.rowsWithTarget(other));
        for (int row : new int[] {1, 2}) {
            String place = "t.csv, line " + (row + 2) + ", column \"y\": ";
            refused(
                    place + "expected one of 2 classes that the model knows, found " + (row == 1 ? "\"c\"." : "none."),
                    () -> Inputs.targets(fitted, other, 0, row));
        }
    }

    @Test
    void cellsThatARowLacksAreMissing() {
        RawRows rows = fitted().rows(List.of("x", "gap", "colour", "size"), "t.csv");
        float[] features = new float[6];
        assertEquals(List.of(), rows.features(List.of("4", "10", "red"), features, 0));
        assertEquals(1, features[5], "the size is missing");
        assertEquals(
                List.of("colour"),
                rows.features(Arrays.asList("4", " NA ", null, "L"), features, 0).stream()
                        .map(RawRows.Note::column)
                        .toList());
        assertEquals(1, features[2], "so is the gap");
    }

    private static String table(int rows, IntFunction<String> cells) {
        return TableTest.csv("x,z,y", rows, cells, row -> row % 7, row -> "ab".charAt(Integer.bitCount(row) % 2));
    }

    /** More different texts than 20, and than half of the rows with one, are names. */
    @ParameterizedTest
    @CsvSource({"20,20,true", "21,21,false", "42,21,true", "43,22,false", "44,22,true"})
    void textsThatNearlyAllDifferAreNames(int rows, int distinct, boolean input) {
        int[] all = IntStream.range(0, rows).toArray();
        Preprocessing fitted = fit(table(rows, row -> "n" + row % distinct), null, all);
        assertEquals(input ? 2 : 1, fitted.inputs().size());
        String gaps = table(rows + 10, row -> row < rows ? "n" + row % distinct : "");
        fitted = fit(gaps, null, IntStream.range(0, rows + 10).toArray());
        assertEquals(input ? 2 : 1, fitted.inputs().size(), "rows without a text do not count");
    }

    @Test
    void asManyAndAsLongCategoriesAsThereMayBe() {
        int[] all = IntStream.range(0, 2000).toArray();
        Preprocessing fitted = fit(table(2000, row -> "c" + row % 1000), null, all);
        assertEquals(1001, fitted.width());
        fitted = fit(table(4, row -> "l".repeat(999) + row % 2), null, 0, 1, 2, 3);
        assertEquals(2, fitted.width(), "x and one feature of two categories");
    }

    @Test
    void tooManyFeaturesAreRefused() {
        String columns = IntStream.range(0, 101).mapToObj(i -> "c" + i).collect(Collectors.joining(","));
        String file = TableTest.csv(columns + ",y", 1000, i -> ("t" + i + ",").repeat(101) + "ab".charAt(i % 2));
        Table table = TableTest.table(file, FOUND.withColumns(Set.of(), Set.of(columns.split(",")), Set.of()));
        int[] all = IntStream.range(0, 1000).toArray();
        CrosscheckException e =
                refused("t.csv: expected at most 100000 features, found 101000.", () -> fit(table, null, all));
        assertEquals("Leave columns with many categories out; \"c0\" has 1000.", e.remedy());
    }

    /** {@code TableBytesIT} has what is refused. */
    @Test
    void textsAreReadBackAndCommandNoTerminal() throws Mismatch {
        Input texts = Inputs.texts("t", List.of("\n\u202e", "é \"quoted\"", "😀"), true);
        Preprocessing written =
                Inputs.preprocessing(List.of(), List.of(texts), List.of(), new Target.OfNumber("y", 0, 1, null));
        String json = Json.text(written);
        assertEquals(written, Json.read(json.getBytes(StandardCharsets.UTF_8), Preprocessing.class));
        assertFalse(json.contains("\u202e"));
    }

    /** Columns and types are those of the model, the rest is as given; text may stand for missing values only as in training. */
    @Test
    void aTableIsReadAsTheModelNeedsIt() {
        TableOptions given = FOUND.withFormat(';', true, null).withMissing(Set.of("-"));
        assertEquals(
                given.withMissing(FOUND.missing())
                        .withModel(Set.of("colour", "size", "y"), PLAIN, Set.of("x", "gap"), Optional.empty()),
                fitted().reading(given));
        Table other = TableTest.table("other,x,gap,colour,size,y\n7,1,2,3,4,a\n", fitted().reading(FOUND));
        assertEquals(6, Inputs.features(fitted(), other, 0).length);
        Preprocessing numbered = fit("x,y\n1,10\n2,9\n3,10\n4,9\n", null, 0, 1, 2, 3);
        assertEquals(Set.of("x", "y"), numbered.reading(FOUND).numeric());
    }

    /** Groups are known wherever the column is that split the rows of the model. */
    @Test
    void anotherTableHasGroupsIfItHasTheirColumn() {
        Table visits = TableTest.table("who,x,y\na,1,p\na,2,q\nb,3,p\nb,4,q\n");
        Preprocessing fitted =
                Preprocessing.fit(visits, TargetColumn.of(visits, "y", null), new int[] {0, 1, 2, 3}, "who");
        Table other = TableTest.table("x,y,who\n1,p,d\n2,q,c\n3,p,d\n", fitted.reading(FOUND));
        assertArrayEquals(
                new int[] {0, 1, 0},
                TableExamples.of(fitted, other, true, 0, 1, 2).groups());
        Table alone = TableTest.table("x,y\n1,p\n2,q\n", fitted.reading(FOUND));
        assertNull(TableExamples.of(fitted, alone, true, 0, 1).groups());
    }

    private static Importance importance(Importance.Column... columns) {
        return new Importance(Importance.Part.VALIDATION, 1, null, 1, 0, List.of(columns));
    }

    @Test
    void anImportanceIsOfTheInputsInTheirOrderAndTheMostImportantComesFirst() {
        Importance.Column a = new Importance.Column("a", 0.5, 0);
        Importance.Column b = new Importance.Column("b", -0.1, 1e100);
        Preprocessing preprocessing = Inputs.preprocessing(
                List.of(),
                List.of(Inputs.number("b", 0, 1, 0, 0, false), Inputs.number("a", 0, 1, 0, 0, false)),
                List.of(),
                new Target.OfNumber("y", 0, 1, null));
        assertEquals(List.of(a, b), importance(b, a).byRise());
        assertTrue(importance(b, a).isOf(preprocessing));
        assertFalse(importance(a, b).isOf(preprocessing));
        assertFalse(importance(b).isOf(preprocessing));
    }
}
