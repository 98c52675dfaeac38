package dev.crosscheck.proof.judge;

import dev.crosscheck.data.Examples;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.math.Argmax;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Network;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Rounding;
import dev.crosscheck.proof.compare.Tolerance;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.run.Background;
import dev.crosscheck.text.Text;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.byhand.KernelChoice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Repeats a recorded run and compares it with the recording. The verdict is that of the hand-written code ({@link Match}). Twins repeat the run, too; if one of
 * them disagrees with a recording that agrees with the hand-written code, a note names it.
 *
 * <p>Everything restarts from each recorded state, so that two correct programs cannot drift far apart. A number of a later step is judged if rounding
 * explains little of it ({@link Spread}); the others are counted as not judged.
 */
public final class Replay {
    /** Creating a trainer for each state takes time, so the trainers of {@code train} restart from at most this many states, evenly spread. */
    private static final int STATES_OF_TRAINERS = 100;

    private static final int TEST_ROWS = 1000;

    private static final String NO_LONGER = "By hand, to the next state or the end, not judged since rounding decides";

    private static final Tolerance MEASURED = new Tolerance(
            0,
            0,
            "measured for each number: how far it moves, in double, if all that the step computes is moved in the last places");

    private final Recording run;
    private final int steps;
    private final ProgressListener progress;
    private final Set<Integer> states;
    private final Compared byHand;
    private final Map<String, Count> judged = new LinkedHashMap<>();
    private final List<Compared> twins = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private double widest; // the widest bound with which a loss of a later step was judged, as a share of the loss

    /** What was compared of the hand-written code, or of a player beside it. */
    private final class Compared {
        private final String name;
        private final Player player;
        private final Comparisons all = new Comparisons();
        private boolean agrees = true;
        private boolean follows;

        /** @param player null for the hand-written code */
        Compared(String name, @Nullable Player player) {
            this.name = name;
            this.player = player;
        }

        /** Compares an array. Undecided numbers are left out, unless one by hand is far off. A twin has twice the bounds, since both sides round. */
        void add(int step, String name, Matrix theirs, Matrix own, Spread.Expected ours) {
            boolean isLoss = name.equals(Recording.LOSS);
            String quantity = kind(name) + (isAnchor(step) ? ", one step from a state" : ", farther on");
            String array = Difference.named(name);
            for (int n = 0; n < own.data().length; n++) {
                double recorded = theirs.data()[n];
                double bound = ours.most(n) * (player == null ? 1 : 2);
                boolean isWithin = Math.abs(recorded - own.data()[n]) <= bound;
                if (ours.isDecided(n) || player == null && !isWithin) {
                    int row = isLoss ? -1 : n / own.columns();
                    int column = isLoss ? -1 : n % own.columns();
                    all.of(quantity, MEASURED).add(step, array, row, column, recorded, own.data()[n], bound);
                    agrees &= isWithin;
                }
            }
        }

        private static String kind(String name) {
            boolean isGradient = name.startsWith(Recording.GRADIENT);
            return name.equals(Recording.LOSS) ? "losses" : isGradient ? "gradients" : "parameters and moments";
        }

        Side side() {
            return new Side(name, all.verdicts());
        }
    }

    /**
     * How many numbers of one kind were judged. The others are too far from a recorded state, or at the kink of an activation.
     *
     * @param what losses, gradients, or parameters and moments
     * @param judged how many were judged
     * @param all how many were recorded and repeated
     */
    public record Count(String what, long judged, long all) {
        Count plus(Count more) {
            return new Count(what, judged + more.judged, all + more.all);
        }

        @Override
        public String toString() {
            return (judged == all ? "all " + all : judged + " of " + all) + " " + what;
        }
    }

    /**
     * The result of the hand-written code, or of a twin.
     *
     * @param name its name
     * @param verdicts one per quantity
     */
    public record Side(String name, List<Verdict> verdicts) {
        /** @return a sentence for each quantity that is not within its bounds */
        List<String> failures() {
            return verdicts.stream()
                    .filter(verdict -> !verdict.passed())
                    .map(verdict -> verdict.quantity() + ", " + verdict.failure())
                    .toList();
        }
    }

