package dev.crosscheck.using.explore;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.course.errata.DoubleTanh;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.BackwardPass;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.optim.Optimizer;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** Common mistakes in a backward pass or an update. One of them is planted for the reader to find by looking at the numbers. */
enum PlantedSlip {
    /** The course's own error: {@code 1 - tanh²(a)}, although a is already the tanh. */
    TANH_SLOPE(
            "The derivative of tanh is 1 - a², with a the unit's output. Here tanh was taken once more, of a: the gradients of"
                    + " all layers up to the tanh are too large."),
    /** dz = da for a sigmoid. */
    SIGMOID_SLOPE(
            "Behind a sigmoid dL/dz is dL/da times a(1 - a). Here that factor is missing: the gradients of that layer and of"
                    + " all before it are too large, at least four times."),
    /** dz = da for a ReLU even if z is below 0. */
    RELU_SLOPE(
            "A ReLU whose z is below 0 passes nothing back: dL/dz is 0 there. Here it passes everything, so gradients are"
                    + " there that should be 0."),
    /** The loss is a mean, but its gradient is a sum. */
    MISSING_MEAN(
            "The loss is the mean over the batch, so its gradient has the factor 1/n. Here it is missing: every gradient is n"
                    + " times too large."),
    /** The first moments are used without bias correction. */
    NO_BIAS_CORRECTION(
            "Adam's moments start at 0 and are too small at first, which the divisors 1 - β1ᵗ and 1 - β2ᵗ correct. Here they"
                    + " are missing: the gradients are right, but the first steps are too long.");

    private static final double EPSILON = 1e-8;

    /** A gradient error above this is obvious, and a thousand times the error of central differences. */
    private static final double CLEAR = 1e-4;

    private final String explanation;

    PlantedSlip(String explanation) {
        this.explanation = explanation;
    }

    /** @return the name in requests and answers */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @return the explanation that is shown once the slip is found */
    String explanation() {
        return explanation;
    }

    static List<String> labels() {
        return Arrays.stream(values()).map(PlantedSlip::label).toList();
    }

    /**
     * Chooses a slip by the seed from those that have an effect in the first step of an experiment.
     *
     * @param right the experiment without a slip
     * @throws CrosscheckException if none has an effect
     */
    static PlantedSlip chosen(Experiment right) {
        List<PlantedSlip> possible =
                Arrays.stream(values()).filter(slip -> slip.shows(right)).toList();
        if (possible.isEmpty()) {
            throw new CrosscheckException(
                    "No slip would show with this network",
                    "Use tanh, sigmoid or ReLU, a batch of two or more, or Adam.");
        }
        return possible.get(new SplittableRandom(right.config().seed()).nextInt(possible.size()));
    }

    /** Whether the slip has an effect. A ReLU slip has none, for example, if all inputs of the ReLU are above 0. */
    private boolean shows(Experiment right) {
        if (this == NO_BIAS_CORRECTION) {
            return right.optimizer().kind() == OptimizerSpec.Kind.ADAM;
        }
        Parameters start = right.start().parameters();
        Experiment.Batch batch = right.batch(0);
        ForwardPass pass = right.network().forward(start, batch.x());
        List<Matrix> wanted = right.backward(right.network(), start, pass, batch.targets())
                .gradients(pass)
                .matrices();
        List<Matrix> planted = backward(right.network(), start, pass, batch.targets(), right.loss())
                .gradients(pass)
                .matrices();
        double apart = 0;
        for (int i = 0; i < wanted.size(); i++) {
            apart = Math.max(apart, size(planted.get(i).combine(wanted.get(i), (g, other) -> g - other)));
        }
        return apart > CLEAR;
    }

    private static double size(Matrix matrix) {
        return Arrays.stream(matrix.data()).map(Math::abs).max().orElseThrow();
    }

    /** The backward pass, with the slip if it concerns the backward pass. */
    BackwardPass backward(Network network, Parameters parameters, ForwardPass pass, Matrix targets, Loss loss) {
        BackwardPass back = BackwardPass.of(withSlip(network, loss), parameters, pass, targets, loss);
        return this == MISSING_MEAN ? times(targets.rows(), back) : back;
    }

    private static BackwardPass times(int n, BackwardPass back) {
        UnaryOperator<Matrix> times = gradient -> gradient.map(g -> n * g);
        return new BackwardPass(
                back.dzs().stream().map(times).toList(),
                back.das().stream().map(times).toList());
    }

    /** The output activation is not replaced if it is fused with the loss, since it has no derivative of its own then. */
    private Network withSlip(Network network, Loss loss) {
        List<Activation> activations = new ArrayList<>(network.activations());
        int withSlope = network.layers() - (loss.isFusedWith(network.outputActivation()) ? 1 : 0);
        activations.subList(0, withSlope).replaceAll(right -> switch (this) {
            case TANH_SLOPE -> right == Elementwise.TANH ? DoubleTanh.DOUBLE_TANH : right;
            case SIGMOID_SLOPE -> right == Elementwise.SIGMOID ? new WithoutSlope(right) : right;
            case RELU_SLOPE -> right == Elementwise.RELU ? new WithoutSlope(right) : right;
            case MISSING_MEAN, NO_BIAS_CORRECTION -> right;
        });
        return new Network(network.sizes(), activations);
    }

    /** The optimizer, with the slip if it concerns the update. */
    Optimizer optimizer(OptimizerSpec spec) {
        return this == NO_BIAS_CORRECTION ? new UncorrectedAdam(spec.learningRate(), spec.start()) : spec.start();
    }

    /** An activation with correct values and a derivative of 1. */
    private record WithoutSlope(Activation right) implements Activation {
        @Override
        public String label() {
            return right.label();
        }

        @Override
        public Matrix forward(Matrix z) {
            return right.forward(z);
        }

        @Override
        public Matrix backward(Matrix z, Matrix a, Matrix da) {
            return da;
        }
    }

    /** @return the correct version of an optimizer with a slip, with the same accumulated state; other optimizers themselves */
    static Optimizer right(Optimizer used) {
        return used instanceof UncorrectedAdam planted ? planted.right : used;
    }

    /** Adam without bias correction. */
    private static final class UncorrectedAdam implements Optimizer {
        private final double rate;
        private final Optimizer right;

        UncorrectedAdam(double rate, Optimizer right) {
            this.rate = rate;
            this.right = right;
        }

        @Override
        public void updateInPlace(List<Matrix> parameters, List<Matrix> gradients) {
            right.updateInPlace(parameters.stream().map(Matrix::copy).toList(), gradients);
            List<double[]> ms = right.memory().get("m");
            List<double[]> vs = right.memory().get("v");
            for (int k = 0; k < parameters.size(); k++) {
                double[] theta = parameters.get(k).data();
                for (int i = 0; i < theta.length; i++) {
                    theta[i] -= rate * ms.get(k)[i] / (Math.sqrt(vs.get(k)[i]) + EPSILON);
                }
            }
        }

        @Override
        public Map<String, List<double[]>> memory() {
            return right.memory();
        }

        @Override
        public UncorrectedAdam continued(double other) {
            return new UncorrectedAdam(other, right.continued(other));
        }
    }
}
