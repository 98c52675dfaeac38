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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SplitTest {
    private static final Table PENGUINS = Table.read(TableTest.PENGUINS, TableOptions.FOUND);
    private static final TargetColumn SPECIES = TargetColumn.of(PENGUINS, "species", null, false);
    private static final TargetColumn MASS = TargetColumn.of(PENGUINS, "body_mass_g", null, false);
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
            Split split = Split.of(SPECIES, FIFTH, FIFTH, seed);
            assertParts(SPECIES, split);
            // A fifth of 344 is 68.8; of the species' 152, 68 and 124 it is 30.5, 13.7 and 25.
            assertArrayEquals(new int[] {30, 14, 25}, SPECIES.counts(split.test()));
            assertArrayEquals(new int[] {30, 14, 25}, SPECIES.counts(split.validation()));
        }
    }

    @Test
    void theSameSeedGivesTheSamePartsOnEveryMachine() {
        Split split = Split.of(SPECIES, FIFTH, FIFTH, 1);
        assertArrayEquals(split.test(), Split.of(SPECIES, FIFTH, FIFTH, 1).test());
        assertArrayEquals(split.test(), Split.of(SPECIES, Share.NONE, FIFTH, 1).test(), "whatever is validated by");
        assertFalse(
                Arrays.equals(split.test(), Split.of(SPECIES, FIFTH, FIFTH, 2).test()));
        // Recorded once: another order of the random numbers would be another experiment.
        assertEquals(-1_818_393_177, Arrays.hashCode(split.test()));
    }

    @Test
    void rowsWithoutATargetAreInNoPart() {
        Split split = Split.of(MASS, FIFTH, new Share(0, 100), 1);
        assertParts(MASS, split);
        assertEquals(100, split.test().length);
        assertEquals(68, split.validation().length);
        assertEquals(342, MASS.rows().length);
    }

    @Test
    void noClassLosesItsLastRow() {
        TargetColumn target =
                TargetColumn.of(TableTest.table("y,x\n" + "a,1\n".repeat(20) + "b,1\nb,1\nb,1\n"), "y", null, false);
        for (long seed = 0; seed < 20; seed++) {
            Split split = Split.of(target, new Share(0, 10), new Share(0, 10), seed);
            assertTrue(Arrays.stream(target.counts(split.train())).allMatch(count -> count > 0));
            assertParts(target, split);
        }
        CrosscheckException e =
                assertThrows(CrosscheckException.class, () -> Split.of(target, new Share(0, 10), new Share(0, 12), 1));
        assertEquals(
                "validation and test part: expected a row of each class left to train, found classes with too few rows.",
                e.getMessage());
    }

    @Test
    void partsLeaveRowsToTrain() {
        CrosscheckException e =
                assertThrows(CrosscheckException.class, () -> Split.of(MASS, new Share(0.5, 0), new Share(0, 171), 1));
        assertEquals(
                "validation and test part: expected fewer than the 342 rows with a target, found 171 and 171.",
                e.getMessage());
    }

    @Test
    void groupsStayTogether() {
        String text = "y,who\n"
                + IntStream.range(0, 300)
                        .mapToObj(i -> i * 7 % 5 + "." + i + ",p" + i * i % 37 + "\n")
                        .collect(Collectors.joining())
                + "1.5,\n2.5,\n";
        Table table = TableTest.table(text);
        TargetColumn target = TargetColumn.of(table, "y", null, false);
        for (long seed = 0; seed < 20; seed++) {
            Split split = Split.byGroups(table, target, "who", FIFTH, FIFTH, seed);
            assertParts(target, split);
            Set<String> seen = new HashSet<>();
            for (int[] part : List.of(split.train(), split.validation(), split.test())) {
                Set<String> groups = Arrays.stream(part)
                        .mapToObj(row -> table.column("who").text(row))
                        .collect(Collectors.toSet());
                assertTrue(groups.stream().noneMatch(seen::contains), groups.toString());
                seen.addAll(groups);
            }
            assertEquals(60, split.test().length, 8);
            assertEquals(60, split.validation().length, 8);
        }
        assertArrayEquals(
                Split.byGroups(table, target, "who", FIFTH, FIFTH, 3).test(),
                Split.byGroups(table, target, "who", Share.NONE, FIFTH, 3).test());
    }

    @Test
    void evenLargeGroupsMakeEveryPart() {
        Split split = Split.byGroups(PENGUINS, SPECIES, "island", FIFTH, FIFTH, 1);
        assertParts(SPECIES, split);
        assertTrue(split.train().length > 0 && split.validation().length > 0 && split.test().length > 0);
        // Chinstraps live on one island.
        assertEquals(
                SPECIES.counts(split.train())[1] == 0,
                TableWarning.ofSplit(SPECIES, split).stream()
                        .anyMatch(warning -> warning.words().contains("Chinstrap")));
    }

    @Test
    void whatCannotBeSplitByIsSaid() {
        CrosscheckException e = assertThrows(
                CrosscheckException.class, () -> Split.byGroups(PENGUINS, SPECIES, "iland", FIFTH, FIFTH, 1));
        assertEquals("Did you mean \"island\"?", e.remedy().substring(0, 22));
        Table two = TableTest.table("y,g\n1.5,a\n2.5,b\n3.5,a\n7.5,b\n");
        TargetColumn target = TargetColumn.of(two, "y", null, false);
        e = assertThrows(CrosscheckException.class, () -> Split.byGroups(two, target, "g", FIFTH, FIFTH, 1));
        assertEquals("t.csv: column \"g\": expected at least 3 different values to split by, found 2.", e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"20%,0.2,0", "500,0,500", "0,0,0", "0%,0,0", "12.5%,0.125,0"})
    void sharesAreReadAsTheyAreWritten(String text, double fraction, int rows) {
        assertEquals(new Share(fraction, rows), Share.parse("--test", text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "%", "100%", "-1", "-5%", "0.5", "1e10", "ten", "NaN"})
    void othersAreRefused(String text) {
        assertThrows(CrosscheckException.class, () -> Share.parse("--test", text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"48.98%", "7%", "0.1%", "500 rows"})
    void aShareIsShownAsItWasWritten(String text) {
        assertEquals(text, Share.parse("--test", text.replace(" rows", "")).toString());
    }
}
