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

class SetupTest {
    /** Sizes alone are a regression with ReLU and Adam; loss and output follow from each other; words have any order and case. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            8-32-16-1 | 8-32-16-1 relu mse adam lr:0.001 batch:16 seed:5
            3x7x9-conv4x3s-pool2-conv2x1-5-3 cross-entropy | 3x7x9-conv4x3s-pool2-conv2x1-5-3 relu cross-entropy adam lr:0.001 batch:16 seed:5
            28x28-conv8x5-9-2 relu/tanh | 28x28-conv8x5-9-2 relu/tanh mse adam lr:0.001 batch:16 seed:5
            2-1 seed:1 | 2-1 mse adam lr:0.001 batch:16 seed:1
            ' 4-5-3,seed:-7 weight-decay:0.5, ADAMW output:Softplus  lr:1e-2 huber Leaky-ReLU init:he batch:65536 ' | \
            4-5-3 leaky-relu huber output:softplus init:he adamw lr:0.01 weight-decay:0.5 batch:65536 seed:-7
            4-3 cross-entropy | 4-3 cross-entropy adam lr:0.001 batch:16 seed:5
            4-3 output:softmax | 4-3 cross-entropy adam lr:0.001 batch:16 seed:5
            4-3 output:sigmoid | 4-3 bce adam lr:0.001 batch:16 seed:5
            4-1 bce output:sigmoid | 4-1 bce adam lr:0.001 batch:16 seed:5
            4-3 output:tanh | 4-3 mse output:tanh adam lr:0.001 batch:16 seed:5
            4-3 output:sigmoid mse | 4-3 mse output:sigmoid adam lr:0.001 batch:16 seed:5
            4-6-3 cross-entropy class-weights:0.5/1/2e1 | 4-6-3 relu cross-entropy adam lr:0.001 class-weights:0.5/1.0/20.0 batch:16 seed:5
            """)
    void aLineIsReadAndWrittenInItsOrder(String line, String written) {
        Setup setup = Setup.parse(line, 5);
        assertEquals(written, setup.toString());
        assertEquals(setup, Setup.parse(written));
    }

    /** Whatever the settings, the line that a network writes is read as the same network. */
    @Test
    void theLineIsReadBack() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 500; i++) {
            Activation activation =
                    Activation.all().get(random.nextInt(Activation.all().size()));
            Loss loss = Loss.values()[random.nextInt(5)];
            OptimizerSpec usual = OptimizerSpec.Kind.values()[random.nextInt(4)].byDefault();
            double rate = random.nextBoolean() ? usual.learningRate() : Math.exp(random.nextDouble(-20, 0));
            List<Integer> units = random.nextBoolean() ? List.of(3, 4) : List.of(3);
            List<Layer> hidden = random.nextBoolean()
                    ? NetworkSpec.layers(units, activation)
                    : units.stream()
                            .<Layer>map(count -> new Dense(count, any(random)))
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
                            new Variation(random.nextInt(17), random.nextBoolean()),
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
    @CsvSource(delimiter = '|', textBlock = """
            8-32-1 rleu            | "rleu" means nothing here (did you mean relu?)
            8-32-1 crossentropy    | (did you mean cross-entropy?)
            8-32-1 weightdecay:0.1 | (did you mean weight-decay:?)
            8-1 dropout:0.5        | A network with dropout without a dense hidden layer
            8-32-1 dropout:0.96    | dropout: expected a number from 0 to 0.95, found 0.96.
            8-32-1 :               | ":" means nothing here
            8-32-1 64              | "64" means nothing here
            8-32-1 output:sofmax   | found 'sofmax' (did you mean softmax?)
            8-32-1 init:gauss      | init: expected normal, he, xavier or torch, found 'gauss'
            relu 8-32-1            | expected sizes first, found "relu"
            8                      | expected sizes first
            8--1                   | hidden: expected units from 1 to 65536
            8-1000000000000-1      | hidden: expected units from 1 to 65536
            28x28x                 | expected sizes first
            28x28-3x3              | expected sizes first
            28x0-conv8x5-10        | columns: expected a whole number from 1
            784-conv8x5-10         | The layer conv8x5 has inputs that are no picture
            28x28-9-conv8x5-10     | The layer conv8x5 has inputs that are no picture
            28x28-conv8x4-10       | side: expected an odd side
            28x28-conv8x9-10       | side: expected an odd side of kernels from 1 to 7, found 9
            28x28-conv0x5-10       | maps: expected a whole number from 1 to 1024, found 0
            28x28-conv8x5/2-10     | of step 1 and without gaps, found 'conv8x5/2'
            28x28-pool2-10         | expected a convolution before pool2, found 'pool2'
            28x28-9-pool2-10       | expected a convolution before pool2, found '9 before pool2'
            28x28-conv8x5-pool3-10 | expected pool2, the largest of each 2 by 2, found 'pool3'
            4x9-conv8x5-10         | The layer conv8x5 has inputs of 4x9
            5x9-conv8x5-pool2-10   | The layer conv8x5-pool2 has inputs of 5x9
            99999x99999-conv8x5-10 | shape: expected at most 2147483647 numbers, found 9.9998
            9999x99999x99999-3     | shape: expected at most 2147483647 numbers
            46000x46000-conv1024x7s-10 | values for each picture
            9999x9999-conv8x5-10   | The layer conv8x5 has 799200200 values for each picture
            28x28-conv8x5-10 tanh  | A convolution with the activation tanh
            28x28-conv8x5-10 dropout:0.1 | dropout without a dense hidden layer
            8-0-1                  | units: expected a whole number from 1 to 65536, found 0
            8-999999999-1          | units: expected
            0-3-1                  | 0 inputs or outputs are not possible
            65536-65536-1          | A network with 4295098369 parameters
            8-32-1 relu tanh       | relu and tanh are both given as activation
            8-32-1 mse huber       | both given as loss
            8-32-1 lr:0.1 lr:0.1   | both given as lr
            8-3 relu cross-entropy | There is no hidden layer for the activation relu
            8-3 output:softmax mse | The output activation softmax does not go with mean squared error
            8-1 cross-entropy      | A softmax over one unit is always 1
            8-1 lr:fast            | lr: expected a number, found 'fast'
            8-1 lr:                | lr: expected a number, found ''
            8-1 lr:0               | learningRate: expected a number above 0, found 0.
            8-1 lr:1000001         | learningRate: expected at most 1000000, since a longer step rounds the parameters away, found 1000001.
            8-1 lr:1e99            | learningRate: expected at most 1000000, since a longer step rounds the parameters away, found 1e99.
            8-1 schedule:cosin     | found 'cosin' (did you mean cosine?)
            8-1 schedule:cosin/0.1 | found 'cosin/0.1' (did you mean cosine?)
            8-4-1 activation:relu/gleu | (did you mean gelu?)
            8-3 class-weights:balaned | found 'balaned' (did you mean balanced?)
            8-1 lr:nan             | lr: expected a number, found 'nan'
            8-1 seed:1.5           | seed: expected a whole number, found '1.5'
            8-1 batch:0            | batch: expected a whole number from 1 to 65536, found 0.
            8-1 batch:65537        | batch: expected
            8-1 adam momentum:0.9  | A momentum of 0.9 is not possible here
            8-1 momentum momentum:1 | momentum: expected a number from 0 to below 1, found 1.
            8-1 sgd weight-decay:1 | A weight decay of 1.0 is not possible here
            8-1 adamw lr:1 weight-decay:1 | A weight decay of 1.0 is not possible here
            4-3 mse class-weights:1/2/3 | class weights and the loss mse
            4-3 cross-entropy class-weights:1/2 | 2 class weights for 3 outputs
            4-3 bce class-weights:1/2/3 | 3 class weights for 3 outputs
            4-1 bce class-weights:1 | 1 class weights for 1 outputs
            4-3 cross-entropy class-weights:1/2/0 | weights: expected
            4-3 cross-entropy class-weights:1/2/1e300 | weights: expected
            4-3 cross-entropy class-weights:1/2/nan | class-weights
            4-3 cross-entropy class-weights:1/two | class-weights
            """)
    void whatCannotBeReadIsSaid(String line, String problem) {
        CrosscheckException refused = assertThrows(CrosscheckException.class, () -> Setup.parse(line));
        assertTrue(refused.getMessage().contains(problem), refused.getMessage());
        assertTrue(refused.remedy().endsWith("."), refused.remedy());
    }

    @Test
    void linesAndDepthHaveAnEnd() {
        String deep = "1" + "-1".repeat(65);
        assertEquals(65, Setup.parse(deep).network().layers().size());
        CrosscheckException deeper = assertThrows(CrosscheckException.class, () -> Setup.parse(deep + "-1"));
        assertEquals("hidden: expected 0 to 64 elements, found 65.", deeper.getMessage());
        CrosscheckException many =
                assertThrows(CrosscheckException.class, () -> Setup.parse("1" + "-1".repeat(792), 1));
        assertTrue(many.getMessage().endsWith("sizes of 1585 characters: at most 1584 are read"), many.getMessage());
        CrosscheckException control = assertThrows(CrosscheckException.class, () -> Setup.parse("8-1 re\u001blu"));
        assertTrue(
                control.getMessage().startsWith("Network \"8-1 re\\u001Blu\": \"re\\u001Blu\""), control.getMessage());
        CrosscheckException longer =
                assertThrows(CrosscheckException.class, () -> Setup.parse("8-1" + " ".repeat(262_142)));
        assertEquals("A network of 262145 characters: at most 262144 are read", longer.getMessage());
        Setup.parse("8-1" + " ".repeat(262_141));
    }
}
