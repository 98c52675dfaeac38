package dev.crosscheck.proof.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crosscheck.PythonDoor;
import dev.crosscheck.Soak;
import dev.crosscheck.process.Subprocess;
import dev.crosscheck.proof.compare.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Programs that are independent of the reference: correct ones, ones with a known slip, and ones with an unknown slip. Each build runs
 * some of each.
 */
class JudgeIT {
    /** Networks that several programs train. */
    private static final Map<String, String> NETWORKS = Map.of(
            "SGD", "4-5-3 relu cross-entropy sgd lr:0.1 batch:4 seed:1",
            "ADAM", "4-5-3 relu cross-entropy adam lr:0.01 batch:4 seed:2",
            "ADAMW", "4-5-3 relu cross-entropy adamw lr:0.01 weight-decay:0.1 batch:4 seed:3",
            "MOMENTUM", "4-5-3 tanh mse momentum lr:0.05 momentum:0.9 batch:4 seed:4",
            "SQUARE", "4-4-3 tanh cross-entropy sgd lr:0.1 batch:4 seed:17",
            "PICTURES", "6x6-conv4x3-pool2-3 cross-entropy sgd lr:0.1 batch:4 seed:18",
            "PADDED", "2x5x5-conv3x3s-pool2-conv2x3s-4-3 cross-entropy sgd lr:0.1 batch:3 seed:19");

    /** Network | program */
    private static final String HONEST = """
            SGD      | loops.py
            3-4-5-4-2 tanh cross-entropy adam lr:0.01 batch:3 seed:5 | loops.py
            4-6-3 sigmoid mse momentum lr:0.1 batch:5 seed:6 | loops.py
            4-6-3 leaky-relu huber adamw lr:0.01 weight-decay:0.2 batch:4 seed:7 | loops.py
            5-3 cross-entropy sgd lr:0.5 batch:4 seed:8 | loops.py none loss
            4-6-2 elu bce sgd lr:0.1 batch:4 seed:9 | loops.py none loss,grad
            4-6-2 softplus half-squared-error adam lr:0.01 batch:1 seed:10 | loops.py none loss,state
            SGD      | arrays.py
            ADAM     | arrays.py --float32
            ADAMW    | arrays.py --chain
            ADAM     | arrays.py --losses-only
            MOMENTUM | arrays.py --float32 --losses-only
            MOMENTUM | arrays.py --digits 10
            6-20-10-4 relu cross-entropy sgd lr:0.1 batch:16 seed:11 | arrays.py --float32 --digits 9
            SGD      | scalars.py
            4-5-3 tanh mse sgd lr:0.1 batch:4 seed:12 | scalars.py
            4-5-3 tanh cross-entropy sgd lr:0.1 batch:4 seed:13 | rows.py
            4-5-3 sigmoid bce sgd lr:0.1 batch:4 seed:14 | rows.py
            SGD      | trainer.c
            ADAM     | trainer.c -f
            4-6-5-3 relu cross-entropy adam lr:0.001 batch:8 seed:15 | trainer.c
            SGD      | trainer.js
            ADAM     | modules.py --double
            SGD      | modules.py
            4-5-2 tanh bce adam lr:0.01 batch:4 seed:16 | trainer.js
            SGD      | columns.py
            SGD      | columns.py --float32
            SQUARE   | columns.py
            MOMENTUM | columns.py
            MOMENTUM | columns.py --float32
            3-6-6-6-2 relu cross-entropy momentum lr:0.05 batch:5 seed:20 | columns.py
            5-2 mse sgd lr:0.2 batch:3 seed:21 | columns.py
            SGD      | Trainer.java
            4-7-5-3 sigmoid cross-entropy sgd lr:0.5 batch:3 seed:22 | Trainer.java
            3-2 cross-entropy sgd lr:1 batch:1 seed:23 | Trainer.java
            PICTURES | pictures.py
            PADDED   | pictures.py
            3x4x4-conv2x3s-conv3x1-3 cross-entropy sgd lr:0.2 batch:1 seed:24 | pictures.py
            7x5-conv2x5s-pool2-conv3x1-4 cross-entropy sgd lr:0.1 batch:2 seed:25 | pictures.py
            PICTURES | modules.py
            PICTURES | modules.py --double
            PADDED   | modules.py
            PADDED   | modules.py --double
            8x8-conv4x3s-pool2-conv4x3s-pool2-10-3 cross-entropy adam lr:0.01 batch:8 seed:26 | modules.py
            6x6-conv3x3-2 bce adamw lr:0.01 batch:4 seed:27 | modules.py --double
            4-6-2 leaky-relu half-squared-error momentum lr:0.05 batch:3 seed:28 | loops.py
            3-4-4-1 softplus bce adam lr:0.01 batch:2 seed:29 | loops.py
            6-8-4 elu cross-entropy adamw lr:0.01 batch:6 seed:30 | loops.py
            5-8-8-3 relu cross-entropy adam lr:0.01 batch:4 seed:31 | arrays.py --float32 --chain
            4-6-2 sigmoid bce sgd lr:0.5 batch:4 seed:32 | arrays.py
            4-6-3 relu mse sgd lr:0.1 batch:5 seed:33 | scalars.py
            """;

