package dev.crosscheck.proof.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.process.Subprocess;
import dev.crosscheck.proof.compare.Rounding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Judgements of programs with the mathematics of {@link Honest}; {@link JudgeIT} has programs of their own. */
class JudgeTest {
    private static final String MOMENTUM = "2-3-3 tanh mse momentum lr:0.05 batch:3";
    private static final Program HONEST = (start, steps) -> {};
    private static final String ONE_ROW = "2-3 cross-entropy adam batch:1";

    /** Changes the right steps of a start, which has this name. */
    interface Program extends BiConsumer<String, List<Map<String, Matrix>>> {}

    private static Program eachStep(BiConsumer<String, Map<String, Matrix>> change) {
        return (start, steps) -> steps.forEach(step -> change.accept(start, step));
    }

    /** Multiplies the arrays whose names match. */
    private static Program times(String starts, String arrays, double factor) {
        return eachStep((start, step) -> step.replaceAll(
                (name, array) -> start.matches(starts) && name.matches(arrays) ? array.map(v -> factor * v) : array));
    }

    private static Judgement judgement(String network, Program program) {
        return judgement(network, program, start -> Double::toString);
    }

    /** @param prints how the numbers of a start with this name are printed */
    private static Judgement judgement(
            String network, Program program, Function<String, DoubleFunction<String>> prints) {
        Judge judge = new Judge(Judge.setup(network, 1));
        judge.run(start -> text(start, program, prints.apply(start.name())), (name, text) -> {});
        return judge.judgement();
    }

    static String text(Start start, Program program, DoubleFunction<String> print) {
        List<Map<String, Matrix>> steps = Honest.steps(start.run());
        program.accept(start.name(), steps);
        StringBuilder text = new StringBuilder();
        for (Map<String, Matrix> step : steps) {
            step.forEach((name, array) -> text.append(name + " " + array.rows() + " " + array.columns() + " "
                    + Arrays.stream(array.data()).mapToObj(print).collect(Collectors.joining(" ", "", "\n"))));
        }
        return text.toString();
    }

    private static List<String> causes(Judgement judgement) {
        return judgement.causes().stream().map(Judgement.Cause::name).toList();
    }

    @Test
    void anHonestProgramAgreesAndSlipsThatItsNumbersWouldNotShowAreNamed() {
        Judgement whole = judgement(MOMENTUM, HONEST);
        assertTrue(whole.agrees(), whole::toString);
        assertEquals(
                List.of("float64", 0L, List.of(), List.of(), List.of()),
                List.of(whole.precision(), whole.undecided(), whole.hidden(), whole.notes(), whole.unwritten()));
        Judgement losses = judgement(MOMENTUM, (start, steps) -> {
            steps.forEach(step -> step.keySet().removeIf(name -> !name.equals(Recording.LOSS)));
        });
        assertTrue(losses.agrees(), losses::toString);
        assertEquals(List.of(), losses.hidden());
        assertEquals(List.of("gradients", "parameters", "moments v"), losses.unwritten());
        Judgement later =
                judgement(MOMENTUM, (start, steps) -> steps.get(0).keySet().retainAll(List.of(Recording.LOSS)));
        assertEquals(List.of(), later.unwritten(), "from the second step on");
    }

    @ParameterizedTest
    @CsvSource({
        ".*, loss, 0.5, factor-two",
        ".*, loss, 2, factor-two",
        ".*, v.*, 0.05, ''",
        "ordinary, loss, 2, ''",
        "zeros, loss, 2, ''",
        ".*, loss, 1.001, ''"
    })
    void aSlipIsNamedIfOneOfItsFormsExplainsAllNumbersAtAllStarts(
            String starts, String arrays, double factor, String cause) {
        Judgement judgement = judgement(MOMENTUM, times(starts, arrays, factor));
        assertFalse(judgement.agrees());
        assertEquals(List.of(), judgement.hidden());
        assertEquals(List.of(), judgement.notes());
        assertEquals(cause.isEmpty() ? List.of() : List.of(cause), causes(judgement));
    }

    @Test
    void stepsThatAreMissingAreNoSlipThatChangesNothing() {
        Judgement judgement = judgement(MOMENTUM, (start, steps) -> steps.remove(steps.size() - 1));
        assertFalse(judgement.agrees());
        assertEquals("the number of steps", judgement.first().place());
        assertEquals(List.of(), causes(judgement));
    }

    /** One start in floats: not in single precision, though the numbers of the others are doubles. */
    @Test
    void floatsAndDigitsThatAreCutOffAreNoDifference() {
        DoubleFunction<String> floats = v -> Double.toString((float) v);
        Judgement mixed = judgement(MOMENTUM, HONEST, start -> start.equals("ordinary") ? floats : Double::toString);
        assertTrue(mixed.agrees(), mixed::toString);
        assertEquals("float64", mixed.precision());
        assertTrue(mixed.notes().get(0).startsWith("Not in double precision"), mixed.notes()::toString);
        Judgement single = judgement(MOMENTUM, HONEST, start -> floats);
        assertEquals("true, float32, []", single.agrees() + ", " + single.precision() + ", " + single.notes());
        Judgement tenDigits =
                judgement("2-3-3 tanh mse sgd batch:3", HONEST, start -> v -> String.format(Locale.ROOT, "%.9e", v));
        assertEquals("true, float64, []", tenDigits.agrees() + ", " + tenDigits.precision() + ", " + tenDigits.notes());
    }

