package dev.crosscheck.proof.replay;

import dev.crosscheck.data.Examples;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.LayerArrays;
import dev.crosscheck.nn.PyTorchLayout;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Tolerance;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.byhand.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Repeats a recorded run and compares it with the recording.
 *
 * <p>Whatever states a recording holds, the run is taken up again from each of them, so that two honest programs cannot drift apart between them. The step after a
 * state is judged by {@link Rounding} and {@link Moved}, number by number; steps farther on as far as {@link Spread} reaches.
 * What no bound reaches is counted as not judged.
 */
public final class Replay {
    /** A trainer of {@code train} is started anew for each state, which takes a while: so many states, evenly spread, are enough. */
    private static final int STATES_OF_TRAINERS = 100;

    private static final int TEST_ROWS = 1000;

    private static final Tolerance OF_EACH = new Tolerance(
            0,
            0,
            "each number has its own bound, from a running error analysis of this very step in the precision of the recording");
    private static final Tolerance OF_STRETCH = new Tolerance(
            0,
            0,
            "four times what this very run, by hand in double, does to itself when it is moved in its last places");

    private final Recording recording;
    private final int steps;
    private final ProgressListener progress;
    private final List<Record> records = new ArrayList<>();
    private final double[] lossBounds;
    private final Comparison updates = new Comparison("what the recorded gradients made of the state", OF_EACH);
    private int judgedLosses;
    private int judgedGradients;
    private int judgedStates;
    private long seen;
    private long loose;
    private Finding first;

    /** What was compared of one player. */
    private static final class Record {
        private final Player player;
        private final boolean byHand;
        private final double[] lossDeviations;
        private final Map<String, Comparison> comparisons = new LinkedHashMap<>();
        private long nanos;

        Record(Player player, int steps) {
            this.player = player;
            this.byHand = player instanceof Reference;
            this.lossDeviations = new double[steps];
            Arrays.fill(lossDeviations, Double.NaN);
        }

        Comparison comparison(String what, boolean afterState) {
            String quantity = what + (afterState ? ", one step from a state" : ", farther on");
            return comparisons.computeIfAbsent(
                    quantity, name -> new Comparison(name, afterState ? OF_EACH : OF_STRETCH));
        }
    }

    /**
     * What came of a replay.
     *
     * @param agrees whether all that was judged is within its bound
     * @param first the first number that is not; null if all are
     * @param judged how much was judged
     * @param notes what else should be known, in sentences
     * @param lossBounds what each step's loss was allowed; NaN where it was not judged
     * @param sides one for each player
     */
    public record Outcome(
            boolean agrees, Finding first, Judged judged, List<String> notes, double[] lossBounds, List<Side> sides) {

        private String failed() {
            return sides.stream().filter(side -> !side.agrees()).map(Side::name).collect(Collectors.joining(", "));
        }

        /** @return the outcome in a line */
        public String line() {
            if (!agrees) {
                return "DISAGREES. "
                        + (first == null
                                ? "The recording agrees with the hand-written code, and " + failed() + " does not."
                                : first.line());
            }
            return judged.isAll()
                    ? "Agrees: " + judged.words() + " were judged and are within their bounds."
                    : "Agrees as far as it was judged: " + judged.words() + ". Not judged: " + judged.left() + ".";
        }
    }

    private Replay(Recording recording, int steps, ProgressListener progress) {
        this.recording = recording;
        this.steps = Math.min(steps, recording.steps());
        this.progress = progress;
        this.lossBounds = new double[this.steps];
        Arrays.fill(lossBounds, Double.NaN);
    }

    /**
     * Repeats a run by hand, in double.
     *
     * @param recording the run
     * @param steps how many of its steps at most
     * @param progress called now and then
     */
    public static Outcome byHand(Recording recording, int steps, ProgressListener progress) {
        Replay replay = new Replay(recording, steps, progress);
        replay.records.add(new Record(new Reference(recording), replay.steps));
        return replay.run(List.of());
    }

    /** The same, and with DL4J's stock parts and every trainer that {@code train} has for such a network. Needs ND4J started on the CPU. */
    public static Outcome ofAll(Recording recording, int steps, ProgressListener progress) {
        Replay replay = new Replay(recording, steps, progress);
        List<String> notes = new ArrayList<>();
        List<Player> players = new ArrayList<>(List.of(new Reference(recording)));
        players.addAll(replay.shipped(notes));
        players.add(new Stock(recording));
        players.forEach(player -> replay.records.add(new Record(player, replay.steps)));
        return replay.run(notes);
    }