    /** Network | program | the slip in it */
    private static final String PLANTED = """
            SGD      | loops.py gradient-summed | GRADIENT_SUMMED
            SGD      | loops.py loss-summed | LOSS_SUMMED
            SGD      | scalars.py all-summed | ALL_SUMMED
            SGD      | loops.py last-batch-full-divisor | LAST_BATCH_FULL_DIVISOR
            SGD      | loops.py last-batch-dropped | LAST_BATCH_DROPPED
            SGD      | arrays.py --slip first-order-only | ORDER_IGNORED
            SGD      | loops.py labels-not-shuffled | LABELS_NOT_SHUFFLED
            SGD      | loops.py loss-after-update | LOSS_AFTER_UPDATE
            SGD      | arrays.py --slip bias-first-row | BIAS_NOT_SUMMED
            SGD      | arrays.py --slip bias-missing | BIAS_MISSING
            SGD      | modules.py --slip no-zero-grad | ACCUMULATED
            SGD      | trainer.js gradient-sign | SIGN
            SGD      | arrays.py --slip rate-double | LEARNING_RATE
            SGD      | arrays.py --slip transposed-start | TRANSPOSED_START
            SGD      | arrays.py --slip stale-activations | STALE_ACTIVATIONS
            SGD      | arrays.py --slip update-before-backward | UPDATE_BEFORE_BACKWARD
            SGD      | arrays.py --slip relu-at-zero --float32 | RELU_AT_ZERO
            SGD      | rows.py hidden-derivative-missing | HIDDEN_DERIVATIVE_MISSING
            SGD      | arrays.py --slip softmax-without-max | SOFTMAX_WITHOUT_MAX
            SGD      | arrays.py --slip softmax-twice | OUTPUT_DERIVATIVE_TWICE
            SGD      | arrays.py --slip guarded-log | GUARDED_LOGARITHM
            SGD      | modules.py --slip log-softmax-twice | SOFTMAX_TWICE
            SGD      | arrays.py --slip divided-by-elements | ELEMENTS_AND_ROWS
            SGD      | rows.py divided-by-all-rows | DIVIDED_BY_ALL
            4-5-3 tanh mse sgd lr:0.1 batch:4 seed:4 | loops.py no-factor-two | FACTOR_TWO
            4-5-3 sigmoid cross-entropy adam lr:0.01 batch:4 | arrays.py --slip derivative-of-output --float32 | DERIVATIVE_OF_OUTPUT
            MOMENTUM | arrays.py --slip derivative-of-input | DERIVATIVE_OF_INPUT
            4-5-3 tanh cross-entropy sgd lr:0.1 batch:4 | rows.py sigmoid-slope-for-tanh | DERIVATIVES_MIXED_UP
            MOMENTUM | loops.py dampened | MOMENTUM_DAMPENED
            MOMENTUM | loops.py nesterov | NESTEROV
            4-4-4 tanh cross-entropy sgd lr:0.1 batch:4 | loops.py transposed-backward | TRANSPOSED_WEIGHTS
            ADAM     | arrays.py --slip t-from-zero | ADAM_STEP_COUNT
            ADAM     | trainer.c -f adam-second-uncorrected | ADAM_UNCORRECTED
            ADAM     | arrays.py --slip epsilon-inside --float32 | EPSILON_ELSEWHERE
            ADAM     | trainer.js keras-epsilon | EPSILON_SIZE
            ADAMW    | loops.py l2 | L2_FOR_DECAY
            ADAMW    | loops.py decay-without-rate | DECAY_WITHOUT_RATE
            SQUARE   | arrays.py --slip square-transposed | TRANSPOSED_START
            SGD      | arrays.py --slip labels-shifted | LABELS_SHIFTED
            MOMENTUM | arrays.py --slip labels-of-next-row --float32 | LABELS_SHIFTED
            SGD      | arrays.py --slip buffer | LAST_BATCH_FILLED
            SGD      | arrays.py --slip buffer-by-rows | LAST_BATCH_FILLED
            SGD      | arrays.py --slip gradient-of-step-before | STEP_BEFORE_BACKWARD
            SGD      | arrays.py --slip softmax-over-batch | SOFTMAX_OVER_BATCH
            ADAM     | arrays.py --slip softmax-over-batch-chain --float32 | SOFTMAX_OVER_BATCH
            PICTURES | pictures.py flipped | KERNEL_FLIPPED
            PADDED   | pictures.py flipped-forward | KERNEL_FLIPPED
            PICTURES | pictures.py flipped-gradient | KERNEL_FLIPPED
            PADDED   | pictures.py flipped-backward | KERNEL_FLIPPED
            PADDED   | pictures.py zeros-at-end | PADDING_ON_ONE_SIDE
            PADDED   | pictures.py zeros-at-start | PADDING_ON_ONE_SIDE
            PADDED   | pictures.py edge-repeated | PADDING
            PICTURES | pictures.py every-maximum | POOLING_GRADIENT
            PADDED   | pictures.py whole-window | POOLING_GRADIENT
            PICTURES | pictures.py first-of-window | POOLING_GRADIENT
            PADDED   | pictures.py bias-of-one-place | BIAS_OF_ONE_PLACE
            PICTURES | pictures.py bias-averaged | BIAS_OF_ONE_PLACE
            """;

