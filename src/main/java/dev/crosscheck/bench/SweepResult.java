package dev.crosscheck.bench;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * How cost grows with size.
 *
 * @param created when it started, ISO 8601 in UTC
 * @param machine what was measured on
 * @param images in each measured part of an epoch
 * @param trainingImages images in the whole training set, which seconds per epoch refer to
 * @param rounds turns per contestant
 * @param labels what each contestant is, by name
 * @param points what was measured
 * @param leftOut why some did not compete, or dropped out, by name
 */
public record SweepResult(
        String created,
        Machine machine,
        int images,
        int trainingImages,
        int rounds,
        Map<String, String> labels,
        List<Point> points,
        Map<String, String> leftOut) {

    /**
     * One contestant at one size.
     *
     * @param contestant its name
     * @param batch images per step
     * @param hidden hidden units
     * @param secondsAnEpoch of the whole training set
     */
    public record Point(String contestant, int batch, int hidden, Spread secondsAnEpoch) {}

    /** @return the batch sizes that were measured at a number of hidden units */
    public List<Integer> batches(int hidden) {
        TreeSet<Integer> values = new TreeSet<>();
        points.stream().filter(point -> point.hidden() == hidden).forEach(point -> values.add(point.batch()));
        return List.copyOf(values);
    }

    /** @return the numbers of hidden units that were measured at a batch size */
    public List<Integer> hiddens(int batch) {
        TreeSet<Integer> values = new TreeSet<>();
        points.stream().filter(point -> point.batch() == batch).forEach(point -> values.add(point.hidden()));
        return List.copyOf(values);
    }

    /** @return seconds per epoch of a contestant at a size, if it was measured there */
    public Optional<Spread> at(String contestant, int batch, int hidden) {
        return points.stream()
                .filter(point ->
                        point.contestant().equals(contestant) && point.batch() == batch && point.hidden() == hidden)
                .map(Point::secondsAnEpoch)
                .findFirst();
    }
}
