package dev.crosscheck.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows that belong together are found in files made for it, and in ordinary tables nothing is said of them. */
class GroupingTest {
    private static final String TOGETHER = "patient says which rows belong together: ";
    private static final String NEARLY = "nearly equal";

    private static String line(Object... cells) {
        return String.join(
                ",",
                Stream.of(cells)
                        .map(cell ->
                                cell instanceof Double number ? String.format(Locale.ROOT, "%.3f", number) : "" + cell)
                        .toList());
    }

    /** @return what is said of a table whose rows are split by chance, or by groups */
    private static List<String> said(List<String> lines, String splitBy) {
        Table table = TableTest.table(String.join("\n", lines) + "\n");
        TargetColumn target = TargetColumn.of(table, "y", null);
        Split split = splitBy == null
                ? Split.of(target, target.rows(), Share.NONE, new Share(0.2, 0), 1)
                : Split.byGroups(table, target.rows(), splitBy, Share.NONE, new Share(0.2, 0), 1);
        Preprocessing fitted = Preprocessing.fit(table, target, split.train(), splitBy);
        return TableWarning.of(table, target, fitted, split, splitBy == null, splitBy, 1).stream()
                .map(warning -> warning.column() + " " + warning.words())
                .toList();
    }

    /** Visits of patients, who have an age, a sex, and four laboratory values that hardly change from visit to visit. */
    private static List<String> visits(int patients, int visits, boolean named, boolean real, boolean number) {
        SplittableRandom random = new SplittableRandom(patients + visits);
        Stream.Builder<String> lines = Stream.builder();
        lines.add((named ? "patient," : "") + "age,sex,a,b,c,d,visit,y");
        for (int patient = 0; patient < patients; patient++) {
            double[] own = random.doubles(4).toArray();
            Object age = 20 + random.nextInt(60);
            Object sex = random.nextBoolean() ? "f" : "m";
            double answer = real ? own[0] + own[1] - 1 : random.nextDouble() - 0.5;
            for (int visit = 0; visit < visits; visit++) {
                Object[] labs = DoubleStream(own, random);
                String name = named ? (patients % 2 == 0 ? "p" : "") + (patient * 7 % patients + 1000) + "," : "";
                lines.add(name
                        + line(
                                age,
                                sex,
                                labs[0],
                                labs[1],
                                labs[2],
                                labs[3],
                                visit % 10,
                                number ? (Object) answer : answer > 0 ? "ill" : "well"));
            }
        }
        return lines.build().toList();
    }

    private static Object[] DoubleStream(double[] own, SplittableRandom random) {
        return java.util.Arrays.stream(own)
                .mapToObj(value -> value + 0.02 * random.nextGaussian())
                .toArray();
    }

    static Stream<Arguments> patients() {
        return Stream.of(new int[] {300, 2}, new int[] {151, 2}, new int[] {120, 8}, new int[] {20, 100}, new int[] {
                    25, 100
                })
                .flatMap(size -> Stream.of(false, true)
                        .flatMap(real ->
                                Stream.of(false, true).map(number -> Arguments.of(size[0], size[1], real, number))));
    }

    @ParameterizedTest
    @MethodSource("patients")
    void groupsAreFound(int patients, int visits, boolean real, boolean number) {
        List<String> named = said(visits(patients, visits, true, real, number), null);
        assertEquals(
                1, named.stream().filter(words -> words.startsWith(TOGETHER)).count(), named.toString());
    }
}
