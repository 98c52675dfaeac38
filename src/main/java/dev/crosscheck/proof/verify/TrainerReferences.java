package dev.crosscheck.proof.verify;

import dev.crosscheck.data.Examples;
import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.Convolution;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Layer;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Objective;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.nn.WeightedLoss;
import dev.crosscheck.proof.compare.Rounding;
import dev.crosscheck.proof.twin.FlatParameters;
import dev.crosscheck.proof.twin.NetworkTwin;
import dev.crosscheck.proof.twin.OptimizerTwin;
import dev.crosscheck.proof.twin.SameDiffTwin;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a training in float should do, in double: by SameDiff, by DL4J's stock {@code MultiLayerNetwork} and updaters, and by the backpropagation of the
 * course. With dropout SameDiff is alone, with the masks that {@link BySeed} defines: stock DL4J does not accept masks.
 */
final class TrainerReferences {
    static final String DL4J = "DL4J";
    private static final String SAMEDIFF = "SameDiff";
    private static final String BY_HAND = "the course's";

    /** Above this loss, a gradient, as a product of three such numbers, may exceed the range of float, 3e38. */
    private static final double LARGEST_LOSS = 1e12;

    /** A unit is near its kink within this of it, if rounding explains less. */
    private static final double LEAST_MARGIN = 1e-6;

    final FlatParameters layout;
    private final NetworkSpec form;
    private final TrainingSpec training;
    private final Network network;
    private final Objective objective;
    private final SameDiffTwin sameDiff;
    private final NetworkTwin dl4j;

    /**
     * The state before a step, with the batch.
     *
     * @param done the number of steps before it
     * @param theta its parameters
     * @param pass the course's forward pass
     * @param exact by SameDiff
     */
    record Before(
            int done,
            NetworkState state,
            Parameters theta,
            MatrixExamples rows,
            ForwardPass pass,
            SameDiffTwin.At exact) {}

    TrainerReferences(NetworkSpec form, TrainingSpec training, Examples examples) {
        this.form = form;
        this.training = training;
        this.network = form.network();
        this.layout = new FlatParameters(network);
        this.objective = WeightedLoss.of(form.loss(), TrainerCheck.classWeights(training, examples));
        this.sameDiff = new SameDiffTwin(network, objective, form.dropout() > 0);
        this.dl4j = new NetworkTwin(network, objective);
    }

    /** @return the arrays by name that a flat one has */
    Map<String, Matrix> named(double... flat) {
        return layout.parameters(flat).byName();
    }

    Before before(int done, NetworkState state, MatrixExamples rows) {
        Parameters theta = layout.parameters(Matrix.doubles(state.parameters()));
        return new Before(done, state, theta, rows, network.forward(theta, rows.x()), at(theta, rows, done));
    }

    /** @return why a step cannot be compared, in words; empty if it can */
    Optional<String> obstacle(Before step) {
        return step.exact().loss() < LARGEST_LOSS
                ? NetworkCheck.obstacle(
                        network, objective, step.pass(), step.rows().targets())
                : Optional.of("the loss has passed " + LARGEST_LOSS);
    }

    /** @return SameDiff's loss and gradients, with the dropout masks of a step */
    SameDiffTwin.At at(Parameters theta, MatrixExamples rows, int done) {
        List<Matrix> masks = new ArrayList<>();
        for (int k = 1; form.dropout() > 0 && k < network.depth(); k++) {
            boolean isConvolution = network.layer(k).kind() == Layer.Kind.CONVOLUTION; // they drop nothing
            masks.add(BySeed.mask(
                    isConvolution ? 0 : form.dropout(),
                    training.seed(),
                    done,
                    k,
                    rows.x().rows(),
                    network.layer(k).units()));
        }
        return sameDiff.at(theta, rows.x(), rows.targets(), masks);
    }

    /** @return loss and gradients of a step by the name of each reference */
    Map<String, SameDiffTwin.At> all(Before step) {
        Map<String, SameDiffTwin.At> references = new LinkedHashMap<>();
        references.put(SAMEDIFF, step.exact());
        if (form.dropout() > 0) {
            return references;
        }
        MatrixExamples rows = step.rows();
        references.put(DL4J, dl4j.at(step.theta(), rows.x(), rows.targets()));
        references.put(
                BY_HAND,
                new SameDiffTwin.At(
                        objective.value(step.pass().output(), rows.targets()),
                        step.pass().output(),
                        Backprop.BY_HAND.gradients(network, step.theta(), step.pass(), rows.targets(), objective),
                        List.of()));
        return references;
    }

    /** @return the state after DL4J's updater has applied a gradient */
    OptimizerTwin.Updated update(NetworkState before, double[] gradient, int done) {
        return OptimizerTwin.update(
                training.optimizer(),
                new OptimizerTwin.Updated(Matrix.doubles(before.parameters()), Matrix.doubles(before.moments())),
                gradient,
                done);
    }

    Matrix answers(Matrix x, double... parameters) {
        dl4j.setParameters(layout.parameters(parameters));
        return dl4j.output(x);
    }

    /** @return the columns with units near their kinks, given SameDiff's pre-activations with parameters moved in their last places, too */
    Kinks kinks(Before step, SameDiffTwin.At moved) {
        List<BitSet> near = new ArrayList<>();
        for (int k = 1; k < network.depth(); k++) {
            boolean bent = List.of(Elementwise.RELU, Elementwise.LEAKY_RELU).contains(form.activation(k));
            Matrix z = step.exact().zs().get(k - 1);
            double margin =
                    Math.max(LEAST_MARGIN, Rounding.explained(z, moved.zs().get(k - 1)));
            BitSet columns = new BitSet();
            int ofColumn = z.columns() / network.layer(k).columns();
            for (int i = 0; bent && i < z.data().length; i++) {
                if (Math.abs(z.data()[i]) < margin) {
                    columns.set(i % z.columns() / ofColumn);
                }
            }
            if (network.layer(k) instanceof Convolution convolution && convolution.pools()) {
                Matrix y = convolution
                        .unpooled()
                        .z(
                                step.pass().a(k - 1),
                                step.theta().weights(k),
                                step.theta().bias(k));
                Kinks.addWindows(convolution, y, margin, columns);
            }
            near.add(columns);
        }
        return new Kinks(near);
    }
}
