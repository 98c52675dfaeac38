package dev.crosscheck.proof.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Initialization;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.PyTorchLayout;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.proof.compare.Rounding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What rounding explains holds for a step computed in float, and is not much wider than necessary. */
class SpreadTest {
    private static final double FLOAT = Rounding.FLOAT;

    /** One hidden layer of ReLUs and a softmax, with sequential sums in float. */
    private record StepInFloat(float loss, float[] dw1, float[] db1, float[] dw2) {
        static StepInFloat of(Parameters p, Matrix x, Matrix t) {
            int n = x.rows();
            int inputs = x.columns();
            int hidden = p.weights(1).columns();
            int classes = t.columns();
            float[] dw1 = new float[inputs * hidden];
            float[] db1 = new float[hidden];
            float[] dw2 = new float[hidden * classes];
            float loss = 0;
            for (int r = 0; r < n; r++) {
                float[] a = new float[hidden];
                for (int h = 0; h < hidden; h++) {
                    float z = (float) p.bias(1).get(0, h);
                    for (int i = 0; i < inputs; i++) {
                        z += (float) x.get(r, i) * (float) p.weights(1).get(i, h);
                    }
                    a[h] = Math.max(0, z);
                }
                float[] e = new float[classes];
                float sum = 0;
                for (int c = 0; c < classes; c++) {
                    float z = (float) p.bias(2).get(0, c);
                    for (int h = 0; h < hidden; h++) {
                        z += a[h] * (float) p.weights(2).get(h, c);
                    }
                    e[c] = (float) Math.exp(z);
                    sum += e[c];
                }
                float[] da = new float[hidden];
                for (int c = 0; c < classes; c++) {
                    float share = e[c] / sum;
                    loss -= (float) (t.get(r, c) * Math.log(share));
                    float dz = (share - (float) t.get(r, c)) / n;
                    for (int h = 0; h < hidden; h++) {
                        dw2[h * classes + c] += a[h] * dz;
                        da[h] += dz * (float) p.weights(2).get(h, c);
                    }
                }
                for (int h = 0; h < hidden; h++) {
                    float dz = a[h] > 0 ? da[h] : 0;
                    db1[h] += dz;
                    for (int i = 0; i < inputs; i++) {
                        dw1[i * hidden + h] += (float) x.get(r, i) * dz;
                    }
                }
            }
            return new StepInFloat(loss / n, dw1, db1, dw2);
        }
    }

    private static Spread spread(Setup setup, Map<String, Matrix> start, Matrix x, Matrix t) {
        int[] all = IntStream.range(0, x.rows()).toArray();
        Run run = new Run(
                "test",
                setup,
                new MatrixExamples(x, t, 0),
                List.of(all),
                Rounding.FLOAT,
                start,
                List.of(),
                Map.of(),
                null);
        return new Spread(run, Slip.Patch.NONE, FLOAT);
    }

    /** All gradients and the loss. */
    private static Map<String, Matrix> wanted(Map<String, Matrix> start) {
        Map<String, Matrix> wanted = new LinkedHashMap<>(Map.of("loss", new Matrix(1, 1, 0)));
        start.forEach((name, array) -> wanted.put("grad." + name, array));
        return wanted;
    }

    @Test
    void aStepInFloatIsWithinTheBoundsAndUsesMuchOfThem() {
        double largest = 0;
        for (int seed = 1; seed <= 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int inputs = 3 + 40 * (seed % 4);
            int rows = 9 + seed;
            Setup setup = Setup.parse(inputs + "-" + (5 + seed) + "-4 relu cross-entropy sgd batch:" + rows);
            Parameters p = rounded(Initialization.HE.draw(setup.network().network(), seed));
            Matrix x = Matrix.gaussian(rows, inputs, random).map(value -> (float) value);
            Matrix t = Matrix.zeros(rows, 4);
            for (int r = 0; r < rows; r++) {
                t.data()[4 * r + random.nextInt(4)] = 1;
            }
            Map<String, Matrix> start = PyTorchLayout.arrays(p);
            Map<String, Spread.Expected> expected = spread(setup, start, x, t).step(wanted(start));
            StepInFloat inFloat = StepInFloat.of(p, x, t);
            double share = share(new float[] {inFloat.loss()}, expected.get("loss"));
            share = Math.max(share, share(turned(inFloat.dw1(), inputs), expected.get("grad.fc1.weight")));
            share = Math.max(share, share(inFloat.db1(), expected.get("grad.fc1.bias")));
            share = Math.max(share, share(turned(inFloat.dw2(), 5 + seed), expected.get("grad.fc2.weight")));
            assertTrue(share < 1, "seed " + seed + ": " + share);
            largest = Math.max(largest, share);
        }
        assertTrue(largest > 0.05, "bounds that nothing comes near judge little: " + largest);
    }

    private static Parameters rounded(Parameters parameters) {
        return new Parameters(parameters.matrices().stream()
                .map(matrix -> matrix.map(value -> (float) value))
                .toList());
    }

    private static float[] turned(float[] values, int rows) {
        float[] turned = new float[values.length];
        int columns = values.length / rows;
        for (int i = 0; i < values.length; i++) {
            turned[i % columns * rows + i / columns] = values[i];
        }
        return turned;
    }

    private static double share(float[] found, Spread.Expected expected) {
        double largest = 0;
        for (int i = 0; i < found.length; i++) {
            double off = Math.abs(found[i] - expected.value().data()[i]);
            largest = Math.max(largest, off == 0 ? 0 : off / expected.allowed().data()[i]);
        }
        return largest;
    }

    /** A sum that may be on either side of 0 leaves what its row contributes undecided; an exact 0 leaves nothing open. */
    @Test
    void aKinkLeavesItsUnitAloneUndecided() {
        Setup setup = Setup.parse("2-6-1 relu half-squared-error sgd batch:1");
        Map<String, Matrix> start = new LinkedHashMap<>();
        // Unit 0: 0.1 - 0.1; unit 1: 0.1 - 0.09999975, two roundings from 0; unit 2: all weights are 0; the others:
        // 0.3.
        start.put("fc1.weight", new Matrix(6, 2, 0.1, -0.1, 0.1, -0.09999975, 0, 0, 0.1, 0.2, 0.1, 0.2, 0.1, 0.2));
        start.put("fc1.bias", Matrix.zeros(1, 6));
        start.put("fc2.weight", new Matrix(1, 6, 3, 5, 7, 1, 2, 4));
        start.put("fc2.bias", Matrix.zeros(1, 1));
        Spread.Expected bias = spread(setup, start, new Matrix(1, 2, 1, 1), new Matrix(1, 1, 5))
                .step(wanted(start))
                .get("grad.fc1.bias");
        assertEquals(
                List.of(false, false, true, true, true, true),
                IntStream.range(0, 6).mapToObj(bias::isDecided).toList());
        assertEquals(0, bias.allowed().get(0, 2));
    }
}
