package dev.crosscheck.proof.replay;

import dev.crosscheck.data.Examples;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Argmax;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.LayerArrays;
import dev.crosscheck.nn.PyTorchLayout;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Tolerance;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.byhand.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Repeats a recorded run and compares it with the recording.
 *
 * <p>The replay restarts from each recorded state, so that two correct programs cannot drift far apart. The step after a state is judged number by
 * number, with the bounds of {@link Rounding} and {@link Moved}; later steps up to the next state with those of {@link RunSpread}, as far as they are
 * tight enough. Everything else is counted as not judged.
 */
public final class Replay {
    /** Creating a trainer for each state takes time, so the trainers of {@code train} restart from at most this many states, evenly spread. */
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

    /** The comparisons of one player. */
    private static final class Record {
        private final Player player;
        private final boolean byHand;
        private final double[] lossDeviations;
        private final Comparisons all = new Comparisons();
        private long nanos;

        Record(Player player, int steps) {
            this.player = player;
            this.byHand = player instanceof Reference;
            this.lossDeviations = new double[steps];
            Arrays.fill(lossDeviations, Double.NaN);
        }

        Comparison comparison(String what, boolean afterState) {
            String quantity = what + (afterState ? ", one step from a state" : ", farther on");
            return all.of(quantity, afterState ? OF_EACH : OF_STRETCH);
        }
    }

    /**
     * The result of a replay.
     *
     * @param agrees whether everything that was judged is within its bound
     * @param first the first number that is not, by hand; null if all are
     * @param judged how much was judged
     * @param notes further remarks, in sentences
     * @param lossBounds the bound of each step's loss; NaN where it was not judged
     * @param sides the result of each player
     */
    public record Outcome(
            boolean agrees, Finding first, Judged judged, List<String> notes, double[] lossBounds, List<Side> sides) {

        private String failed() {
            return sides.stream().filter(side -> !side.agrees()).map(Side::name).collect(Collectors.joining(", "));
        }

        /** @return the outcome in one line */
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
     * @param steps the largest number of steps to repeat
     * @param progress called after steps
     */
    public static Outcome byHand(Recording recording, int steps, ProgressListener progress) {
        Replay replay = new Replay(recording, steps, progress);
        replay.records.add(new Record(new Reference(recording), replay.steps));
        return replay.run(List.of());
    }

    /** Repeats a run by hand, with DL4J's stock parts and with every trainer that {@code train} has for such a network. Needs ND4J started on the CPU. */
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
            notes.add("The trainers of train did not repeat the run: " + obstacle);
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
            all.add("The trainers of train restarted from one of every " + stride + " states.");
        }
        if (loose > 0) {
            all.add(loose + " of " + seen
                    + " gradients have a bound of more than a tenth of the largest gradient of their array: at the kink of"
                    + " an activation, or in arrays that are hardly larger than rounding.");
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
        List<Verdict> verdicts = new ArrayList<>(record.all.verdicts());
        if (record.byHand && updates.verdict().compared() > 0) {
            verdicts.add(updates.verdict());
        }
        return new Side(record.player.name(), verdicts, record.lossDeviations, record.nanos / 1e9);
    }

    /** Repeats the steps from a recorded state to the next one, or to the end, with each player. */
    private void stretch(int from, int to, boolean withTrainers) {
        State start = recording.state(from);
        RunSpread spread = to > from + 1 ? RunSpread.of(recording, from, to, progress) : null;
        Rounding recorded = rounding(from + 1, start, recording.precision());
        Rounding single = recording.precision() == Precision.SINGLE || !withTrainers || records.size() < 3
                ? recorded
                : rounding(from + 1, start, Precision.SINGLE);
        for (Record record : records) {
            boolean isTrainer = record.player instanceof Shipped;
            if (isTrainer && !withTrainers) {
                continue;
            }
            // Both the recorded program and the trainer round, so their bounds are added.
            Gradients errors = isTrainer ? Moved.sum(recorded.bounds(), single.bounds()) : recorded.bounds();
            double lossError = recorded.lossBound() + (isTrainer ? single.lossBound() : 0);
            long begun = System.nanoTime();
            record.player.start(start, from);
            double loss = record.player.step(from + 1);
            ofLoss(record, from + 1, loss, lossError, true);
            ofStep(record, from + 1, start, recorded, errors);
            // A run in float leaves one in double behind after the first step.
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

    /** Judges gradients and state of the step after a recorded state. */
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
            double limit = values.matrices().get(i).largest() / 10;
            seen += room.matrices().get(i).data().length;
            loose += Arrays.stream(room.matrices().get(i).data())
                    .filter(bound -> bound > limit)
                    .count();
        }
    }

    /** Judges the gradients of a later step. */
    private void ofFarStep(Record record, int step, RunSpread spread, Gradients errors) {
        Gradients recorded = recording.gradients().get(step);
        if (recorded == null || record.player.gradients() == null) {
            return;
        }
        double[] bounds = spread.gradientBounds(step);
        List<Matrix> rooms = new ArrayList<>();
        for (int i = 0; i < bounds.length; i++) {
            double bound = bounds[i] * (record.byHand ? 1 : 2)
                    + errors.matrices().get(i).largest();
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

    /** Judges a state several steps after a recorded one. */
    private void ofFarState(Record record, int step, RunSpread spread) {
        State recorded = recording.states().get(step);
        State actual = record.player.state();
        double[] bounds = spread.stateBounds(step);
        int factor = record.byHand ? 1 : 2;
        boolean all =
                Arrays.stream(bounds, 0, RunSpread.arrays(recorded).size()).noneMatch(Double::isNaN);
        judgedStates += record.byHand && all ? 1 : 0;
        double u = recording.precision().roundoff();
        int[] next = {0};
        Comparison comparison = record.comparison("parameters and moments", false);
        eachOf(recorded, (letter, arrays) -> {
            Gradients room = new Gradients(arrays.matrices().stream()
                    .map(matrix -> {
                        double bound = bounds[next[0]++] * factor;
                        return matrix.map(value -> bound + 4 * u * Math.abs(value));
                    })
                    .toList());
            add(record, comparison, step, prefix(letter), arrays, actual.arrays(letter), room);
        });
    }

    /** Passes the parameters, with an empty letter, and then all moments of a state to an action. */
    private static void eachOf(State state, BiConsumer<String, LayerArrays> action) {
        action.accept("", state.parameters());
        state.moments().forEach(action);
    }

    private static String prefix(String letter) {
        return letter.isEmpty() ? "" : letter + ".";
    }

    private void add(Record record, Comparison comparison, int step, State recorded, State actual, State room) {
        eachOf(
                recorded,
                (letter, arrays) -> add(
                        record, comparison, step, prefix(letter), arrays, actual.arrays(letter), room.arrays(letter)));
    }

    /** Compares arrays in PyTorch's order of elements; elements whose bound is NaN are not judged. */
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

    /**
     * Compares loss and accuracy on the test images with those of the last recorded parameters.
     *
     * @return false if a test was recorded but not the last state, so that it cannot be judged
     */
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
                correct += t.get(n, Argmax.of(pass.output().row(n).data())) == 1 ? 1 : 0;
            }
        }
        Comparisons all = records.get(0).all;
        all.of("test accuracy of the last state", Tolerances.SAME_ACCURACY)
                .add("percent", 100.0 * test.correct() / images.size(), 100.0 * correct / images.size());
        all.of("test loss of the last state", Tolerances.SAME_TEST_LOSS)
                .add("mean loss", test.loss(), loss / images.size());
        return true;
    }
}