    /** Network | program with a slip that the judge does not know | the first wrong array | words of its relation */
    private static final String UNKNOWN = """
            SGD      | loops.py unit-dead | loss | times ours
            4-5-3 tanh cross-entropy sgd lr:0.1 batch:4 | loops.py scaled-tanh | loss | times ours
            SGD      | loops.py clipped | grad.fc2.weight | is ours, cut off at 0.05 and -0.05
            SGD      | loops.py rounded-weights | fc1.weight | is ours, rounded to 3 decimals
            SGD      | arrays.py --slip last-input-ignored | loss | times ours
            SGD      | arrays.py --slip noise | loss | times ours
            SGD      | arrays.py --slip label-smoothing | loss | times ours
            MOMENTUM | arrays.py --slip absolute | grad.fc2.weight | differs in
            SGD      | arrays.py --slip sgd-decay | fc1.weight | is ours plus -0.01 times the parameter (the learning rate is 0.1)
            ADAM     | arrays.py --slip beta2 | fc1.weight | differs in
            SGD      | modules.py --slip clip-norm | fc1.weight | times ours
            SGD      | modules.py --slip zero-grad-before-step | fc1.weight | is 0: it was not updated
            PICTURES | modules.py --slip average-pooling | loss | times ours
            PADDED   | modules.py --slip bfloat | loss | as bfloat16 has
            SQUARE   | arrays.py --slip half | loss | as half precision has
            SGD      | arrays.py --slip bias-mean | grad.fc2.bias | is 0.25 times ours (the batch has 4 rows)
            SGD      | trainer.js bias-not-averaged | grad.fc2.bias | is 4 times ours (the batch has 4 rows)
            SGD      | loops.py bias-frozen | fc1.bias | is 0: it was not updated
            SGD      | rows.py hidden-frozen | fc1.weight | is 0: it was not updated
            SQUARE   | arrays.py --slip one-layer-sign | grad.fc1.weight | is -1 times ours
            SQUARE   | arrays.py --slip update-sign-of-first-layer | fc1.weight | is -1 times ours
            SQUARE   | arrays.py --slip l2-in-gradient | grad.fc2.weight | is ours plus 0.03 times the parameter
            SQUARE   | arrays.py --slip row-permuted | grad.fc1.weight | is ours with the rows in the order 3, 0, 1, 2
            SQUARE   | arrays.py --slip first-unit-doubled | grad.fc1.weight | is wrong only in row 0, where it is 2 times ours
            """;

    /** @return the cells of one row of twelve of a table; of all with {@code -Psoak} */
    private static Stream<String[]> rows(String table) {
        return Soak.oneOf(12, table.lines().toList()).stream().map(row -> row.split(" *\\| *"));
    }

