package dev.crosscheck.proof.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.proof.compare.Rounding;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How far a number may be off, and when it is not judged. */
class SpreadTest {
    private static final double FLOAT = Rounding.FLOAT;
    private static final double DOUBLE = Rounding.DOUBLE;

    /**
     * An honest run in which one number of the last step is off, by units of roundoff of its size: it is accepted just within the bound, and refused just
     * beyond it. So no bound can be ten times as strict or as wide, and nothing that is moved can be left out.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "4-5-3 tanh cross-entropy sgd lr:0.1 batch:4; F; .*; 2; loss; 0; 35.9",
                "4-5-3 tanh cross-entropy adam lr:0.01 batch:1; F; loss|fc1.*|grad.*; 3; grad.fc2.bias; 1; 293.7",
                "4-5-3 relu cross-entropy momentum lr:0.1 batch:4; D; .*; 3; v.fc2.weight; 4; 18.0",
                "3-4-2 softplus mse adamw lr:0.9 weight-decay:1 batch:2; D; .*; 4; m.fc2.weight; 4; 9.1",
                "3-4-2 softplus mse adamw lr:0.9 weight-decay:1 batch:2; F; loss|fc.*; 3; fc1.bias; 0; 1683.6",
                "3-4-2 softplus mse adamw lr:0.9 weight-decay:1 batch:2; F; loss; 3; loss; 0; 24108.3",
                "1-5-3 relu mse sgd lr:0.1 batch:2; F; .*; 1; grad.fc1.weight; 4; 10262.0"
            })
    void boundsAreNeitherStricterNorWider(
            String network, char precision, String written, int step, String array, int index, double units) {
        double u = precision == 'F' ? FLOAT : DOUBLE;
        for (double share : new double[] {-1.2, -0.83, 0.83, 1.2}) {
            Recording run = Honest.run(network, u, name -> name.matches(written));
            double[] numbers = run.steps().get(step - 1).get(array).data();
            double right = numbers[index];
            numbers[index] += share * units * u * Math.abs(right);
            Recording ended = Honest.run(run, u, run.steps().subList(0, step));
            Difference first = Match.of(ended, false, Slip.Patch.NONE, u, null).first();
            assertEquals(share < -1 || share > 1, first != null, share + " of the bound");
        }
    }

    /** @return what is expected of the last step of a run */
    private static Map<String, Spread.Expected> last(Recording run) {
        Spread spread = new Spread(run, Slip.Patch.NONE, run.u());
        Map<String, Spread.Expected> expected = Map.of();
        for (Map<String, Matrix> step : run.steps()) {
            expected = spread.step(step);
            spread.resume(step);
        }
        return expected;
    }

    private static Map<String, Spread.Expected> last(String network, String written, int steps) {
        Recording run = Honest.run(network, FLOAT, name -> name.matches(written));
        return last(Honest.run(run, FLOAT, run.steps().subList(0, steps)));
    }

    /** An error of a hundredth is noticed one step from a state, and one of a half farther on; of a loss always one of a hundredth, of the usual one. */
    @Test
    void aNumberIsDecidedIfRoundingExplainsLittleOfItsArrayOrItsChange() {
        String network = "2-3-2 tanh mse momentum lr:0.5 batch:2";
        List<Map<String, Matrix>> all = Honest.run(network, FLOAT, name -> true).steps();
        double largestLoss = Math.max(loss(all, 0), loss(all, 1));
        Map<String, Spread.Expected> second = last(network, ".*", 2);
        assertTelling(0.01 * largestLoss, second, Recording.LOSS);
        assertTelling(0.01 * all.get(1).get("grad.fc1.bias").largest(), second, "grad.fc1.bias");
        assertTelling(0.01 * all.get(1).get("v.fc2.bias").largest(), second, "v.fc2.bias");
        assertTelling(0.01 * change(all.get(1), all.get(0), "fc1.weight"), second, "fc1.weight");

        Map<String, Spread.Expected> later = last(network, "loss|fc1.*|grad.*", 2);
        assertTelling(0.01 * (0.9 * loss(all, 0) + 0.1 * loss(all, 1)), later, Recording.LOSS);
        assertTelling(0.5 * all.get(1).get("grad.fc1.bias").largest(), later, "grad.fc1.bias");
        Map<String, Matrix> start = Honest.run(network, FLOAT, name -> true).start();
        assertTelling(0.5 * change(all.get(1), start, "fc1.bias"), later, "fc1.bias");
    }

    private static void assertTelling(double right, Map<String, Spread.Expected> expected, String name) {
        assertEquals(right, expected.get(name).telling(), 1e-12, name);
    }

    private static double loss(List<Map<String, Matrix>> steps, int step) {
        return steps.get(step).get(Recording.LOSS).get(0, 0);
    }

    private static double change(Map<String, Matrix> after, Map<String, Matrix> before, String name) {
        return after.get(name).combine(before.get(name), (a, b) -> a - b).largest();
    }

