package dev.crosscheck.proof.judge;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.math.Shape;
import dev.crosscheck.nn.Convolution;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * Where the places of a picture come from in another one: by rows, and alike by columns, of each channel.
 *
 * @param from the other picture
 * @param to the picture
 * @param row the row of the other one, given a row of this one; out of range for a 0
 * @param column the same of columns
 */
public record Places(Shape from, Shape to, IntUnaryOperator row, IntUnaryOperator column) {
    /** What stands in a padded picture: given a row less p, the rows of the picture and p, the row that does; out of range for zeros. */
    public interface Border {
        int of(int i, int size, int p);
    }

    /** @return the picture with a border that a convolution without padding takes as this one takes the picture */
    static Places padded(Convolution layer, Border border) {
        Shape in = layer.input();
        int p = layer.padding();
        return new Places(
                in,
                new Shape(in.channels(), in.rows() + 2 * p, in.columns() + 2 * p),
                r -> border.of(r - p, in.rows(), p),
                c -> border.of(c - p, in.columns(), p));
    }

    /** @return the maps of a pooled layer, where each place has its window's value; a last row or column that is left out has none */
    static Places unpooled(Convolution layer) {
        return new Places(layer.output(), layer.full(), r -> r / 2, c -> c / 2);
    }

    /** @return for each place of the picture its source, or -1 */
    private int[] sources() {
        int[] sources = new int[to.size()];
        for (int i = 0; i < sources.length; i++) {
            int r = row.applyAsInt(i / to.columns() % to.rows());
            int c = column.applyAsInt(i % to.columns());
            boolean isInside = r >= 0 && r < from.rows() && c >= 0 && c < from.columns();
            int channel = i / (to.rows() * to.columns());
            sources[i] = isInside ? (channel * from.rows() + r) * from.columns() + c : -1;
        }
        return sources;
    }

    /** @return the pictures (N, to) from the others (N, from) */
    Matrix of(Matrix others) {
        int[] sources = sources();
        Matrix pictures = Matrix.zeros(others.rows(), to.size());
        Arrays.setAll(pictures.data(), i -> {
            int source = sources[i % sources.length];
            return source < 0 ? 0 : others.get(i / sources.length, source);
        });
        return pictures;
    }

    /** @return dLoss by the others from dLoss by the pictures */
    Matrix back(Matrix gradient) {
        int[] sources = sources();
        Matrix others = Matrix.zeros(gradient.rows(), from.size());
        for (int i = 0; i < gradient.data().length; i++) {
            int source = sources[i % sources.length];
            if (source >= 0) {
                others.data()[i / sources.length * from.size() + source] += gradient.data()[i];
            }
        }
        return others;
    }
}
