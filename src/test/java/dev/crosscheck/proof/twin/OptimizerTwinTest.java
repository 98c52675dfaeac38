package dev.crosscheck.proof.twin;

import static dev.crosscheck.proof.compare.Agreement.assertAgrees;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.optim.Adam.Epsilon;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Tolerances;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** DL4J's updaters, applied to one array at a time, give the same results as DL4J's own training. */
class OptimizerTwinTest {
    private static final Setup SPEC = Setup.parse("3-5-2 tanh mse");

    private final Matrix x = Matrix.gaussian(4, 3, new SplittableRandom(1));
    private final Matrix t = Matrix.gaussian(4, 2, new SplittableRandom(2));

    @BeforeAll
    static void startNd4j() {
        Nd4jRuntime.startOnCpu();
    }

    @Test
    void aTrainingOfDl4jTakesTheSameSteps() {
        assertSameAsFit(new Sgd(0.1), 0, OptimizerSpec.Kind.SGD.byDefault());
        assertSameAsFit(new Adam(0.001), 0, OptimizerSpec.Kind.ADAM.byDefault());
        assertSameAsFit(new Adam(0.01), 0.3, new OptimizerSpec(OptimizerSpec.Kind.ADAMW, 0.01, 0, 0.3));
    }

    /** By the first step with ε on the corrected root: η g/(g + ε) of the first parameter is η/2. */
    @ParameterizedTest
    @EnumSource
    void epsilonIsWhereItIsAskedFor(Epsilon placement) {
        OptimizerSpec spec = OptimizerSpec.Kind.ADAM.byDefault().with(placement);
        double first = OptimizerTwin.update(spec, OptimizerTwin.Updated.start(spec, 0), new double[] {1e-8}, 0)
                .parameters()[0];
        assertEquals(placement == Epsilon.ON_CORRECTED, Math.abs(first + 0.0005) < 1e-12);
    }

    private void assertSameAsFit(IUpdater updater, double weightDecay, OptimizerSpec spec) {
        MultiLayerNetwork fitted = fitted(updater, weightDecay);
        FlatParameters layout = new FlatParameters(SPEC.network().sizes());
        fitted.setParams(Nd4j.createFromArray(layout.flatten(SPEC.initial())));
        NetworkTwin twin =
                new NetworkTwin(SPEC.network().network(), SPEC.network().loss());
        OptimizerTwin.Updated now = OptimizerTwin.Updated.start(spec, layout.flatten(SPEC.initial()));
        Comparison comparison = new Comparison(spec.toString(), Tolerances.SUMS);
        for (int step = 0; step < 20; step++) {
            fitted.fit(Nd4jArrays.of(x), Nd4jArrays.of(t));
            Gradients gradients =
                    twin.at(layout.parameters(now.parameters()), x, t).gradients();
            now = OptimizerTwin.update(spec, now, layout.flatten(gradients), step);
            comparison.add(step, "θ", fitted.params().toDoubleVector(), now.parameters());
        }
        assertAgrees(comparison);
    }

    /** The decay is configured for each layer, since DL4J applies one that is configured for the whole network twice. */
    private static MultiLayerNetwork fitted(IUpdater updater, double weightDecay) {
        DenseLayer.Builder hidden = new DenseLayer.Builder();
        OutputLayer.Builder output = new OutputLayer.Builder(LossFunctions.LossFunction.MSE);
        if (weightDecay > 0) {
            hidden.weightDecay(weightDecay, true).weightDecayBias(weightDecay, true);
            output.weightDecay(weightDecay, true).weightDecayBias(weightDecay, true);
        }
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .updater(updater)
                .list()
                .layer(hidden.nIn(3).nOut(5).activation(Activation.TANH).build())
                .layer(output.nIn(5).nOut(2).activation(Activation.IDENTITY).build())
                .build());
        network.init();
        return network;
    }
}
