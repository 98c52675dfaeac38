package dev.crosscheck.layers;

import static dev.crosscheck.layers.LayersTest.assertClose;
import static dev.crosscheck.layers.LayersTest.batch;
import static dev.crosscheck.layers.LayersTest.builder;
import static dev.crosscheck.layers.LayersTest.flat;
import static dev.crosscheck.layers.LayersTest.gradients;
import static dev.crosscheck.layers.LayersTest.initialised;
import static dev.crosscheck.layers.LayersTest.network;
import static dev.crosscheck.layers.LayersTest.ourLayers;
import static dev.crosscheck.layers.LayersTest.stockLayers;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crosscheck.device.Nd4jRuntime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.weightnoise.WeightNoise;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** How the layers behave in DL4J's networks, next to their numbers in {@link LayersTest}. */
class LayersInNetworksTest {
    @BeforeAll
    static void start() {
        Nd4jRuntime.startOnCpu();
    }

    @Test
    void aNetworkCanBeSavedReadAndCopied(@TempDir Path folder) throws Exception {
        int[] shape = {57, 67, 17, 9};
        MultiLayerNetwork network = network(ourLayers(shape, true), true);
        DataSet batch = batch(shape, 0.2, true);
        network.fit(batch.getFeatures(), batch.getLabels());
        MultiLayerConfiguration conf = network.getLayerWiseConfigurations();
        assertEquals(conf, MultiLayerConfiguration.fromJson(conf.toJson()));
        Path file = folder.resolve("model.zip");
        ModelSerializer.writeModel(network, file.toFile(), true);
        MultiLayerNetwork read = ModelSerializer.restoreMultiLayerNetwork(file.toFile());
        for (MultiLayerNetwork other : List.of(read, network.clone())) {
            assertArrayEquals(flat(network.output(batch.getFeatures())), flat(other.output(batch.getFeatures())));
            other.fit(batch.getFeatures(), batch.getLabels());
        }
        assertArrayEquals(flat(read.params()), flat(read.params().dup()));
        network.fit(batch.getFeatures(), batch.getLabels());
        assertArrayEquals(flat(network.params()), flat(read.params()));
    }

    @Test
    void whatANetworkSetsForAllItsLayersHoldsForTheseToo() {
        int[] shape = {57, 67, 17, 9};
        List<MultiLayerNetwork> networks = new ArrayList<>();
        for (List<Layer> layers : List.of(stockLayers(shape), ourLayers(shape, true))) {
            networks.add(initialised(
                    builder()
                            .l2(0.1)
                            .biasInit(0.25)
                            .gradientNormalization(GradientNormalization.ClipElementWiseAbsoluteValue)
                            .gradientNormalizationThreshold(1e-3),
                    layers));
        }
        MultiLayerNetwork stock = networks.get(0);
        MultiLayerNetwork ours = networks.get(1);
        stock.paramTable().forEach((name, values) -> assertArrayEquals(flat(values), flat(ours.getParam(name)), name));
        for (MultiLayerNetwork network : networks) {
            DataSet batch = batch(shape, 0.2, network == ours);
            gradients(network, batch);
            network.fit(batch.getFeatures(), batch.getLabels());
        }
        assertEquals(stock.score(), ours.score(), 1e-5 * stock.score(), "loss with regularisation");
        stock.paramTable().forEach((name, values) -> assertClose(name, values, ours.getParam(name)));
        for (int index = 0; index < 2; index++) {
            assertEquals(index, ours.getLayer(index).getIndex());
            assertEquals(
                    GradientNormalization.ClipElementWiseAbsoluteValue,
                    ((BaseLayer) ours.getLayer(index).conf().getLayer()).getGradientNormalization());
        }
    }

    @Test
    void whatTheyCannotDoIsRefused() {
        int[] shape = {4, 3, 2, 1};
        for (Consumer<BaseLayer> given : List.<Consumer<BaseLayer>>of(
                layer -> layer.setIDropout(new Dropout(0.5)),
                layer -> layer.setActivationFn(Activation.TANH.getActivationFunction()),
                layer -> layer.setWeightNoise(new WeightNoise(new NormalDistribution(0, 1))))) {
            List<Layer> layers = ourLayers(shape, false);
            given.accept((BaseLayer) layers.get(0));
            assertThrows(IllegalArgumentException.class, () -> network(layers, true));
        }
        List<Layer> dropping = ourLayers(shape, false);
        dropping.get(1).setIDropout(new Dropout(0.5));
        assertThrows(IllegalArgumentException.class, () -> network(dropping, true));
        assertThrows(
                IllegalArgumentException.class,
                () -> initialised(builder().dataType(DataType.DOUBLE), ourLayers(shape, false)));
        INDArray ones = Nd4j.ones(1, 4);
        INDArray label = Nd4j.createFromArray(new float[][] {{0, 1}});
        MultiLayerNetwork masked = network(ourLayers(shape, false), true);
        assertThrows(IllegalStateException.class, () -> masked.fit(ones, label, null, Nd4j.ones(1, 1)));
        for (float[] t : new float[][] {{0.75f, 0.25f}, {0, 0}, {1, 1}, {0, 2}, {1, Float.NaN}}) {
            INDArray noClass = Nd4j.createFromArray(new float[][] {t});
            MultiLayerNetwork network = network(ourLayers(shape, false), true);
            assertThrows(IllegalArgumentException.class, () -> network.fit(ones, noClass));
        }
        MultiLayerNetwork pixels = network(ourLayers(shape, true), true);
        assertThrows(IllegalArgumentException.class, () -> pixels.output(ones), "numbers for pixels");
    }
}