    /**
     * The result of a replay.
     *
     * @param agrees whether everything that was judged is within what rounding explains
     * @param first the first number that is not; null if all are
     * @param relation how its array is related to the right one, in words ({@link Relation}); empty if there is none
     * @param judged how much was judged of each kind that was recorded
     * @param notes further remarks, in sentences
     * @param sides what was repeated by hand, then by each twin that could follow
     */
    public record Outcome(
            boolean agrees,
            @Nullable Difference first,
            String relation,
            List<Count> judged,
            List<String> notes,
            List<Side> sides) {

        public boolean isAll() {
            return judged.stream().allMatch(count -> count.judged == count.all);
        }

        public String line() {
            if (!agrees) {
                List<String> failures = sides.get(0).failures();
                String place = first != null
                        ? first.words() + (relation.isEmpty() ? "" : "; it " + relation)
                        : failures.isEmpty() ? "the losses: none is told from rounding" : failures.get(0);
                return "DISAGREES, first at " + place + ".";
            }
            String words = judged.stream().map(Count::toString).collect(Collectors.joining(", "));
            return isAll()
                    ? "Agrees: " + words + " were judged and are within their bounds."
                    : "Agrees as far as it was judged: " + words
                            + " are within their bounds; rounding or a kink leaves the others undecided.";
        }
    }

    private Replay(Recording run, int steps, ProgressListener progress) {
        this.run = run;
        this.steps = Math.min(steps, run.steps().size());
        this.progress = progress;
        this.states = run.states();
        this.byHand = new Compared("by hand", null);
    }

    /**
     * Repeats a run by hand, in double.
     *
     * @param run the run
     * @param steps the largest number of steps to repeat
     * @param progress called after steps
     */
    public static Outcome byHand(Recording run, int steps, ProgressListener progress) {
        return new Replay(run, steps, progress).outcome();
    }

    /** Repeats a run by hand, with DL4J's stock parts and with every trainer that {@code train} has for such a network. Needs ND4J started on the CPU. */
    public static Outcome ofAll(Recording run, int steps, ProgressListener progress) {
        Replay replay = new Replay(run, steps, progress);
        if (!run.isPerceptron()) {
            replay.addTwins();
        }
        return replay.outcome();
    }

    /** Two functions in double are called GELU: its c is 1.702, or that rounded to single precision, as in ND4J. The one is taken that agrees for more steps. */
    private Slip.Patch gelu() {
        if (run.u() == Rounding.FLOAT
                || run.setup().network().layers().stream().noneMatch(layer -> layer.activation() == Elementwise.GELU)) {
            return Slip.Patch.NONE;
        }
        boolean inDouble = agreesUntil(Slip::geluInDouble) > agreesUntil(Slip.Patch.NONE);
        notes.add(
                "GELU is z sigmoid(c z) with c = 1.702 in " + (inDouble ? "double." : "single precision, as in ND4J."));
        return inDouble ? Slip::geluInDouble : Slip.Patch.NONE;
    }

    private int agreesUntil(Slip.Patch gelu) {
        Difference first = Match.of(run, false, gelu, run.u(), null).first();
        return first == null ? Integer.MAX_VALUE : first.step();
    }

    private void addTwins() {
        twins.add(new Compared("DL4J twin", new Player.Stock(run)));
        String obstacle = Player.Shipped.obstacle(run);
        if (obstacle != null) {
            notes.add("The trainers of train did not repeat the run: " + obstacle);
            return;
        }
        boolean images = run.examples() instanceof ImageSet;
        for (KernelChoice kernels : images ? KernelChoice.fast() : List.of(KernelChoice.AUTO)) {
            String which = images ? ", " + kernels.label() : "";
            twins.add(new Compared("trainer by hand" + which, new Player.Shipped(run, TrainingMethod.byHand(kernels))));
        }
        if (Player.Shipped.hasDl4j(run)) {
            twins.add(new Compared("trainer in DL4J, our layers", new Player.Shipped(run, TrainingMethod.dl4j())));
        }
    }

    private Outcome outcome() {
        Match match = new Match(run, gelu(), run.u(), null);
        try {
            repeat(match);
        } finally {
            twins.forEach(twin -> twin.player.close());
        }
        test();
        if (widest > 0) {
            String percent = Text.of("%.2g %%", 100 * widest);
            notes.add("Losses farther on were judged to within " + percent
                    + ": less than that is not told from rounding.");
        }
        List<Side> sides = new ArrayList<>(List.of(byHand.side()));
        boolean agrees =
                sides.get(0).failures().isEmpty() && judged.values().iterator().next().judged > 0;
        for (Compared twin : twins) {
            Side side = twin.side();
            if (agrees && !twin.agrees) {
                notes.add("Not judged: " + side.name + ", which cannot follow at these numbers ("
                        + side.failures().get(0) + "); the recording agrees with the hand-written code.");
            } else {
                sides.add(side);
            }
        }
        return new Outcome(
                agrees, match.first(), relation(match), List.copyOf(judged.values()), List.copyOf(notes), sides);
    }

