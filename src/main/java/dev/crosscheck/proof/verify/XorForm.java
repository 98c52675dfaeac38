package dev.crosscheck.proof.verify;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.LogicGate;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.OnlineTraining;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.verify.NetworkCheck.BackpropAndOptimizer;
import dev.crosscheck.proof.verify.NetworkCheck.Form;
import dev.crosscheck.text.Text;
import java.util.BitSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A training on XOR by hand, with one example per step. Loss and weights of each step are compared with DL4J's, and everything at steps 1, 2, 5, 10, 20, 50
 * and so on.
 *
 * @param network a network with two inputs and one output
 * @param start the initial parameters of both sides; unchanged
 * @param loss a loss that fits the network's output activation
 * @param learningRate η
 * @param epochs the number of epochs, of four steps each
 * @param everyStep whether all steps are compared, or those of the first 25 epochs and of 50 more, evenly spread and including the last
 */
public record XorForm(
        Network network, Parameters start, Loss loss, double learningRate, int epochs, boolean everyStep) {
    private static final int FIRST_EPOCHS = 25;
    private static final int SPREAD_EPOCHS = 50;
    private static final Matrix X = LogicGate.inputs();
    private static final Matrix T = LogicGate.XOR.targets();

    /** @return the number of steps compared and of all steps, and which they are, in words */
    public String extent() {
        String which = ": the first " + FIRST_EPOCHS + " epochs, and " + SPREAD_EPOCHS + " spread up to the last";
        return compared().cardinality() < epochs ? steps() + which : steps();
    }

    private String steps() {
        long examples = X.rows();
        return Text.of("%,d of %,d steps", examples * compared().cardinality(), examples * epochs);
    }

    private BitSet compared() {
        BitSet compared = new BitSet(epochs);
        if (everyStep || epochs <= FIRST_EPOCHS + SPREAD_EPOCHS) {
            compared.set(0, epochs);
            return compared;
        }
        compared.set(0, FIRST_EPOCHS);
        for (long i = 1; i <= SPREAD_EPOCHS; i++) {
            compared.set((int) (FIRST_EPOCHS + i * (epochs - FIRST_EPOCHS) / SPREAD_EPOCHS) - 1);
        }
        return compared;
    }

    /**
     * Checks the training by hand.
     *
     * @param progress called after each step that is compared
     * @throws CrosscheckException if the training diverges on both sides, so that there is nothing to compare
     */
    public Findings findings(ProgressListener progress) {
        return form(BackpropAndOptimizer.byHand(sgd()), progress, 0, 1, 2, 3).findings();
    }

    private String title() {
        String layers = IntStream.rangeClosed(1, network.depth())
                .mapToObj(k -> "-" + network.layer(k).units() + " "
                        + network.activation(k).label())
                .collect(Collectors.joining());
        return "Backpropagation, XOR with " + network.inputs() + layers + ", " + loss.title();
    }

    private OptimizerSpec sgd() {
        return new OptimizerSpec(OptimizerSpec.Kind.SGD, learningRate, 0, 0);
    }

    /**
     * @param candidate does the training
     * @param progress called after each step that is compared
     * @param order of the four examples in the candidate's epochs; 0, 1, 2, 3 is right
     */
    Form form(BackpropAndOptimizer candidate, ProgressListener progress, int... order) {
        return new Form(title(), all -> {
            Steps steps = new Steps(all, candidate, progress);
            new OnlineTraining(network, loss, candidate.backprop())
                    .runInPlace(start.copy(), candidate.optimizer().get(), X, T, order, epochs, steps::stepped);
            return epochs + " epochs, one example per step; compared: " + extent()
                    + ", each from the parameters by hand before it; outputs and gradients at steps 1, 2, 5, 10, 20, 50, …";
        });
    }

    private static boolean isFinite(double loss, Parameters parameters) {
        return Double.isFinite(loss) && Double.isFinite(NetworkCheck.largest(parameters));
    }

    /** Compares each step as it is done. */
    private final class Steps {
        private final Comparison weights;
        private final Comparison losses;
        private final NetworkCheck check;
        private final ProgressListener progress;
        private final BitSet epochsCompared = compared();
        private Parameters before = start.copy();
        private long nextSample = 1;
        private long done;

        Steps(Comparisons all, BackpropAndOptimizer candidate, ProgressListener progress) {
            this.weights = all.of("weights and biases after " + steps() + ", against DL4J", Tolerances.SUMS);
            this.losses = all.of("losses of " + steps() + ", against DL4J", Tolerances.SUMS);
            this.check = new NetworkCheck(all, network, loss, candidate.backprop(), NetworkCheck.MOST_DIFFERENCES);
            this.progress = progress;
            addAll(0, before, X, T);
        }

        private void addAll(int step, Parameters parameters, Matrix x, Matrix t) {
            check.addSameDiff(step, parameters, x, t);
            check.addDl4j(step, parameters, x, t);
        }

        private void stepped(int step, double lossBefore, Parameters after) {
            Matrix x = X.row(step % X.rows());
            Matrix t = T.row(step % X.rows());
            boolean finite = isFinite(lossBefore, after);
            if (epochsCompared.get(step / X.rows()) || !finite) {
                NetworkCheck.Step right = check.dl4jsStep(sgd(), before, x, t);
                if (!finite && isFinite(0, before) && !isFinite(right.loss(), right.after())) {
                    throw new CrosscheckException(
                            "The training diverges: at step " + (step + 1)
                                    + " the loss is no longer a number, by hand and in DL4J",
                            "Try a lower learning rate than " + learningRate + ", or another start.");
                }
                losses.add(step, "loss", right.loss(), lossBefore);
                weights.add(step, right.after().byName(), after.byName());
                weights.endStep(step);
                progress.at(title(), ++done, (long) X.rows() * epochsCompared.cardinality());
            }
            if (step + 1 == nextSample && finite) {
                boolean two = Long.toString(nextSample).startsWith("2");
                nextSample = two ? nextSample / 2 * 5 : nextSample * 2;
                addAll(step, after, x, t);
                addAll(step, after, X, T);
            }
            before = after.copy();
        }
    }
}
