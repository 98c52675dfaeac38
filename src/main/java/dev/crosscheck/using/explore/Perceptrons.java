package dev.crosscheck.using.explore;

import dev.crosscheck.data.LogicGate;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.LinearSeparability;
import dev.crosscheck.nn.Perceptron;
import dev.crosscheck.nn.PerceptronTraining;
import dev.crosscheck.nn.RoundedDecisions;
import dev.crosscheck.nn.optim.Optimizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Trains a perceptron and records every update, whether the classes are linearly separable, and the cycle of weights if they are not. */
final class Perceptrons {
    private static final String FORM =
            "{\"gate\": \"AND\", \"learningRate\": 0.1, \"epochs\": 20} or {\"points\": [[x1, x2, class], ...]}";
    private static final int MOST_POINTS = 100;
    private static final int MOST_UPDATES = 5_000;
    static final int MOST_EPOCHS = 1_000;
    private static final int USUAL_EPOCHS = 100;

    /** A power of two, so that with points on the grid all sums are exact. The course's rate is 0.1, with which rounding may decide. */
    private static final double USUAL_RATE = 0.125;

    /** Points are rounded to 1/1024, so that linear separability can be decided exactly. */
    private static final double GRID = 1024;

    /** Weights are equal if they agree after rounding to 1/1e9, since a learning rate such as 0.1 is not exact. */
    private static final double SAME = 1e9;

    private Perceptrons() {}

    /** A request with a gate or points; {@code start} contains w1, w2 and b. */
    record Request(List<double[]> points, String gate, Double learningRate, Integer epochs, double[] start) {}

    /**
     * The visit of one example.
     *
     * @param step from 0
     * @param point index of the example
     * @param sum w·x + b before the update
     * @param prediction 1 if the sum is 0 or more
     * @param error target minus prediction
     * @param exactSum the sum in exact arithmetic, if it is on the other side of 0 and only rounding decided; otherwise null
     */
    record Update(
            int step,
            int point,
            double sum,
            int prediction,
            int error,
            Double exactSum,
            double[] wBefore,
            double bBefore,
            double[] wAfter,
            double bAfter) {}

    /** The weights after update {@code to} equal those after update {@code from}; -1 is the start. */
    record Cycle(int from, int to) {}

    /**
     * The result of a training.
     *
     * @param points after rounding
     * @param totalErrors of each epoch
     * @param separable whether the classes are linearly separable
     * @param line w1, w2, b at the end
     * @param cycle the first cycle; null if there is none in these epochs
     */
    record Run(
            double[][] points,
            double learningRate,
            List<Update> updates,
            List<Integer> totalErrors,
            boolean separable,
            boolean converged,
            double[] line,
            Cycle cycle) {}

    static Run run(byte[] body) {
        return run(Wire.read(body, Request.class, FORM));
    }

    static Run run(Request request) {
        double[][] points = points(request);
        double rate =
                Optimizer.requireLearningRate(request.learningRate() == null ? USUAL_RATE : request.learningRate());
        Wire.within("learningRate", rate, Double.MIN_NORMAL, Wire.LARGEST);
        int epochs = Wire.within("epochs", request.epochs() == null ? USUAL_EPOCHS : request.epochs(), 1, MOST_EPOCHS);
        Matrix x = Matrix.zeros(points.length, 2);
        Matrix t = Matrix.zeros(points.length, 1);
        for (int n = 0; n < points.length; n++) {
            System.arraycopy(points[n], 0, x.data(), 2 * n, 2);
            t.data()[n] = points[n][2];
        }
        Perceptron start = start(request.start());
        Recorder recorder = new Recorder(start, x, rate);
        PerceptronTraining training = PerceptronTraining.run(
                start, x, t, rate, Math.max(1, Math.min(epochs, MOST_UPDATES / points.length)), recorder);
        boolean separable = LinearSeparability.inPlane(x.map(value -> value * GRID), t);
        double[] w = training.trained().weights();
        return new Run(
                points,
                rate,
                recorder.updates,
                training.totalErrors(),
                separable,
                training.converged(),
                new double[] {w[0], w[1], training.trained().bias()},
                separable ? null : recorder.cycle);
    }

    private static Perceptron start(double... start) {
        if (start == null) {
            return new Perceptron(new double[2], 0);
        }
        if (start.length != 3) {
            throw Wire.expected("start", "[w1, w2, b]", start.length + " numbers");
        }
        for (double value : start) {
            Wire.within("start", value, -Wire.LARGEST, Wire.LARGEST);
        }
        return new Perceptron(Arrays.copyOf(start, 2), start[2]);
    }

    private static double[][] points(Request request) {
        if (request.points() == null) {
            List<String> gates =
                    Arrays.stream(LogicGate.values()).map(LogicGate::name).toList();
            String name = Wire.oneOf(
                    "gate", request.gate() == null ? "AND" : request.gate().toUpperCase(Locale.ROOT), gates);
            double[] targets = LogicGate.valueOf(name).targets().data();
            double[][] points = new double[targets.length][];
            Arrays.setAll(points, n -> new double[] {
                LogicGate.inputs().get(n, 0), LogicGate.inputs().get(n, 1), targets[n]
            });
            return points;
        }
        int count = Wire.within("points", request.points().size(), 1, MOST_POINTS);
        double[][] points = new double[count][];
        Arrays.setAll(points, n -> point("points[" + n + "]", request.points().get(n)));
        return points;
    }

    private static double[] point(String place, double... point) {
        if (point == null || point.length != 3 || point[2] != 0 && point[2] != 1) {
            throw Wire.expected(place, "[x1, x2, class] with class 0 or 1", "another form");
        }
        double x1 = Wire.within(place, point[0], -Wire.LARGEST, Wire.LARGEST);
        double x2 = Wire.within(place, point[1], -Wire.LARGEST, Wire.LARGEST);
        return new double[] {Math.rint(x1 * GRID) / GRID, Math.rint(x2 * GRID) / GRID, point[2]};
    }

    /** Records each update, and detects when weights repeat at the end of an epoch. */
    private static final class Recorder implements PerceptronTraining.Observer {
        private final Matrix x;
        private final List<Update> updates = new ArrayList<>();
        private final Map<List<Long>, Integer> seen = new HashMap<>();
        private final RoundedDecisions rounded;
        private Perceptron before;
        private Cycle cycle;

        Recorder(Perceptron start, Matrix x, double rate) {
            this.x = x;
            rounded = new RoundedDecisions(start, x, rate);
            before = start;
            seen.put(state(start), -1);
        }

        @Override
        public void stepped(int step, int error, Perceptron after) {
            int point = step % x.rows();
            double[] example = x.row(point).data();
            rounded.stepped(step, error, after);
            RoundedDecisions.Decision decision = rounded.at(step);
            updates.add(new Update(
                    step,
                    point,
                    before.preActivation(example),
                    before.output(example),
                    error,
                    decision == null ? null : decision.exact(),
                    before.weights(),
                    before.bias(),
                    after.weights(),
                    after.bias()));
            before = after;
            if (point == x.rows() - 1) {
                Integer first = seen.putIfAbsent(state(after), step);
                if (first != null && cycle == null) {
                    cycle = new Cycle(first, step);
                }
            }
        }

        private static List<Long> state(Perceptron perceptron) {
            double[] w = perceptron.weights();
            return List.of(Math.round(w[0] * SAME), Math.round(w[1] * SAME), Math.round(perceptron.bias() * SAME));
        }
    }
}
