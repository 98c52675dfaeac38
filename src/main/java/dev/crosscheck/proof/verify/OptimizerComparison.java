package dev.crosscheck.proof.verify;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.optim.Optimizer;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.DeviationSeries;
import dev.crosscheck.proof.compare.DeviationTrace;
import dev.crosscheck.proof.compare.Tolerance;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.twin.NetworkTwin;
import dev.crosscheck.proof.twin.OptimizerTwin;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Compares some optimizer steps on one batch by hand and in DL4J, from the same initial parameters. Each step is compared twice: with DL4J's own training,
 * by its own gradients and its own updater; and with DL4J's updater on the gradients computed by hand, where only the rounding of the update itself is
 * tolerated.
 */
final class OptimizerComparison {
    /** Enough steps for moments and velocities to matter, and few enough for rounding to stay small. */
    private static final int STEPS = 5;

    /** A loss that grows by this factor counts as divergence, since rounding grows with it. */
    private static final double DIVERGED = 1000;

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
    private final Comparisons all;
    private DeviationTrace trace;
    private double mostLoss;
    private String note = STEPS + " steps of the optimizer";

    /** @param all receives the comparisons */
    OptimizerComparison(Comparisons all, Setup setup, Parameters start, NetworkCheck.Candidate candidate) {
        this.all = all;
        this.setup = setup;
        this.network = setup.network().network();
        this.candidate = candidate;
        this.start = start;
        this.byHand = start.copy();
        this.optimizer = candidate.optimizer().get();
        this.own = twins(start);
        this.given = twins(start);
        this.dl4j = new NetworkTwin(network, setup.objective());
    }

    private List<OptimizerTwin> twins(Parameters from) {
        return from.matrices().stream()
                .map(matrix -> OptimizerTwin.of(setup.training().optimizer(), matrix))
                .toList();
    }

    /** Does the steps, up to the point where they can no longer be compared. */
    void run(Matrix x, Matrix t) {
        dl4j.setParameters(start);
        mostLoss = DIVERGED * (1 + dl4j.loss(x, t));
        double[] rounding = rounding(x, t);
        double learningRate = setup.training().optimizer().learningRate();
        Tolerance tolerance = Tolerances.fewSteps(
                learningRate,
                Arrays.stream(rounding).filter(this::isSmall).max().orElse(0));
        // Unless rounding is small, no step is compared with DL4J's training, as the note says.
        Comparisons judged = isSmall(rounding[0]) ? all : new Comparisons();
        Comparison losses = judged.of("loss before each step, against DL4J's training", tolerance);
        Comparison parameters = judged.of("parameters after each step, against DL4J's training", tolerance);
        Comparison updates = all.of(
                "parameters after each step, against DL4J's updater on the same gradients", Tolerances.OPTIMIZER);
        trace = new DeviationTrace(parameters, STEPS);
        for (int step = 0; step < STEPS; step++) {
            ForwardPass pass = network.forward(byHand, x);
            double loss = network.loss(pass, t, setup.objective());
            dl4j.setParameters(parameters(own));
            double theirLoss = dl4j.loss(x, t);
            if (step > 0 && isBeyondComparison(step, pass, t, loss, theirLoss)) {
                return;
            }
            if (isSmall(rounding[step])) {
                losses.add(step, "loss", theirLoss, loss);
            }
            Gradients gradients = candidate.backprop().gradients(network, byHand, pass, t, setup.objective());
            optimizer.updateInPlace(byHand.matrices(), gradients.matrices());
            update(own, dl4j.gradients(x, t));
            update(given, gradients);
            if (isSmall(rounding[step])) {
                parameters.add(step, parameters(own).byName(), byHand.byName());
            } else if (!note.contains("rounding")) {
                note += ", from step " + step + " on compared only for the same gradients: rounding drives them "
                        + rounding[step] + " apart";
            }
            updates.add(step, parameters(given).byName(), byHand.byName());
            trace.endStep();
        }
    }

    /** Whether rounding is small enough for a useful comparison; false for NaN. */
    private boolean isSmall(double rounding) {
        return 100 * rounding <= Tolerances.MOST_OF_FEW_STEPS;
    }

    /** @return for each step, how far DL4J's own training deviates up to it if the initial parameters are moved by one unit in the last place */
    private double[] rounding(Matrix x, Matrix t) {
        SplittableRandom random = new SplittableRandom(SEED);
        List<OptimizerTwin> plain = twins(start);
        List<OptimizerTwin> moved = twins(new Parameters(start.matrices().stream()
                .map(theta -> theta.map(value -> random.nextBoolean() ? Math.nextUp(value) : Math.nextDown(value)))
                .toList()));
        double[] rounding = new double[STEPS];
        double largest = 0;
        for (int step = 0; step < STEPS; step++) {
            double loss = stepInDl4j(plain, x, t);
            double movedLoss = stepInDl4j(moved, x, t);
            if (loss <= mostLoss) {
                largest = Math.max(largest, Math.abs(loss - movedLoss));
                for (int k = 0; k < plain.size(); k++) {
                    Matrix difference =
                            plain.get(k).parameters().combine(moved.get(k).parameters(), (one, other) -> one - other);
                    largest = Math.max(largest, difference.largest());
                }
            }
            rounding[step] = largest;
        }
        return rounding;
    }

    private double stepInDl4j(List<OptimizerTwin> twins, Matrix x, Matrix t) {
        dl4j.setParameters(parameters(twins));
        double loss = dl4j.loss(x, t);
        update(twins, dl4j.gradients(x, t));
        return loss;
    }

    /** Whether both sides diverge, or DL4J's numbers are known to be wrong from here; sets the note. */
    private boolean isBeyondComparison(int step, ForwardPass pass, Matrix t, double loss, double theirLoss) {
        boolean diverges = !(loss <= mostLoss) && !(theirLoss <= mostLoss);
        Optional<String> reason = diverges
                ? Optional.of("the loss grows without bound")
                : NetworkCheck.obstacle(network, setup.objective(), pass, t);
        reason.ifPresent(why -> note = step + " of " + STEPS + " steps of the optimizer, since then " + why
                + ": try a lower learning rate than "
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

    /** @return the number of steps compared, and why there are no more */
    String note() {
        return note;
    }

    /** @return the deviation from DL4J's training over the steps; to be called once, at the end */
    DeviationSeries series(String title) {
        return trace.series(title + ": parameters by hand against DL4J's");
    }
}
