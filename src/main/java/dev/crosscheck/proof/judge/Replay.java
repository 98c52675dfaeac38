package dev.crosscheck.proof.judge;

import dev.crosscheck.data.Examples;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Argmax;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.PyTorchLayout;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Tolerance;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.byhand.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Repeats a recorded run and compares it with the recording: by hand, which decides ({@link Match}), and with twins, which are named if they cannot follow
 * where the recording agrees with the hand-written code.
 *
 * <p>Everything restarts from each recorded state, so that two correct programs cannot drift far apart. Later steps are judged as far as rounding explains
 * little of them ({@link Spread}); the rest is counted as not judged.
 */
public final class Replay {
    /** Creating a trainer for each state takes time, so the trainers of {@code train} restart from at most this many states, evenly spread. */
    private static final int STATES_OF_TRAINERS = 100;

    private static final int TEST_ROWS = 1000;

    private static final Tolerance MEASURED = new Tolerance(
            0,
            0,
            "for each number as far as this very step goes, in double, when it is done again with all that it computes moved in the last places");

    private final Run run;
    private final int steps;
    private final ProgressListener progress;
    private final List<Twin> twins = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Numbers byHand;
    private final double[] lossBounds;
    private final Set<Integer> states;
    private final Tally gradients = new Tally();
    private final Tally parameters = new Tally();
    private int losses;
    private long numbers;
    private long undecided;

    /** What was compared of one implementation. */
    private static final class Numbers {
        private final Comparisons all = new Comparisons();
        private final double[] lossDeviations;
        private long nanos;
        private Finding first;

        Numbers(int steps) {
            this.lossDeviations = new double[steps];
            Arrays.fill(lossDeviations, Double.NaN);
        }

        void add(
                boolean afterState, int step, String name, int i, int j, double recorded, double ours, double allowed) {
            String what = name.equals(Run.LOSS)
                    ? "losses"
                    : name.startsWith(Run.GRADIENT) ? "gradients" : "parameters and moments";
            Finding at = Finding.of(step, name, i, j, recorded, ours, allowed);
            all.of(what + (afterState ? ", one step from a state" : ", farther on"), MEASURED)
                    .add(step, at.array(), at.row(), at.column(), recorded, ours, allowed);
            first = first == null && !(Math.abs(recorded - ours) <= allowed) ? at : first;
        }
    }

    /** An implementation that repeats the run beside the hand-written code. */
    private static final class Twin {
        private final Player player;
        private final Numbers numbers;
        private boolean follows;

        Twin(Player player, int steps) {
            this.player = player;
            this.numbers = new Numbers(steps);
        }
    }

    /** How many sets of arrays were judged: those of whose numbers more than half are decided. */
    private static final class Tally {
        private int judged;
        private int all;
        private long decided;
        private long seen;

        void add(boolean isDecided) {
            seen++;
            decided += isDecided ? 1 : 0;
        }

        void endStep() {
            all += seen > 0 ? 1 : 0;
            judged += 2 * decided > seen ? 1 : 0;
            seen = 0;
            decided = 0;
        }
    }

    /**
     * The result of a replay.
     *
     * @param agrees whether everything that was judged is within what rounding explains
     * @param first the first number that is not; null if all are
     * @param judged how much was judged
     * @param notes further remarks, in sentences
     * @param lossBounds the bound of each step's loss; NaN where it was not judged
     * @param sides what was repeated by hand, then by each twin that could follow
     */
    public record Outcome(
            boolean agrees, Finding first, Judged judged, List<String> notes, double[] lossBounds, List<Side> sides) {

        /** @return the outcome in one line */
        public String line() {
            if (!agrees) {
                String other = sides.get(0).verdicts().stream()
                        .filter(verdict -> !verdict.passed())
                        .map(verdict -> verdict.quantity() + ": " + verdict.failure())
                        .findFirst()
                        .orElse("No loss is told from rounding, so that nothing is proved");
                return "DISAGREES. " + (first == null ? other + "." : first.line());
            }
            return judged.isAll()
                    ? "Agrees: " + judged.words() + " were judged and are within their bounds" + judged.butFor() + "."
                    : "Agrees as far as it was judged: " + judged.words() + judged.butFor() + ". Not judged: "
                            + judged.left() + ".";
        }
    }

