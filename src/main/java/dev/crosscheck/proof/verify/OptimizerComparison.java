package dev.crosscheck.proof.verify;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.OnlineTraining;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.optim.Optimizer;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.DeviationSeries;
import dev.crosscheck.proof.compare.DeviationTrace;
import dev.crosscheck.proof.compare.Tolerance;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.proof.twin.NetworkTwin;
import dev.crosscheck.proof.twin.OptimizerTwin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Some steps of a network's optimizer on one batch, by hand and in DL4J from the same start. Each step is compared twice: with
 * DL4J's own training, of its own gradients by its own updater; and with DL4J's updater on the gradients made by hand, where
 * no more than the update's own rounding is allowed.
 */
final class OptimizerComparison {
    /** Enough for moments and velocities to matter, few enough for rounding to stay small. */
    private static final int STEPS = 5;

    /** A loss that grows by this factor diverges: the steps stretch rounding as they stretch the loss. */
    private static final double DIVERGED = 1000;

    /** Steps that rounding drives further prove nothing by being compared; those on the same gradients still do. */
    private static final double MOST_ROUNDING = 1;

    private static final long SEED = 13;

    private final Setup setup;
    private final Network network;
    private final NetworkCheck.Candidate candidate;
    private final Parameters start;
    private final Parameters byHand;
    private final Optimizer optimizer;
    private final List<OptimizerTwin> own;
    private final List<OptimizerTwin> given;
    private final NetworkTwin dl4j;
    private final List<Comparison> comparisons = new ArrayList<>();
    private DeviationTrace trace;
    private double mostLoss;
    private String note = STEPS + " steps of the optimizer";

    OptimizerComparison(Setup setup, Parameters start, NetworkCheck.Candidate candidate) {
        this.setup = setup;
        this.network = setup.network().network();
        this.candidate = candidate;
        this.start = start;
        this.byHand = start.copy();
        this.optimizer = candidate.optimizer().get();
        this.own = twins();
        this.given = twins();
        this.dl4j = new NetworkTwin(network, setup.objective());
    }

    private List<OptimizerTwin> twins() {
        return start.matrices().stream()
                .map(matrix -> OptimizerTwin.of(setup.training().optimizer(), matrix))
                .toList();
    }

    /** Goes through the steps, up to where there is nothing to compare any more. */
    void run(Matrix x, Matrix t) {
        mostLoss = DIVERGED * (1 + network.loss(start, x, t, setup.objective()));
        Tolerance tolerance = Tolerances.fewSteps(setup.training().optimizer().learningRate(), rounding(x, t));
        Comparison losses = new Comparison("loss before each step, against DL4J's training", tolerance);
        Comparison parameters = new Comparison("parameters after each step, against DL4J's training", tolerance);
        Comparison updates = new Comparison(
                "parameters after each step, against DL4J's updater on the same gradients", Tolerances.OPTIMIZER);
        comparisons.addAll(List.of(losses, parameters, updates));
        trace = new DeviationTrace(parameters, STEPS);
        for (int step = 0; step < STEPS; step++) {
            ForwardPass pass = network.forward(byHand, x);
            double loss = network.loss(pass, t, setup.objective());
            dl4j.setParameters(parameters(own));
            double theirLoss = dl4j.loss(x, t);
            if (step > 0 && isBeyondComparison(step, pass, loss, theirLoss)) {
                return;
            }
            losses.add(step, "loss", theirLoss, loss);
            Gradients gradients = candidate.backprop().gradients(network, byHand, pass, t, setup.objective());
            optimizer.updateInPlace(byHand.matrices(), gradients.matrices());
            update(own, dl4j.gradients(x, t));
            update(given, gradients);
            parameters.add(step, parameters(own).byName(), byHand.byName());
            updates.add(step, parameters(given).byName(), byHand.byName());
            trace.endStep();
        }
    }

    /** @return how far the right steps, by hand, deviate if the start is moved in its last place */
    private double rounding(Matrix x, Matrix t) {
        SplittableRandom random = new SplittableRandom(SEED);
        Parameters plain = start.copy();
        Parameters moved = new Parameters(start.matrices().stream()
                .map(theta -> theta.map(value -> random.nextBoolean() ? Math.nextUp(value) : Math.nextDown(value)))
                .toList());
        OnlineTraining training = new OnlineTraining(network, setup.objective());
        Optimizer ofPlain = setup.training().optimizer().start();
        Optimizer ofMoved = setup.training().optimizer().start();
        double largest = 0;
        for (int step = 0; step < STEPS; step++) {
            double loss = training.stepInPlace(plain, ofPlain, x, t);
            double movedLoss = training.stepInPlace(moved, ofMoved, x, t);
            if (!(loss <= mostLoss)) {
                break;
            }
            largest = Math.max(largest, Math.abs(loss - movedLoss));
            for (int k = 0; k < plain.matrices().size(); k++) {
                Matrix difference =
                        plain.matrices().get(k).combine(moved.matrices().get(k), (one, other) -> one - other);
                largest = Math.max(largest, NetworkCheck.largest(List.of(difference)));
            }
        }
        return largest <= MOST_ROUNDING ? largest : MOST_ROUNDING; // also where it is no number
    }

    /** Whether both sides diverge, or one comes to where it ends. */
    private boolean isBeyondComparison(int step, ForwardPass pass, double loss, double theirLoss) {
        boolean diverges = !(loss <= mostLoss) && !(theirLoss <= mostLoss);
        Optional<String> reason = diverges
                ? Optional.of("the loss grows without bound")
                : NetworkCheck.obstacle(network, setup.network().loss(), pass);
        reason.ifPresent(why -> note =
                step + " of " + STEPS + " steps of the optimizer, for then " + why + ": try a lower learning rate than "
                        + setup.training().optimizer().learningRate());
        return reason.isPresent();
    }

    private static void update(List<OptimizerTwin> twins, Gradients gradients) {
        for (int k = 0; k < twins.size(); k++) {
            twins.get(k).step(gradients.matrices().get(k));
        }
    }

    private static Parameters parameters(List<OptimizerTwin> twins) {
        return new Parameters(twins.stream().map(OptimizerTwin::parameters).toList());
    }

    /** @return how many steps were compared, and why no more */
    String note() {
        return note;
    }

    List<Verdict> verdicts() {
        return comparisons.stream().map(Comparison::verdict).toList();
    }

    /** @return the deviation from DL4J's training, from step to step; to be called once, at the end */
    DeviationSeries series(String title) {
        return trace.series(title + ": parameters by hand against DL4J's");
    }
}
