package dev.crosscheck.train.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.train.Nd4jTest;
import java.util.List;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class HandCopyTest extends Nd4jTest {
    private static MultiLayerNetwork deep(Activation hidden, boolean bias) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(5)
                .list()
                .layer(dense(12, 9, hidden, true))
                .layer(dense(9, 7, hidden, bias))
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(7)
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        network.init();
        return network;
    }

    private static DenseLayer dense(int in, int out, Activation activation, boolean bias) {
        return new DenseLayer.Builder()
                .nIn(in)
                .nOut(out)
                .activation(activation)
                .hasBias(bias)
                .build();
    }

    @Test
    void aDeepNetworkGivesTheSameAsItsCopy() {
        MultiLayerNetwork network = deep(Activation.RELU, true);
        network.getParam("1_b").assign(0.3);
        HandCopy copy = HandCopy.of(network);
        assertEquals(List.of(12, 9, 7, 10), copy.network().sizes());
        Matrix x = Matrix.gaussian(6, 12, new SplittableRandom(2));
        INDArray expected = network.output(Nd4j.create(x.data(), new long[] {6, 12}, 'c'));
        Matrix actual = copy.network().forward(copy.parameters(), x).output();
        for (int i = 0; i < 6; i++) {
            for (int j = 0; j < 10; j++) {
                assertEquals(expected.getDouble(i, j), actual.get(i, j), 1e-6, "floats there: 6e-8 of some ten sums");
            }
        }
    }

    @Test
    void otherLayersAreRefused() {
        refused(deep(Activation.SELU, true), "another layer 1 (DenseLayer, selu).");
        refused(deep(Activation.RELU, false), "another layer 2 (DenseLayer, relu).");
    }

    private static void refused(MultiLayerNetwork network, String found) {
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> HandCopy.of(network));
        assertEquals(
                "The network: expected dense layers with one of sigmoid, relu, tanh, leaky-relu, elu, gelu, softplus,"
                        + " identity and an output layer with softmax, sigmoid or identity, found " + found,
                e.getMessage());
    }
}
