package dev.crosscheck.train.dl4j;

import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.nn.NetworkForm;
import dev.crosscheck.train.byhand.NetworkState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Makes inputs that this package's readers take, for the fuzzers to start from. */
public final class ModelSeeds {
    private ModelSeeds() {}

    /** A model file of one hidden unit. */
    public static byte[] model() throws IOException {
        Nd4jRuntime.startOnCpu();
        Path file = Files.createTempFile("model", ".zip");
        try {
            ModelFile.save(
                    new DenseNetwork(NetworkForm.digits(1), 784, 10, 0.001)
                            .of(NetworkState.drawn(1, NetworkForm.digits(1), 784, 10)),
                    null,
                    file);
            return Files.readAllBytes(file);
        } finally {
            Files.delete(file);
        }
    }

    /** Configurations of networks of several kinds. */
    public static Map<String, byte[]> configurations() {
        Map<String, byte[]> texts = new TreeMap<>();
        texts.put(
                "stock",
                text(new DenseNetwork(NetworkForm.digits(1), 784, 10, 0.001)
                        .stock()
                        .getLayerWiseConfigurations()));
        texts.put(
                "deep",
                text(new NeuralNetConfiguration.Builder()
                        .updater(new Nesterovs(0.1, 0.9))
                        .biasUpdater(new Sgd(0.1))
                        .weightInit(WeightInit.RELU)
                        .list(
                                layer(784, 2, Activation.TANH).hasBias(false).build(),
                                layer(2, 3, Activation.LEAKYRELU).dropOut(0.5).build(),
                                layer(3, 2, Activation.GELU).updater(new NoOp()).build(),
                                new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                                        .nIn(2)
                                        .nOut(10)
                                        .activation(Activation.SOFTMAX)
                                        .build())
                        .build()));
        return texts;
    }

    private static DenseLayer.Builder layer(int inputs, int outputs, Activation activation) {
        return new DenseLayer.Builder().nIn(inputs).nOut(outputs).activation(activation);
    }

    private static byte[] text(MultiLayerConfiguration configuration) {
        return configuration.toJson().getBytes(StandardCharsets.UTF_8);
    }

    /** An entry of {@link ModelDoor#FLOATS} floats. */
    public static byte[] array() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ModelArrays.write(out, new float[] {0, 1, -1, 0.5f, Float.MIN_VALUE, Float.MAX_VALUE});
        return out.toByteArray();
    }
}
