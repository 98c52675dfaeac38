package dev.crosscheck.proof.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Rounding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs without states, in which two honest programs drift apart. The numbers are so short that in every step a ReLU is on its other side, as in a wide
 * network; the honest programs round as much as the copies of {@link Spread}, which is worse than any real one.
 */
class DriftTest {
    private static final double U = 0x1p-16;
    private static final int STEPS = 60;
    private static final Recording RUN = run("6-64-3 relu cross-entropy adam lr:0.003 batch:64");

    private static Recording run(String line) {
        Recording drawn = Start.all(Judge.setup(line, 3)).get(0).run();
        return Honest.run(drawn, Collections.nCopies(STEPS / 2, drawn.epochs().get(0)), U, List.of());
    }

    /** @return the run by a program that rounds in its own way, with the losses of all steps, and all arrays of some */
    private static Recording honest(Recording run, int program, Slip.Patch slip, Integer... states) {
        ReferenceTraining training = new ReferenceTraining(run, slip, new Rounding(U, 100 + program), null);
        Recording recorded = Honest.run(run, U, new ArrayList<>());
        while (training.hasNext()) {
            Map<String, Matrix> step = new LinkedHashMap<>(training.step());
            if (!Arrays.asList(states).contains(recorded.steps().size() + 1)) {
                step.keySet().retainAll(List.of(Recording.LOSS));
            }
            recorded.steps().add(step);
        }
        return recorded;
    }

    private static Replay.Outcome replay(Recording run) {
        return Replay.byHand(run, Integer.MAX_VALUE, ProgressListener.NONE);
    }

    private static void put(Recording run, int step, double loss) {
        run.steps().get(step - 1).put(Recording.LOSS, new Matrix(1, 1, loss));
    }

    private static double loss(Recording run, int step) {
        return run.losses()[step - 1];
    }

    /** Of a tenth of the bounds some run would use more than all, of ten times the bounds none would use a tenth. */
    @Test
    void honestProgramsAgreeAndUseAFairShareOfTheBounds() {
        Map<String, Double> shares = new TreeMap<>();
        for (int program = 0; program < 20; program++) {
            Replay.Outcome outcome = replay(honest(RUN, program, Slip.Patch.NONE, STEPS));
            assertTrue(outcome.agrees(), outcome.line());
            assertEquals("all 60 losses", outcome.judged().get(0).toString());
            outcome.sides()
                    .get(0)
                    .verdicts()
                    .forEach(verdict -> shares.merge(verdict.quantity(), verdict.shareUsed(), Math::max));
        }
        for (String kind : List.of("losses", "gradients", "parameters and moments")) {
            double share = shares.get(kind + ", farther on");
            assertTrue(share > 0.2 && share < 0.9, kind + " " + share);
        }
    }

