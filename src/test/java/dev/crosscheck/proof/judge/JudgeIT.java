package dev.crosscheck.proof.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crosscheck.Soak;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.judge.Programs.Program;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Programs that are independent of the reference: correct ones, ones with a known slip, and ones with an unknown slip. Each build runs a
 * third of them, and of those that need PyTorch, which takes seconds to start, one.
 */
class JudgeIT {
    private static final String SGD = "4-5-3 relu cross-entropy sgd lr:0.1 batch:4 seed:1";
    private static final String ADAM = "4-5-3 relu cross-entropy adam lr:0.01 batch:4 seed:2";
    private static final String ADAMW = "4-5-3 relu cross-entropy adamw lr:0.01 weight-decay:0.1 batch:4 seed:3";
    private static final String MOMENTUM = "4-5-3 tanh mse momentum lr:0.05 momentum:0.9 batch:4 seed:4";

    static List<Program> honest() {
        return Soak.oneOf(
                4,
                List.of(
                        new Program(SGD, "loops.py"),
                        new Program("3-4-5-4-2 tanh cross-entropy adam lr:0.01 batch:3 seed:5", "loops.py"),
                        new Program("4-6-3 sigmoid mse momentum lr:0.1 batch:5 seed:6", "loops.py"),
                        new Program("4-6-3 leaky-relu huber adamw lr:0.01 weight-decay:0.2 batch:4 seed:7", "loops.py"),
                        new Program("5-3 cross-entropy sgd lr:0.5 batch:4 seed:8", "loops.py none loss"),
                        new Program("4-6-2 elu bce sgd lr:0.1 batch:4 seed:9", "loops.py none loss,grad"),
                        new Program(
                                "4-6-2 softplus half-squared-error adam lr:0.01 batch:1 seed:10",
                                "loops.py none loss,state"),
                        new Program(SGD, "arrays.py"),
                        new Program(ADAM, "arrays.py --float32"),
                        new Program(ADAMW, "arrays.py --chain"),
                        new Program(ADAM, "arrays.py --losses-only"),
                        new Program(MOMENTUM, "arrays.py --float32 --losses-only"),
                        new Program(MOMENTUM, "arrays.py --digits 10"),
                        new Program(
                                "6-20-10-4 relu cross-entropy sgd lr:0.1 batch:16 seed:11",
                                "arrays.py --float32 --digits 9"),
                        new Program(SGD, "scalars.py"),
                        new Program("4-5-3 tanh mse sgd lr:0.1 batch:4 seed:12", "scalars.py"),
                        new Program("4-5-3 tanh cross-entropy sgd lr:0.1 batch:4 seed:13", "rows.py"),
                        new Program("4-5-3 sigmoid bce sgd lr:0.1 batch:4 seed:14", "rows.py"),
                        new Program(SGD, "trainer.c"),
                        new Program(ADAM, "trainer.c -f"),
                        new Program("4-6-5-3 relu cross-entropy adam lr:0.001 batch:8 seed:15", "trainer.c"),
                        new Program(SGD, "trainer.js"),
                        new Program(ADAM, "modules.py --double"),
                        new Program(SGD, "modules.py"),
                        new Program("4-5-2 tanh bce adam lr:0.01 batch:4 seed:16", "trainer.js")));
    }

