package dev.crosscheck.sweep;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.crosscheck.sweep.SweepResult.Measure;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Compares runs and sweeps: how their settings differ, and by how much their results differ.
 *
 * @param measure the measure that is compared: a validation measure if all sides have it, otherwise one of the test set, which should not
 *     be used to choose between them
 * @param sides in the order given; each is compared with the first
 * @param differing facts that are not the same for all sides, each with one value per side; null where a side does not have the fact
 */
public record RunComparison(Measure measure, List<Side> sides, Map<String, List<String>> differing) {
    /** At most this many settings of a sweep are shown, best first. */
    private static final int MOST_SETTINGS = 20;

    /**
     * One run, or one setting of a sweep.
     *
     * @param name for display
     * @param results the measure's value for each run, compared with the first side
     */
    public record Side(String name, @JsonUnwrapped SeedFigures results) {}

    /**
     * Compares all with the first of the first folder, so that the settings of a sweep have the figures that the sweep gives.
     *
     * @param folders of each its contenders, at least two in all; the first {@value #MOST_SETTINGS} of each become sides
     */
    public static RunComparison of(List<List<Contender>> folders) {
        List<Contender> all = folders.stream().flatMap(List::stream).toList();
        Measure measure = measure(all);
        Iterator<SeedFigures> compared = SeedFigures.compared(all.stream()
                        .map(each -> SeedFigures.of(measure, each.runs()))
                        .toList())
                .iterator();
        List<Contender> shown = new ArrayList<>();
        List<Side> sides = new ArrayList<>();
        for (List<Contender> folder : folders) {
            for (int i = 0; i < folder.size(); i++) {
                SeedFigures results = compared.next();
                if (i < MOST_SETTINGS) {
                    shown.add(folder.get(i));
                    sides.add(new Side(folder.get(i).name(), results));
                }
            }
        }
        return new RunComparison(measure, sides, differing(shown));
    }

    /** @return the label of a side: A, B, C and so on, because names of folders are too long for table columns */
    public static String letter(int side) {
        return side < 26 ? String.valueOf((char) ('A' + side)) : "S" + (side + 1);
    }

    private List<SeedFigures> results() {
        return sides.stream().map(Side::results).toList();
    }

    /**
     * The columns of the table of results, whose rows are the indices of the sides.
     *
     * @return by heading, the text of a side's cell
     */
    public Map<String, Function<Integer, String>> columns() {
        Map<String, Function<Integer, String>> columns = new LinkedHashMap<>();
        columns.put("", RunComparison::letter);
        SeedFigures.columns(measure, results(), false)
                .forEach((heading, cell) ->
                        columns.put(heading, side -> cell.apply(sides.get(side).results())));
        return columns;
    }

    /** @return the rows of that table */
    public List<Integer> indices() {
        return IntStream.range(0, sides.size()).boxed().toList();
    }

    /** @return what the columns of that table are, in sentences */
    public String words() {
        return SeedFigures.words(measure, results(), "A")
                + (measure.isOfTest()
                        ? " These are figures of the test set: if you choose by them, no independent test is left."
                        : "");
    }

    private static Measure measure(List<Contender> contenders) {
        List<Measure> inOrder =
                List.of(Measure.VALIDATION_ACCURACY, Measure.VALIDATION_RMSE, Measure.TEST_ACCURACY, Measure.TEST_RMSE);
        return inOrder.stream()
                .filter(measure -> contenders.stream()
                        .flatMap(contender -> contender.runs().stream())
                        .allMatch(run -> measure.of(run) != null))
                .findFirst()
                .orElse(Measure.TEST_LOSS);
    }

    private static Map<String, List<String>> differing(List<Contender> contenders) {
        TreeSet<String> seen = new TreeSet<>();
        Map<String, List<String>> differing = new LinkedHashMap<>();
        for (Contender contender : contenders) {
            for (String name : contender.facts().keySet()) {
                List<String> values = new ArrayList<>();
                contenders.forEach(each -> values.add(each.facts().get(name)));
                if (seen.add(name) && values.stream().distinct().count() > 1) {
                    differing.put(name, values);
                }
            }
        }
        return differing;
    }
}
