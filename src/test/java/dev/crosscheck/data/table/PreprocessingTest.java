package dev.crosscheck.data.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Members;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
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
    void featuresHaveNamesInOrder() {
        assertEquals(List.of("x", "gap", "gap missing", "colour=red", "size=S", "size missing"), fitted().features());
        assertEquals(6, fitted().width());
    }

    @Test
    void featuresAreThoseByHand() {
        TableFeatures features = fitted().of(TableTest.table(TEXT));
        assertArrayEquals(
                new float[] {
                    (float) (-1 / Math.sqrt(1 + 1 / 9.0)),
                    (float) (-0.4 / Math.sqrt(1 + 0.16 / 9)),
                    0,
                    1,
                    -1,
                    0,
                    (float) (-1 / 3.0 / Math.sqrt(1 + 1 / 81.0)),
                    0,
                    1,
                    -1,
                    1,
                    0,
                    (float) (1 / 3.0 / Math.sqrt(1 + 1 / 81.0)),
                    0,
                    0,
                    1,
                    0,
                    1
                },
                features.features(new int[] {0, 1, 2}),
                2e-7f);
    }

    @Test
    void whatTheTrainingPartDidNotHaveIsNoneOfItsCategoriesAndTheMedian() {
        TableFeatures features = fitted().of(TableTest.table(TEXT));
        float[] unseen = features.features(new int[] {4, 5});
        assertArrayEquals(new float[] {0, 0, 0}, Arrays.copyOfRange(unseen, 3, 6), "green, XL");
        assertEquals(0, unseen[6], "the median of x");
        assertArrayEquals(new float[] {0, 0, 1}, Arrays.copyOfRange(unseen, 9, 12), "no colour, no size");
    }

    @Test
    void rawRowsMakeTheSameFeatures() {
        Preprocessing fitted = fitted();
        Table table = TableTest.table(TEXT);
        List<String> names = new ArrayList<>(table.names());
        Collections.reverse(names);
        RawRows raw = fitted.rows(names, "t.csv");
        for (int row = 0; row < table.rows(); row++) {
            int wanted = row;
            float[] features = new float[fitted.width() + 2];
            Arrays.fill(features, 9);
            List<String> cells =
                    names.stream().map(name -> table.column(name).text(wanted)).toList();
            List<RawRows.Note> notes = raw.features(cells, features, 1);
            assertArrayEquals(fitted.of(table).features(new int[] {row}), Arrays.copyOfRange(features, 1, 7));
            assertEquals(9, features[0] + features[7] - 9);
            assertTrue(notes.stream().noneMatch(RawRows.Note::refused), notes.toString());
            assertEquals(row < 4 ? 0 : row == 4 ? 4 : 2, notes.size(), notes.toString());
        }
    }

    @Test
    void itIsSaidWhatWasMadeOfACellAndWhichCellsRefuseTheirRow() {
        Map<String, String> row = Map.of("x", "many", "gap", "1e101", "colour", "green");
        List<String> notes = Inputs.features(fitted(), row, new float[8], 0).stream()
                .map(note -> note.column() + (note.refused() ? "! " : ": ") + note.words())
                .toList();
        assertEquals(
                List.of(
                        "x! expected a number, found \"many\"",
                        "gap! expected a finite number, at most 1e100 in size, found \"1e101\"",
                        "colour: the training part had no \"green\": treated as no category"),
                notes);
        List<RawRows.Note> absent = Inputs.features(fitted(), Map.of(), new float[8], 0);
        assertEquals(
                List.of("x", "colour"),
                absent.stream().map(RawRows.Note::column).toList());
    }

    @Test
    void aColumnOfOneValueOrNoneTellsWhereItIsMissing() {
        Preprocessing fitted = fit("flag,y\n1,a\n,b\n1,a\n,b\n", null, 0, 1, 2, 3);
        assertEquals(List.of(Inputs.number("flag", 1, 1, 1, 1, true)), fitted.inputs());
    }

    @Test
    void namesOfRowsAreLeftOutUnlessTheyAreAskedFor() {
        String text = "id,x,y\n"
                + IntStream.range(0, 40)
                        .mapToObj(i -> "n" + i + "," + i % 7 + "," + "ab".charAt(i % 2) + "\n")
                        .collect(Collectors.joining());
        int[] all = IntStream.range(0, 40).toArray();
        Preprocessing fitted = fit(text, null, all);
        assertEquals(List.of("x"), fitted.features());
        assertEquals("id", fitted.leftOut().get(0).name());
        assertEquals(41, fit(categorical(text, "id"), null, all).width());
        assertEquals(List.of("x"), fit(categorical(text, "id"), "id", all).features());
    }

    /** The reason stands with each column, in the order in which columns were found; those of --drop come last. */
    @Test
    void whatIsLeftOutIsNamedWithItsReason() {
        String text =
                "x,none,one,long,patient,away,y\n1,,c," + "l".repeat(1001) + ",p,7,a\n2,,c,s,q,8,b\n3,,c,s,p,9,a\n";
        Table table = TableTest.table(text, FOUND.withColumns(Set.of(), Set.of("none"), Set.of("away")));
        Preprocessing fitted = fit(table, "patient", 0, 1, 2);
        assertEquals(List.of("x"), fitted.features());
        assertEquals(
                List.of(
                        new Preprocessing.LeftOut("none", "no values in the training part"),
                        new Preprocessing.LeftOut("one", "the same value in all training rows"),
                        new Preprocessing.LeftOut("long", "a text of 1,001 characters, more than 1,000"),
                        new Preprocessing.LeftOut("patient", "used to split the rows (--split-by)"),
                        new Preprocessing.LeftOut("away", "requested by --drop")),
                fitted.leftOut());
    }

    @Test
    void classesThatAreNumbersAreFoundBySize() {
        String text = "x,y\n1,10\n2,9\n3,10\n4,9\n";
        Preprocessing fitted = fit(text, null, 0, 1, 2, 3);
        assertEquals(new Target.OfClasses("y", true, List.of("9", "10")), fitted.target());
        assertArrayEquals(
                new float[] {1, 0, 1}, fitted.of(TableTest.table(text)).targets(0, 1, 2));
    }

    @Test
    void tooManyRareCategoriesAreLeftOutUnlessAskedFor() {
        String text = "many,x,y\n"
                + IntStream.range(0, 4004)
                        .mapToObj(i -> "c" + i % 1001 + "," + i % 7 + "," + "ab".charAt(i % 2) + "\n")
                        .collect(Collectors.joining());
        int[] all = IntStream.range(0, 4004).toArray();
        Preprocessing without = fit(text, null, all);
        assertEquals(List.of("x"), without.features());
        assertEquals(
                List.of(new Preprocessing.LeftOut("many", "1,001 categories, hardly one of them in 10 training rows")),
                without.leftOut());
        Preprocessing asked = fit(categorical(text, "many"), null, all);
        assertEquals(252, asked.width());
        assertEquals(
                new Texts.Rest("other", 751, 3004),
                ((Texts) asked.inputs().get(0).reading()).rest());
    }

    @Test
    void withoutAColumnToLearnFromThereIsNothingToLearn() {
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> fit("x,y\n1,a\n1,b\n", null, 0, 1));
        assertEquals(
                "t.csv: expected a column to learn from, found none (x: the same value in all training rows).",
                e.getMessage());
    }

    @Test
    void aTableOfOtherColumnsIsRefused() {
        Preprocessing fitted = fitted();
        TableOptions reading = fitted.reading(FOUND, true);
        CrosscheckException e = assertThrows(
                CrosscheckException.class, () -> TableTest.table("x,gaps,colour,size,y\n1,2,red,L,a\n", reading));
        assertEquals(
                "t.csv: expected a column \"gap\", which the model takes, found none of that name.", e.getMessage());
        assertTrue(e.remedy().startsWith("Did you mean \"gaps\"?"), e.remedy());
        e = assertThrows(
                CrosscheckException.class,
                () -> TableTest.table("x,gap,colour,size,y\n1,2,red,L,a\nz,,,,b\n", reading));
        assertEquals("t.csv, line 3, column \"x\": expected a number, found \"z\".", e.getMessage());
        e = assertThrows(
                CrosscheckException.class, () -> fitted.of(TableTest.table("x,gap,colour,size,y\n1,2,3,L,a\n")));
        assertEquals(
                "t.csv: column \"colour\": expected categories, as the model was trained with, found numbers.",
                e.getMessage());
        e = assertThrows(CrosscheckException.class, () -> fitted.rows(List.of("x", "colour"), "t.csv"));
        assertEquals(
                "t.csv: expected a column \"gap\", which the model takes, found none of that name.", e.getMessage());
        Table numbered = TableTest.table("other,x,gap,colour,size,y\n7,1,2,3,4,a\n", reading);
        assertEquals(6, fitted.of(numbered).features(new int[] {0}).length, "columns are read as the model has them");
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
        assertArrayEquals(new float[] {1, 0}, fitted.of(TableTest.table(TEXT)).targets(3, 4));
        Table other = TableTest.table("x,gap,colour,size,y\n1,2,red,L,a\n1,2,red,L,c\n1,2,red,L,\n");
        assertArrayEquals(new int[] {0, 1}, fitted.of(other).rowsWithTarget());
        for (int row : new int[] {1, 2}) {
            CrosscheckException e = assertThrows(
                    CrosscheckException.class, () -> fitted.of(other).targets(0, row));
            assertEquals(
                    "t.csv, line " + (row + 2)
                            + ", column \"y\": expected one of 2 classes that the model knows, found "
                            + (row == 1 ? "\"c\"." : "none."),
                    e.getMessage());
        }
    }

    @Test
    void targetsOfARegressionAreStandardisedByTheTrainingPart() {
        String text = "x,y\n1,1.5\n2,2.5\n3,3.5\n4,104.5\n5,\n";
        Preprocessing fitted = fit(text, null, 0, 1, 2);
        assertEquals(new Target.OfNumber("y", 2.5, Math.sqrt(2 / 3.0)), fitted.target());
        TableFeatures features = fitted.of(TableTest.table(text));
        assertArrayEquals(new float[] {(float) Math.sqrt(1.5)}, features.targets(2), 1e-6f);
        assertEquals(104.5, ((Target.OfNumber) fitted.target()).value(102 / Math.sqrt(2 / 3.0)), 1e-9);
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> features.targets(4));
        assertEquals("t.csv, line 6, column \"y\": expected a number, found none.", e.getMessage());
    }

    /** The clip bends numbers by no more than a thousandth up to 0.13 scales, is steepest in the middle, and ends at 3 without overflow. */
    @Test
    void numbersAreSmoothlyClipped() {
        Preprocessing unit = Inputs.preprocessing(
                List.of(),
                List.of(Inputs.number("x", 10, 2, -1e100, 2e9, false)),
                List.of(),
                new Target.OfNumber("y", 0, 1));
        String[] cells = {"10", "10.26", "16", "-14", "2e9", "-1e100"};
        double[] expected = {0, 0.13, 3 / Math.sqrt(2), -12 / Math.sqrt(17), 3, -3};
        double[] tolerances = {0, 1.3e-4, 2e-7, 3e-7, 0, 0};
        Table table = TableTest.table("x\n" + String.join("\n", cells) + "\n");
        for (int i = 0; i < cells.length; i++) {
            float[] features = new float[1];
            assertEquals(List.of(), Inputs.features(unit, Map.of("x", cells[i]), features, 0));
            assertEquals(expected[i], features[0], tolerances[i], cells[i]);
            assertArrayEquals(features, unit.of(table).features(new int[] {i}));
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

    @Test
    void inputsThatNoTrainingMakesAreRefused() {
        for (Executable made : new Executable[] {
            () -> Inputs.number("", 0, 1, 0, 0, false),
            () -> Inputs.number("x", 1.1e100, 1, 0, 0, false),
            () -> Inputs.number("x", 0, 0, 0, 0, false),
            () -> Inputs.number("x", 0, 2.1e100, 0, 0, false),
            () -> Inputs.number("x", 0, 1, -1.1e100, 0, false),
            () -> Inputs.number("x", 0, 1, 0, 1.1e100, false),
            () -> Inputs.number("x", 0, 1, 1, 0, false),
            () -> Inputs.texts("", List.of("a"), false),
            () -> Inputs.texts("x", List.of(), true),
            () -> Inputs.texts("x", List.of("a", "a"), true),
            () -> Inputs.texts("x", List.of("a".repeat(1001)), true),
            () -> new Target.OfNumber("", 0, 1),
            () -> new Target.OfNumber("x", Double.NaN, 1),
            () -> new Target.OfNumber("x", 0, 0),
            () -> new Target.OfClasses("", false, List.of("a", "b")),
            () -> new Target.OfClasses("x", false, List.of("a")),
            () -> new Target.OfClasses("x", false, List.of("b", "a")),
            () -> new Target.OfClasses("x", true, List.of("10", "9")),
            () -> new Target.OfClasses("x", true, List.of("1", "1.0")),
            () -> new Target.OfClasses("x", false, List.of("a", "a")),
            () -> new Preprocessing.LeftOut("", "why"),
            () -> new Preprocessing.LeftOut("x", "w".repeat(501))
        }) {
            assertThrows(Members.Unfit.class, made);
        }
    }

    private static String table(int rows, IntFunction<String> cells) {
        return "x,z,y\n"
                + IntStream.range(0, rows)
                        .mapToObj(row ->
                                cells.apply(row) + "," + row % 7 + "," + "ab".charAt(Integer.bitCount(row) % 2) + "\n")
                        .collect(Collectors.joining());
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
    void tooManyFeaturesOrCharactersAreRefused() {
        assertTooMuch(101, "c", "101000 with 392890", "Leave columns with many categories out; \"c0\" has 1000.");
        assertTooMuch(
                3, "c".repeat(700), "3000 with 2108670", "Leave columns with many categories out; \"c0\" has 1000.");
    }

    private static void assertTooMuch(int columns, String text, String found, String remedy) {
        Set<String> names = IntStream.range(0, columns).mapToObj(i -> "c" + i).collect(Collectors.toSet());
        StringBuilder file = new StringBuilder("y");
        for (int i = 0; i < columns; i++) {
            file.append(",c").append(i);
        }
        for (int row = 0; row < 1000; row++) {
            file.append('\n').append("ab".charAt(row % 2)).append(("," + text + row).repeat(columns));
        }
        Table table = TableTest.table(file.append('\n').toString(), FOUND.withColumns(Set.of(), names, Set.of()));
        CrosscheckException e = assertThrows(
                CrosscheckException.class,
                () -> fit(table, null, IntStream.range(0, 1000).toArray()));
        assertEquals(
                "t.csv: expected at most 100000 features with 2097152 characters of categories, found " + found + ".",
                e.getMessage());
        assertEquals(remedy, e.remedy());
    }

    @Test
    void aColumnThatIsToBeLeftOutMustBeThere() {
        assertThrows(CrosscheckException.class, () -> fit(TEXT, "xx", TRAINING));
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> fit("y\na\nb\n", null, 0, 1));
        assertEquals("t.csv: expected a column to learn from, found none beside the target.", e.getMessage());
    }

    /** Columns and types are those of the model, the rest is as given; text may stand for missing values only as in training. */
    @Test
    void aTableIsReadAsTheModelNeedsIt() {
        TableOptions given = FOUND.withFormat(';', true, null).withMissing(Set.of("-"));
        TableOptions reading = fitted().reading(given, false);
        assertEquals(Set.of("x", "gap"), reading.numeric());
        assertEquals(Set.of("colour", "size"), reading.categorical());
        assertEquals(Set.of(), reading.drop());
        assertEquals(Set.of("x", "gap", "colour", "size"), reading.only().names());
        assertEquals(FOUND.missing(), reading.missing());
        assertEquals(';', reading.delimiter());
        assertEquals(true, reading.header());
        reading = fitted().reading(given, true);
        assertEquals(Set.of("colour", "size", "y"), reading.categorical());
        assertEquals(5, reading.only().names().size());
        Preprocessing numbered = fit("x,y\n1,10\n2,9\n3,10\n4,9\n", null, 0, 1, 2, 3);
        assertEquals(Set.of("x", "y"), numbered.reading(FOUND, true).numeric());
        Preprocessing number = fit("x,y\n1,1.5\n2,2.5\n3,3.5\n", null, 0, 1, 2);
        assertEquals(Set.of("x", "y"), number.reading(FOUND, true).numeric());
    }

    @Test
    void aRegressionsTargetMustBeNumbers() {
        Preprocessing fitted = fit("x,y\n1,1.5\n2,2.5\n3,3.5\n", null, 0, 1, 2);
        TableFeatures features = fitted.of(TableTest.table("x,y\n1,a\n"));
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> features.targets(0));
        assertEquals(
                "t.csv: column \"y\": expected numbers, as the model was trained with, found text.", e.getMessage());
        assertEquals("Repair its cells, or read it with --numeric.", e.remedy());
    }

    /** 100 columns of 1,000 categories, and 2,097,152 characters of three such columns. */
    @Test
    void asManyFeaturesAndCharactersAsThereMayBe() {
        assertEquals(100_000, fitted(100, (column, row) -> "c" + row).width());
        int[] longer = {1000, 1000, 0};
        assertEquals(
                3000,
                fitted(3, (column, row) -> {
                            int length = longer[column] > 0 ? longer[column] : row < 152 ? 98 : 97;
                            String number = "n" + row;
                            return number + "x".repeat(length - number.length());
                        })
                        .width());
    }

    private static Preprocessing fitted(int columns, BiFunction<Integer, Integer, String> cell) {
        StringBuilder file = new StringBuilder("y");
        for (int i = 0; i < columns; i++) {
            file.append(",c").append(i);
        }
        for (int row = 0; row < 1000; row++) {
            file.append('\n').append("ab".charAt(row % 2));
            for (int i = 0; i < columns; i++) {
                file.append(',').append(cell.apply(i, row));
            }
        }
        Set<String> names = IntStream.range(0, columns).mapToObj(i -> "c" + i).collect(Collectors.toSet());
        Table table = TableTest.table(file.append('\n').toString(), FOUND.withColumns(Set.of(), names, Set.of()));
        return fit(table, null, IntStream.range(0, 1000).toArray());
    }

    @Test
    void categoriesOfOtherPartsDoNotCount() {
        Preprocessing fitted = fit("x,t,y\n1,a,p\n2,a,q\n3,a,p\n4,b,q\n", null, 0, 1, 2);
        assertEquals(List.of(new Preprocessing.LeftOut("t", "the same value in all training rows")), fitted.leftOut());
    }
}
