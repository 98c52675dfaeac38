package dev.crosscheck.proof.verify;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.BackwardPass;
import dev.crosscheck.nn.Convolution;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.optim.Optimizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Parts for building mutants. */
final class Wrong {
    private Wrong() {}

    /** Computes dZ from Z, A and dA. */
    interface Backward {
        Matrix of(Matrix z, Matrix a, Matrix da);
    }

    /**
     * An activation with a slip in its forward or its backward pass.
     *
     * @param label the label of the correct activation
     */
    record WrongActivation(String label, UnaryOperator<Matrix> forwards, Backward backwards) implements Activation {

        /** Correct values with a wrong derivative. */
        static WrongActivation slope(Activation right, Backward backwards) {
            return new WrongActivation(right.label(), right::forward, backwards);
        }

        /** The correct derivative with wrong values. */
        static WrongActivation value(Activation right, UnaryOperator<Matrix> forwards) {
            return new WrongActivation(right.label(), forwards, right::backward);
        }

        @Override
        public Matrix forward(Matrix z) {
            return forwards.apply(z);
        }

        @Override
        public Matrix backward(Matrix z, Matrix a, Matrix da) {
            return backwards.of(z, a, da);
        }
    }

    /** Backpropagation with another hidden activation than in the forward pass. */
    static Backprop hiddenActivation(Activation wrong) {
        return (network, parameters, pass, t, loss) -> {
            Network changed = network.with(
                    k -> network.activation(k) == network.outputActivation() ? network.activation(k) : wrong);
            return Backprop.BY_HAND.gradients(changed, parameters, pass, t, loss);
        };
    }

    /** Backpropagation of the loss as a function of the outputs instead of the logits, so that a cross-entropy clips probabilities. */
    static Backprop clipped() {
        return (network, parameters, pass, t, loss) -> BackwardPass.from(
                        network, parameters, pass, loss.gradient(pass.output(), t))
                .gradients(network, pass);
    }

    /** Correct gradients, of which those whose names begin like this are changed. */
    static Backprop gradient(String beginning, UnaryOperator<Matrix> change) {
        return (network, parameters, pass, t, loss) -> {
            List<Matrix> changed = new ArrayList<>();
            Backprop.BY_HAND
                    .gradients(network, parameters, pass, t, loss)
                    .byName()
                    .forEach((name, g) -> changed.add(name.startsWith(beginning) ? change.apply(g) : g));
            return new Gradients(changed);
        };
    }

    /** @return the matrix with zeros in its last column */
    static Matrix withoutLastColumn(Matrix g) {
        Matrix changed = g.copy();
        for (int i = 1; i <= g.rows(); i++) {
            changed.data()[i * g.columns() - 1] = 0;
        }
        return changed;
    }

    /** Backpropagation with {@code dA = dZ W} instead of {@code dA = dZ Wᵀ}; W2 must be square. */
    static Backprop transposedWeight() {
        return (network, parameters, pass, t, loss) -> {
            List<Matrix> changed = new ArrayList<>(parameters.matrices());
            changed.set(2, parameters.weights(2).transpose());
            return Backprop.BY_HAND.gradients(network, new Parameters(changed), pass, t, loss);
        };
    }

    /** Computes dLoss/dY, (N, maps · rows · columns), of a first layer that pools from Y, dLoss/dZ and the right dY. */
    interface Unpooling {
        /** The right dY. */
        Unpooling RIGHT = (layer, y, dz, dy) -> dy;

        Matrix of(Convolution layer, Matrix y, Matrix dz, Matrix dy);
    }

    /** Backpropagation in which dW1 and db1 are of such dY. */
    static Backprop convolution(Unpooling ofWeights, Unpooling ofBiases) {
        return (network, parameters, pass, t, loss) -> {
            BackwardPass right = BackwardPass.of(network, parameters, pass, t, loss);
            Convolution layer = (Convolution) network.layer(1);
            Matrix y = layer.unpooled().z(pass.a(0), parameters.weights(1), parameters.bias(1));
            Matrix dz = right.dz(1);
            Matrix dy = right.dys().get(0);
            List<Matrix> changed =
                    new ArrayList<>(right.gradients(network, pass).matrices());
            changed.set(0, layer.weightGradient(pass.a(0), ofWeights.of(layer, y, dz, dy)));
            changed.set(1, layer.biasGradient(ofBiases.of(layer, y, dz, dy)));
            return new Gradients(changed);
        };
    }

