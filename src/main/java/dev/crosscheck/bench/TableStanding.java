package dev.crosscheck.bench;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a contestant did on a table.
 *
 * @param name its name
 * @param label what it is
 * @param note versions and libraries that it ran with, in its own words
 * @param seconds of each part of the work, over all rounds
 * @param rowsPerSecond rows divided by the medians of those seconds
 * @param right the share of rows whose class was predicted, in the last round
 * @param timesAsFast in training, against the faster one of scikit-learn; null where that did not compete
 * @param peakMib most resident memory of any round, in MiB; null where the system does not report it
 */
public record TableStanding(
        String name,
        String label,
        String note,
        Map<TablePart, Spread> seconds,
        Map<TablePart, Double> rowsPerSecond,
        double right,
        Double timesAsFast,
        Long peakMib) {

    static TableStanding of(Contestant contestant, List<TableMeasurement> rounds, int rows) {
        Map<TablePart, Spread> seconds = new TreeMap<>();
        Map<TablePart, Double> speeds = new TreeMap<>();
        for (TablePart part : TablePart.values()) {
            Spread spread = Spread.of(
                    rounds.stream().map(round -> round.seconds().get(part)).toList());
            seconds.put(part, spread);
            speeds.put(part, rows / spread.median());
        }
        TableMeasurement last = rounds.get(rounds.size() - 1);
        return new TableStanding(
                contestant.name(),
                contestant.label(),
                last.note(),
                seconds,
                speeds,
                last.right(),
                null,
                Measurement.peakMib(
                        rounds.stream().map(TableMeasurement::peakKib).toList()));
    }

    /** @return the same, with its ratio to another's training */
    TableStanding against(TableStanding base) {
        double ratio = base.seconds.get(TablePart.EPOCH).median()
                / seconds.get(TablePart.EPOCH).median();
        return new TableStanding(name, label, note, seconds, rowsPerSecond, right, ratio, peakMib);
    }
}