    private static String relation(Match match) {
        return match.relations().keySet().stream().findFirst().orElse("");
    }

    private void repeat(Match match) {
        long anchors = 1 + states.stream().filter(state -> state < steps).count();
        long stride = (anchors - 1) / STATES_OF_TRAINERS + 1;
        // Steps that cannot be judged are passed over only if all states have everything that is needed to go on,
        // moments included.
        Set<String> whole = match.state().keySet();
        boolean canPass = states.stream()
                .filter(state -> state < steps)
                .allMatch(state -> run.steps().get(state - 1).keySet().containsAll(whole));
        long anchor = 0;
        boolean isLost = false;
        for (int step = 1; step <= steps && match.hasNext(); step++) {
            if (isAnchor(step)) {
                isLost = false;
                boolean withTrainers = anchor++ % stride == 0;
                for (Compared twin : twins) {
                    twin.follows = twin.agrees && (withTrainers || twin.player instanceof Player.Stock);
                    if (twin.follows) {
                        twin.player.start(match.state(), step - 1);
                    }
                }
            }
            Map<String, Matrix> theirs = run.steps().get(step - 1);
            int now = step;
            boolean passes = isLost;
            Background<Map<String, Spread.Expected>> byHand = Background.start("by hand", () -> match.next(passes));
            // Twins step in this thread, since DL4J keeps memory for each.
            Map<Compared, Map<String, Matrix>> ofTwins = new LinkedHashMap<>();
            twins.stream()
                    .filter(twin -> twin.follows && !passes)
                    .forEach(twin -> ofTwins.put(twin, twin.player.step(now)));
            Map<String, Spread.Expected> expected = byHand.result();
            expected.forEach((name, ours) -> ofHand(now, name, theirs.get(name), ours));
            ofTwins.forEach((twin, own) -> ofTwin(twin, now, own, expected));
            isLost |= canPass && !expected.get(Recording.LOSS).isDecided(0);
            progress.at(isLost ? NO_LONGER : twins.isEmpty() ? "By hand" : "By hand and by twins", step, steps);
        }
        if (stride > 1 && twins.size() > 1) {
            notes.add("The trainers of train restarted from one of every " + stride + " states.");
        }
    }

    private boolean isAnchor(int step) {
        return step == 1 || states.contains(step - 1);
    }

    private void ofHand(int step, String name, Matrix theirs, Spread.Expected ours) {
        int size = theirs.data().length;
        judged.merge(Compared.kind(name), new Count(Compared.kind(name), size - ours.undecided(), size), Count::plus);
        if (name.equals(Recording.LOSS) && !isAnchor(step) && ours.isDecided(0)) {
            widest = Math.max(widest, ours.most(0) / Math.abs(ours.value().get(0, 0)));
        }
        byHand.add(step, name, theirs, ours.value(), ours);
    }

    private void ofTwin(Compared twin, int step, Map<String, Matrix> own, Map<String, Spread.Expected> expected) {
        own.keySet().retainAll(expected.keySet());
        own.forEach(
                (name, array) -> twin.add(step, name, run.steps().get(step - 1).get(name), array, expected.get(name)));
    }

    /** Compares loss and accuracy on the test images with those of the last recorded parameters. */
    private void test() {
        Recording.Test test = run.test();
        if (test == null || steps < run.steps().size()) {
            return;
        }
        if (!states.contains(steps)) {
            notes.add("Not judged: the test, since the last state is not recorded.");
            return;
        }
        Network network = run.setup().network().network();
        double loss = 0;
        int correct = 0;
        Examples images = test.images();
        for (int from = 0; from < images.size(); from += TEST_ROWS) {
            int[] rows = IntStream.range(from, Math.min(from + TEST_ROWS, images.size()))
                    .toArray();
            MatrixExamples some = MatrixExamples.of(images, rows);
            ForwardPass pass = network.forward(network.parameters(run.steps().get(steps - 1)), some.x());
            loss += network.loss(pass, some.targets(), run.setup().network().loss()) * rows.length;
            for (int n = 0; n < rows.length; n++) {
                correct += some.targets().get(n, Argmax.of(pass.output().row(n).data())) == 1 ? 1 : 0;
            }
        }
        byHand.all
                .of("test accuracy of the last state", Tolerances.SAME_ACCURACY)
                .add("percent", 100.0 * test.correct() / images.size(), 100.0 * correct / images.size());
        byHand.all
                .of("test loss of the last state", Tolerances.SAME_TEST_LOSS)
                .add("mean loss", test.loss(), loss / images.size());
    }
}
