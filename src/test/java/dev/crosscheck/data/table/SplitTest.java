package dev.crosscheck.data.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitTest {
    private static final Table PENGUINS = Table.read(TableTest.PENGUINS, TableOptions.FOUND);
    private static final TargetColumn SPECIES = TargetColumn.of(PENGUINS, "species", null);
    private static final TargetColumn MASS = TargetColumn.of(PENGUINS, "body_mass_g", null);
    private static final Share FIFTH = new Share(0.2, 0);

    private static void assertParts(TargetColumn target, Split split) {
        int[] all = Stream.of(split.train(), split.validation(), split.test())
                .flatMapToInt(Arrays::stream)
                .sorted()
                .toArray();
        assertArrayEquals(target.rows(), all, "each row with a target is in one part");
        for (int[] part : List.of(split.train(), split.validation(), split.test())) {
            assertArrayEquals(Arrays.stream(part).sorted().toArray(), part);
        }
    }

    @Test
    void everyClassHasItsShareOfEachPart() {
        for (long seed = 0; seed < 20; seed++) {
            Split split = Split.of(SPECIES, SPECIES.rows(), FIFTH, FIFTH, seed);
            assertParts(SPECIES, split);
            // A fifth of 344 is 68.8; of the species' 152, 68 and 124 it is 30.5, 13.7 and 25.
            assertArrayEquals(new int[] {30, 14, 25}, SPECIES.counts(split.test()));
            assertArrayEquals(new int[] {30, 14, 25}, SPECIES.counts(split.validation()));
        }
    }

    /** Folds have the same size, and each class is spread evenly over them. */
    @Test
    void foldsHaveTheSameSharesOfClasses() {
        int[] rows = SPECIES.rows();
        int[] classes = IntStream.of(rows).map(SPECIES::classOf).toArray();
        int[] foldOf = Split.folds(classes, null, 5, 1);
        for (int fold = 0; fold < 5; fold++) {
            int own = fold;
            int[] inside = IntStream.range(0, rows.length)
                    .filter(i -> foldOf[i] == own)
                    .map(i -> rows[i])
                    .toArray();
            int[] counts = SPECIES.counts(inside);
            // A fifth of 152, 68 and 124 is 30.4, 13.6 and 24.8; of all 344 it is 68.8.
            assertTrue(counts[0] >= 30 && counts[0] <= 31, Arrays.toString(counts));
            assertTrue(counts[1] >= 13 && counts[1] <= 14, Arrays.toString(counts));
            assertTrue(counts[2] >= 24 && counts[2] <= 26, Arrays.toString(counts));
            assertTrue(inside.length >= 68 && inside.length <= 69);
        }
        assertFalse(Arrays.equals(foldOf, Split.folds(classes, null, 5, 2)), "another seed");
    }

    /** The penguins were counted in three years; there are as many folds as are asked for, some of them empty. */
    @Test
    void foldsKeepGroupsTogether() {
        int[] rows = SPECIES.rows();
        int[] years = Split.groupOf(PENGUINS, "year", rows);
        int[] foldOf = Split.folds(new int[rows.length], years, 3, 1);
        Stream<String> pairs = IntStream.range(0, rows.length).mapToObj(i -> years[i] + " " + foldOf[i]);
        assertEquals(3, pairs.distinct().count(), "one year, one fold");
        assertEquals(3, IntStream.of(foldOf).distinct().count());
        int[] two = Split.folds(new int[rows.length], years, 2, 1);
        assertEquals(2, IntStream.of(two).distinct().count());
    }

    /** A fifth of the rows that are left without the test part, at least 50; none where that is too much or folds are better. */
    @Test
    void theUsualValidationPart() {
        assertEquals(new Share(0, 55), usual(SPECIES.rows(), null, FIFTH, 0));
        assertEquals(Share.NONE, usual(SPECIES.rows(), null, FIFTH, 10_000));
        assertEquals(new Share(0, 50), usual(first(140), null, new Share(0, 40), 0));
        assertEquals(Share.NONE, usual(first(139), null, new Share(0, 40), 0));
        assertEquals(Share.NONE, usual(first(53), null, Share.NONE, 0));
        assertEquals(new Share(0, 55), usual(SPECIES.rows(), "bill_depth_mm", FIFTH, 0));
        assertEquals(Share.NONE, usual(SPECIES.rows(), "year", FIFTH, 0), "three groups");
    }

    private static Share usual(int[] rows, String splitBy, Share test, int mostForFolds) {
        return Split.usualValidation(PENGUINS, SPECIES, rows, splitBy, test, mostForFolds);
    }

    private static int[] first(int count) {
        return IntStream.of(SPECIES.rows()).limit(count).toArray();
    }

    @Test
    void theSameSeedGivesTheSamePartsOnEveryMachine() {
        int[] test = Split.of(SPECIES, SPECIES.rows(), FIFTH, FIFTH, 1).test();
        assertArrayEquals(
                test, Split.of(SPECIES, SPECIES.rows(), Share.NONE, FIFTH, 1).test(), "whatever is validated by");
        assertFalse(Arrays.equals(
                test, Split.of(SPECIES, SPECIES.rows(), FIFTH, FIFTH, 2).test()));
        // Recorded once: another order of the random numbers would be another experiment.
        assertEquals(-1_818_393_177, Arrays.hashCode(test));
    }

    @Test
    void rowsWithoutATargetAreInNoPart() {
        Split split = Split.of(MASS, MASS.rows(), FIFTH, rows(100), 1);
        assertParts(MASS, split);
        assertEquals("174 68 100", sizes(split));
    }

    private static void refused(String message, Executable split) {
        CrosscheckException e = assertThrows(CrosscheckException.class, split);
        assertEquals(message, e.getMessage());
    }

    @Test
    void noClassLosesItsLastRow() {
        TargetColumn target =
                TargetColumn.of(TableTest.table("y,x\n" + "a,1\n".repeat(20) + "b,1\nb,1\nb,1\n"), "y", null);
        for (long seed = 0; seed < 20; seed++) {
            Split split = Split.of(target, target.rows(), rows(10), rows(10), seed);
            assertTrue(Arrays.stream(target.counts(split.train())).allMatch(count -> count > 0));
            assertParts(target, split);
        }
        refused(
                "validation and test part: expected a row of each class left to train, found classes with too few rows.",
                () -> Split.of(target, target.rows(), rows(10), rows(12), 1));
    }

    @Test
    void groupsStayTogether() {
        String text = TableTest.csv("y,who", 300, i -> i * 7 % 5 + "." + i, i -> "p" + i * i % 37) + "1.5,\n2.5,\n";
        Table table = TableTest.table(text);
        TargetColumn target = TargetColumn.of(table, "y", null);
        Set<Integer> tests = new HashSet<>();
        for (long seed = 0; seed < 20; seed++) {
            Split split = Split.byGroups(table, target.rows(), "who", FIFTH, FIFTH, seed);
            tests.add(Arrays.hashCode(split.test()));
            assertParts(target, split);
            long groups = Stream.of(split.train(), split.validation(), split.test())
                    .mapToLong(part -> IntStream.of(part)
                            .mapToObj(table.column("who")::text)
                            .distinct()
                            .count())
                    .sum();
            assertEquals(table.column("who").texts().size() + 1, groups, "each in one part, as rows without one");
            assertEquals(60, split.test().length, 8);
            assertEquals(60, split.validation().length, 8);
            Split other = Split.byGroups(table, target.rows(), "who", Share.NONE, FIFTH, seed);
            assertArrayEquals(split.test(), other.test());
        }
        assertEquals(20, tests.size(), "each seed has other groups");
    }

    @Test
    void tooManyGroupsAreRefused() {
        Table many = TableTest.table(TableTest.csv("y,g", 9, i -> i % 2, i -> i + "g".repeat((1 << 19) - 1)));
        int[] rows = IntStream.range(0, many.rows()).toArray();
        refused(
                "t.csv: column \"g\": expected at most 65536 groups with names of some thousand kilobytes, found more.",
                () -> Split.byGroups(many, rows, "g", Share.NONE, rows(1), 1));
    }

    /**
     * Of 3, 5 and 7 rows 4 are 0.8, 1.33 and 1.87: 0, 1 and 1, and one each where the remainder is largest, at c and a. Of equal ones the first
     * class has it. A class of two gives one row at most.
     */
    @ParameterizedTest
    @CsvSource({"3,5,7,4,'1 1 2'", "4,4,4,4,'2 1 1'", "4,4,4,5,'2 2 1'", "2,10,10,16,'1 8 7'", "2,2,9,10,'1 1 8'"})
    void quotasByHand(int a, int b, int c, int test, String counts) {
        String text = "a,1\n".repeat(a) + "b,1\n".repeat(b) + "c,1\n".repeat(c);
        TargetColumn target = TargetColumn.of(TableTest.table("y,x\n" + text), "y", null);
        for (long seed = 0; seed < 3; seed++) {
            Split split = Split.of(target, target.rows(), Share.NONE, new Share(0, test), seed);
            assertEquals(counts, Arrays.toString(target.counts(split.test())).replaceAll("[\\[\\],]", ""));
            assertEquals(a + b + c - test, split.train().length);
            assertEquals(0, split.validation().length);
        }
    }

    private static Split byGroups(Share validation, Share test, int... sizes) {
        StringBuilder text = new StringBuilder("y,g\n");
        for (int group = 0; group < sizes.length; group++) {
            for (int i = 0; i < sizes[group]; i++) {
                text.append(i * 37 % 101).append(".5,").append(group).append('\n');
            }
        }
        Table table = TableTest.table(text.toString());
        Split split = Split.byGroups(table, TargetColumn.of(table, "y", null).rows(), "g", validation, test, 1);
        assertParts(TargetColumn.of(table, "y", null), split);
        return split;
    }

    private static Share rows(int rows) {
        return new Share(0, rows);
    }

    private static String sizes(Split split) {
        return split.train().length + " " + split.validation().length + " " + split.test().length;
    }

    @Test
    void groupsAreTakenWhileThatComesNearer() {
        int[] ten = {10, 10, 10, 10, 10, 10, 10, 10, 10, 10};
        assertEquals("50 30 20", sizes(byGroups(rows(35), rows(25), ten)), "25 is as near to 20 as to 30");
        assertEquals("50 30 20", sizes(byGroups(rows(34), rows(16), ten)));
        assertEquals("100 0 0", sizes(byGroups(Share.NONE, Share.NONE, ten)));
        assertEquals("80 20 0", sizes(byGroups(rows(20), Share.NONE, ten)));
        assertEquals("10 10 10", sizes(byGroups(rows(5), rows(19), 10, 10, 10)), "each part has a group");
        assertEquals("10 0 10", sizes(byGroups(Share.NONE, rows(18), 10, 10)));
        assertEquals("10 10 0", sizes(byGroups(rows(10), Share.NONE, 10, 10)));
        assertEquals("10 0 20", sizes(byGroups(Share.NONE, rows(20), 10, 10, 10)));
        assertEquals("90 0 30", sizes(byGroups(Share.NONE, rows(2), 40, 30, 50)), "the smallest is too large");
    }

    @Test
    void groupsThatAreNumbersAreTheSameHoweverTheyAreWritten() {
        Table table = TableTest.table("y,g\n1.5,0\n2.5,-0\n3.5,0.0\n4.5,1\n");
        int[] rows = {0, 1, 2, 3};
        for (long seed = 0; seed < 4; seed++) {
            Split split = Split.byGroups(table, rows, "g", Share.NONE, rows(1), seed);
            assertArrayEquals(new int[] {3}, split.test());
            assertArrayEquals(new int[] {0, 1, 2}, split.train());
        }
    }

    /** Newest are for testing, then for validation; of equal times later rows are newer, and rows without a time are the oldest. */
    @Test
    void aSplitByTimeTestsOnTheNewestRows() {
        String[] days = {"03-02", "01-05", "", "05-01", "02-01", "05-01", "04-09", "01-01", "02-02", "03-03"};
        String text = "t,x,y\n"
                + Stream.of(days)
                        .map(day -> (day.isEmpty() ? "" : "2020-" + day) + ",1,a\n")
                        .collect(Collectors.joining());
        int[] all = IntStream.range(0, 10).toArray();
        Split split = Split.byTime(TableTest.table(text), all, "t", rows(2), new Share(0.3, 0));
        assertArrayEquals(new int[] {3, 5, 6}, split.test());
        assertArrayEquals(new int[] {0, 9}, split.validation());
        assertArrayEquals(new int[] {1, 2, 4, 7, 8}, split.train());
        Split half = Split.byTime(TableTest.table(text), all, "t", Share.NONE, rows(1));
        assertArrayEquals(new int[] {5}, half.test());
    }

    /** A text, the share of 100 rows that it is, and how it is shown; nothing for texts that are none. */
    @ParameterizedTest
    @CsvSource({
        "500, 500, 500 rows",
        "-0, 0, 0 rows",
        "0%, 0, 0 rows",
        "12.5%, 13, 12.5%",
        "48.98%, 49, 48.98%",
        "0.1%, 1, 0.1%",
        "2147483647, 2147483647, 2147483647 rows",
        "%,,",
        "100%,,",
        "-0.5%,,",
        "0.5,,",
        "NaN,,",
        "2147483648,,"
    })
    void sharesAreReadAndShown(String text, Integer ofHundred, String shown) {
        if (shown == null) {
            CrosscheckException e = assertThrows(CrosscheckException.class, () -> Share.parse("--test", text));
            assertTrue(e.getMessage().startsWith("--test: expected a share as 20% or a number of rows"));
        } else {
            assertEquals(ofHundred, Share.parse("--test", text).of(100));
            assertEquals(shown, Share.parse("--test", text).toString());
        }
    }
}
