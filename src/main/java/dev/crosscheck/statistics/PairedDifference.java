package dev.crosscheck.statistics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The difference between two settings on the same seeds: each seed gives one difference, in which the seed's common effect cancels.
 *
 * @param summary of the differences; its interval is that of this difference alone
 * @param p by a sign-flip permutation test of the largest difference between any two settings, two-sided: exact up to 16 seeds, else from
 *     100,000 random patterns. If no setting is better than another, one or more p are below 0.05 in at most 5 of 100 sweeps, though the base
 *     was chosen by the same values. This holds for differences whose signs are equally likely for all settings together, as those of
 *     normal noise; the settings may differ in noise. With fewer than 6 pairs it cannot be below 0.05
 */
public record PairedDifference(Summary summary, double p) {
    /**
     * Compares settings with one of them. A setting that lacks some of the base's seeds is compared on those that it has, among the settings
     * that have these as well: then the promise above holds for those with the same seeds.
     *
     * @param settings the values of each setting by seed
     * @param base the index of the setting that the others are compared with
     * @return the differences {@code setting - base} in the same order; null for the base itself and for settings that share no seed with it
     * @throws IllegalArgumentException if a value that is compared is not finite
     */
    public static List<PairedDifference> of(List<Map<Long, Double>> settings, int base) {
        List<List<Long>> shared = new ArrayList<>();
        for (int j = 0; j < settings.size(); j++) {
            shared.add(
                    j == base
                            ? List.of()
                            : settings.get(j).keySet().stream()
                                    .filter(settings.get(base)::containsKey)
                                    .sorted()
                                    .toList());
        }
        Map<List<Long>, Map<Integer, Double>> families = new HashMap<>();
        List<PairedDifference> all = new ArrayList<>();
        for (int j = 0; j < settings.size(); j++) {
            List<Long> seeds = shared.get(j);
            if (seeds.isEmpty()) {
                all.add(null);
                continue;
            }
            Summary summary = Summary.of(differences(settings.get(j), settings.get(base), seeds));
            double p = families.computeIfAbsent(seeds, of -> family(settings, base, of))
                    .get(j);
            all.add(new PairedDifference(summary, p));
        }
        return all;
    }

    /** @return the p of each setting that has these seeds */
    private static Map<Integer, Double> family(List<Map<Long, Double>> settings, int base, List<Long> seeds) {
        List<Integer> members = new ArrayList<>();
        for (int j = 0; j < settings.size(); j++) {
            if (j != base && settings.get(j).keySet().containsAll(seeds)) {
                members.add(j);
            }
        }
        double[] p = SignFlips.p(members.stream()
                .map(j -> differences(settings.get(j), settings.get(base), seeds))
                .toArray(double[][]::new));
        Map<Integer, Double> byIndex = new HashMap<>();
        members.forEach(j -> byIndex.put(j, p[byIndex.size()]));
        return byIndex;
    }

    private static double[] differences(Map<Long, Double> values, Map<Long, Double> base, List<Long> seeds) {
        return Summary.requireFinite(seeds.stream()
                .mapToDouble(seed -> values.get(seed) - base.get(seed))
                .toArray());
    }
}