    private List<Player> shipped(List<String> notes) {
        List<Player> shipped = new ArrayList<>();
        String obstacle = Shipped.obstacle(recording);
        if (obstacle != null) {
            notes.add("The trainers of train were not repeated: " + obstacle);
            return shipped;
        }
        boolean images = recording.examples() instanceof ImageSet;
        for (Kernels kernels : images ? Kernels.fast() : List.of(Kernels.AUTO)) {
            String which = images ? ", " + kernels.label() : "";
            shipped.add(new Shipped("trainer by hand" + which, recording, TrainingMethod.byHand(kernels)));
        }
        TrainingMethod dl4j = TrainingMethod.dl4j();
        if (Shipped.hasDl4j(recording)) {
            shipped.add(new Shipped("trainer in DL4J, our layers", recording, dl4j));
        }
        return shipped;
    }

    private Outcome run(List<String> notes) {
        int[] anchors = IntStream.of(recording.anchors()).filter(k -> k < steps).toArray();
        int stride = (anchors.length - 1) / STATES_OF_TRAINERS + 1;
        try {
            for (int i = 0; i < anchors.length; i++) {
                int to = i + 1 < anchors.length ? anchors[i + 1] : steps;
                stretch(anchors[i], to, i % stride == 0);
            }
        } finally {
            records.forEach(record -> record.player.close());
        }
        boolean tested = test();
        List<String> all = new ArrayList<>(notes);
        if (stride > 1 && records.size() > 2) {
            all.add("The trainers of train took up one of " + stride + " states.");
        }
        if (loose > 0) {
            all.add(loose + " of " + seen
                    + " numbers of gradients had more room than a tenth of their array's largest: at the kink of an"
                    + " activation, or in arrays that are hardly larger than rounding.");
        }
        List<Side> sides = records.stream().map(this::side).toList();
        return new Outcome(
                sides.stream().allMatch(Side::agrees), first, judged(tested), List.copyOf(all), lossBounds, sides);
    }

    private Judged judged(boolean tested) {
        return new Judged(
                judgedLosses,
                steps,
                judgedGradients,
                recording.gradients().headMap(steps + 1).size(),
                judgedStates,
                recording.states().headMap(steps + 1).size(),
                tested);
    }

    private Side side(Record record) {
        List<Verdict> verdicts = new ArrayList<>();
        record.comparisons.values().forEach(comparison -> verdicts.add(comparison.verdict()));
        if (record.byHand && updates.verdict().compared() > 0) {
            verdicts.add(updates.verdict());
        }
        return new Side(record.player.name(), verdicts, record.lossDeviations, record.nanos / 1e9);
    }

    /** From a recorded state to the next, or to the end. */
    private void stretch(int from, int to, boolean withTrainers) {
        State start = recording.state(from);
        Spread spread = to > from + 1 ? Spread.of(recording, from, to, progress) : null;
        Rounding recorded = rounding(from + 1, start, recording.precision());
        Rounding single = recording.precision() == Precision.SINGLE || !withTrainers || records.size() < 3
                ? recorded
                : rounding(from + 1, start, Precision.SINGLE);
        for (Record record : records) {
            boolean isTrainer = record.player instanceof Shipped;
            if (isTrainer && !withTrainers) {
                continue;
            }
            // A bound for each of the two programs that round: the one that was recorded and the trainer.
            Gradients errors = isTrainer ? Moved.sum(recorded.bounds(), single.bounds()) : recorded.bounds();
            double lossError = recorded.lossBound() + (isTrainer ? single.lossBound() : 0);
            long begun = System.nanoTime();
            record.player.start(start, from);
            double loss = record.player.step(from + 1);
            ofLoss(record, from + 1, loss, lossError, true);
            ofStep(record, from + 1, start, recorded, errors);
            // A float's steps beside a double's part at once.
            boolean oneStep = isTrainer && recording.precision() == Precision.DOUBLE;
            for (int step = from + 2; step <= to && !oneStep; step++) {
                double bound = spread.lossBound(step) * (record.byHand ? 1 : 2) + lossError;
                ofLoss(record, step, record.player.step(step), bound, false);
                ofFarStep(record, step, spread, errors);
                if (recording.states().containsKey(step)) {
                    ofFarState(record, step, spread);
                }
                progress.at(record.player.name(), step, steps);
            }
            record.nanos += System.nanoTime() - begun;
            progress.at(record.player.name(), to, steps);
        }
    }

