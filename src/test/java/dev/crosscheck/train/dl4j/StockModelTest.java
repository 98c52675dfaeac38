package dev.crosscheck.train.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crosscheck.nn.NetworkForm;
import dev.crosscheck.train.Nd4jTest;
import dev.crosscheck.train.byhand.NetworkState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.constraint.MinMaxNormConstraint;
import org.deeplearning4j.nn.conf.constraint.NonNegativeConstraint;
import org.deeplearning4j.nn.conf.distribution.ConstantDistribution;
import org.deeplearning4j.nn.conf.distribution.Distribution;
import org.deeplearning4j.nn.conf.distribution.LogNormalDistribution;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.distribution.OrthogonalDistribution;
import org.deeplearning4j.nn.conf.distribution.TruncatedNormalDistribution;
import org.deeplearning4j.nn.conf.distribution.UniformDistribution;
import org.deeplearning4j.nn.conf.dropout.AlphaDropout;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.dropout.GaussianNoise;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.dropout.SpatialDropout;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.conf.weightnoise.IWeightNoise;
import org.deeplearning4j.nn.conf.weightnoise.WeightNoise;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Files that DL4J writes and reads, and what is made of them here. */
class StockModelTest extends Nd4jTest {
    @TempDir
    private Path folder;

    private MultiLayerNetwork network;
    private Path good;

    @BeforeEach
    void save() throws IOException {
        network = new DenseNetwork(NetworkForm.digits(4), 784, 10, 0.001)
                .of(NetworkState.drawn(1, NetworkForm.digits(4), 784, 10));
        good = folder.resolve("model.zip");
        ModelFile.save(network, null, good);
    }

    @Test
    void savesTheArraysThatDl4jSaves() throws IOException {
        Path other = folder.resolve("dl4j.zip");
        ModelSerializer.writeModel(network, other.toFile(), true);
        Map<String, byte[]> expected = ModelBytes.entries(Files.readAllBytes(other));
        Map<String, byte[]> found = ModelBytes.entries(Files.readAllBytes(good));
        assertEquals(List.copyOf(expected.keySet()), List.copyOf(found.keySet()));
        expected.forEach((name, bytes) -> assertArrayEquals(bytes, found.get(name), name));
    }

    @Test
    void dl4jLoadsWhatItSaved() throws IOException {
        network.getUpdater().getStateViewArray().assign(0.25);
        ModelFile.save(network, null, good);
        MultiLayerNetwork read = ModelSerializer.restoreMultiLayerNetwork(good.toFile(), true);
        assertEquals(network.params(), read.params());
        assertEquals(network.getUpdater().getStateViewArray(), read.getUpdater().getStateViewArray());
    }

    private static Stream<Layer> layers() {
        return Stream.of(
                        Activation.RELU,
                        Activation.TANH,
                        Activation.SIGMOID,
                        Activation.ELU,
                        Activation.LEAKYRELU,
                        Activation.GELU,
                        Activation.SELU,
                        Activation.SWISH)
                .map(activation -> new DenseLayer.Builder()
                        .nIn(784)
                        .nOut(9)
                        .activation(activation)
                        .hasBias(activation != Activation.SWISH)
                        .dropOut(activation == Activation.TANH ? 0.5 : 0)
                        .build());
    }

    /** Written by DL4J: with any updater, of any depth, with or without updater state, of rank 1 or 2. */
    @ParameterizedTest
    @MethodSource("layers")
    void whatDl4jSavedGivesTheSameBitsAsInDl4j(Layer first) throws IOException {
        for (IUpdater updater :
                List.of(new Adam(), new Sgd(), new Nesterovs(), new AMSGrad(), new RmsProp(), new NoOp())) {
            MultiLayerNetwork made = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                    .updater(updater)
                    .biasUpdater(new Sgd(0.1))
                    .weightInit(WeightInit.UNIFORM)
                    .list()
                    .layer(first.clone())
                    .layer(new DenseLayer.Builder()
                            .nIn(9)
                            .nOut(6)
                            .activation(Activation.RELU)
                            .build())
                    .layer(new OutputLayer.Builder(LossFunction.NEGATIVELOGLIKELIHOOD)
                            .nIn(6)
                            .nOut(10)
                            .activation(Activation.SOFTMAX)
                            .build())
                    .build());
            made.init();
            Path file = folder.resolve("dl4j.zip");
            for (boolean state : new boolean[] {true, false}) {
                ModelSerializer.writeModel(made, file.toFile(), state);
                INDArray input = Nd4j.rand(5, 784);
                assertEquals(made.output(input), ModelFile.load(file).output(input), updater.toString());
            }
            made.init(made.params().dup().reshape('c', 1, made.numParams()), false);
            ModelSerializer.writeModel(made, file.toFile(), true);
            assertArrayEquals(
                    made.params().toFloatVector(), ModelFile.load(file).params().toFloatVector());
        }
    }

    private static Stream<Arguments> partsOfTraining() {
        return Stream.of(
                Arguments.of(new Dropout(0.5), new NormalDistribution(0, 1), new DropConnect(0.5)),
                Arguments.of(
                        new GaussianDropout(0.5),
                        new UniformDistribution(-1, 1),
                        new WeightNoise(new LogNormalDistribution(0, 1))),
                Arguments.of(new GaussianNoise(0.5), new TruncatedNormalDistribution(0, 1), new DropConnect(0.5)),
                Arguments.of(new AlphaDropout(0.5), new OrthogonalDistribution(1), new DropConnect(0.5)),
                Arguments.of(new SpatialDropout(0.5), new ConstantDistribution(1), new DropConnect(0.5)));
    }

    /** Outputs do not depend on them. */
    @ParameterizedTest
    @MethodSource("partsOfTraining")
    void whatOnlyTrainingDependsOnIsLeftOut(IDropout dropout, Distribution distribution, IWeightNoise noise)
            throws IOException {
        MultiLayerNetwork made = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .dropOut(dropout)
                .weightInit(distribution)
                .weightNoise(noise)
                .constrainWeights(
                        new MaxNormConstraint(2, 1), new MinMaxNormConstraint(0, 2, 1), new NonNegativeConstraint())
                .gradientNormalization(GradientNormalization.ClipL2PerLayer)
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(784)
                        .nOut(9)
                        .activation(Activation.RELU)
                        .build())
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(9)
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        made.init();
        ModelSerializer.writeModel(made, good.toFile(), true);
        INDArray input = Nd4j.rand(5, 784);
        assertEquals(made.output(input), ModelFile.load(good).output(input));
    }
}
