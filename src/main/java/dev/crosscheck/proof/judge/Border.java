package dev.crosscheck.proof.judge;

import dev.crosscheck.OrNull;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.math.Shape;
import dev.crosscheck.nn.Convolution;
import dev.crosscheck.nn.Layer;

/**
 * What a convolution with {@code s} finds beyond the border of its input.
 *
 * @param source what stands where in the wider, padded input; null for the zeros on all sides that are right
 */
record Border(@OrNull Source source) {
    /** Zeros on all sides: no input is changed. */
    static final Border ZEROS = new Border(null);

    /** Where the rows of the wider input come from; and its columns. */
    interface Source {
        /**
         * @param i a row of the wider input, less p
         * @param size the rows of the input
         * @param p the padding on each side
         * @return the row of the input that stands there; out of range if zeros do
         */
        int of(int i, int size, int p);
    }

    private boolean changes(Layer layer) {
        return source != null && layer instanceof Convolution convolution && convolution.padding() > 0;
    }

    /** @return the layer that takes {@link #padded} inputs and answers as this one */
    Layer of(Layer layer) {
        if (!changes(layer)) {
            return layer;
        }
        Convolution was = (Convolution) layer;
        int more = 2 * was.padding();
        Shape in = was.input();
        Shape wider = new Shape(in.channels(), in.rows() + more, in.columns() + more);
        return new Convolution(wider, was.maps(), was.side(), false, was.pools());
    }

    /** @return the wider inputs */
    Matrix padded(Layer layer, Matrix a) {
        if (!changes(layer)) {
            return a;
        }
        Matrix wider = Matrix.zeros(a.rows(), of(layer).inputs());
        each((Convolution) layer, a.rows(), (from, to) -> wider.data()[to] = a.data()[from]);
        return wider;
    }

    /** @return the gradient by a layer's inputs from that by its wider ones */
    Matrix cut(Layer layer, Matrix gradient) {
        if (!changes(layer)) {
            return gradient;
        }
        Matrix cut = Matrix.zeros(gradient.rows(), layer.inputs());
        each((Convolution) layer, gradient.rows(), (from, to) -> cut.data()[from] += gradient.data()[to]);
        return cut;
    }

    private interface Places {
        void of(int from, int to);
    }

    private void each(Convolution layer, int examples, Places places) {
        Shape in = layer.input();
        Shape wider = of(layer).input();
        int p = layer.padding();
        for (int picture = 0; picture < examples * in.channels(); picture++) {
            for (int r = 0; r < wider.rows(); r++) {
                for (int c = 0; c < wider.columns(); c++) {
                    int row = source.of(r - p, in.rows(), p);
                    int column = source.of(c - p, in.columns(), p);
                    if (row >= 0 && row < in.rows() && column >= 0 && column < in.columns()) {
                        places.of(
                                (picture * in.rows() + row) * in.columns() + column,
                                (picture * wider.rows() + r) * wider.columns() + c);
                    }
                }
            }
        }
    }
}
