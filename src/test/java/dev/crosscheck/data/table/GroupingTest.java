package dev.crosscheck.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that belong together are found in files made for it; of ordinary tables nothing is said. */
class GroupingTest {
    private static final String TOGETHER = "patient has values whose rows are alike";
    private static final String NEARLY = "nearly equal to a training row";
    private static final String ALONE = "alone predicts";

    /** @return what is said of a table's rows, split by chance or by the column patient */
    private static List<String> said(List<String> lines, String splitBy) {
        Table table = TableTest.table(String.join("\n", lines) + "\n");
        TargetColumn target = TargetColumn.of(table, "y", null);
        Share test = new Share(0.2, 0);
        Split split = splitBy == null
                ? Split.of(target, target.rows(), Share.NONE, test, 1)
                : Split.byGroups(table, target.rows(), splitBy, Share.NONE, test, 1);
        Preprocessing fitted = Preprocessing.fit(table, target, split.train(), splitBy);
        return TableWarning.of(table, target, fitted, split, splitBy == null, 1).stream()
                .map(warning -> warning.column() + " " + warning.words())
                .filter(words -> Stream.of("rows are alike", NEARLY, ALONE, "groups in the")
                        .anyMatch(words::contains))
                .toList();
    }

    private static List<String> among(List<String> said, String words) {
        return said.stream().filter(each -> each.contains(words)).toList();
    }

    private static String line(Object... cells) {
        return Stream.of(cells)
                .map(cell -> cell instanceof Double number ? String.format(Locale.ROOT, "%.3f", number) : "" + cell)
                .collect(Collectors.joining(","));
    }

    /**
     * Visits of patients, who have an age, a sex, and four values that hardly change from visit to visit.
     *
     * @param real whether the target follows from these values, or is random per patient
     */
    private static List<String> visits(int patients, int visits, boolean named, boolean real, boolean number) {
        SplittableRandom random = new SplittableRandom(patients + visits);
        List<String> lines = new ArrayList<>(List.of((named ? "patient," : "") + "age,sex,a,b,c,d,visit,y"));
        for (int patient = 0; patient < patients; patient++) {
            double[] own = random.doubles(4).toArray();
            String same = line(20 + random.nextInt(60), random.nextBoolean() ? "f" : "m");
            double answer = real ? own[0] + own[1] - 1 : random.nextDouble() - 0.5;
            String name = (patients % 2 == 0 ? "p" : "") + (1000 + patient * 7 % patients) + ",";
            for (int visit = 0; visit < visits; visit++) {
                Object[] values = Arrays.stream(own)
                        .mapToObj(value -> value + 0.02 * random.nextGaussian())
                        .toArray();
                Object y = number ? (Object) answer : answer > 0 ? "ill" : "well";
                lines.add((named ? name : "") + line(same, line(values), visit % 10, y));
            }
        }
        return lines;
    }

    @ParameterizedTest
    @CsvSource({"300, 2", "151, 2", "120, 8", "24, 100", "37, 100"})
    void groupsAreFoundNamedAndNot(int patients, int visits) {
        for (int kind = 0; kind < 4; kind++) {
            boolean real = kind % 2 == 1;
            List<String> named = visits(patients, visits, true, real, kind > 1);
            List<String> said = said(named, null);
            assertEquals(1, among(said, TOGETHER).size(), said.toString());
            assertEquals(1, among(said, NEARLY).size(), said.toString());
            assertEquals(List.of(), among(said, ALONE));
            said = said(visits(patients, visits, false, real, kind > 1), null);
            assertEquals(1, among(said, NEARLY).size(), said.toString());
            List<String> few = said(named, "patient");
            assertEquals(patients < 150 ? 1 : 0, few.size(), few.toString());
            assertEquals(few, among(few, "groups in the test part"));
        }
    }

    /** Two columns of noise, one of few values, and a column that the target is drawn by: of the first five it repeats. */
    private static List<String> ordinary(int kind) {
        SplittableRandom random = new SplittableRandom(kind);
        List<String> lines = new ArrayList<>(List.of("x,near,size,promo,price,week,y"));
        for (int row = 0; row < 900; row++) {
            int store = random.nextInt(30);
            int quarter = random.nextInt(4);
            double noise = random.nextGaussian();
            double many = random.nextDouble();
            Object x = switch (kind) {
                case 0, 1 -> "store" + store;
                case 2 -> "2021Q" + (quarter + 1);
                case 3 -> 2000 + store;
                case 4 -> 10 * quarter;
                default -> many;
            };
            double effect =
                    kind == 2 || kind == 4 ? quarter : kind < 4 ? store * 7 % 30 / 6.0 : kind % 2 == 0 ? 4 * many : 0;
            double y = effect + 0.5 * noise;
            lines.add(line(
                    x,
                    kind == 7 ? store : effect + random.nextGaussian() / 2,
                    kind == 1 ? store % 3 : kind == 8 ? store % 5 : random.nextInt(3),
                    random.nextBoolean() ? "yes" : "no",
                    kind == 9 ? random.nextInt(3) : random.nextDouble(),
                    random.nextInt(52),
                    kind % 2 == 0 ? (Object) y : y > (effect == 0 ? 0 : 2) ? "high" : "low"));
        }
        return lines;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void nothingIsSaidOfOrdinaryTables(int kind) {
        assertEquals(List.of(), said(ordinary(kind), null));
    }

    /** Airports of a state lie near one another, as visits of a patient do: what is said holds for both, since only users know which rows are to come. */
    @Test
    void ofStatesItIsSaidForWhomItMatters() {
        SplittableRandom random = new SplittableRandom(5);
        double[] latitudes = random.doubles(40, 25, 50).toArray();
        double[] longitudes = random.doubles(40, -120, -70).toArray();
        List<String> lines = new ArrayList<>(List.of("home state,latitude,longitude,runways,y"));
        for (int row = 0; row < 1200; row++) {
            int state = random.nextInt(40);
            lines.add(line(
                    "state" + state,
                    latitudes[state] + random.nextGaussian(),
                    longitudes[state] + random.nextGaussian(),
                    1 + random.nextInt(3),
                    random.nextBoolean() ? "public" : "private"));
        }
        assertEquals(
                List.of(
                        "home state has values whose rows are alike in the other columns, too: if rows to come have other values, as new"
                                + " patients do, the test result is too good for them. Then keep such rows in one part with --split-by"
                                + " \"home state\"; --drop \"home state\" alone is not enough, since the other columns tell the values apart."),
                said(lines, null));
    }

    /** Rows that are equal because there are hardly any different ones. */
    @Test
    void equalRowsOfFewValuesAreChance() {
        SplittableRandom random = new SplittableRandom(1);
        List<String> lines = new ArrayList<>(List.of("a,b,c,y"));
        IntStream.range(0, 2000)
                .forEach(row ->
                        lines.add(line(random.nextInt(12), random.nextInt(12), random.nextInt(12), random.nextInt(2))));
        assertEquals(List.of(), said(lines, null));
    }
}