    private Replay(Run run, int steps, ProgressListener progress) {
        this.run = run;
        this.steps = Math.min(steps, run.steps().size());
        this.progress = progress;
        this.byHand = new Numbers(this.steps);
        this.lossBounds = new double[this.steps];
        this.states = Arrays.stream(run.states()).boxed().collect(Collectors.toSet());
        Arrays.fill(lossBounds, Double.NaN);
    }

    /**
     * Repeats a run by hand, in double.
     *
     * @param run the run
     * @param steps the largest number of steps to repeat
     * @param progress called after steps
     */
    public static Outcome byHand(Run run, int steps, ProgressListener progress) {
        return new Replay(run, steps, progress).outcome();
    }

    /** Repeats a run by hand, with DL4J's stock parts and with every trainer that {@code train} has for such a network. Needs ND4J started on the CPU. */
    public static Outcome ofAll(Run run, int steps, ProgressListener progress) {
        Replay replay = new Replay(run, steps, progress);
        if (run.setup() != null) {
            replay.addTrainers();
        }
        replay.add(Stock.of(run));
        return replay.outcome();
    }

    private void add(Player player) {
        twins.add(new Twin(player, steps));
    }

    private void addTrainers() {
        String obstacle = Shipped.obstacle(run);
        if (obstacle != null) {
            notes.add("The trainers of train did not repeat the run: " + obstacle);
            return;
        }
        boolean images = run.examples() instanceof ImageSet;
        for (Kernels kernels : images ? Kernels.fast() : List.of(Kernels.AUTO)) {
            String which = images ? ", " + kernels.label() : "";
            add(new Shipped("trainer by hand" + which, run, TrainingMethod.byHand(kernels)));
        }
        if (Shipped.hasDl4j(run)) {
            add(new Shipped("trainer in DL4J, our layers", run, TrainingMethod.dl4j()));
        }
    }

    private Outcome outcome() {
        try {
            repeat();
        } finally {
            twins.forEach(twin -> twin.player.close());
        }
        boolean tested = test();
        Judged judged = new Judged(
                losses,
                steps,
                gradients.judged,
                gradients.all,
                parameters.judged,
                parameters.all,
                undecided,
                numbers,
                tested);
        List<Side> sides = new ArrayList<>(List.of(side("by hand", byHand)));
        boolean agrees = sides.get(0).agrees() && losses > 0;
        for (Twin twin : twins) {
            Finding left = twin.numbers.first;
            if (agrees && left != null) {
                notes.add(String.format(
                        Locale.ROOT,
                        "Not judged: %s, which cannot follow at these numbers, from step %d on (%s); the recording agrees with the hand-written code.",
                        twin.player.name(),
                        left.step(),
                        left.place()));
            } else {
                sides.add(side(twin.player.name(), twin.numbers));
            }
        }
        return new Outcome(agrees, byHand.first, judged, List.copyOf(notes), lossBounds, sides);
    }

    private static Side side(String name, Numbers numbers) {
        return new Side(name, numbers.all.verdicts(), numbers.lossDeviations, numbers.nanos / 1e9);
    }

    private void repeat() {
        double u = run.precision().roundoff();
        Match match = new Match(run, Slip.Patch.NONE, u, null, this::ofHand);
        boolean inFloat = run.precision() == Precision.DOUBLE
                && twins.stream().anyMatch(twin -> twin.player.precision() == Precision.SINGLE);
        Spread single = inFloat ? new Spread(run, Slip.Patch.NONE, Precision.SINGLE.roundoff()) : null;
        long anchors = 1 + states.stream().filter(state -> state < steps).count();
        long stride = (anchors - 1) / STATES_OF_TRAINERS + 1;
        long anchor = 0;
        for (int step = 1; step <= steps && match.hasNext(); step++) {
            if (isAnchor(step)) {
                start(match.state(), step, anchor++ % stride == 0);
            }
            long begun = System.nanoTime();
            Map<String, Spread.Expected> expected = match.next();
            byHand.nanos += System.nanoTime() - begun;
            Map<String, Spread.Expected> expectedInFloat =
                    inFloat ? single.step(run.steps().get(step - 1)) : expected;
            for (Twin twin : twins) {
                if (twin.follows) {
                    ofTwin(
                            twin,
                            step,
                            expected,
                            twin.player.precision() == Precision.SINGLE ? expectedInFloat : expected);
                }
            }
            if (inFloat) {
                single.resume(run.steps().get(step - 1));
            }
            gradients.endStep();
            parameters.endStep();
            progress.at("by hand", step, steps);
        }
        if (stride > 1 && twins.size() > 1) {
            notes.add("The trainers of train restarted from one of every " + stride + " states.");
        }
    }