    static List<Arguments> planted() {
        return Soak.oneOf(
                4,
                List.of(
                        Arguments.of(SGD, "loops.py gradient-summed", Slip.GRADIENT_SUMMED),
                        Arguments.of(SGD, "loops.py loss-summed", Slip.LOSS_SUMMED),
                        Arguments.of(SGD, "scalars.py all-summed", Slip.ALL_SUMMED),
                        Arguments.of(SGD, "loops.py last-batch-full-divisor", Slip.LAST_BATCH_FULL_DIVISOR),
                        Arguments.of(SGD, "loops.py last-batch-dropped", Slip.LAST_BATCH_DROPPED),
                        Arguments.of(SGD, "loops.py order-ignored", Slip.ORDER_IGNORED),
                        Arguments.of(SGD, "arrays.py --slip first-order-only", Slip.ORDER_IGNORED),
                        Arguments.of(SGD, "loops.py labels-not-shuffled", Slip.LABELS_NOT_SHUFFLED),
                        Arguments.of(SGD, "loops.py loss-after-update", Slip.LOSS_AFTER_UPDATE),
                        Arguments.of(SGD, "loops.py bias-of-last-row", Slip.BIAS_NOT_SUMMED),
                        Arguments.of(SGD, "arrays.py --slip bias-first-row", Slip.BIAS_NOT_SUMMED),
                        Arguments.of(SGD, "arrays.py --slip bias-mean", Slip.BIAS_DIVIDED_TWICE),
                        Arguments.of(SGD, "loops.py bias-divided-twice", Slip.BIAS_DIVIDED_TWICE),
                        Arguments.of(SGD, "trainer.js bias-not-averaged", Slip.BIAS_NOT_DIVIDED),
                        Arguments.of(SGD, "loops.py bias-frozen", Slip.BIAS_FROZEN),
                        Arguments.of(SGD, "arrays.py --slip bias-missing", Slip.BIAS_MISSING),
                        Arguments.of(SGD, "rows.py hidden-frozen", Slip.HIDDEN_FROZEN),
                        Arguments.of(SGD, "loops.py accumulated", Slip.ACCUMULATED),
                        Arguments.of(SGD, "modules.py --slip no-zero-grad", Slip.ACCUMULATED),
                        Arguments.of(SGD, "loops.py sign", Slip.SIGN),
                        Arguments.of(SGD, "trainer.js gradient-sign", Slip.SIGN),
                        Arguments.of(SGD, "arrays.py --slip rate-double", Slip.LEARNING_RATE),
                        Arguments.of(SGD, "arrays.py --slip transposed-start", Slip.TRANSPOSED_START),
                        Arguments.of(SGD, "arrays.py --slip stale-activations", Slip.STALE_ACTIVATIONS),
                        Arguments.of(SGD, "arrays.py --slip update-before-backward", Slip.UPDATE_BEFORE_BACKWARD),
                        Arguments.of(SGD, "loops.py relu-at-zero", Slip.RELU_AT_ZERO),
                        Arguments.of(SGD, "arrays.py --slip relu-at-zero --float32", Slip.RELU_AT_ZERO),
                        Arguments.of(SGD, "rows.py hidden-derivative-missing", Slip.HIDDEN_DERIVATIVE_MISSING),
                        Arguments.of(SGD, "loops.py softmax-without-max", Slip.SOFTMAX_WITHOUT_MAX),
                        Arguments.of(SGD, "arrays.py --slip softmax-without-max", Slip.SOFTMAX_WITHOUT_MAX),
                        Arguments.of(SGD, "trainer.c -f softmax-without-max", Slip.SOFTMAX_WITHOUT_MAX),
                        Arguments.of(SGD, "arrays.py --slip softmax-twice", Slip.OUTPUT_DERIVATIVE_TWICE),
                        Arguments.of(SGD, "loops.py output-derivative-twice", Slip.OUTPUT_DERIVATIVE_TWICE),
                        Arguments.of(SGD, "arrays.py --slip guarded-log", Slip.GUARDED_LOGARITHM),
                        Arguments.of(SGD, "modules.py --slip log-softmax-twice", Slip.SOFTMAX_TWICE),
                        Arguments.of(SGD, "arrays.py --slip divided-by-elements", Slip.ELEMENTS_AND_ROWS),
                        Arguments.of(SGD, "rows.py divided-by-all-rows", Slip.DIVIDED_BY_ALL),
                        Arguments.of(
                                "4-5-3 tanh mse sgd lr:0.1 batch:4 seed:4",
                                "arrays.py --slip divided-by-rows",
                                Slip.ELEMENTS_AND_ROWS),
                        Arguments.of(
                                "4-5-3 tanh mse sgd lr:0.1 batch:4 seed:4", "loops.py no-factor-two", Slip.FACTOR_TWO),
                        Arguments.of(
                                "4-5-3 tanh bce sgd lr:0.1 batch:4 seed:4",
                                "trainer.js summed-over-outputs",
                                Slip.ELEMENTS_AND_ROWS),
                        Arguments.of(MOMENTUM, "loops.py derivative-of-output", Slip.DERIVATIVE_OF_OUTPUT),
                        Arguments.of(
                                "4-5-3 sigmoid cross-entropy adam lr:0.01 batch:4",
                                "arrays.py --slip derivative-of-output --float32",
                                Slip.DERIVATIVE_OF_OUTPUT),
                        Arguments.of(MOMENTUM, "arrays.py --slip derivative-of-input", Slip.DERIVATIVE_OF_INPUT),
                        Arguments.of(
                                "4-5-3 tanh cross-entropy sgd lr:0.1 batch:4",
                                "scalars.py derivative-of-output",
                                Slip.DERIVATIVE_OF_OUTPUT),
                        Arguments.of(
                                "4-5-3 tanh cross-entropy sgd lr:0.1 batch:4",
                                "rows.py sigmoid-slope-for-tanh",
                                Slip.DERIVATIVES_MIXED_UP),
                        Arguments.of(
                                "4-5-2 tanh bce sgd lr:0.1 batch:4",
                                "arrays.py --slip output-derivative-twice",
                                Slip.OUTPUT_DERIVATIVE_TWICE),
                        Arguments.of(MOMENTUM, "loops.py dampened", Slip.MOMENTUM_DAMPENED),
                        Arguments.of(MOMENTUM, "loops.py nesterov", Slip.NESTEROV),
                        Arguments.of(
                                "4-4-4 tanh cross-entropy sgd lr:0.1 batch:4",
                                "loops.py transposed-backward",
                                Slip.TRANSPOSED_WEIGHTS),
                        Arguments.of(ADAM, "loops.py t-from-zero", Slip.ADAM_STEP_COUNT),
                        Arguments.of(ADAM, "loops.py adam-uncorrected", Slip.ADAM_UNCORRECTED),
                        Arguments.of(ADAM, "trainer.c -f adam-second-uncorrected", Slip.ADAM_UNCORRECTED),
                        Arguments.of(ADAM, "arrays.py --slip t-from-zero", Slip.ADAM_STEP_COUNT),
                        Arguments.of(ADAM, "loops.py epsilon-inside", Slip.EPSILON_ELSEWHERE),
                        Arguments.of(ADAM, "arrays.py --slip epsilon-inside --float32", Slip.EPSILON_ELSEWHERE),
                        Arguments.of(ADAM, "arrays.py --slip epsilon-on-raw --float32", Slip.EPSILON_ELSEWHERE),
                        Arguments.of(ADAM, "trainer.js keras-epsilon", Slip.EPSILON_SIZE),
                        Arguments.of(ADAMW, "loops.py l2", Slip.L2_FOR_DECAY),
                        Arguments.of(ADAMW, "loops.py decay-without-rate", Slip.DECAY_WITHOUT_RATE)));
    }

