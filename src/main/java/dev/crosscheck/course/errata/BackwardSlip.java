package dev.crosscheck.course.errata;

import dev.crosscheck.course.XorRun;
import dev.crosscheck.course.errata.Erratum.Finding;
import dev.crosscheck.data.LogicGate;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import java.util.ArrayList;
import java.util.List;

/** The error in section 4: the derivative of tanh is evaluated at tanh's output instead of its input. */
public final class BackwardSlip {
    private static final double LEARNING_RATE = 0.1;
    private static final int EPOCHS = 10_000;
    private static final long SEED = 1;
    private static final Network NETWORK = XorRun.network(List.of(3), Elementwise.TANH);

    /** tanh whose derivative is taken of a = tanh(z) as if a were z: {@code 1 - tanh(a)²}. */
    private static final Activation DOUBLE_TANH = new Activation() {
        @Override
        public String label() {
            return "double-tanh";
        }

        @Override
        public Matrix forward(Matrix z) {
            return Elementwise.TANH.forward(z);
        }

        @Override
        public Matrix backward(Matrix z, Matrix a, Matrix da) {
            return da.hadamard(derivativeOfOutput(Elementwise.TANH, a));
        }
    };

    private static final Backprop PUBLISHED = (network, parameters, pass, targets, loss) -> Backprop.BY_HAND.gradients(
            network.with(k -> network.activation(k) == Elementwise.TANH ? DOUBLE_TANH : network.activation(k)),
            parameters,
            pass,
            targets,
            loss);

    private BackwardSlip() {}

    /** @return the derivative taken of an activation's output a = f(z) as if a were its input: f'(a) where f'(z) is right */
    public static Matrix derivativeOfOutput(Elementwise f, Matrix a) {
        return a.map(v -> f.derivative(v, f.value(v)));
    }

    static Erratum doubleTanh(int seeds) {
        List<Finding> findings = new ArrayList<>(gradientErrors());
        int[] published = epochsUntilSolved(PUBLISHED, seeds);
        int[] correct = epochsUntilSolved(Backprop.BY_HAND, seeds);
        findings.add(new Finding(
                "starts out of " + seeds + " from which XOR is learned in " + EPOCHS + " epochs",
                published.length,
                correct.length));
        findings.add(new Finding("median epochs until then", median(published), median(correct)));
        return new Erratum(
                "4, backward pass",
                "multiplies by 1 - tanh(h)^2, where h is tanh(z1) already",
                "1 - h^2",
                "The factor is too large but never negative, and XOR is learned all the same: a check of the gradients"
                        + " shows it. The gradients of W2 and b2 do not pass through the tanh, and are right.",
                findings);
    }

    /** Relative errors of the gradients of the mean loss over the four examples, for the course's network and one initialization. */
    private static List<Finding> gradientErrors() {
        Parameters start = NETWORK.initial(SEED);
        Gradients numeric = gradients(Backprop.CENTRAL_DIFFERENCES, start);
        Gradients published = gradients(PUBLISHED, start);
        Gradients correct = gradients(Backprop.BY_HAND, start);
        return start.names().stream()
                .map(name -> new Finding(
                        "relative error of dL/d" + name + " against central differences",
                        relativeError(published.get(name), numeric.get(name)),
                        relativeError(correct.get(name), numeric.get(name))))
                .toList();
    }

    private static Gradients gradients(Backprop backprop, Parameters parameters) {
        Matrix x = LogicGate.inputs();
        return backprop.gradients(
                NETWORK, parameters, NETWORK.forward(parameters, x), LogicGate.XOR.targets(), XorRun.LOSS);
    }

    /** {@code |actual - expected| / |expected|} with the Euclidean norm. */
    private static double relativeError(Matrix actual, Matrix expected) {
        return actual.combine(expected, (a, e) -> a - e).length() / expected.length();
    }

    /** @return the number of epochs of each training that solves XOR, in ascending order */
    private static int[] epochsUntilSolved(Backprop backprop, int seeds) {
        List<Integer> epochs = new ArrayList<>();
        for (long seed = 0; seed < seeds; seed++) {
            XorRun run = XorRun.of(
                    NETWORK,
                    NETWORK.initial(seed),
                    backprop,
                    LEARNING_RATE,
                    EPOCHS,
                    (epoch, loss, parameters) -> !XorRun.solves(NETWORK, parameters));
            if (run.solved()) {
                epochs.add(run.meanLosses().length);
            }
        }
        return epochs.stream().mapToInt(Integer::intValue).sorted().toArray();
    }

    private static double median(int... sorted) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2.0;
    }
}
