package dev.crosscheck.proof.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.proof.compare.Rounding;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is compared of a run, and what counts as a difference. */
class MatchTest {
    private final Recording run = Honest.run("2-3-2 tanh mse sgd lr:0.1 batch:2", Rounding.DOUBLE, name -> true);

    private static Match match(Recording run, Difference sharp) {
        return Match.of(run, true, Slip.Patch.NONE, run.u(), sharp);
    }

    private static Difference first(Recording run) {
        return match(run, null).first();
    }

    private void alter(int step, String array, int index, double by) {
        run.steps().get(step - 1).get(array).data()[index] += by;
    }

    @Test
    void aRunHasAllStepsOfTheTrainingAndNoMore() {
        assertNull(first(run));
        List<Map<String, Matrix>> steps = run.steps();
        Recording shorter = Honest.run(run, run.u(), steps.subList(0, 3));
        assertEquals("3 steps were written, there are 4", first(shorter).words());
        assertNull(Match.of(shorter, false, Slip.Patch.NONE, run.u(), null).first(), "a recording may end early");
        steps.add(steps.get(3));
        assertEquals("5 steps were written, there are 4", first(run).words());
        assertNotNull(Match.of(run, false, Slip.Patch.NONE, run.u(), null).first());
    }

    @ParameterizedTest
    @CsvSource({
        "4, fc2.bias, 1, 1e-12",
        "4, grad.fc1.weight, 5, 1e-12",
        "1, loss, 0, -1e-12",
        "2, grad.fc2.weight, 3, NaN",
        "3, fc1.bias, 2, Infinity"
    })
    void theOneNumberThatIsOffIsFoundWhereverItIs(int step, String array, int index, double by) {
        alter(step, array, index, by);
        Difference found = first(run);
        assertEquals(step, found.step());
        assertEquals(array, found.array());
        assertEquals(index, found.row() * run.steps().get(0).get(array).columns() + found.column());
    }

    /** In the first step that disagrees; a later one would be clearer. */
    @Test
    void theFirstAndTheClearestOfSeveralDifferences() {
        alter(2, "grad.fc2.weight", 1, 1e-12);
        alter(2, "grad.fc2.weight", 2, 1e-6);
        alter(2, "grad.fc2.weight", 3, 1e-11);
        alter(3, "loss", 0, 1);
        Match match = match(run, null);
        assertEquals("step 2, gradient of fc2.weight[0,1]", match.first().place());
        assertEquals("step 2, gradient of fc2.weight[0,2]", match.clearest().place());
    }

    /** From the second step on the loss is infinite, and then everything may be anything. */
    @ParameterizedTest
    @CsvSource({"Infinity, true", "NaN, true", "1e300, false"})
    void whereTheLossOverflowsOnlyItIsCompared(double loss, boolean agrees) {
        Recording start =
                Start.all(Judge.setup("2-3 mse sgd lr:1000 batch:2", 1)).get(0).run();
        start.start().replaceAll((name, m) -> m.map(v -> 1e152 * v));
        Recording huge = Honest.run(start, Rounding.DOUBLE, Honest.steps(start));
        Map<String, Matrix> second = new LinkedHashMap<>(huge.steps().get(1));
        second.put(Recording.LOSS, new Matrix(1, 1, loss));
        second.put("fc1.bias", new Matrix(1, 3, 1, 2, 3));
        Map<String, Matrix> third = Map.of(Recording.LOSS, new Matrix(1, 1, 5));
        Recording answer = Honest.run(huge, huge.u(), List.of(huge.steps().get(0), second, third));
        assertEquals(agrees, first(answer) == null);
    }

    /** The number that a slip has to explain: what rounding explains there must be at most a tenth of what is wrong with it. */
    @ParameterizedTest
    @CsvSource({
        "5, 1, false",
        "9, 1, false",
        "11, 1, true", // though there are numbers beside it with larger bounds
        "0.9, 1, true", // no difference
        "5, 2, true"
    })
    void aSlipMustExplainMoreThanRoundingDoes(double clarity, int step, boolean explains) {
        Recording other = Honest.run(run, run.u(), run.steps().subList(0, 1));
        double[] bounds = new Spread(other, Slip.Patch.NONE, run.u())
                .step(run.steps().get(0))
                .get("fc1.weight")
                .allowed()
                .data();
        int least = IntStream.range(0, bounds.length)
                .boxed()
                .min(Comparator.comparingDouble(i -> bounds[i]))
                .orElseThrow();
        for (String start : List.of(run.label(), "zeros")) {
            Difference sharp = new Difference(
                    start, step, "fc1.weight", least / 2, least % 2, clarity * bounds[least], 0, bounds[least]);
            Match match = Match.of(other, false, Slip.Patch.NONE, run.u(), sharp);
            assertEquals(explains || start.equals("zeros"), match.first() == null);
        }
    }

    @Test
    void numbersThatAreLeftOpenAreCounted() {
        Recording recorded =
                Honest.run("4-6-3 relu cross-entropy sgd lr:2 batch:4", Rounding.FLOAT, Recording.LOSS::equals);
        Match match = Match.of(recorded, true, Slip.Patch.NONE, 20_000 * Rounding.FLOAT, null);
        assertNull(match.first());
        assertFalse(match.undecided() == 0);
    }
}