    /** With one row a loss is -ln p. What is added to p must be told from rounding where it shows most, and then floats are not the cause. */
    @ParameterizedTest
    @CsvSource({
        "2-3 cross-entropy adam batch:1, 1e-10, guarded-logarithm",
        "3-9 cross-entropy sgd lr:5 batch:1, 1e-14, guarded-logarithm", // up to 11 times its bound
        "3-9 cross-entropy sgd lr:5 batch:1, 1e-15, ''" // up to 2.5 times
    })
    void aSlipIsNamedWhereItIsToldFromRounding(String network, double guard, String cause) {
        Program guarded = eachStep((start, step) ->
                step.computeIfPresent(Recording.LOSS, (key, of) -> of.map(loss -> -Math.log(Math.exp(-loss) + guard))));
        Judgement judgement = judgement(network, guarded);
        assertFalse(judgement.agrees(), judgement::toString);
        assertEquals(cause.isEmpty() ? List.of() : List.of(cause), causes(judgement));
        Recording recorded = Honest.run(network, Rounding.DOUBLE, name -> true);
        guarded.accept("", recorded.steps());
        assertEquals(guard > 1e-12 ? 1 : 0, Judge.causes(recorded).size(), "of this start alone");
    }

    /** With a rate of 1e-6 no loss in float shows a gradient, but it shows another rate; relu' at 0 matters at one start only. What is named is not hidden. */
    @Test
    void aSlipOfOneStartMayBeHiddenAndOneThatIsNamedIsNot() {
        Judgement losses = judgement(
                "2-3-3 relu mse sgd lr:1e-6 batch:3",
                eachStep((start, step) -> step.keySet().retainAll(List.of(Recording.LOSS))),
                start -> v -> Double.toString((float) v));
        assertTrue(losses.hidden().contains("relu-at-zero"), losses::toString);
        assertFalse(
                losses.hidden().contains("learning-rate"), "a hundred times the rate would be seen, a hundredth not");
        Judgement summed = judgement("2-3-3 tanh mse sgd batch:2", (start, steps) -> {
            for (int i = 0; i < steps.size(); i++) {
                int rows = start.equals("remainder") && i % 3 == 2 ? 1 : 2;
                steps.get(i).computeIfPresent(Recording.LOSS, (key, loss) -> loss.map(v -> rows * v));
            }
        });
        assertEquals("[loss-summed], []", causes(summed) + ", " + summed.hidden());
    }

    @ParameterizedTest
    @CsvSource({"huge, '', true", "huge, loss, false", "huge|tiny, '', false", "tiny, '', false"})
    void failingWhereLogitsAreHugeOnlyHasItsRemark(String fails, String wrong, boolean remarked) {
        Judgement judgement = judgement(ONE_ROW, (start, steps) -> {
            if (start.matches(fails)) {
                throw new CrosscheckException("It failed.", "Mend it.");
            }
            times("zeros", wrong, 1.1).accept(start, steps);
        });
        assertFalse(judgement.agrees());
        assertEquals(remarked, judgement.notes().toString().contains("It fails only where logits are huge"));
        assertThrows(
                CrosscheckException.class,
                () -> judgement(ONE_ROW, (start, steps) -> {
                    throw new CrosscheckException("It failed.", "Mend it.");
                }));
    }

    @Test
    void aRecordingMayEndEarly() {
        Recording run = Honest.run(MOMENTUM, Rounding.DOUBLE, name -> true);
        List<Map<String, Matrix>> steps = new ArrayList<>(run.steps().subList(0, 3));
        assertEquals(List.of(), Judge.causes(Honest.run(run, run.u(), steps)));
        times("", Recording.LOSS, 2).accept("", steps);
        assertEquals(
                "factor-two",
                Judge.causes(Honest.run(run, run.u(), steps)).get(0).name());
    }

    @ParameterizedTest
    @CsvSource({"adam, ON_CORRECTED", "adamw EPSILON:RAW, ON_RAW", "sgd, ON_RAW"})
    void epsilonIsWhereThePaperHasItUnlessTheLineSaysOtherwise(String words, Adam.Epsilon epsilon) {
        assertEquals(
                epsilon,
                Judge.setup("2-2 mse " + words, 1).training().optimizer().epsilon());
    }

    @Test
    void aProgramThatFailsIsQuotedByItsLastLines() {
        Judge judge = new Judge(Judge.setup(MOMENTUM, 1));
        List<String> command = List.of("sh", "-c", "cat > /dev/null; printf '1\\n2\\n\\n3\\n4\\n5\\n6\\n' >&2; exit 3");
        CrosscheckException failed = assertThrows(
                CrosscheckException.class,
                () -> judge.run(command, new Subprocess.Limits(60, 2048), (name, text) -> {}));
        assertTrue(failed.getMessage().contains("exit code 3"), failed.getMessage());
        assertEquals("It wrote on standard error: 2 | 3 | 4 | 5 | 6", failed.remedy());
    }
}