    private boolean isAnchor(int step) {
        return step == 1 || states.contains(step - 1);
    }

    private void start(Map<String, Matrix> state, int step, boolean withTrainers) {
        for (Twin twin : twins) {
            twin.follows = twin.numbers.first == null && (withTrainers || twin.player.precision() == Precision.DOUBLE);
            if (twin.follows) {
                twin.player.start(state, step - 1);
            }
        }
    }

    private void ofHand(
            int step, String name, int i, int j, double theirs, double ours, double allowed, boolean decided) {
        boolean isLoss = name.equals(Run.LOSS);
        numbers++;
        undecided += decided ? 0 : 1;
        if (isLoss) {
            byHand.lossDeviations[step - 1] = Math.abs(theirs - ours);
            losses += decided ? 1 : 0;
            lossBounds[step - 1] = decided ? allowed : Double.NaN;
        } else {
            (name.startsWith(Run.GRADIENT) ? gradients : parameters).add(decided);
        }
        boolean far = !(Math.abs(theirs - ours) <= allowed);
        if (decided || far) {
            byHand.add(isAnchor(step), step, name, i, j, theirs, ours, allowed);
        }
    }

    /** Both the recorded program and the twin round, so what rounding explains of either is added. */
    private void ofTwin(
            Twin twin, int step, Map<String, Spread.Expected> expected, Map<String, Spread.Expected> expectedOfTwin) {
        long begun = System.nanoTime();
        Map<String, Matrix> written = twin.player.step(step);
        run.steps().get(step - 1).forEach((name, theirs) -> {
            Matrix own = written.get(name);
            for (int n = 0; own != null && n < own.data().length; n++) {
                double deviation = Math.abs(theirs.data()[n] - own.data()[n]);
                if (name.equals(Run.LOSS)) {
                    twin.numbers.lossDeviations[step - 1] = deviation;
                }
                Spread.Expected ours = expectedOfTwin.get(name);
                if (ours.isDecided(n) && expected.get(name).isDecided(n)) {
                    double allowed = expected.get(name).allowed().data()[n]
                            + ours.allowed().data()[n];
                    twin.numbers.add(
                            isAnchor(step),
                            step,
                            name,
                            n / own.columns(),
                            n % own.columns(),
                            theirs.data()[n],
                            own.data()[n],
                            allowed);
                }
            }
        });
        twin.numbers.nanos += System.nanoTime() - begun;
    }

    /**
     * Compares loss and accuracy on the test images with those of the last recorded parameters.
     *
     * @return false if a test was recorded but not the last state, so that it cannot be judged
     */
    private boolean test() {
        Run.Test test = run.test();
        if (test == null || steps < run.steps().size()) {
            return true;
        }
        if (!states.contains(steps)) {
            return false;
        }
        Network network = run.setup().network().network();
        double loss = 0;
        int correct = 0;
        Examples images = test.images();
        for (int from = 0; from < images.size(); from += TEST_ROWS) {
            int[] rows = IntStream.range(from, Math.min(from + TEST_ROWS, images.size()))
                    .toArray();
            Matrix t = Run.targets(images, rows);
            ForwardPass pass = network.forward(
                    PyTorchLayout.parameters(run.steps().get(steps - 1), network.layers()), Run.features(images, rows));
            loss += network.loss(pass, t, run.setup().network().loss()) * rows.length;
            for (int n = 0; n < rows.length; n++) {
                correct += t.get(n, Argmax.of(pass.output().row(n).data())) == 1 ? 1 : 0;
            }
        }
        byHand.all
                .of("test accuracy of the last state", Tolerances.SAME_ACCURACY)
                .add("percent", 100.0 * test.correct() / images.size(), 100.0 * correct / images.size());
        byHand.all
                .of("test loss of the last state", Tolerances.SAME_TEST_LOSS)
                .add("mean loss", test.loss(), loss / images.size());
        return true;
    }
}
