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

class NetworkSpecTest {
    @Test
    void sizesAloneAreARegressionWithReluAndAdam() {
        NetworkSpec spec = NetworkSpec.parse("8-32-16-1");
        assertEquals(Network.of(8, List.of(32, 16), 1, Elementwise.RELU, Elementwise.IDENTITY), spec.network());
        assertEquals(Loss.MEAN_SQUARED_ERROR, spec.loss());
        assertEquals(new OptimizerSpec(OptimizerSpec.Kind.ADAM, 0.001, 0, 0), spec.optimizer());
        assertEquals(Initialization.TORCH, spec.initialization());
        assertEquals(16, spec.batch());
        assertEquals(1, spec.seed());
        assertEquals("8-32-16-1 relu mse adam", spec.toString());
    }

    @Test
    void everyWordHasItsPlaceInAnyOrderAndCase() {
        NetworkSpec spec = NetworkSpec.parse(
                " 4-5-3,seed:-7 weight-decay:0.5, ADAMW output:Softplus  lr:1e-2 huber Leaky-ReLU init:he batch:65536 ");
        assertEquals(Network.of(4, List.of(5), 3, Elementwise.LEAKY_RELU, Elementwise.SOFTPLUS), spec.network());
        assertEquals(Loss.HUBER, spec.loss());
        assertEquals(new OptimizerSpec(OptimizerSpec.Kind.ADAMW, 0.01, 0, 0.5), spec.optimizer());
        assertEquals(Initialization.HE, spec.initialization());
        assertEquals(65_536, spec.batch());
        assertEquals(-7, spec.seed());
        assertEquals(
                "4-5-3 leaky-relu huber output:softplus adamw lr:0.01 weight-decay:0.5 init:he batch:65536 seed:-7",
                spec.toString());
    }

    @Test
    void lossAndOutputFollowFromEachOther() {
        assertEquals(Softmax.SOFTMAX, NetworkSpec.parse("4-3 cross-entropy").output());
        assertEquals(Elementwise.SIGMOID, NetworkSpec.parse("4-1 bce").output());
        assertEquals(
                Loss.CATEGORICAL_CROSS_ENTROPY,
                NetworkSpec.parse("4-3 output:softmax").loss());
        assertEquals(
                Loss.BINARY_CROSS_ENTROPY,
                NetworkSpec.parse("4-3 output:sigmoid").loss());
        assertEquals(
                Loss.MEAN_SQUARED_ERROR, NetworkSpec.parse("4-3 output:tanh").loss());
        assertEquals(
                Loss.MEAN_SQUARED_ERROR,
                NetworkSpec.parse("4-3 output:sigmoid mse").loss());
    }

    @Test
    void theSeedOfTheLineComesBeforeTheOther() {
        assertEquals(5, NetworkSpec.parse("2-1", 5).seed());
        assertEquals(1, NetworkSpec.parse("2-1 seed:1", 5).seed());
    }

