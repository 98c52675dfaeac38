package dev.crosscheck.nn;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.limits.Members;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.math.Shape;
import java.util.List;

/**
 * A convolution, PyTorch's {@code nn.Conv2d} and {@code nn.MaxPool2d(2)} with {@code ReLU}: each map looks for one pattern, a kernel, at all places
 * of its input. As everywhere in the field, the kernel is not turned: it is a cross-correlation. For map o at row r and column c,
 * {@code Y = b_o + Σ A[i, r + u - p, c + v - p] W[i u v, o]} over channels i and the kernel's rows u and columns v, with zeros beyond the border.
 * A pooled layer's Z is the largest Y in each window of 2 by 2; otherwise Z is Y. Odd maps leave out their last row or column.
 *
 * <p>W is (I, O) with {@code I = channels · side · side}: row {@code (i · side + u) · side + v} is the weight of that place of the kernels.
 *
 * @param input the shape of its inputs; of size 0 before the data are read
 * @param maps O, the number of kernels
 * @param side of a kernel, odd
 * @param same whether zeros around the input, {@code p = (side - 1)/2} of them on each side, keep its size; without them p is 0
 * @param pools whether the largest of each 2 by 2 goes on
 */
public record Convolution(Shape input, int maps, int side, boolean same, boolean pools) implements Layer {
    /** Largest side of a kernel. */
    static final int MOST_SIDE = 7;

    /** Most maps of a layer. */
    static final int MOST_MAPS = 1024;

    /** Most values of a layer's maps for one picture, before pooling. */
    private static final int MOST_PLACES = 1 << 22;

    public Convolution {
        Members.whole("maps", maps, 1, MOST_MAPS);
        Members.require(
                "side",
                side >= 1 && side <= MOST_SIDE && side % 2 == 1,
                "an odd side of kernels from 1 to " + MOST_SIDE,
                side);
        if (input.size() > 0) {
            String title = title(maps, side, same, pools);
            require(
                    !input.hasNoPlaces(),
                    title,
                    "inputs that are no picture",
                    "pictures, with convolutions before all other layers");
            int rows = left(input.rows(), side, same);
            int columns = left(input.columns(), side, same);
            require(
                    Math.min(rows, columns) >= (pools ? 2 : 1),
                    title,
                    "inputs of " + input.rows() + "x" + input.columns(),
                    "a smaller kernel, fewer layers before it or larger pictures");
            long places = (long) maps * rows * columns;
            require(
                    places <= MOST_PLACES,
                    title,
                    places + " values for each picture",
                    "fewer maps or smaller pictures, with at most " + MOST_PLACES + " values");
        }
    }

    private static void require(boolean fine, String layer, String found, String expected) {
        if (!fine) {
            throw new CrosscheckException("The layer " + layer + " has " + found, "Take " + expected + ".");
        }
    }

    /** @return whether one of some layers is a convolution */
    public static boolean isAmong(List<Layer> layers) {
        return layers.stream().anyMatch(layer -> layer.kind() == Kind.CONVOLUTION);
    }

    /** @return how many of an input's rows or columns have a place for a kernel's middle */
    private static int left(int size, int side, boolean same) {
        return same ? size : size - side + 1;
    }

    /** @return the number of zeros on each side of its inputs, p */
    public int padding() {
        return same ? (side - 1) / 2 : 0;
    }

    /** @return the same without pooling, whose Z is Y */
    public Convolution unpooled() {
        return new Convolution(input, maps, side, same, false);
    }

    /** @return the same without padding, of inputs that have their border */
    public Convolution unpadded(Shape wider) {
        return new Convolution(wider, maps, side, false, pools);
    }

    /** @return the shape of Y, before pooling */
    public Shape full() {
        return new Shape(maps, left(input.rows(), side, same), left(input.columns(), side, same));
    }

    /** @return whether pooling leaves out a last row or column of odd maps */
    public boolean leavesOut() {
        return pools && full().rows() % 2 + full().columns() % 2 > 0;
    }

    @Override
    public Shape output() {
        int window = pools ? 2 : 1;
        return input.size() == 0 ? Shape.flat(0) : new Shape(maps, full().rows() / window, full().columns() / window);
    }

    @Override
    public int inputs() {
        return input.size();
    }

    @Override
    public int units() {
        return output().size();
    }

    @Override
    public Elementwise activation() {
        return Elementwise.RELU;
    }

    @Override
    public int fanIn() {
        return Math.max(1, input.channels()) * side * side;
    }

    @Override
    public int fanOut() {
        return maps * side * side;
    }

    @Override
    public int columns() {
        return maps;
    }

    @Override
    public long products() {
        return (fanIn() + 1L) * full().size();
    }

    @Override
    public List<Integer> weightShape() {
        return List.of(maps, input.channels(), side, side);
    }

    @Override
    public Kind kind() {
        return Kind.CONVOLUTION;
    }

    /** Inputs whose number alone is known are pictures of the shape that was known before. */
    @Override
    public Layer after(Shape outputs) {
        boolean isKnown = outputs.hasNoPlaces() && outputs.size() == input.size();
        return isKnown ? this : new Convolution(outputs, maps, side, same, pools);
    }

    @Override
    public Layer after(Layer before) {
        return new Convolution(before.output(), maps, side, same, pools);
    }

    @Override
    public Layer with(Activation other) {
        if (other != Elementwise.RELU) {
            throw new CrosscheckException(
                    "A convolution with the activation " + other.label(),
                    "Take relu, the activation that it has here.");
        }
        return this;
    }

