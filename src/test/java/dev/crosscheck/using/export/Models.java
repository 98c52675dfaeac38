package dev.crosscheck.using.export;

import dev.crosscheck.train.dl4j.ModelFile;
import java.io.IOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks for tests, of any depth, with biases that are not 0. */
final class Models {
    private Models() {}

    static MultiLayerNetwork network(Activation activation, int... hidden) {
        NeuralNetConfiguration.ListBuilder list =
                new NeuralNetConfiguration.Builder().seed(7).list();
        int width = 784;
        for (int units : hidden) {
            list.layer(new DenseLayer.Builder()
                    .nIn(width)
                    .nOut(units)
                    .biasInit(0.1)
                    .activation(activation)
                    .build());
            width = units;
        }
        MultiLayerNetwork network = new MultiLayerNetwork(list.layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(width)
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        network.init();
        float[] bias = {-0.4f, -0.3f, -0.2f, -0.1f, 0, 0.1f, 0.2f, 0.3f, 0.4f, 0.5f};
        network.getParam(hidden.length + "_b").assign(Nd4j.create(bias, new long[] {1, 10}, 'c'));
        return network;
    }

    static Path save(Path folder, MultiLayerNetwork network) throws IOException {
        Path file = folder.resolve("model.zip");
        ModelFile.save(network, null, file);
        return file;
    }
}