    /** Whatever the settings, the line that a network writes is read as the same network. */
    @Test
    void theLineIsReadBack() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 2000; i++) {
            Activation activation = Activation.all().get(random.nextInt(9));
            Loss loss = Loss.values()[random.nextInt(5)];
            OptimizerSpec usual = OptimizerSpec.Kind.values()[random.nextInt(4)].byDefault();
            double rate = random.nextBoolean() ? usual.learningRate() : Math.exp(random.nextDouble(-20, 0));
            NetworkSpec spec = new NetworkSpec(
                    random.nextBoolean() ? List.of(2, 3, 4, 5) : List.of(2, 3, 5),
                    activation,
                    loss.partner() == Elementwise.IDENTITY && activation != Softmax.SOFTMAX
                            ? activation
                            : loss.partner(),
                    loss,
                    new OptimizerSpec(usual.kind(), rate, usual.momentum() / 3, usual.weightDecay() * 7),
                    Initialization.values()[random.nextInt(3)],
                    random.nextInt(1, 65_537),
                    random.nextLong());
            assertEquals(spec, NetworkSpec.parse(spec.toString()));
        }
        NetworkSpec linear = NetworkSpec.parse("3-2");
        assertEquals(linear, NetworkSpec.parse(linear.toString()));
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
                "8-32-1 dropout:0.5     | Network \"8-32-1 dropout:0.5\": \"dropout:0.5\" means nothing here",
                "8-32-1 :               | Network \"8-32-1 :\": \":\" means nothing here",
                "8-32-1 64              | Network \"8-32-1 64\": \"64\" means nothing here",
                "8-32-1 output:sofmax   | Network \"8-32-1 output:sofmax\": there is no output \"sofmax\" (did you mean softmax?)",
                "8-32-1 init:normal     | Network \"8-32-1 init:normal\": there is no init \"normal\"",
                "relu 8-32-1            | Network \"relu 8-32-1\": expected sizes first, found \"relu\"",
                "8                      | Network \"8\": expected sizes first, found \"8\"",
                "8--1                   | Network \"8--1\": expected sizes first, found \"8--1\"",
                "8-1000000000000-1      | Network \"8-1000000000000-1\": expected sizes first, found \"8-1000000000000-1\"",
                "8-0-1                  | A layer of 0 units in [8, 0, 1]",
                "8-999999999-1          | Layers of [8, 999999999, 1] units have more than 10000000 parameters",
                "8-32-1 relu tanh       | Network \"8-32-1 relu tanh\": relu and tanh are both given as activation",
                "8-32-1 mse huber       | Network \"8-32-1 mse huber\": mse and huber are both given as loss",
                "8-32-1 lr:0.1 lr:0.1   | Network \"8-32-1 lr:0.1 lr:0.1\": 0.1 and 0.1 are both given as lr",
                "8-3 relu cross-entropy | Network \"8-3 relu cross-entropy\": there is no hidden layer for relu",
                "8-3 output:softmax mse | The output activation softmax does not go with mean squared error",
                "8-1 cross-entropy      | A softmax over one unit is always 1",
                "8-1 lr:fast            | Network \"8-1 lr:fast\": lr:fast is no number that fits",
                "8-1 lr:                | Network \"8-1 lr:\": lr: is no number that fits",
                "8-1 seed:1.5           | Network \"8-1 seed:1.5\": seed:1.5 is no number that fits",
                "8-1 lr:0               | The learning rate must be a number above 0, not 0.0",
                "8-1 lr:nan             | Network \"8-1 lr:nan\": lr:nan is no number that fits",
                "8-1 batch:0            | A batch of 0 rows",
                "8-1 batch:65537        | A batch of 65537 rows",
                "8-1 adam momentum:0.9  | A momentum of 0.9 is not possible here",
                "8-1 momentum momentum:1 | A momentum of 1.0 is not possible here",
                "8-1 sgd weight-decay:1 | A weight decay of 1.0 is not possible here",
                "8-1 adamw lr:1 weight-decay:1 | A weight decay of 1.0 is not possible here",
            })
    void whatCannotBeReadIsSaid(String line, String problem) {
        CrosscheckException refused = assertThrows(CrosscheckException.class, () -> NetworkSpec.parse(line));
        assertEquals(problem, refused.getMessage());
        assertTrue(refused.remedy().endsWith("."), refused.remedy());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", "\u0000", "8-1 \u0000", "8-1 \uD83D\uDE00", "٨-١", "8-1 lr:\u0661"})
    void noTextMakesAnythingButAnErrorOfItsOwn(String line) {
        assertThrows(CrosscheckException.class, () -> NetworkSpec.parse(line));
    }

    @Test
    void linesAndDepthHaveAnEnd() {
        String deep = "1" + "-1".repeat(65);
        assertEquals(66, NetworkSpec.parse(deep).sizes().size());
        CrosscheckException deeper = assertThrows(CrosscheckException.class, () -> NetworkSpec.parse(deep + "-1"));
        assertEquals("A network of 67 sizes", deeper.getMessage());
        CrosscheckException longer =
                assertThrows(CrosscheckException.class, () -> NetworkSpec.parse("8-1" + " ".repeat(998)));
        assertEquals("A network of 1001 characters: at most 1000 are read", longer.getMessage());
        NetworkSpec.parse("8-1" + " ".repeat(997));
    }
}
