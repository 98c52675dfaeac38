package dev.crosscheck.train.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.model.DrawnModels;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.train.Nd4jTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class Dl4jModelTest extends Nd4jTest {
    @TempDir
    private Path folder;

    private static MultiLayerNetwork theirs(Activation first, boolean bias) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(7)
                .list(
                        new DenseLayer.Builder()
                                .nIn(6)
                                .nOut(5)
                                .biasInit(0.1)
                                .activation(first)
                                .hasBias(bias)
                                .build(),
                        new DenseLayer.Builder()
                                .nIn(5)
                                .nOut(4)
                                .biasInit(-0.1)
                                .activation(Activation.TANH)
                                .build(),
                        new OutputLayer.Builder(LossFunction.NEGATIVELOGLIKELIHOOD)
                                .nIn(4)
                                .nOut(3)
                                .activation(Activation.SOFTMAX)
                                .build())
                .build());
        network.init();
        return network;
    }

    private Path save(MultiLayerNetwork network) throws IOException {
        Path file = folder.resolve("their.zip");
        ModelSerializer.writeModel(network, file.toFile(), true);
        return file;
    }

    private static float[] features(int count) {
        SplittableRandom random = new SplittableRandom(1);
        float[] features = new float[count];
        for (int i = 0; i < count; i++) {
            features[i] = (float) random.nextDouble(-2, 2);
        }
        return features;
    }

    @Test
    void aNetworkOfTheirsIsTakenApart() throws IOException {
        MultiLayerNetwork network = theirs(Activation.ELU, true);
        Dl4jModel.Content content = Dl4jModel.read(save(network));
        assertEquals(
                NetworkSpec.digits()
                        .withHidden(List.of(
                                new NetworkSpec.Layer(5, Elementwise.ELU), new NetworkSpec.Layer(4, Elementwise.TANH)))
                        .of(6, 3),
                content.spec());
        float[] x = features(20 * 6);
        float[] expected = network.output(Nd4j.create(x, 20, 6)).ravel().toFloatVector();
        double[] actual = content.spec()
                .network()
                .forward(Parameters.of(content.spec().sizes(), content.values()), Matrix.widened(20, x))
                .output()
                .data();
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], 1e-6, "a probability in float beside double");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SOFTPLUS")
    void whatIsWrittenForThemAnswersAsTheModel(Elementwise activation) throws IOException {
        Model model = DrawnModels.ofDigits(activation, 9, 7);
        assertTrue(Dl4jModel.refusal(model).isEmpty());
        Path file = folder.resolve(Dl4jModel.FILE);
        Dl4jModel.save(Dl4jModel.network(model), file);
        Path again = folder.resolve("again.zip");
        Dl4jModel.save(Dl4jModel.network(model), again);
        assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(again));
        float[] x = features(20 * 784);
        float[] expected = MultiLayerNetwork.load(file.toFile(), false)
                .output(Nd4j.create(x, 20, 784))
                .ravel()
                .toFloatVector();
        double[] actual = model.answer(Matrix.widened(20, x)).data();
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], 1e-6, "a probability in float beside double");
        }
        Dl4jModel.Content back = Dl4jModel.read(file);
        assertEquals(model.spec(), back.spec());
        assertArrayEquals(model.values(), back.values());
    }

    @Test
    void softplusIsRefusedWithTheReason() {
        assertEquals(
                "Deeplearning4j's softplus, which hidden layers have, is infinite from 89 on",
                Dl4jModel.refusal(DrawnModels.ofDigits(Elementwise.SOFTPLUS, 3)).orElseThrow());
    }

    private static void refused(Path file, String found) {
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> Dl4jModel.read(file));
        assertTrue(
                e.getMessage().startsWith(file + ": expected a network of Deeplearning4j's, found "), e.getMessage());
        assertTrue(e.getMessage().contains(found), e.getMessage());
    }

    @Test
    void otherNetworksAndFilesAreRefused() throws IOException {
        refused(save(theirs(Activation.HARDTANH, true)), "a layer 1 (DenseLayer, hardtanh)");
        refused(save(theirs(Activation.RELU, false)), "a layer 1 (DenseLayer");
        Path other = folder.resolve("other.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(other))) {
            zip.putNextEntry(new ZipEntry("evil.bin"));
        }
        refused(other, "an entry \"evil.bin\"");
        refused(Files.writeString(folder.resolve("no.zip"), "PK no zip file"), "a damaged or other file");
    }
}
