package dev.crosscheck.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a contestant did.
 *
 * @param name its name
 * @param label what it is
 * @param note versions and libraries that it ran with, in its own words
 * @param secondsAnEpoch of the whole training set, over all epochs of all rounds
 * @param imagesPerSecond training images divided by the median of those seconds
 * @param timesAsFast medians of others divided by this one's, by their names
 * @param startUpSeconds from the process's start to its first step done, over all rounds
 * @param peakMib most resident memory of any round, in MiB; null where the system does not report it
 */
public record Standing(
        String name,
        String label,
        String note,
        Spread secondsAnEpoch,
        double imagesPerSecond,
        Map<String, Double> timesAsFast,
        Spread startUpSeconds,
        Long peakMib) {

    /** Puts a contestant's measurements together; {@code scale} turns measured epochs into whole ones. */
    static Standing of(Contestant contestant, List<Measurement> rounds, double scale, int trainingImages) {
        Spread seconds = Measurement.epochSeconds(rounds).times(scale);
        return new Standing(
                contestant.name(),
                contestant.label(),
                rounds.get(0).note(),
                seconds,
                trainingImages / seconds.median(),
                Map.of(),
                Spread.of(rounds.stream().map(Measurement::startUpSeconds).toList()),
                Measurement.peakMib(rounds.stream().map(Measurement::peakKib).toList()));
    }

    /** @return the same, with its ratios to others */
    Standing against(List<Standing> bases) {
        Map<String, Double> ratios = new LinkedHashMap<>();
        bases.forEach(base -> ratios.put(base.name(), base.secondsAnEpoch.median() / secondsAnEpoch.median()));
        return new Standing(name, label, note, secondsAnEpoch, imagesPerSecond, ratios, startUpSeconds, peakMib);
    }
}
