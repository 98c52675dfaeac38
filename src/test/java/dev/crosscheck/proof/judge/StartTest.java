package dev.crosscheck.proof.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.proof.compare.Rounding;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What programs are given, and which networks and runs are judged. */
class StartTest {
    private static final Recording ORDINARY = start("2-3 mse sgd batch:2", "ordinary");

    private static Recording start(String network, String name) {
        return Start.all(Judge.setup(network, 1)).stream()
                .map(Start::run)
                .filter(run -> run.label().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "3-4-5-2 tanh cross-entropy adam batch:4, ordinary remainder zeros huge tiny",
        "3-4-2 tanh mse momentum batch:4, ordinary remainder zeros",
        "3-2 cross-entropy sgd batch:1, ordinary zeros huge"
    })
    void whatTheNetworkMayGetWrongHasAStart(String network, String names) {
        List<Start> starts = Start.all(Judge.setup(network, 1));
        assertEquals(List.of(names.split(" ")), starts.stream().map(Start::name).toList());
        for (Recording run : starts.stream().map(Start::run).toList()) {
            int rows = run.examples().size();
            assertEquals(run.label().equals("remainder") ? 10 : 2 * run.batch(), rows);
            assertEquals(2, run.epochs().size(), "the second epoch has an order of its own");
            int[] all = IntStream.range(0, rows).toArray();
            for (int[] order : run.epochs()) {
                assertFalse(rows > 2 && Arrays.equals(all, order), "shuffled");
                assertEquals(rows, Arrays.stream(order).distinct().count());
            }
        }
    }

    /** Whatever reads them has the same numbers in float; those of the huge start are too large for e^z in double. */
    @Test
    void numbersHaveFewDigitsAndLogitsAreHugeButNotSoHugeThatFloatsTellNothing() {
        Recording huge = start("6-8-3 tanh cross-entropy sgd batch:4", "huge");
        MatrixExamples examples = (MatrixExamples) huge.examples();
        List<Matrix> drawn = List.of(examples.x(), huge.start().get("fc1.weight"), targets("6-8 mse sgd"));
        for (Matrix m : drawn) {
            assertTrue(Arrays.stream(m.data()).allMatch(v -> v * 0x1p10 == Math.rint(v * 0x1p10)));
            assertFalse(Arrays.stream(m.data()).allMatch(v -> v * 0x1p7 == Math.rint(v * 0x1p7)));
        }
        assertTrue(Arrays.stream(drawn.get(2).data()).anyMatch(t -> t < 0), "in the range of the outputs");
        assertTrue(Arrays.stream(targets("3-2 mse output:sigmoid sgd").data()).allMatch(t -> t >= 0 && t <= 1));
        assertTrue(Arrays.stream(huge.start().get("fc2.bias").data()).allMatch(b -> Double.isInfinite(Math.exp(b))));
        Recording run = Honest.run(huge, Rounding.FLOAT, Honest.steps(huge));
        Match match = Match.of(run, true, Slip.Patch.NONE, run.u(), null);
        assertEquals("null, 0", match.first() + ", " + match.undecided());
    }

    private static Matrix targets(String network) {
        return ((MatrixExamples) start(network + " batch:20", "ordinary").examples()).targets();
    }

    @Test
    void oneStartHasZerosInEveryHiddenLayerAndOneGradientsAsSmallAsEpsilon() {
        Recording zeros = start("3-4-5-2 tanh mse adam batch:4", "zeros");
        assertEquals(0, ((MatrixExamples) zeros.examples()).x().row(0).largest());
        for (String layer : List.of("fc1", "fc2")) {
            assertEquals(0, zeros.start().get(layer + ".weight").row(0).largest());
            assertEquals(0, zeros.start().get(layer + ".bias").get(0, 0));
            assertNotEquals(0, zeros.start().get(layer + ".weight").row(1).largest());
        }
        Recording tiny = start("3-4-5-2 tanh mse adam batch:4", "tiny");
        double largest =
                Honest.steps(tiny).get(0).get("grad.fc1.weight").columns(0, 1).largest();
        assertEquals(1.2e-7, largest, 0.9e-7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1-25001 cross-entropy",
                "1-2 mse batch:257",
                "3-4-2 tanh cross-entropy dropout:0.5",
                "3-4-2 tanh cross-entropy class-weights:1/2",
                "3-4-2 tanh cross-entropy schedule:cosine",
                "3-4-5-2 activation:tanh/gelu cross-entropy",
                "3-4-5-2 activation:tanh/softmax cross-entropy",
                "3-4-2 gelu mse"
            })
    void whatIsLargeOrHasSeveralMeaningsIsNotJudged(String network) {
        Setup setup = Setup.parse(network);
        assertThrows(CrosscheckException.class, () -> Start.all(setup));
        Recording run =
                new Recording("run", setup, ORDINARY.examples(), List.of(), 1, Map.of(), List.of(), Map.of(), null);
        assertThrows(CrosscheckException.class, () -> Judge.causes(run));
    }

    private static Recording recorded(int steps, int rows) {
        MatrixExamples examples = new MatrixExamples(Matrix.zeros(rows, 2), Matrix.zeros(rows, 3), 0);
        List<Map<String, Matrix>> written = Collections.nCopies(steps, Map.of());
        return new Recording(
                "run", ORDINARY.setup(), examples, List.of(), 1, ORDINARY.start(), written, Map.of(), null);
    }

    @Test
    void theLargestThatAreJudged() {
        Start.all(Setup.parse("1-25000 cross-entropy batch:256"));
        Start.requireSearchable(recorded(1000, 256));
        assertThrows(CrosscheckException.class, () -> Start.requireSearchable(recorded(1001, 256)));
        assertThrows(CrosscheckException.class, () -> Start.requireSearchable(recorded(1000, 257)));
    }
}
