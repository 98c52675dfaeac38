package dev.crosscheck.nn;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.crosscheck.limits.Members;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.math.Shape;

/**
 * A dense layer, PyTorch's {@code nn.Linear}: {@code Z = A W + b}. Each unit has all inputs.
 *
 * @param inputs I
 * @param units U
 * @param activation of all its units
 */
public record Dense(@JsonIgnore int inputs, int units, Activation activation) implements Layer {
    /** A layer that has no place yet, of 1 to {@link NetworkSpec#MOST_UNITS} units. */
    public Dense(int units, Activation activation) {
        this(0, units, activation);
        Members.whole("units", units, 1, NetworkSpec.MOST_UNITS);
    }

    @Override
    public int fanIn() {
        return inputs;
    }

    @Override
    public Kind kind() {
        return Kind.DENSE;
    }

    @Override
    public Layer after(Shape outputs) {
        return new Dense(outputs.size(), units, activation);
    }

    @Override
    public Layer with(Activation other) {
        return new Dense(inputs, units, other);
    }

    @Override
    public Matrix z(Matrix a, Matrix w, Matrix b) {
        return a.times(w).plusRow(b);
    }

    @Override
    public Matrix inputGradient(Matrix dz, Matrix w) {
        return dz.timesTranspose(w); // dA = dZ Wᵀ, from Z = A W + b
    }

    @Override
    public Matrix weightGradient(Matrix a, Matrix dz) {
        return a.transposeTimes(dz); // dW = Aᵀ dZ, from Z = A W + b
    }
}
