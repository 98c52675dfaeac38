package dev.crosscheck.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SetupTest {
    @Test
    void sizesAloneAreARegressionWithReluAndAdam() {
        Setup setup = Setup.parse("8-32-16-1");
        assertEquals(
                Network.of(8, List.of(32, 16), 1, Elementwise.RELU, Elementwise.IDENTITY),
                setup.network().network());
        assertEquals(Loss.MEAN_SQUARED_ERROR, setup.network().loss());
        assertEquals(
                new OptimizerSpec(OptimizerSpec.Kind.ADAM, 0.001, 0, 0),
                setup.training().optimizer());
        assertEquals(Initialization.TORCH, setup.network().initialization());
        assertEquals(16, setup.training().batch());
        assertEquals(1, setup.training().seed());
        assertEquals("8-32-16-1 relu mse adam lr:0.001 batch:16 seed:1", setup.toString());
    }

    @Test
    void everyWordHasItsPlaceInAnyOrderAndCase() {
        Setup setup = Setup.parse(
                " 4-5-3,seed:-7 weight-decay:0.5, ADAMW output:Softplus  lr:1e-2 huber Leaky-ReLU init:he batch:65536 ");
        assertEquals(
                Network.of(4, List.of(5), 3, Elementwise.LEAKY_RELU, Elementwise.SOFTPLUS),
                setup.network().network());
        assertEquals(Loss.HUBER, setup.network().loss());
        assertEquals(
                new OptimizerSpec(OptimizerSpec.Kind.ADAMW, 0.01, 0, 0.5),
                setup.training().optimizer());
        assertEquals(Initialization.HE, setup.network().initialization());
        assertEquals(65_536, setup.training().batch());
        assertEquals(-7, setup.training().seed());
        assertEquals(
                "4-5-3 leaky-relu huber output:softplus init:he adamw lr:0.01 weight-decay:0.5 batch:65536 seed:-7",
                setup.toString());
    }

    @Test
    void lossAndOutputFollowFromEachOther() {
        assertEquals(Softmax.SOFTMAX, Setup.parse("4-3 cross-entropy").network().outputActivation());
        assertEquals(Elementwise.SIGMOID, Setup.parse("4-1 bce").network().outputActivation());
        assertEquals(
                Loss.CATEGORICAL_CROSS_ENTROPY,
                Setup.parse("4-3 output:softmax").network().loss());
        assertEquals(
                Loss.BINARY_CROSS_ENTROPY,
                Setup.parse("4-3 output:sigmoid").network().loss());
        assertEquals(
                Loss.MEAN_SQUARED_ERROR,
                Setup.parse("4-3 output:tanh").network().loss());
        assertEquals(
                Loss.MEAN_SQUARED_ERROR,
                Setup.parse("4-3 output:sigmoid mse").network().loss());
    }

    @Test
    void theSeedOfTheLineComesBeforeTheOther() {
        assertEquals(5, Setup.parse("2-1", 5).training().seed());
        assertEquals(1, Setup.parse("2-1 seed:1", 5).training().seed());
    }

    /** Whatever the settings, the line that a network writes is read as the same network. */
    @Test
    void theLineIsReadBack() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 2000; i++) {
            Activation activation =
                    Activation.all().get(random.nextInt(Activation.all().size()));
            Loss loss = Loss.values()[random.nextInt(5)];
            OptimizerSpec usual = OptimizerSpec.Kind.values()[random.nextInt(4)].byDefault();
            double rate = random.nextBoolean() ? usual.learningRate() : Math.exp(random.nextDouble(-20, 0));
            List<Integer> units = random.nextBoolean() ? List.of(3, 4) : List.of(3);
            List<NetworkSpec.Layer> hidden = random.nextBoolean()
                    ? NetworkSpec.layers(units, activation)
                    : units.stream()
                            .map(count -> new NetworkSpec.Layer(count, any(random)))
                            .toList();
            NetworkSpec network = new NetworkSpec(
                    2,
                    hidden,
                    5,
                    loss,
                    loss.partner() == Elementwise.IDENTITY && activation != Softmax.SOFTMAX ? activation : null,
                    random.nextBoolean() ? 0 : random.nextDouble(0.9),
                    Initialization.values()[random.nextInt(4)],
                    units.equals(List.of(3)) && random.nextBoolean() ? 3 : 1);
            boolean classes = loss.partner() != Elementwise.IDENTITY;
            ClassWeights weights = classes && random.nextBoolean() ? ClassWeights.BALANCED : ClassWeights.NONE;
            if (loss == Loss.CATEGORICAL_CROSS_ENTROPY && random.nextBoolean()) {
                weights = ClassWeights.of(random.doubles(5, 0.1, 9).boxed().toList());
            }
            Setup setup = new Setup(
                    network,
                    new TrainingSpec(
                            new OptimizerSpec(usual.kind(), rate, usual.momentum() / 3, usual.weightDecay() * 7),
                            weights,
                            new RateSchedule(
                                    RateSchedule.Kind.values()[random.nextInt(3)],
                                    random.nextDouble(),
                                    random.nextInt(1, 9)),
                            random.nextInt(1, 65_537),
                            random.nextInt(1, 99),
                            0,
                            random.nextBoolean() ? 0 : random.nextInt(2, 20),
                            new StopRules(
                                    random.nextBoolean() ? null : random.nextInt(1, 9),
                                    random.nextBoolean() ? null : random.nextDouble(1, 100)),
                            random.nextLong()));
            assertEquals(setup, Setup.parse(setup.toString()));
        }
        Setup linear = Setup.parse("3-2");
        assertEquals(linear, Setup.parse(linear.toString()));
    }

    private static Activation any(SplittableRandom random) {
        return Activation.all().get(random.nextInt(Activation.all().size()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "8-32-1 rleu            | Network \"8-32-1 rleu\": \"rleu\" means nothing here (did you mean relu?)",
                "8-32-1 crossentropy    | Network \"8-32-1 crossentropy\": \"crossentropy\" means nothing here (did you mean cross-entropy?)",
                "8-32-1 leakyrelu       | Network \"8-32-1 leakyrelu\": \"leakyrelu\" means nothing here (did you mean leaky-relu?)",
                "8-32-1 adm             | Network \"8-32-1 adm\": \"adm\" means nothing here (did you mean adam?)",
                "8-32-1 weightdecay:0.1 | Network \"8-32-1 weightdecay:0.1\": \"weightdecay:0.1\" means nothing here (did you mean weight-decay:?)",
                "8-1 dropout:0.5        | A network with dropout without a hidden layer",
                "8-32-1 dropout:0.96    | dropout: expected a number from 0.0 to 0.95, found 0.96.",
                "8-32-1 :               | Network \"8-32-1 :\": \":\" means nothing here",
                "8-32-1 64              | Network \"8-32-1 64\": \"64\" means nothing here",
                "8-32-1 output:sofmax   | Network \"8-32-1 output:sofmax\": output: expected sigmoid, relu, tanh, softmax, leaky-relu, elu, gelu, softplus or identity, found 'sofmax' (did you mean softmax?)",
                "8-32-1 init:gauss      | Network \"8-32-1 init:gauss\": init: expected normal, he, xavier or torch, found 'gauss'",
                "relu 8-32-1            | Network \"relu 8-32-1\": expected sizes first, found \"relu\"",
                "8                      | Network \"8\": expected sizes first, found \"8\"",
                "8--1                   | Network \"8--1\": expected sizes first, found \"8--1\"",
                "8-1000000000000-1      | Network \"8-1000000000000-1\": expected sizes first, found \"8-1000000000000-1\"",
                "8-0-1                  | units: expected a whole number from 1 to 65536, found 0.",
                "8-999999999-1          | units: expected a whole number from 1 to 65536, found 999999999.",
                "0-3-1                  | Network \"0-3-1\": 0 inputs or outputs are not possible",
                "65536-65536-1          | A network with 4295098369 parameters",
                "8-32-1 relu tanh       | Network \"8-32-1 relu tanh\": relu and tanh are both given as activation",
                "8-32-1 mse huber       | Network \"8-32-1 mse huber\": mse and huber are both given as loss",
                "8-32-1 lr:0.1 lr:0.1   | Network \"8-32-1 lr:0.1 lr:0.1\": 0.1 and 0.1 are both given as lr",
                "8-3 relu cross-entropy | There is no hidden layer for the activation relu",
                "8-3 output:softmax mse | The output activation softmax does not go with mean squared error",
                "8-1 cross-entropy      | A softmax over one unit is always 1",
                "8-1 lr:fast            | Network \"8-1 lr:fast\": lr: expected a number, found 'fast'",
                "8-1 lr:                | Network \"8-1 lr:\": lr: expected a number, found ''",
                "8-1 seed:1.5           | Network \"8-1 seed:1.5\": seed: expected a whole number, found '1.5'",
                "8-1 lr:0               | learningRate: expected a number above 0, found 0.0.",
                "8-1 lr:nan             | Network \"8-1 lr:nan\": lr: expected a number, found 'nan'",
                "8-1 batch:0            | batch: expected a whole number from 1 to 65536, found 0.",
                "8-1 batch:65537        | batch: expected a whole number from 1 to 65536, found 65537.",
                "8-1 adam momentum:0.9  | A momentum of 0.9 is not possible here",
                "8-1 momentum momentum:1 | momentum: expected a number from 0 to below 1, found 1.0.",
                "8-1 sgd weight-decay:1 | A weight decay of 1.0 is not possible here",
                "8-1 adamw lr:1 weight-decay:1 | A weight decay of 1.0 is not possible here",
            })
    void whatCannotBeReadIsSaid(String line, String problem) {
        CrosscheckException refused = assertThrows(CrosscheckException.class, () -> Setup.parse(line));
        assertEquals(problem, refused.getMessage());
        assertTrue(refused.remedy().endsWith("."), refused.remedy());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", "\u0000", "8-1 \u0000", "8-1 \uD83D\uDE00", "٨-١", "8-1 lr:\u0661"})
    void noTextMakesAnythingButAnErrorOfItsOwn(String line) {
        assertThrows(CrosscheckException.class, () -> Setup.parse(line));
    }

    @Test
    void linesAndDepthHaveAnEnd() {
        String deep = "1" + "-1".repeat(65);
        assertEquals(66, Setup.parse(deep).network().sizes().size());
        CrosscheckException deeper = assertThrows(CrosscheckException.class, () -> Setup.parse(deep + "-1"));
        assertEquals("hidden: expected 0 to 64 elements, found 65.", deeper.getMessage());
        CrosscheckException control = assertThrows(CrosscheckException.class, () -> Setup.parse("8-1 re\u001blu"));
        assertTrue(
                control.getMessage().startsWith("Network \"8-1 re\\u001Blu\": \"re\\u001Blu\""), control.getMessage());
        CrosscheckException longer =
                assertThrows(CrosscheckException.class, () -> Setup.parse("8-1" + " ".repeat(262_142)));
        assertEquals("A network of 262145 characters: at most 262144 are read", longer.getMessage());
        Setup.parse("8-1" + " ".repeat(262_141));
    }
}
