package dev.crosscheck.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.train.Nd4jTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class StableLossTest extends Nd4jTest {
    private static final ActivationIdentity ANY = new ActivationIdentity();

    private static INDArray column(double... values) {
        return Nd4j.create(values, new long[] {values.length, 1}).castTo(org.nd4j.linalg.api.buffer.DataType.FLOAT);
    }

    /** By the formulas in double; floats of these sizes differ by some units in their last place. */
    @ParameterizedTest
    @CsvSource({
        "BINARY_CROSS_ENTROPY, 1, 0.3",
        "BINARY_CROSS_ENTROPY, 0, 0.3",
        "BINARY_CROSS_ENTROPY, 1, -60",
        "BINARY_CROSS_ENTROPY, 0, 200",
        "BINARY_CROSS_ENTROPY, 1, -2",
        "HUBER, 0.5, 0.7",
        "HUBER, 0.5, 9",
        "HUBER, 3, -9"
    })
    void valueAndGradientAreThoseOfTheFormulas(StableLoss.Kind kind, double t, double z) {
        double r = z - t;
        double bent = Math.min(1, Math.abs(r));
        boolean huber = kind == StableLoss.Kind.HUBER;
        double value =
                huber ? bent * (Math.abs(r) - bent / 2) : Math.max(0, z) + Math.log1p(Math.exp(-Math.abs(z))) - t * z;
        double slope = huber ? Math.max(-1, Math.min(1, r)) : 1 / (1 + Math.exp(-z)) - t;
        StableLoss loss = new StableLoss(kind);
        INDArray targets = column(t, 0);
        INDArray inputs = column(z, 0);
        double zero = huber ? 0 : Math.log(2);
        var both = loss.computeGradientAndScore(targets, inputs, ANY, null, true);
        assertEquals((value + zero) / 2, both.getFirst(), 1e-5 * Math.max(1, value));
        assertEquals(slope, both.getSecond().getDouble(0), 1e-6);
        assertEquals(value, loss.computeScoreArray(targets, inputs, ANY, null).getDouble(0), 1e-5 * Math.max(1, value));
        assertEquals(z, inputs.getDouble(0), 1e-5, "inputs are left alone");
        assertTrue(Double.isFinite(both.getFirst()));
    }
}