    /** 256 units of the largest parameter, whichever array has it. */
    @Test
    void aParameterThatHardlyChangesIsDecided() {
        Recording still = Honest.run("2-3-2 tanh mse sgd lr:1e-9 batch:2", FLOAT, name -> true);
        still.start().get("fc2.weight").data()[1] = 32;
        Recording run = Honest.run(still, FLOAT, Honest.steps(still).subList(0, 1));
        assertEquals(256 * FLOAT * 32, last(run).get("fc1.weight").telling(), 1e-9);
    }

    /** Inputs that are so small that gradients lose digits or are taken as 0 in this precision, and some that are 0. */
    @ParameterizedTest
    @CsvSource({"F, 1e-40, 1.17549435e-38", "D, 1e-310, 2.2250738585072014e-308"})
    void belowTheSmallestNormalNumberAnythingIsExplainedUnlessItIs0(char precision, double tiny, double normal) {
        double u = precision == 'F' ? FLOAT : DOUBLE;
        Recording run = Honest.run("3-2 mse sgd batch:2", u, name -> true);
        double[] x = ((MatrixExamples) run.examples()).x().data();
        for (int i = 0; i < x.length; i += 3) {
            x[i] = tiny;
            x[i + 1] = 0;
        }
        for (double[] off : new double[][] {{0, 0.9, 0}, {0, -0.9, 0}, {0, 1.2, 1}, {1, 0.01, 1}}) {
            List<Map<String, Matrix>> first = Honest.steps(run).subList(0, 1);
            first.get(0).get("grad.fc1.weight").data()[(int) off[0]] += off[1] * normal;
            Match match = Match.of(Honest.run(run, u, first), false, Slip.Patch.NONE, u, null);
            assertEquals(off[2] == 1, match.first() != null, off[1] + " at " + off[0]);
        }
    }

    /** Inputs of 1e300 with a weight of 0, and targets of 1e9. */
    @Test
    void theOtherNumbersOfAnArrayThatOverflowsAreJudgedAsUsual() {
        Recording run = Honest.run("2-1 mse sgd batch:2", DOUBLE, name -> true);
        MatrixExamples examples = (MatrixExamples) run.examples();
        for (int n = 0; n < 4; n++) {
            examples.x().data()[2 * n] = 1e300;
            examples.targets().data()[n] = 1e9;
        }
        run.start().get("fc1.weight").data()[0] = 0;
        List<Map<String, Matrix>> first = Honest.steps(run).subList(0, 1);
        first.get(0).keySet().removeIf(name -> name.startsWith("fc"));
        Recording infinite = Honest.run(run, DOUBLE, first);
        double[] gradient = first.get(0).get("grad.fc1.weight").data();
        assertEquals(Double.NEGATIVE_INFINITY, gradient[0]);
        assertEquals(
                0.01 * Math.abs(gradient[1]),
                last(infinite).get("grad.fc1.weight").telling(),
                1e-3);
    }

    /** Where z is 16 units from 0 and the terms of its sum are about 1, a program may have the unit on or off; where it is 16,000 away, not. */
    @ParameterizedTest
    @ValueSource(strings = {"relu", "leaky-relu"})
    void aUnitAtItsKinkMayBeOnOrOff(String activation) {
        String network = "2-3-1 " + activation + " half-squared-error sgd batch:1";
        Recording run = Honest.run(network, FLOAT, name -> name.matches("loss|grad.*"));
        Matrix x = MatrixExamples.of(run.examples(), run.rows(1)).x();
        double z = x.timesTranspose(run.start().get("fc1.weight")).get(0, 0);
        run.start().get("fc1.bias").data()[0] = -z - 0x1p-24;
        List<Map<String, Matrix>> off = Honest.steps(run).subList(0, 1);
        run.start().get("fc1.bias").data()[0] = -z + 0x1p-20;
        off.forEach(step -> step.keySet().removeIf(name -> !name.matches("loss|grad.*")));
        assertNull(Match.of(Honest.run(run, FLOAT, off), false, Slip.Patch.NONE, FLOAT, null)
                .first());
        run.start().get("fc1.bias").data()[0] = -z + 0x1p-10;
        assertNotNull(Match.of(Honest.run(run, FLOAT, off), false, Slip.Patch.NONE, FLOAT, null)
                .first());
    }

    /** A number with a bound of at most the telling one is decided; another disagrees only if it is ten times its bound away. */
    @Test
    void aNumberThatIsLeftOpenMustBeFarOff() {
        Matrix value = Matrix.rowOf(1, 1, Double.POSITIVE_INFINITY);
        Spread.Expected expected = new Spread.Expected(value, Matrix.rowOf(0.5, 0.75, Double.NaN), 0.5);
        assertEquals(0.5, expected.most(0));
        assertEquals(7.5, expected.most(1));
        assertTrue(expected.isDecided(2));
        assertEquals(1, expected.undecided());
    }
}
