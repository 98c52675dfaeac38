package dev.crosscheck.data.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.Mismatch;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests {@link TargetMeans} and {@link MeansForm}: which columns have means of the target, and whose targets these contain. */
class TargetMeansTest {
    private static final int[] ALL = IntStream.range(0, 300).toArray();
    private static final double ROUNDING = 1e-12;

    /** @return 300 rows of a text, a number and a target */
    private static Table table(IntFunction<String> text, IntFunction<String> y) {
        return TableTest.table("city,x,y\n"
                + IntStream.of(ALL)
                        .mapToObj(row -> text.apply(row) + "," + row % 7 + "," + y.apply(row) + "\n")
                        .collect(Collectors.joining()));
    }

    private static Preprocessing fit(Table table, int... training) {
        return Preprocessing.fit(table, TargetColumn.of(table, "y", null, false), training, FitOptions.USUAL);
    }

    /** The rows of 160 cities differ by their city. */
    private static Table cities() {
        return table(row -> row % 50 == 0 ? "" : "c" + row % 160, row -> Integer.toString(row % 160 + row / 160));
    }

    private static MeansForm means(Preprocessing fitted) {
        return assertInstanceOf(MeansForm.class, fitted.forms().get("city"));
    }

    @Test
    void aMeanCountsTenMoreRowsOfTheMeanOfAll() {
        Table table = cities();
        MeansForm form = means(fit(table, ALL));
        double all = IntStream.of(ALL)
                .mapToDouble(row -> ((NumberColumn) table.column("y")).value(row))
                .average()
                .orElseThrow();
        MeansForm.Means mean = form.means().get(0);
        assertEquals(all, mean.otherwise(), ROUNDING * all);
        assertEquals((9 + 10 + 10 * all) / 12, form.readers().apply(mean).applyAsDouble("c9"), ROUNDING * all);
        assertEquals(all, form.readers().apply(mean).applyAsDouble("nowhere"), ROUNDING * all);
        assertEquals(all, form.readers().apply(mean).applyAsDouble("c145"), ROUNDING * all, "a text of one row");
        assertFalse(form.texts().contains("c145"));
    }

    /** Changing a row's target changes the features of other rows, never its own. */
    @ParameterizedTest
    @ValueSource(ints = {5, 9, 169, 120})
    void noRowToLearnFromIsGivenItsOwnTarget(int changed) {
        Table before = cities();
        Table after = table(
                row -> row % 50 == 0 ? "" : "c" + row % 160,
                row -> row == changed ? "-70000" : Integer.toString(row % 160 + row / 160));
        Preprocessing fitted = fit(before, ALL);
        int at = fitted.features().indexOf("city: mean of the target");
        float[] one = fitted.of(before).outOfFold(ALL).features(new int[] {changed});
        float[] other = fitted.of(after).outOfFold(ALL).features(new int[] {changed});
        assertEquals(one[at], other[at]);
        int[] rest = IntStream.of(ALL).filter(row -> row != changed).toArray();
        float[] some = fitted.of(before).outOfFold(ALL).features(rest);
        float[] same = fitted.of(after).outOfFold(ALL).features(rest);
        long differ =
                IntStream.range(0, some.length).filter(i -> some[i] != same[i]).count();
        assertTrue(differ > 100, differ + " differ");
    }

    /** A row that is not learnt from is given the means of all rows to learn from. */
    @Test
    void laterRowsAreGivenWhatPredictGivesThem() {
        Table table = cities();
        int[] training = IntStream.range(0, 280).toArray();
        Preprocessing fitted = fit(table, training);
        int[] later = IntStream.range(280, 300).toArray();
        float[] features = fitted.of(table).outOfFold(training).features(later);
        assertArrayEquals(fitted.of(table).features(later), features);
        float[] asked = new float[fitted.width()];
        for (int i = 0; i < later.length; i++) {
            Map<String, String> cells = Map.of(
                    "city",
                    table.column("city").text(later[i]),
                    "x",
                    table.column("x").text(later[i]));
            assertEquals(List.of(), fitted.features(cells, asked, 0));
            assertArrayEquals(asked, Arrays.copyOfRange(features, i * asked.length, (i + 1) * asked.length));
        }
    }

