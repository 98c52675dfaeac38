package dev.crosscheck.nn;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.crosscheck.math.Matrix;
import java.util.ArrayList;
import java.util.List;

/**
 * A layer of a network: what it computes from the outputs of the layer before, and the form of its parameters W and b, which are kept elsewhere.
 *
 * <p>Forward, it computes {@code Z} from A, W and b, and its outputs are {@code f(Z)}. Backward, it computes dLoss/dA, dLoss/dW and dLoss/db from
 * dLoss/dZ. Shapes: N examples, I inputs, U units; A is (N, I), Z (N, U) and b (1, U).
 */
public sealed interface Layer permits Dense, GroupedDense {

    /** @return I, the outputs of the layer before; 0 before the data are read, which determine those of the first layer */
    int inputs();

    /** @return U */
    int units();

    /** @return f */
    Activation activation();

    /** @return the number of inputs of each unit, which is the number of rows of W, (fan-in, U) */
    int fanIn();

    /** What a layer is: code outside this package that depends on it is a switch over the kinds, which may refuse some. */
    enum Kind {
        DENSE,
        GROUPED_DENSE;

        /** @return PyTorch's usual name for such a layer ("fully connected"); a number follows, {@code .weight} or {@code .bias} */
        public String label() {
            return switch (this) {
                case DENSE, GROUPED_DENSE -> "fc";
            };
        }
    }

    Kind kind();

    /** @return the same layer after one with so many outputs, or in the first place with so many features */
    Layer after(int outputs);

    /** @return the same layer in its place after another one */
    default Layer after(Layer before) {
        return after(before.units());
    }

    /**
     * @param a A, (N, I)
     * @param w W
     * @param b b
     * @return Z, (N, U)
     */
    Matrix z(Matrix a, Matrix w, Matrix b);

    /** @return dLoss/dA, (N, I), from dLoss/dZ */
    Matrix inputGradient(Matrix dz, Matrix w);

    /** @return dLoss/dW, in the shape of W, from A and dLoss/dZ */
    Matrix weightGradient(Matrix a, Matrix dz);

    /** @return dLoss/db = Σ rows of dLoss/dZ, since b is added to each row */
    default Matrix biasGradient(Matrix dz) {
        return dz.columnSums();
    }

    /** @return W of the dense layer with the same answers, (I, U) */
    Matrix dense(Matrix w);

    /** @return the number of elements of W */
    default long weights() {
        return (long) fanIn() * units();
    }

    /** @return the number of elements of W and b */
    default long parameters() {
        return weights() + units();
    }

    /** @return the shape of W in PyTorch, (U, fan-in): Wᵀ */
    default List<Integer> weightShape() {
        return List.of(units(), fanIn());
    }

    /** @return the same layer with another activation */
    Layer with(Activation other);

    /** @return in how many groups the units are; 1 for a layer that has none */
    default int groups() {
        return 1;
    }

    /** A hidden layer as JSON has it, which says neither its place nor its groups. */
    @JsonCreator
    static Layer of(@JsonProperty("units") int units, @JsonProperty("activation") Activation activation) {
        return new Dense(units, activation);
    }

    /** @return layers with their inputs, in this order */
    static List<Layer> chain(int inputs, List<Layer> layers) {
        List<Layer> chain = new ArrayList<>();
        for (Layer layer : layers) {
            chain.add(chain.isEmpty() ? layer.after(inputs) : layer.after(chain.get(chain.size() - 1)));
        }
        return List.copyOf(chain);
    }
}
