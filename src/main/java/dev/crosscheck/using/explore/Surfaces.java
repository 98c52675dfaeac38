package dev.crosscheck.using.explore;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Network;
import dev.crosscheck.using.serve.Site;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Evaluates a network on a grid over the plane (or line) of its inputs. */
final class Surfaces {
    /** Margin around the examples, as a fraction of their range. */
    private static final double MARGIN = 0.15;

    private Surfaces() {}

    /**
     * Describes the bytes: for each step and each map a grid of float32 values, little-endian, in rows from the lowest x2 upwards, each
     * from the lowest x1 upwards. For a curve, a grid has a single row and there is no y.
     *
     * @param size points per side
     * @param x lowest and highest x1
     * @param y lowest and highest x2
     * @param steps steps of the states
     * @param maps the outputs, then the hidden units layer by layer if they were requested
     */
    record Header(int size, double[] x, double[] y, List<Integer> steps, List<Unit> maps) {}

    record Unit(int layer, int unit) {}

    /** The surfaces of some steps. */
    record Surface(Header header, byte[] floats) {
        Site.File file() {
            return new Site.File("application/octet-stream", floats, Map.of("X-Surface", Wire.text(header)));
        }

        /** The same data as a JSON object. */
        Inline inline() {
            return new Inline(header, Base64.getEncoder().encodeToString(floats));
        }
    }

    /** Surfaces as a JSON object. */
    record Inline(Header header, String base64) {}

    /** Collects surfaces step by step. */
    static final class Gathering {
        private final Experiment experiment;
        private final int size;
        private final Matrix grid;
        private final List<Unit> maps = new ArrayList<>();
        private final List<Integer> steps = new ArrayList<>();
        private final ByteBuffer floats;

        /**
         * @param most maximum points per side; fewer are used if the answer would become too large
         * @param units whether to include the hidden units
         * @param count number of steps
         * @throws CrosscheckException if even a coarse grid would take too long or be too large
         */
        Gathering(Experiment experiment, int most, boolean units, int count) {
            this.experiment = experiment;
            Network network = experiment.network();
            addMaps(network.layers());
            for (int k = 1; units && k < network.layers(); k++) {
                addMaps(k);
            }
            double points =
                    Math.min(Limits.SURFACE_VALUES / maps.size(), Limits.SURFACE_PRODUCTS / network.parameterCount());
            double side = Math.pow(points / count, 1.0 / network.sizes().get(0));
            size = (int) Math.min(most, side);
            if (size < Math.min(most, Limits.LEAST_SURFACE_SIDE)) {
                throw new CrosscheckException(
                        count + " surfaces of " + maps.size() + " units each are too much for one answer",
                        "Ask for fewer steps, or without the units.");
            }
            grid = grid(bounds(experiment), size);
            floats = ByteBuffer.allocate(count * grid.rows() * maps.size() * Float.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN);
        }

        private void addMaps(int layer) {
            for (int unit = 0; unit < experiment.network().sizes().get(layer); unit++) {
                maps.add(new Unit(layer, unit));
            }
        }

        void add(Experiment.State at) {
            ForwardPass pass = experiment.network().forward(at.parameters(), grid);
            for (Unit map : maps) {
                for (int i = 0; i < grid.rows(); i++) {
                    floats.putFloat((float) pass.a(map.layer()).get(i, map.unit()));
                }
            }
            steps.add(at.step());
        }

        Surface surface() {
            double[] bounds = bounds(experiment);
            double[] y = bounds.length == 2 ? null : Arrays.copyOfRange(bounds, 2, 4);
            return new Surface(new Header(size, Arrays.copyOf(bounds, 2), y, steps, maps), floats.array());
        }
    }

    /** @return lowest and highest x1, then x2, with a margin; the same for all states of an experiment */
    private static double[] bounds(Experiment experiment) {
        Matrix x = experiment.examples().x();
        Experiment.HeldOut held = experiment.heldOut();
        return held == null ? bounds(x) : bounds(x, held.examples().x());
    }

    /** @param all inputs, (N, I) each */
    static double[] bounds(Matrix... all) {
        int columns = all[0].columns();
        double[] bounds = new double[2 * columns];
        for (int j = 0; j < columns; j++) {
            int column = j;
            double[] values = Arrays.stream(all)
                    .flatMapToDouble(x -> IntStream.range(0, x.rows()).mapToDouble(n -> x.get(n, column)))
                    .toArray();
            double low = Arrays.stream(values).min().orElseThrow();
            double high = Arrays.stream(values).max().orElseThrow();
            double margin = high > low ? MARGIN * (high - low) : 1;
            bounds[2 * j] = low - margin;
            bounds[2 * j + 1] = high + margin;
        }
        return bounds;
    }

    private static Matrix grid(double[] bounds, int size) {
        if (bounds.length == 2) {
            Matrix line = Matrix.zeros(size, 1);
            Arrays.setAll(line.data(), i -> at(bounds[0], bounds[1], i, size));
            return line;
        }
        Matrix grid = Matrix.zeros(size * size, 2);
        for (int i = 0; i < size * size; i++) {
            grid.data()[2 * i] = at(bounds[0], bounds[1], i % size, size);
            grid.data()[2 * i + 1] = at(bounds[2], bounds[3], i / size, size);
        }
        return grid;
    }

    private static double at(double low, double high, int i, int size) {
        return low + (high - low) * i / (size - 1);
    }
}