    private Rounding rounding(int step, State start, Precision precision) {
        return Rounding.of(
                recording.network(),
                recording.objective(),
                start.parameters(),
                recording.x(step),
                recording.t(step),
                precision.roundoff());
    }

    private void ofLoss(Record record, int step, double loss, double bound, boolean afterState) {
        double recorded = recording.losses()[step - 1];
        record.lossDeviations[step - 1] = Math.abs(recorded - loss);
        if (Double.isNaN(bound)) {
            return;
        }
        if (record.byHand) {
            judgedLosses++;
            lossBounds[step - 1] = bound;
        }
        add(record, record.comparison("losses", afterState), step, "loss", -1, -1, recorded, loss, bound);
    }

    /** Gradients and state of the step after a recorded state. */
    private void ofStep(Record record, int step, State before, Rounding rounding, Gradients errors) {
        Gradients recordedGradients = recording.gradients().get(step);
        State after = recording.states().get(step);
        boolean whole = after != null
                && after.isWhole(recording.setup().training().optimizer().kind());
        double u = recording.precision().roundoff();
        Moved.Used used = recordedGradients != null
                ? Moved.Used.recorded(recordedGradients, u)
                : whole ? Moved.Used.between(recording, step, before, after) : null;
        if (used != null && record.player.gradients() != null) {
            Comparison comparison = record.comparison("gradients", true);
            Gradients room = Moved.sum(errors, used.errors());
            add(record, comparison, step, "gradient of ", used.values(), record.player.gradients(), room);
            countLoose(record, used.values(), room);
            judgedGradients += record.byHand && recordedGradients != null ? 1 : 0;
        }
        if (after == null) {
            return;
        }
        double sum = record.player.precision() == Precision.SINGLE ? u + Precision.SINGLE.roundoff() : u;
        Moved moved = Moved.of(recording, step, before, rounding.gradients(), errors, sum);
        add(
                record,
                record.comparison("parameters and moments", true),
                step,
                after,
                record.player.state(),
                moved.bounds());
        if (record.byHand) {
            judgedStates++;
            if (used != null) {
                Moved exact = Moved.of(recording, step, before, used.values(), used.errors(), u);
                add(record, updates, step, after, exact.state(), exact.bounds());
            }
        }
    }

    private void countLoose(Record record, Gradients values, Gradients room) {
        for (int i = 0; record.byHand && i < values.matrices().size(); i++) {
            double limit = Spread.largest(values.matrices().get(i)) / 10;
            seen += room.matrices().get(i).data().length;
            loose += Arrays.stream(room.matrices().get(i).data())
                    .filter(bound -> bound > limit)
                    .count();
        }
    }

    /** Gradients of a step farther on. */
    private void ofFarStep(Record record, int step, Spread spread, Gradients errors) {
        Gradients recorded = recording.gradients().get(step);
        if (recorded == null || record.player.gradients() == null) {
            return;
        }
        double[] bounds = spread.gradientBounds(step);
        List<Matrix> rooms = new ArrayList<>();
        for (int i = 0; i < bounds.length; i++) {
            double bound = bounds[i] * (record.byHand ? 1 : 2)
                    + Spread.largest(errors.matrices().get(i));
            rooms.add(recorded.matrices().get(i).map(g -> bound));
        }
        boolean all = Arrays.stream(bounds).noneMatch(Double::isNaN);
        judgedGradients += record.byHand && all ? 1 : 0;
        add(
                record,
                record.comparison("gradients", false),
                step,
                "gradient of ",
                recorded,
                record.player.gradients(),
                new Gradients(rooms));
    }

    /** A state after several steps. */
    private void ofFarState(Record record, int step, Spread spread) {
        State recorded = recording.states().get(step);
        State actual = record.player.state();
        double[] bounds = spread.stateBounds(step);
        int factor = record.byHand ? 1 : 2;
        boolean all = Arrays.stream(bounds, 0, Spread.arrays(recorded).size()).noneMatch(Double::isNaN);
        judgedStates += record.byHand && all ? 1 : 0;
        double u = recording.precision().roundoff();
        int[] next = {0};
        Comparison comparison = record.comparison("parameters and moments", false);
        eachOf(recorded, (prefix, arrays) -> {
            LayerArrays own = prefix.isEmpty()
                    ? actual.parameters()
                    : actual.moments().get(prefix.substring(0, prefix.length() - 1));
            Gradients room = new Gradients(arrays.matrices().stream()
                    .map(matrix -> {
                        double bound = bounds[next[0]++] * factor;
                        return matrix.map(value -> bound + 4 * u * Math.abs(value));
                    })
                    .toList());
            add(record, comparison, step, prefix, arrays, own, room);
        });
    }

