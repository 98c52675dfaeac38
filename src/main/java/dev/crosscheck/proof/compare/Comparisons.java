package dev.crosscheck.proof.compare;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The comparisons of one check, in the order in which they are first asked for. A check keeps its data and computes; what it compares goes here, and
 * the result comes from here:
 *
 * <pre>
 * Comparisons all = new Comparisons();
 * all.of("losses, against DL4J", Tolerances.SUMS).add(step, "loss", expected, actual);
 * return all.findings("A title", "a note");
 * </pre>
 */
public final class Comparisons {
    private final Map<String, Comparison> comparisons = new LinkedHashMap<>();

    /**
     * @param quantity the name of the quantity in the verdict
     * @param tolerance the tolerance of each element; only the first call for a quantity sets it
     * @return the comparison of this quantity
     */
    public Comparison of(String quantity, Tolerance tolerance) {
        return comparisons.computeIfAbsent(quantity, key -> new Comparison(quantity, tolerance));
    }

    /** @return the verdicts on everything compared so far, one per quantity */
    public List<Verdict> verdicts() {
        return comparisons.values().stream().map(Comparison::verdict).toList();
    }

    /**
     * @param title what was checked
     * @param note remarks; may be empty
     * @return the result of the check, with the deviations over the steps of those comparisons whose steps were ended
     */
    public Findings findings(String title, String note) {
        List<DeviationSeries> series = comparisons.values().stream()
                .flatMap(comparison -> comparison.series(title).stream())
                .toList();
        return new Findings(title, note, verdicts(), series);
    }
}
