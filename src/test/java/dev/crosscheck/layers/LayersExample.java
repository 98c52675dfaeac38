package dev.crosscheck.layers;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** Learns whether the first of two numbers is the larger. */
public final class LayersExample {
    public static void main(String... args) {
        INDArray x = Nd4j.rand(1000, 2);
        INDArray larger = x.getColumn(0).gt(x.getColumn(1)).castTo(x.dataType());
        INDArray t = Nd4j.hstack(larger.rsub(1).reshape(1000, 1), larger.reshape(1000, 1));

        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .updater(new Adam(0.01))
                .list(new InputDense(2, 16), new SoftmaxOutput(16, 2))
                .build());
        network.init();
        FusedAdam.install(network);
        for (int epoch = 0; epoch < 200; epoch++) {
            network.fit(x, t);
        }
        System.out.println("loss " + network.score(new DataSet(x, t)));
    }
}