    /** Takes where the numbers of some terms are: of {@code count} columns of Y from y on, beside as many of A from a on, all with the weight w. */
    private interface Terms {
        void of(int y, int a, int w, int count);
    }

    /** Visits the terms of Y of an example, but those of zeros beyond the border; of each element in the order of channels and the kernel's rows and columns. */
    private void each(Terms terms) {
        Shape full = full();
        int before = padding();
        for (int row = 0; row < maps * full.rows(); row++) { // of all maps
            int top = row % full.rows() - before;
            int w = row / full.rows();
            for (int i = 0; i < input.channels(); i++) {
                for (int u = top; u < top + side; u++) {
                    for (int v = -before; v < side - before; v++, w += maps) {
                        int first = Math.max(0, -v);
                        int end = Math.min(full.columns(), input.columns() - v);
                        if (u >= 0 && u < input.rows()) {
                            int from = (i * input.rows() + u) * input.columns() + v;
                            terms.of(row * full.columns() + first, from + first, w, end - first);
                        }
                    }
                }
            }
        }
    }

    /** @return Y, (N, maps · rows · columns) */
    private Matrix y(Matrix a, Matrix w, Matrix b) {
        Matrix y = Matrix.zeros(a.rows(), full().size());
        double[] sums = y.data();
        double[] inputs = a.data();
        for (int n = 0; n < a.rows(); n++) {
            int ofY = n * y.columns();
            int ofA = n * a.columns();
            for (int at = 0; at < y.columns(); at++) {
                sums[ofY + at] = b.data()[map(at)];
            }
            each((yAt, aAt, wAt, count) -> {
                double weight = w.data()[wAt];
                for (int c = 0; c < count; c++) {
                    sums[ofY + yAt + c] += inputs[ofA + aAt + c] * weight; // Y += A W
                }
            });
        }
        return y;
    }

    private int map(int unit) {
        return unit / (full().rows() * full().columns());
    }

    @Override
    public Matrix z(Matrix a, Matrix w, Matrix b) {
        Matrix y = y(a, w, b);
        if (!pools) {
            return y;
        }
        Matrix z = Matrix.zeros(a.rows(), units());
        for (int n = 0; n < a.rows(); n++) {
            for (int unit = 0; unit < units(); unit++) {
                z.data()[n * units() + unit] = y.data()[n * y.columns() + largest(y, n, unit)];
            }
        }
        return z;
    }

    /** @return the place in Y of a window's largest value: of equal ones in a row the first, of equal rows the upper */
    private int largest(Matrix y, int n, int unit) {
        Shape out = output();
        int width = full().columns();
        int row = unit / out.columns() % out.rows();
        int first =
                (unit / (out.rows() * out.columns()) * full().rows() + 2 * row) * width + 2 * (unit % out.columns());
        int upper = larger(y, n, first, first + 1);
        return larger(y, n, upper, larger(y, n, first + width, first + width + 1));
    }

    private static int larger(Matrix y, int n, int one, int other) {
        int row = n * y.columns();
        return y.data()[row + one] < y.data()[row + other] ? other : one;
    }

    /** The gradient of a pooled Z goes to the place in Y that it was taken from. */
    @Override
    public Matrix beforePooling(Matrix a, Matrix w, Matrix b, Matrix dz) {
        if (!pools) {
            return dz;
        }
        Matrix y = y(a, w, b);
        Matrix dy = Matrix.zeros(y.rows(), y.columns());
        for (int n = 0; n < dz.rows(); n++) {
            for (int unit = 0; unit < units(); unit++) {
                dy.data()[n * y.columns() + largest(y, n, unit)] = dz.data()[n * units() + unit];
            }
        }
        return dy;
    }

    @Override
    public Matrix inputGradient(Matrix dy, Matrix w) {
        Matrix da = Matrix.zeros(dy.rows(), inputs());
        for (int n = 0; n < dy.rows(); n++) {
            int ofY = n * dy.columns();
            int ofA = n * inputs();
            each((yAt, aAt, wAt, count) -> {
                for (int c = 0; c < count; c++) {
                    da.data()[ofA + aAt + c] += dy.data()[ofY + yAt + c] * w.data()[wAt]; // dA += dY W, from Y += A W
                }
            });
        }
        return da;
    }

    @Override
    public Matrix weightGradient(Matrix a, Matrix dy) {
        Matrix dw = Matrix.zeros(fanIn(), maps);
        for (int n = 0; n < dy.rows(); n++) {
            int ofY = n * dy.columns();
            int ofA = n * inputs();
            each((yAt, aAt, wAt, count) -> {
                for (int c = 0; c < count; c++) {
                    dw.data()[wAt] += dy.data()[ofY + yAt + c] * a.data()[ofA + aAt + c]; // dW += dY A, from Y += A W
                }
            });
        }
        return dw;
    }

    @Override
    public Matrix biasGradient(Matrix dy) {
        Matrix db = Matrix.zeros(1, maps);
        for (int i = 0; i < dy.data().length; i++) {
            db.data()[map(i % dy.columns())] += dy.data()[i];
        }
        return db;
    }

    @Override
    public String title() {
        return title(maps, side, same, pools);
    }

    private static String title(int maps, int side, boolean same, boolean pools) {
        return "conv" + maps + "x" + side + (same ? "s" : "") + (pools ? "-pool2" : "");
    }
}