    /** Losses of which a slip changes one by more than a hundredth. */
    @Test
    void aLossThatASlipChangesIsRefused() {
        Recording some = Honest.run(RUN, RUN.epochs().subList(0, 8), U, List.of());
        Recording right = honest(some, 0, Slip.Patch.NONE);
        int refused = 0;
        for (Slip slip : Slip.values()) {
            for (Slip.Patch patch : slip.patches) {
                Recording wrong = honest(some, 0, patch);
                if (IntStream.rangeClosed(1, wrong.steps().size())
                        .anyMatch(step -> Math.abs(loss(wrong, step) / loss(right, step) - 1) > 0.011)) {
                    assertFalse(replay(wrong).agrees(), slip.label());
                    refused++;
                }
            }
        }
        assertTrue(refused > 40, "slips: " + refused);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 10, 20})
    void aSingleLossAfterItsUpdateIsRefused(int step) {
        Recording run = honest(RUN, 0, Slip.Patch.NONE);
        put(run, step, loss(honest(RUN, 0, Slip.LOSS_AFTER_UPDATE.patches.get(0)), step));
        assertEquals(step, replay(run).first().step());
    }

    /** Where losses fall and differ from batch to batch, about the last ten say of what a hundredth is taken. */
    @Test
    void aHundredthOfTheUsualLossIsTelling() {
        Recording run = honest(run("6-64-3 relu cross-entropy adam lr:0.001 batch:1"), 0, Slip.Patch.NONE);
        Spread spread = new Spread(run, Slip.Patch.NONE, U);
        for (int step = 1; step <= 40; step++) {
            double telling =
                    spread.step(run.steps().get(step - 1)).get(Recording.LOSS).telling();
            if (step > 20) {
                double usual =
                        Arrays.stream(run.losses(), step - 10, step).average().orElseThrow();
                assertTrue(telling > 0.009 * usual && telling < 0.013 * usual, step + ": " + telling / usual);
            }
        }
    }

    /** If all is known after the next state, what rounding no longer lets judge is passed over; without the moments the repetition goes on. */
    @Test
    void whatIsPassedOverMustOnlyBeFiniteAndALossNotTenTimesTheLargest() {
        Recording apart = run("6-64-3 relu cross-entropy adam lr:0.1 batch:64");
        Recording run = honest(apart, 0, Slip.Patch.NONE, 55, 60);
        run.steps().get(59).keySet().removeIf(name -> name.startsWith("m.")); // at the end, where nothing goes on
        assertTrue(replay(run).agrees());
        assertTrue(replay(run).notes().toString().contains("to within 0.52 %"), "of those that were judged");
        double largest = Arrays.stream(run.losses(), 0, 50).max().orElseThrow();
        for (double wrong : List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 12 * largest)) {
            put(run, 50, wrong);
            assertEquals(50, replay(run).first().step());
        }
        put(run, 50, 8 * largest);
        Matrix gradient = new Matrix(1, 3, 1e30, 0, 0);
        run.steps().get(49).put("grad.fc2.bias", gradient);
        assertTrue(replay(run).agrees());
        gradient.data()[1] = Double.NEGATIVE_INFINITY;
        assertEquals("step 50, gradient of fc2.bias[0,1]", replay(run).first().place());
        gradient.data()[1] = 0;
        assertTrue(replay(run).judged().get(0).judged() < 30);
        put(run, 56, 1.01 * loss(run, 56));
        assertEquals(56, replay(run).first().step());
        run.steps().get(54).keySet().removeIf(name -> name.startsWith("m."));
        assertEquals(50, replay(run).first().step());
    }

    @Test
    void aLossMayGrowWhereItDoesByHandToo() {
        Recording run = honest(run("6-64-3 relu cross-entropy sgd lr:20 batch:64"), 0, Slip.Patch.NONE);
        assertTrue(replay(Honest.run(run, U, run.steps().subList(0, 20))).agrees(), "8 to 1e11");
    }

    @Test
    void howFarALossMayBeOffIsSaid() {
        String notes = replay(honest(RUN, 0, Slip.Patch.NONE)).notes().toString();
        assertTrue(notes.contains("judged to within 0.57 %"), notes);
    }

    /** Two functions are called GELU in double: the recordings of PyTorch have c = 1.702 in double, and in single precision. */
    @ParameterizedTest
    @CsvSource({"21, 1.702 in double", "22, 1.702 in single precision"})
    void theGeluThatFitsAllNumbersIsTakenAndNamed(int number, String c) {
        Path file = Path.of("src", "test", "resources", "recordings", "honest-" + number + ".npz");
        Replay.Outcome right = replay(RecordingFile.read(file, () -> null));
        assertTrue(right.agrees() && right.isAll() && right.notes().toString().contains(c), right.toString());
        Recording altered = RecordingFile.read(file, () -> null);
        put(altered, 4, loss(altered, 4) + 1e-12);
        Replay.Outcome wrong = replay(altered);
        assertEquals(4, wrong.first().step(), wrong.line());
        assertTrue(wrong.notes().toString().contains(c), wrong.toString());
        put(altered, 1, 9);
        assertTrue(replay(altered).notes().toString().contains("single precision"), "neither fits");
    }

    /** An output y = zσ(cz), of which dy/dz = σ + czσ(1 - σ), and half its squared error. */
    @ParameterizedTest
    @CsvSource({"1.702, in double", "1.7020000219345093, in single precision"})
    void theGeluOfAnOutputIsToldToo(double c, String precision) {
        Recording start = Start.all(Judge.setup("1-1 half-squared-error sgd batch:1", 1))
                .get(0)
                .run();
        MatrixExamples row = MatrixExamples.of(start.examples(), start.rows(1));
        double x = row.x().get(0, 0);
        double z = start.start().get("fc1.weight").get(0, 0) * x
                + start.start().get("fc1.bias").get(0, 0);
        double s = 1 / (1 + Math.exp(-c * z));
        double error = z * s - row.targets().get(0, 0);
        Map<String, Matrix> step = Map.of(
                Recording.LOSS,
                new Matrix(1, 1, error * error / 2),
                "grad.fc1.weight",
                new Matrix(1, 1, error * (s + c * z * s * (1 - s)) * x));
        Setup setup = Setup.parse("1-1 half-squared-error output:gelu sgd batch:1");
        Recording run = new Recording(
                "gelu", setup, start.examples(), start.epochs(), 1, start.start(), List.of(step), Map.of(), null);
        Replay.Outcome outcome = replay(Honest.run(run, Rounding.DOUBLE, run.steps()));
        assertTrue(outcome.agrees() && outcome.isAll(), outcome.line());
        assertEquals(
                List.of(), replay(Honest.run(run, Rounding.FLOAT, run.steps())).notes(), "alike in floats");
        assertTrue(outcome.notes().toString().contains(precision), outcome.notes()::toString);
    }
}
