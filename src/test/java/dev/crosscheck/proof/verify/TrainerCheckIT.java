package dev.crosscheck.proof.verify;

import static dev.crosscheck.proof.compare.Agreement.assertAgrees;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Initialization;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.proof.compare.DeviationSeries;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.proof.verify.NetworkCheck.Effort;
import dev.crosscheck.proof.verify.TrainerCheck.Maker;
import dev.crosscheck.train.Nd4jTest;
import dev.crosscheck.train.Trainer;
import dev.crosscheck.train.TrainerChoice;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.TrainingStart;
import dev.crosscheck.train.byhand.KernelChoice;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerCheckIT extends Nd4jTest {
    private static final String GRADIENTS = "trainer's gradients, against ";
    private static final String UPDATES = "trainer's steps, against DL4J's updater";
    private static final String SECOND_MOMENTS = "trainer's second moments, against DL4J's updater";

    private static final ImageSet IMAGES = IdxBytes.mnist().train().first(100);

    @Test
    void aStartOfAnotherScaleIsSeen() {
        TrainerCheck check = new TrainerCheck(new Maker() {
            @Override
            public Trainer trainer(TrainingConfig config, NetworkState start, Batches batches) {
                return AS_TRAIN_DOES.trainer(config, start, batches);
            }

            @Override
            public NetworkState start(TrainingStart from, TrainingConfig config, Examples examples) {
                NetworkState right = Maker.super.start(from, config, examples);
                float[] larger = right.parameters().clone();
                for (int i = 0; i < larger.length; i++) {
                    larger[i] *= 2;
                }
                return new NetworkState(larger, right.moments(), right.steps(), right.epochs());
            }
        });
        check.add(digits(), new TrainingStart.Seed(), IMAGES, Effort.BRIEF);
        assertEquals(List.of("trainer's start, against its definition"), failed(check.findings("larger")));
    }

    private static List<String> quantities(List<Verdict> verdicts) {
        return verdicts.stream().map(Verdict::quantity).toList();
    }

    /** DL4J's own Adam has 1 - β2 in single precision, which a tolerance that is not made for it does not allow. */
    @Test
    void stockLayersHaveDl4jsOwnAdam() {
        TrainerCheck stock = new TrainerCheck(Maker.AS_TRAIN_DOES);
        stock.addEpoch(stock(digits()), IMAGES);
        Findings findings = stock.findings("stock");
        assertAgrees(findings);
        assertEquals(
                List.of(0L, 1L, 2L, 3L, 4L, 9L),
                findings.series().get(0).points().stream()
                        .map(DeviationSeries.Point::step)
                        .toList(),
                "the steps compared of ten, all of which are done");
        TrainerCheck asOurs = new TrainerCheck(
                (config, start, batches) -> Maker.AS_TRAIN_DOES.trainer(stock(config), start, batches));
        asOurs.addEpoch(digits(), IMAGES);
        assertEquals(List.of(UPDATES, SECOND_MOMENTS), failed(asOurs.findings("as if they were ours")));
    }

    @Test
    void anotherResultOfThreeThreadsIsSeen() {
        TrainerCheck check = new TrainerCheck((config, start, batches) -> {
            float[] moved = start.parameters().clone();
            moved[0] = config.method().threads() == 3 ? Math.nextUp(moved[0]) : moved[0];
            return Maker.AS_TRAIN_DOES.trainer(config, new NetworkState(moved, start.moments(), 0, 0), batches);
        });
        check.addThreads(digits(), IMAGES);
        Findings findings = check.findings("threads");
        assertEquals(List.of("parameters with 2, 3, 4 threads, against one thread"), failed(findings));
        assertTrue(findings.verdicts().get(0).failure().startsWith("3 threads[0] "), findings.verdicts()::toString);
    }

    /** Steps of plain gradient descent that are shorter than a unit in the parameters' last place tell nothing of the gradient. */
    @Test
    void gradientsThatAreNeverJudgedAreNoAgreement() {
        Setup setup = Setup.parse("6-1 mse sgd lr:1e-9 batch:16");
        TrainerCheck check = new TrainerCheck(Maker.AS_TRAIN_DOES);
        check.add(
                TrainingConfig.of(setup),
                new TrainingStart.Seed(),
                DrawnRows.of(Loss.MEAN_SQUARED_ERROR, 43, 6, 1, new SplittableRandom(1)),
                Effort.FULL);
        check.requireJudged();
        assertTrue(failed(check.findings("no step")).contains("arrays whose gradient is judged at no step"));
    }

    private static TrainingConfig stock(TrainingConfig config) {
        return config.with(draft -> draft.method = new TrainingMethod(TrainerChoice.DL4J_STOCK, KernelChoice.AUTO, 1));
    }

    private static TrainingConfig digits() {
        Setup setup = Setups.digits(1, 1, 11, 0.001, 16).of(IMAGES.features(), IMAGES.outputs());
        return TrainingConfig.of(setup)
                .with(draft -> draft.method = new TrainingMethod(TrainerChoice.DL4J, KernelChoice.AUTO, 1));
    }

    private static List<String> failed(Findings findings) {
        return quantities(findings.verdicts().stream()
                .filter(verdict -> !verdict.passed())
                .toList());
    }

    /** Batches of one row, of all rows and of more than all rows; steps that diverge; no hidden layer. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "4-5-3 relu cross-entropy batch:1",
                "4-3 cross-entropy sgd batch:64",
                "6-1 mse sgd lr:1e-6",
                "6-1 bce adam lr:1",
                "6-9-1 tanh mse sgd lr:1000",
                "6-40-40-40-1 gelu huber momentum lr:0.5 init:he",
                "6-40-40-2 leaky-relu cross-entropy adamw init:xavier",
                "3-1-1-1-1-1 sigmoid mse",
                "8x8-conv4x3s-pool2-3 cross-entropy init:xavier batch:20",
                "2x6x6-conv3x3-5-1 bce momentum init:normal batch:1"
            })
    void neitherExtremeRatesNorShapesAreTakenForADisagreement(String line) {
        assertAgrees(TrainerCheck.findings(Setup.parse(line)).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4-5-3 mse",
                "4-5-1 half-squared-error",
                "4-5-1 relu mse output:sigmoid",
                "4-5-3 softmax cross-entropy",
                "4-5-2 cross-entropy class-weights:1/2"
            })
    void networksThatTrainCannotTrainHaveNoTrainer(String line) {
        assertEquals(Optional.empty(), TrainerCheck.findings(Setup.parse(line)));
    }

    @Test
    void withDropoutSameDiffIsTheOneWitness() {
        Setup form = Setups.of(
                List.of(6),
                Elementwise.RELU,
                Loss.CATEGORICAL_CROSS_ENTROPY,
                OptimizerSpec.Kind.ADAM,
                0.5,
                Initialization.TORCH);
        TrainingConfig config = TrainingConfig.of(form).with(draft -> {
            draft.seed = 3;
            draft.batch = 8;
        });
        Findings findings = TrainerCheck.findings(
                config,
                new TrainingStart.Seed(),
                DrawnRows.of(form.network().loss(), 30, 5, 3, new SplittableRandom(3)),
                Effort.BRIEF);
        assertAgrees(findings);
        assertEquals(
                List.of(GRADIENTS + "SameDiff"),
                findings.verdicts().stream()
                        .map(Verdict::quantity)
                        .filter(quantity -> quantity.startsWith(GRADIENTS))
                        .toList());
    }
}
