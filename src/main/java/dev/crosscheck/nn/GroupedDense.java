package dev.crosscheck.nn;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.crosscheck.CrosscheckException;
import dev.crosscheck.limits.Members;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.math.Shape;
import java.util.function.BinaryOperator;

/**
 * A hidden dense layer of several networks of one form side by side, which all have the same inputs: the units of each network are a group. After
 * another such layer a unit has only its own group's units as inputs, in the first place all inputs. With weights {@code (u_1, ..., u_G) / G} and
 * the mean of the biases in a {@link Dense} output layer, the logits are the mean of the networks' logits.
 *
 * @param groups G
 * @param inputs I
 * @param fanIn I, or I/G after another layer in groups
 * @param units U of all groups, a multiple of G
 * @param activation of all its units
 */
public record GroupedDense(
        @JsonIgnore int groups,
        @JsonIgnore int inputs,
        @JsonIgnore int fanIn,
        int units,
        Activation activation) implements Layer {

    public GroupedDense {
        Members.whole("units", units, 1, NetworkSpec.MOST_UNITS);
        if (units % groups != 0) {
            throw new CrosscheckException(
                    groups + " groups of units in a layer of " + units + " units",
                    "Take hidden layers whose sizes are multiples of that.");
        }
    }

    /** A layer that has no place yet. */
    public GroupedDense(int groups, int units, Activation activation) {
        this(groups, 0, 0, units, activation);
    }

    /** @return how many parts the inputs have, each for its group of units: G, or 1 where all units have all inputs */
    private int parts() {
        return inputs / fanIn;
    }

    @Override
    public Kind kind() {
        return Kind.GROUPED_DENSE;
    }

    @Override
    public Layer after(Shape outputs) {
        return new GroupedDense(groups, outputs.size(), outputs.size(), units, activation);
    }

    @Override
    public Layer after(Layer before) {
        return new GroupedDense(groups, before.units(), before.units() / before.groups(), units, activation);
    }

    @Override
    public Layer with(Activation other) {
        return new GroupedDense(groups, inputs, fanIn, units, other);
    }

    @Override
    public Matrix z(Matrix a, Matrix w, Matrix b) {
        return byGroup(a.rows(), a, w, Matrix::times).plusRow(b);
    }

    @Override
    public Matrix inputGradient(Matrix dz, Matrix w) {
        return dz.timesTranspose(ungrouped(w));
    }

    @Override
    public Matrix weightGradient(Matrix a, Matrix dz) {
        return byGroup(fanIn, a, dz, Matrix::transposeTimes);
    }

    /** @return the columns of a product that belong to each group, from its inputs and its columns of the right factor */
    private Matrix byGroup(int rows, Matrix a, Matrix right, BinaryOperator<Matrix> product) {
        int own = units / parts();
        Matrix all = Matrix.zeros(rows, units);
        for (int part = 0; part < parts(); part++) {
            all.setColumns(part * own, product.apply(a.columns(part * fanIn, fanIn), right.columns(part * own, own)));
        }
        return all;
    }

    /** The weights between groups are 0. */
    @Override
    public Matrix ungrouped(Matrix w) {
        int own = units / parts();
        Matrix dense = Matrix.zeros(inputs, units);
        for (int row = 0; row < inputs; row++) {
            for (int unit = 0; unit < units; unit++) {
                boolean isOwn = row / fanIn == unit / own;
                dense.data()[row * units + unit] = isOwn ? w.get(row % fanIn, unit) : 0;
            }
        }
        return dense;
    }
}
