package dev.crosscheck.nn;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.crosscheck.limits.Members;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.math.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A layer of a network: what it computes from the outputs of the layer before, and the form of its parameters W and b, which are kept elsewhere.
 *
 * <p>Forward, it computes {@code Z} from A, W and b, and its outputs are {@code f(Z)}. Backward, it computes dLoss/dA, dLoss/dW and dLoss/db from
 * dLoss/dZ. Shapes: N examples, I inputs, U units; A is (N, I), Z (N, U) and b (1, U), or of a convolution one element for each map.
 */
public sealed interface Layer permits Dense, GroupedDense, Convolution {

    /** @return I, the outputs of the layer before; 0 before the data are read, which determine those of the first layer */
    int inputs();

    /** @return U */
    int units();

    /** @return f */
    Activation activation();

    /** @return the shape of its inputs */
    default Shape input() {
        return Shape.flat(inputs());
    }

    /** @return the shape of its outputs */
    default Shape output() {
        return Shape.flat(units());
    }

    /** @return the number of inputs of each unit, which is the number of rows of W */
    int fanIn();

    /** @return the number of units in whose sums an input is, away from a border */
    default int fanOut() {
        return units();
    }

    /** @return the number of columns of W, (fan-in, columns), and of elements of b: U, or the maps of a convolution */
    default int columns() {
        return units();
    }

    /** What a layer is: code outside this package that depends on it is a switch over the kinds, which may refuse some. */
    enum Kind {
        DENSE,
        GROUPED_DENSE,
        CONVOLUTION;

        /** @return PyTorch's usual name for such a layer ("fully connected"); a number follows, {@code .weight} or {@code .bias} */
        public String label() {
            return switch (this) {
                case DENSE, GROUPED_DENSE -> "fc";
                case CONVOLUTION -> "conv";
            };
        }
    }

    Kind kind();

    /** @return the same layer after one with such outputs, or in the first place with such features */
    Layer after(Shape outputs);

    /** @return the same layer in its place after another one */
    default Layer after(Layer before) {
        return after(before.output());
    }

    /**
     * @param a A, (N, I)
     * @param w W
     * @param b b
     * @return Z, (N, U)
     */
    Matrix z(Matrix a, Matrix w, Matrix b);

    /** @return dLoss/dY from dLoss/dZ, where Z is what pooling leaves of Y; dLoss/dZ itself where nothing is pooled */
    default Matrix beforePooling(Matrix a, Matrix w, Matrix b, Matrix dz) {
        return dz;
    }

    /** @return dLoss/dA, (N, I), from {@link #beforePooling} */
    Matrix inputGradient(Matrix dy, Matrix w);

    /** @return dLoss/dW, in the shape of W, from A and {@link #beforePooling} */
    Matrix weightGradient(Matrix a, Matrix dy);

    /** @return dLoss/db: of a dense layer Σ rows of dLoss/dZ, since b is added to each row */
    default Matrix biasGradient(Matrix dy) {
        return dy.columnSums();
    }

    /** @return W of the layer with the same answers that has no groups */
    default Matrix ungrouped(Matrix w) {
        return w;
    }

    /** @return the number of elements of W */
    default long weights() {
        return (long) fanIn() * columns();
    }

    /** @return the number of elements of W and b */
    default long parameters() {
        return weights() + columns();
    }

    /** @return how often an example's forward pass uses an element of W or b: of a dense layer each once */
    default long products() {
        return parameters();
    }

    /** @return the shape of W in PyTorch; of a dense layer (U, fan-in): Wᵀ */
    default List<Integer> weightShape() {
        return List.of(columns(), fanIn());
    }

    /** @return what a network's line has of it: {@code 256} or {@code conv8x5-pool2}; a question mark for a size that the data determine */
    default String title() {
        return units() == 0 ? "?" : String.valueOf(units());
    }

    /** @return the same layer with another activation */
    Layer with(Activation other);

    /** @return in how many groups the units are; 1 for a layer that has none */
    default int groups() {
        return 1;
    }

    /** A hidden layer as JSON has it, which says neither the place of a dense layer nor its groups. */
    @JsonCreator
    @SuppressWarnings("NullAway") // the count tells which are there
    static Layer of(
            @JsonProperty("units") @Nullable Integer units,
            @JsonProperty("activation") @Nullable Activation activation,
            @JsonProperty("input") @Nullable Shape input,
            @JsonProperty("maps") @Nullable Integer maps,
            @JsonProperty("side") @Nullable Integer side,
            @JsonProperty("same") @Nullable Boolean same,
            @JsonProperty("pools") @Nullable Boolean pools) {
        boolean isDense = units != null && activation != null;
        boolean isConvolution = Stream.of(input, maps, side, same, pools).allMatch(Objects::nonNull);
        boolean isOther = Stream.of(units, activation, input, maps, side, same, pools)
                        .filter(Objects::nonNull)
                        .count()
                != (isDense ? 2 : 5);
        Members.require("units", isDense != isConvolution && !isOther, "units and activation, or a convolution", units);
        return isDense ? new Dense(units, activation) : new Convolution(input, maps, side, same, pools);
    }

    /** @return layers with their inputs, in this order */
    static List<Layer> chain(Shape inputs, List<Layer> layers) {
        List<Layer> chain = new ArrayList<>();
        for (Layer layer : layers) {
            chain.add(chain.isEmpty() ? layer.after(inputs) : layer.after(chain.get(chain.size() - 1)));
        }
        return List.copyOf(chain);
    }
}