    /** Gives a window's gradient to each of its largest values, or to its first value. */
    static Unpooling window(boolean toLargest) {
        return (layer, y, dz, dy) -> {
            Matrix wrong = Matrix.zeros(y.rows(), y.columns());
            int columns = layer.full().columns();
            for (int i = 0; i < dz.data().length; i++) {
                int first = i / dz.columns() * y.columns() + Kinks.first(layer, i % dz.columns());
                int[] places = {first, first + 1, first + columns, first + columns + 1};
                double largest = Arrays.stream(places)
                        .mapToDouble(at -> y.data()[at])
                        .max()
                        .orElseThrow();
                for (int at : places) {
                    boolean gets = toLargest ? y.data()[at] == largest : at == first;
                    wrong.data()[at] = gets ? dz.data()[i] : 0;
                }
            }
            return wrong;
        };
    }

    /** The right dY with zeros elsewhere than at the first place of each map. */
    static Unpooling firstPlace() {
        return (layer, y, dz, dy) -> {
            Matrix changed = dy.copy();
            int places = dy.columns() / layer.maps();
            Arrays.setAll(changed.data(), i -> i % places == 0 ? dy.data()[i] : 0);
            return changed;
        };
    }

    /** The right dY with zeros in a last group of images that is not full. */
    static Unpooling fullGroups(int group) {
        return (layer, y, dz, dy) -> {
            Matrix changed = dy.copy();
            Arrays.fill(changed.data(), dy.rows() / group * group * dy.columns(), dy.data().length, 0);
            return changed;
        };
    }

    /** Backpropagation with the kernels of layer 2 turned by half a turn, as the convolution of mathematics has them. */
    static Backprop turnedKernels() {
        return (network, parameters, pass, t, loss) -> {
            Convolution layer = (Convolution) network.layer(2);
            int places = layer.side() * layer.side();
            Matrix w = parameters.weights(2);
            Matrix turned = Matrix.zeros(w.rows(), w.columns());
            for (int i = 0; i < w.rows(); i++) {
                int other = i / places * places + places - 1 - i % places;
                System.arraycopy(w.data(), i * w.columns(), turned.data(), other * w.columns(), w.columns());
            }
            List<Matrix> changed = new ArrayList<>(parameters.matrices());
            changed.set(2, turned);
            return Backprop.BY_HAND.gradients(network, new Parameters(changed), pass, t, loss);
        };
    }

    /** Backpropagation from pictures that are one column to the right of where they are in the forward pass. */
    static Backprop shiftedPictures() {
        return (network, parameters, pass, t, loss) -> {
            double[] x = pass.a(0).data();
            int columns = network.layer(1).input().columns();
            Matrix shifted = pass.a(0).copy();
            Arrays.setAll(shifted.data(), i -> i % columns == 0 ? 0 : x[i - 1]);
            List<Matrix> as = new ArrayList<>(pass.as());
            as.set(0, shifted);
            return Backprop.BY_HAND.gradients(network, parameters, new ForwardPass(pass.zs(), as), t, loss);
        };
    }

    /** Gradients that are summed over the N rows of a batch instead of averaged. */
    static Backprop withoutMean() {
        return (network, parameters, pass, t, loss) ->
                new Gradients(Backprop.BY_HAND.gradients(network, parameters, pass, t, loss).matrices().stream()
                        .map(g -> g.map(x -> x * t.rows()))
                        .toList());
    }

    /** An optimizer whose parameters are kept in single precision. */
    static Optimizer inSinglePrecision(Optimizer right) {
        return (parameters, gradients) -> {
            right.updateInPlace(parameters, gradients);
            for (Matrix theta : parameters) {
                Arrays.setAll(theta.data(), i -> (float) theta.data()[i]);
            }
        };
    }

    /** An optimizer that gets changed gradients. */
    static Optimizer gradients(Optimizer right, UnaryOperator<Matrix> change) {
        return (parameters, gradients) ->
                right.updateInPlace(parameters, gradients.stream().map(change).toList());
    }

    /** Adam for one matrix, without bias corrections. */
    static Optimizer uncorrectedAdam(int parameters) {
        double[] m = new double[parameters];
        double[] v = new double[parameters];
        return (thetas, gradients) -> Arrays.setAll(thetas.get(0).data(), i -> {
            double g = gradients.get(0).data()[i];
            m[i] = 0.9 * m[i] + 0.1 * g;
            v[i] = 0.999 * v[i] + 0.001 * g * g;
            return thetas.get(0).data()[i] - OptimizerCheck.LEARNING_RATE * m[i] / (Math.sqrt(v[i]) + 1e-8);
        });
    }
}
