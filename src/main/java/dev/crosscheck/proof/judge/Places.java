package dev.crosscheck.proof.judge;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.math.Shape;
import dev.crosscheck.nn.Convolution;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * A picture whose pixels are taken from another one, in each channel alike.
 *
 * @param from the shape of the other picture
 * @param to the shape of this picture
 * @param row the row in the other picture for a row of this one; out of range where this one has zeros
 * @param column the same for columns
 */
public record Places(Shape from, Shape to, IntUnaryOperator row, IntUnaryOperator column) {
    /** The row of the picture that stands in row i + p of the padded one, given i, the number of rows and p; out of range for zeros. */
    public interface Border {
        int of(int i, int size, int p);
    }

    /** @return the padded picture, so that the convolution without padding gives the same maps */
    static Places padded(Convolution layer, Border border) {
        Shape in = layer.input();
        int p = layer.padding();
        return new Places(
                in,
                new Shape(in.channels(), in.rows() + 2 * p, in.columns() + 2 * p),
                r -> border.of(r - p, in.rows(), p),
                c -> border.of(c - p, in.columns(), p));
    }

    /** @return maps before pooling in which each place has the value of its window; 0 in a last row or column that no window has */
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

    /** @return (N, to) from (N, from) */
    Matrix of(Matrix others) {
        int[] sources = sources();
        Matrix pictures = Matrix.zeros(others.rows(), to.size());
        Arrays.setAll(pictures.data(), i -> {
            int source = sources[i % sources.length];
            return source < 0 ? 0 : others.get(i / sources.length, source);
        });
        return pictures;
    }

    /** @return the gradient by the other pictures, from the gradient by these */
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