    private interface OfArrays {
        void accept(String prefix, LayerArrays arrays);
    }

    private static void eachOf(State state, OfArrays action) {
        action.accept("", state.parameters());
        state.moments().forEach((letter, arrays) -> action.accept(letter + ".", arrays));
    }

    private void add(Record record, Comparison comparison, int step, State recorded, State actual, State room) {
        eachOf(recorded, (prefix, arrays) -> {
            String letter = prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1);
            add(
                    record,
                    comparison,
                    step,
                    prefix,
                    arrays,
                    prefix.isEmpty() ? actual.parameters() : actual.moments().get(letter),
                    prefix.isEmpty() ? room.parameters() : room.moments().get(letter));
        });
    }

    /** Compares arrays in PyTorch's order of elements; those whose room is NaN are not judged. */
    private void add(
            Record record,
            Comparison comparison,
            int step,
            String prefix,
            LayerArrays recorded,
            LayerArrays actual,
            LayerArrays room) {
        for (int k = 1; k <= recorded.layers(); k++) {
            Matrix w = recorded.weights(k);
            for (int j = 0; j < w.columns(); j++) {
                for (int i = 0; i < w.rows(); i++) {
                    add(
                            record,
                            comparison,
                            step,
                            prefix + PyTorchLayout.weight(k),
                            j,
                            i,
                            w.get(i, j),
                            actual.weights(k).get(i, j),
                            room.weights(k).get(i, j));
                }
            }
            for (int j = 0; j < w.columns(); j++) {
                add(
                        record,
                        comparison,
                        step,
                        prefix + PyTorchLayout.bias(k),
                        j,
                        -1,
                        recorded.bias(k).get(0, j),
                        actual.bias(k).get(0, j),
                        room.bias(k).get(0, j));
            }
        }
    }

    private void add(
            Record record,
            Comparison comparison,
            int step,
            String name,
            int i,
            int j,
            double recorded,
            double actual,
            double allowed) {
        if (Double.isNaN(allowed)) {
            return;
        }
        comparison.add(step, name, i, j, recorded, actual, allowed);
        if (record.byHand && first == null && !(Math.abs(recorded - actual) <= allowed)) {
            first = new Finding(step, name, i, j, recorded, actual, allowed);
        }
    }

    /** What the last recorded parameters make of the test images. */
    private boolean test() {
        Recording.Test test = recording.test();
        State last = recording.states().get(recording.steps());
        if (test == null || steps < recording.steps()) {
            return true;
        }
        if (last == null) {
            return false;
        }
        double loss = 0;
        int correct = 0;
        Examples images = test.images();
        for (int from = 0; from < images.size(); from += TEST_ROWS) {
            int[] rows = IntStream.range(from, Math.min(from + TEST_ROWS, images.size()))
                    .toArray();
            Matrix t = Recording.targets(images, rows);
            ForwardPass pass = recording.network().forward(last.parameters(), Recording.features(images, rows));
            loss += recording
                            .network()
                            .loss(pass, t, recording.setup().network().loss())
                    * rows.length;
            for (int n = 0; n < rows.length; n++) {
                correct += t.get(n, likeliest(pass.output(), n)) == 1 ? 1 : 0;
            }
        }
        Comparison accuracy = new Comparison("test accuracy of the last state", Tolerances.SAME_ACCURACY);
        accuracy.add(
                Comparison.NO_STEP, "percent", 100.0 * test.correct() / images.size(), 100.0 * correct / images.size());
        Comparison mean = new Comparison("test loss of the last state", Tolerances.SAME_TEST_LOSS);
        mean.add(Comparison.NO_STEP, "mean loss", test.loss(), loss / images.size());
        records.get(0).comparisons.put("accuracy", accuracy);
        records.get(0).comparisons.put("test", mean);
        return true;
    }

    private static int likeliest(Matrix outputs, int row) {
        int likeliest = 0;
        for (int j = 1; j < outputs.columns(); j++) {
            likeliest = outputs.get(row, j) > outputs.get(row, likeliest) ? j : likeliest;
        }
        return likeliest;
    }
}