    static List<Program> unknown() {
        return Soak.oneOf(
                4,
                List.of(
                        new Program(SGD, "loops.py unit-dead"),
                        new Program("4-5-3 tanh cross-entropy sgd lr:0.1 batch:4", "loops.py scaled-tanh"),
                        new Program(SGD, "loops.py clipped"),
                        new Program(SGD, "loops.py rounded-weights"),
                        new Program(SGD, "arrays.py --slip last-input-ignored"),
                        new Program(SGD, "arrays.py --slip noise"),
                        new Program(SGD, "arrays.py --slip label-smoothing"),
                        new Program(MOMENTUM, "arrays.py --slip absolute"),
                        new Program(SGD, "arrays.py --slip sgd-decay"),
                        new Program(ADAM, "arrays.py --slip beta2"),
                        new Program(SGD, "modules.py --slip clip-norm")));
    }

    @ParameterizedTest
    @MethodSource("honest")
    void agreesWithCorrectPrograms(Program program) {
        assumeTrue(program.missing().isEmpty(), program::missing);
        Judge judge = program.run();
        Judgement judgement = judge.judgement();
        assertTrue(judgement.agrees(), judgement::toString);
        assertEquals(List.of(), judgement.notes());
        if (!program.line().contains("--digits")) {
            judge.answers().forEach(JudgeIT::assertAgrees);
        }
    }

    /** As a recorded run, the program is accepted, too. */
    private static void assertAgrees(Run answer) {
        Replay.Outcome outcome = Replay.byHand(answer, answer.steps().size(), ProgressListener.NONE);
        assertTrue(outcome.agrees(), () -> answer.label() + ": " + outcome.line());
    }

    /** @return whether the slip is named as a cause of a start's run; the test fails if only others are named */
    private static boolean isNamed(Slip slip, Run answer) {
        if (Replay.byHand(answer, answer.steps().size(), ProgressListener.NONE).agrees()) {
            return false;
        }
        List<String> causes =
                Judge.causes(answer).stream().map(Judgement.Cause::name).toList();
        assertTrue(causes.isEmpty() || causes.contains(slip.label()), () -> answer.label() + ": " + causes);
        return !causes.isEmpty();
    }

    @ParameterizedTest
    @MethodSource
    void planted(String network, String line, Slip slip) {
        Program program = new Program(network, line);
        assumeTrue(program.missing().isEmpty(), program::missing);
        Judge judge = program.run();
        Judgement judgement = judge.judgement();
        assertFalse(judgement.agrees());
        assertTrue(
                judge.answers().stream().filter(answer -> isNamed(slip, answer)).count() > 0,
                "no start's recorded run tells the cause");
        assertEquals(
                List.of(slip.label()),
                judgement.causes().stream().map(Judgement.Cause::name).toList(),
                judgement::toString);
    }

    @ParameterizedTest
    @MethodSource("unknown")
    void namesNoCauseThatItDoesNotKnow(Program program) {
        assumeTrue(program.missing().isEmpty(), program::missing);
        Judgement judgement = program.judged();
        assertFalse(judgement.agrees());
        assertEquals(List.of(), judgement.causes());
    }
}