    /** As evaluate reads another file. */
    @Test
    void anotherFileIsReadAlike() {
        Preprocessing fitted = fit(cities(), ALL);
        Table read = Table.read(
                "later.csv",
                "x,city,y\n3,c9,1\n4,,2\n5,nowhere,3\n".getBytes(StandardCharsets.UTF_8),
                fitted.reading(TableOptions.FOUND, true));
        float[] features = fitted.of(read).features(new int[] {0, 1, 2});
        float[] asked = new float[3 * fitted.width()];
        assertEquals(List.of(), fitted.features(Map.of("city", "c9", "x", "3"), asked, 0));
        assertEquals(List.of(), fitted.features(Map.of("city", "", "x", "4"), asked, fitted.width()));
        assertEquals(List.of(), fitted.features(Map.of("city", "nowhere", "x", "5"), asked, 2 * fitted.width()));
        assertArrayEquals(asked, features);
    }

    @Test
    void theFoldsAreAboutEqualInAnyOrderOfTheRows() {
        for (int period : new int[] {1, 2, 3, 5, 8, 10, 64}) {
            int[] counts = new int[TargetMeans.FOLDS];
            for (int row = 0; row < 1000; row++) {
                counts[TargetMeans.fold(row * period)]++;
            }
            for (int count : counts) {
                assertTrue(count >= 150 && count <= 250, period + ": " + count);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"2,1", "3,3", "10,10", "11,0"})
    void classesHaveShares(int classes, int means) {
        Table table = table(row -> "c" + row % 160, row -> "k" + row % 160 % classes);
        Preprocessing fitted = fit(table, ALL);
        if (means == 0) {
            assertEquals(List.of("x"), fitted.features());
            return;
        }
        assertEquals(means, means(fitted).means().size());
        assertEquals(
                "share of k1", means(fitted).means().get(means == 1 ? 0 : 1).words());
        assertEquals(
                "texts, for each of 140 texts " + (means == 1 ? "the share of k1" : "the share of each class"),
                fitted.columnUse().get(1).words());
    }

    @Test
    void frequentTextsHaveFeaturesBeside() throws Mismatch {
        Table table = table(row -> row < 60 ? "big" : "c" + row % 200, row -> Integer.toString(row % 200));
        Preprocessing fitted = fit(table, ALL);
        assertEquals(List.of("city=other", "city: mean of the target", "x"), fitted.features());
        assertEquals(fitted, Preprocessing.parse(fitted.json()));
        assertEquals(List.of("city", "x"), fitted.columns());
        assertEquals(
                "2 categories, -1 or 1; 200 rare ones in 240 rows are \"other\"; for each of 41 texts the mean of the target",
                fitted.columnUse().get(1).words());
    }

    /** A name that another column has is changed. */
    @Test
    void namesAreNotTaken() {
        Table table = TableTest.table("city,city: mean of the target,y\n"
                + IntStream.of(ALL)
                        .mapToObj(row -> "c" + row % 160 + "," + row % 7 + "," + row % 160 + "\n")
                        .collect(Collectors.joining()));
        assertEquals(
                List.of("city: mean of the target_", "city: mean of the target"),
                fit(table, ALL).features());
    }

    /** Of a hundred columns that the target does not depend on, none may seem to tell something of it. */
    @Test
    void chanceIsNoGain() {
        SplittableRandom random = new SplittableRandom(11);
        int found = 0;
        for (int i = 0; i < 100; i++) {
            Table table =
                    table(row -> "c" + random.nextInt(250), row -> Double.toString(Math.exp(3 * random.nextDouble())));
            found += fit(table, ALL).forms().containsKey("city") ? 1 : 0;
        }
        assertTrue(found <= 1, found + " of 100");
    }

    @Test
    void aTableWithoutTheTextsIsRefused() {
        Preprocessing fitted = fit(cities(), ALL);
        Table numbers = TableTest.table("city,x,y\n1,2,3\n2,3,4\n");
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> fitted.of(numbers));
        assertTrue(e.getMessage().contains("column \"city\": expected categories"), e.getMessage());
        assertEquals(Set.of("city"), fitted.reading(TableOptions.FOUND, false).categorical());
    }
}