    /** A program of src/test/judge, and the network that it trains. */
    private record Program(String network, String line) {
        /** @return a judge with the program's answers; without what it needs the test is skipped */
        Judge run() throws IOException, InterruptedException {
            List<String> command = new ArrayList<>(List.of(line.split(" ")));
            Path file = Path.of("src/test/judge", command.remove(0));
            if (file.toString().endsWith(".c")) {
                boolean single = command.remove("-f");
                command.add(0, compiled(file, single ? "float" : "double"));
            } else {
                command.add(0, file.toString());
                command.add(0, interpreter(file.getFileName().toString()));
            }
            Judge judge = new Judge(Judge.setup(network, 1));
            judge.run(command, new Subprocess.Limits(60, 2048), (name, text) -> {});
            return judge;
        }

        private static String interpreter(String file) throws InterruptedException {
            if (file.endsWith(".java")) {
                return Path.of(System.getProperty("java.home"), "bin", "java").toString();
            }
            if (file.endsWith(".js")) {
                assumeTrue(runs("node", "--version"), "skipped: node is not on the path");
                return "node";
            }
            String module = file.equals("modules.py")
                    ? "torch"
                    : Set.of("arrays.py", "columns.py").contains(file) ? "numpy" : "math";
            return PythonDoor.having(module, "python3-" + module);
        }

        private static String compiled(Path source, String real) throws IOException, InterruptedException {
            assumeTrue(runs("gcc", "--version"), "skipped: gcc is not on the path");
            Path program = Path.of("target/judge", real).toAbsolutePath();
            Files.createDirectories(program.getParent());
            String type = "-DREAL=" + real;
            assertTrue(
                    runs("gcc", "-O2", "-ffp-contract=off", type, "-o", program.toString(), source.toString(), "-lm"));
            return program.toString();
        }

        private static boolean runs(String... command) throws InterruptedException {
            try {
                return new ProcessBuilder(command)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .redirectError(ProcessBuilder.Redirect.DISCARD)
                                .start()
                                .waitFor()
                        == 0;
            } catch (IOException e) {
                return false;
            }
        }

        @Override
        public String toString() {
            return line + " (" + network + ")";
        }
    }

    private static Program program(String... row) {
        return new Program(NETWORKS.getOrDefault(row[0], row[0]), row[1]);
    }

    static Stream<Program> honest() {
        return rows(HONEST).map(JudgeIT::program);
    }

    static Stream<Arguments> planted() {
        return rows(PLANTED).map(row -> Arguments.of(program(row), Slip.valueOf(row[2])));
    }

    static Stream<Arguments> unknown() {
        return rows(UNKNOWN).map(row -> Arguments.of(program(row), row[2], row[3]));
    }

    @ParameterizedTest
    @MethodSource("honest")
    void agreesWithCorrectPrograms(Program program) throws IOException, InterruptedException {
        Judge judge = program.run();
        Judgement judgement = judge.judgement();
        assertTrue(judgement.agrees(), judgement::toString);
        assertEquals(List.of(), judgement.notes());
        if (!program.line().contains("--digits")) {
            judge.answers().forEach(JudgeIT::assertAgrees);
        }
    }

    /** As a recorded run, the program is accepted, too. */
    private static void assertAgrees(Recording answer) {
        Replay.Outcome outcome = Replay.byHand(answer, answer.steps().size(), ProgressListener.NONE);
        assertTrue(outcome.agrees(), () -> answer.label() + ": " + outcome.line());
    }

    /** @return whether the slip is named as a cause of a start's run; the test fails if only others are named */
    private static boolean isNamed(Slip slip, Recording answer) {
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
    void planted(Program program, Slip slip) throws IOException, InterruptedException {
        Judge judge = program.run();
        Judgement judgement = judge.judgement();
        assertFalse(judgement.agrees());
        assertTrue(
                judge.answers().stream()
                                .filter(answer -> isNamed(slip, answer))
                                .limit(Soak.times(1, Integer.MAX_VALUE))
                                .count()
                        > 0,
                "no start's recorded run tells the cause");
        assertEquals(
                List.of(slip.label()),
                judgement.causes().stream().map(Judgement.Cause::name).toList(),
                judgement::toString);
    }

    @ParameterizedTest
    @MethodSource("unknown")
    void saysWhereAndHowIfItKnowsNoCause(Program program, String array, String relation)
            throws IOException, InterruptedException {
        Judgement judgement = program.run().judgement();
        assertFalse(judgement.agrees());
        assertEquals(List.of(), judgement.causes());
        assertEquals(array, judgement.first().array());
        assertTrue(
                judgement.relations().keySet().stream().anyMatch(words -> words.contains(relation)),
                judgement.relations()::toString);
    }
}
